//! Why a month is a draft: in sentences, and thing by thing.

use super::arrivals::WaitingFile;
use super::phrases;
use crate::config::Config;
use crate::config::settings::Expected;
use crate::ledger::{self, Ledger};
use crate::problem::{Problem, Severity};
use crate::reconcile::{TieOut, TieOutState};
use crate::store::Arrival;

/// What of a month may block it.
pub(super) struct Stands<'a> {
    /// Expected files in whose place none stands.
    pub absent: Vec<Absent<'a>>,
    /// Those that stand.
    pub standing: &'a [Arrival],
    /// What was posted.
    pub ledger: &'a Ledger,
    /// The tie-outs.
    pub tie_outs: &'a [TieOut],
    /// What is wrong with the data.
    pub problems: &'a [Problem],
}

/// An expected file that is not there.
pub(super) struct Absent<'a> {
    pub expected: &'a Expected,
    /// What was refused in its place.
    pub refused: Option<&'a Arrival>,
    /// What lies in the drop folder in its place.
    pub waiting: Option<&'a WaitingFile>,
}

/// What keeps a month a draft.
#[derive(Debug, Default)]
pub(super) struct Blocking {
    /// Italian sentences, those first that alerts of their own tell; none where nothing blocks.
    pub reasons: Vec<String>,
    /// The same thing by thing, where a sentence counts several: `quadratura:pareggio`, `conto:330021`. By them one is named.
    pub findings: Vec<String>,
}

impl Blocking {
    /// What blocks a month that stands so.
    pub(super) fn of(month: &Stands<'_>, config: &Config) -> Self {
        let mut it = Self::default();
        for &Absent { expected, refused, waiting } in month.absent.iter().filter(|it| it.expected.required) {
            let title = config.title_of(expected);
            let reason = match (refused, waiting) {
                (Some(file), _) => phrases::required_refused(&title, &file.name),
                (None, Some(file)) => phrases::required_waiting(&title, &file.name, &file.reason),
                (None, None) => phrases::required_missing(&title),
            };
            let office = expected.office.as_ref().map(|it| format!("/{it}")).unwrap_or_default();
            it.add(reason, [format!("file:{}{office}", expected.layout)]);
        }
        let tie_outs = month.tie_outs;
        let blocking = |state| tie_outs.iter().filter(move |it| it.blocking && it.state == state);
        let id = |it: &TieOut| format!("quadratura:{}", it.id);
        if let Some(first) = blocking(TieOutState::Fails).next() {
            let count = blocking(TieOutState::Fails).count();
            it.add(phrases::blocking_tie_outs(count, &first.label), blocking(TieOutState::Fails).map(id));
        }
        let files_and_sums_hold = it.reasons.is_empty();
        let unmapped = &month.ledger.unmapped;
        if let Some(first) = unmapped.first() {
            let reason = phrases::unmapped(unmapped.len(), &first.account);
            it.add(reason, unmapped.iter().map(|it| format!("conto:{}", it.account)));
        }
        // What cannot be checked has not been checked. A missing required file was told above; a statement of which no file
        // came this month is not due; anything else is a hole in what did come.
        let unchecked: Vec<&TieOut> =
            blocking(TieOutState::NoData).filter(|it| was_due(it, month.ledger, config)).collect();
        if files_and_sums_hold && let Some(first) = unchecked.first() {
            it.add(phrases::unchecked_tie_outs(unchecked.len(), &first.label), unchecked.iter().map(|it| id(it)));
        }
        for arrival in without_total(month.standing, month.ledger, config) {
            let reason = format!("`{}`: {}", arrival.name, phrases::total_missing().text);
            it.add(reason, [format!("totale:{}", arrival.name)]);
        }
        for code in ledger::BLOCKING {
            let errors = month.problems.iter().filter(|it| it.code == code && it.severity == Severity::Error);
            if let Some(first) = errors.clone().next() {
                let reason = phrases::wrong_sums(code, errors.clone().count(), &first.text);
                let place =
                    |it: &Problem| [&it.file, &it.sheet, &it.cell].map(|it| it.clone().unwrap_or_default()).join("!");
                it.add(reason, errors.map(|it| format!("anomalia:{code}:{}", place(it))));
            }
        }
        it
    }

    /// Adds a reason, which tells of these things; an identity that fails in several places is one.
    fn add(&mut self, reason: String, findings: impl IntoIterator<Item = String>) {
        self.reasons.push(reason);
        for finding in findings {
            if !self.findings.contains(&finding) {
                self.findings.push(finding);
            }
        }
    }
}

/// Whether every statement that a tie-out speaks of was filled this month.
fn was_due(tie_out: &TieOut, ledger: &Ledger, config: &Config) -> bool {
    let Some(check) = config.reconcile.checks.iter().find(|check| check.id == tie_out.id) else { return true };
    let names = check.left.inputs().into_iter().chain(check.right.inputs());
    let first_parts = names.map(|name| name.split_once('.').map_or(name, |(first, _)| first));
    let mut schemes = first_parts.filter(|part| config.chart.scheme(part).is_some()).chain([check.scheme.as_str()]);
    schemes.all(|scheme| ledger.statement(scheme).is_some())
}

/// The files that must print their total and do not: a cut export looks just like this.
pub(super) fn without_total<'a>(standing: &'a [Arrival], ledger: &Ledger, config: &Config) -> Vec<&'a Arrival> {
    let required = |id: &str| config.settings.tie_outs.required_totals.iter().any(|layout| layout == id);
    let printed = |id: &str| ledger.file_totals.iter().any(|total| &*total.layout == id && !total.subtotal);
    let lacks = |id: &str| required(id) && !printed(id);
    standing.iter().filter(|it| it.layout.as_deref().is_some_and(lacks)).collect()
}
