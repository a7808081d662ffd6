//! `quadratura withdraw`: a draft made in error is taken back, with a reason that stays written.

use std::collections::BTreeSet;

use serde_json::json;

use super::arguments::WithdrawArguments;
use super::exit::Exit;
use super::lines::field;
use super::output::{self, Failure};
use super::{Answer, show, status};
use crate::clock::{Clock as _, System};
use crate::config::Config;
use crate::italian::{counted, listed, visible_line};
use crate::mail::transport;
use crate::period::Period;
use crate::pipeline::{self, Folders, Hands, Lock, NoDraft, Shelves, Withdrawn};

pub(super) fn perform(arguments: &WithdrawArguments) -> Answer {
    let config = Config::load(&arguments.common.config)?;
    let why = arguments.why.trim();
    if why.is_empty() {
        return Err(Failure::usage("il motivo (`--why`) non può essere vuoto: resterà scritto accanto alla bozza"));
    }
    let now = arguments.now.unwrap_or_else(|| System.now());
    let folders = Folders::of(&config);
    let _lock = Lock::take_as(&config.root, "withdraw", System.now())?;
    let mut store = pipeline::open(&config)?;
    let transport = transport::of(&config.settings.mail, folders.outbox());
    let mut hands = Hands::of(&config, &mut store, &*transport, now, &|_| Ok(()));
    let withdrawn = pipeline::withdraw(arguments.period, why, &mut hands).map_err(|error| {
        match error.downcast_ref::<NoDraft>() {
            Some(none) => Failure::usage(none.to_string()),
            None => error.into(),
        }
    })?;
    show(Shelves { config: &config, folders: &folders, store: &store }, now);
    if arguments.common.json {
        output::print_json(&json!({
            "period": arguments.period,
            "withdrawn": withdrawn.issues.iter().map(status::withdrawn_json).collect::<Vec<_>>(),
            "alerts": withdrawn.alerts,
            "cancelled": withdrawn.cancelled.iter().map(|it| &it.id).collect::<Vec<_>>(),
            "sent": withdrawn.sent.iter().map(|it| &it.id).collect::<Vec<_>>(),
            "resting": withdrawn
                .resting
                .iter()
                .map(|(period, number)| json!({"period": period, "issue": number}))
                .collect::<Vec<_>>(),
            "problems": withdrawn.warnings,
        }))?;
    } else {
        output::print(&said(arguments.period, &visible_line(why), &withdrawn))?;
    }
    Ok(Exit::look_if(!withdrawn.warnings.is_empty()))
}

fn said(period: Period, why: &str, it: &Withdrawn) -> String {
    let numbers: Vec<String> = it.issues.iter().map(|it| it.number.to_string()).collect();
    let issues = if numbers.len() == 1 { "emissione" } else { "emissioni" };
    let mut out = format!("Ritirata la bozza di {} ({issues} {}): {why}\n", period.italian(), listed(&numbers));
    if it.warnings.is_empty() {
        field(&mut out, "Cartella", "tolta da reports/; l'archivio la conserva");
    }
    for problem in &it.warnings {
        let text = format!("`{}` {}", problem.file.as_deref().unwrap_or_default(), problem.text);
        field(&mut out, "Cartella", &format!("{text}. Rimedio: {}", problem.remedy));
    }
    field(&mut out, "Avvisi", &format!("{}, senza scrivere a nessuno", counted(it.alerts.len(), "chiuso", "chiusi")));
    if !it.cancelled.is_empty() {
        let letters = counted(it.cancelled.len(), "messaggio non ancora partito", "messaggi non ancora partiti");
        field(&mut out, "Posta", &format!("{letters}: nessuno li riceverà"));
    }
    if !it.sent.is_empty() {
        let to: BTreeSet<&str> = it.sent.iter().map(|it| it.to.as_str()).collect();
        let to: Vec<String> = to.into_iter().map(str::to_owned).collect();
        let letters = counted(it.sent.len(), "messaggio era già partito", "messaggi erano già partiti");
        field(&mut out, "Posta", &format!("{letters}: avvisare {}", listed(&to)));
    }
    for (month, number) in &it.resting {
        let text = format!(
            "l'emissione {number} di {} si appoggia a questa bozza; per rifarla: quadratura run --period {month}",
            month.italian()
        );
        field(&mut out, "Da rifare", &text);
    }
    out
}
