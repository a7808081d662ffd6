//! Files that have not come or were refused, rows that do not count, months left as drafts or told otherwise than released.
//! Knows no disk: what stands in which place is given.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::expected::{ExpectedFile, FileState};
use super::judgement::Judgement;
use super::routes;
use super::{AlertId, Detail, Finding, Findings, Kind, Subject, phrases};
use crate::office::OfficeId;
use crate::problem::{Problem, Severity};
use crate::reconcile::answered::silent_until;
use crate::reconcile::{Anomaly, TieOut, TieOutState};

/// Judges files, the month's completeness and what was released of it.
pub(super) fn judge(findings: &Findings<'_>, out: &mut Judgement) {
    for kind in [Kind::SourceMissing, Kind::SourceRefused, Kind::RowsRefused] {
        out.covers(kind);
    }
    expected(findings, out);
    refused(findings, out);
    partial(findings, out);
    draft(findings, out);
    visto(findings, out);
    restated(findings, out);
    changed_in_place(findings, out);
}

fn expected(findings: &Findings<'_>, out: &mut Judgement) {
    let period = findings.period;
    let late = |file: &ExpectedFile| file.lateness(period, findings.today, findings.offices);
    for file in findings.expected {
        let finding = match &file.state {
            FileState::Here => continue,
            FileState::Waiting { name, reason } => {
                let Some(severity) = late(file) else { continue };
                let id = file.id(Kind::SourceMissing, period);
                Finding::new(id, severity, phrases::source_waiting(name, reason))
            }
            FileState::Missing => {
                let Some(severity) = late(file) else { continue };
                let office = findings.office_name(file.office.as_deref().unwrap_or_default());
                let said = phrases::source_missing(&file.title, office, findings.asked(&file.ask), period);
                Finding::new(file.id(Kind::SourceMissing, period), severity, said)
            }
            FileState::Refused(name) => {
                let id = file.id(Kind::SourceRefused, period);
                let problems = findings.answered.of_file(name, Problem::refuses);
                // What blocks is told whatever was answered.
                if !file.required && are_accepted(&problems, findings) {
                    out.fades(id);
                    continue;
                }
                let own = file.own_severity(findings.offices);
                // What was refused and does not come back is as late as what never came.
                let severity = late(file).map_or(own, |late| late.min(own));
                let items = BTreeSet::from([name.clone()]);
                let silent_until = silent_until(problems);
                Finding { items, silent_until, ..Finding::new(id, severity, phrases::source_refused(name, None)) }
            }
        };
        let recipients = routes::one(&file.ask);
        let detail = Detail { blocks: file.required, ..finding.detail };
        out.found.push(Finding { office: file.office.clone(), recipients, detail, ..finding });
    }
}

/// The alert about a file of an office; one of nobody's is the accounts'.
fn of_file(kind: Kind, findings: &Findings<'_>, office: &str, what: &str) -> AlertId {
    let who = if office.is_empty() { Arc::clone(findings.offices.accounts()) } else { Arc::from(office) };
    AlertId::new(kind, Subject::File { month: findings.period, who, what: Arc::from(what) })
}

/// Whether who answers for the accounts accepts all of these problems.
fn are_accepted(problems: &[&Anomaly], findings: &Findings<'_>) -> bool {
    !problems.is_empty() && problems.iter().all(|it| it.is_accepted(findings.day()))
}

/// A refused file that no expected place waits for is told once: nobody can say when it is mended.
fn refused(findings: &Findings<'_>, out: &mut Judgement) {
    for file in findings.refused {
        let id = of_file(Kind::SourceRefused, findings, &file.ask, &file.file);
        if are_accepted(&findings.answered.of_file(&file.file, Problem::refuses), findings) {
            out.fades(id);
            continue;
        }
        let said = phrases::source_refused(&file.file, file.standing.as_deref());
        let recipients = routes::one(&file.ask);
        let finding = Finding::new(id, Severity::Warning, said);
        out.found.push(Finding { recipients, office: OfficeId::of(&file.ask), passing: true, ..finding });
    }
}

fn partial(findings: &Findings<'_>, out: &mut Judgement) {
    for file in findings.partial {
        let office = file.office.as_deref().unwrap_or_default();
        let id = of_file(Kind::RowsRefused, findings, office, &file.layout);
        let recipients = routes::one(office);
        let of_cell = |it: &Problem| it.severity == Severity::Error && it.cell.is_some();
        let mut problems = findings.answered.of_file(&file.file, of_cell);
        let accepted: BTreeSet<String> =
            problems.extract_if(.., |it| it.is_accepted(findings.day())).map(|it| it.problem.within()).collect();
        let stands = |row: &&String| !accepted.contains(*row) || problems.iter().any(|it| it.problem.within() == **row);
        let items: BTreeSet<String> = file.rows.iter().filter(stands).cloned().collect();
        if items.is_empty() {
            // They are accepted: nobody has mended them.
            out.fades(id);
            continue;
        }
        let finding = Finding::new(id, Severity::Warning, phrases::rows_refused(&file.file, &items));
        let silent_until = silent_until(problems);
        out.found.push(Finding { recipients, office: file.office.clone(), items, silent_until, ..finding });
    }
}

/// How many reasons of a draft these alerts tell, which block it: each file its own, all identities one, all accounts one.
/// They are the first of its reasons.
pub fn reasons_told<'a>(blocking: impl IntoIterator<Item = &'a AlertId>) -> usize {
    let (mut files, mut others) = (0, BTreeSet::new());
    for kind in blocking.into_iter().map(AlertId::kind) {
        match kind {
            Kind::SourceMissing | Kind::SourceRefused => files += 1,
            kind => others.extend([kind]),
        }
    }
    files + others.len()
}

/// Why the month is a draft, as far as no other alert tells it; where they tell every reason, one of them is the cause and
/// says so.
fn draft(findings: &Findings<'_>, out: &mut Judgement) {
    let Some(reasons) = findings.draft else { return };
    out.covers(Kind::RunIncomplete);
    if reasons.is_empty() {
        return;
    }
    let id = AlertId::new(Kind::RunIncomplete, Subject::Month(findings.period));
    let absent = findings.expected.iter().filter(|file| file.required);
    let mut causes: Vec<AlertId> = absent.filter_map(|file| file.alert_id(findings.period)).collect();
    let blocks = |it: &&TieOut| it.blocking && it.state == TieOutState::Fails;
    let failed = findings.reconciliation.tie_outs.iter().find(blocks);
    causes.extend(failed.map(|it| AlertId::of_tie_out(&it.id)));
    causes.extend(findings.unmapped.first().map(|_| AlertId::new(Kind::UnmappedAccounts, Subject::Accounts)));
    let untold = reasons.get(reasons_told(&causes)..).unwrap_or_default();
    let (reasons, cause) = if untold.is_empty() { (reasons, causes.into_iter().next()) } else { (untold, None) };
    let finding = Finding::new(id, Severity::Error, phrases::draft(reasons, findings.period));
    out.found.push(Finding { cause, items: reasons.iter().cloned().collect(), ..finding });
}

/// That nobody gives the visto by the days that were named: who answers for the accounts is reminded, then somebody else too.
fn visto(findings: &Findings<'_>, out: &mut Judgement) {
    out.covers(Kind::VistoAwaited);
    let Some(it) = findings.awaits_visto.filter(|it| it.days >= it.remind_after) else { return };
    let id = AlertId::new(Kind::VistoAwaited, Subject::Month(findings.period));
    let others = it.then.iter().filter(|_| it.days >= it.tell_others_after).cloned();
    let recipients: Vec<Arc<str>> = std::iter::once(Arc::clone(findings.offices.accounts())).chain(others).collect();
    let severity = if recipients.len() > 1 { Severity::Error } else { Severity::Warning };
    let finding = Finding::new(id, severity, phrases::visto_awaited(it.since, findings.period));
    out.found.push(Finding { recipients, ..finding });
}

/// Issues wait until it is mended, so whoever answers for the configuration has to hear of it.
fn changed_in_place(findings: &Findings<'_>, out: &mut Judgement) {
    out.covers(Kind::DefinitionChanged);
    for it in findings.changed {
        let id = AlertId::new(Kind::DefinitionChanged, Subject::Definition(Arc::clone(&it.id)));
        let finding = Finding::new(id, Severity::Error, phrases::changed_in_place(it));
        out.found.push(Finding { items: BTreeSet::from([it.now.clone()]), ..finding });
    }
}

fn restated(findings: &Findings<'_>, out: &mut Judgement) {
    let Some(restated) = findings.restated else { return };
    out.covers(Kind::Restatement);
    if restated.lines.is_empty() && restated.rows == 0 {
        return;
    }
    let mut items: BTreeSet<String> = restated.lines.iter().cloned().collect();
    if restated.rows > 0 {
        items.insert(format!("{} righe", restated.rows));
    }
    let id = AlertId::new(Kind::Restatement, Subject::Month(findings.period));
    let finding = Finding::new(id, Severity::Warning, phrases::restated(restated, findings.period));
    out.found.push(Finding { items, ..finding });
}
