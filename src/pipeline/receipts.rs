//! Who is told of the files that a pass took in: the office that dropped each, as far as anything tells which it was.

use chrono::{DateTime, Utc};

use super::arrivals::Intake;
use super::folders::Folders;
use crate::calendar;
use crate::config::Config;
use crate::mail::{self, Receipt, Received};
use crate::report::SourceState;
use crate::store::{Arrival, ArrivalState, Filed, Store};

/// The receipts of a pass, kept in the archive; what was said of the same files in the same words is not said again.
pub(super) fn of(
    intake: &Intake,
    config: &Config,
    folders: &Folders,
    store: &Store,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Filed>> {
    let files: Vec<Received<'_>> = intake
        .arrivals
        .iter()
        .filter(|arrival| !is_mended(arrival, intake))
        .map(|arrival| Received {
            arrival: &arrival.id,
            file: &arrival.name,
            office: office_of(arrival, config),
            state: match arrival.state {
                ArrivalState::Accepted => SourceState::Accepted,
                ArrivalState::Refused => SourceState::Refused,
                ArrivalState::Duplicate => SourceState::Duplicate,
                ArrivalState::Superseded => SourceState::Superseded,
            },
            rows: arrival.rows,
            problems: &arrival.problems,
        })
        .collect();
    let (ente, mail) = (&config.settings.ente.name, &config.settings.mail);
    let mut kept = Vec::new();
    for Receipt { arrival, message } in
        mail::receipts(&files, ente, &config.offices(), &calendar::shown(now), mail, now)?
    {
        if store.message(&message.id)?.is_none() {
            let digest = folders.keep(&message.bytes)?;
            // Filed under the month of its files, whoever takes them in.
            let first = intake.arrivals.iter().find(|it| it.id == arrival);
            let period = first.map_or_else(|| calendar::month_of(now), |it| it.period);
            kept.push(Filed { message, digest, period, number: 0 });
        }
    }
    Ok(kept)
}

/// Whether a refused file came together with a good one for its place: its office has nothing left to do.
fn is_mended(arrival: &Arrival, intake: &Intake) -> bool {
    let place = |it: &Arrival| (it.layout.clone(), it.office.clone(), it.period);
    let good = |it: &&Arrival| it.state == ArrivalState::Accepted && place(it) == place(arrival);
    arrival.state == ArrivalState::Refused && !arrival.layout.is_empty() && intake.arrivals.iter().any(|it| good(&it))
}

/// The role that was sent a receipt of the refused file of this name; empty for nobody.
pub(super) fn role_told<'a>(file: &str, refused: &'a [Arrival], config: &'a Config) -> &'a str {
    let arrival = refused.iter().rfind(|it| it.name == file);
    arrival.map_or("", |it| mail::receipt_role(office_of(it, config), &config.settings.mail))
}

/// The office that dropped a file: its subfolder tells, else what the file declares; nothing when neither does.
fn office_of<'a>(arrival: &'a Arrival, config: &Config) -> &'a str {
    let declared = |id: &str| config.settings.offices.iter().any(|office| &*office.id == id);
    [arrival.folder.as_str(), arrival.office.as_str()].into_iter().find(|id| declared(id)).unwrap_or_default()
}
