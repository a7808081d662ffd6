//! `quadratura ack`: somebody knows of an alert and wants it silent until a day, and says why.

use chrono::NaiveDate;
use serde_json::json;

use super::arguments::AckArguments;
use super::exit::Exit;
use super::output::{self, Failure};
use super::{Answer, json};
use crate::calendar;
use crate::clock::{Clock as _, System};
use crate::config::Config;
use crate::italian::{meant, visible_line};
use crate::monitor::{Acknowledgement, AlertState, Memory};
use crate::period::italian_date;
use crate::pipeline::{self, Folders, Lock};

pub(super) fn perform(arguments: &AckArguments) -> Answer {
    let config = Config::load(&arguments.common.config)?;
    let why = arguments.why.trim();
    if why.is_empty() {
        return Err(Failure::usage("il motivo (`--why`) non può essere vuoto: resterà scritto accanto all'avviso"));
    }
    let today = calendar::day(arguments.now.unwrap_or_else(|| System.now()));
    if arguments.until < today {
        let text = format!(
            "`--until` dice {}, che è già passato: indicare un giorno da oggi in poi",
            italian_date(arguments.until)
        );
        return Err(Failure::usage(text));
    }
    let by = arguments.by.as_deref().unwrap_or(config.settings.offices.accounts());
    known_role(&config, by)?;
    let folders = Folders::of(&config);
    let _lock = Lock::take(&config.root)?;
    let mut store = pipeline::open(&config)?;
    let mut memory = store.alerts()?;
    let known = Acknowledgement { until: arguments.until, why: why.to_owned(), by: by.to_owned() };
    let id = meant_by(&memory, &arguments.id);
    if !memory.acknowledge(&id, known) {
        return Err(Failure::usage(unknown(&memory, &id)));
    }
    store.write_alerts(&memory)?;
    pipeline::record(&folders, &mut store, &|_| Ok(()))?;
    let Some(alert) = memory.followed.get(id.as_str()) else { return Ok(Exit::Done) };
    if arguments.common.json {
        output::print_json(&json!({ "alert": json::alert(&alert.alert(), Some(alert)) }))?;
    } else {
        output::print(&said(&visible_line(&alert.text), arguments.until))?;
    }
    Ok(Exit::Done)
}

/// The id of the alert that is shown as what was typed: a file's name in it may hold what a terminal does not show.
fn meant_by(memory: &Memory, typed: &str) -> String {
    if memory.followed.contains_key(typed) {
        return typed.to_owned();
    }
    let mut shown = memory.followed.keys().filter(|id| shown(id.as_str()) == shown(typed));
    match (shown.next(), shown.next()) {
        (Some(only), None) => only.to_string(),
        _ => typed.to_owned(),
    }
}

/// An id as a terminal shows it: white space is one space, and what would act is a mark.
fn shown(id: &str) -> String {
    visible_line(id).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn said(text: &str, until: NaiveDate) -> String {
    format!(
        "Preso atto, fino al {} compreso:\n  {text}\nSe peggiora se ne parla lo stesso; dopo quel giorno, se è ancora così, se ne riparla.\n",
        italian_date(until)
    )
}

fn known_role(config: &Config, role: &str) -> Result<(), Failure> {
    let settings = &config.settings;
    let known = settings.offices.is_accounts(role)
        || settings.offices.declares(role)
        || settings.mail.recipients.iter().any(|recipient| *recipient.role == *role);
    if known {
        Ok(())
    } else {
        Err(Failure::usage(format!("`{role}` non è un ufficio né un ruolo che riceve posta")))
    }
}

/// Why there is nothing to acknowledge, with the nearest alert that stands.
fn unknown(memory: &Memory, id: &str) -> String {
    match memory.followed.get(id).map(|it| it.state) {
        Some(AlertState::Resolved) => return format!("l'avviso `{id}` è già rientrato"),
        Some(_) => return format!("l'avviso `{id}` non è ancora stato detto a nessuno"),
        None => {}
    }
    let standing = memory.followed.values().filter(|it| it.was_said() && it.state != AlertState::Resolved);
    let proposal = meant(id, standing.map(|it| it.id.as_str()));
    visible_line(&format!("l'avviso `{id}` non c'è{proposal}; `quadratura status` li elenca"))
}
