//! `quadratura check`: whether the configuration can be used; with `--mail`, whether its mail server goes along.

use serde_json::{Value, json};

use super::arguments::CheckArguments;
use super::exit::Exit;
use super::lines::field;
use super::output::{self, Failure};
use super::summary;
use super::{Answer, json};
use crate::clock::{Clock as _, System};
use crate::config::Config;
use crate::italian::listed;
use crate::mail::transport::{self, Agreed, Certificate, Rehearsal};
use crate::mail::{Delivery, Mode, SmtpSettings};
use crate::period::italian_date;
use crate::pipeline::{self, Folders, Redefinition, Shelves};
use crate::store::Store;

pub(super) fn perform(arguments: &CheckArguments) -> Answer {
    let config = Config::load(&arguments.common.config)?;
    config.nothing_in_vain(&arguments.common.config)?;
    let as_json = arguments.common.json;
    if arguments.mail {
        return mail(&config, as_json);
    }
    let (redefined, untold) = match redefined(&config) {
        Ok(found) => (found, None),
        Err(error) => (Vec::new(), Some(pipeline::failure(&error).sentence())),
    };
    let silent = redefined.iter().any(Redefinition::is_silent);
    if as_json {
        let mut value = json::check(&config);
        value["redefined"] = redefined.iter().map(json::redefined).collect();
        value["not_compared"] = json!(untold);
        if let Some(first) = redefined.iter().find(|it| it.is_silent()).map(Redefinition::refused) {
            value["state"] = json!("refused");
            value["error"] =
                json!({ "code": first.code, "text": first.text, "file": null, "line": null, "column": null });
        }
        output::print_json(&value)?;
        return Ok(if silent { Exit::Wrong } else { Exit::Done });
    }
    if silent {
        return Err(Failure::usage(summary::refused(&redefined)));
    }
    let mut out = summary::check(&config);
    if let Some(why) = untold {
        field(&mut out, "Mesi diffusi", &format!("non confrontati: {why}"));
    }
    for it in redefined.iter().filter(|it| !it.is_silent()) {
        field(&mut out, "Correzione", &told_correction(it));
    }
    output::print(&out)?;
    Ok(Exit::Done)
}

/// What holds otherwise in released months than it did; nothing where there is no database yet.
fn redefined(config: &Config) -> anyhow::Result<Vec<Redefinition>> {
    let folders = Folders::of(config);
    if !folders.database().exists() {
        return Ok(Vec::new());
    }
    let store = Store::open_looking(&folders.database(), &config.settings.ente.id)?;
    pipeline::redefined(Shelves { config, folders: &folders, store: &store })
}

fn told_correction(it: &Redefinition) -> String {
    let (act, why) = it.corrects.as_ref().map_or(("", ""), |it| (it.act.as_str(), it.why.as_str()));
    format!("{}, con {act}: {why}", it.name)
}

const NO_SERVER: &str = "non c'è nessun server di posta da provare: scrivere la tabella [mail.smtp], con almeno `host`";

/// The whole conversation up to the sender, told a step after the other.
fn mail(config: &Config, as_json: bool) -> Answer {
    let settings = &config.settings.mail;
    let Some(smtp) = &settings.smtp else { return Err(Failure::usage(NO_SERVER)) };
    let Rehearsal { agreed, fault } = transport::rehearse(smtp, &settings.domain, &settings.sender()?);
    let (exit, fault) = match fault {
        None => (Exit::Done, None),
        // Somebody has to mend the settings, as where the configuration cannot be used.
        Some(Delivery::Misconfigured(text)) => (Exit::Wrong, Some(("mail.misconfigured", text))),
        Some(other) => (Exit::Failed, Some(("mail.not_delivered", words(other)))),
    };
    if as_json {
        let mut value = json::check(config);
        value["mail"] = json!({ "server": smtp.place(), "steps": agreed.iter().map(step).collect::<Vec<_>>() });
        if let Some((code, text)) = fault {
            value["error"] = json!({ "code": code, "text": text, "file": null, "line": null, "column": null });
        }
        output::print_json(&value)?;
        return Ok(exit);
    }
    output::print(&told(config, smtp, &agreed, fault.is_none()))?;
    match fault {
        None => Ok(Exit::Done),
        Some((_, text)) if exit == Exit::Wrong => Err(Failure::usage(text)),
        Some((_, text)) => Err(Failure::Failed(anyhow::Error::msg(text))),
    }
}

fn words(delivery: Delivery) -> String {
    match delivery {
        Delivery::Sent => String::new(),
        Delivery::Refused(text)
        | Delivery::Deferred(text)
        | Delivery::Interrupted(text)
        | Delivery::Uncertain(text)
        | Delivery::Unreachable(text)
        | Delivery::Misconfigured(text) => text,
    }
}

fn told(config: &Config, smtp: &SmtpSettings, agreed: &[Agreed], well: bool) -> String {
    let ente = &config.settings.ente.name;
    let mut out = format!(
        "La configurazione di «{ente}» è valida.\nProva del server di posta `{}`, senza mandare nulla:\n",
        smtp.place()
    );
    for step in agreed {
        tell(&mut out, step);
    }
    if well && config.settings.mail.mode == Mode::Eml {
        field(
            &mut out,
            "Esito",
            "tutto bene; con `mode = \"eml\"` i messaggi restano file in outbox/, finché non si scrive \"smtp\"",
        );
    } else if well {
        field(&mut out, "Esito", "tutto bene: i messaggi possono partire");
    }
    out
}

fn tell(out: &mut String, step: &Agreed) {
    match step {
        Agreed::Reached(address) => field(out, "Indirizzo", &format!("{address}, risponde")),
        Agreed::Greeted(banner) => field(out, "Saluto", &format!("`{banner}`")),
        Agreed::Shown(certificate) => tell_certificate(out, certificate),
        Agreed::Protected { version, pinned } => {
            let why = if *pinned { "è quello di `certificate_sha256`" } else { "vale per questo server" };
            field(out, "Cifratura", &format!("{version}; il certificato {why}"));
        }
        Agreed::InTheClear => field(out, "Cifratura", "nessuna, come dicono le impostazioni"),
        Agreed::LoggedIn { user, mechanism } => {
            field(out, "Accesso", &format!("come `{user}`, con {mechanism}: accettato"));
        }
        Agreed::NoLogin => field(out, "Accesso", "nessuno: le impostazioni non hanno `user`"),
        Agreed::Sender(from) => field(out, "Mittente", &format!("`{from}`: accettato")),
    }
}

fn tell_certificate(out: &mut String, it: &Certificate) {
    if let Some(says) = &it.says {
        let own = if says.self_signed { "da sé stesso".to_owned() } else { format!("da `{}`", says.issuer) };
        field(out, "Certificato", &format!("di `{}`, firmato {own}", says.subject));
        let servers = if says.servers.is_empty() { "nessun server".to_owned() } else { listed(&says.servers) };
        field(out, "", &format!("per {servers}"));
        let over = if says.until < System.now() { ", SCADUTO" } else { "" };
        let days = format!("vale dal {} al {}{over}", italian_date(says.first_day()), italian_date(says.last_day()));
        field(out, "", &days);
    } else {
        field(out, "Certificato", "di una forma che non si legge");
    }
    field(out, "", &format!("SHA-256 {}", it.sha256));
}

/// A step, for scripts.
fn step(step: &Agreed) -> Value {
    match step {
        Agreed::Reached(address) => json!({ "step": "address", "address": address.to_string() }),
        Agreed::Greeted(banner) => json!({ "step": "greeting", "text": banner }),
        Agreed::Shown(it) => json!({
            "step": "certificate",
            "sha256": it.sha256,
            "subject": it.says.as_ref().map(|says| &says.subject),
            "issuer": it.says.as_ref().map(|says| &says.issuer),
            "servers": it.says.as_ref().map(|says| &says.servers),
            "not_before": it.says.as_ref().map(|says| says.from.to_rfc3339()),
            "not_after": it.says.as_ref().map(|says| says.until.to_rfc3339()),
            "self_signed": it.says.as_ref().map(|says| says.self_signed),
        }),
        Agreed::Protected { version, pinned } => json!({ "step": "tls", "version": version, "pinned": pinned }),
        Agreed::InTheClear => json!({ "step": "tls", "version": null, "pinned": false }),
        Agreed::LoggedIn { user, mechanism } => json!({ "step": "login", "user": user, "mechanism": mechanism }),
        Agreed::NoLogin => json!({ "step": "login", "user": null, "mechanism": null }),
        Agreed::Sender(from) => json!({ "step": "sender", "address": from }),
    }
}
