//! Posting: rows become amounts of statements, movements and measurements. Every data row becomes one of these or a problem.

use std::sync::Arc;

use super::chart::{Aggregate, Chart, IfMissing};
use super::columns::{self, Columns};
use super::conserved::Expected;
use super::identity::{Namer, RowId};
use super::movement::{MeasuredCells, Measurement, Payment, Side};
use super::objective::Objectives;
use super::scheme::{Nature, Scheme};
use super::signs::{Seen, Signs};
use super::statement::{Column, Statement};
use super::totals::RunningTotals;
use super::{Cell, FileRows, Handles, Ledger, Rare, RowAt, Text, Unmapped, labels, phrases};
use crate::formula;
use crate::money::Cents;
use crate::origin::{Origin, Sources};
use crate::period::{Centre, Exercise};
use crate::problem::Problem;
use crate::read::layout::{self, Holds, Kind};
use crate::read::{Layout, RowKind};

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
    };
    let tells_movements = |file: &&FileRows| matches!(file.layout.kind, Kind::Registrations | Kind::Initiatives);
    posting.ledger.movements.reserve(files.iter().filter(tells_movements).map(|file| file.rows.len()).sum());
    for file in files {
        posting.file(&file);
        // Posted rows are not kept: a large month would be held twice.
        drop(file);
    }
    let Posting { mut ledger, problems, .. } = posting;
    ledger.movements.rest();
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
    /// Equal rows stay as many as they are.
    names: Namer,
    /// Of each text of the file being posted, its handle in the ledger, once a movement said it.
    kept: Vec<Option<Text>>,
}

impl Posting<'_> {
    fn file(&mut self, file: &FileRows) {
        let mut totals = RunningTotals::of(&file.layout);
        let mut sheet = Sheet { signs: self.signs(file), last: None, expected: Expected::default() };
        let mut posted = 0;
        let columns = Columns::of(&file.layout);
        self.kept.clear();
        for row in file.rows.iter() {
            match row.kind {
                RowKind::Data => {
                    totals.add(row);
                    posted += 1;
                    match file.layout.kind {
                        Kind::Accounts => self.account(file, row, &mut sheet),
                        Kind::Reference | Kind::Statement => self.printed(file, row, &mut sheet),
                        Kind::Registrations => self.registration(file, row, &columns),
                        Kind::Initiatives => self.initiative(file, row, &columns),
                        Kind::Measurements => self.measurement(file, row),
                        Kind::Payments => self.payment(file, row),
                    }
                }
                RowKind::Subtotal | RowKind::Total => {
                    let label = first_text(row).unwrap_or_default();
                    if totals.rows(row.kind) == 0 {
                        self.say(phrases::total_of_nothing(label), row.origin);
                    }
                    totals.close(row, label, &mut self.ledger.file_totals);
                }
            }
        }
        self.ledger.rows.push(posted);
        let lost = self.statement(&file.layout).map(|statement| sheet.expected.lost(statement)).unwrap_or_default();
        for lost in lost {
            self.say(phrases::not_conserved(&lost), lost.origin);
        }
    }

    /// How a file of balances or of lines writes its oneri.
    fn signs(&mut self, file: &FileRows) -> Signs {
        let layout = &file.layout;
        let mut seen = Seen::default();
        if layout.oneri == layout::Oneri::ByFile
            && matches!(layout.kind, Kind::Accounts | Kind::Reference | Kind::Statement)
        {
            let mut last = None;
            for row in file.rows.iter().filter(|row| row.kind == RowKind::Data) {
                let Some(nature) = self.nature(layout, row, &mut last) else { continue };
                for (column, cell) in layout.columns.iter().zip(row.cells()) {
                    if let (Some(amount), Some(cents)) = (&column.amount, cell.money()) {
                        seen.take(amount, nature, cents);
                    }
                }
            }
        }
        let (signs, mixed) = seen.signs(layout.oneri);
        if let (true, Some(row)) = (mixed, file.rows.iter().next()) {
            self.say(phrases::oneri_of_both_signs(), row.origin);
        }
        signs
    }

    /// What the line of a row is; of several lines of one label, the next below the one last met.
    fn nature(&self, layout: &Layout, row: RowAt<'_>, last: &mut Option<usize>) -> Option<Nature> {
        let scheme = self.scheme(layout)?;
        if layout.kind == Kind::Accounts {
            let (code, description) = (text(layout, row, "conto"), text(layout, row, "descrizione"));
            return Some(scheme.line(self.chart.line_of(code, description)?)?.nature);
        }
        let places = labels::places(scheme, text(layout, row, "voce"));
        let at = labels::next(scheme, &places, *last, &|_| true)?;
        *last = Some(at);
        Some(scheme.lines[at].nature)
    }

    fn scheme(&self, layout: &Layout) -> Option<&Arc<Scheme>> {
        layout.scheme.as_deref().and_then(|id| self.chart.scheme(id))
    }

    fn say(&mut self, problem: Problem, origin: Origin) {
        self.problems.push(problem.at(origin, self.sources));
    }

    fn account(&mut self, file: &FileRows, row: RowAt<'_>, sheet: &mut Sheet) {
        let layout = &file.layout;
        let code = text(layout, row, "conto");
        let description = text(layout, row, "descrizione");
        let Some(centre) = self.centre(layout, row) else { return };
        let cells = cells(layout, row, file.period.exercise(), centre);
        let line = self.chart.line_of(code, description).map(Arc::clone);
        let nature = line.as_ref().and_then(|line| Some(self.scheme(layout)?.line(line)?.nature));
        let (Some(line), Some(nature)) = (line, nature) else {
            let at = layout.column("conto").map_or(row.origin, |column| row.origin_of(column));
            let cents = cells.iter().rev().map(|cell| cell.raw).find(|cents| *cents != Cents::ZERO);
            let (account, description) = (Arc::from(code), Arc::from(description));
            let unmapped = Unmapped { account, description, origin: at, cents: cents.unwrap_or_default() };
            self.say(phrases::unmapped(&unmapped), at);
            self.ledger.unmapped.push(unmapped);
            return;
        };
        self.belongs(layout, row, code, &line);
        let Some(statement) = self.statement(layout) else { return };
        let code: Arc<str> = Arc::from(code);
        for cell in cells {
            let cents = sheet.signs.cents(cell.amount, nature, cell.raw);
            sheet.expected.add(cell.column, cents, cell.origin);
            let amount = statement.amounts.entry((Arc::clone(&line), cell.column)).or_default();
            amount.accounts = Some(amount.accounts.unwrap_or_default() + cents);
            amount.entries.push((Arc::clone(&code), cents, cell.origin));
        }
    }

    /// Says when an account fills a line that its file may not hold: income among the charges, or the reverse.
    fn belongs(&mut self, layout: &Layout, row: RowAt<'_>, code: &str, line: &str) {
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

    fn printed(&mut self, file: &FileRows, row: RowAt<'_>, sheet: &mut Sheet) {
        let layout = &file.layout;
        let label = text(layout, row, "voce");
        let at = layout.column("voce").map_or(row.origin, |column| row.origin_of(column));
        let Some(scheme) = self.scheme(layout).map(Arc::clone) else { return };
        let Some(centre) = self.centre(layout, row) else { return };
        let cells = cells(layout, row, file.period.exercise(), centre);
        let places = labels::places(&scheme, label);
        if places.is_empty() {
            // A caption between the lines says no amount (nothing, where blanks are zeros); whatever says one is a line
            // that is not known.
            if cells.iter().any(|cell| cell.raw != Cents::ZERO) {
                let nearest = labels::nearest(label, scheme.lines.iter().map(|line| line.label.as_str()));
                self.say(phrases::unknown_line(label, nearest), at);
            }
            return;
        }
        let Some(statement) = self.statement(layout) else { return };
        let free = |line: &Arc<str>| {
            let printed = |cell: &Posted<'_>| {
                statement.amounts.get(&(Arc::clone(line), cell.column)).is_some_and(|it| it.printed.is_some())
            };
            !cells.iter().any(printed)
        };
        let Some(place) = labels::next(&scheme, &places, sheet.last, &free) else {
            self.say(phrases::line_twice(label), at);
            return;
        };
        sheet.last = Some(place);
        let line = &scheme.lines[place];
        for cell in cells {
            let cents = sheet.signs.cents(cell.amount, line.nature, cell.raw);
            sheet.expected.add(cell.column, cents, cell.origin);
            let printed = &mut statement.amounts.entry((Arc::clone(&line.id), cell.column)).or_default().printed;
            *printed = match (cell.amount.balance, *printed) {
                // Dare and avere stand in two cells of one row and are one amount, which is where the other than zero is.
                (Some(_), Some((before, _))) if cents != Cents::ZERO => Some((before + cents, cell.origin)),
                (Some(_), Some(before)) => Some(before),
                _ => Some((cents, cell.origin)),
            };
        }
    }

    /// The centre that a row names, if its layout has a column for it; `None` when its name is no name.
    fn centre(&mut self, layout: &Layout, row: RowAt<'_>) -> Option<Option<Centre>> {
        let Some(at) = layout.column("centro") else { return Some(None) };
        let name = text(layout, row, "centro");
        let centre = Centre::named(name);
        if centre.is_none() {
            self.say(phrases::no_centre(name), row.origin_of(at));
        }
        centre.map(Some)
    }

    fn statement(&mut self, layout: &Layout) -> Option<&mut Statement> {
        let scheme = layout.scheme.as_deref()?;
        self.ledger.statements.iter_mut().find(|statement| &*statement.scheme.id == scheme)
    }

    fn registration(&mut self, file: &FileRows, row: RowAt<'_>, columns: &Columns) {
        let objectives = self.objectives;
        let office = objectives.office_of(columns.objective.text(row)).map_or("", |office| &**office);
        self.movement(file, row, columns, (Side::Accounting, office));
    }

    fn initiative(&mut self, file: &FileRows, row: RowAt<'_>, columns: &Columns) {
        self.movement(file, row, columns, (Side::Office, file.office.as_deref().unwrap_or_default()));
    }

    fn movement(&mut self, file: &FileRows, row: RowAt<'_>, columns: &Columns, (side, office): (Side, &str)) {
        let objective = columns.objective.text(row);
        if self.objectives.get(objective).is_none() && !self.objectives.all.is_empty() {
            let codes = self.objectives.all.iter().map(|objective| &*objective.code);
            let nearest = labels::nearest(objective, codes);
            self.say(phrases::unknown_objective(objective, nearest), columns.objective.origin(row));
        }
        let (amount, dare, avere) = (columns.amount.money(row), columns.dare.money(row), columns.avere.money(row));
        let id = self.identity(&file.layout, file.office.as_deref().unwrap_or_default(), row);
        let movements = &mut self.ledger.movements;
        // A text of the file is looked for once in the ledger, not once a row.
        let texts = file.rows.texts();
        self.kept.resize(texts.count(), None);
        let mut keep = |column: columns::Column| {
            let said = column.handle(row);
            *self.kept[said.number()].get_or_insert_with(|| movements.keep(texts.get(said)))
        };
        let (account, objective) = (keep(columns.account), keep(columns.objective));
        let (initiative, act, mandate) = (keep(columns.initiative), keep(columns.act), keep(columns.mandate));
        let (beneficiary, fiscal_code) = (keep(columns.beneficiary), keep(columns.fiscal_code));
        let (cup, cor) = (keep(columns.cup), keep(columns.cor));
        let (layout, office) = (movements.keep(&file.layout.id), movements.keep(office));
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
            date: columns.date.0.and_then(|at| row.date(at)),
            beneficiary,
            fiscal_code,
            // Interventi are a cost: what stands in dare makes them more, what stands in avere (storni) less.
            cents: amount.or_else(|| net(dare, avere)).unwrap_or_default(),
            origin: columns.amount_column(row).origin(row),
        };
        movements.push_handles(kept, Rare { allotted: columns.allotted.money(row), cup, cor });
    }

    fn measurement(&mut self, file: &FileRows, row: RowAt<'_>) {
        let layout = &file.layout;
        let unit = text(layout, row, "unita");
        let number = |column: &str| match layout.column(column).map(|at| row.cell(at)) {
            Some(Cell::Number(number) | Cell::Percent(number)) => Some(number),
            _ => None,
        };
        // `83,5` under the unit `%` is a percentage in points; a cell that says `%` itself is a fraction already.
        let typed = layout.column("valore").map(|at| row.cell(at));
        let value = match typed {
            Some(Cell::Number(points)) if unit == "%" => Some(points / 100.0),
            Some(Cell::Number(number) | Cell::Percent(number)) => Some(number),
            _ => None,
        };
        let at = |column: &str| layout.column(column).map_or(row.origin, |at| row.origin_of(at));
        let cells = MeasuredCells {
            numerator: at("numeratore"),
            denominator: at("denominatore"),
            value: at("valore"),
            unit: at("unita"),
            date: at("data_rilevazione"),
            state: at("stato"),
            typed: number("valore"),
            percent: matches!(typed, Some(Cell::Percent(_))),
        };
        let measurement = Measurement {
            id: self.identity(layout, file.office.as_deref().unwrap_or_default(), row),
            office: Arc::from(file.office.as_deref().unwrap_or_default()),
            code: Arc::from(text(layout, row, "codice")),
            numerator: number("numeratore"),
            denominator: number("denominatore"),
            value,
            unit: Arc::from(unit),
            date: layout.column("data_rilevazione").and_then(|at| row.date(at)),
            state: Arc::from(text(layout, row, "stato")),
            note: Arc::from(text(layout, row, "note")),
            origin: layout.column("codice").map_or(row.origin, |column| row.origin_of(column)),
            cells,
        };
        self.ledger.measurements.push(measurement);
    }

    /// A payment needs its two dates and its amount; without one of them it is no payment, and is told.
    fn payment(&mut self, file: &FileRows, row: RowAt<'_>) {
        let layout = &file.layout;
        let at = |column: &str| layout.column(column).map_or(row.origin, |at| row.origin_of(at));
        let date = |column: &str| layout.column(column).and_then(|at| row.date(at));
        let cents = layout.column("importo").and_then(|at| row.money(at));
        let (Some(due), Some(paid), Some(cents)) = (date("data_scadenza"), date("data_pagamento"), cents) else {
            self.say(phrases::payment_incomplete(), at("importo"));
            return;
        };
        if paid > file.period.last_day() || paid < file.period.exercise().first_day() {
            self.say(phrases::payment_outside(paid, file.period), at("data_pagamento"));
            return;
        }
        let payment = Payment {
            id: self.identity(layout, file.office.as_deref().unwrap_or_default(), row),
            supplier: Arc::from(text(layout, row, "fornitore")),
            invoice: Arc::from(text(layout, row, "fattura")),
            due,
            paid,
            cents,
            origin: at("importo"),
        };
        self.ledger.payments.push(payment);
    }

    fn identity(&mut self, layout: &Layout, office: &str, row: RowAt<'_>) -> RowId {
        let names_it = |column: &layout::Column| layout.identity.is_empty() || layout.identity.contains(&column.id);
        let naming = layout.columns.iter().enumerate().filter(|(_, column)| names_it(column));
        self.names.next(&layout.id, office, naming.map(|(at, _)| row.cell(at)))
    }
}

/// Dare less avere, when either says something.
fn net(dare: Option<Cents>, avere: Option<Cents>) -> Option<Cents> {
    (dare.is_some() || avere.is_some()).then(|| dare.unwrap_or_default() - avere.unwrap_or_default())
}

/// One file of balances or of lines, while it is posted.
struct Sheet {
    signs: Signs,
    /// The line last met, by its place in the scheme.
    last: Option<usize>,
    expected: Expected,
}

/// An amount as its file writes it.
struct Posted<'l> {
    column: Column,
    amount: &'l layout::Amount,
    raw: Cents,
    origin: Origin,
}

/// The amounts of a row, in the file's sign, with the columns of the ledger that they belong to.
fn cells<'l>(layout: &'l Layout, row: RowAt<'_>, exercise: Exercise, centre: Option<Centre>) -> Vec<Posted<'l>> {
    let known = layout.columns.iter().zip(row.cells()).enumerate();
    known
        .filter_map(|(at, (column, held))| {
            let amount = column.amount.as_ref()?;
            let year = amount.exercise.unwrap_or(exercise.0.saturating_sub(amount.years_before));
            let column = Column {
                exercise: Exercise(year),
                scenario: amount.scenario,
                function: amount.function,
                centre: amount.centre.or(centre),
            };
            Some(Posted { column, amount, raw: held.money()?, origin: row.origin_of(at) })
        })
        .collect()
}

fn first_text(row: RowAt<'_>) -> Option<&str> {
    row.cells().find_map(|cell| if let Cell::Text(text) = cell { Some(text) } else { None })
}

/// The row's text in a column, or nothing.
fn text<'r>(layout: &Layout, row: RowAt<'r>, column: &str) -> &'r str {
    layout.column(column).and_then(|at| row.text(at)).unwrap_or_default()
}

/// Sums the named aggregates of a statement out of its entries.
fn aggregate(statement: &mut Statement, chart: &Chart) {
    let here = |it: &&Aggregate| it.lines.is_empty() || it.scheme.as_ref() == Some(&statement.scheme.id);
    statement.labels = chart.aggregates.iter().filter(here).map(|it| (Arc::clone(&it.id), it.label.clone())).collect();
    for column in statement.columns() {
        let entries: Vec<(Arc<str>, Cents)> = statement
            .amounts
            .iter()
            .filter(|((_, at), _)| *at == column)
            .flat_map(|(_, amount)| amount.entries.iter().map(|(code, cents, _)| (Arc::clone(code), *cents)))
            .collect();
        let lists = chart.aggregates.iter().filter(|it| it.scheme.as_ref() == Some(&statement.scheme.id));
        for list in lists {
            let sum = list.lines.iter().try_fold(0_i128, |sum, line| match statement.value(line, column) {
                formula::Value::Cents(cents) => Some(sum + cents),
                _ => None,
            });
            if let Some(cents) = sum.and_then(|sum| i64::try_from(sum).ok()) {
                statement.aggregates.insert((Arc::clone(&list.id), column), Cents(cents));
            }
        }
        // A statement that is printed line by line has no accounts, so nothing is known of its aggregates of accounts
        // but what the chamber declares.
        for aggregate in chart.aggregates.iter().filter(|it| it.lines.is_empty()) {
            let held: Vec<Cents> =
                entries.iter().filter(|(code, _)| aggregate.holds(code)).map(|(_, cents)| *cents).collect();
            if !held.is_empty() || aggregate.if_missing == IfMissing::Zero {
                statement.aggregates.insert((Arc::clone(&aggregate.id), column), held.into_iter().sum());
            }
        }
    }
}
