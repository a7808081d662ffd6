//! What was found in a month, beside what is true of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use quadratura::ledger::{Ledger, Level, Movement, Objectives, Side};
use quadratura::money::Cents;
use quadratura::office::OfficeId;
use quadratura::origin::Origin;
use quadratura::period::Period;
use quadratura::reconcile::{self, Carried, Given, Kind, Reconciliation, RuleSet, Settings};

use super::chamber::{ACCOUNTING, OFFICE};
use super::truth::{Item, Month, Row, Told, Truth};

/// What the chamber declares.
#[derive(Clone)]
pub struct Rules {
    pub rule_set: RuleSet,
    pub objectives: Objectives,
    pub period: Period,
}

impl Rules {
    /// The same, compared at this level of objectives.
    pub fn at(&self, level: Level) -> Self {
        Self { rule_set: RuleSet { objective_level: level, ..self.rule_set.clone() }, ..self.clone() }
    }
}

/// A match or a difference, by places in the month, ascending.
pub struct Said {
    pub rows: Vec<usize>,
    pub what: What,
}

pub enum What {
    Match { rule: String },
    Difference { kind: Kind, reason: &'static str, candidate: Option<usize> },
}

/// The rows as the ledger has them, in this order.
pub fn ledger(month: &Month, order: &[usize]) -> Ledger {
    let movements = order.iter().map(|place| movement(&month.rows[*place], *place));
    Ledger { movements: movements.collect(), ..Ledger::default() }
}

fn movement(row: &Row, place: usize) -> Movement<'_> {
    let is_accounting = row.side == Side::Accounting;
    Movement {
        id: row.id,
        side: row.side,
        layout: if is_accounting { ACCOUNTING } else { OFFICE },
        office: Some(&row.office),
        account: is_accounting.then_some(row.account),
        objective: &row.objective,
        initiative: "",
        act: &row.act,
        mandate: &row.mandate,
        date: row.date,
        beneficiary: &row.name,
        fiscal_code: &row.code,
        cup: "",
        cor: "",
        note: row.note,
        cents: Cents(row.cents),
        allotted: None,
        origin: Origin { row: u32::try_from(place).unwrap(), ..Origin::default() },
    }
}

/// What the program finds in a ledger.
pub fn reconciled(ledger: &Ledger, rules: &Rules) -> Reconciliation {
    let mut sheets: Vec<OfficeId> =
        ledger.side(Side::Office).filter_map(|line| line.office.map(OfficeId::from)).collect();
    sheets.sort();
    sheets.dedup();
    let settings = Settings { rule_sets: vec![rules.rule_set.clone()], ..Settings::default() };
    reconcile::compare(Given {
        ledger,
        objectives: &rules.objectives,
        carried: &Carried::default(),
        sheets: &sheets,
        settings: &settings,
        answers: &reconcile::Answers::default(),
        period: rules.period,
    })
}

/// The same, by the places of rows in the month.
pub fn said(month: &Month, rules: &Rules) -> Vec<Said> {
    let order: Vec<usize> = (0..month.rows.len()).collect();
    let found = reconciled(&ledger(month, &order), rules);
    let matches = found.matches.iter().map(|group| {
        let mut rows: Vec<usize> = group.accounting.iter().chain(group.office.iter()).copied().collect();
        rows.sort_unstable();
        Said { rows, what: What::Match { rule: group.rule.to_string() } }
    });
    let differences = found.differences.iter().map(|it| {
        let mut rows = it.rows.clone();
        rows.sort_unstable();
        Said { rows, what: What::Difference { kind: it.kind, reason: it.reason, candidate: it.candidate } }
    });
    matches.chain(differences).collect()
}

/// How many of a kind there were, how many were told right, and the first of the others.
#[derive(Default)]
pub struct Line {
    pub count: usize,
    pub right: usize,
    pub examples: Vec<String>,
}

/// How a month was judged.
#[derive(Default)]
pub struct Score {
    /// Matches of rows that do not belong together, or that nobody may pair.
    pub wrong: Vec<String>,
    pub found: Line,
    pub reasons: Line,
    /// By kind of truth.
    pub table: BTreeMap<&'static str, Line>,
}

impl Line {
    fn count(&mut self, is_right: bool, example: impl FnOnce() -> String) {
        self.count += 1;
        self.right += usize::from(is_right);
        if !is_right && self.examples.len() < 3 {
            self.examples.push(example());
        }
    }

    /// The share that was told right.
    pub fn share(&self) -> f64 {
        if self.count == 0 { 1.0 } else { self.right as f64 / self.count as f64 }
    }
}

/// Judges what was said of a month.
pub fn judge(month: &Month, said: &[Said], level: Level) -> Score {
    let by_row = by_row(month, said);
    let judge = Judge { month, said, by_row, level };
    let mut score = Score { wrong: judge.wrong(), ..Score::default() };
    for item in &month.items {
        let (is_right, sum) = match judge.truth(item) {
            Truth::Found => (judge.is_told(item, &Told::Pair(item.rows.clone())), &mut score.found),
            Truth::Told(ways) => {
                (ways.iter().any(|told| told.iter().all(|it| judge.is_told(item, it))), &mut score.reasons)
            }
            Truth::Free => continue,
        };
        sum.count(is_right, String::new);
        score.table.entry(item.kind).or_default().count(is_right, || judge.example(item));
    }
    score
}

/// What was said of each row.
fn by_row(month: &Month, said: &[Said]) -> Vec<Vec<usize>> {
    let mut by_row = vec![Vec::new(); month.rows.len()];
    for (place, it) in said.iter().enumerate() {
        it.rows.iter().for_each(|row| by_row[*row].push(place));
    }
    by_row
}

struct Judge<'a> {
    month: &'a Month,
    said: &'a [Said],
    by_row: Vec<Vec<usize>>,
    level: Level,
}

impl<'a> Judge<'a> {
    fn truth(&self, item: &'a Item) -> &'a Truth {
        if self.level == Level::Operativo { &item.operative } else { &item.strategic }
    }

    /// What was said of these rows, each once.
    fn of(&self, rows: &[usize]) -> impl Iterator<Item = &'a Said> {
        let mut places: Vec<usize> = rows.iter().flat_map(|row| self.by_row[*row].iter().copied()).collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|place| &self.said[place])
    }

    fn is_told(&self, item: &Item, told: &Told) -> bool {
        let same = |one: &[usize], other: &[usize]| {
            let mut other = other.to_vec();
            other.sort_unstable();
            one == other
        };
        self.of(&item.rows).any(|it| match (&it.what, told) {
            (What::Match { rule }, Told::Pair(rows)) => same(&it.rows, rows) && !rule.ends_with(".storno"),
            (What::Match { rule }, Told::Storno(rows)) => same(&it.rows, rows) && rule.ends_with(".storno"),
            (
                What::Difference { kind, reason, candidate },
                Told::Differs { kind: of, reasons, rows, candidate: by },
            ) => kind == of && reasons.contains(reason) && same(&it.rows, rows) && (by.is_none() || candidate == by),
            (What::Difference { kind: Kind::Duplicate, reason, .. }, Told::Twice { reason: why, copies }) => {
                let inside = it.rows.iter().all(|row| item.rows.contains(row));
                reason == why && inside && it.rows.iter().any(|row| copies.contains(row))
            }
            _ => false,
        })
    }

    fn wrong(&self) -> Vec<String> {
        let mut owners = vec![0; self.month.rows.len()];
        for (at, item) in self.month.items.iter().enumerate() {
            item.rows.iter().for_each(|row| owners[*row] = at);
        }
        let is_wrong = |it: &&Said| {
            let What::Match { rule } = &it.what else { return false };
            let item = &self.month.items[owners[it.rows[0]]];
            let mixed = it.rows.iter().any(|row| !item.rows.contains(row));
            let told = |told: &Told| match told {
                Told::Pair(rows) | Told::Storno(rows) => it.rows.iter().all(|row| rows.contains(row)),
                _ => false,
            };
            // A storno is of one side alone.
            let sides = it.rows.iter().map(|row| self.month.rows[*row].side);
            let one_side = rule.ends_with(".storno") && sides.clone().min() != sides.max();
            mixed || one_side || matches!(self.truth(item), Truth::Told(ways) if !ways.iter().flatten().any(told))
        };
        let example = |it: &Said| {
            let mut text = self.heading(it);
            for row in &it.rows {
                let kind = self.month.items[owners[*row]].kind;
                let _ = write!(text, "\n      {} | {kind}", line(&self.month.rows[*row]));
            }
            text
        };
        self.said.iter().filter(is_wrong).map(example).collect()
    }

    /// The rows of a thing, and what was told of them instead.
    fn example(&self, item: &Item) -> String {
        let mut text = String::new();
        for row in &item.rows {
            let _ = writeln!(text, "      {}", line(&self.month.rows[*row]));
        }
        for it in self.of(&item.rows) {
            let _ = writeln!(text, "      told: {}", self.heading(it));
            for row in it.rows.iter().filter(|row| !item.rows.contains(row)) {
                let _ = writeln!(text, "        with {}", line(&self.month.rows[*row]));
            }
        }
        text
    }

    fn heading(&self, it: &Said) -> String {
        match &it.what {
            What::Match { rule } => format!("match by {rule} of {} rows", it.rows.len()),
            What::Difference { kind, reason, candidate } => {
                let beside = candidate.map(|row| format!(", beside {}", line(&self.month.rows[row])));
                format!("{}/{reason} of {} rows{}", kind.id(), it.rows.len(), beside.unwrap_or_default())
            }
        }
    }
}

/// A row as a person compares it.
pub fn line(row: &Row) -> String {
    let Row { office, account, objective, act, mandate, code, name, cents, .. } = row;
    let date = row.date.map_or("no date".to_owned(), |date: NaiveDate| date.to_string());
    let amount = format!("{}{},{:02}", if *cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100);
    let side = row.side.id();
    format!("{side:<10} {office} {objective} [{act}] [{code}] [{name}] {date} {amount} {account} {mandate}")
}

/// Every difference of a month with its rows, for whoever wants to see all.
pub fn describe(month: &Month, said: &[Said]) -> Vec<String> {
    let judge = Judge { month, said, by_row: by_row(month, said), level: Level::Strategico };
    let differences = said.iter().filter(|it| matches!(it.what, What::Difference { .. }));
    let told = differences.map(|it| {
        let rows: Vec<String> = it.rows.iter().map(|row| format!("\n      {}", line(&month.rows[*row]))).collect();
        format!("{}{}", judge.heading(it), rows.concat())
    });
    told.collect()
}

impl Score {
    /// Counts, and what was told wrong of each kind.
    pub fn table(&self) -> String {
        let mut text = format!(
            "{:<48}{:>6}{:>6}\n{:<48}{:>6}\n",
            "kind of truth",
            "count",
            "right",
            "matched wrongly",
            self.wrong.len()
        );
        let sums = [("pairs and splits found", &self.found), ("differences told", &self.reasons)];
        for (kind, it) in sums.into_iter().chain(self.table.iter().map(|(kind, it)| (*kind, it))) {
            let _ = writeln!(text, "{kind:<48}{:>6}{:>6}", it.count, it.right);
        }
        for example in self.wrong.iter().take(6) {
            let _ = writeln!(text, "\nmatched wrongly\n    {example}");
        }
        for (kind, it) in self.table.iter().filter(|(_, it)| !it.examples.is_empty()) {
            let _ = writeln!(text, "\n{kind}\n{}", it.examples.join("\n"));
        }
        text
    }
}
