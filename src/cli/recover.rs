//! `quadratura recover`: a database made anew from what archive and reports tell.

use serde_json::json;

use super::Answer;
use super::arguments::Common;
use super::exit::Exit;
use super::lines::field;
use super::output;
use super::program;
use super::summary::shortened;
use crate::clock::{Clock as _, System};
use crate::config::Config;
use crate::italian::counted;
use crate::pipeline::{self, Lock, Recovered};

pub(super) fn perform(common: &Common) -> Answer {
    let config = Config::load(&common.config)?;
    let _lock = Lock::take_alone(&config.root, "recover", System.now())?;
    let recovered = pipeline::recover(&config)?;
    if common.json {
        let known = recovered.as_ref();
        let issues = known.map_or(&[][..], |it| &it.issues).iter();
        output::print_json(&json!({
            "recovered": known.is_some(),
            "arrivals": known.map(|it| it.arrivals),
            "issues": issues.map(|(period, number)| json!({"period": period, "number": number})).collect::<Vec<_>>(),
            "messages": known.map(|it| it.messages),
            "held": known.map(|it| it.held),
            "alerts": known.map(|it| it.alerts),
            "aside": known.and_then(|it| it.aside.as_ref()),
            "left_out": known.map_or(&[][..], |it| &it.left_out),
        }))?;
    } else {
        output::print(&recovered.as_ref().map_or_else(|| NOTHING.to_owned(), made_anew))?;
    }
    Ok(Exit::look_if(recovered.is_some_and(|it| it.needs_attention())))
}

const NOTHING: &str = "Il database è sano e sa tutto ciò che sta in `archive` e `reports`: nulla da ricostruire.";

fn made_anew(it: &Recovered) -> String {
    let mut out = "Database ricostruito da `archive` e `reports`. Nulla è stato mandato.\n".to_owned();
    field(&mut out, "Arrivi", &it.arrivals.to_string());
    for (period, number) in &it.issues {
        field(&mut out, "Mese", &format!("{}: emissione {number}", period.italian()));
    }
    field(&mut out, "Messaggi", &format!("{}, già trattati", it.messages));
    if it.held > 0 {
        let held = counted(it.held, "messaggio annullato", "messaggi annullati");
        let text = format!(
            "{held}, perché non si sa se erano partiti: `quadratura outbox list` li elenca, `quadratura outbox retry ID` \
             ne manda uno"
        );
        field(&mut out, "", &text);
    }
    field(&mut out, "Avvisi", &it.alerts.to_string());
    for text in &it.left_out {
        field(&mut out, "Manca", text);
    }
    field(
        &mut out,
        "Manca",
        &format!(
            "la storia dei lavori: il servizio ricomincia dalla prossima scadenza. Se nel frattempo un mese doveva \
             uscire: {} run --period AAAA-MM",
            program::name()
        ),
    );
    if let Some(aside) = &it.aside {
        field(&mut out, "Da parte", &format!("il database di prima, in `{}`", shortened(aside)));
    }
    out
}
