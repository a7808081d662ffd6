//! How things stand, without touching them: `status`.

use serde_json::{Value, json};

use super::arguments::Common;
use super::outbox::italian;
use super::{Answer, jobs, opened, output, summary};
use crate::clock::{Clock as _, System};
use crate::intake;
use crate::italian::counted;
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
        let text = format!("{} a {}", counted(open.len(), "aperta", "aperte"), issue.period.italian());
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
    let counts = MessageState::ALL
        .into_iter()
        .map(|state| (code(&state), messages.iter().filter(|it| it.state == state).count()));
    Value::Object(counts.filter(|(_, count)| *count > 0).map(|(state, count)| (state, json!(count))).collect())
}
