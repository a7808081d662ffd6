//! How things stand, without touching them: `status` and `outbox`.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::arguments::{Common, Outbox};
use super::output::{self, Failure};
use super::{Answer, jobs, opened, summary};
use crate::clock::{Clock as _, System};
use crate::intake::{self, archive};
use crate::monitor::AlertState;
use crate::pipeline::{self, code};
use crate::report::IssueState;
use crate::schedule::Heartbeat;
use crate::store::{Issue, MessageState, QueuedMessage};

pub(super) fn perform(common: &Common) -> Answer {
    let (config, folders, store) = opened(&common.config)?;
    let issues = store.all_issues()?;
    let waiting = pipeline::waiting(&store, &config)?;
    let messages = store.messages(None)?;
    let offices: Vec<String> = config.settings.offices.iter().map(|office| office.id.to_string()).collect();
    let drop = folders.drop();
    let scan = if drop.is_dir() {
        let wait = intake::Wait { now: System.now(), settled_scans: 1, settings: config.settings.intake };
        intake::scan(&drop, &offices, &store.sightings()?, &wait).map_err(anyhow::Error::from)?
    } else {
        intake::Scan::default()
    };
    let last = latest(&issues);
    let open = match last.last() {
        Some(issue) => store.issued_differences(issue)?.into_iter().filter(|it| it.state == "open").collect(),
        None => Vec::new(),
    };
    let mut alerts: Vec<_> =
        store.alerts()?.followed.into_values().filter(|it| it.state != AlertState::Resolved).collect();
    alerts.sort_by(|a, b| (a.severity, a.kind, &a.id).cmp(&(b.severity, b.kind, &b.id)));
    let heartbeat = Heartbeat::read(&config.heartbeat);
    let standing = jobs::Standing { config: &config, heartbeat, latest: store.latest_runs()?, now: System.now() };
    if common.json {
        let (service, jobs) = standing.json();
        let value = json!({
            "ente": config.settings.ente.id,
            "root": config.root,
            "service": service,
            "jobs": jobs,
            "issues": issues.iter().map(issue_json).collect::<Vec<_>>(),
            "drop": scan.arrivals.iter().map(|file| &file.name).collect::<Vec<_>>(),
            "settling": scan.settling.iter().map(|file| json!({"file": file.name, "text": file.why})).collect::<Vec<_>>(),
            "pending": waiting
                .iter()
                .map(|it| json!({"file": it.name, "period": it.period, "layout": it.layout, "office": it.office}))
                .collect::<Vec<_>>(),
            "open_differences": open
                .iter()
                .map(|it| json!({"id": it.id, "kind": it.kind, "office": it.office, "amount_cents": it.cents, "text": it.text, "first_seen": it.first_seen}))
                .collect::<Vec<_>>(),
            "alerts": alerts.iter().map(|it| super::json::alert(&it.alert(), Some(it))).collect::<Vec<_>>(),
            "outbox": outbox_counts(&messages),
        });
        output::print_json(&value)?;
        return Ok(0);
    }
    let mut out = format!("{}\n", config.settings.ente.name);
    standing.tell(&mut out);
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
        let text = format!("{} a {}", summary::plural(open.len(), "aperta", "aperte"), issue.period.italian());
        summary::field(&mut out, "Differenze", &text);
    }
    for alert in alerts.iter().filter(|it| matches!(it.state, AlertState::Raised | AlertState::Standing)) {
        summary::field(&mut out, "Avviso", &alert.text);
    }
    for file in &scan.arrivals {
        summary::field(&mut out, "In arrivo", &format!("`{}`", file.name));
    }
    for file in &scan.settling {
        summary::field(&mut out, "In attesa", &format!("`{}`: {}", file.name, file.why));
    }
    for arrival in &waiting {
        let text =
            format!("`{}`, di {}: il mese non è ancora emesso con questo file", arrival.name, arrival.period.italian());
        summary::field(&mut out, "Da emettere", &text);
    }
    let counts = outbox_counts(&messages);
    let said: Vec<String> =
        counts.as_object().into_iter().flatten().map(|(state, n)| format!("{n} {}", italian(state))).collect();
    let said = if said.is_empty() { "nessun messaggio".to_owned() } else { said.join(", ") };
    summary::field(&mut out, "Posta", &said);
    output::print(&out)?;
    Ok(0)
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
    let states = [
        MessageState::Queued,
        MessageState::Sent,
        MessageState::Refused,
        MessageState::Uncertain,
        MessageState::GivenUp,
    ];
    let counts = states.into_iter().map(|state| (code(&state), messages.iter().filter(|it| it.state == state).count()));
    Value::Object(counts.filter(|(_, count)| *count > 0).map(|(state, count)| (state, json!(count))).collect())
}

fn italian(state: &str) -> &str {
    match state {
        "queued" => "in coda",
        "sent" => "consegnati",
        "refused" => "rifiutati dal destinatario",
        "uncertain" => "incerti",
        "given_up" => "abbandonati",
        other => other,
    }
}

pub(super) fn outbox(what: &Outbox) -> Answer {
    match what {
        Outbox::List(common) => {
            let (_, _, store) = opened(&common.config)?;
            let messages = store.messages(None)?;
            if common.json {
                output::print_json(&json!({ "messages": messages.iter().map(message_json).collect::<Vec<_>>() }))?;
                return Ok(0);
            }
            let mut out = String::new();
            for it in &messages {
                let _ = writeln!(out, "{:<12} {:<48} {}  {}", italian(&code(&it.state)), it.id, it.to, it.subject);
            }
            if messages.is_empty() {
                out.push_str("Nessun messaggio.");
            }
            output::print(&out)?;
            Ok(0)
        }
        Outbox::Show { id, common } => {
            let (_, folders, store) = opened(&common.config)?;
            let Some(message) = store.messages(None)?.into_iter().find(|it| it.id == *id) else {
                return Err(Failure::usage(format!("il messaggio `{id}` non c'è: `quadratura outbox list` li elenca")));
            };
            let bytes = archive::load(&folders.archive(), message.digest)?;
            if common.json {
                let mut value = message_json(&message);
                value["content"] = json!(String::from_utf8_lossy(&bytes));
                output::print_json(&value)?;
            } else {
                output::print_bytes(&bytes)?;
            }
            Ok(0)
        }
    }
}

fn message_json(it: &QueuedMessage) -> Value {
    json!({
        "id": it.id, "to": it.to, "subject": it.subject, "state": it.state, "period": it.period, "issue": it.number,
        "sha256": it.digest, "answer": it.answer,
    })
}
