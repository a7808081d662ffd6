//! Step 4 of a pass: a month becomes a workbook and messages, and the records that the database keeps of them.

use std::io::BufWriter;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tempfile::NamedTempFile;

use super::folders::Folders;
use super::month::Month;
use crate::config::Config;
use crate::formula::Value;
use crate::indicators::{Indicator, number_of};
use crate::issue::{Issue, IssueState, Manifest, SourceState, SourceView};
use crate::mail::{self, Attachment};
use crate::money::Ratio;
use crate::monitor::Alert;
use crate::origin::{Digest, Sources};
use crate::period::{Function, Period, Scenario};
use crate::report::{self, View};
use crate::store::{
    Filed, IssuedAlert, IssuedAmount, IssuedDifference, IssuedIndicator, IssuedInput, IssuedTieOut, Pass,
};

/// A month ready to be committed.
#[derive(Debug)]
pub(super) struct Emission {
    pub issue: Issue,
    /// The workbook of a dry run; any other lies in the archive.
    pub draft: Option<NamedTempFile>,
    pub messages: Vec<Filed>,
}

/// Draft when anything blocks.
pub(super) fn state_of(month: &Month) -> IssueState {
    if month.blocking.is_empty() { IssueState::Released } else { IssueState::Draft }
}

/// What a view borrows and no month owns.
pub(super) struct Shown {
    decisive: Digest,
    files: Vec<SourceView>,
    offices: Vec<(Arc<str>, String)>,
}

impl Shown {
    pub(super) fn of(month: &Month, manifest: &Manifest, config: &Config) -> anyhow::Result<Self> {
        // A duplicate or superseded file is no part of the manifest, so the workbook does not tell of it.
        let told = |file: &&SourceView| !matches!(file.state, SourceState::Duplicate | SourceState::Superseded);
        Ok(Self {
            decisive: manifest.digest()?,
            files: month.files.iter().filter(told).cloned().collect(),
            offices: config.offices(),
        })
    }
}

/// A month as it is shown, in this issue of it.
pub(super) fn view<'a>(
    month: &'a Month,
    shown: &'a Shown,
    (period, number, state): (Period, u32, IssueState),
    config: &'a Config,
    sources: &'a Sources,
) -> View<'a> {
    View {
        ente: &config.settings.ente.name,
        period,
        issue: number,
        state,
        blocking: &month.blocking,
        manifest: shown.decisive,
        sources,
        files: &shown.files,
        problems: &month.problems,
        objectives: &month.objectives,
        phasing: &config.phasing,
        standings: &month.standings,
        ledger: &month.ledger,
        statement: month.ledger.statement(&config.settings.report.statement),
        reconciliation: &month.reconciliation,
        indicators: &month.indicators,
        alerts: &month.alerts,
        offices: &shown.offices,
    }
}

/// Renders the workbook, composes the messages, keeps both. Both tell the alerts of the manifest: who reads once a month
/// has to learn what is new since the month before, not since last night; `told` are the same as the messages say them.
pub(super) fn emit(
    (view, told): (&View<'_>, &[Alert]),
    manifest: &Manifest,
    config: &Config,
    folders: &Folders,
    now: DateTime<Utc>,
) -> anyhow::Result<Emission> {
    // A large workbook goes to disk as it is made, and is read again only to travel.
    let mut draft = folders.draft()?;
    report::render(view, BufWriter::new(draft.as_file_mut()))?;
    let mail = &config.settings.mail;
    let weight = draft.as_file().metadata()?.len();
    let travels = mail.attaches(weight).then(|| std::fs::read(draft.path())).transpose()?;
    let (workbook, size, draft) = folders.keep_draft(draft)?;
    let name = view.workbook_name();
    let attachment = Attachment { name: &name, size, bytes: travels.as_deref() };
    let mut messages = Vec::new();
    for message in mail::compose(&View { alerts: told, ..*view }, attachment, mail, now)? {
        let digest = folders.keep(&message.bytes)?;
        messages.push(Filed { message, digest, period: view.period, number: view.issue });
    }
    // The run's whole configuration is kept too: months later somebody asks by which rules a figure was made.
    folders.keep(&serde_json::to_vec(&config.texts)?)?;
    let issue = Issue {
        period: view.period,
        number: view.issue,
        state: view.state,
        decisive: view.manifest,
        manifest: serde_json::to_string(manifest)?,
        workbook,
        workbook_name: name,
        issued_at: now,
    };
    Ok(Emission { issue, draft, messages })
}

/// The records of a month, for the database.
pub(super) fn records<'a>(pass: Pass<'a>, month: &'a Month, emission: &'a Emission) -> Pass<'a> {
    let actual = |it: &&Indicator| it.scenario == Scenario::Consuntivo;
    Pass {
        issue: Some(&emission.issue),
        amounts: amounts(month),
        indicators: month.indicators.iter().map(issued_indicator).collect(),
        inputs: month.indicators.iter().filter(actual).flat_map(issued_inputs).collect(),
        tie_outs: month
            .reconciliation
            .tie_outs
            .iter()
            .map(|it| IssuedTieOut {
                key: (it.id.clone(), it.scope.clone()),
                left: it.left.map(|cents| cents.0),
                right: it.right.map(|cents| cents.0),
                state: it.state.id().to_owned(),
            })
            .collect(),
        differences: month
            .reconciliation
            .differences
            .iter()
            .map(|it| IssuedDifference {
                id: it.id.to_string(),
                kind: it.kind.id().to_owned(),
                reason: it.reason.to_owned(),
                office: it.office.to_string(),
                objective: it.objective.to_string(),
                cents: it.cents.0,
                first_seen: it.first_seen.to_string(),
                state: it.state.id().to_owned(),
                text: it.text.clone(),
                key: it.key.clone(),
            })
            .collect(),
        alerts: month
            .alerts
            .iter()
            .map(|it| IssuedAlert {
                id: it.id.clone(),
                state: it.state.id().to_owned(),
                text: it.text.clone(),
                severity: it.severity.id().to_owned(),
                title: it.detail.title.clone(),
                recipients: serde_json::json!(it.recipients.iter().map(|role| &**role).collect::<Vec<_>>()).to_string(),
            })
            .collect(),
        messages: pass.messages.iter().chain(&emission.messages).cloned().collect(),
        ..pass
    }
}

pub(super) fn amounts(month: &Month) -> Vec<IssuedAmount> {
    let mut out = Vec::new();
    for statement in &month.ledger.statements {
        for column in statement.columns() {
            let function = column.function.map_or("", Function::id);
            let centre = column.centre.map_or_else(String::new, |centre| centre.id().to_owned());
            let key = |id: &str| {
                (statement.scheme.id.to_string(), id.to_owned(), column.exercise.0, column.scenario.id(), function)
            };
            // A formula of next year may ask for an aggregate of this one.
            for ((id, _), cents) in statement.aggregates.iter().filter(|((_, at), _)| *at == column) {
                out.push(IssuedAmount { key: key(id), centre: centre.clone(), cents: cents.0 });
            }
            for line in &statement.scheme.lines {
                if let Value::Cents(cents) = statement.value(&line.id, column)
                    && let Ok(cents) = i64::try_from(cents)
                {
                    out.push(IssuedAmount { key: key(&line.id), centre: centre.clone(), cents });
                }
            }
        }
    }
    out
}

fn issued_indicator(it: &Indicator) -> IssuedIndicator {
    IssuedIndicator {
        id: it.definition.id.clone(),
        scenario: it.scenario.id(),
        code: it.definition.code.clone(),
        value: number_of(&it.value).map(|number| Ratio(number).canonical()),
        unit: it.definition.unit.id(),
        state: it.state.id().to_owned(),
        reason: it.reason.clone(),
        achievement: it.achievement.map(|share| Ratio(share).canonical()),
    }
}

fn issued_inputs(it: &Indicator) -> impl Iterator<Item = IssuedInput> + '_ {
    it.inputs.iter().map(|(name, value)| IssuedInput {
        indicator: it.definition.id.clone(),
        name: name.clone(),
        cents: if let Value::Cents(cents) = value { i64::try_from(*cents).ok() } else { None },
        number: if let Value::Number(number) = value { Some(*number) } else { None },
    })
}

/// The path of an issue's workbook under `reports/`.
pub(super) fn path_of(folders: &Folders, period: Period, name: &str) -> std::path::PathBuf {
    folders.reports().join(period.to_string()).join(name)
}
