//! `quadratura retry`: refused files are tried again from the archive. Nothing is issued: the next run of their months does.

use serde_json::json;

use super::arguments::RetryArguments;
use super::exit::Exit;
use super::output::{self, Failure};
use super::{Answer, lines, program};
use crate::clock::{Clock as _, Fixed, System};
use crate::config::Config;
use crate::issue::SourceState;
use crate::italian::counted;
use crate::pipeline::{self, Lock};
use crate::store::Arrival;

pub(super) fn perform(arguments: &RetryArguments) -> Answer {
    let config = Config::load(&arguments.common.config)?;
    let now = arguments.now.map_or_else(|| System.now(), |now| Fixed(now).now());
    let _lock = Lock::take_alone(&config.root, "retry", System.now())?;
    let mut store = pipeline::open(&config)?;
    let mut refused = store.refused()?;
    if let Some(wanted) = &arguments.file {
        let known: Vec<String> = refused.iter().map(|arrival| format!("`{}`", arrival.name)).collect();
        refused.retain(|arrival| arrival.name == *wanted || arrival.id == *wanted);
        if refused.is_empty() {
            let known = if known.is_empty() { "nessuno".to_owned() } else { known.join(", ") };
            return Err(Failure::usage(format!("fra i file rifiutati `{wanted}` non c'è; ci sono: {known}")));
        }
    }
    let tried = pipeline::retry(&refused, &config, &mut store, now, &|_| Ok(()))?;
    let still = tried.iter().filter(|arrival| arrival.state == SourceState::Refused).count();
    if arguments.common.json {
        let files: Vec<_> = tried
            .iter()
            .map(|it| {
                json!({
                    "arrival": it.id, "file": it.name, "sha256": it.digest, "state": it.state,
                    "layout": it.layout.as_deref().unwrap_or_default(),
                    "office": it.office.as_deref().unwrap_or_default(),
                    "folder": it.folder.as_deref().unwrap_or_default(), "owner": it.owner.as_deref().unwrap_or_default(),
                    "period": it.period, "rows": it.rows, "problems": it.problems,
                })
            })
            .collect();
        output::print_json(&json!({ "files": files }))?;
    } else {
        output::print(&told(&tried))?;
    }
    Ok(Exit::look_if(still > 0))
}

fn told(tried: &[Arrival]) -> String {
    let mut out = String::new();
    if tried.is_empty() {
        out.push_str("Nessun file rifiutato da riprovare.\n");
    }
    let mut months = Vec::new();
    for arrival in tried {
        let said = match arrival.state {
            SourceState::Accepted => {
                months.push(arrival.period);
                format!(
                    "accettato, {}, {}",
                    arrival.period.italian(),
                    counted(usize::try_from(arrival.rows).unwrap_or(usize::MAX), "riga", "righe")
                )
            }
            SourceState::Refused => "ancora rifiutato".to_owned(),
            SourceState::Duplicate => "già ricevuto, non contato due volte".to_owned(),
            SourceState::Superseded => "leggibile, ma un altro file vale al suo posto".to_owned(),
            SourceState::Missing => "non c'è".to_owned(),
        };
        lines::field(&mut out, "File", &format!("`{}`: {said}", arrival.name));
        for problem in arrival.problems.iter().filter(|problem| problem.refuses()) {
            lines::field(&mut out, "", &problem.text);
            lines::field(&mut out, "", &format!("→ {}", problem.remedy));
        }
    }
    months.sort();
    months.dedup();
    for month in months {
        lines::field(
            &mut out,
            "Ora",
            &format!("{} run --period {month}, per emettere {}", program::name(), month.italian()),
        );
    }
    out
}
