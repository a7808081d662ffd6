//! Who is told of the files that a pass took in: the office that dropped each, as far as anything tells which it was.

use super::arrivals::{self, Intake};
use super::context::Desk;
use super::outbox::notice;
use super::phrases;
use crate::calendar;
use crate::config::Config;
use crate::intake::{Settling, Sighting};
use crate::issue::SourceState;
use crate::mail::{self, Post, Receipt, Received};
use crate::origin::Digest;
use crate::store::{Arrival, Filed, Store};

/// The receipts of a pass, kept in the archive; what was said of the same files in the same words is not said again.
pub(super) fn of(intake: &Intake, desk: Desk<'_>, store: &Store) -> anyhow::Result<Vec<Filed>> {
    let Desk { config, folders, now } = desk;
    let files: Vec<Received<'_>> = intake
        .arrivals
        .iter()
        .flat_map(|arrival| {
            let received = move |office| Received {
                arrival: &arrival.id,
                file: &arrival.name,
                office,
                state: arrival.state,
                rows: arrival.rows,
                problems: &arrival.problems,
                beside: beside(arrival, intake),
            };
            let (own, role) = (office_of(arrival, config), |office| role_of(office, config));
            // Whose it is and who dropped it may be told at one address.
            let other = other_office(arrival).filter(|it| role(*it) != role(own));
            [Some(own), other].into_iter().flatten().map(received)
        })
        .collect();
    let when = calendar::shown(now);
    let mut kept = Vec::new();
    for Receipt { arrival, message } in mail::receipts(&files, &post(desk, &when))? {
        if store.message(&message.id)?.is_none() {
            let digest = folders.keep(&message.bytes)?;
            // Filed under the month of its files, whoever takes them in.
            let first = intake.arrivals.iter().find(|it| it.id == arrival);
            let period = first.map_or_else(|| calendar::month_of(now), |it| it.period);
            kept.push(Filed { message, digest, period, number: None });
        }
    }
    let set_aside = |it: &&Arrival| it.problems.iter().any(|problem| problem.code == phrases::SET_ASIDE);
    let names: Vec<String> = intake.arrivals.iter().filter(set_aside).map(|it| it.name.clone()).collect();
    if !names.is_empty() {
        kept.extend(notice(&phrases::files_set_aside(names), desk, store)?);
    }
    for file in intake.settling.iter().filter(|it| it.problem.is_some()) {
        kept.extend(waiting(file, desk, store)?);
    }
    Ok(kept)
}

fn post<'a>(desk: Desk<'a>, when: &'a str) -> Post<'a> {
    let settings = &desk.config.settings;
    Post { ente: &settings.ente.name, offices: &settings.offices, when, settings: &settings.mail, now: desk.now }
}

/// What is said of a file that has waited for too long, unless it was said before.
fn waiting(file: &Settling, desk: Desk<'_>, store: &Store) -> anyhow::Result<Vec<Filed>> {
    let Desk { config, folders, now } = desk;
    let Some(problem) = &file.problem else { return Ok(Vec::new()) };
    let Sighting { folder, name, first_seen, open_since, .. } = &file.sighting;
    // Whoever closed a file and opens it again is told again.
    let since = open_since.unwrap_or(*first_seen);
    let key = Digest::of(
        format!("{}\0{name}\0{since}\0{}", folder.as_deref().unwrap_or_default(), problem.remedy).as_bytes(),
    );
    let named = arrivals::place_in_name(name, config);
    let office = folder.clone().or_else(|| named.and_then(|(_, office, _)| office));
    let told = mail::Waiting { file: name, office: office.as_deref(), key, problem };
    let when = calendar::shown(now);
    let mut kept = Vec::new();
    for message in mail::waiting(&told, &post(desk, &when))? {
        if store.message(&message.id)?.is_none() {
            let digest = folders.keep(&message.bytes)?;
            kept.push(Filed { message, digest, period: calendar::month_of(now), number: None });
        }
    }
    Ok(kept)
}

/// The good file that came together with a refused one for its place. Which of the two was meant to
/// stand, nothing tells.
fn beside<'a>(arrival: &Arrival, intake: &'a Intake) -> Option<&'a str> {
    let place = |it: &Arrival| (it.layout.clone(), it.office.clone(), it.period);
    let good = |it: &&Arrival| it.state == SourceState::Accepted && place(it) == place(arrival);
    let known = arrival.state == SourceState::Refused && arrival.layout.is_some();
    intake.arrivals.iter().filter(|_| known).find(good).map(|it| it.name.as_str())
}

/// The role that was sent a receipt of the refused file of this name, if one was.
pub(super) fn role_told<'a>(file: &str, refused: &'a [Arrival], config: &'a Config) -> Option<&'a str> {
    let arrival = refused.iter().rfind(|it| it.name == file)?;
    role_of(office_of(arrival, config), config)
}

/// The role to which the receipt of an office's file goes.
fn role_of<'a>(office: Option<&'a str>, config: &'a Config) -> Option<&'a str> {
    mail::receipt_role(office, &config.settings.mail, &config.settings.offices)
}

/// Whose a file is that lay in the tray of another, who is told of it too; `Some(None)` for the accounts.
fn other_office(arrival: &Arrival) -> Option<Option<&str>> {
    let has = |code: &str| arrival.problems.iter().any(|it| it.code == code);
    let of_office = || has(phrases::OTHER_FOLDER).then_some(arrival.office.as_deref());
    (has(phrases::NOT_OF_TRAY) || has(phrases::visto::NOT_HERE)).then_some(None).or_else(of_office)
}

/// The office that dropped a file: its subfolder tells, else what the file declares, else whose alone such files are; none when
/// nothing does.
fn office_of<'a>(arrival: &'a Arrival, config: &'a Config) -> Option<&'a str> {
    let told = arrival.folder.iter().chain(&arrival.office);
    let assessor = || config.layout(arrival.layout.as_deref()?).and_then(|layout| config.assessor(layout));
    told.map(|id| &**id).find(|id| config.settings.offices.declares(id)).or_else(assessor)
}
