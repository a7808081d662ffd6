//! How things stand, without touching them: `status`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::arguments::Common;
use super::{Answer, jobs, opened, outbox, output, summary};
use crate::calendar;
use crate::clock::{Clock as _, System};
use crate::config::Config;
use crate::intake::{self, trays};
use crate::issue::{Issue, IssueState};
use crate::italian::{capital, counted};
use crate::ledger::RowId;
use crate::monitor::{AlertState, Followed};
use crate::period::italian_date;
use crate::pipeline;
use crate::problem::Severity;
use crate::reconcile::{DifferenceState, FormerDifference};
use crate::schedule::Heartbeat;
use crate::store::{Arrival, MessageState, QueuedMessage};

pub(super) fn perform(common: &Common) -> Answer {
    let (config, folders, store) = opened(&common.config)?;
    let issues = store.all_issues()?;
    let waiting = pipeline::waiting(&store, &config)?;
    let messages = store.messages(None)?;
    let drop = folders.drop();
    let scan = if drop.is_dir() {
        let wait = intake::Wait { now: System.now(), settled_scans: 1, settings: config.settings.intake };
        intake::scan(&drop, &config.settings.offices, &store.sightings()?, &wait).map_err(anyhow::Error::from)?
    } else {
        intake::Scan::default()
    };
    let mut in_hand = trays::in_hand(&drop).unwrap_or_default();
    // What is committed waits for its tray alone.
    in_hand.retain(|it| !store.arrival(it.arrival.split('.').next().unwrap_or("")).is_ok_and(|known| known.is_some()));
    let last = latest(&issues);
    let is_open = |it: &FormerDifference| it.state == DifferenceState::Open;
    let open = match last.last() {
        Some(issue) => store.issued_differences(issue)?.known.into_iter().filter(|(_, it)| is_open(it)).collect(),
        None => Vec::new(),
    };
    let mut alerts: Vec<_> =
        store.alerts()?.followed.into_values().filter(|it| it.state != AlertState::Resolved).collect();
    alerts.sort_by(|a, b| (a.severity, a.kind, &a.id).cmp(&(b.severity, b.kind, &b.id)));
    let heartbeat = Heartbeat::read(&config.heartbeat);
    let behind = pipeline::behind(&folders, &store)?.map(|it| pipeline::failure(&it.into()));
    let standing = jobs::Standing { config: &config, heartbeat, latest: store.latest_runs()?, now: System.now() };
    let state = State { config: &config, standing, behind, issues, waiting, scan, in_hand, open, alerts, messages };
    if common.json {
        output::print_json(&state.json())?
    } else {
        output::print(&state.text())?
    }
    Ok(0)
}

/// All that stands at this moment.
struct State<'a> {
    config: &'a Config,
    standing: jobs::Standing<'a>,
    behind: Option<pipeline::Failure>,
    issues: Vec<Issue>,
    waiting: Vec<Arrival>,
    scan: intake::Scan,
    in_hand: Vec<trays::Standing>,
    /// The open differences of the last month.
    open: Vec<(RowId, FormerDifference)>,
    alerts: Vec<Followed>,
    messages: Vec<QueuedMessage>,
}

impl State<'_> {
    fn json(&self) -> Value {
        let Self { config, standing, behind, issues, waiting, scan, in_hand, open, alerts, messages } = self;
        let (service, jobs) = standing.json();
        json!({
            "ente": config.settings.ente.id,
            "root": config.root,
            "service": service,
            "jobs": jobs,
            "behind": behind.as_ref().map(|it| json!({"text": it.text, "remedy": it.remedy})),
            "issues": issues.iter().map(issue_json).collect::<Vec<_>>(),
            "drop": scan.arrivals.iter().map(|file| &file.name).collect::<Vec<_>>(),
            "settling": scan.settling.iter().map(|file| json!({"file": file.name, "text": file.why})).collect::<Vec<_>>(),
            "in_hand": in_hand.iter().map(|file| &file.name).collect::<Vec<_>>(),
            "pending": waiting
                .iter()
                .map(|it| json!({
                    "file": it.name,
                    "period": it.period,
                    "layout": it.layout.as_deref().unwrap_or_default(),
                    "office": it.office.as_deref().unwrap_or_default(),
                }))
                .collect::<Vec<_>>(),
            "open_differences": open
                .iter()
                .map(|(id, it)| json!({"id": id.to_string(), "kind": it.kind, "office": it.office.as_deref().unwrap_or_default(), "amount_cents": it.cents.0, "text": it.text, "first_seen": it.first_seen}))
                .collect::<Vec<_>>(),
            "alerts": alerts.iter().map(|it| super::json::alert(&it.alert(), Some(it))).collect::<Vec<_>>(),
            "outbox": outbox_counts(messages),
            "undelivered": messages.iter().filter(|it| undelivered(it)).map(outbox::json).collect::<Vec<_>>(),
        })
    }

    fn text(&self) -> String {
        let Self { config, standing, behind, issues, waiting, scan, in_hand, open, alerts, messages } = self;
        let last = latest(issues);
        let mut out = format!("{}\n", config.settings.ente.name);
        standing.tell(&mut out);
        if let Some(behind) = behind {
            summary::field(&mut out, "Guasto", &behind.sentence());
        }
        if issues.is_empty() {
            summary::field(&mut out, "Mesi", "nessun mese emesso; per emetterne uno: quadratura run");
        }
        for issue in &last {
            let draft = if issue.state == IssueState::Draft { ", BOZZA" } else { "" };
            let text = format!(
                "{}: emissione {}{draft}, {}, {}",
                issue.period.italian(),
                issue.number,
                summary::instant(issue.issued_at),
                issue.workbook_name
            );
            summary::field(&mut out, "Mese", &text);
        }
        if let Some(issue) = last.last() {
            let text = format!("{} a {}", counted(open.len(), "aperta", "aperte"), issue.period.italian());
            summary::field(&mut out, "Differenze", &text);
        }
        tell_alerts(&mut out, alerts);
        for file in scan.arrivals.iter().take(summary::LISTED_MAX) {
            summary::field(&mut out, "In arrivo", &format!("`{}`", file.name));
        }
        summary::left(&mut out, scan.arrivals.len(), "altro file in arrivo", "altri file in arrivo");
        for file in in_hand.iter().take(summary::LISTED_MAX) {
            summary::field(&mut out, "In mano", &format!("`{}`, preso e non ancora letto", file.name));
        }
        summary::left(&mut out, in_hand.len(), "altro file in mano", "altri file in mano");
        summary::left(&mut out, scan.settling.len(), "altro file che aspetta", "altri file che aspettano");
        for file in scan.settling.iter().take(summary::LISTED_MAX) {
            summary::field(&mut out, "In attesa", &format!("`{}`: {}", file.name, file.why));
        }
        for arrival in waiting {
            let text = format!(
                "`{}`, di {}: il mese non è ancora emesso con questo file",
                arrival.name,
                arrival.period.italian()
            );
            summary::field(&mut out, "Da emettere", &text);
        }
        let words = outbox::Words::of(config);
        let said = if messages.is_empty() { "nessun messaggio".to_owned() } else { words.counts(messages) };
        summary::field(&mut out, "Posta", &said);
        tell_mail(&mut out, messages, &words);
        out
    }
}

/// Whether a message has not arrived, and nobody decided that it should not.
fn undelivered(it: &QueuedMessage) -> bool {
    !matches!(it.state, MessageState::Sent | MessageState::Cancelled)
}

/// The messages that have not arrived, those that wait for the same reason together.
fn tell_mail(out: &mut String, messages: &[QueuedMessage], words: &outbox::Words) {
    let mut alike: BTreeMap<(MessageState, &str), Vec<&QueuedMessage>> = BTreeMap::new();
    for it in messages.iter().filter(|it| undelivered(it)) {
        alike.entry((it.state, it.answer.as_str())).or_default().push(it);
    }
    for group in alike.into_values() {
        let Some(first) = group.iter().min_by_key(|it| (it.next_try, &it.id)) else { continue };
        let more = match group.len() - 1 {
            0 => String::new(),
            1 => " e un altro".to_owned(),
            more => format!(" e altri {more}"),
        };
        let text = format!("«{}» per {}{more}: {}", first.subject, first.to, outbox::standing(first).join("; "));
        summary::field(out, &capital(words.one(first)), &text);
    }
}

/// Alerts as they stand: those that were said, those somebody knows of, those not said yet, and how many keep silent
/// because of another.
fn tell_alerts(out: &mut String, alerts: &[Followed]) {
    let day = |at: DateTime<Utc>| italian_date(calendar::day(at));
    let told = |it: &&Followed| !matches!(it.state, AlertState::Muted | AlertState::Resolved);
    let all: Vec<&Followed> = alerts.iter().filter(told).collect();
    for it in all.iter().take(summary::LISTED_MAX) {
        let grave = if it.severity == Severity::Warning { "" } else { "[grave] " };
        let since = it.raised_at.map(|at| format!("dal {}, ", day(at))).unwrap_or_default();
        match (it.state, &it.acknowledged) {
            (AlertState::Raised | AlertState::Standing, _) => {
                summary::field(out, "Avviso", &format!("{grave}{} ({since}`{}`)", it.text, it.id));
            }
            (AlertState::Acknowledged, Some(known)) => {
                let until = italian_date(known.until);
                let text = format!("{} (tace fino al {until}: {}; `{}`)", it.text, known.why, it.id);
                summary::field(out, "Preso atto", &text);
            }
            (AlertState::Pending, _) => {
                let text = format!("{} (visto dal {}, non ancora detto; `{}`)", it.text, day(it.first_seen), it.id);
                summary::field(out, "In prova", &text);
            }
            (AlertState::Acknowledged | AlertState::Muted | AlertState::Resolved, _) => {}
        }
    }
    summary::left(out, all.len(), "altro avviso", "altri avvisi");
    let muted = alerts.iter().filter(|it| it.state == AlertState::Muted).count();
    if muted > 0 {
        let alerts = counted(muted, "avviso che dipende da un altro", "avvisi che dipendono da altri");
        summary::field(out, "Tace", &format!("{alerts}, o da file non ancora arrivati; `status --json` dice da quali"));
    }
}

/// The last issue of each month, by month.
fn latest(issues: &[Issue]) -> Vec<Issue> {
    let mut last: Vec<Issue> = Vec::new();
    for issue in issues {
        match last.last_mut() {
            Some(standing) if standing.period == issue.period => *standing = issue.clone(),
            _ => last.push(issue.clone()),
        }
    }
    last
}

fn issue_json(issue: &Issue) -> Value {
    json!({
        "period": issue.period, "issue": issue.number, "state": issue.state, "issued_at": issue.issued_at.to_rfc3339(),
        "workbook": issue.workbook_name, "sha256": issue.workbook,
    })
}

fn outbox_counts(messages: &[QueuedMessage]) -> Value {
    let counts =
        MessageState::ALL.into_iter().map(|state| (state.id(), messages.iter().filter(|it| it.state == state).count()));
    Value::Object(
        counts.filter(|(_, count)| *count > 0).map(|(state, count)| (state.to_owned(), json!(count))).collect(),
    )
}
