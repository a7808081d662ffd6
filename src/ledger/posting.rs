//! Posting: rows become amounts of statements, movements and measurements. Every data row becomes one of these or a problem.

use std::collections::HashMap;
use std::sync::Arc;

use super::chart::{Chart, IfMissing};
use super::identity::RowId;
use super::movement::{Measurement, Movement, Side};
use super::objective::Objectives;
use super::scheme::{Nature, Scheme};
use super::statement::{Column, Statement};
use super::{FileRows, FileTotal, Ledger, Unmapped, phrases};
use crate::money::Cents;
use crate::origin::{Origin, Sources};
use crate::period::Exercise;
use crate::problem::Problem;
use crate::read::layout::{Holds, Kind};
use crate::read::words::folded;
use crate::read::{ColumnKind, Layout, Row, RowKind, Value};

/// How alike two names must be for one to be proposed instead of the other: below, the proposal would only confuse.
const NEAREST_MIN: f64 = 0.80;

/// Posts files into a ledger, in the order given.
pub(super) fn post(
    files: &[FileRows],
    chart: &Chart,
    objectives: &Objectives,
    sources: &Sources,
) -> (Ledger, Vec<Problem>) {
    let statements = chart.schemes.iter().map(|scheme| Statement::of(Arc::clone(scheme))).collect();
    let mut posting = Posting {
        chart,
        objectives,
        sources,
        ledger: Ledger { statements, ..Ledger::default() },
        problems: Vec::new(),
        ordinals: HashMap::new(),
        nothing: Arc::from(""),
    };
    for file in files {
        posting.file(file);
    }
    let Posting { mut ledger, problems, .. } = posting;
    ledger.statements.retain(|statement| !statement.amounts.is_empty());
    for statement in &mut ledger.statements {
        aggregate(statement, chart);
    }
    (ledger, problems)
}

struct Posting<'a> {
    chart: &'a Chart,
    objectives: &'a Objectives,
    sources: &'a Sources,
    ledger: Ledger,
    problems: Vec<Problem>,
    /// How many rows of an identity came before: equal rows stay as many as they are.
    ordinals: HashMap<RowId, u32>,
    nothing: Arc<str>,
}

impl Posting<'_> {
    fn file(&mut self, file: &FileRows) {
        let mut totals = RunningTotals::of(&file.layout);
        let mut posted = 0;
        for row in &file.rows {
            match row.kind {
                RowKind::Data => {
                    totals.add(row);
                    posted += 1;
                    match file.layout.kind {
                        Kind::Accounts => self.account(file, row),
                        Kind::Reference => self.reference(file, row),
                        Kind::Registrations => self.registration(file, row),
                        Kind::Initiatives => self.initiative(file, row),
                        Kind::Measurements => self.measurement(file, row),
                    }
                }
                RowKind::Subtotal | RowKind::Total => {
                    let label = first_text(row).unwrap_or_else(|| Arc::clone(&self.nothing));
                    if totals.rows(row.kind) == 0 {
                        self.say(phrases::total_of_nothing(&label), row.origin);
                    }
                    totals.close(row, &label, &mut self.ledger.file_totals);
                }
            }
        }
        self.ledger.rows.push(posted);
    }

    fn say(&mut self, problem: Problem, origin: Origin) {
        self.problems.push(problem.at(origin, self.sources));
    }

    /// The row's text in a column, or nothing.
    fn text(&self, layout: &Layout, row: &Row, column: &str) -> Arc<str> {
        let text = layout.column(column).and_then(|at| row.values.get(at)).and_then(Value::text);
        text.map_or_else(|| Arc::clone(&self.nothing), Arc::clone)
    }

    fn account(&mut self, file: &FileRows, row: &Row) {
        let layout = &file.layout;
        let code = self.text(layout, row, "conto");
        let description = self.text(layout, row, "descrizione");
        let amounts: Vec<(Column, Cents, Origin)> = amounts(layout, row, file.period.exercise());
        let Some(line) = self.chart.line_of(&code, &description).map(Arc::clone) else {
            let at = layout.column("conto").map_or(row.origin, |column| row.origin_of(column));
            let cents = amounts.iter().rev().map(|(_, cents, _)| *cents).find(|cents| *cents != Cents::ZERO);
            let unmapped = Unmapped { account: code, description, origin: at, cents: cents.unwrap_or_default() };
            self.say(phrases::unmapped(&unmapped.account, &unmapped.description), at);
            self.ledger.unmapped.push(unmapped);
            return;
        };
        self.belongs(layout, row, &code, &line);
        if let Some(statement) = self.statement(layout) {
            for (column, cents, origin) in amounts {
                let amount = statement.amounts.entry((Arc::clone(&line), column)).or_default();
                amount.accounts = Some(amount.accounts.unwrap_or_default() + cents);
                amount.entries.push((Arc::clone(&code), cents, origin));
            }
        }
    }

    /// Says when an account fills a line that its file may not hold: income among the charges, or the reverse.
    fn belongs(&mut self, layout: &Layout, row: &Row, code: &str, line: &str) {
        let wanted = match layout.holds {
            Some(Holds::Proventi) => Nature::Provento,
            Some(Holds::Oneri) => Nature::Onere,
            None => return,
        };
        let scheme = layout.scheme.as_deref().and_then(|id| self.chart.scheme(id));
        let Some(found) = scheme.and_then(|scheme| scheme.line(line)) else { return };
        if found.nature != wanted {
            let problem = phrases::other_nature(code, &found.label, &layout.title);
            let at = layout.column("conto").map_or(row.origin, |column| row.origin_of(column));
            self.say(problem, at);
        }
    }

    fn reference(&mut self, file: &FileRows, row: &Row) {
        let layout = &file.layout;
        let label = self.text(layout, row, "voce");
        let at = layout.column("voce").map_or(row.origin, |column| row.origin_of(column));
        let Some(scheme) = layout.scheme.as_deref().and_then(|id| self.chart.scheme(id)).map(Arc::clone) else {
            return;
        };
        let lines = lines_labelled(&scheme, &label);
        if lines.is_empty() {
            let nearest = nearest(&label, scheme.lines.iter().map(|line| line.label.as_str()));
            self.say(phrases::unknown_line(&label, nearest), at);
            return;
        }
        let Some(statement) = self.statement(layout) else { return };
        let amounts = amounts(layout, row, file.period.exercise());
        // A scheme may write one label on two lines (`Avanzo`, and again under the patrimonio): the first free one is meant.
        let free = |line: &Arc<str>| {
            let printed =
                |column| statement.amounts.get(&(Arc::clone(line), column)).is_some_and(|it| it.printed.is_some());
            !amounts.iter().any(|(column, _, _)| printed(*column))
        };
        let Some(line) = lines.iter().find(|line| free(line)).map(Arc::clone) else {
            self.say(phrases::line_twice(&label), at);
            return;
        };
        for (column, cents, origin) in amounts {
            statement.amounts.entry((Arc::clone(&line), column)).or_default().printed = Some((cents, origin));
        }
    }

    fn statement(&mut self, layout: &Layout) -> Option<&mut Statement> {
        let scheme = layout.scheme.as_deref()?;
        self.ledger.statements.iter_mut().find(|statement| &*statement.scheme.id == scheme)
    }

    fn registration(&mut self, file: &FileRows, row: &Row) {
        let objective = self.text(&file.layout, row, "obiettivo");
        let office = self.objectives.office_of(&objective).map_or_else(|| Arc::clone(&self.nothing), Arc::clone);
        let account = Some(self.text(&file.layout, row, "conto"));
        let fields = Fields { amount: "importo", allotted: None, date: "data", mandate: "mandato" };
        self.movement(file, row, Side::Accounting, office, account, fields);
    }

    fn initiative(&mut self, file: &FileRows, row: &Row) {
        let office = file.office.as_ref().map_or_else(|| Arc::clone(&self.nothing), Arc::clone);
        let fields =
            Fields { amount: "liquidato", allotted: Some("stanziato"), date: "data_liquidazione", mandate: "mandato" };
        self.movement(file, row, Side::Office, office, None, fields);
    }

    fn movement(
        &mut self,
        file: &FileRows,
        row: &Row,
        side: Side,
        office: Arc<str>,
        account: Option<Arc<str>>,
        fields: Fields,
    ) {
        let layout = &file.layout;
        let objective = self.text(layout, row, "obiettivo");
        if self.objectives.get(&objective).is_none() && !self.objectives.all.is_empty() {
            let at = layout.column("obiettivo").map_or(row.origin, |column| row.origin_of(column));
            let codes = self.objectives.all.iter().map(|objective| &*objective.code);
            let nearest = nearest(&objective, codes);
            self.say(phrases::unknown_objective(&objective, nearest), at);
        }
        let money = |column: &str| layout.column(column).and_then(|at| row.values.get(at)).and_then(Value::money);
        let movement = Movement {
            id: self.identity(layout, file.office.as_deref().unwrap_or_default(), row),
            side,
            layout: Arc::from(layout.id.as_str()),
            office,
            account,
            objective,
            initiative: self.text(layout, row, "iniziativa"),
            act: self.text(layout, row, "provvedimento"),
            mandate: self.text(layout, row, fields.mandate),
            date: layout.column(fields.date).and_then(|at| row.values.get(at)).and_then(Value::date),
            beneficiary: self.text(layout, row, "beneficiario"),
            fiscal_code: self.text(layout, row, "codice_fiscale"),
            cents: money(fields.amount).unwrap_or_default(),
            allotted: fields.allotted.and_then(money),
            origin: layout.column(fields.amount).map_or(row.origin, |at| row.origin_of(at)),
        };
        self.ledger.movements.push(movement);
    }

    fn measurement(&mut self, file: &FileRows, row: &Row) {
        let layout = &file.layout;
        let unit = self.text(layout, row, "unita");
        let number = |column: &str| match layout.column(column).and_then(|at| row.values.get(at)) {
            Some(Value::Number(number) | Value::Percent(number)) => Some(*number),
            _ => None,
        };
        // `83,5` under the unit `%` is a percentage in points; a cell that says `%` itself is a fraction already.
        let value = match layout.column("valore").and_then(|at| row.values.get(at)) {
            Some(Value::Number(points)) if &*unit == "%" => Some(points / 100.0),
            Some(Value::Number(number) | Value::Percent(number)) => Some(*number),
            _ => None,
        };
        let measurement = Measurement {
            id: self.identity(layout, file.office.as_deref().unwrap_or_default(), row),
            office: file.office.as_ref().map_or_else(|| Arc::clone(&self.nothing), Arc::clone),
            code: self.text(layout, row, "codice"),
            numerator: number("numeratore"),
            denominator: number("denominatore"),
            value,
            unit,
            date: layout.column("data_rilevazione").and_then(|at| row.values.get(at)).and_then(Value::date),
            state: self.text(layout, row, "stato"),
            note: self.text(layout, row, "note"),
            origin: layout.column("codice").map_or(row.origin, |column| row.origin_of(column)),
        };
        self.ledger.measurements.push(measurement);
    }

    fn identity(&mut self, layout: &Layout, office: &str, row: &Row) -> RowId {
        let parts: Vec<String> = layout
            .columns
            .iter()
            .zip(&row.values)
            .filter(|(column, _)| layout.identity.is_empty() || layout.identity.contains(&column.id))
            .map(|(_, value)| shown(value))
            .collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let first = RowId::of(&layout.id, office, &parts, 0);
        let before = self.ordinals.entry(first).or_insert(0);
        let ordinal = *before;
        *before += 1;
        if ordinal == 0 { first } else { RowId::of(&layout.id, office, &parts, ordinal) }
    }
}

/// The names under which a kind of movement keeps what both kinds have.
#[derive(Clone, Copy)]
struct Fields {
    amount: &'static str,
    allotted: Option<&'static str>,
    date: &'static str,
    mandate: &'static str,
}

fn shown(value: &Value) -> String {
    match value {
        Value::Missing => String::new(),
        Value::Text(text) => text.to_string(),
        Value::Money(cents) => cents.0.to_string(),
        Value::Number(number) | Value::Percent(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
    }
}

/// The amounts of a row, in the ledger's sign, with their columns and cells.
fn amounts(layout: &Layout, row: &Row, exercise: Exercise) -> Vec<(Column, Cents, Origin)> {
    let known = layout.columns.iter().zip(&row.values).enumerate();
    known
        .filter_map(|(at, (column, value))| {
            let amount = column.amount.as_ref()?;
            let exercise = amount.exercise.map_or(exercise, Exercise);
            let key = Column { exercise, scenario: amount.scenario, function: amount.function };
            Some((key, Cents(value.money()?.0 * amount.sign.signum()), row.origin_of(at)))
        })
        .collect()
}

fn first_text(row: &Row) -> Option<Arc<str>> {
    row.values.iter().find_map(Value::text).map(Arc::clone)
}

/// The lines whose label, alias or number with label is this text, in printing order.
fn lines_labelled(scheme: &Scheme, label: &str) -> Vec<Arc<str>> {
    let label = folded(label);
    let named = |text: &str| folded(text) == label;
    scheme
        .lines
        .iter()
        .filter(|line| {
            named(&line.label)
                || line.aliases.iter().any(|alias| named(alias))
                || named(&format!("{} {}", line.number, line.label))
        })
        .map(|line| Arc::clone(&line.id))
        .collect()
}

/// The name nearest to a text, when one is near enough to be proposed.
fn nearest<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let text = folded(text);
    names
        .map(|name| (strsim::jaro_winkler(&text, &folded(name)), name))
        .filter(|(score, _)| *score >= NEAREST_MIN)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// Sums of the money columns of a file, for the totals it prints of itself.
struct RunningTotals {
    layout: Arc<str>,
    columns: Vec<(usize, Arc<str>)>,
    since_subtotal: Vec<Cents>,
    all: Vec<Cents>,
    rows_since_subtotal: u64,
    rows: u64,
}

impl RunningTotals {
    fn of(layout: &Layout) -> Self {
        let columns: Vec<(usize, Arc<str>)> = layout
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.kind == ColumnKind::Money)
            .map(|(at, column)| (at, Arc::from(column.id.as_str())))
            .collect();
        let zeros = vec![Cents::ZERO; columns.len()];
        Self {
            layout: Arc::from(layout.id.as_str()),
            columns,
            since_subtotal: zeros.clone(),
            all: zeros,
            rows_since_subtotal: 0,
            rows: 0,
        }
    }

    fn add(&mut self, row: &Row) {
        for (i, (at, _)) in self.columns.iter().enumerate() {
            let cents = row.values.get(*at).and_then(Value::money).unwrap_or_default();
            self.since_subtotal[i] += cents;
            self.all[i] += cents;
        }
        self.rows_since_subtotal += 1;
        self.rows += 1;
    }

    fn rows(&self, kind: RowKind) -> u64 {
        if kind == RowKind::Subtotal { self.rows_since_subtotal } else { self.rows }
    }

    fn close(&mut self, row: &Row, label: &Arc<str>, totals: &mut Vec<FileTotal>) {
        let subtotal = row.kind == RowKind::Subtotal;
        let rows = self.rows(row.kind);
        let computed = if subtotal { &self.since_subtotal } else { &self.all };
        for ((at, column), computed) in self.columns.iter().zip(computed) {
            if let Some(printed) = row.values.get(*at).and_then(Value::money) {
                totals.push(FileTotal {
                    layout: Arc::clone(&self.layout),
                    column: Arc::clone(column),
                    label: Arc::clone(label),
                    subtotal,
                    printed,
                    computed: *computed,
                    rows,
                    origin: row.origin_of(*at),
                });
            }
        }
        self.since_subtotal.fill(Cents::ZERO);
        self.rows_since_subtotal = 0;
    }
}

/// Sums the named aggregates of a statement out of its entries.
fn aggregate(statement: &mut Statement, chart: &Chart) {
    for column in statement.columns() {
        let entries: Vec<(Arc<str>, Cents)> = statement
            .amounts
            .iter()
            .filter(|((_, at), _)| *at == column)
            .flat_map(|(_, amount)| amount.entries.iter().map(|(code, cents, _)| (Arc::clone(code), *cents)))
            .collect();
        // A statement that is printed line by line has no accounts, so nothing is known of its aggregates.
        if entries.is_empty() {
            continue;
        }
        for aggregate in &chart.aggregates {
            let held: Vec<Cents> =
                entries.iter().filter(|(code, _)| aggregate.holds(code)).map(|(_, cents)| *cents).collect();
            if !held.is_empty() || aggregate.if_missing == IfMissing::Zero {
                statement.aggregates.insert((Arc::clone(&aggregate.id), column), held.into_iter().sum());
            }
        }
    }
}
