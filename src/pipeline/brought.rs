//! A visto that a file brings: the month's prospetto, signed, or the cell of the first page, filled in by who answers for the
//! accounts. It is given on the draft that it is of, and no other; the next pass of the month sends it out.

use super::context::Shelves;
use super::phrases::visto as words;
use crate::config::Settings;
use crate::config::settings::{Release, ReleaseSettings};
use crate::intake::{Signed, Signer, Unsigned};
use crate::issue::{Issue, IssueState, LayoutId, Visto, Way};
use crate::office::OfficeId;
use crate::period::Period;
use crate::problem::{Problem, Severity};
use crate::read::words::folded;
use crate::report::Declared;
use crate::report::answers::Returned;
use crate::store::{Arrival, Store};

/// In the place of a layout: no configuration declares how a month is seen.
const LAYOUT: &str = "(visto)";

/// Whether an arrival is a signed document: it stands for no place.
pub(super) fn are_of(arrival: &Arrival) -> bool {
    arrival.layout.as_deref() == Some(LAYOUT)
}

/// The visto that a signed document brings, or why it brings none. Its arrival is of the month that was signed.
pub(super) fn signed(
    came: &Result<Signed, Unsigned>,
    arrival: &mut Arrival,
    shelves: Shelves<'_>,
) -> anyhow::Result<Result<Visto, Box<Problem>>> {
    arrival.layout = Some(LayoutId::from(LAYOUT));
    arrival.office = Some(OfficeId::from(&**shelves.config.settings.offices.accounts()));
    let refused = |problem: Problem| Ok(Err(Box::new(problem)));
    let came = match came {
        Ok(came) => came,
        Err(why) => return refused(words::not_signed(*why)),
    };
    let issues = shelves.store.all_issues()?;
    let is_of = |it: &&Issue| it.prospetto.as_ref().is_some_and(|own| came.contents.contains(&own.digest));
    let Some(issue) = issues.iter().find(is_of) else { return refused(words::unknown_document()) };
    arrival.period = issue.period;
    let release = &shelves.config.settings.release;
    let is_named = |own: &&Signer| {
        let certificate = format!("sha256:{}", own.certificate);
        release.signers.iter().any(|it| folded(it) == folded(&own.name) || it.trim().eq_ignore_ascii_case(&certificate))
    };
    let Some(by) = came.signers.iter().find(is_named) else { return refused(words::no_signer(&came.signers)) };
    let Settings { offices, intake, .. } = &shelves.config.settings;
    let of_others = |tray: &&OfficeId| intake.own_trays && !offices.is_accounts(tray);
    if arrival.folder.as_ref().filter(of_others).is_some() {
        return refused(words::signed_in_another_tray(offices.name_or_id(offices.accounts())));
    }
    let against = given_on(issue, release, shelves.store)?;
    Ok(against.map_or_else(|| Ok(visto(issue, &by.name, Way::Signed, arrival)), |problem| Err(Box::new(problem))))
}

/// The visto that a workbook brings whose cell was filled in, or why it counts for nothing.
pub(super) fn declared(
    came: &Declared,
    of: &Returned,
    arrival: &Arrival,
    shelves: Shelves<'_>,
) -> anyhow::Result<Result<Visto, Box<Problem>>> {
    let settings = &shelves.config.settings;
    let tray = arrival.folder.as_deref();
    let may = settings.release.accept_cell
        && settings.intake.own_trays
        && tray.is_some_and(|it| settings.offices.is_accounts(it));
    let at = |problem: Problem| {
        // What else the workbook says counts.
        let severity = Severity::Error;
        Box::new(Problem { severity, sheet: Some(came.sheet.clone()), cell: Some(came.cell.clone()), ..problem })
    };
    if !may {
        return Ok(Err(at(words::no_cell_here(settings.offices.name_or_id(settings.offices.accounts())))));
    }
    let issues = shelves.store.all_issues()?;
    let Some(issue) = issues.iter().find(|it| (it.period, it.number) == (of.period, of.issue) && of.is_of(it.decisive))
    else {
        return Ok(Err(at(words::unknown_document())));
    };
    let against = given_on(issue, &settings.release, shelves.store)?;
    Ok(against.map_or_else(|| Ok(visto(issue, &came.by, Way::Declared, arrival)), |problem| Err(at(problem))))
}

/// Why no visto can be given on an issue; none where it waits for one.
fn given_on(issue: &Issue, release: &ReleaseSettings, store: &Store) -> anyhow::Result<Option<Problem>> {
    let last = store.last_issue(issue.period)?;
    let is_last = last.as_ref().is_some_and(|it| it.number == issue.number);
    let awaits = issue.made_of()?.is_some_and(|it| it.awaits_visto);
    Ok(if release.mode == Release::Automatic {
        Some(words::nobody_asks())
    } else if issue.state == IssueState::Released {
        Some(words::out_already(issue.period, issue.number))
    } else if !is_last || issue.withdrawn.is_some() {
        Some(words::overtaken(issue.period, issue.number))
    } else if !awaits {
        Some(words::held_by_others(issue.period, issue.number))
    } else {
        None
    })
}

fn visto(issue: &Issue, by: &str, way: Way, arrival: &Arrival) -> Visto {
    Visto {
        period: issue.period,
        decisive: issue.decisive,
        by: by.to_owned(),
        user: arrival.owner.clone().unwrap_or_default(),
        note: String::new(),
        at: arrival.arrived_at,
        way,
        file: Some(arrival.digest),
        forced: None,
    }
}

/// Months whose last draft has its visto and was not sent out yet, in order.
///
/// # Errors
/// When the database fails.
pub fn seen(store: &Store) -> anyhow::Result<Vec<Period>> {
    let mut months = Vec::new();
    for issue in store.standing_issues()?.into_iter().filter(|it| it.state == IssueState::Draft) {
        let is_last = store.last_issue(issue.period)?.is_some_and(|it| it.number == issue.number);
        if is_last && store.visti(issue.period)?.iter().any(|it| it.decisive == issue.decisive) {
            months.push(issue.period);
        }
    }
    months.sort();
    months.dedup();
    Ok(months)
}
