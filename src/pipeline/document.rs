//! A document of the performance cycle, drafted from the last released month of an exercise: the month is computed again by the
//! files and the configuration with which it was issued, and has to give what was issued. Reads only; the same database gives the
//! same bytes.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::rc::Rc;
use std::sync::Arc;

use chrono::NaiveTime;

use super::arrivals::Intake;
use super::compared::Standing;
use super::context::{Scope, Shelves};
use super::folders::Folders;
use super::issue::{self, Shown};
use super::phrases::document as words;
use super::rebuild::{Remade, Workshop};
use super::standing;
use crate::calendar;
use crate::config::Config;
use crate::documents::{self, Given, Kind, Retargeted};
use crate::indicators::{Aspect, Definition, Indicator, Redefined};
use crate::issue::{Issue, IssueState};
use crate::period::{Exercise, Period};
use crate::store::Store;

/// A document, drafted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drafted {
    /// The name of its file.
    pub name: String,
    /// The workbook.
    pub bytes: Vec<u8>,
    /// The month on whose issue it stands; of a plan of which no month is issued, the first.
    pub period: Period,
    /// The issue's number; none of a plan of which no month is issued.
    pub issue: Option<u32>,
    /// Whether that month is the last of the exercise.
    pub is_whole_year: bool,
    /// How many of its cells a person has still to fill in.
    pub to_complete: usize,
}

/// Why there is no document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoDocument(String);

/// Drafts a document of an exercise.
///
/// # Errors
/// [`NoDocument`] where no month was released (a PIRA, which is due before, needs the plan alone), the last one does not give again what was issued, or it has nothing for this document;
/// anything else when disk or database fail.
pub fn document(kind: Kind, exercise: Exercise, shelves: Shelves<'_>) -> anyhow::Result<Drafted> {
    let Shelves { config, folders, store } = shelves;
    // One moment of the database, in a copy that is taken back to when the month was issued.
    let scratch = tempfile::tempdir()?;
    let copy = scratch.path().join("quadratura.db");
    store.copy_to(&copy)?;
    let store = Store::open(&copy, &config.settings.ente.id)?;
    let answers = store.answers()?;
    let issues = store.all_issues()?;
    let Some(last) = last_released(exercise, &issues) else {
        let shelves = Shelves { config, folders, store: &store };
        let planned = if kind == Kind::Pira { of_plan(exercise, shelves)? } else { None };
        return planned.ok_or_else(|| NoDocument(words::nothing_released(kind, exercise)).into());
    };
    let links = store.links()?;
    let folders = Folders { dry_out: Some(scratch.path().to_owned()), ..folders.clone() };
    let (folders, configurations) = (&folders, BTreeMap::new());
    let mut workshop = Workshop { config, folders, store: &store, issues: &issues, links: &links, configurations };
    let mut remarks = words::drafts(later_drafts(last, &issues));
    let corrected = corrected(exercise, &issues, &mut workshop, &mut remarks)?;
    let mut remade = workshop.month(last)?.map_err(|why| NoDocument(words::not_again(last, &why)))?;
    let otherwise = remade.values(last)?;
    if !otherwise.is_empty() {
        return Err(NoDocument(words::otherwise(last, &otherwise)).into());
    }
    let month = &remade.standing.month;
    let has_any = match kind {
        Kind::Itp => !month.ledger.payments.is_empty(),
        // Some of the plan before may go on; without its own the exercise has none.
        Kind::Pira | Kind::Risultati | Kind::Relazione => {
            month.objectives.not_loaded.is_none() && month.indicators.iter().any(Indicator::is_of_plan)
        }
    };
    if !has_any {
        let why = if kind == Kind::Itp { words::no_payments(last) } else { words::no_plan(last) };
        return Err(NoDocument(why).into());
    }
    // What was answered since is told as well.
    remade.standing.month.answers = answers;
    let Remade { config, standing, .. } = &remade;
    drawn(
        kind,
        Basis { period: last.period, issue: Some((last.number, last.state)), config, standing },
        corrected,
        &remarks,
    )
}

/// The PIRA of an exercise of which no month is released, by its plan; none where the plan is not loaded.
fn of_plan(exercise: Exercise, shelves: Shelves<'_>) -> anyhow::Result<Option<Drafted>> {
    let Some(period) = Period::new(exercise.0, 1) else { return Ok(None) };
    let now = period.first_day().and_time(NaiveTime::MIN).and_utc();
    let standing = standing::of(period, now, Vec::new(), &mut Intake::default(), shelves)?;
    let month = &standing.month;
    if month.objectives.not_loaded.is_some() || !month.indicators.iter().any(Indicator::is_of_plan) {
        return Ok(None);
    }
    drawn(Kind::Pira, Basis { period, issue: None, config: shelves.config, standing: &standing }, Vec::new(), &[])
        .map(Some)
}

/// On what a document stands.
struct Basis<'a> {
    period: Period,
    /// Number and state of the issue, where it stands on one.
    issue: Option<(u32, IssueState)>,
    config: &'a Config,
    standing: &'a Standing,
}

/// Draws the document of a month.
fn drawn(kind: Kind, basis: Basis<'_>, corrected: Vec<Retargeted>, remarks: &[String]) -> anyhow::Result<Drafted> {
    let Basis { period, issue, config, standing } = basis;
    let (number, state) = issue.unwrap_or((0, IssueState::Draft));
    let shown = Shown::of(&standing.month, &standing.manifest, config)?;
    let scope = Scope { period, config, sources: &standing.sources };
    let view = issue::view(&standing.month, &shown, number, state, scope);
    let next: Vec<(Exercise, Vec<Arc<Definition>>)> =
        [1, 2].into_iter().filter_map(|more| planned(period.exercise().0 + more, config)).collect();
    let dated = config.definitions.retargeted(period).into_iter().filter_map(|it| retargeted(it, None));
    let mut all: Vec<Retargeted> = dated.chain(corrected).collect();
    all.sort_by(|a, b| (&a.now.code, a.from).cmp(&(&b.now.code, b.from)));
    let given = Given { kind, view: &view, next: &next, retargeted: &all, remarks };
    let mut bytes = Cursor::new(Vec::new());
    let to_complete = documents::render(&given, &mut bytes)?;
    Ok(Drafted {
        name: given.name(),
        bytes: bytes.into_inner(),
        period,
        issue: issue.map(|(number, _)| number),
        is_whole_year: given.is_whole_year(),
        to_complete,
    })
}

/// The last released issue of the latest month of an exercise that has one.
fn last_released(exercise: Exercise, issues: &[Issue]) -> Option<&Issue> {
    released(exercise, issues).max_by_key(|it| (it.period, it.number))
}

fn released(exercise: Exercise, issues: &[Issue]) -> impl Iterator<Item = &Issue> {
    let stands = move |it: &&Issue| it.withdrawn.is_none() && it.period.exercise() == exercise;
    issues.iter().filter(stands).filter(|it| it.state == IssueState::Released)
}

/// The months of which a draft stands after an issue.
fn later_drafts(last: &Issue, issues: &[Issue]) -> Vec<Period> {
    let is_later = |it: &&Issue| {
        it.withdrawn.is_none()
            && it.state == IssueState::Draft
            && it.period.exercise() == last.period.exercise()
            && (it.period, it.number) > (last.period, last.number)
    };
    let mut months: Vec<Period> = issues.iter().filter(is_later).map(|it| it.period).collect();
    months.dedup();
    months
}

/// The definitions of a later exercise, as far as its plan is known.
fn planned(year: u16, config: &Config) -> Option<(Exercise, Vec<Arc<Definition>>)> {
    let december = Period::new(year, 12)?;
    Some((december.exercise(), config.definitions.at(december)))
}

/// The targets that were corrected from one released issue of an exercise to the next; what of a configuration is not known is
/// remarked.
fn corrected(
    exercise: Exercise,
    issues: &[Issue],
    workshop: &mut Workshop<'_>,
    remarks: &mut Vec<String>,
) -> anyhow::Result<Vec<Retargeted>> {
    let mut all: Vec<&Issue> = released(exercise, issues).collect();
    all.sort_by_key(|it| (it.issued_at, it.period, it.number));
    let mut found = Vec::new();
    let mut before: Option<(Rc<Config>, Period)> = None;
    for issue in all {
        let Some(manifest) = issue.made_of().ok().flatten() else { continue };
        let config = match workshop.configuration(&manifest)? {
            Ok(config) => config,
            Err(why) => {
                remarks.push(words::unknown_configuration(issue, &why));
                continue;
            }
        };
        if let Some((used, period)) = before.filter(|(used, _)| used.digest != config.digest) {
            let day = calendar::day(issue.issued_at);
            let changes = config.definitions.redefined(&used.definitions, period);
            let targets =
                changes.into_iter().filter(|it| it.corrects.is_some() && it.aspects.contains(&Aspect::Target));
            found.extend(targets.filter_map(|it| retargeted(it, Some(day))));
        }
        before = Some((config, issue.period));
    }
    Ok(found)
}

/// A target beside the one before it; a correction holds since the day of the issue that first knew it.
fn retargeted(it: Redefined, corrected_on: Option<chrono::NaiveDate>) -> Option<Retargeted> {
    let now = it.now?;
    let from = corrected_on.unwrap_or(now.valid_from);
    Some(Retargeted { before: it.before, from, corrects: corrected_on.is_some(), now })
}
