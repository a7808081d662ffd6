//! What a sheet measured that stood before: where the one that took its place spoils a measure, the former one stays.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::context::Shelves;
use super::month::{Month, rows_of};
use super::{arrivals::Intake, phrases};
use crate::config::Config;
use crate::indicators::{self, Definition};
use crate::issue::SourceState;
use crate::ledger::{self, Measurement};
use crate::origin::Origin;
use crate::period::Period;
use crate::problem::Severity;
use crate::read::layout::Kind;
use crate::store::Arrival;

/// A sheet that stands, with the measures that cannot be taken from it.
struct Spoiled<'a> {
    sheet: &'a Arrival,
    definitions: Vec<Arc<Definition>>,
}

/// Puts a former measure in the place of each that the sheet of now spoils, says so, and notes the sheets that it comes from.
pub(super) fn keep(
    month: &mut Month,
    arrivals: &[Arrival],
    period: Period,
    shelves: Shelves<'_>,
    intake: &mut Intake,
) -> anyhow::Result<()> {
    let is_sheet = |it: &Arrival| {
        let layout = it.layout.as_deref().and_then(|id| shelves.config.layout(id));
        layout.is_some_and(|layout| layout.kind == Kind::Measurements)
    };
    for sheet in month.standing.clone().iter().filter(|it| is_sheet(it)) {
        let before: Vec<&Arrival> = arrivals.iter().filter(|it| stood_before(it, sheet)).collect();
        if before.is_empty() {
            continue;
        }
        let mut spoiled = Spoiled { sheet, definitions: spoiled(month, sheet, period, shelves.config, intake) };
        // The last one that could be used is the one that people know.
        for former in before.into_iter().rev() {
            if !spoiled.definitions.is_empty() {
                spoiled.take_from(former, month, period, shelves, intake)?;
            }
        }
    }
    Ok(())
}

/// Whether a sheet stood for the place of another until that one came.
fn stood_before(it: &Arrival, sheet: &Arrival) -> bool {
    let never_stood = |code: &str| [phrases::OLDER, phrases::REPLACED].contains(&code);
    it.state == SourceState::Superseded
        && it.id != sheet.id
        && (&it.layout, &it.office) == (&sheet.layout, &sheet.office)
        && !it.problems.iter().any(|problem| never_stood(&problem.code))
}

/// The office's indicators that a sheet gives a line for that cannot be taken, or would give if it could be read.
fn spoiled(month: &Month, sheet: &Arrival, period: Period, config: &Config, intake: &Intake) -> Vec<Arc<Definition>> {
    let wrong: BTreeSet<&str> =
        sheet.problems.iter().filter(|it| it.severity == Severity::Error).filter_map(|it| it.cell.as_deref()).collect();
    // A part that could not be read is as if it had not been written: only the sheet's problems tell the two apart.
    let unread = |line: &Measurement| line.cells.all().iter().any(|origin| wrong.contains(origin.cell().as_str()));
    let of_sheet = |origin: Origin| intake.sources.get(origin.source).is_some_and(|it| it.digest == sheet.digest);
    let holding = config.definitions.at(period);
    let lines = |definition: &Definition| {
        month.ledger.measurements.iter().filter(|it| indicators::measures(it, definition)).collect::<Vec<_>>()
    };
    let is_spoiled = |definition: &&Arc<Definition>| match lines(definition)[..] {
        [] => !wrong.is_empty(),
        [one] => of_sheet(one.origin) && (unread(one) || !indicators::is_usable(one, definition, period)),
        _ => false,
    };
    holding.iter().filter(|it| it.is_measured_by(sheet.office.as_ref())).filter(is_spoiled).cloned().collect()
}

impl Spoiled<'_> {
    /// Takes what a former sheet measured well; what it does not give is left for one before it.
    fn take_from(
        &mut self,
        former: &Arrival,
        month: &mut Month,
        period: Period,
        shelves: Shelves<'_>,
        intake: &mut Intake,
    ) -> anyhow::Result<()> {
        let (Some(rows), _) = rows_of(former, shelves, intake)? else { return Ok(()) };
        let (ledger, _) = ledger::post(vec![rows], &shelves.config.chart, &month.objectives, &intake.sources);
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for definition in &self.definitions {
            let own: Vec<&Measurement> =
                ledger.measurements.iter().filter(|it| indicators::measures(it, definition)).collect();
            let [line] = own[..] else { continue };
            if !indicators::is_usable(line, definition, period) {
                continue;
            }
            month.ledger.measurements.retain(|it| !indicators::measures(it, definition));
            let cell = if line.value.is_some() { line.cells.value } else { line.origin };
            let place = format!("`{}`, {}", former.name, intake.sources.show(cell));
            let told = phrases::former_measure(definition.code_text(), &place).in_file(self.sheet.name.clone());
            month.problems.push(told);
            month.ledger.measurements.push(Measurement { former: true, ..line.clone() });
            taken.insert(definition.id.clone());
        }
        self.definitions.retain(|it| !taken.contains(&it.id));
        if !taken.is_empty() {
            month.former.push(former.clone());
        }
        Ok(())
    }
}
