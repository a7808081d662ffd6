//! What does not tie out, what accounts and offices disagree on, and accounts without a line.
//! Judges no row: states, ages and materiality are the reconciliation's own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::judgement::Judgement;
use super::routes::with_accounts;
use super::{AlertId, Detail, Finding, Findings, Kind, Subject, Thresholds, phrases};
use crate::ledger::{Side, UNMAPPED};
use crate::money::Cents;
use crate::office::OfficeId;
use crate::problem::Severity;
use crate::read::layout;
use crate::reconcile::answered::silent_until;
use crate::reconcile::{self, Difference, DifferenceState, TieOut, TieOutState};

/// Files named for the differences of an office.
const FILES_MAX: usize = 3;

/// Judges tie-outs, differences, accounts.
pub(super) fn judge(findings: &Findings<'_>, thresholds: &Thresholds, out: &mut Judgement) {
    tie_outs(findings, out);
    differences(findings, thresholds, out);
    unmapped(findings, out);
}

/// One alert for each identity that failed, however many columns it failed in: one cause is mended once.
fn tie_outs(findings: &Findings<'_>, out: &mut Judgement) {
    let mut by_id: BTreeMap<&str, Vec<&TieOut>> = BTreeMap::new();
    for tie_out in &findings.reconciliation.tie_outs {
        by_id.entry(&tie_out.id).or_default().push(tie_out);
    }
    if by_id.is_empty() {
        return;
    }
    out.covers(Kind::TieOutFailed);
    // An identity of which no column could be checked, or that is not there at all, is not judged.
    let unchecked = |all: &[&TieOut]| all.iter().all(|it| it.state == TieOutState::NoData);
    for (id, all) in &by_id {
        out.sees(AlertId::of_tie_out(id));
        if unchecked(all) {
            out.blinds(AlertId::of_tie_out(id));
        }
        let failed: Vec<&TieOut> = all.iter().copied().filter(|it| it.state == TieOutState::Fails).collect();
        let Some(first) = failed.first() else { continue };
        let blocking = failed.iter().any(|tie_out| tie_out.blocking);
        let severity = if blocking { Severity::Error } else { Severity::Warning };
        let (said, detail) = phrases::tie_outs_failed(&failed, blocking, findings.rows());
        let places = first.origin.map(|origin| findings.place(origin)).filter(|place| !place.is_empty());
        let detail = Detail { places: places.into_iter().collect(), blocks: blocking, ..detail };
        let items = failed.iter().map(|it| it.scope.clone()).collect();
        let gap = |it: &&TieOut| it.left.zip(it.right).map_or(Cents::ZERO, |(left, right)| (left - right).abs());
        let weight = failed.iter().map(gap).max().unwrap_or_default();
        out.found.push(Finding { items, weight, ..Finding::new(AlertId::of_tie_out(id), severity, (said, detail)) });
    }
}

/// The open differences of a month by whose task they are.
struct Tasks<'a> {
    /// Of each office, and of nobody's.
    by_office: BTreeMap<Option<&'a OfficeId>, Vec<&'a Difference>>,
    /// Offices some of whose differences who answers for the accounts puts right.
    handed_on: BTreeSet<&'a OfficeId>,
}

impl<'a> Tasks<'a> {
    fn of(findings: &Findings<'a>, accounts: &'a OfficeId) -> Self {
        let mut it = Self { by_office: BTreeMap::new(), handed_on: BTreeSet::new() };
        let open = findings.reconciliation.differences.iter().filter(|it| it.state == DifferenceState::Open);
        for difference in open {
            let task = if difference.is_of_accounts() {
                it.handed_on.extend(&difference.office);
                Some(accounts)
            } else {
                difference.office.as_ref()
            };
            it.by_office.entry(task).or_default().push(difference);
        }
        it
    }
}

/// One alert for each office that has open differences worth one, and one where some have been open for too long. What the
/// accounts put right is theirs, and no task of the office whose rows it is.
fn differences(findings: &Findings<'_>, thresholds: &Thresholds, out: &mut Judgement) {
    // Ages are those of the month's end: before it nobody is late by them.
    let over = findings.today.is_none_or(|today| today >= findings.period.last_day());
    let kinds: &[Kind] = if over { &[Kind::Differences, Kind::DifferencesAged] } else { &[Kind::Differences] };
    let accounts = OfficeId::from(&**findings.offices.accounts());
    let tasks = Tasks::of(findings, &accounts);
    for (office, open) in &tasks.by_office {
        let id = office.map_or("", |office| &**office);
        let (limits, name) = (thresholds.of_office(id), findings.office_name(id));
        let cause = absent_side(findings, *office, open);
        let material: Vec<&Difference> = open.iter().copied().filter(|it| it.material).collect();
        let sum: i128 = material.iter().map(|it| i128::from(it.cents.abs().0)).sum();
        let sum = Cents(i64::try_from(sum).unwrap_or(i64::MAX));
        let finding = |kind: Kind, of: &[&Difference], (said, detail): (String, Detail)| {
            let places = files(findings, of);
            let detail = Detail { places: places.clone(), ..detail };
            Finding {
                about: office.map(|office| Arc::from(&**office)),
                office: office.cloned(),
                recipients: with_accounts(id, findings.offices),
                items: of.iter().map(|it| it.id.to_string()).collect(),
                weight: of.iter().map(|it| it.cents.abs()).sum(),
                cause: cause.clone(),
                carried: places.is_empty(),
                ..Finding::new(AlertId::of_office(kind, *office), Severity::Warning, (said, detail))
            }
        };
        let whose = phrases::Whose { name, puts_right: *office == Some(&accounts) };
        // A payment under another objective or in another month is worth nothing by its difference, and still somebody's task.
        let worth = sum.0 >= limits.office_sum_cents_min || material.iter().any(|it| it.cents.0 == 0);
        if !material.is_empty() && worth && !limits.silent.contains(&Kind::Differences) {
            let text = phrases::differences(whose, material.len(), sum, &findings.at(), findings.rows());
            out.found.push(finding(Kind::Differences, &material, text));
        }
        let aged: Vec<&Difference> = material.iter().copied().filter(|it| it.overdue).collect();
        if let Some(oldest) = aged.iter().max_by_key(|it| it.age_days)
            && !limits.silent.contains(&Kind::DifferencesAged)
            && over
        {
            let text = phrases::differences_aged(whose, aged.len(), oldest, &findings.at());
            out.found.push(finding(Kind::DifferencesAged, &aged, text));
        }
    }
    judged(findings, &tasks, (&accounts, kinds), out);
}

/// Of which offices the month says how their differences stand, and of which it cannot.
fn judged(findings: &Findings<'_>, tasks: &Tasks<'_>, (of_accounts, kinds): (&OfficeId, &[Kind]), out: &mut Judgement) {
    let accounts = findings.ledger.side(Side::Accounting).next().is_some();
    if accounts {
        kinds.iter().for_each(|kind| out.covers(*kind));
    }
    for office in findings.sheets.iter().map(Some).chain(tasks.by_office.keys().copied()) {
        kinds.iter().for_each(|kind| out.sees(AlertId::of_office(*kind, office)));
    }
    // An office whose sheet has not come says nothing, neither that a difference is there nor that it is gone: not to itself, and
    // not to who puts it right in its place.
    let owed =
        findings.expected.iter().filter(|it| it.kind == layout::Kind::Initiatives).filter_map(|it| it.office.as_ref());
    let own = tasks.by_office.keys().copied().flatten().filter(|it| *it != of_accounts);
    let is_here = |office: &OfficeId| findings.sheets.contains(office);
    let mut handed_on = tasks.handed_on.iter().copied().chain(&findings.answered.handed_on);
    let put_right = handed_on.any(|it| !is_here(it)).then_some(of_accounts);
    let blind = owed.chain(own).filter(|it| !is_here(it)).chain(put_right);
    for office in blind.filter(|_| accounts) {
        kinds.iter().for_each(|kind| out.blinds(AlertId::of_office(*kind, Some(office))));
    }
    // What an office hands on is not closed.
    for office in tasks.handed_on.iter().filter(|it| !tasks.by_office.contains_key(&Some(**it))) {
        for kind in kinds {
            out.stands_well(AlertId::of_office(*kind, Some(office)), phrases::HANDED_ON.to_owned());
        }
    }
}

/// The alert of the file whose absence makes a whole side of an office's differences.
fn absent_side(findings: &Findings<'_>, office: Option<&OfficeId>, open: &[&Difference]) -> Option<AlertId> {
    if !open.iter().any(|it| it.reason == "side_absent") {
        return None;
    }
    let of_office = open.iter().any(|it| it.reason == "side_absent" && it.kind == reconcile::Kind::MissingInOffice);
    let is_it = |file: &&super::ExpectedFile| match of_office {
        true => file.kind == layout::Kind::Initiatives && file.office.as_ref() == office,
        false => file.kind == layout::Kind::Registrations,
    };
    findings.expected.iter().filter(is_it).find_map(|file| file.alert_id(findings.period))
}

/// The files in which these differences stand.
fn files(findings: &Findings<'_>, differences: &[&Difference]) -> Vec<String> {
    let rows = differences.iter().flat_map(|it| &it.rows).filter_map(|place| findings.ledger.movements.get(*place));
    let names: BTreeSet<&str> = rows.map(|row| findings.sources.file(row.origin)).filter(|it| !it.is_empty()).collect();
    names.into_iter().take(FILES_MAX).map(|name| format!("`{name}`")).collect()
}

/// One alert for all accounts: whoever maps one maps them all.
fn unmapped(findings: &Findings<'_>, out: &mut Judgement) {
    let codes: BTreeSet<&str> = findings.unmapped.iter().map(|code| &**code).collect();
    let id = AlertId::new(Kind::UnmappedAccounts, Subject::Accounts);
    // Accounts of a file that has not come may well lack their line still.
    let absent = |it: &super::ExpectedFile| it.kind == layout::Kind::Accounts && it.state != super::FileState::Here;
    if findings.statement.is_some() && !findings.expected.iter().any(absent) {
        out.covers(Kind::UnmappedAccounts);
        out.sees(id.clone());
    }
    if codes.is_empty() {
        return;
    }
    let items = codes.iter().map(|code| (*code).to_owned()).collect();
    let (said, detail) = phrases::unmapped_accounts(&codes);
    let detail = Detail { blocks: true, ..detail };
    let problems = findings.answered.problems.iter().filter(|it| it.problem.code == UNMAPPED);
    let silent_until = silent_until(problems);
    out.found.push(Finding { items, silent_until, ..Finding::new(id, Severity::Error, (said, detail)) });
}
