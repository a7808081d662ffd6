//! ITP: the indicator of payments of each quarter and of the year, live over the list of the payments.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use rust_xlsxwriter::Worksheet;

use super::given::Given;
use super::paper::{Left, Named, Paper};
use super::{kind, phrases};
use crate::indicators::{Paid, quarter_of};
use crate::ledger::Payment;
use crate::period::{Exercise, Period};
use crate::report::View;
use crate::report::cells::{Block, Cached, count, here, there};
use crate::report::page::{Column, FIRST_ROW, Page};
use crate::report::sources::row_of;
use crate::report::styles::{self, Styles, Weight};
use crate::report::tabs::Tab;

const FROM: u16 = 1;
const PAYMENTS: u16 = 3;
const AMOUNT: u16 = 4;
const BY_DAYS: u16 = 5;
const DAYS: u16 = 6;
const LATE: u16 = 7;
const LATE_AMOUNT: u16 = 8;
const STATE: u16 = 9;
const DUE: u16 = 10;
const PUBLISHED: u16 = 11;
const FILE: u16 = 12;

const HEAD: [Column; FILE as usize + 2] = [
    ("Periodo", 28.0),
    ("Dal", 12.0),
    ("Al", 12.0),
    ("Pagamenti", 11.0),
    ("Importo pagato", 17.0),
    ("Somma di importo\nper giorni", 18.0),
    ("Indicatore (giorni)", 12.0),
    ("Pagati dopo\nla scadenza", 12.0),
    ("Importo pagato dopo\nla scadenza", 17.0),
    ("Stato", 30.0),
    ("Da pubblicare\nentro il", 14.0),
    ("Pubblicato il", 16.0),
    ("File", 40.0),
    ("SHA-256", 68.0),
];

/// The columns of the list.
const OF_DAYS: u16 = 3;
const OF_QUARTER: u16 = 5;
const OF_PLACE: u16 = 6;
const LIST: [Column; OF_PLACE as usize + 1] = [
    ("Scadenza", 13.0),
    ("Pagato il", 13.0),
    ("Importo", 17.0),
    ("Giorni", 10.0),
    ("Importo\nper giorni", 19.0),
    ("Trimestre", 11.0),
    ("Da dove", 60.0),
];

/// A quarter, or the year.
struct Span<'a> {
    /// 1 to 4; none of the year.
    quarter: Option<u8>,
    name: String,
    days: (NaiveDate, NaiveDate),
    due: Option<NaiveDate>,
    payments: Vec<&'a Payment>,
    paid: Paid,
}

impl Span<'_> {
    fn is_over(&self, view: &View<'_>) -> bool {
        view.period.last_day() >= self.days.1
    }

    fn has_begun(&self, view: &View<'_>) -> bool {
        view.period.last_day() >= self.days.0
    }

    fn state(&self, view: &View<'_>) -> &'static str {
        match (self.is_over(view), self.payments.is_empty()) {
            (true, true) => phrases::NO_PAYMENTS,
            (true, false) => phrases::CLOSED,
            (false, _) if self.has_begun(view) => phrases::OPEN,
            (false, _) => phrases::NOT_BEGUN,
        }
    }
}

/// The quarters, then the year.
fn spans<'a>(given: &Given<'a>) -> Vec<Span<'a>> {
    let exercise = given.exercise();
    let all = &given.view.ledger.payments;
    let quarter = |number: u8| {
        let payments: Vec<&Payment> = all.iter().filter(|it| quarter_of(it, exercise) == Some(number)).collect();
        let first = Period::new(exercise.0, number * 3 - 2)?;
        let days = (first.first_day(), first.next().next().last_day());
        let paid = Paid::of(payments.iter().copied());
        let due = days.1.checked_add_days(Days::new(30));
        Some(Span { quarter: Some(number), name: phrases::quarter(number), days, due, payments, paid })
    };
    let year = Span {
        quarter: None,
        name: phrases::year_so_far(given),
        days: (exercise.first_day(), exercise.last_day()),
        due: end_of_january(exercise),
        payments: all.iter().collect(),
        paid: Paid::of(all),
    };
    (1..=4).filter_map(quarter).chain([year]).collect()
}

/// The day by which the year's indicator is published.
fn end_of_january(exercise: Exercise) -> Option<NaiveDate> {
    Period::of(exercise.last_day()).map(|december| december.next().last_day())
}

/// Writes the sheet; says what is left to fill in.
pub(super) fn write(sheet: &mut Worksheet, given: &Given<'_>, styles: &Styles) -> anyhow::Result<Left> {
    let named = Named { tab: kind::ITP, title: given.kind.title(), note: "" };
    let mut paper = Paper::open(sheet, &named, &HEAD, given, styles)?;
    let list = Block::new(kind::PAYMENTS, FIRST_ROW, given.view.ledger.payments.len());
    let spans = spans(given);
    for (row, span) in (FIRST_ROW..).zip(&spans) {
        write_row(&mut paper, row, span, list, given.view)?;
        paper.page.grow(row)?;
    }
    let below = also(&mut paper, FIRST_ROW + u32::try_from(spans.len())? + 1, given)?;
    paper.end(spans.len(), "", (FILE, below))
}

fn write_row(paper: &mut Paper<'_>, row: u32, span: &Span<'_>, list: Block, view: &View<'_>) -> anyhow::Result<()> {
    let look = styles::line(if span.quarter.is_some() { Weight::Plain } else { Weight::Outcome });
    let date = look.clone().set_num_format(styles::DATE).set_align(rust_xlsxwriter::FormatAlign::Center);
    let words = styles::indented(&look, 1).set_text_wrap();
    paper.page.text(row, 0, &span.name, &words)?;
    paper.page.date(row, FROM, Some(span.days.0), &date)?;
    paper.page.date(row, FROM + 1, Some(span.days.1), &date)?;
    let amount = look.clone().set_num_format(styles::AMOUNT);
    let whole = look.clone().set_num_format(styles::COUNT);
    for (column, excel, shown) in figures(row, span, list) {
        let pattern = if matches!(column, PAYMENTS | LATE) { &whole } else { &amount };
        match span.payments.is_empty() {
            true => paper.page.blank(row, column, pattern)?,
            false => paper.page.formula(row, column, &excel, &shown, pattern)?,
        }
    }
    paper.page.text(row, STATE, span.state(view), &words)?;
    paper.page.date(row, DUE, span.due, &date)?;
    match span.is_over(view) && !span.payments.is_empty() {
        true => paper.asks_in(row, PUBLISHED, styles::DATE)?,
        false => paper.page.blank(row, PUBLISHED, &look)?,
    }
    let files: BTreeSet<u16> = span.payments.iter().map(|it| it.origin.source).collect();
    let files: Vec<_> = files.into_iter().filter_map(|it| view.sources.get(it)).collect();
    let named: Vec<&str> = files.iter().map(|it| &*it.file).collect();
    let digests: Vec<String> = files.iter().map(|it| it.digest.to_string()).collect();
    paper.page.wrapped_in((row, FILE), &named.join("\n"), &words, 0.0)?;
    paper.page.text(row, FILE + 1, &digests.join("\n"), &words)
}

/// The figures of a span, live over the list.
fn figures(row: u32, span: &Span<'_>, list: Block) -> [(u16, String, Cached); 6] {
    let paid = &span.paid;
    let [amounts, days, by_days, quarters] = [2, OF_DAYS, OF_DAYS + 1, OF_QUARTER].map(|column| list.column(column));
    let only = span.quarter.map(|number| format!(",{quarters},{number}")).unwrap_or_default();
    let sum = |of: &str| match span.quarter {
        Some(_) => format!("ROUND(SUMIFS({of}{only}),2)"),
        None => format!("ROUND(SUM({of}),2)"),
    };
    let counted = match span.quarter {
        Some(number) => format!("COUNTIFS({quarters},{number})"),
        None => format!("COUNT({amounts})"),
    };
    let known = |number: Option<f64>| number.map_or_else(|| Cached::Text(String::new()), Cached::Number);
    let (paid_cell, by_days_cell) = (here(row, AMOUNT), here(row, BY_DAYS));
    [
        (PAYMENTS, counted, Cached::Number(count(paid.payments))),
        (AMOUNT, sum(&amounts), Cached::Number(paid.cents.as_euro())),
        (BY_DAYS, sum(&by_days), known(paid.euro_by_days())),
        (DAYS, format!("IF({paid_cell}<=0,\"\",{by_days_cell}/{paid_cell})"), known(paid.days())),
        (LATE, format!("COUNTIFS({days},\">0\"{only})"), Cached::Number(count(paid.late))),
        (
            LATE_AMOUNT,
            format!("ROUND(SUMIFS({amounts},{days},\">0\"{only}),2)"),
            Cached::Number(paid.late_cents.as_euro()),
        ),
    ]
}

/// What else is published with the year's indicator, and of which payments no quarter is; how many rows below the table.
fn also(paper: &mut Paper<'_>, top: u32, given: &Given<'_>) -> anyhow::Result<u32> {
    let styles = paper.page.styles;
    for column in 0..=FILE {
        paper.page.blank(top, column, &styles.section)?;
    }
    paper.page.text(top, 0, phrases::ALSO, &styles.section)?;
    let mut row = top;
    for ((what, why), pattern) in phrases::ALSO_PUBLISHED.into_iter().zip([styles::AMOUNT, styles::COUNT]) {
        row += 1;
        paper.page.spread(row, (0, FROM + 1), what, &styles.text)?;
        paper.asks_in(row, AMOUNT, pattern)?;
        paper.page.text(row, BY_DAYS, why, &styles.quiet)?;
    }
    let outside = given.view.ledger.payments.iter().filter(|it| quarter_of(it, given.exercise()).is_none()).count();
    if outside > 0 {
        row += 1;
        paper.page.text(row, 0, &phrases::outside(outside), &styles.quiet)?;
    }
    Ok(row - (top - 2))
}

/// Writes the list of the payments.
pub(super) fn list(sheet: &mut Worksheet, given: &Given<'_>, styles: &Styles) -> anyhow::Result<Left> {
    let named = Named { tab: kind::PAYMENTS, title: phrases::PAYMENTS_TITLE, note: phrases::PAYMENTS_NOTE };
    let mut paper = Paper::open(sheet, &named, &LIST, given, styles)?;
    let all = &given.view.ledger.payments;
    for (row, it) in (FIRST_ROW..).zip(all) {
        payment(&mut paper.page, row, it, given)?;
    }
    paper.end(all.len(), "", (OF_PLACE, 0))
}

fn payment(page: &mut Page<'_>, row: u32, it: &Payment, given: &Given<'_>) -> anyhow::Result<()> {
    let styles = page.styles;
    let [due, paid, amount, days] = [0, 1, 2, OF_DAYS].map(|column| here(row, column));
    page.date(row, 0, Some(it.due), &styles.date)?;
    page.date(row, 1, Some(it.paid), &styles.date)?;
    page.amount(row, 2, Some(it.cents), &styles.amount)?;
    let of_it = Paid::of([it]);
    let number = |number: Option<f64>| number.map_or_else(|| Cached::Text(String::new()), Cached::Number);
    #[expect(clippy::cast_precision_loss, reason = "days between two dates of this calendar")]
    let late = Cached::Number(it.days_late() as f64);
    page.formula(row, OF_DAYS, &format!("{paid}-{due}"), &late, &styles.count)?;
    let by_days = number(of_it.euro_by_days());
    page.formula(row, OF_DAYS + 1, &format!("ROUND({amount}*{days},2)"), &by_days, &styles.amount)?;
    let year = given.exercise();
    let quarter = number(quarter_of(it, year).map(f64::from));
    let excel = format!("IF(YEAR({paid})={year},ROUNDUP(MONTH({paid})/3,0),\"\")");
    page.formula(row, OF_QUARTER, &excel, &quarter, &styles.count)?;
    let place = given.view.place(it.origin);
    match row_of(given.view, it.origin) {
        Some(file) => page.link((row, OF_PLACE), &place, &there(Tab::Sources.name(), file, 0)),
        None => page.text(row, OF_PLACE, &place, &styles.code),
    }
}
