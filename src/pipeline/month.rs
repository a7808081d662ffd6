//! Step 3 of a pass: the month's files, those of this pass and those of earlier ones, become ledger, findings and alerts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::arrivals::{self, Intake, WaitingFile};
use super::blocking::{self, Absent, Blocking, Stands};
use super::carried;
use super::context::{Scope, Shelves};
use super::former::{self, Files};
use super::known_months;
use super::phrases;
use super::read_again::rows_of;
use super::redefined::{self, Redefinition};
use super::remembered::{self, Remembered, Used};
use super::silent::{self, Checked};
use crate::calendar;
use crate::config::Config;
use crate::config::settings::Expected;
use crate::history::{History, IssuedProjection, Past};
use crate::indicators::definition::{Definition, Source};
use crate::indicators::{self, Courses, Degree, Indicator, Judged, Restated, YearEnd};
use crate::issue::{Issue, IssueState, NEVER_ISSUED, SourceState, SourceView};
use crate::italian;
use crate::ledger::{self, Corrected, FileRows, Ledger, Objectives, RestatedDegree};
use crate::mail::Changes;
use crate::money::{Cents, Unit};
use crate::monitor::{self, Alert};
use crate::office::OfficeId;
use crate::origin::Sources;
use crate::period::{Exercise, Function, Period, Scenario};
use crate::problem::Problem;
use crate::read::layout::Kind;
use crate::reconcile::{self, Answers, Carried, Given, Reconciliation};
use crate::store::{Arrival, Store};

/// A line that is not what the last released issue said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RestatedLine {
    /// The scheme.
    pub scheme: String,
    /// The line.
    pub line: String,
    /// The line as people call it.
    pub label: String,
    /// What its amounts count.
    #[serde(skip)]
    pub unit: Unit,
    /// The year.
    pub exercise: u16,
    /// The scenario.
    pub scenario: Scenario,
    /// The function; none for all of them.
    #[serde(serialize_with = "function_named")]
    pub function: Option<Function>,
    /// The amount as issued; none when there was no data.
    pub issued_cents: Option<i64>,
    /// The amount now; none when there is no data any more.
    pub now_cents: Option<i64>,
    /// The issue that said so.
    pub issue: u32,
    /// The month of that issue: the month's own, or an earlier one for what no later month may change.
    pub issue_period: Period,
}

impl RestatedLine {
    pub(super) fn column(&self) -> String {
        format!("{} {}", self.scenario.italian().to_lowercase(), self.exercise)
    }

    /// By what lines are listed.
    pub(super) fn place(&self) -> (&str, &str, u16, &str, &str) {
        let function = self.function.map_or("", Function::id);
        (&self.scheme, &self.line, self.exercise, self.scenario.id(), function)
    }

    /// How much it changed, in the hundredths of its unit.
    pub(super) fn weight(&self) -> u128 {
        let of = |cents: Option<i64>| i128::from(cents.unwrap_or_default());
        (of(self.now_cents) - of(self.issued_cents)).unsigned_abs()
    }

    pub(super) fn in_few_words(&self) -> String {
        phrases::restated_line(&self.label, &self.column(), self.issued(), self.now())
    }

    /// The amount as issued, for people.
    pub(super) fn issued(&self) -> Option<String> {
        self.issued_cents.map(|cents| self.unit.shown(Cents(cents)))
    }

    /// The amount now, for people.
    pub(super) fn now(&self) -> Option<String> {
        self.now_cents.map(|cents| self.unit.shown(Cents(cents)))
    }
}

/// JSON says a function as names of formulas do, and nothing for all of them.
fn function_named<S: Serializer>(function: &Option<Function>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(function.map_or("", Function::id))
}

/// What the last released issue of a month said of indicators.
#[derive(Debug)]
pub struct Issued {
    /// The issue.
    pub issue: Issue,
    /// Each indicator that it told, by the definition of then.
    pub indicators: Vec<Judged>,
    /// Those that would be told otherwise now.
    pub changes: Vec<Restated>,
    /// The indicators on where it saw the year heading, by id.
    pub on_year_end: BTreeMap<String, f64>,
    /// Where it saw voci and sums of accounts heading.
    pub year_ends: Vec<IssuedProjection>,
    /// How far it said that objectives and scorecards had come; nothing where an earlier program issued it.
    pub degrees_told: Vec<Degree>,
    /// The same degrees, and those of today, in their parts.
    pub degrees: Vec<RestatedDegree>,
    /// Corrections of what it was computed by, with the lines that they move.
    pub corrected: Vec<Corrected>,
    /// The exercise whose plan has been loaded since: what nothing judged then is judged now.
    pub(super) planned_since: Option<Exercise>,
}

impl Issued {
    /// What it told of an indicator.
    #[must_use]
    pub fn of(&self, id: &str) -> Option<&Judged> {
        self.indicators.iter().find(|it| it.definition.id == id)
    }

    /// What it told of the degree of an objective or a scorecard, `obiettivo.2021_01`, and what of it is otherwise now.
    #[must_use]
    pub fn degree_of(&self, id: &str) -> Option<(&Degree, &RestatedDegree)> {
        let told = self.degrees_told.iter().find(|it| it.id == id)?;
        Some((told, self.degrees.iter().find(|it| it.id == id)?))
    }

    /// What of an indicator would be told otherwise now.
    pub fn changes_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Restated> {
        self.changes.iter().filter(move |it| it.id == id)
    }
}

/// A month, computed.
#[derive(Debug, Default)]
pub struct Month {
    /// The arrivals whose rows were read, sorted by layout, office and name.
    pub standing: Vec<Arrival>,
    /// Superseded sheets of which measures stay, because those that took their place spoil them.
    pub(super) former: Vec<Arrival>,
    /// Files refused that belong to the month.
    pub refused: Vec<Arrival>,
    /// Files of the month that lie in the drop folder and could not be taken. Of no issue: an hour later they may be.
    pub(super) waiting: Vec<WaitingFile>,
    /// Every file of the month as it is shown, duplicates and superseded ones too.
    pub files: Vec<SourceView>,
    /// What is wrong with the data, sorted.
    pub problems: Vec<Problem>,
    /// What was posted.
    pub ledger: Ledger,
    /// Tie-outs, matches, differences.
    pub reconciliation: Reconciliation,
    /// Indicators of all scenarios.
    pub indicators: Vec<Indicator>,
    /// Where the year is heading.
    pub year_end: YearEnd,
    /// What stands beside the statement shown.
    pub past: Past,
    /// The plan's objectives, in the codes of the exercise.
    pub objectives: Objectives,
    /// How far objectives and scorecards have come.
    pub standings: indicators::Standings,
    /// What somebody must know, as an issue of the month says it; set when what was released of it is compared.
    pub alerts: Vec<Alert>,
    /// Why it is a draft, as an issue of it says.
    pub blocking: Vec<String>,
    /// The same as who is told now reads it: of a file that lies in the drop folder nobody says that it is missing.
    pub blocking_told: Vec<String>,
    /// What of it blocks, thing by thing, as a visto that goes out in spite of one names it: `quadratura:pareggio`.
    pub(super) findings: Vec<String>,
    /// Whether it goes out in spite of what blocks.
    pub(super) is_forced: bool,
    /// That it waits for a visto, as its reason to be a draft.
    pub awaits_visto: Option<String>,
    /// The issues of earlier months that it used.
    pub earlier: Vec<Issue>,
    /// The released issues of earlier months in whose place a later draft stands: their figures are the series.
    pub(super) released: Vec<Issue>,
    /// What it used of each of them: the inputs of its indicators, which stand in the series; of the last one, and of the
    /// last that was released, everything.
    pub used: Vec<Used>,
    /// The released issues of the same month of other exercises, and of their Decembers, that it used.
    pub other_years: Vec<Issue>,
    /// Open differences that came from the month before.
    pub carried: Carried,
    /// What people answered, as far as it is known.
    pub answers: Answers,
    /// Where no earlier month of its exercise was issued, the last issue of the exercise before, whose open differences it
    /// goes on with.
    pub(super) former_year: Option<Issue>,
    /// What it used of that, if that left anything open.
    pub(super) items_used: Option<Used>,
    /// Months between the last one issued before it and this one, in order: there is no issue of them.
    pub never_issued: Vec<Period>,
    /// Lines that are not what the last released issue of the month said.
    pub restated_lines: Vec<RestatedLine>,
    /// The same in a few words, with the rows; none when the month was never released.
    pub restated: Option<monitor::Restatement>,
    /// What the last released issue of it said of indicators, for who asks of a month; none where nobody does, or there is none.
    pub issued: Option<Issued>,
    /// Indicators that are not what it said, each change in its parts; and those of earlier months that a correction touches
    /// which no issue has told yet.
    pub revised: Vec<Restated>,
    /// Corrections of what released months used, which no issue has told yet, with the lines that they move.
    pub corrected: Vec<Corrected>,
    /// What was changed in place of that by which released months were computed.
    pub redefined: Vec<Redefinition>,
    /// The same for the letters of an issue, row by row.
    pub(super) changes: Option<Changes>,
    /// Whether an issue of it has nothing to write to anybody: since it was released only reference tables have come, and
    /// nothing that was told is otherwise.
    pub(super) tells_nobody: bool,
    /// Whether it says to the readers of scorecards what no issue of it said: a table by which somebody gives a degree.
    pub(super) tells_readers: bool,
}

impl Month {
    /// The file in the drop folder that is meant to be an expected one.
    pub(super) fn waiting_for(&self, expected: &Expected) -> Option<&WaitingFile> {
        self.waiting.iter().find(|it| expected.is_for(Some(&it.layout), it.office.as_ref()))
    }

    /// What blocks it as it stands.
    fn blocking_now(&self, config: &Config) -> Blocking {
        let missing = missing(self, config).into_iter();
        let absent = missing.map(|expected| Absent {
            expected,
            refused: refused_for(self, expected),
            waiting: self.waiting_for(expected),
        });
        let (ledger, tie_outs) = (&self.ledger, &*self.reconciliation.tie_outs);
        let stands =
            Stands { absent: absent.collect(), standing: &self.standing, ledger, tie_outs, problems: &self.problems };
        Blocking::of(&stands, config)
    }

    /// Takes note of what lies in the drop folder: it stands in no issue, and whoever is written to is told.
    pub(super) fn waits_for(&mut self, waiting: Vec<WaitingFile>, config: &Config) {
        self.waiting = waiting;
        self.blocking_told = match self.is_forced {
            true => Vec::new(),
            false => self.blocking_now(config).reasons,
        };
        self.blocking_told.extend(self.awaits_visto.clone());
    }

    /// Months before one that is not issued either are not passed over yet.
    pub(super) fn forget_gap(&mut self) {
        self.never_issued.clear();
        self.problems.retain(|it| it.code != NEVER_ISSUED);
    }

    /// The files as who is told now reads of them.
    pub(super) fn files_told(&self, files: &[SourceView]) -> Vec<SourceView> {
        let waits = |it: &&SourceView| {
            it.state == SourceState::Missing
                && self.waiting.iter().any(|file| Some(&file.layout) == it.layout.as_ref() && file.office == it.office)
        };
        files.iter().filter(|it| !waits(it)).cloned().collect()
    }
}

/// The indicators of the month, on every scenario and where the year is heading.
fn measure(month: &mut Month, history: &History, scope: Scope<'_>) {
    let Scope { period, config, sources } = scope;
    let courses = Courses::of(&month.ledger, &config.chart.at(period), &config.phasing, history, period);
    month.problems.extend(courses.shown.doubts(&month.ledger.corrections, sources));
    month.indicators = indicators::evaluate_year(&month.ledger, &courses, history, &config.definitions, period);
    month.year_end = courses.shown;
    month.problems.extend(indicators::published(
        &month.ledger,
        &config.definitions,
        &month.indicators,
        period,
        sources,
    ));
    let tie_outs = &mut month.reconciliation.tie_outs;
    tie_outs.extend(month.year_end.tie_outs(period));
    tie_outs.sort_by(|a, b| (&a.id, &a.scope).cmp(&(&b.id, &b.scope)));
    let shown = &*config.settings.report.statement;
    let of_shown = |it: &&Arc<Definition>| it.source == Source::Accounts && it.scheme.as_deref() == Some(shown);
    let of_shown = config.definitions.all.iter().filter(of_shown).map(|it| &*it.id).collect();
    month.past = history.past(shown, &of_shown, period);
}

/// Computes a month.
pub(super) fn compute(period: Period, intake: &mut Intake, shelves: Shelves<'_>) -> anyhow::Result<Month> {
    let Shelves { config, store, .. } = shelves;
    let mut month = Month { earlier: store.earlier_issues(period)?, ..Month::default() };
    let arrivals = arrivals_of_month(period, config, store, intake)?;
    let references = references(period, config, store, intake)?;
    let rows = stand(&mut month, arrivals.iter().chain(&references), shelves, intake)?;
    // What came a second time and stands is not told as refused.
    let stands = |refused: &Arrival| month.standing.iter().any(|it| it.digest == refused.digest);
    let refused = |it: &&Arrival| it.state == SourceState::Refused && !stands(it);
    let refused: Vec<&Arrival> = arrivals.iter().filter(refused).collect();
    for arrival in refused {
        month.problems.extend(arrival.problems.iter().cloned());
        month.refused.push(arrival.clone());
    }
    // A file that came after a better one does not count, and its sender has to learn it.
    for arrival in arrivals.iter().filter(|arrival| arrival.state == SourceState::Superseded) {
        month.problems.extend(arrival.problems.iter().filter(|problem| problem.code == phrases::OLDER).cloned());
    }
    let objectives = plan(&mut month, config, period);
    let sheets: Vec<OfficeId> = rows
        .iter()
        .filter(|file| file.layout.kind == Kind::Initiatives)
        .filter_map(|file| file.office.clone())
        .collect();
    let (ledger, problems) = ledger::post(rows, &config.chart.at(period), &objectives, &intake.sources);
    month.ledger = ledger;
    month.problems.extend(problems);
    month.problems.extend(unknown_indicators(&month.ledger, config, period, &intake.sources));
    month.problems.extend(indicators::doubts(&month.ledger.measurements, &config.definitions, period, &intake.sources));
    let files = Files { period, standing: &month.standing, all: &arrivals, objectives: &objectives };
    let kept = former::keep(files, &mut month.ledger.measurements, shelves, intake)?;
    month.problems.extend(kept.problems);
    month.former = kept.from;

    let cut = blocking::without_total(&month.standing, &month.ledger, config)
        .into_iter()
        .map(|it| phrases::total_missing().in_file(it.name.clone()));
    let cut: Vec<Problem> = cut.collect();
    month.problems.extend(cut);

    let history = look_back(&mut month, period, shelves)?;
    go_on(&mut month, period, store)?;
    month.answers = store.answers()?.and(&intake.answers);
    month.reconciliation = reconcile::compare(Given {
        ledger: &month.ledger,
        objectives: &objectives,
        carried: &month.carried,
        sheets: &sheets,
        settings: &config.reconcile,
        answers: &month.answers,
        period,
    });
    let strangers =
        month.reconciliation.unknown_acceptances.iter().map(|id| phrases::unknown_acceptance(&id.to_string()));
    month.problems.extend(strangers);
    month.problems.extend(month.reconciliation.finer_problems(&month.ledger, &intake.sources));
    measure(&mut month, &history, Scope { period, config, sources: &intake.sources });
    month.standings = indicators::roll_up(&month.indicators, &month.objectives, &month.ledger.reserved);
    let all: Vec<&Arrival> = arrivals.iter().chain(&references).collect();
    month.problems.retain(|problem| !all.iter().any(|it| problem.is_of(&it.name) && is_reserved(it, config)));
    look_for_gaps(&mut month, &arrivals, period, shelves)?;
    month.problems.sort();
    month.problems.dedup();
    Ok(month)
}

/// What is not there, which checks it silences, and what therefore blocks the month.
fn look_for_gaps(month: &mut Month, arrivals: &[Arrival], period: Period, shelves: Shelves<'_>) -> anyhow::Result<()> {
    let missing = missing(month, shelves.config);
    let silent = silent_checks(month, &missing, period, shelves)?;
    month.problems.extend(silent);
    let blocking = month.blocking_now(shelves.config);
    (month.blocking, month.findings) = (blocking.reasons, blocking.findings);
    month.files = files_shown(month, arrivals, &missing, shelves.config);
    Ok(())
}

/// What the month looks back to, and whether the last of it was computed as this month is.
fn look_back(month: &mut Month, period: Period, shelves: Shelves<'_>) -> anyhow::Result<History> {
    let Remembered { mut history, used, other_years, released } =
        remembered::before(&month.earlier, period, shelves.store, shelves.config)?;
    if let Some(last) = released_last(&month.earlier, &released) {
        (history.redefined, history.rejudged) = redefined::indicators(last, shelves)?;
    }
    (month.used, month.other_years, month.released) = (used, other_years, released);
    Ok(history)
}

/// The last released month of the exercise before: a later draft may stand in its place.
fn released_last<'a>(earlier: &'a [Issue], released: &'a [Issue]) -> Option<&'a Issue> {
    let stands = earlier.iter().filter(|it| it.state == IssueState::Released);
    stands.chain(released).max_by_key(|it| it.period)
}

/// The tree of the month's plan, and that it is not loaded; answers with the objectives of the whole exercise.
fn plan(month: &mut Month, config: &Config, period: Period) -> Objectives {
    month.objectives = config.objectives.at(period);
    let drafted = |exercise| config.objectives.plans.is_drafted(exercise);
    month.problems.extend(month.objectives.not_loaded.map(|it| indicators::plan_not_loaded(it, drafted(it))));
    config.objectives.of_exercise(period)
}

/// The checks that say nothing.
fn silent_checks(
    month: &Month,
    missing: &[&Expected],
    period: Period,
    shelves: Shelves<'_>,
) -> anyhow::Result<Vec<Problem>> {
    let Month { ledger, objectives, reconciliation, .. } = month;
    let checked = Checked { period, ledger, objectives, tie_outs: &reconciliation.tie_outs, missing };
    silent::told(checked, shelves.config, shelves.store)
}

/// What the issue before a month hands on to it, and the months that were passed over in between.
fn go_on(month: &mut Month, period: Period, store: &Store) -> anyhow::Result<()> {
    month.former_year = carried::former_year(store, period, month.earlier.last())?;
    let last = month.earlier.last().or(month.former_year.as_ref());
    let (carried, untold) = carried::from(store, period, last, &month.ledger.movements)?;
    month.items_used = month.former_year.as_ref().and_then(|it| carried::items_used(it, &carried));
    month.carried = carried;
    month.problems.extend(untold);
    month.never_issued = known_months::never_issued(store, period)?;
    month.problems.extend(phrases::gap(&month.never_issued, period));
    Ok(())
}

/// The files that count in the month and can be read stand in it, and their rows are given in the same order.
fn stand<'a>(
    month: &mut Month,
    arrivals: impl Iterator<Item = &'a Arrival>,
    shelves: Shelves<'_>,
    intake: &mut Intake,
) -> anyhow::Result<Vec<FileRows>> {
    let mut files: Vec<(Arrival, FileRows)> = Vec::new();
    let config = shelves.config;
    for arrival in arrivals.filter(|arrival| arrival.state == SourceState::Accepted) {
        let (rows, problems) = rows_of(arrival, shelves, intake)?;
        month.problems.extend(problems);
        match rows {
            Some(rows) => files.push((arrival.clone(), signed(rows, arrival, config))),
            None => month.refused.push(arrival.clone()),
        }
    }
    files.sort_by(|(a, _), (b, _)| (&a.layout, &a.office, &a.name).cmp(&(&b.layout, &b.office, &b.name)));
    let (standing, rows) = files.into_iter().unzip();
    month.standing = standing;
    Ok(rows)
}

/// The same rows; a table of corrections is of who answers for the accounts, and of the day on which it came where it says none.
fn signed(rows: FileRows, arrival: &Arrival, config: &Config) -> FileRows {
    if rows.layout.kind != Kind::Corrections {
        return rows;
    }
    let office = OfficeId::of(config.settings.offices.accounts());
    let as_of = rows.as_of.or_else(|| Some(calendar::day(arrival.arrived_at)));
    FileRows { office, as_of, ..rows }
}

/// The arrivals of a month, those of this pass included, as they stand after it; references are not of any month.
fn arrivals_of_month(period: Period, config: &Config, store: &Store, intake: &Intake) -> anyhow::Result<Vec<Arrival>> {
    let mut all = store.arrivals_in(period)?;
    all.retain(|arrival| !intake.arrivals.iter().any(|tried| tried.id == arrival.id));
    for arrival in &mut all {
        if intake.superseded.contains(&arrival.id) {
            arrival.state = SourceState::Superseded;
        }
    }
    all.extend(intake.arrivals.iter().filter(|arrival| arrival.period == period).cloned());
    all.retain(|it| !arrivals::has_no_place(it));
    all.retain(|it| it.state != SourceState::Accepted || !is_reference(it, config));
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(all)
}

/// Whether a file is of a layout that belongs to no month.
pub(super) fn is_reference(arrival: &Arrival, config: &Config) -> bool {
    let layout = arrival.layout.as_deref().and_then(|id| config.layout(id));
    layout.is_some_and(|layout| layout.kind.is_of_no_month())
}

/// Whether a file is told to the readers of a scorecard alone: what is wrong with it is told to who dropped it, and there.
pub(super) fn is_reserved(arrival: &Arrival, config: &Config) -> bool {
    arrival.layout.as_deref().and_then(|id| config.layout(id)).is_some_and(|layout| config.is_reserved(layout))
}

/// Whether the files of a layout are reference tables, which change no figure of a month.
pub(super) fn is_reference_layout(id: &str, config: &Config) -> bool {
    config.layout(id).is_some_and(|layout| layout.kind == Kind::Reference)
}

/// The tables of no month that a run of this month reads: of each layout the latest of the exercise.
/// One that bears a later month does not reopen a month that was issued without it; a correction counts from its month on.
fn references(period: Period, config: &Config, store: &Store, intake: &Intake) -> anyhow::Result<Vec<Arrival>> {
    let issued = store.last_issue(period)?;
    let mut chosen = Vec::new();
    for layout in config.layouts.iter().filter(|layout| layout.kind.is_of_no_month()) {
        let mut all = store.arrivals_by(&layout.id)?;
        all.retain(|arrival| !intake.superseded.contains(&arrival.id));
        all.retain(|arrival| !intake.arrivals.iter().any(|tried| tried.id == arrival.id));
        all.extend(intake.arrivals.iter().filter(|arrival| arrival.layout.as_deref() == Some(&*layout.id)).cloned());
        let may_be_later = layout.kind == Kind::Reference;
        let of_later =
            |arrival: &Arrival| may_be_later && issued.as_ref().is_none_or(|issue| issue.is_made_of(arrival.digest));
        let checked = |arrival: &Arrival| {
            arrival.state == SourceState::Accepted
                && arrival.period.exercise() == period.exercise()
                && (arrival.period <= period || of_later(arrival))
        };
        chosen.extend(all.into_iter().filter(checked).max_by(|a, b| (a.period, &a.id).cmp(&(b.period, &b.id))));
    }
    Ok(chosen)
}

/// Measurements whose code no definition of this month knows.
fn unknown_indicators(ledger: &Ledger, config: &Config, period: Period, sources: &Sources) -> Vec<Problem> {
    let known: BTreeSet<String> = config.definitions.at(period).iter().filter_map(|it| it.code.clone()).collect();
    // The codes of a plan begin alike: only what differs by a sign or two is a slip.
    const SLIP_MIN: f64 = 0.9;
    let nearest = |code: &str| italian::nearest(code, SLIP_MIN, known.iter().map(|it| (it, it.as_str())));
    let unknown = ledger.measurements.iter().filter(|measured| !known.contains(&*measured.code));
    unknown
        .map(|measured| {
            let told = match config.definitions.gone(&measured.code, period) {
                Some(gone) => phrases::gone_indicator(&measured.code, gone),
                None => phrases::unknown_indicator(&measured.code, nearest(&measured.code)),
            };
            told.at(measured.origin, sources)
        })
        .collect()
}

/// The expected files for which nothing stands.
fn missing<'a>(month: &Month, config: &'a Config) -> Vec<&'a Expected> {
    let stands = |expected: &Expected| {
        let fits = |arrival: &Arrival| expected.is_for(arrival.layout.as_ref(), arrival.office.as_ref());
        month.standing.iter().any(fits)
    };
    config.settings.expected.iter().filter(|expected| !stands(expected)).collect()
}

/// The refused file that was meant to be an expected one.
pub(super) fn refused_for<'a>(month: &'a Month, expected: &Expected) -> Option<&'a Arrival> {
    month.refused.iter().find(|arrival| expected.is_for(arrival.layout.as_ref(), arrival.office.as_ref()))
}

/// Every file of the month as it is shown, sorted by state and name.
fn files_shown(month: &Month, arrivals: &[Arrival], missing: &[&Expected], config: &Config) -> Vec<SourceView> {
    let shown = |arrival: &Arrival, state| SourceView {
        file: arrival.name.clone(),
        sha256: Some(arrival.digest),
        layout: arrival.layout.clone(),
        office: arrival.office.clone(),
        as_of: arrival.as_of,
        rows: arrival.rows,
        state,
        arrived: Some(calendar::wall(arrival.arrived_at)),
    };
    let refused: BTreeMap<&str, ()> = month.refused.iter().map(|arrival| (arrival.id.as_str(), ())).collect();
    let mut files: Vec<SourceView> = month.standing.iter().map(|it| shown(it, SourceState::Accepted)).collect();
    files.extend(month.refused.iter().map(|arrival| shown(arrival, SourceState::Refused)));
    for arrival in arrivals.iter().filter(|arrival| !refused.contains_key(arrival.id.as_str())) {
        if matches!(arrival.state, SourceState::Duplicate | SourceState::Superseded) {
            files.push(shown(arrival, arrival.state));
        }
    }
    files.extend(missing.iter().filter(|expected| refused_for(month, expected).is_none()).map(|expected| SourceView {
        file: config.title_of(expected),
        sha256: None,
        layout: Some(expected.layout.clone()),
        office: expected.office.clone(),
        as_of: None,
        rows: 0,
        state: SourceState::Missing,
        arrived: None,
    }));
    files.sort_by(|a, b| (a.state, &a.file, a.sha256).cmp(&(b.state, &b.file, b.sha256)));
    files
}
