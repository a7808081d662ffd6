//! `status` told to a person at a terminal.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::super::outbox;
use super::super::{lines, program, summary};
use super::{State, duties};
use crate::calendar;
use crate::indicators::plan_not_loaded;
use crate::issue::{Issue, IssueState, Withdrawal};
use crate::italian::{capital, counted, visible_line};
use crate::monitor::{AlertState, Followed};
use crate::overview::Gathered;
use crate::period::italian_date;
use crate::pipeline::Waits;
use crate::problem::Severity;
use crate::reconcile::{self, Subject};
use crate::store::{MessageState, QueuedMessage};

/// Lists under their labels, each as far as a terminal shows it, or whole.
struct Lists<'o> {
    out: &'o mut String,
    is_whole: bool,
}

impl Lists<'_> {
    fn field(&mut self, label: &str, text: &str) {
        lines::field(self.out, label, text);
    }

    /// A line for each of these, and how many were left out.
    fn list<T>(
        &mut self,
        all: impl IntoIterator<Item = T>,
        nouns: (&str, &str),
        line: impl Fn(&T) -> (String, String),
    ) {
        let all: Vec<T> = all.into_iter().collect();
        let shown = if self.is_whole { all.len() } else { all.len().min(summary::LISTED_MAX) };
        for (label, text) in all[..shown].iter().map(line) {
            self.field(&label, &text);
        }
        if shown < all.len() {
            let left = counted(all.len() - shown, nouns.0, nouns.1);
            self.field("", &format!("e {left}: `quadratura status --all` li elenca"));
        }
    }
}

impl State<'_> {
    /// All that a person has to know; with `is_whole` also what is settled.
    pub(super) fn text(&self, is_whole: bool) -> String {
        let mut out = format!("{}\n", self.config.settings.ente.name);
        self.standing.tell(&mut out);
        if let Some(behind) = &self.behind {
            lines::field(&mut out, "Guasto", &behind.sentence());
        }
        let plans = &self.config.objectives.plans;
        if let Some(exercise) = self.exercise().filter(|it| plans.is_missing(*it)) {
            let problem = plan_not_loaded(exercise, plans.is_drafted(exercise));
            lines::field(&mut out, "Piano", &problem.text);
            lines::field(&mut out, "", &format!("→ {}", problem.remedy));
        }
        let mut lists = Lists { out: &mut out, is_whole };
        self.tell_months(&mut lists);
        lists.list(&self.known.never_issued, ("altro mese mai emesso", "altri mesi mai emessi"), |it| {
            ("Mai emesso".to_owned(), format!("{}, saltato fra mesi emessi", it.italian()))
        });
        tell_withdrawn(&mut lists, &self.known.withdrawn);
        tell_alerts(&mut lists, &self.known.alerts);
        let offices = &self.config.settings.offices;
        lists.list(&self.known.duties, ("altra scadenza", "altre scadenze"), |it| duties::line(it, offices));
        lists.list(&self.answers, ("altra risposta che aspetta", "altre risposte che aspettano"), |(waits, it)| {
            self.waits(*waits, it)
        });
        self.tell_files(&mut lists);
        let words = outbox::Words::of(self.config);
        let said = if self.known.messages.is_empty() {
            "nessun messaggio".to_owned()
        } else {
            words.counts(&self.known.messages)
        };
        lines::field(&mut out, "Posta", &said);
        tell_mail(&mut out, &self.known, &words);
        out
    }

    /// The months that matter one by one, the others in a line: a service lives for years.
    fn tell_months(&self, lists: &mut Lists<'_>) {
        let (mut named, mut others) = self.known.months.parted();
        if lists.is_whole {
            named = self.known.months.last.iter().collect();
            others.clear();
        }
        if self.known.issues.is_empty() {
            lists.field("Mesi", &format!("nessun mese emesso; per emetterne uno: {} run", program::name()));
        }
        if let (Some(first), Some(last)) = (others.first(), others.last()) {
            let months = counted(others.len(), "altro mese a posto", "altri mesi a posto");
            let span = if first.period == last.period {
                first.period.italian()
            } else {
                format!("fra {} e {}", first.period.italian(), last.period.italian())
            };
            lists.field("Mesi", &format!("{months}, {span}: `quadratura status --all` li elenca"));
        }
        for issue in named {
            lists.field("Mese", &issued(issue));
        }
        if let Some(issue) = self.known.months.last.last() {
            let open = counted(self.known.open.len(), "aperta", "aperte");
            lists.field("Differenze", &format!("{open} a {}", issue.period.italian()));
        }
    }

    /// An answer that waits, under its label.
    fn waits(&self, waits: Waits, it: &reconcile::Answer) -> (String, String) {
        /// Digits by which a difference or a problem is told from others.
        const DIGITS: usize = 8;
        let on = match &it.subject {
            Subject::Difference { id, .. } => format!("differenza {}", &id.to_string()[..DIGITS]),
            Subject::Problem { id, .. } => format!("anomalia {}", &id.to_string()[..DIGITS]),
            Subject::Indicator { id, .. } => format!("indicatore {id}"),
        };
        let office = self.config.settings.offices.name_or_id(&it.office);
        let said = if it.outcome.is_some() { it.outcome_said() } else { it.why.as_str() };
        let until = it.until.map(|day| format!(", scadenza {}", italian_date(day))).unwrap_or_default();
        let text = format!("{on}, {office} il {}: {said}{until}", italian_date(it.day));
        match waits {
            Waits::Proposed => {
                ("Proposta".to_owned(), format!("{}; da decidere con `quadratura decide`", visible_line(&text)))
            }
            Waits::Overdue => ("Scaduta".to_owned(), format!("{}; è ancora com'era", visible_line(&text))),
        }
    }

    /// The files that came and wait for something, and those that were refused.
    fn tell_files(&self, lists: &mut Lists<'_>) {
        let line = |label: &str, text: String| (label.to_owned(), text);
        lists.list(&self.scan.arrivals, ("altro file in arrivo", "altri file in arrivo"), |it| {
            line("In arrivo", format!("`{}`", it.name))
        });
        lists.list(&self.in_hand, ("altro file in mano", "altri file in mano"), |it| {
            line("In mano", format!("`{}`, preso e non ancora letto", it.name))
        });
        lists.list(&self.scan.settling, ("altro file che aspetta", "altri file che aspettano"), |it| {
            line("In attesa", format!("`{}`: {}", it.name, it.why))
        });
        let refused: Vec<_> =
            if lists.is_whole { self.refused.iter().collect() } else { self.refused_that_matter().collect() };
        lists.list(refused, ("altro file rifiutato", "altri file rifiutati"), |it| {
            let (name, month) = (&it.arrival.name, it.arrival.period.italian());
            let by = it.arrival.owner.as_ref().map_or_else(String::new, |owner| format!(", depositato da `{owner}`"));
            line("Rifiutato", format!("`{name}`, di {month}{by}: il perché è in `{}`", summary::shortened(&it.reason)))
        });
        lists.list(&self.known.waiting, ("altro file da emettere", "altri file da emettere"), |it| {
            let month = it.period.italian();
            line("Da emettere", format!("`{}`, di {month}: il mese non è ancora emesso con questo file", it.name))
        });
    }
}

/// `gennaio 2021: emissione 1, 05/02/2021 07:00, monitoraggio-2021-01.xlsx`.
fn issued(issue: &Issue) -> String {
    let draft = if issue.state == IssueState::Draft { ", BOZZA" } else { "" };
    let (month, at) = (issue.period.italian(), summary::instant(issue.issued_at));
    format!("{month}: emissione {}{draft}, {at}, {}", issue.number, issue.workbook_name)
}

/// The messages that have not arrived, those that wait for the same reason together.
fn tell_mail(out: &mut String, known: &Gathered, words: &outbox::Words) {
    let mut alike: BTreeMap<(MessageState, &str), Vec<&QueuedMessage>> = BTreeMap::new();
    for it in known.undelivered() {
        alike.entry((it.state, it.answer.as_str())).or_default().push(it);
    }
    for group in alike.into_values() {
        let Some(first) = group.iter().min_by_key(|it| (it.next_try, &it.id)) else { continue };
        let more = match group.len() - 1 {
            0 => String::new(),
            1 => " e un altro".to_owned(),
            more => format!(" e altri {more}"),
        };
        let text = format!("«{}» per {}{more}: {}", first.subject, first.to, outbox::standing(first).join("; "));
        lines::field(out, &capital(words.one(first)), &text);
    }
}

/// The drafts that were taken back, the latest first.
fn tell_withdrawn(lists: &mut Lists<'_>, withdrawn: &[Issue]) {
    let mut latest: Vec<(&Issue, &Withdrawal)> =
        withdrawn.iter().filter_map(|it| Some((it, it.withdrawn.as_ref()?))).collect();
    latest.sort_by_key(|(_, withdrawal)| std::cmp::Reverse(withdrawal.at));
    lists.list(latest, ("altra bozza ritirata", "altre bozze ritirate"), |(issue, withdrawal)| {
        let (month, at) = (issue.period.italian(), summary::instant(withdrawal.at));
        let text = format!("{month}: emissione {}, il {at}: {}", issue.number, visible_line(&withdrawal.why));
        ("Ritirata".to_owned(), text)
    });
}

/// Alerts as they stand: those that were said, those somebody knows of, those not said yet, and how many keep silent
/// because of another.
fn tell_alerts(lists: &mut Lists<'_>, alerts: &[Followed]) {
    let told = |it: &&Followed| !matches!(it.state, AlertState::Muted | AlertState::Resolved);
    lists.list(alerts.iter().filter(told), ("altro avviso", "altri avvisi"), |it| alert(it));
    let muted = alerts.iter().filter(|it| it.state == AlertState::Muted).count();
    if muted > 0 {
        let alerts = counted(muted, "avviso che dipende da un altro", "avvisi che dipendono da altri");
        lists.field("Sospesi", &format!("{alerts}, o da file non ancora arrivati; `status --json` dice da quali"));
    }
}

/// An alert under its label.
fn alert(it: &Followed) -> (String, String) {
    let day = |at: DateTime<Utc>| italian_date(calendar::day(at));
    let (label, text) = match (it.state, &it.acknowledged) {
        (AlertState::Acknowledged, Some(known)) => {
            let until = italian_date(known.until);
            ("Preso atto", format!("{} (silenzioso fino al {until}: {}; `{}`)", it.text, known.why, it.id))
        }
        (AlertState::Pending, _) => {
            ("In prova", format!("{} (visto dal {}, non ancora detto; `{}`)", it.text, day(it.first_seen), it.id))
        }
        _ => {
            let grave = if it.severity == Severity::Warning { "" } else { "[grave] " };
            let since = it.raised_at.map(|at| format!("dal {}, ", day(at))).unwrap_or_default();
            ("Avviso", format!("{grave}{} ({since}`{}`)", it.text, it.id))
        }
    };
    (label.to_owned(), text)
}
