//! A month as it is shown: what workbook, messages and JSON are made of. Plain data, computed elsewhere.

use chrono::NaiveDateTime;

use crate::history::Past;
use crate::indicators::{Indicator, Phasing, Restated, Standings, YearEnd};
use crate::issue::{IssueState, SourceView, Visto};
use crate::ledger::{Corrected, Ledger, Objectives, RestatedDegree, Statement};
use crate::monitor::{Alert, Course, Thresholds};
use crate::office::Offices;
use crate::origin::{Digest, Origin, Sources};
use crate::period::Period;
use crate::problem::Problem;
use crate::reconcile::{Answered, Reconciliation};

/// Everything of one issue of one month.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The chamber's name.
    pub ente: &'a str,
    /// The month.
    pub period: Period,
    /// The issue's number, from 1.
    pub issue: u32,
    /// Draft or released.
    pub state: IssueState,
    /// Whether the first page has a cell in which the visto may be declared.
    pub visto_cell: bool,
    /// Whether the visto may be given by signing the prospetto.
    pub visto_signed: bool,
    /// The visto with which it goes out, where one was asked for.
    pub visto: Option<&'a Visto>,
    /// When that was given, as clocks in Rome show it.
    pub visto_at: Option<NaiveDateTime>,
    /// Whether it is a draft that waits for its visto, whatever else it waits for.
    pub awaits_visto: bool,
    /// Why it is a draft, Italian sentences; empty when released.
    pub blocking: &'a [String],
    /// The digest of the manifest that this issue is made of.
    pub manifest: Digest,
    /// The files behind origins.
    pub sources: &'a Sources,
    /// Every file of the month, sorted by state and name.
    pub files: &'a [SourceView],
    /// What is wrong with the data, sorted.
    pub problems: &'a [Problem],
    /// What was answered on problems and indicators; the same problems, by name.
    pub answered: &'a Answered,
    /// The objectives of the plan.
    pub objectives: &'a Objectives,
    /// How voci spread over the year.
    pub phasing: &'a Phasing,
    /// Of which voci spending less than expected is no saving.
    pub thresholds: &'a Thresholds,
    /// How far objectives and scorecards have come.
    pub standings: &'a Standings,
    /// Movements, measurements, totals.
    pub ledger: &'a Ledger,
    /// The income statement shown, if any file filled it.
    pub statement: Option<&'a Statement>,
    /// Tie-outs, matches, differences.
    pub reconciliation: &'a Reconciliation,
    /// Indicators of all scenarios.
    pub indicators: &'a [Indicator],
    /// Where the year is heading.
    pub year_end: &'a YearEnd,
    /// What stands beside the statement shown: the months before it, and the same month last year, as they were issued.
    pub past: &'a Past,
    /// The ratios that are told before all others, by the ids of their indicators.
    pub headline: &'a [String],
    /// Indicators of released months that are not what their issues said.
    pub revised: &'a [Restated],
    /// Corrections of what released months used, which no issue told, with the lines that they move.
    pub corrected: &'a [Corrected],
    /// The degrees of scorecards that such corrections move, for who reads the scorecard.
    pub reweighed: &'a [RestatedDegree],
    /// What somebody must know.
    pub alerts: &'a [Alert],
    /// Names of offices by id, for people.
    pub offices: &'a Offices,
}

impl<'a> View<'a> {
    /// The statement shown, in the course of its year.
    #[must_use]
    pub fn course(&self) -> Option<Course<'a>> {
        let &Self { phasing, thresholds, period, .. } = self;
        self.statement.map(|statement| Course { statement, phasing, thresholds, period })
    }

    /// Whether nothing but its visto keeps it a draft.
    #[must_use]
    pub fn awaits_only_visto(&self) -> bool {
        self.state == IssueState::Draft && self.awaits_visto && self.blocking.len() == 1
    }

    /// The name of an office for people; the id itself when it is not declared.
    #[must_use]
    pub fn office_name<'b>(&'b self, id: &'b str) -> &'b str {
        self.offices.name_or_id(id)
    }

    /// What was answered on an indicator, for people.
    #[must_use]
    pub fn answer_on(&self, indicator: &Indicator) -> Option<String> {
        let stands = self.answered.indicators.get(&indicator.definition.id).filter(|_| indicator.is_of_plan())?;
        Some(indicator.answer_said(stands, self.office_name(&stands.answer.office)))
    }

    /// The indicators that count in a group of a scorecard, as they stand this month.
    pub fn of_group(&self, group: &str) -> impl Iterator<Item = &Indicator> {
        let counts = move |it: &&Indicator| it.is_of_plan() && it.definition.weight_group.as_deref() == Some(group);
        self.indicators.iter().filter(counts)
    }

    /// Where a value stands, for people: `oneri_2021-06.xlsx · Oneri!D14`.
    #[must_use]
    pub fn place(&self, origin: Origin) -> String {
        let (file, sheet) = (self.sources.file(origin), self.sources.sheet(origin));
        let cell = if sheet.is_empty() { origin.cell() } else { self.sources.show(origin) };
        if file.is_empty() { cell } else { format!("{file} · {cell}") }
    }

    /// `monitoraggio-2021-06.xlsx`, then `-v2`, `-v3`.
    #[must_use]
    pub fn workbook_name(&self) -> String {
        workbook_name(self.period, self.issue)
    }

    /// `prospetto-2021-06.pdf`, then `-v2`, `-v3`.
    #[must_use]
    pub fn prospetto_name(&self) -> String {
        named("prospetto", self.period, self.issue, "pdf")
    }
}

fn workbook_name(period: Period, number: u32) -> String {
    named("monitoraggio", period, number, "xlsx")
}

fn named(what: &str, period: Period, number: u32, kind: &str) -> String {
    match number {
        0 | 1 => format!("{what}-{period}.{kind}"),
        number => format!("{what}-{period}-v{number}.{kind}"),
    }
}

/// The issue of a month whose workbook has this name, if it is the name of one.
#[must_use]
pub fn workbook_number(period: Period, name: &str) -> Option<u32> {
    let version = name.strip_prefix(&format!("monitoraggio-{period}"))?.strip_suffix(".xlsx")?;
    let number = version.strip_prefix("-v").map_or(Some(1), |number| number.parse().ok())?;
    (workbook_name(period, number) == name).then_some(number)
}
