//! `quadratura verify`: whether what was issued is still what it was.

use serde_json::{Value, json};

use super::Answer;
use super::arguments::VerifyArguments;
use super::exit::Exit;
use super::lines::field;
use super::output;
use crate::config::Config;
use crate::italian::counted;
use crate::period::Period;
use crate::pipeline::{self, Verified};

pub(super) fn perform(arguments: &VerifyArguments) -> Answer {
    let config = Config::load(&arguments.common.config)?;
    let verified = pipeline::verify(&config, arguments.period, &|_| Ok(()))?;
    if arguments.common.json {
        output::print_json(&as_json(&verified))?;
    } else {
        output::print(&said(&verified, &config.settings.ente.name, arguments.period))?;
    }
    Ok(Exit::look_if(!verified.findings.is_empty()))
}

fn as_json(it: &Verified) -> Value {
    let bytes = it.by_bytes.iter().map(|(period, number)| json!({"period": period, "issue": number, "by": "bytes"}));
    let values = it.by_values.iter().map(
        |(period, number, program)| json!({"period": period, "issue": number, "by": "values", "program": program}),
    );
    let not = it.not_rebuilt.iter();
    json!({
        "archived": it.archived,
        "published": it.published,
        "records": it.records,
        "links": it.links,
        "former_links": it.former_links,
        "rebuilt": bytes.chain(values).collect::<Vec<_>>(),
        "not_rebuilt": not
            .map(|(period, number, why)| json!({"period": period, "issue": number, "text": why}))
            .collect::<Vec<_>>(),
        "prospetti": {"same": it.prospetti.0, "other": it.prospetti.1},
        "messages": {"same": it.letters.0, "other": it.letters.1},
        "findings": it.findings,
    })
}

fn said(it: &Verified, ente: &str, only: Option<Period>) -> String {
    let what = only.map_or_else(|| "tutto ciò che".to_owned(), |it| format!("ciò che di {}", it.italian()));
    let outcome = match it.findings.len() {
        0 => "è com'era".to_owned(),
        count => counted(count, "differenza", "differenze"),
    };
    let mut out = format!("Verificato {what} conserva «{ente}»: {outcome}.\n");
    field(&mut out, "Archivio", &format!("{}, ognuno contro il suo nome", counted(it.archived, "file", "file")));
    field(&mut out, "Emessi", &format!("{} in reports/, contro l'archivio", counted(it.published, "file", "file")));
    field(&mut out, "Registro", &format!("{}, contro il database", counted(it.records, "scheda", "schede")));
    let former = match it.former_links {
        0 => String::new(),
        count => format!("; {} di prima che ci fosse la catena, com'erano il giorno in cui è cominciata", count),
    };
    field(&mut out, "Catena", &format!("{}{former}", counted(it.links, "anello", "anelli")));
    if !it.by_bytes.is_empty() {
        field(&mut out, "Rifatte", &format!("{}, negli stessi byte", emissions(it.by_bytes.len())));
    }
    if !it.by_values.is_empty() {
        let programs: std::collections::BTreeSet<&str> = it.by_values.iter().map(|(.., it)| it.as_str()).collect();
        let programs: Vec<&str> = programs.into_iter().collect();
        let text = format!(
            "{}, ogni valore lo stesso e altri byte: le ha emesse un altro programma (versione {}; questo è {}), o un file allora rifiutato vale adesso",
            emissions(it.by_values.len()),
            programs.join(", "),
            env!("CARGO_PKG_VERSION")
        );
        field(&mut out, "Rifatte", &text);
    }
    if it.prospetti != (0, 0) {
        let others = match it.prospetti.1 {
            0 => String::new(),
            count => format!("; {count} con altri: quelli emessi stanno in archivio, intatti"),
        };
        let same = counted(it.prospetti.0, "rifatto negli stessi byte", "rifatti negli stessi byte");
        field(&mut out, "Prospetti", &format!("{same}{others}"));
    }
    if it.letters != (0, 0) {
        let others = match it.letters.1 {
            0 => String::new(),
            count => format!(
                "; {count} con altri: li scrisse un altro programma, o dicevano di file che aspettavano in drop"
            ),
        };
        let same = counted(it.letters.0, "rifatto negli stessi byte", "rifatti negli stessi byte");
        field(&mut out, "Messaggi", &format!("{same}{others}"));
    }
    for (period, number, why) in &it.not_rebuilt {
        field(&mut out, "Non rifatta", &format!("{}, emissione {number}: {why}", period.italian()));
    }
    for problem in &it.findings {
        field(&mut out, "Diverso", &problem.text);
        field(&mut out, "", &format!("→ {}", problem.remedy));
    }
    out
}

fn emissions(count: usize) -> String {
    counted(count, "emissione", "emissioni")
}
