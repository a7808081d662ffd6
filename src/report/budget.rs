//! Sheet `Budget`: what each centro di responsabilità may spend, one row a voce of a centre, and the sums of the centre.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, FormatAlign, Worksheet};

use super::accounts::Accounts;
use super::cells::{Cached, here, of_budget};
use super::lines::{self, Lines, to_the_cent};
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases::{self, accounts as words};
use super::styles::{self, Styles, Weight};
use super::view::View;
use crate::ledger::{Column, Line, Nature, Statement};
use crate::period::{Centre, Exercise, Scenario};

const INITIAL: u16 = 3;
const CHANGES: u16 = 4;
const REVISED: u16 = 5;
const USED: u16 = 6;
const COMMITTED: u16 = 7;
const LEFT: u16 = 8;
const SHARE: u16 = 9;
/// The columns of a centre's figures.
const FIGURES: [(Scenario, u16); 6] = [
    (Scenario::Preventivo, INITIAL),
    (Scenario::Variazioni, CHANGES),
    (Scenario::Assestato, REVISED),
    (Scenario::Consuntivo, USED),
    (Scenario::Prenotato, COMMITTED),
    (Scenario::Disponibile, LEFT),
];

const HEAD: [page::Column; 10] = [
    ("Centro", 24.0),
    ("N.", 5.5),
    ("Voce", 50.0),
    ("Preventivo", 16.0),
    ("Variazioni", 15.0),
    ("Assestato", 16.0),
    ("Utilizzato\nalla data", 16.0),
    ("Prenotato", 15.0),
    ("Disponibile", 16.0),
    ("% utilizzata\nalla data", 12.0),
];

/// The centres of the exercise, sorted.
fn centres(statement: &Statement, exercise: Exercise) -> Vec<Centre> {
    let mut centres: Vec<Centre> =
        statement.columns().iter().filter(|at| at.exercise == exercise).filter_map(|at| at.centre).collect();
    centres.sort_unstable();
    centres.dedup();
    centres
}

/// Whether the statement shown is divided among centres.
pub(super) fn any(view: &View<'_>) -> bool {
    view.statement.is_some_and(|statement| !centres(statement, view.period.exercise()).is_empty())
}

/// Writes the sheet.
pub(super) fn write(
    sheet: &mut Worksheet,
    view: &View<'_>,
    accounts: Option<&Accounts<'_>>,
    styles: &Styles,
) -> anyhow::Result<()> {
    let title = Title { tab: words::BUDGET, text: words::BUDGET_TITLE, colour: styles::INK };
    let mut page = Page::open(sheet, &title, view, styles)?;
    page.text(2, 0, phrases::IN_EURO, &styles.quiet)?;
    page.table(&HEAD, 3)?;
    let Some(statement) = view.statement else { return Ok(()) };
    let no_rows = BTreeMap::new();
    let lines = Lines { statement, rows: &no_rows, accounts, pattern: styles::AMOUNT };
    let exercise = view.period.exercise();
    let mut row = FIRST_ROW;
    for centre in centres(statement, exercise) {
        for (nature, name) in [(Nature::Provento, "proventi"), (Nature::Onere, "oneri")] {
            let part = Part { lines, exercise, centre, nature };
            row = part.write(&mut page, row, name)?;
        }
    }
    page.filter(HEAD.len(), row - 1)?;
    page.print_until(SHARE, row - 1)
}

/// The proventi or the oneri of a centre.
struct Part<'a> {
    lines: Lines<'a>,
    exercise: Exercise,
    centre: Centre,
    nature: Nature,
}

impl Part<'_> {
    /// Writes its lines and their sum; answers with the first free row.
    fn write(&self, page: &mut Page<'_>, first: u32, name: &str) -> anyhow::Result<u32> {
        let lines = self.filled();
        let mut sums: BTreeMap<u16, f64> = BTreeMap::new();
        let mut row = first;
        for line in &lines {
            let shown = self.line(page, row, line)?;
            for (at, euro) in shown {
                *sums.entry(at).or_default() += euro;
            }
            row += 1;
        }
        if lines.is_empty() {
            return Ok(row);
        }
        let look = styles::line(Weight::Total);
        page.text(row, 0, &words::centre(self.centre), &styles::indented(&look, 1))?;
        page.blank(row, 1, &look)?;
        page.text(row, 2, &words::centre_total(name, self.centre), &styles::indented(&look, 1))?;
        let amount = look.clone().set_num_format(styles::AMOUNT);
        for (_, at) in FIGURES {
            match sums.get_mut(&at) {
                Some(sum) => {
                    *sum = to_the_cent(*sum);
                    // A subtotal follows the filter of the table.
                    let excel = format!("ROUND(SUBTOTAL(9,{}:{}),2)", here(first, at), here(row - 1, at));
                    page.formula(row, at, &excel, &Cached::Number(*sum), &amount)?;
                }
                None => page.blank(row, at, &amount)?,
            }
        }
        share(page, row, &sums, &look)?;
        page.sheet.group_rows(first, row - 1)?;
        Ok(row + 1)
    }

    /// The lines that a file fills for the centre, without those that sum others.
    fn filled(&self) -> Vec<&Line> {
        let Self { lines, exercise, centre, nature } = self;
        let column = |scenario| Column { exercise: *exercise, scenario, function: None, centre: Some(*centre) };
        let is_said = |line: &&Line| {
            let amounts = &lines.statement.amounts;
            FIGURES.iter().any(|(scenario, _)| amounts.contains_key(&(line.id.clone(), column(*scenario))))
        };
        let leaves =
            lines.statement.scheme.lines.iter().filter(|line| line.formula.is_none() && line.nature == *nature);
        leaves.filter(is_said).collect()
    }

    /// Writes a line; answers with what is known of it, by column.
    fn line(&self, page: &mut Page<'_>, row: u32, line: &Line) -> anyhow::Result<BTreeMap<u16, f64>> {
        let look = styles::body();
        page.text(row, 0, &words::centre(self.centre), &styles::indented(&look, 1))?;
        let number = self.lines.statement.scheme.whole_number(line);
        page.text(row, 1, &number, &look.clone().set_align(FormatAlign::Right))?;
        page.text(row, 2, &line.label, &styles::indented(&look, 1))?;
        let mut shown = BTreeMap::new();
        for (scenario, at) in FIGURES {
            let column = Column { exercise: self.exercise, scenario, function: None, centre: Some(self.centre) };
            let held = self.lines.held(page, (row, at), line, column)?;
            shown.extend(held.as_ref().and_then(Cached::number).map(|euro| (at, euro)));
        }
        let amount = look.clone().set_num_format(styles::AMOUNT);
        for (at, less) in [(CHANGES, &[INITIAL][..]), (LEFT, &[USED, COMMITTED])] {
            if let Some((excel, euro)) = self.derived(row, &shown, less).filter(|_| !shown.contains_key(&at)) {
                page.formula(row, at, &excel, &Cached::Number(euro), &amount)?;
                shown.insert(at, euro);
            }
        }
        share(page, row, &shown, &look)?;
        Ok(shown)
    }

    /// The assestato less other columns, of which the first must be known.
    fn derived(&self, row: u32, shown: &BTreeMap<u16, f64>, less: &[u16]) -> Option<(String, f64)> {
        let cell = |at: u16| shown.get(&at).map(|euro| (here(row, at), *euro));
        cell(*less.first()?)?;
        Some(lines::less(cell(REVISED)?, less.iter().filter_map(|at| cell(*at))))
    }
}

/// How much of the assestato is used, where both are known.
fn share(page: &mut Page<'_>, row: u32, shown: &BTreeMap<u16, f64>, look: &Format) -> anyhow::Result<()> {
    let percent = look.clone().set_num_format(styles::PERCENT);
    let Some((used, budget)) = shown.get(&USED).zip(shown.get(&REVISED)) else {
        return page.blank(row, SHARE, &percent);
    };
    let (excel, cached) = of_budget(&here(row, USED), *used, &here(row, REVISED), *budget);
    page.formula(row, SHARE, &excel, &cached, &percent)
}
