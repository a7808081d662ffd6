//! A file of a folder as a new chamber's draft sees it: by which layout it is read, which that is if it is drafted, and what its
//! rows say of accounts, objectives, indicators and payments.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::quoted::quoted;
use super::super::suggest::{Suggested, suggested};
use super::super::survey::one_line;
use super::office_names::office_id;
use crate::config::{self, Config, ConfigErrors};
use crate::ledger::{Nature, Scheme, is_line_of};
use crate::money::Cents;
use crate::office::Offices;
use crate::origin::stem;
use crate::period::Period;
use crate::problem::Problem;
use crate::read::layout::{Field, Kind, RowIs};
use crate::read::wording::Wording;
use crate::read::words::folded;
use crate::read::{self, Heading, Layout, Row, RowKind, Value};
use crate::sheets::{self, Ends, Limits, RawSheet};

/// Of a longer sheet the first and the last rows are looked at for a draft: what a table is like shows there.
const LOOKED_AT: Ends = Ends { first: 2_000, last: 40 };

/// Payments that are kept to find some that both sides tell.
const PAYMENTS_MAX: usize = 4_000;

/// What a file is.
pub(super) struct Seen {
    pub name: String,
    /// The layout by which it is read.
    pub layout: Arc<Layout>,
    /// The text of the layout, where it is a draft.
    pub draft: Option<String>,
    /// What tells its table from others: its kind and its captions.
    pub shape: (&'static str, Vec<String>),
    pub heading: Heading,
    pub period: Option<Period>,
    pub office: Option<String>,
    pub facts: Facts,
    /// Why a run would refuse it.
    pub refused: Option<Problem>,
}

/// What the rows of a file say.
#[derive(Default)]
pub(super) struct Facts {
    /// Accounts by code, with what they are called.
    pub accounts: BTreeMap<String, String>,
    /// Summary accounts by code, with what they are called.
    pub summaries: BTreeMap<String, String>,
    /// Objectives in the order in which they are met, with what they are called where a column says it.
    pub objectives: Vec<(String, String)>,
    /// What an office measures.
    pub measures: Vec<Measure>,
    /// Some payments.
    pub payments: Vec<Payment>,
    /// The offices that rows say, as they call them.
    pub offices: BTreeSet<String>,
    /// The offices, by their ids, on whose rows an objective stands.
    pub offices_of: BTreeMap<String, BTreeSet<String>>,
    /// The fields that at least one row fills.
    pub filled: BTreeSet<Field>,
    /// The columns that at least one row leaves blank, by their ids.
    pub blank: BTreeSet<String>,
    /// How many rows there are.
    pub rows: usize,
    /// The lines of a statement, as it calls them.
    pub lines: Vec<String>,
}

/// A row of a sheet of indicators.
pub(super) struct Measure {
    /// The id of the office that its row says, if it does.
    pub office: String,
    pub code: String,
    pub objective: String,
    pub name: String,
    pub unit: String,
    pub is_ratio: bool,
    pub is_state: bool,
}

/// A registration, or a row of an office.
#[derive(Clone)]
pub(super) struct Payment {
    /// The id of the office that its row says, if it does.
    pub office: String,
    pub account: String,
    pub objective: String,
    pub act: String,
    pub beneficiary: String,
    pub fiscal_code: String,
    pub cents: Cents,
}

/// Why there is nothing to take of a file.
pub(super) enum NothingSeen {
    /// It cannot be read.
    Problem(Box<Problem>),
    /// It can, and nothing in it looks like a table.
    NoTable,
    /// It has a table, and what it is for only a person can say.
    Unfinished {
        /// The draft.
        text: String,
        /// What is missing in it.
        why: String,
    },
}

impl NothingSeen {
    fn unfinished(text: String, errors: &ConfigErrors) -> Self {
        Self::Unfinished { text, why: errors.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join("; ") }
    }
}

/// What a draft is called that cannot be a layout yet.
pub(super) const UNFINISHED: &str = "bozza";

/// Looks at a file: by a layout that every chamber has where one reads it, else by a draft of its own.
pub(super) fn look(name: &str, bytes: &[u8], usual: &Config, limits: &Limits) -> Result<Seen, NothingSeen> {
    if let [layout] = usual.layouts_for(name)[..] {
        let seen = read_by(name, bytes, Arc::clone(layout), limits);
        if seen.refused.is_none() {
            return Ok(seen);
        }
    }
    let sheets = sheets::inspect_ends(name, bytes, limits, LOOKED_AT).map_err(|problems| {
        problems.into_iter().next().map_or(NothingSeen::NoTable, |it| NothingSeen::Problem(Box::new(it)))
    })?;
    let offices = offices_of(&sheets);
    let Suggested { text, captions } = suggested(name, &sheets, &offices).ok_or(NothingSeen::NoTable)?;
    drop(sheets);
    // What a draft refuses to guess leaves it no layout yet: a person finishes it.
    let layout = match config::layout_of(UNFINISHED, text.clone()) {
        Ok(layout) => layout,
        Err(errors) => return Err(NothingSeen::unfinished(text, &errors)),
    };
    if layout.kind == Kind::Accounts && layout.takes_every_sheet() {
        let why =
            "la stessa tabella di conti è in più fogli: dire quale vale con `sheet`, o che valgono tutti".to_owned();
        return Err(NothingSeen::Unfinished { text, why });
    }
    let kind = layout.kind.id();
    let seen = read_by(name, bytes, Arc::new(layout), limits);
    let seen = Seen { draft: Some(text), shape: (kind, captions), ..seen };
    if seen.facts.lines.is_empty() { Ok(seen) } else { of_scheme(seen, usual) }
}

/// A statement with the scheme that knows most of its lines; unfinished where none knows half of them.
fn of_scheme(seen: Seen, usual: &Config) -> Result<Seen, NothingSeen> {
    let lines: Vec<&String> = seen.facts.lines.iter().filter(|line| !line.is_empty()).collect();
    let known = |scheme: &Scheme| lines.iter().filter(|line| is_line_of(scheme, line)).count();
    let text = seen.draft.clone().unwrap_or_default();
    // Of two that know as many, the one that the draft guessed stays.
    let own = |scheme: &Scheme| Some(&*scheme.id) == seen.layout.scheme.as_deref();
    let best = usual.chart.schemes.iter().max_by_key(|scheme| (known(scheme), own(scheme)));
    let Some(best) = best.filter(|scheme| 2 * known(scheme) > lines.len()) else {
        let why = "le sue voci non sono di nessuno degli schemi di `schemes`: scriverne uno con le sue".to_owned();
        return Err(NothingSeen::Unfinished { text, why });
    };
    let guessed = format!("\nscheme = {}", quoted(seen.layout.scheme.as_deref().unwrap_or_default()));
    let text = text.replacen(&guessed, &format!("\nscheme = {}", quoted(&best.id)), 1);
    match config::layout_of(UNFINISHED, text.clone()) {
        Ok(layout) => Ok(Seen { layout: Arc::new(layout), draft: Some(text), ..seen }),
        Err(errors) => Err(NothingSeen::unfinished(text, &errors)),
    }
}

/// Words that name a sheet and no office.
const NO_OFFICES: [&str; 16] = [
    "foglio",
    "sheet",
    "dati",
    "proventi",
    "oneri",
    "entrate",
    "uscite",
    "costi",
    "ricavi",
    "riepilogo",
    "totale",
    "note",
    "interventi",
    "indicatori",
    "elenco",
    "tabella",
];

/// The offices that a workbook may be of, one a sheet: those whose names are words.
fn offices_of(sheets: &[RawSheet]) -> Offices {
    let is_word = |name: &str| {
        let words = folded(name);
        words.len() > 2
            && words.chars().all(|c| c.is_ascii_lowercase() || c == ' ')
            && !words.split(' ').any(|word| NO_OFFICES.contains(&word))
    };
    sheets.iter().filter(|it| it.visible && is_word(&it.name)).map(|it| (it.name.as_str(), it.name.as_str())).collect()
}

/// Reads a file, by a layout of any kind.
pub(super) fn read_by(name: &str, bytes: &[u8], layout: Arc<Layout>, limits: &Limits) -> Seen {
    let mut facts = Facts::default();
    let places = Places::of(&layout);
    let reading = read::rows(0, name, bytes, &layout, limits, &mut |row| facts.take(&row, &places));
    let (period, office) = (place(&reading.heading), reading.heading.name_office.clone());
    let refused = reading.problems.into_iter().find(Problem::refuses);
    let shape = (layout.kind.id(), vec![layout.id.clone()]);
    let heading = reading.heading;
    Seen { name: name.to_owned(), layout, draft: None, shape, heading, period, office, facts, refused }
}

fn place(heading: &Heading) -> Option<Period> {
    heading.name_period.or(heading.period).or_else(|| heading.as_of.and_then(Period::of))
}

/// Where the columns stand of which a new chamber's draft asks.
struct Places {
    kind: Kind,
    ids: Vec<String>,
    fields: Vec<(Field, usize)>,
    /// The column with what objectives are called.
    objective_names: Option<usize>,
    /// The column with what indicators are called.
    indicator_names: Option<usize>,
    /// The column of objectives, where the kind itself does not ask for it.
    objectives: Option<usize>,
}

impl Places {
    fn of(layout: &Layout) -> Self {
        let named = |words: &[&str]| {
            let is_it = |id: &str| words.iter().any(|word| id.contains(word)) && Field::of(id).is_none();
            layout.columns.iter().position(|it| it.kind == read::ColumnKind::Text && is_it(&it.id))
        };
        Self {
            kind: layout.kind,
            ids: layout.columns.iter().map(|it| it.id.clone()).collect(),
            fields: Field::ALL.into_iter().filter_map(|field| Some((field, layout.column(field.id())?))).collect(),
            objective_names: named(&["obiettiv"]).or_else(|| {
                let described = layout.column(Field::Description.id())?;
                let is_of_objective = |wording: &Wording| folded(&wording.shown()).contains("obiettiv");
                layout.columns[described].header.iter().any(is_of_objective).then_some(described)
            }),
            indicator_names: named(&["indicator", "descrizione", "denominazione", "titolo"])
                .or_else(|| layout.column(Field::Description.id())),
            objectives: layout.column(Field::Objective.id()),
        }
    }

    fn text(&self, row: &Row, field: Field) -> String {
        text_at(row, self.fields.iter().find(|(known, _)| *known == field).map(|(_, at)| *at))
    }

    fn has(&self, row: &Row, field: Field) -> bool {
        self.fields.iter().any(|(known, at)| *known == field && is_said(&row.values[*at]))
    }

    fn cents(&self, row: &Row, field: Field) -> Option<Cents> {
        self.fields.iter().find(|(known, _)| *known == field).and_then(|(_, at)| row.values[*at].money())
    }
}

fn text_at(row: &Row, at: Option<usize>) -> String {
    at.and_then(|at| row.values.get(at)).and_then(Value::text).map_or_else(String::new, |text| one_line(text))
}

fn is_said(value: &Value) -> bool {
    !matches!(value, Value::Missing) && value.text().is_none_or(|text| !text.is_empty())
}

impl Facts {
    fn take(&mut self, row: &Row, places: &Places) {
        let text = |field| places.text(row, field);
        if row.kind == RowKind::Summary {
            self.summaries.insert(text(Field::Account), text(Field::Description));
        }
        if row.kind != RowKind::Data {
            return;
        }
        self.rows += 1;
        let blank = places.ids.iter().zip(&row.values).filter(|(_, value)| !is_said(value));
        self.blank
            .extend(blank.filter(|(id, _)| !self.blank.contains(*id)).map(|(id, _)| id.clone()).collect::<Vec<_>>());
        self.filled.extend(places.fields.iter().filter(|(_, at)| is_said(&row.values[*at])).map(|(field, _)| *field));
        match places.kind {
            Kind::Accounts => drop(self.accounts.insert(text(Field::Account), text(Field::Description))),
            Kind::Registrations | Kind::Initiatives => self.take_payment(row, places),
            Kind::Measurements => self.take_measure(row, places),
            Kind::Reference | Kind::Statement => self.lines.push(text(Field::Line)),
            Kind::Payments | Kind::Corrections => {}
        }
    }

    fn take_objective(&mut self, row: &Row, places: &Places) -> String {
        let code = text_at(row, places.objectives);
        let office = places.text(row, Field::Office);
        if !office.is_empty() {
            self.offices_of.entry(code.clone()).or_default().insert(office_id(&office));
            self.offices.insert(office);
        }
        if !code.is_empty() && !self.objectives.iter().any(|(known, _)| *known == code) {
            self.objectives.push((code.clone(), text_at(row, places.objective_names)));
        }
        code
    }

    fn take_payment(&mut self, row: &Row, places: &Places) {
        let objective = self.take_objective(row, places);
        let amounts = [Field::Amount, Field::Paid, Field::Dare];
        let Some(cents) = amounts.into_iter().find_map(|field| places.cents(row, field)) else { return };
        if self.payments.len() == PAYMENTS_MAX || cents == Cents::ZERO {
            return;
        }
        let text = |field| places.text(row, field);
        self.payments.push(Payment {
            office: office_id(&text(Field::Office)),
            account: text(Field::Account),
            objective,
            act: text(Field::Act),
            beneficiary: text(Field::Beneficiary),
            fiscal_code: text(Field::FiscalCode),
            cents,
        });
    }

    fn take_measure(&mut self, row: &Row, places: &Places) {
        let objective = self.take_objective(row, places);
        let code = places.text(row, Field::Indicator);
        if code.is_empty() || self.measures.iter().any(|known| known.code == code) {
            return;
        }
        self.measures.push(Measure {
            office: office_id(&places.text(row, Field::Office)),
            code,
            objective,
            name: text_at(row, places.indicator_names),
            unit: places.text(row, Field::Unit),
            is_ratio: places.has(row, Field::Denominator),
            is_state: places.has(row, Field::State) && !places.has(row, Field::Value),
        });
    }
}

impl Seen {
    pub fn kind(&self) -> Kind {
        self.layout.kind
    }

    /// Whether offices keep it.
    pub fn is_of_offices(&self) -> bool {
        matches!(self.kind(), Kind::Initiatives | Kind::Measurements)
    }

    /// Whether one office keeps it: none where its rows say theirs.
    pub fn is_of_office(&self) -> bool {
        self.is_of_offices() && self.layout.column(Field::Office.id()).is_none()
    }

    /// Whether it prints the total of its rows.
    pub fn has_total(&self) -> bool {
        self.layout.rows.iter().any(|rule| rule.is == RowIs::Total)
    }

    /// Which side of the income statement it holds, where its name or its title says one of the two.
    pub fn side(&self) -> Option<Nature> {
        let said = folded(&format!("{} {}", stem(&self.name), self.heading.title));
        let says = |begins: &[&str]| said.split(' ').any(|word| begins.iter().any(|begin| word.starts_with(begin)));
        match (says(&["provent", "ricav", "entrat"]), says(&["oner", "cost", "spes", "uscit"])) {
            (true, false) => Some(Nature::Provento),
            (false, true) => Some(Nature::Onere),
            _ => None,
        }
    }

    /// The words of its name that say neither its month nor its office.
    pub fn words(&self) -> String {
        let stem = stem(&self.name);
        let mut rest = stem.to_owned();
        if let Some(found) = self.layout.file.0.captures(stem) {
            let mut said: Vec<_> = ["period", "office"].iter().filter_map(|group| found.name(group)).collect();
            said.sort_by_key(|it| std::cmp::Reverse(it.start()));
            said.iter().for_each(|it| rest.replace_range(it.range(), " "));
        }
        folded(&rest)
    }
}
