//! A month is sent out with a visto: it is given on what the last draft showed, and the next pass issues what was seen.

use super::arrivals::Intake;
use super::context::{Hands, Shelves};
use super::outcome::Outcome;
use super::phrases::visto as words;
use super::{owner, pass, standing};
use crate::config::settings::Release;
use crate::issue::{Forced, IssueState, Visto, Way};
use crate::period::Period;
use crate::read::words::folded;
use crate::store::Pass;

/// Why no visto can be given; the sentence says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoVisto(String);

/// A visto as it is typed.
#[derive(Clone, Copy, Debug)]
pub struct GivenVisto<'a> {
    /// Who gives it.
    pub by: &'a str,
    /// What else there is to say.
    pub note: &'a str,
    /// In spite of what.
    pub force: Option<Force<'a>>,
}

/// In spite of what a month is to go out.
#[derive(Clone, Copy, Debug)]
pub struct Force<'a> {
    /// The one thing that blocks it, by its id.
    pub finding: &'a str,
    /// Why all the same.
    pub why: &'a str,
    /// Who signs too.
    pub second: &'a str,
}

/// Gives the visto on a month as its last draft showed it, and sends it out. The caller holds the [`Lock`](super::Lock).
///
/// # Errors
/// [`NoVisto`] where it cannot be given; anything else when disk or database fail.
pub fn visto(period: Period, given: &GivenVisto<'_>, hands: &mut Hands<'_>) -> anyhow::Result<Outcome> {
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
    let month = &standing.month;
    let others: Vec<&String> = month.blocking.iter().filter(|it| month.awaits_visto.as_ref() != Some(*it)).collect();
    let forced = match in_spite_of(given.force.as_ref(), &others, &month.findings, given.by) {
        Ok(forced) => forced,
        Err(why) => return refuse(why),
    };
    let (by, note) = (given.by.to_owned(), given.note.to_owned());
    let (way, file) = (Way::Command, None);
    let visto = Visto { period, decisive: on, by, user: owner::user(), note, at: hands.now, way, file, forced };
    hands.store.commit(&Pass { visti: std::slice::from_ref(&visto), ..Pass::default() })?;
    pass::issue(period, hands)
}

/// In spite of what a month goes out, where something blocks it: one thing, named, with a reason and a second name.
fn in_spite_of(
    force: Option<&Force<'_>>,
    reasons: &[&String],
    findings: &[String],
    by: &str,
) -> Result<Option<Forced>, String> {
    let (force, told) = match (force, reasons) {
        (None, []) => return Ok(None),
        (None, [first, ..]) => return Err(words::blocked(reasons.len(), first, findings)),
        (Some(_), []) => return Err(words::nothing_blocks()),
        (Some(force), [first, ..]) => (force, first),
    };
    if !findings.iter().any(|it| it == force.finding) {
        return Err(words::no_such_finding(force.finding, findings));
    }
    if findings.len() > 1 {
        return Err(words::blocked_by_more(findings));
    }
    if force.why.is_empty() || force.second.is_empty() {
        return Err(words::forced_needs_both());
    }
    if folded(force.second) == folded(by) {
        return Err(words::second_is_first(by));
    }
    let (finding, told) = (force.finding.to_owned(), (*told).clone());
    Ok(Some(Forced { finding, told, why: force.why.to_owned(), second: force.second.to_owned() }))
}
