//! `status --probe`: one line and an exit code, for the program that watches over the machine.

use serde_json::json;

use super::super::jobs::Service;
use super::super::{Answer, output};
use super::State;
use crate::cli::exit::Exit;
use crate::italian::counted;
use crate::store::MessageState;

/// Tries after which a message that waits is somebody's matter: a mail server that is started anew is nobody's.
const FAILURES_MAX: u32 = 3;

/// Files and months that one line names.
const NAMED_MAX: usize = 3;

/// How it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Well,
    Look,
    Stopped,
}

impl Verdict {
    fn id(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Look => "look",
            Self::Stopped => "stopped",
        }
    }

    fn exit(self) -> Exit {
        match self {
            Self::Well => Exit::Done,
            Self::Look => Exit::Look,
            Self::Stopped => Exit::Failed,
        }
    }
}

pub(super) fn perform(state: &State<'_>, as_json: bool) -> Answer {
    let service = state.standing.service();
    let matters = matters(state);
    let verdict = match service {
        Service::Stopped => Verdict::Stopped,
        Service::Runs | Service::Called if matters.is_empty() => Verdict::Well,
        Service::Runs | Service::Called | Service::Silent(_) => Verdict::Look,
    };
    let mut said = vec![format!("servizio {}", state.standing.told())];
    if verdict == Verdict::Well {
        said.push("nulla da guardare".to_owned());
    }
    said.extend(matters);
    let head = match verdict {
        Verdict::Well => "va bene",
        Verdict::Look => "da guardare",
        Verdict::Stopped => "non gira",
    };
    let text = format!("{head}: {}", said.join("; "));
    if as_json {
        output::print_json(&json!({ "state": verdict.id(), "exit": verdict.exit().code(), "text": text }))?;
    } else {
        output::print_whole(&text)?;
    }
    Ok(verdict.exit())
}

/// What somebody should look at. What offices and accounts have to do is told to them by mail, and is none of it.
fn matters(state: &State<'_>) -> Vec<String> {
    let mut said: Vec<String> =
        state.standing.heartbeat.iter().flat_map(|it| it.troubles.all()).map(|it| it.text.clone()).collect();
    said.extend(state.behind.as_ref().map(|it| it.text.clone()));
    let drafts: Vec<String> = state.known.months.drafts().map(|it| it.italian()).collect();
    said.extend(named(&drafts, "mese in BOZZA", "mesi in BOZZA"));
    let refused: Vec<String> = state.refused_that_matter().map(|it| format!("`{}`", it.arrival.name)).collect();
    said.extend(named(&refused, "file rifiutato", "file rifiutati"));
    let settling = state.scan.settling.iter().filter(|it| it.problem.is_some());
    let settling: Vec<String> = settling.map(|it| format!("`{}`", it.name)).collect();
    said.extend(named(&settling, "file che aspetta da troppo", "file che aspettano da troppo"));
    let is_stuck = |state, failures| match state {
        MessageState::Queued => failures >= FAILURES_MAX,
        MessageState::Refused | MessageState::GivenUp | MessageState::Uncertain => true,
        MessageState::Sent | MessageState::Cancelled => false,
    };
    let stuck = state.known.messages.iter().filter(|it| is_stuck(it.state, it.failures));
    let stuck: Vec<String> = stuck.map(|it| format!("«{}» per {}", it.subject, it.to)).collect();
    said.extend(named(&stuck, "messaggio che non parte", "messaggi che non partono"));
    said
}

/// `2 file rifiutati: `a.xlsx`, `b.xlsx``, with the first of them named; nothing where there is none.
fn named(all: &[String], one: &str, many: &str) -> Option<String> {
    let more = if all.len() > NAMED_MAX { ", …" } else { "" };
    let first = all.get(..all.len().min(NAMED_MAX)).filter(|first| !first.is_empty())?;
    Some(format!("{}: {}{more}", counted(all.len(), one, many), first.join(", ")))
}
