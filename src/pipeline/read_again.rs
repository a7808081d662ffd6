//! The rows of a file that arrived: as this pass read them, or read again.

use super::arrivals::Intake;
use super::context::Shelves;
use super::examine;
use crate::intake::archive;
use crate::ledger::FileRows;
use crate::problem::Problem;
use crate::store::Arrival;

/// The rows of an arrival: read in this pass, or read again from the archive by today's configuration.
pub(super) fn rows_of(
    arrival: &Arrival,
    shelves: Shelves<'_>,
    intake: &mut Intake,
) -> anyhow::Result<(Option<FileRows>, Vec<Problem>)> {
    let Shelves { config, folders, .. } = shelves;
    if let Some(rows) = intake.rows.remove(&arrival.id) {
        return Ok((Some(rows), arrival.problems.clone()));
    }
    let bytes = archive::load(&folders.archive(), arrival.digest)?;
    let by = examine::Yardstick { config, month: arrival.period };
    let examined = examine::examine(&arrival.name, arrival.folder.as_ref(), bytes, by, &mut intake.sources);
    let refused = examined.problems.iter().any(Problem::refuses);
    let rows = examined.layout.filter(|_| !refused).map(|layout| FileRows {
        layout,
        office: examined.office,
        period: arrival.period,
        as_of: examined.as_of,
        rows: examined.rows,
    });
    Ok((rows, examined.problems))
}
