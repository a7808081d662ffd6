//! Posting: rows become amounts of statements, movements and measurements. Every data row becomes one of these or a problem.
//! Refuses to compare anything.

mod corrections;
mod statements;
mod summaries;

use std::ops::RangeInclusive;
use std::sync::Arc;

use chrono::NaiveDate;

use super::chart::Chart;
use super::columns::{Column, Columns};
use super::conserved::Expected;
use super::identity::{Namer, RowId};
use super::movement::{MeasuredCells, Measurement, Payment, Side};
use super::objective::Objectives;
use super::scheme::Scheme;
use super::statement::Statement;
use super::totals::RunningTotals;
use super::{Cell, FileRows, Handles, Ledger, Rare, RowAt, Text, dates, functions, labels, phrases};
use crate::money::Cents;
use crate::office::OfficeId;
use crate::origin::{Origin, Sources};
use crate::problem::Problem;
use crate::read::layout::{self, Field, Kind};
use crate::read::{Layout, RowKind};
use statements::Sheet;

/// Posts files into a ledger, in the order given.
pub(super) fn post(
    files: Vec<FileRows>,
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
        names: Namer::default(),
        kept: Vec::new(),
        corrected: Vec::new(),
        days: NaiveDate::MIN..=NaiveDate::MAX,
    };
    let tells_movements = |file: &&FileRows| matches!(file.layout.kind, Kind::Registrations | Kind::Initiatives);
    posting.ledger.movements.reserve(files.iter().filter(tells_movements).map(|file| file.rows.len()).sum());
    for file in files {
        posting.file(&file);
        // Posted rows are not kept: a large month would be held twice.
        drop(file);
    }
    posting.keep_corrections();
    let Posting { mut ledger, problems, .. } = posting;
    ledger.movements.drop_index();
    ledger.statements.retain(|it| !(it.amounts.is_empty() && it.texts.is_empty()));
    ledger.reserved = ledger.statements.extract_if(.., |statement| statement.scheme.reserved).collect();
    functions::divide(&mut ledger.statements);
    for statement in &mut ledger.statements {
        statements::aggregate(statement, chart);
    }
    (ledger, problems)
}

struct Posting<'a> {
    chart: &'a Chart,
    objectives: &'a Objectives,
    sources: &'a Sources,
    ledger: Ledger,
    problems: Vec<Problem>,
    /// Equal rows stay as many as they are.
    names: Namer,
    /// Of each text of the file being posted, its handle in the ledger, once a movement said it.
    kept: Vec<Option<Text>>,
    /// The rows of corrections that may count, of all files.
    corrected: Vec<corrections::Corrected>,
    /// The days on which a movement of the file being posted may be.
    days: RangeInclusive<NaiveDate>,
}

/// Who tells a movement: a side, and the office that answers for it.
struct Teller<'a> {
    side: Side,
    office: Option<&'a str>,
}

impl Posting<'_> {
    fn file(&mut self, file: &FileRows) {
        let mut totals = RunningTotals::of(&file.layout, self.scheme(&file.layout).map(Arc::as_ref));
        let columns = Columns::of(&file.layout);
        let mut sheet = Sheet { columns, signs: self.signs(file, &columns), last: None, expected: Expected::default() };
        let is_of_texts = file.layout.columns.iter().all(|column| column.amount.is_none());
        let mut posted = 0;
        self.kept.clear();
        self.days = dates::booked(file.period);
        let mut at = None;
        for row in file.rows.iter() {
            if at.replace(row.origin.sheet).is_some_and(|sheet| sheet != row.origin.sheet) {
                totals.begin();
            }
            match row.kind {
                RowKind::Data => {
                    totals.add(row);
                    posted += 1;
                    match file.layout.kind {
                        Kind::Accounts => self.account(file, row, &mut sheet),
                        Kind::Reference | Kind::Statement if is_of_texts => self.worded(&file.layout, row, &mut sheet),
                        Kind::Reference | Kind::Statement => self.printed(file, row, &mut sheet),
                        Kind::Registrations => self.registration(file, row, &columns),
                        Kind::Initiatives => self.initiative(file, row, &columns),
                        Kind::Measurements => self.measurement(file, row, &columns),
                        Kind::Payments => self.payment(file, row, &columns),
                        Kind::Corrections => self.correction(file, row, &columns),
                    }
                }
                RowKind::Subtotal | RowKind::Total => {
                    let label = first_text(row).unwrap_or_default();
                    if totals.rows(row.kind) == 0 {
                        self.say(phrases::total_of_nothing(label), row.origin);
                    }
                    totals.close(row, label, &mut self.ledger.file_totals);
                }
                RowKind::Summary => {}
            }
        }
        self.summaries(file, &columns);
        self.ledger.rows.push(posted);
        let lost = self.statement(&file.layout).map(|statement| sheet.expected.lost(statement)).unwrap_or_default();
        for lost in lost {
            self.say(phrases::not_conserved(&lost), lost.origin);
        }
    }

    fn scheme(&self, layout: &Layout) -> Option<&Arc<Scheme>> {
        layout.scheme.as_deref().and_then(|id| self.chart.scheme(id))
    }

    fn say(&mut self, problem: Problem, origin: Origin) {
        self.problems.push(problem.at(origin, self.sources));
    }

    /// Says what is wrong with a value; with one that is said for all rows of a sheet, once.
    fn say_of_column(&mut self, problem: Problem, column: Column, row: RowAt<'_>) {
        let origin = column.origin(row);
        let problem = problem.at(origin, self.sources);
        if origin.row == row.origin.row || !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    fn statement(&mut self, layout: &Layout) -> Option<&mut Statement> {
        let scheme = layout.scheme.as_deref()?;
        self.ledger.statements.iter_mut().find(|statement| &*statement.scheme.id == scheme)
    }

    fn registration(&mut self, file: &FileRows, row: RowAt<'_>, columns: &Columns) {
        let objectives = self.objectives;
        let office = objectives.office_of(columns.get(Field::Objective).text(row)).map(|office| &**office);
        self.movement(file, row, columns, Teller { side: Side::Accounting, office });
    }

    fn initiative(&mut self, file: &FileRows, row: RowAt<'_>, columns: &Columns) {
        let of_row = Some(columns.get(Field::Office).text(row)).filter(|office| !office.is_empty());
        let office = file.office.as_deref().or(of_row);
        self.movement(file, row, columns, Teller { side: Side::Office, office });
    }

    fn movement(&mut self, file: &FileRows, row: RowAt<'_>, columns: &Columns, by: Teller<'_>) {
        let Teller { side, office } = by;
        let stated = columns.get(Field::Objective);
        let objective = stated.text(row);
        if self.objectives.get(objective).is_none() && !self.objectives.all.is_empty() {
            let codes = self.objectives.all.iter().map(|objective| &*objective.code);
            let nearest = labels::nearest(objective, codes);
            self.say_of_column(phrases::unknown_objective(objective, nearest), stated, row);
        }
        let date = columns.date().day(row);
        let believed = date.filter(|date| self.days.contains(date));
        if let (Some(date), None) = (date, believed) {
            self.say(phrases::movement_date(date, &self.days), columns.date().origin(row));
        }
        // Interventi are a cost: what stands in dare makes them more, what stands in avere (storni) less.
        let (amount, dare, avere) = (columns.amount(), columns.get(Field::Dare), columns.get(Field::Avere));
        let Some(cents) = amount.money(row).or_else(|| net(dare.money(row), avere.money(row))) else {
            let column = if amount.0.is_some() { amount } else { dare };
            self.say(phrases::no_amount(), column.origin(row));
            return;
        };
        let id = self.identity(&file.layout, file.office.as_ref(), row);
        let movements = &mut self.ledger.movements;
        // A text of the file is looked for once in the ledger, not once a row.
        let texts = file.rows.texts();
        self.kept.resize(texts.count(), None);
        let mut keep = |field: Field| {
            let said = columns.get(field).handle(row);
            *self.kept[said.number()].get_or_insert_with(|| movements.keep(texts.get(said)))
        };
        let (account, objective) = (keep(Field::Account), keep(Field::Objective));
        let (initiative, act, mandate) = (keep(Field::Initiative), keep(Field::Act), keep(Field::Mandate));
        let (beneficiary, fiscal_code) = (keep(Field::Beneficiary), keep(Field::FiscalCode));
        let (cup, cor, note) = (keep(Field::Cup), keep(Field::Cor), keep(Field::Note));
        let (layout, office) = (movements.keep(&file.layout.id), movements.keep(office.unwrap_or_default()));
        let kept = Handles {
            id,
            side,
            layout,
            office,
            account: (side == Side::Accounting).then_some(account),
            objective,
            initiative,
            act,
            mandate,
            date: believed,
            beneficiary,
            fiscal_code,
            note,
            cents,
            origin: columns.amount_of(row).origin(row),
        };
        movements.push_handles(kept, Rare { allotted: columns.get(Field::Allotted).money(row), cup, cor });
    }

    fn measurement(&mut self, file: &FileRows, row: RowAt<'_>, columns: &Columns) {
        let text = |field: Field| columns.get(field).text(row);
        let unit = text(Field::Unit);
        let number = |field: Field| match columns.get(field).cell(row) {
            Some(Cell::Number(number) | Cell::Percent(number)) => Some(number),
            _ => None,
        };
        // `83,5` under the unit `%` is a percentage in points; a cell that says `%` itself is a fraction already.
        let typed = columns.get(Field::Value).cell(row);
        let value = match typed {
            Some(Cell::Number(points)) if unit == "%" => Some(points / 100.0),
            Some(Cell::Number(number) | Cell::Percent(number)) => Some(number),
            _ => None,
        };
        let at = |field: Field| columns.get(field).origin(row);
        let cells = MeasuredCells {
            numerator: at(Field::Numerator),
            denominator: at(Field::Denominator),
            value: at(Field::Value),
            unit: at(Field::Unit),
            date: at(Field::Measured),
            state: at(Field::State),
            typed: number(Field::Value),
            percent: matches!(typed, Some(Cell::Percent(_))),
        };
        let measurement = Measurement {
            id: self.identity(&file.layout, file.office.as_ref(), row),
            office: file.office.clone().or_else(|| OfficeId::of(text(Field::Office))),
            code: Arc::from(text(Field::Indicator)),
            numerator: number(Field::Numerator),
            denominator: number(Field::Denominator),
            value,
            unit: Arc::from(unit),
            date: columns.get(Field::Measured).day(row),
            state: Arc::from(text(Field::State)),
            note: Arc::from(text(Field::Note)),
            former: false,
            origin: at(Field::Indicator),
            cells,
        };
        self.ledger.measurements.push(measurement);
    }

    /// A payment needs its two dates and its amount; without one of them, or with one that cannot be, it is no payment,
    /// and is told.
    fn payment(&mut self, file: &FileRows, row: RowAt<'_>, columns: &Columns) {
        let at = |field: Field| columns.get(field).origin(row);
        let cents = columns.get(Field::Amount).money(row);
        let (due, paid) = (columns.get(Field::Due).day(row), columns.get(Field::PaidOn).day(row));
        let (Some(due), Some(paid), Some(cents)) = (due, paid, cents) else {
            let parts = [
                (Field::Amount, "l'importo", cents.is_none()),
                (Field::Due, "la data di scadenza", due.is_none()),
                (Field::PaidOn, "la data di pagamento", paid.is_none()),
            ];
            let missing: Vec<_> = parts.iter().filter(|(.., is_missing)| *is_missing).collect();
            let first = missing.first().map_or(Field::Amount, |(field, ..)| *field);
            let named: Vec<String> = missing.iter().map(|(_, name, _)| (*name).to_owned()).collect();
            self.say(phrases::payment_incomplete(&named), at(first));
            return;
        };
        if paid > file.period.last_day() || paid < file.period.exercise().first_day() {
            self.say(phrases::payment_outside(paid, file.period), at(Field::PaidOn));
            return;
        }
        let days = dates::due(paid);
        if !days.contains(&due) {
            self.say(phrases::payment_due(due, paid, &days), at(Field::Due));
            return;
        }
        let payment = Payment {
            id: self.identity(&file.layout, file.office.as_ref(), row),
            supplier: Arc::from(columns.get(Field::Supplier).text(row)),
            invoice: Arc::from(columns.get(Field::Invoice).text(row)),
            due,
            paid,
            cents,
            origin: at(Field::Amount),
        };
        self.ledger.payments.push(payment);
    }

    fn identity(&mut self, layout: &Layout, office: Option<&OfficeId>, row: RowAt<'_>) -> RowId {
        let names_it = |column: &layout::Column| layout.identity.is_empty() || layout.identity.contains(&column.id);
        let naming = layout.columns.iter().enumerate().filter(|(_, column)| names_it(column));
        self.names.next(&layout.id, office.map_or("", |office| &**office), naming.map(|(at, _)| row.cell(at)))
    }
}

/// Dare less avere, when either says something.
fn net(dare: Option<Cents>, avere: Option<Cents>) -> Option<Cents> {
    (dare.is_some() || avere.is_some()).then(|| dare.unwrap_or_default() - avere.unwrap_or_default())
}

fn first_text(row: RowAt<'_>) -> Option<&str> {
    row.cells().find_map(|cell| if let Cell::Text(text) = cell { Some(text) } else { None })
}
