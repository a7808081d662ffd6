//! What the service says, in Italian: in its own records, in the log, at the terminal.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::plan::Skipped;
use super::ran::Ran;
use crate::calendar::shown;
use crate::issue::{IssueState, SourceState};
use crate::italian::{counted, days};
use crate::mail::{Mode, Notice};
use crate::origin::Digest;
use crate::overview::Trouble;
use crate::period::Period;
use crate::pipeline::{Delivered, Failure, Outcome, Taken, Verified};

/// The service itself, where a job would be named.
pub(super) const SERVICE: &str = "servizio";

pub(super) const FIRST: &str = "primo avvio: si comincia da qui";

pub(super) const KILLED: &str = "il servizio è finito prima della fine";

pub(super) const STOPPED: &str = "il servizio è stato fermato prima della fine";

pub(super) const MOVED: &str = "`paths.root` e `ente.id` non cambiano mentre il servizio gira: riavviarlo";

pub(super) fn skipped(it: &Skipped<'_>) -> String {
    if it.from == it.to {
        format!("non recuperata l'esecuzione del {}", shown(it.from))
    } else {
        format!("non recuperate le esecuzioni dal {} al {}", shown(it.from), shown(it.to))
    }
}

pub(super) fn woke(from: DateTime<Utc>, to: DateTime<Utc>) -> String {
    format!("La macchina era sospesa, o l'orologio è andato avanti: dal {} al {}.", shown(from), shown(to))
}

pub(super) fn went_back(from: DateTime<Utc>, to: DateTime<Utc>) -> String {
    format!("L'orologio della macchina è tornato indietro: dal {} al {}.", shown(from), shown(to))
}

/// How far a clock leapt, roughly: `14 giorni`, `3 ore`.
fn span(from: DateTime<Utc>, to: DateTime<Utc>) -> String {
    let hours = ((to - from).num_minutes().abs() + 30) / 60;
    match hours {
        1 => "un'ora".to_owned(),
        2..48 => format!("{hours} ore"),
        _ => days((hours + 12) / 24),
    }
}

pub(super) const DOUBTED: &str =
    "L'orologio è andato molto avanti: prima di lavorare si aspetta di vedere se resta così.";

/// What the operator is told of a clock that went ahead and stayed there.
pub(super) fn leapt_ahead(from: DateTime<Utc>, to: DateTime<Utc>) -> Notice {
    let causes = vec!["la macchina era sospesa, o qualcuno ha spostato l'orologio".to_owned()];
    leapt(format!("l'orologio della macchina è andato avanti di {}", span(from, to)), causes, from, to)
}

/// What the operator is told of a clock that went back.
pub(super) fn leapt_back(from: DateTime<Utc>, to: DateTime<Utc>) -> Notice {
    let causes = vec!["fino ad allora era avanti, o adesso è indietro".to_owned()];
    leapt(format!("l'orologio della macchina è tornato indietro di {}", span(from, to)), causes, from, to)
}

fn leapt(what: String, causes: Vec<String>, from: DateTime<Utc>, to: DateTime<Utc>) -> Notice {
    Notice {
        what,
        causes,
        remedy: "controllare data e ora della macchina con `timedatectl`, e che si regolino dalla rete prima che il servizio \
                 parta; se erano sbagliate, guardare in `quadratura status` che cosa è uscito in anticipo"
            .to_owned(),
        goes_on: format!(
            "Segnava il {}, ora segna il {}. Ciò che era stato fatto con una data che deve ancora venire si rifà quando \
             viene.",
            shown(from),
            shown(to)
        ),
    }
}

pub(super) fn unreachable(path: &Path) -> String {
    format!("non si raggiunge `{}`", path.display())
}

/// What taking in came to; nothing when nothing came.
pub(super) fn taken(it: &Taken) -> String {
    let count = |state| it.arrivals.iter().filter(|arrival| arrival.state == state).count();
    let mut said = Vec::new();
    for (count, one, many) in [
        (count(SourceState::Accepted), "file accettato", "file accettati"),
        (count(SourceState::Refused), "rifiutato", "rifiutati"),
        (count(SourceState::Duplicate), "doppio", "doppi"),
        (count(SourceState::Superseded), "superato", "superati"),
    ] {
        if count > 0 {
            said.push(format!("{count} {}", if count == 1 { one } else { many }));
        }
    }
    said.join(", ")
}

pub(super) fn computed(month: Period) -> String {
    format!("calcolato {}", month.italian())
}

/// What was left for the offices to fill in; nothing when nothing was.
pub(super) fn templates(sheets: usize, month: Period) -> String {
    match sheets {
        0 => String::new(),
        1 => format!("lasciato un modello di {}", month.italian()),
        count => format!("lasciati {count} modelli di {}", month.italian()),
    }
}

pub(super) fn waits(files: usize) -> String {
    match files {
        1 => "aspetta un file appena arrivato".to_owned(),
        files => format!("aspetta {files} file appena arrivati"),
    }
}

pub(super) fn issued(it: &Outcome) -> String {
    if let Some(redefined) = it.month.redefined.iter().find(|it| it.is_silent()) {
        return format!(
            "{}: non emesso, perché {} oggi direbbe altro di mesi già diffusi",
            it.period.italian(),
            redefined.name
        );
    }
    let draft = if it.state == IssueState::Draft { ", BOZZA" } else { "" };
    let new = if it.changed { "" } else { " (nulla di nuovo)" };
    format!("{}: emissione {}{draft}{new}", it.period.italian(), it.issue.unwrap_or_default())
}

pub(super) fn delivered(it: &Delivered, mode: Mode) -> String {
    // A file that nobody sends has arrived nowhere.
    let (one, many) = match mode {
        Mode::Eml => ("scritto in outbox/", "scritti in outbox/"),
        Mode::Smtp => ("consegnato", "consegnati"),
    };
    let sent = match it.sent {
        0 => None,
        1 => Some(format!("un messaggio {one}")),
        sent => Some(format!("{sent} messaggi {many}")),
    };
    let failed = match it.failed.len() {
        0 => None,
        1 => Some("uno non riuscito".to_owned()),
        failed => Some(format!("{failed} non riusciti")),
    };
    let why = it.misconfigured.as_ref().or(it.unreachable.as_ref()).cloned();
    let said: Vec<String> = [sent, failed, why].into_iter().flatten().collect();
    said.join(", ")
}

/// What the operator is told of a job that failed.
pub(super) fn notice(ran: &Ran, failure: &Failure) -> Notice {
    Notice {
        what: format!("il lavoro «{}», previsto il {}, non è riuscito", ran.job, shown(ran.due)),
        causes: vec![failure.text.clone()],
        remedy: failure.remedy.clone(),
        goes_on: "Nulla è andato perso: il servizio riprova da solo, e quando la causa è tolta fa ciò che è rimasto \
                  indietro."
            .to_owned(),
    }
}

/// What verifying came to. The same findings say the same: who keeps the service running is told of them once.
pub(super) fn verified(it: &Verified) -> String {
    let Some(first) = it.findings.first() else { return "tutto è com'era".to_owned() };
    let all: String = it.findings.iter().map(|it| format!("{}\n", it.text)).collect();
    let print = Digest::of(all.as_bytes()).to_string();
    format!("{} (impronta {}): {}", counted(it.findings.len(), "differenza", "differenze"), &print[..8], first.text)
}

/// Findings that a notice names; `verify` names all.
const NAMED_MAX: usize = 20;

/// What the operator is told of what is not as it was.
pub(super) fn not_as_it_was(it: &Verified) -> Notice {
    let mut causes: Vec<String> = it.findings.iter().take(NAMED_MAX).map(|it| it.text.clone()).collect();
    if it.findings.len() > NAMED_MAX {
        causes.push(counted(it.findings.len() - NAMED_MAX, "altra differenza", "altre differenze"));
    }
    Notice {
        what: "ciò che fu emesso o archiviato non è più com'era".to_owned(),
        causes,
        remedy: "guardare ogni differenza, con il suo rimedio: quadratura verify".to_owned(),
        goes_on: "Il servizio continua; finché le differenze restano queste non se ne riparla.".to_owned(),
    }
}

/// What the operator is told when that of which they were told is over.
pub(super) fn notice_over(gone: &Trouble, now: DateTime<Utc>) -> Notice {
    Notice {
        what: format!("risolto: {}", gone.text.trim_end_matches('.')),
        causes: vec![format!("impediva il lavoro dal {}; dal {} è andato a buon fine", shown(gone.since), shown(now))],
        remedy: "nulla".to_owned(),
        goes_on: "Ciò che era rimasto indietro viene fatto da solo.".to_owned(),
    }
}

pub(super) fn done(ran: &Ran, said: &str) -> String {
    format!("{} ({}): {said}", ran.job, shown(ran.due))
}

pub(super) fn failed(ran: &Ran, failure: &Failure) -> String {
    format!("{} ({}) non riuscito: {}", ran.job, shown(ran.due), failure.sentence())
}

pub(super) fn recovered(trouble: &Trouble) -> String {
    format!("Risolto, dopo {}: {}", shown(trouble.since), trouble.text)
}

pub(super) fn started(jobs: usize, root: &str) -> String {
    let jobs = if jobs == 1 { "un lavoro".to_owned() } else { format!("{jobs} lavori") };
    format!("Servizio avviato: {jobs}, dati in {root}")
}

pub(super) fn next(job: &str, due: DateTime<Utc>) -> String {
    format!("prossimo lavoro: {job}, {}", shown(due))
}

pub(super) const NO_JOBS: &str = "nessun lavoro in programma: dichiararne in [[schedule.job]]";

pub(super) const RELOADED: &str = "Configurazione riletta.";

pub(super) fn kept_old(why: &str) -> String {
    format!("La configurazione nuova non si può usare e resta in vigore quella di prima: {why}")
}

pub(super) const ENDING: &str = "Il servizio si ferma.";

pub(super) const ENDED: &str = "Servizio fermato.";

pub(super) const CUT: &str =
    "Servizio fermato prima che il lavoro in corso finisse: il prossimo avvio lo riprende da dov'era.";

pub(super) const BROKEN: &str = "un lavoro è finito per un errore del programma: il servizio riparte; segnalare l'errore del registro all'assistenza";
