//! `quadratura explain ID` of what is no figure of its own: a tie-out, a scorecard, an account, an answer, an alert, an issue. Computes nothing.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::field;
use crate::calendar;
use crate::cli::exit::Exit;
use crate::cli::output::Failure;
use crate::cli::{json, output};
use crate::config::Config;
use crate::issue::{Issue, IssueState};
use crate::italian::{counted, listed, visible_line};
use crate::ledger::statement::Column;
use crate::money::Cents;
use crate::monitor::{AlertState, Followed};
use crate::origin::{Origin, Sources};
use crate::period::{Period, Scenario, italian_date};
use crate::pipeline::{self, Month};
use crate::reconcile::{Anomaly, Answer, Subject, TieOut, TieOutState};
use crate::store::{QueuedMessage, Store};

/// What stands before the id of a tie-out where a line bears it too.
const TIE_OUT: &str = "quadratura:";

/// A month, and how the question is to be answered.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub month: &'a Month,
    pub sources: &'a Sources,
    pub config: &'a Config,
    pub period: Period,
    pub json: bool,
}

impl Asked<'_> {
    /// Tells of what has this id; nothing when it is the id of none of them.
    pub(super) fn perform(self, id: &str, store: &Store) -> Result<Option<Exit>, Failure> {
        // A tie-out may bear the name of a line, which is told before it.
        let of_tie_out = id.strip_prefix(TIE_OUT).unwrap_or(id);
        let tie_outs: Vec<&TieOut> =
            self.month.reconciliation.tie_outs.iter().filter(|it| it.id == of_tie_out).collect();
        let account = self.account(id);
        let told = if !tie_outs.is_empty() {
            (
                self.tie_outs_said(&tie_outs),
                json!({ "tie_outs": tie_outs.iter().map(|it| json::tie_out(it, self.sources)).collect::<Vec<_>>() }),
            )
        } else if let Some(card) = self.scorecard(id) {
            self.scorecard_told(card)
        } else if !account.is_empty() {
            self.account_told(id, &account)
        } else if let Some(answer) = self.month.answers.0.iter().find(|it| it.id.to_string() == id) {
            (self.answer_said(answer), json!({ "answer": answer }))
        } else if let Some(anomaly) = self.anomaly(id) {
            self.anomaly_told(&anomaly)
        } else if let Some(alert) = store.alerts()?.followed.get(id) {
            (self.alert_said(alert), json!({ "alert": json::alert(&alert.alert(), Some(alert)) }))
        } else if let Some(issue) = issue_of(id, store)? {
            let letters = store.messages(Some(issue.period))?;
            let own = letters.into_iter().filter(|it| it.number == Some(issue.number)).collect::<Vec<_>>();
            (issue_said(&issue, &own)?, issue_json(&issue, &own)?)
        } else {
            return Ok(None);
        };
        if self.json {
            output::print_json(&told.1)?
        } else {
            output::print(&told.0)?
        }
        Ok(Some(Exit::Done))
    }

    pub(super) fn place(self, origin: Origin) -> String {
        let (file, cell) = (self.sources.file(origin), self.sources.show(origin));
        if file.is_empty() { cell } else { format!("`{file}`, {cell}") }
    }

    fn tie_outs_said(self, all: &[&TieOut]) -> String {
        let mut out = String::new();
        for it in all {
            let shown = |cents: Option<Cents>| cents.map_or_else(|| "n.d.".to_owned(), |cents| it.unit.shown(cents));
            let _ = writeln!(out, "{} [{}]: {}", visible_line(&it.label), it.figures, verdict(it.state));
            field(&mut out, "Stampato", &shown(it.left));
            field(&mut out, "Dove", &it.origin.map(|origin| self.place(origin)).unwrap_or_default());
            let terms: Vec<String> =
                it.terms.iter().map(|(name, cents)| format!("{name} {}", it.unit.shown(*cents))).collect();
            field(&mut out, "Calcolato", &shown(it.right));
            field(&mut out, "Addendi", &terms.join("; "));
            field(&mut out, "Differenza", &shown(it.difference()));
            field(&mut out, "Tolleranza", &it.unit.shown(it.tolerance));
            field(&mut out, "Bloccante", if it.blocking { "sì" } else { "no" });
            field(&mut out, "Sembra", it.hint.as_deref().unwrap_or_default());
        }
        out
    }

    /// What an account fills, column by column.
    fn account(self, code: &str) -> Vec<(String, Column, Cents, Origin)> {
        let mut found = Vec::new();
        for statement in &self.month.ledger.statements {
            for ((line, column), amount) in &statement.amounts {
                let own = amount.entries.iter().filter(|(account, ..)| **account == *code);
                let label = statement.label(line).unwrap_or_default();
                found.extend(own.map(|(_, cents, origin)| (label.to_owned(), *column, *cents, *origin)));
            }
        }
        found
    }

    fn account_told(self, code: &str, all: &[(String, Column, Cents, Origin)]) -> (String, Value) {
        let lines: Vec<&str> = {
            let mut lines: Vec<&str> = all.iter().map(|(label, ..)| label.as_str()).collect();
            lines.sort_unstable();
            lines.dedup();
            lines
        };
        let mut out = format!(
            "Conto {code}: nella voce {}\n",
            listed(&lines.iter().map(|it| format!("«{it}»")).collect::<Vec<_>>())
        );
        let column = |it: &Column| {
            let function = it.function.map(|it| format!(", funzione {}", it.letter())).unwrap_or_default();
            format!("{} {}{function}", it.scenario.italian(), it.exercise)
        };
        for (_, at, cents, origin) in all {
            let _ = writeln!(out, "  {}: {} € ({})", column(at), cents.italian(), self.place(*origin));
        }
        let entries: Vec<Value> = all
            .iter()
            .map(|(line, at, cents, origin)| {
                json!({
                    "line": line,
                    "exercise": at.exercise,
                    "scenario": Scenario::id(at.scenario),
                    "function": at.function.map_or("", |it| it.id()),
                    "amount_cents": cents,
                    "file": self.sources.file(*origin),
                    "sheet": self.sources.sheet(*origin),
                    "cell": origin.cell(),
                })
            })
            .collect();
        (out, json!({ "account": code, "entries": entries }))
    }

    /// The problem of the month whose id this is or begins so, where it is of one alone.
    fn anomaly(self, id: &str) -> Option<Anomaly> {
        const BEGIN_MIN: usize = 4;
        let begins = |it: &Anomaly| id.len() >= BEGIN_MIN && it.id.to_string().starts_with(&id.to_ascii_lowercase());
        let mut all = pipeline::answered(self.month, self.period).problems.into_iter().filter(begins);
        all.next().filter(|_| all.next().is_none())
    }

    /// A problem with everything that was answered on it.
    fn anomaly_told(self, it: &Anomaly) -> (String, Value) {
        let answers: Vec<&Answer> = self.month.answers.on(&it.subject(), self.period).collect();
        let mut out = format!("{}\n", visible_line(&it.problem.text));
        field(&mut out, "Anomalia", &format!("{}, {}", it.id, it.problem.code));
        let place = [it.problem.file.clone().unwrap_or_default(), it.problem.within()];
        field(&mut out, "Dove", &place.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", "));
        field(&mut out, "Che fare", &it.problem.remedy);
        let is_now = it.subject();
        for one in &answers {
            let office = self.config.settings.offices.name_or_id(&one.office);
            let does = if one.decides { "ha deciso" } else { "propone" };
            let until = one.until.map(|day| format!(", fino al {}", italian_date(day))).unwrap_or_default();
            let then = if one.subject == is_now { "" } else { " (su un altro testo: non vale più)" };
            let why = if one.why.is_empty() { String::new() } else { format!(": {}", one.why) };
            let said = format!("{} {office} {does}{then}: {}{until}{why}", italian_date(one.day), one.outcome_said());
            field(&mut out, "Risposta", &visible_line(&said));
        }
        (out, json!({ "problem": json::anomaly(it), "answers": answers }))
    }

    fn answer_said(self, it: &Answer) -> String {
        let (title, on) = match &it.subject {
            Subject::Difference { id, cents, .. } => {
                (format!("Risposta sulla differenza {id}: {}", it.outcome_said()), format!(", {cents}"))
            }
            Subject::Problem { id, text } => {
                let text = format!(", «{}»", visible_line(text));
                (format!("Risposta sull'anomalia {id}: {}", it.outcome_said()), text)
            }
            Subject::Indicator { id, value, .. } => (format!("Risposta sull'indicatore {id}"), format!(", {value}")),
        };
        let mut out = format!("{title}\n");
        let office = self.config.settings.offices.name_or_id(&it.office);
        field(&mut out, "Di", &format!("{office}, che {}", if it.decides { "decide" } else { "propone" }));
        field(&mut out, "Quando", &italian_date(it.day));
        field(&mut out, "Su", &format!("emissione {} di {}{on}", it.issue, it.period.italian()));
        field(&mut out, if it.outcome.is_some() { "Motivo" } else { "Causa" }, &visible_line(&it.why));
        field(&mut out, "Azione", &visible_line(&it.action));
        field(&mut out, "Scadenza", &it.until.map(italian_date).unwrap_or_default());
        field(&mut out, "Responsabile", &visible_line(&it.responsible));
        field(&mut out, "Con", &visible_line(&it.second));
        field(&mut out, "Nota", &visible_line(&it.note));
        field(&mut out, "Data da", &visible_line(&it.who()));
        field(&mut out, "File", &it.file.map_or_else(|| "a mano".to_owned(), |it| it.to_string()));
        out
    }

    fn alert_said(self, it: &Followed) -> String {
        let mut out = format!("{}\n", visible_line(&it.text));
        field(&mut out, "Avviso", &format!("{}, {}", it.id, said(it.state)));
        let to: Vec<&str> = it.recipients.iter().map(|role| self.config.settings.offices.name_or_id(role)).collect();
        field(&mut out, "A chi tocca", &to.join(", "));
        field(&mut out, "Visto da", &calendar::shown(it.first_seen));
        field(&mut out, "Detto", &it.last_said.map(calendar::shown).unwrap_or_default());
        field(&mut out, "Dove", &it.detail.places.join("; "));
        let known =
            it.acknowledged.as_ref().map(|it| format!("fino al {}: {} ({})", italian_date(it.until), it.why, it.by));
        field(&mut out, "Preso atto", &known.unwrap_or_default());
        out
    }
}

/// The issue that `2021-06/2` or `2021-06-2` names.
fn issue_of(id: &str, store: &Store) -> anyhow::Result<Option<Issue>> {
    let Some((period, number)) = id.rsplit_once(['/', '-']) else { return Ok(None) };
    let (Ok(period), Ok(number)) = (period.parse::<Period>(), number.parse::<u32>()) else { return Ok(None) };
    Ok(store.all_issues()?.into_iter().find(|it| (it.period, it.number) == (period, number)))
}

fn issue_said(issue: &Issue, letters: &[QueuedMessage]) -> anyhow::Result<String> {
    let state = match (&issue.withdrawn, issue.state) {
        (Some(_), _) => "ritirata",
        (None, IssueState::Draft) => "BOZZA",
        (None, IssueState::Released) => "diffusa",
    };
    let mut out = format!("Emissione {} di {}: {state}\n", issue.number, issue.period.italian());
    field(&mut out, "Fatta", &calendar::shown(issue.issued_at));
    field(&mut out, "Cartella", &format!("{}, {}", issue.workbook_name, issue.workbook));
    field(&mut out, "Impronta", &issue.decisive.to_string());
    if let Some(made) = issue.made_of()? {
        let decisive = &made.decisive;
        for it in &decisive.sources {
            field(&mut out, "File", &format!("{}, {}", it.file, it.sha256));
        }
        field(&mut out, "Regole", &decisive.configuration.to_string());
        if !decisive.answers.is_empty() {
            field(&mut out, "Risposte", &counted(decisive.answers.len(), "risposta", "risposte"));
        }
        let visto = decisive.visto.as_ref();
        let visto = visto.map(|it| format!("{} (utente {}), {}: {}", it.by, it.user, calendar::shown(it.at), it.note));
        field(&mut out, "Visto", visto.unwrap_or_default().trim_end_matches([':', ' ']));
        field(&mut out, "Programma", &made.program);
    }
    for letter in letters {
        field(&mut out, "Messaggio", &format!("{}, a {}, {}", letter.id, letter.to, letter.digest));
    }
    Ok(out)
}

fn issue_json(issue: &Issue, letters: &[QueuedMessage]) -> anyhow::Result<Value> {
    Ok(json!({
        "issue": {
            "period": issue.period,
            "number": issue.number,
            "state": issue.state,
            "withdrawn": issue.withdrawn,
            "issued_at": issue.issued_at.to_rfc3339(),
            "workbook": issue.workbook_name,
            "workbook_sha256": issue.workbook,
            "decisive": issue.decisive,
            "manifest": serde_json::from_str::<Value>(&issue.manifest).unwrap_or_default(),
            "messages": letters.iter().map(|it| json!({"id": it.id, "to": it.to, "sha256": it.digest})).collect::<Vec<_>>(),
        }
    }))
}

fn verdict(state: TieOutState) -> &'static str {
    match state {
        TieOutState::Holds => "quadra",
        TieOutState::Fails => "non quadra",
        TieOutState::NoData => "dato mancante",
    }
}

fn said(state: AlertState) -> &'static str {
    match state {
        AlertState::Resolved => "rientrato",
        AlertState::Pending => "non ancora detto",
        AlertState::Raised => "nuovo",
        _ => "ancora aperto",
    }
}
