//! Schemes of statements as data: lines, their numbers and labels, and the identities that make some out of others.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;

use super::chart::IfMissing;
use crate::formula::Formula;
use crate::money::{Cents, Unit};
use crate::named::named;
use crate::period::Centre;
use crate::read::words::folded;

/// One statement's scheme, from `config/schemes/*.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// Its name in configuration, formulas, scopes and tie-out ids.
    pub id: Arc<str>,
    /// Its name for people.
    pub title: String,
    /// Where the scheme is printed.
    pub source: String,
    /// What its amounts count: euro, or something that is no money.
    #[serde(default)]
    pub unit: Unit,
    /// Whether a failed identity keeps the month a draft.
    #[serde(default)]
    pub blocking: bool,
    /// How far a printed line may be from its computed value, in cents: 100 per identity where a source prints whole euro.
    #[serde(default)]
    pub tolerance_cents: i64,
    /// The scheme of the table that divides among the functions what the accounts keep for the whole chamber; none where they
    /// are kept by function, or nothing is to be divided.
    pub functions_from: Option<Arc<str>>,
    /// The sheet of the workbook on which its table stands with others of its subject.
    pub sheet: Option<Subject>,
    /// Of a table of persons: counts below it, other than nobody, are shown to its readers alone, with as many others as keep a sum from
    /// giving them back.
    pub mask_below: Option<u32>,
    /// Lines of such a table that are public whatever they count.
    #[serde(default)]
    pub public: Vec<Arc<str>>,
    /// The offices and roles that see it whole.
    #[serde(default)]
    pub readers: Vec<Arc<str>>,
    /// Whether its lines are those that its files print, whatever they are: the ones named here are then sums of all of them.
    #[serde(default)]
    pub as_printed: bool,
    /// What is known of its columns, where there is anything to say of them: those that a layout gives a `centre`.
    #[serde(default, rename = "column")]
    pub columns: Vec<ColumnRule>,
    /// Whether its lines are indicators, by the name that the plan prints: what it says of their targets and of their values is held
    /// against what is defined and known of them.
    #[serde(default)]
    pub of_indicators: bool,
    /// Whether it is the table of one who assesses: its figures are told to the readers of the scorecard that takes a degree from it,
    /// and are in no statement of the month.
    #[serde(default)]
    pub reserved: bool,
    /// The lines, in printing order; a line's formula uses names of lines.
    #[serde(default, rename = "line")]
    pub lines: Vec<Line>,
}

/// What tables that stand together on a sheet tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Who works for the chamber.
    Staff,
    /// The companies of which it has a share.
    Participations,
    /// Its azienda speciale.
    Subsidiary,
    /// The projects that the increase of the diritto annuale and the fondo perequativo pay.
    Projects,
    /// What else the plan prints: its indicators with their targets, the ratios of years gone.
    Plan,
}

named!(Subject {
    Staff = "personale",
    Participations = "partecipazioni",
    Subsidiary = "azienda_speciale",
    Projects = "progetti",
    Plan = "piano",
});

/// What holds in a column of a table on every line.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnRule {
    /// The `centre` that layouts give it.
    pub id: Centre,
    /// As people read it.
    pub label: String,
    /// What it counts, where that is not what its scheme does.
    pub unit: Option<Unit>,
    /// What it is made of, of columns of the same line: what a file prints has to be that, and what none prints is it.
    pub formula: Option<Formula>,
    /// How far what is printed may be from it, beside the scheme's tolerance: half the last decimal of a rounded factor.
    pub tolerance: Option<Formula>,
    /// The least that a cell may say, in whole euro or points of percent; what lies outside is told and does not count.
    pub min: Option<i64>,
    /// The most; the least is nothing then, where it is not said.
    pub max: Option<i64>,
    /// Whether its lines add up to its totals: shares of companies do not.
    #[serde(default = "yes")]
    pub sums: bool,
    /// What a line has in it that is printed in other columns and not in this one.
    #[serde(default)]
    pub if_missing: IfMissing,
    /// The act that authorised a correction of it.
    #[serde(default)]
    pub act: String,
    /// Whether it puts right a mistake in months that were released already, with `act` and `why`.
    #[serde(default)]
    pub corrects: bool,
    /// Why it corrects.
    #[serde(default)]
    pub why: String,
}

fn yes() -> bool {
    true
}

impl ColumnRule {
    /// Whether a cell may say this, where the table counts so.
    #[must_use]
    pub fn allows(&self, said: Cents, of_table: Unit) -> bool {
        let scale = self.unit.unwrap_or(of_table).scale();
        let least = self.min.or(self.max.map(|_| 0));
        let at_least = least.is_none_or(|least| said.0 >= least.saturating_mul(scale));
        at_least && self.max.is_none_or(|most| said.0 <= most.saturating_mul(scale))
    }
}

/// One line (*voce*) of a scheme.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Its name in formulas.
    pub id: Arc<str>,
    /// As printed before the label: `1)`, `a)`, `A)`; may be empty.
    #[serde(default)]
    pub number: String,
    /// As people read it.
    pub label: String,
    /// Other ways in which files write it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// 0 for headings and results, 1 for voci, 2 for letters: how deep it is printed.
    #[serde(default)]
    pub level: u8,
    /// Whether it earns, costs, or is the outcome of both.
    pub nature: Nature,
    /// What it counts, where that is not what its scheme does.
    pub unit: Option<Unit>,
    /// What it is where a statement prints other lines of its column and not this one: not known, unless the scheme says
    /// that a line which is not printed is nothing.
    #[serde(default)]
    pub if_missing: IfMissing,
    /// What it is made of; a line without a formula is filled by accounts or by a printed figure.
    pub formula: Option<Formula>,
    /// The act that authorised a correction of its formula.
    #[serde(default)]
    pub act: String,
    /// Whether it puts right a mistake in months that were released already, with `act` and `why`. A scheme that changes
    /// from a year on is another scheme.
    #[serde(default)]
    pub corrects: bool,
    /// Why it corrects.
    #[serde(default)]
    pub why: String,
}

/// Lines of a table whose lines are as it prints them: their sum is a formula.
pub const PRINTED_MAX: usize = 200;

/// Whether a line earns or costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// More is more income.
    Provento,
    /// A positive cost.
    Onere,
    /// What is owned: more in dare is more.
    Attivo,
    /// What is owed, and the patrimonio netto: more in avere is more.
    Passivo,
    /// A result or a balance.
    Risultato,
}

/// A statement that DPR 254/2005 prescribes, by the id of its scheme, which the program carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statutory {
    /// The budget.
    AllegatoA,
    /// The income statement.
    AllegatoC,
    /// The balance sheet.
    StatoPatrimoniale,
}

named!(Statutory {
    AllegatoA = "allegato_a",
    AllegatoC = "allegato_c",
    StatoPatrimoniale = "stato_patrimoniale",
});

impl Line {
    /// A line that a file prints and its scheme does not name.
    fn printed(id: String, label: &str) -> Self {
        Self {
            id: id.into(),
            number: String::new(),
            label: label.to_owned(),
            aliases: Vec::new(),
            level: 1,
            nature: Nature::Risultato,
            unit: None,
            if_missing: IfMissing::default(),
            formula: None,
            act: String::new(),
            corrects: false,
            why: String::new(),
        }
    }
}

impl Scheme {
    /// What holds in a column.
    #[must_use]
    pub fn column(&self, centre: Centre) -> Option<&ColumnRule> {
        self.columns.iter().find(|rule| rule.id == centre)
    }

    /// Takes a line that a file prints, before the `sums` that the scheme names itself, which are sums of this one too from now on. Whether
    /// there was room for it.
    pub(super) fn take_line(&mut self, label: &str, sums: usize) -> bool {
        let id = line_id(label);
        let at = self.lines.len() - sums;
        if self.line(&id).is_some() || at >= PRINTED_MAX {
            return at < PRINTED_MAX;
        }
        self.lines.insert(at, Line::printed(id, label.trim()));
        let (printed, sums) = self.lines.split_at_mut(at + 1);
        let ids: Vec<&str> = printed.iter().map(|line| &*line.id).collect();
        sums.iter_mut().for_each(|line| line.formula = Formula::sum_of(&ids));
        true
    }

    /// Takes a row of a table of texts as a line of its own: of several rows of one name each is one. None where there is no room for it.
    pub(super) fn take_row(&mut self, label: &str) -> Option<Arc<str>> {
        let id = line_id(label);
        let numbered = (2..).map(|number: usize| format!("{id}_{number}"));
        let id = std::iter::once(id.clone()).chain(numbered).find(|id| self.line(id).is_none())?;
        let line = Line::printed(id, label);
        let id = Arc::clone(&line.id);
        (self.lines.len() < PRINTED_MAX).then(|| self.lines.push(line)).map(|()| id)
    }

    /// The line of this name.
    #[must_use]
    pub fn line(&self, id: &str) -> Option<&Line> {
        self.lines.iter().find(|line| &*line.id == id)
    }

    /// The first line of the same nature, in printing order, that is made of this one.
    #[must_use]
    pub fn total_of(&self, id: &str) -> Option<&str> {
        let nature = self.line(id)?.nature;
        let holds = |line: &&Line| line.formula.as_ref().is_some_and(|formula| formula.inputs().contains(&id));
        self.lines.iter().filter(|line| line.nature == nature).find(holds).map(|line| &*line.id)
    }

    /// The number of a line as reports print it: a letter after the number that it is printed under, `7e)`.
    #[must_use]
    pub fn whole_number(&self, line: &Line) -> String {
        let lettered = line.number.starts_with(|first: char| first.is_ascii_alphabetic());
        let before = self.lines.iter().take_while(|it| it.id != line.id);
        let above = before.filter(|it| it.level < line.level).last().map(|it| it.number.trim_end_matches(')'));
        let above = above.filter(|number| lettered && number.bytes().all(|b| b.is_ascii_digit())).unwrap_or_default();
        format!("{above}{}", line.number)
    }

    /// The lines without a formula that a line is made of, in printing order; itself where it is one.
    #[must_use]
    pub fn voci_of(&self, id: &str) -> Vec<&Line> {
        let mut ids = BTreeSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if let Some(line) = self.line(id).filter(|line| ids.insert(&line.id)) {
                open.extend(line.formula.iter().flat_map(Formula::inputs));
            }
        }
        self.lines.iter().filter(|line| line.formula.is_none() && ids.contains(&line.id)).collect()
    }
}

/// The id of a line that is as it is printed: its words with `_` between them. It begins as names of formulas do.
fn line_id(label: &str) -> String {
    let id = folded(label).replace([' ', '%'], "_");
    if id.starts_with(char::is_alphabetic) { id } else { format!("riga_{id}") }
}
