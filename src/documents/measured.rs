//! The columns that rapporto and Relazione have in common: what was expected of an indicator, what came of it, and why.

use rust_xlsxwriter::FormatAlign;

use super::paper::Paper;
use super::phrases;
use crate::indicators::Indicator;
use crate::indicators::definition::Unit;
use crate::reconcile::answers::Standing as Stands;
use crate::report::View;
use crate::report::cells::{Cached, here};
use crate::report::inputs::Inputs;
use crate::report::page::Column;
use crate::report::phrases as report;
use crate::report::styles;
use crate::report::{decimals, indicators};

/// What is expected, and what came of it.
pub(super) const RESULT: [Column; 8] = [
    ("Unità", 11.0),
    ("Valore atteso", 19.0),
    ("Soglia", 11.0),
    ("Risultato\nalla data", 12.0),
    ("Scostamento", 12.5),
    ("Proiezione\na fine anno", 13.0),
    ("Stato", 12.5),
    ("Grado di\nraggiungimento", 14.5),
];

/// Why, and what is done about it.
pub(super) const REASON: [Column; 4] = [
    ("Causa dello\nscostamento", 36.0),
    ("Azione correttiva", 28.0),
    ("Chi se ne occupa,\nentro quando", 20.0),
    ("Da dove", 50.0),
];

/// Where they stand in a sheet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    /// The first of [`RESULT`].
    pub result: u16,
    /// The first of [`REASON`].
    pub reason: u16,
}

impl Columns {
    /// That of the state.
    pub(super) fn state(self) -> u16 {
        self.result + 6
    }

    /// That of the degree.
    pub(super) fn degree(self) -> u16 {
        self.result + 7
    }

    /// The last that is printed.
    pub(super) fn printed(self) -> u16 {
        self.reason + 2
    }

    /// That of where it comes from.
    pub(super) fn place(self) -> u16 {
        self.reason + 3
    }
}

/// What the row of an indicator is written from.
pub(super) struct Around<'a> {
    pub columns: Columns,
    pub view: &'a View<'a>,
    pub inputs: &'a Inputs,
}

impl Around<'_> {
    /// Writes an indicator.
    pub(super) fn write(&self, paper: &mut Paper<'_>, row: u32, indicator: &Indicator) -> anyhow::Result<()> {
        let &Self { columns, view, inputs } = self;
        let styles = paper.page.styles;
        let definition = &*indicator.definition;
        paper.page.wrapped(row, columns.result, unit(definition.unit))?;
        paper.said_or_asked(row, columns.result + 1, &report::target_and_other(definition))?;
        self.result(paper, row, indicator)?;
        let course = if view.period.last_day() == view.period.exercise().last_day() {
            String::new()
        } else {
            indicators::projection(indicator)
        };
        paper.page.wrapped(row, columns.result + 5, &course)?;
        let look = styles::state(indicators::mood(indicator.standing));
        paper.page.text(row, columns.state(), indicator.standing.italian(), &look)?;
        paper.page.degree(row, columns.degree(), indicator)?;
        self.reason(paper, row, indicator)?;
        match inputs.first(indicator) {
            Some((place, cell)) => paper.page.link((row, columns.place()), &place, &cell),
            None => paper.page.text(row, columns.place(), report::plan::NOT_DELIVERED, &styles.code),
        }
    }

    /// What it is compared with, what came of it, and how far they are apart: live, so that what a person fills in counts.
    fn result(&self, paper: &mut Paper<'_>, row: u32, indicator: &Indicator) -> anyhow::Result<()> {
        let styles = paper.page.styles;
        let definition = &*indicator.definition;
        let first = self.columns.result;
        let (goal, value, gap) = (first + 2, first + 3, first + 4);
        let is_milestone = definition.unit == Unit::Milestone;
        let pattern = decimals::format(definition, &indicator.value);
        let number = styles::body().set_num_format(&pattern);
        let compared = definition.goal().filter(|_| !is_milestone).map(|it| it.value);
        match compared {
            Some(number_of) => paper.page.number(row, goal, number_of, &number)?,
            None => paper.page.blank(row, goal, &number)?,
        }
        let known = Cached::of(&indicator.value);
        match (&indicator.milestone, &known) {
            (None, _) if is_milestone => paper.asks(row, value)?,
            (_, None) if !is_milestone => paper.asks_in(row, value, &pattern)?,
            _ => indicators::value(&mut paper.page, (row, value), indicator, self.inputs)?,
        }
        if is_milestone {
            return paper.page.blank(row, gap, &styles.code);
        }
        let shown = match (known.as_ref().and_then(Cached::number), compared) {
            (Some(value), Some(goal)) => Cached::Number(value - goal),
            _ => Cached::Text(String::new()),
        };
        let (value, goal) = (here(row, value), here(row, goal));
        let excel = format!("IF(AND(ISNUMBER({value}),ISNUMBER({goal})),{value}-{goal},\"\")");
        let look = styles::body().set_num_format(format!("+{pattern};-{pattern};{pattern}"));
        paper.page.formula(row, gap, &excel, &shown, &look.set_align(FormatAlign::Right))
    }

    /// The cause, what is done and who does it, where somebody is asked for them.
    fn reason(&self, paper: &mut Paper<'_>, row: u32, indicator: &Indicator) -> anyhow::Result<()> {
        let styles = paper.page.styles;
        let first = self.columns.reason;
        if !indicator.standing.asks() {
            return (first..first + 3).try_for_each(|column| paper.page.blank(row, column, &styles.text));
        }
        let stands = self.view.answered.indicators.get(&indicator.definition.id);
        let [cause, action, who] = stands.map(|it| self.said(indicator, it)).unwrap_or_default();
        paper.said_or_asked(row, first, &cause)?;
        paper.said_or_asked(row, first + 1, &action)?;
        paper.said_or_asked(row, first + 2, &who)
    }

    fn said(&self, indicator: &Indicator, it: &Stands) -> [String; 3] {
        let answer = &it.answer;
        let cause = match it.changed {
            true => {
                let said = indicator.answer_said(it, self.view.office_name(&answer.office));
                phrases::said_before(&answer.why, &said)
            }
            false => answer.why.trim().to_owned(),
        };
        [cause, answer.action.trim().to_owned(), phrases::who_until(&answer.responsible, answer.until)]
    }
}

/// What a value is, in a narrow column.
pub(super) fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "%",
        Unit::Number => "numero",
        Unit::Days => "giorni",
        Unit::Euro => "euro",
        Unit::Milestone => "stato di attuazione",
    }
}
