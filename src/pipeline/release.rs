//! A month is sent out with a visto: it is given on what the last draft showed, and the next pass issues what was seen.

use super::arrivals::Intake;
use super::context::{Hands, Shelves};
use super::outcome::Outcome;
use super::phrases::visto as words;
use super::{owner, pass, standing};
use crate::config::settings::Release;
use crate::issue::{IssueState, Visto};
use crate::period::Period;
use crate::store::Pass;

/// Why no visto can be given; the sentence says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoVisto(String);

/// Gives the visto on a month as its last draft showed it, and sends it out. The caller holds the [`Lock`](super::Lock).
///
/// # Errors
/// [`NoVisto`] where it cannot be given; anything else when disk or database fail.
pub fn visto(period: Period, by: &str, note: &str, hands: &mut Hands<'_>) -> anyhow::Result<Outcome> {
    let refuse = |text: String| Err(NoVisto(text).into());
    if hands.config.settings.release.mode == Release::Automatic {
        return refuse(words::not_asked_for());
    }
    hands.folders.prepare()?;
    let shelves = Shelves { config: hands.config, folders: &hands.folders, store: hands.store };
    let standing = standing::of(period, hands.now, Vec::new(), &mut Intake::default(), shelves)?;
    let Some(last) = &standing.last else { return refuse(words::never_issued(period)) };
    let on = standing.manifest.digest()?;
    if last.state == IssueState::Released && last.decisive == on {
        return refuse(words::is_out(period, last.number));
    }
    // It was given, and what was to follow did not.
    if standing.manifest.decisive.visto.is_some() && standing.month.blocking.is_empty() {
        return pass::issue(period, hands);
    }
    if last.decisive != on {
        return refuse(words::changed_since(period, last.number));
    }
    let others: Vec<&String> =
        standing.month.blocking.iter().filter(|it| standing.month.awaits_visto.as_ref() != Some(*it)).collect();
    if let Some(first) = others.first() {
        return refuse(words::blocked(others.len(), first));
    }
    let (by, note) = (by.to_owned(), note.to_owned());
    let visto = Visto { period, decisive: on, by, user: owner::user(), note, at: hands.now };
    hands.store.commit(&Pass { visto: Some(&visto), ..Pass::default() })?;
    pass::issue(period, hands)
}
