//! What a sheet measured that stood before: where the one that took its place spoils a measure, the former one stays.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::arrivals::Intake;
use super::context::Shelves;
use super::phrases;
use super::read_again::rows_of;
use crate::indicators::{self, Definition};
use crate::issue::SourceState;
use crate::ledger::{self, Measurement, Objectives};
use crate::origin::Origin;
use crate::period::Period;
use crate::problem::{Problem, Severity};
use crate::read::layout::Kind;
use crate::store::Arrival;

/// The files of a month.
#[derive(Clone, Copy)]
pub(super) struct Files<'a> {
    pub period: Period,
    /// Those that stand.
    pub standing: &'a [Arrival],
    /// All of them, in order of arrival.
    pub all: &'a [Arrival],
    /// The objectives of its exercise.
    pub objectives: &'a Objectives,
}

/// What was kept of former sheets.
#[derive(Default)]
pub(super) struct Kept {
    /// The sheets that measures stay from.
    pub from: Vec<Arrival>,
    /// What is said of it, in the sheet of now.
    pub problems: Vec<Problem>,
}

/// Puts a former measure in the place of each that the sheet of now spoils.
pub(super) fn keep(
    files: Files<'_>,
    measurements: &mut Vec<Measurement>,
    shelves: Shelves<'_>,
    intake: &mut Intake,
) -> anyhow::Result<Kept> {
    let is_sheet = |it: &&Arrival| {
        let layout = it.layout.as_deref().and_then(|id| shelves.config.layout(id));
        layout.is_some_and(|layout| layout.kind == Kind::Measurements)
    };
    let mut keeper = Keeper { files, measurements, shelves, intake, kept: Kept::default() };
    for sheet in files.standing.iter().filter(is_sheet) {
        let before: Vec<&Arrival> = files.all.iter().filter(|it| stood_before(it, sheet)).collect();
        let mut spoiled = if before.is_empty() { Vec::new() } else { keeper.spoiled(sheet) };
        // The last one that could be used is the one that people know.
        for former in before.into_iter().rev() {
            if !spoiled.is_empty() {
                keeper.take(sheet, former, &mut spoiled)?;
            }
        }
    }
    Ok(keeper.kept)
}

/// Whether a sheet stood for the place of another until that one came.
fn stood_before(it: &Arrival, sheet: &Arrival) -> bool {
    let never_stood = |code: &str| [phrases::OLDER, phrases::REPLACED].contains(&code);
    it.state == SourceState::Superseded
        && it.id != sheet.id
        && (&it.layout, &it.office) == (&sheet.layout, &sheet.office)
        && !it.problems.iter().any(|problem| never_stood(&problem.code))
}

struct Keeper<'a> {
    files: Files<'a>,
    measurements: &'a mut Vec<Measurement>,
    shelves: Shelves<'a>,
    intake: &'a mut Intake,
    kept: Kept,
}

impl Keeper<'_> {
    /// The office's indicators that a sheet gives a line for that cannot be taken, or would give if it could be read.
    fn spoiled(&self, sheet: &Arrival) -> Vec<Arc<Definition>> {
        let wrong = sheet.problems.iter().filter(|it| it.severity == Severity::Error);
        let sheet_of = |it: &Problem| it.sheet.clone().unwrap_or_default();
        let wrong: BTreeSet<(String, &str)> =
            wrong.filter_map(|it| Some((sheet_of(it), it.cell.as_deref()?))).collect();
        // A part that could not be read is as if it had not been written: only the sheet's problems tell the two apart.
        let is_wrong = |origin: &Origin| {
            let (sheet, cell) = (self.intake.sources.sheet(*origin), origin.cell());
            wrong.iter().any(|it| it.0 == sheet && it.1 == cell)
        };
        let unread = |line: &Measurement| line.cells.all().iter().any(is_wrong);
        let of_sheet = |line: &Measurement| {
            self.intake.sources.get(line.origin.source).is_some_and(|source| source.digest == sheet.digest)
        };
        let is_spoiled = |definition: &&Arc<Definition>| match lines(self.measurements, definition)[..] {
            [] => !wrong.is_empty(),
            [one] => of_sheet(one) && (unread(one) || !indicators::is_usable(one, definition, self.files.period)),
            _ => false,
        };
        let holding = self.shelves.config.definitions.at(self.files.period);
        holding.iter().filter(|it| it.is_measured_by(sheet.office.as_ref())).filter(is_spoiled).cloned().collect()
    }

    /// Takes what a former sheet measured well; what it does not give is left for one before it.
    fn take(&mut self, sheet: &Arrival, former: &Arrival, spoiled: &mut Vec<Arc<Definition>>) -> anyhow::Result<()> {
        let (Some(rows), _) = rows_of(former, self.shelves, self.intake)? else { return Ok(()) };
        let chart = self.shelves.config.chart.at(self.files.period);
        let sources = &self.intake.sources;
        let (ledger, _) = ledger::post(vec![rows], &chart, self.files.objectives, sources);
        let before = spoiled.len();
        spoiled.retain(|definition| {
            let [line] = lines(&ledger.measurements, definition)[..] else { return true };
            if !indicators::is_usable(line, definition, self.files.period) {
                return true;
            }
            self.measurements.retain(|it| !indicators::measures(it, definition));
            self.measurements.push(Measurement { former: true, ..line.clone() });
            let cell = if line.value.is_some() { line.cells.value } else { line.origin };
            let place = format!("`{}`, {}", former.name, sources.show(cell));
            let told = phrases::former_measure(definition.code_text(), &place);
            self.kept.problems.push(told.in_file(sheet.name.clone()));
            false
        });
        if spoiled.len() < before {
            self.kept.from.push(former.clone());
        }
        Ok(())
    }
}

/// The lines that measure an indicator.
fn lines<'m>(measurements: &'m [Measurement], definition: &Definition) -> Vec<&'m Measurement> {
    measurements.iter().filter(|it| indicators::measures(it, definition)).collect()
}
