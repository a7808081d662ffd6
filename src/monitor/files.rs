//! Files that have not come or were refused, rows that do not count, months left as drafts or told otherwise than released.
//! Knows no disk: what stands in which place is given.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::Days;

use super::routes::{self, with_accounts};
use super::{ACCOUNTS_OFFICE, AlertId, Finding, Findings, Judged, Kind, Subject, phrases};
use crate::period::Period;
use crate::problem::Severity;
use crate::read::layout;
use crate::reconcile::{TieOut, TieOutState};

/// A file expected every month, and how it stands.
#[derive(Clone, Debug)]
pub struct ExpectedFile {
    /// Its layout's id.
    pub layout: String,
    /// What kind of file it is.
    pub kind: layout::Kind,
    /// The scheme whose lines it fills.
    pub scheme: Option<String>,
    /// What people call it.
    pub title: String,
    /// The office that sends it; empty for the accounts.
    pub office: Arc<str>,
    /// Whom to ask for it.
    pub ask: Arc<str>,
    /// Whether the month stays a draft without it.
    pub required: bool,
    /// Days after the month's end from which its absence is said; 0 says it in any run.
    pub warn_after_days: u32,
    /// Days after the month's end from which its absence is an error; 0 leaves it to whose it is.
    pub error_after_days: u32,
    /// How it stands.
    pub state: FileState,
}

/// How an expected file stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileState {
    /// A file stands in its place.
    Here,
    /// None came.
    Missing,
    /// One lies in the drop folder and could not be taken.
    Waiting {
        /// Its name.
        name: String,
        /// Why, in Italian.
        reason: String,
    },
    /// One came and was refused, of this name.
    Refused(String),
}

/// A refused file that nothing has replaced, beside an expected one that stands, or for no known place.
#[derive(Clone, Debug)]
pub struct RefusedFile {
    /// Its name.
    pub file: String,
    /// The office or role to ask.
    pub ask: Arc<str>,
    /// The file that stands in its place; empty when there is none.
    pub standing: String,
}

/// An accepted file some rows of which do not count.
#[derive(Clone, Debug)]
pub struct PartialFile {
    /// Its name.
    pub file: String,
    /// Its layout's id.
    pub layout: String,
    /// The office it is of; empty for the accounts.
    pub office: Arc<str>,
    /// The rows, each once, as a spreadsheet names them.
    pub rows: BTreeSet<String>,
}

/// What a released month says otherwise now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restatement {
    /// The released issue's number.
    pub issue: u32,
    /// The files that have come since.
    pub files: Vec<String>,
    /// Lines whose amount is another one, each once.
    pub lines: Vec<String>,
    /// How many rows are new, changed or gone.
    pub rows: usize,
}

impl ExpectedFile {
    /// The alert of a kind about it in this month: of its office, or of the role that is asked where no office sends it.
    fn id(&self, kind: Kind, month: Period) -> AlertId {
        let who = if self.office.is_empty() { &self.ask } else { &self.office };
        AlertId::new(kind, Subject::File { month, who: Arc::clone(who), what: Arc::from(self.layout.as_str()) })
    }

    /// The id of the alert about it in this month; none when a file stands.
    #[must_use]
    pub fn alert_id(&self, period: Period) -> Option<AlertId> {
        let kind = match self.state {
            FileState::Here => return None,
            FileState::Missing | FileState::Waiting { .. } => Kind::SourceMissing,
            FileState::Refused(_) => Kind::SourceRefused,
        };
        Some(self.id(kind, period))
    }

    /// How bad its absence is today; none before the day from which it is said.
    fn lateness(&self, findings: &Findings<'_>) -> Option<Severity> {
        let own = if *self.ask == *ACCOUNTS_OFFICE { Severity::Error } else { Severity::Warning };
        let Some(today) = findings.today else { return Some(own) };
        let since = |days: u32| today >= findings.period.last_day() + Days::new(u64::from(days));
        match (self.warn_after_days, self.error_after_days) {
            (_, error) if error > 0 && since(error) => Some(Severity::Error),
            (warn, _) if warn > 0 && !since(warn) => None,
            (_, error) if error > 0 => Some(Severity::Warning),
            _ => Some(own),
        }
    }
}

/// Judges files, the month's completeness and what was released of it.
pub(super) fn judge(findings: &Findings<'_>, out: &mut Judged) {
    for kind in [Kind::SourceMissing, Kind::SourceRefused, Kind::RowsRefused] {
        out.judges(kind);
    }
    expected(findings, out);
    refused(findings, out);
    partial(findings, out);
    draft(findings, out);
    restated(findings, out);
}

fn expected(findings: &Findings<'_>, out: &mut Judged) {
    let period = findings.period;
    for file in findings.expected {
        let finding = match &file.state {
            FileState::Here => continue,
            FileState::Waiting { name, reason } => {
                let Some(severity) = file.lateness(findings) else { continue };
                let id = file.id(Kind::SourceMissing, period);
                Finding::new(id, severity, phrases::source_waiting(name, reason))
            }
            FileState::Missing => {
                let Some(severity) = file.lateness(findings) else { continue };
                let (office, asked) = (findings.office_name(&file.office), findings.office_name(&file.ask));
                let said = phrases::source_missing(&file.title, office, asked, period);
                Finding::new(file.id(Kind::SourceMissing, period), severity, said)
            }
            FileState::Refused(name) => {
                let own = if *file.ask == *ACCOUNTS_OFFICE { Severity::Error } else { Severity::Warning };
                // What was refused and does not come back is as late as what never came.
                let severity = file.lateness(findings).map_or(own, |late| late.min(own));
                let items = BTreeSet::from([name.clone()]);
                let id = file.id(Kind::SourceRefused, period);
                Finding { items, ..Finding::new(id, severity, phrases::source_refused(name, "")) }
            }
        };
        let recipients = routes::one(&file.ask);
        out.found.push(Finding { office: Arc::clone(&file.office), recipients, ..finding });
    }
}

/// The alert about a file of an office; one of nobody's is the accounts'.
fn of_file(kind: Kind, month: Period, office: &str, what: &str) -> AlertId {
    let who = Arc::from(if office.is_empty() { ACCOUNTS_OFFICE } else { office });
    AlertId::new(kind, Subject::File { month, who, what: Arc::from(what) })
}

/// A refused file that no expected place waits for is told once: nobody can say when it is mended.
fn refused(findings: &Findings<'_>, out: &mut Judged) {
    for file in findings.refused {
        let id = of_file(Kind::SourceRefused, findings.period, &file.ask, &file.file);
        let said = phrases::source_refused(&file.file, &file.standing);
        let recipients = routes::one(&file.ask);
        let finding = Finding::new(id, Severity::Warning, said);
        out.found.push(Finding { recipients, office: Arc::clone(&file.ask), passing: true, ..finding });
    }
}

fn partial(findings: &Findings<'_>, out: &mut Judged) {
    for file in findings.partial {
        let id = of_file(Kind::RowsRefused, findings.period, &file.office, &file.layout);
        let recipients = routes::one(&file.office);
        let finding = Finding::new(id, Severity::Warning, phrases::rows_refused(&file.file, &file.rows));
        out.found.push(Finding { recipients, office: Arc::clone(&file.office), items: file.rows.clone(), ..finding });
    }
}

/// Why the month is a draft. Where other alerts tell every reason, one of them is the cause and says so.
fn draft(findings: &Findings<'_>, out: &mut Judged) {
    let Some(reasons) = findings.draft else { return };
    out.judges(Kind::RunIncomplete);
    if reasons.is_empty() {
        return;
    }
    let id = AlertId::new(Kind::RunIncomplete, Subject::Month(findings.period));
    let finding = Finding::new(id, Severity::Error, phrases::draft(reasons, findings.period));
    let absent = findings.expected.iter().filter(|file| file.required);
    let mut causes: Vec<AlertId> = absent.filter_map(|file| file.alert_id(findings.period)).collect();
    let blocks = |it: &&TieOut| it.blocking && it.state == TieOutState::Fails;
    let failed = findings.reconciliation.tie_outs.iter().find(blocks);
    causes.extend(failed.map(|it| AlertId::of_tie_out(&it.id)));
    causes.extend(findings.unmapped.first().map(|_| AlertId::new(Kind::UnmappedAccounts, Subject::Accounts)));
    let cause = if causes.len() >= reasons.len() { causes.into_iter().next() } else { None };
    out.found.push(Finding { cause, items: reasons.iter().cloned().collect(), ..finding });
}

fn restated(findings: &Findings<'_>, out: &mut Judged) {
    let Some(restated) = findings.restated else { return };
    out.judges(Kind::Restatement);
    if restated.lines.is_empty() && restated.rows == 0 {
        return;
    }
    let mut items: BTreeSet<String> = restated.lines.iter().cloned().collect();
    if restated.rows > 0 {
        items.insert(format!("{} righe", restated.rows));
    }
    let id = AlertId::new(Kind::Restatement, Subject::Month(findings.period));
    let finding = Finding::new(id, Severity::Warning, phrases::restated(restated, findings.period));
    out.found.push(Finding { items, recipients: with_accounts(""), ..finding });
}
