//! Step 4 of a pass: a month becomes a workbook and messages, and the records that the database keeps of them.

use std::collections::BTreeMap;
use std::io::{BufWriter, Cursor};
use std::sync::Arc;

use tempfile::NamedTempFile;

use super::answered;
use super::context::{Desk, Scope};
use super::folders::Folders;
use super::month::Month;
use crate::calendar;
use crate::config::Config;
use crate::intake::archive;
use crate::issue::{Document, Issue, IssueState, Manifest, SourceState, SourceView, Visto};
use crate::ledger::{Corrected, RestatedDegree};
use crate::mail::{self, Attachment, Beside, Receives, StaffBooks};
use crate::monitor::Alert;
use crate::office::Offices;
use crate::origin::Digest;
use crate::period::Period;
use crate::reconcile::Answered;
use crate::report::{self, View, brief};
use crate::store::{Filed, Found, QueuedMessage, Store};

/// A month ready to be committed.
#[derive(Debug)]
pub(super) struct Emission {
    pub issue: Issue,
    /// The workbook of a dry run; any other lies in the archive.
    pub draft: Option<NamedTempFile>,
    /// The prospetto.
    pub prospetto: Vec<u8>,
    pub messages: Vec<Filed>,
}

/// What a view borrows and no month owns.
pub(super) struct Shown {
    decisive: Digest,
    visto_cell: bool,
    visto_signed: bool,
    visto: Option<Visto>,
    files: Vec<SourceView>,
    offices: Offices,
    answered: Answered,
    corrected: Vec<Corrected>,
    reweighed: Vec<RestatedDegree>,
}

impl Shown {
    pub(super) fn of(month: &Month, manifest: &Manifest, config: &Config) -> anyhow::Result<Self> {
        // A duplicate or superseded file is no part of the manifest, so the workbook does not tell of it.
        let told = |file: &&SourceView| !matches!(file.state, SourceState::Duplicate | SourceState::Superseded);
        let of_scorecard = |it: &&RestatedDegree| it.is_of_scorecard();
        Ok(Self {
            decisive: manifest.digest()?,
            visto_cell: manifest.awaits_visto && config.settings.release.accept_cell,
            visto_signed: manifest.awaits_visto && !config.settings.release.signers.is_empty(),
            visto: manifest.decisive.visto.clone(),
            files: month.files.iter().filter(told).cloned().collect(),
            offices: config.settings.offices.clone(),
            answered: answered::of(month, manifest.decisive.period),
            // Workbook and letters go to all.
            corrected: month.corrected.iter().filter_map(Corrected::for_all).collect(),
            reweighed: month.corrected.iter().flat_map(|it| &it.degrees).filter(of_scorecard).cloned().collect(),
        })
    }
}

/// A month as it is shown, in the issue of this number, which stands so.
pub(super) fn view<'a>(
    month: &'a Month,
    shown: &'a Shown,
    number: u32,
    state: IssueState,
    scope: Scope<'a>,
) -> View<'a> {
    let Scope { period, config, sources } = scope;
    View {
        ente: &config.settings.ente.name,
        period,
        issue: number,
        state,
        visto_cell: shown.visto_cell,
        visto_signed: shown.visto_signed,
        visto: shown.visto.as_ref(),
        visto_at: shown.visto.as_ref().map(|it| calendar::wall(it.at)),
        awaits_visto: month.awaits_visto.is_some(),
        blocking: &month.blocking,
        manifest: shown.decisive,
        sources,
        files: &shown.files,
        problems: &month.problems,
        answered: &shown.answered,
        objectives: &month.objectives,
        phasing: &config.phasing,
        thresholds: &config.settings.thresholds,
        standings: &month.standings,
        ledger: &month.ledger,
        statement: month.ledger.statement(&config.settings.report.statement),
        reconciliation: &month.reconciliation,
        indicators: &month.indicators,
        year_end: &month.year_end,
        past: &month.past,
        headline: &config.settings.report.headline,
        revised: &month.revised,
        corrected: &shown.corrected,
        reweighed: &shown.reweighed,
        alerts: &month.alerts,
        offices: &shown.offices,
    }
}

/// What the messages of an issue say that its workbook does not.
#[derive(Default)]
pub(super) struct Told {
    /// The alerts of the manifest, as the messages say them.
    pub alerts: Vec<Alert>,
    /// The Message-IDs of the letters of earlier issues of the month, by address.
    pub letters: BTreeMap<String, Vec<String>>,
}

/// The Message-IDs of the letters with which earlier issues of a month were sent, the first first, by address.
pub(super) fn letters_before(
    period: Period,
    store: &Store,
    folders: &Folders,
) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
    let mut before: Vec<QueuedMessage> = store.messages(Some(period))?;
    // What else an issue wrote to the same address has a thread of its own.
    let begins = |number: u32, kind: Receives| format!("{period}-{number}-{}-", kind.id());
    let is_of_month = |it: &QueuedMessage, number: u32| {
        [Receives::Monthly, Receives::Draft].into_iter().any(|kind| it.id.starts_with(&begins(number, kind)))
    };
    before.retain(|it| it.number.is_some_and(|number| is_of_month(it, number)));
    before.sort_by(|a, b| (a.number, &a.id).cmp(&(b.number, &b.id)));
    let mut letters: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for letter in before {
        // One that the archive does not give back is told elsewhere, and holds up no issue.
        let bytes = archive::load(&folders.archive(), letter.digest).unwrap_or_default();
        letters.entry(letter.to).or_default().extend(mail::message_id_of(&bytes));
    }
    Ok(letters)
}

/// Renders the workbook, composes the messages, keeps both. Both tell the alerts of the manifest: who reads once a month
/// has to learn what is new since the month before, not since last night.
pub(super) fn emit(
    view: &View<'_>,
    told: &Told,
    month: &Month,
    manifest: &Manifest,
    desk: Desk<'_>,
) -> anyhow::Result<Emission> {
    let Desk { config, folders, now } = desk;
    // A large workbook goes to disk as it is made, and is read again only to travel.
    let mut draft = folders.draft()?;
    report::render(view, BufWriter::new(draft.as_file_mut()))?;
    let mail = &config.settings.mail;
    let weight = draft.as_file().metadata()?.len();
    let travels = mail.attaches(weight).then(|| std::fs::read(draft.path())).transpose()?;
    let (workbook, size, draft) = folders.keep_draft(draft)?;
    let name = view.workbook_name();
    let prospetto = report::prospetto::render_pdf(&report::prospetto::of(view), view.period)?;
    let kept = Document { digest: folders.keep(&prospetto)?, name: view.prospetto_name() };
    let carried = Some((kept.name.as_str(), prospetto.as_slice()));
    let staff = staff_by_role(view, config)?;
    let attachment = Attachment { name: &name, size, bytes: travels.as_deref(), prospetto: carried, staff: &staff };
    let files = month.files_told(view.files);
    let said = View { alerts: &told.alerts, blocking: &month.blocking_told, files: &files, ..*view };
    let mut messages = Vec::new();
    let duties = config.duties.due(calendar::day(now));
    let beside = Beside { changes: month.changes.as_ref(), letters: &told.letters, duties: &duties };
    let composed = match (month.tells_nobody, month.tells_readers) {
        (false, _) => mail::compose(&said, attachment, beside, mail, now)?,
        (true, true) => mail::scorecards(&said, mail, now)?,
        (true, false) => Vec::new(),
    };
    for message in composed {
        let digest = folders.keep(&message.bytes)?;
        messages.push(Filed { message, digest, period: view.period, number: Some(view.issue) });
    }
    // The run's whole configuration is kept too: months later somebody asks by which rules a figure was made.
    folders.keep(&serde_json::to_vec(&config.texts)?)?;
    // A night does not issue: only here is it known what the month says.
    let manifest = Manifest { brief: Some(brief::kept(view)), ..manifest.clone() };
    let issue = Issue {
        period: view.period,
        number: view.issue,
        state: view.state,
        decisive: view.manifest,
        manifest: serde_json::to_string(&manifest)?,
        workbook,
        workbook_name: name,
        prospetto: Some(kept),
        issued_at: now,
        withdrawn: None,
    };
    Ok(Emission { issue, draft, prospetto, messages })
}

/// What a month found, for the database.
pub(super) fn found(month: &Month) -> Found<'_> {
    Found {
        statements: &month.ledger.statements,
        indicators: &month.indicators,
        standings: &month.standings,
        year_end: &month.year_end,
        reconciliation: &month.reconciliation,
        alerts: &month.alerts,
    }
}

/// The path of a file of an issue under `reports/`.
pub(super) fn path_of(folders: &Folders, period: Period, name: &str) -> std::path::PathBuf {
    folders.reports().join(period.to_string()).join(name)
}

/// The tables of persons for those who read the month and may read more of them than everybody.
fn staff_by_role(view: &View<'_>, config: &Config) -> anyhow::Result<StaffBooks> {
    let mut all = StaffBooks::new();
    for role in config.settings.mail.recipients.iter().map(|it| &it.role) {
        let mut bytes = Vec::new();
        if report::render_staff(view, role, Cursor::new(&mut bytes))? {
            all.insert(Arc::clone(role), (format!("personale-{}.xlsx", view.period), bytes));
        }
    }
    Ok(all)
}
