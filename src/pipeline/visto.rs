//! The visto: where a chamber asks for one, a month goes out when who answers for the accounts has seen it. It is bound to what
//! decides the month, and a change suspends it; what went out before stays what it was.

use super::context::Shelves;
use super::month::Month;
use super::phrases::visto as words;
use crate::config::settings::Release;
use crate::issue::{Decisive, Issue, IssueState, Manifest, Visto};

/// Puts the visto that was given on just this month into its manifest; without one the month is a draft, and says so.
pub(super) fn ask(
    month: &mut Month,
    manifest: &mut Manifest,
    last: Option<&Issue>,
    (shelves, brought): (Shelves<'_>, &[Visto]),
) -> anyhow::Result<()> {
    if shelves.config.settings.release.mode == Release::Automatic {
        return Ok(());
    }
    let period = manifest.decisive.period;
    let on = manifest.digest()?;
    // What went out before anybody asked for a visto is out.
    if last.is_some_and(|it| it.state == IssueState::Released && it.decisive == on) {
        return Ok(());
    }
    let mut given = shelves.store.visti(period)?;
    given.extend(brought.iter().filter(|it| it.period == period).cloned());
    if let Some(visto) = given.iter().rev().find(|it| it.decisive == on) {
        // It was forced for one thing: what blocks the month is a part of what was seen, and still that.
        let forced = visto.forced.as_ref().map(|it| std::slice::from_ref(&it.finding));
        if forced.is_some_and(|it| it == month.findings) {
            month.is_forced = true;
            month.blocking.clear();
        }
        if month.blocking.is_empty() {
            manifest.decisive.visto = Some(visto.clone());
            return Ok(());
        }
    }
    manifest.awaits_visto = month.blocking.is_empty();
    given.retain(|it| it.decisive != on);
    let reason = match given.last() {
        None => words::awaited(),
        Some(before) => {
            let seen = shelves.store.all_issues()?.into_iter().filter(|it| it.period == period);
            let seen = seen.filter_map(|it| it.made_of().ok().flatten()).map(|it| it.decisive);
            let seen = seen.into_iter().find(|it| it.visto.as_ref() == Some(before));
            words::suspended(before, &seen.map(|it| changed(&it, &manifest.decisive)).unwrap_or_default())
        }
    };
    month.blocking.push(reason.clone());
    month.awaits_visto = Some(reason);
    Ok(())
}

/// What of a month is not as it was when it was seen.
fn changed(seen: &Decisive, now: &Decisive) -> Vec<String> {
    let mut changed = Vec::new();
    let files = now.sources.iter().filter(|it| !seen.sources.contains(it));
    changed.extend(files.map(|it| words::file(&it.file)));
    let gone = seen.sources.iter().filter(|it| now.sources.iter().all(|other| other.file != it.file));
    changed.extend(gone.map(|it| words::gone(&it.file)));
    changed.extend((seen.configuration != now.configuration).then(words::configuration));
    changed.extend((seen.answers != now.answers).then(words::answers));
    changed.extend((seen.used != now.used || seen.carried != now.carried).then(words::other_months));
    changed
}
