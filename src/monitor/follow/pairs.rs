//! An office's open differences and those of them that are late are the same rows: two alerts, since each may come without
//! the other, on one calendar. Refuses to know any other kind.

use crate::monitor::life::{Change, Followed, Memory, Moment, News};
use crate::monitor::{AlertId, AlertState, Kind, Subject};

/// Brings the two alerts of every office onto one calendar: when one is said, the days of both begin again, and where the
/// other would say nothing that the first does not, it is not said.
pub(super) fn one_calendar(after: &mut Memory, changes: &mut Vec<Change>, now: Moment) {
    let offices: Vec<Subject> =
        after.followed.keys().filter(|id| id.kind() == Kind::DifferencesAged).map(|id| id.subject().clone()).collect();
    for office in offices {
        let [open, aged] = [Kind::Differences, Kind::DifferencesAged].map(|kind| AlertId::new(kind, office.clone()));
        let news = |id: &AlertId| changes.iter().find(|change| change.id == *id).map(|change| change.news);
        let (of_open, of_aged) = (news(&open), news(&aged));
        if let Some(silent) = unneeded(of_open, of_aged, every_row_is_late(after, &open, &aged)) {
            let (silent, said) = if silent == Kind::Differences { (&open, &aged) } else { (&aged, &open) };
            if every_reader_has_both(after, silent, said) {
                changes.retain(|change| change.id != *silent);
            }
        }
        if [of_open, of_aged].into_iter().flatten().any(|news| news != News::Resolved) {
            for id in [open, aged] {
                begin_again(after.followed.get_mut(&id), now);
            }
        }
    }
}

/// Which of the two has nothing to add: a reminder of rows of which the other speaks, and the second word that they are over.
/// Of two reminders that of the late rows is said where every row is late, else that of all.
fn unneeded(of_open: Option<News>, of_aged: Option<News>, all_late: bool) -> Option<Kind> {
    match (of_open?, of_aged?) {
        (News::Resolved, News::Resolved) => Some(Kind::DifferencesAged),
        (News::Resolved, _) | (_, News::Resolved) => None,
        (News::Reminder, News::Reminder) if !all_late => Some(Kind::DifferencesAged),
        (News::Reminder, _) => Some(Kind::Differences),
        (_, News::Reminder) => Some(Kind::DifferencesAged),
        _ => None,
    }
}

fn every_row_is_late(after: &Memory, open: &AlertId, aged: &AlertId) -> bool {
    let items = |id: &AlertId| after.followed.get(id).map(|it| &it.items);
    items(open).zip(items(aged)).is_some_and(|(open, aged)| open.is_subset(aged))
}

/// Whether who would have read the one reads the other: a route may send only one of them to somebody.
fn every_reader_has_both(after: &Memory, silent: &AlertId, said: &AlertId) -> bool {
    let readers = |id: &AlertId| after.followed.get(id).map(|it| &it.recipients);
    readers(silent).zip(readers(said)).is_some_and(|(silent, said)| silent.iter().all(|role| said.contains(role)))
}

fn begin_again(it: Option<&mut Followed>, now: Moment) {
    let stands = |it: &&mut Followed| it.was_said() && it.state != AlertState::Resolved;
    if let Some(it) = it.filter(stands) {
        it.last_said = Some(now.at);
    }
}
