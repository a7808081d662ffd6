//! `[mail]` of the settings: who writes, by which server, who receives what, how often a message is tried.
//! Knows what is wrong with itself; refuses to hold a password: only where one lies.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::address::{address, mailbox};
use super::message::encoded_bytes;
use super::page::one_line;
use super::transport::{Secret, SmtpSettings};
use crate::fault::{Fault, twice};
use crate::issue::IssueState;
use crate::period::{DAYS_MAX, Period};

/// Who writes, how, and who receives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Whether messages travel, or are written as files for a trial.
    #[serde(default)]
    pub mode: Mode,
    /// The sender: `Quadratura <quadratura@camera.example>`.
    pub from: String,
    /// Where replies go: a person.
    pub reply_to: String,
    /// The part after `@` of our Message-IDs.
    pub domain: String,
    /// Bytes after base64 beyond which the workbook is named instead of attached.
    #[serde(default = "attachment_bytes_max")]
    pub attachment_bytes_max: usize,
    /// Whether an office is told of a file of its own that was refused.
    #[serde(default = "yes")]
    pub receipts: bool,
    /// Whether it is told of the files that were taken, too.
    #[serde(default)]
    pub receipts_taken: bool,
    /// When not empty, the only addresses, or domains as `@camera.example`, that a server is asked to write to.
    #[serde(default)]
    pub allow: Vec<String>,
    /// A folder of templates that stand in for the program's own, relative to the settings file.
    pub templates: Option<PathBuf>,
    /// The server, for the mode `smtp`.
    pub smtp: Option<SmtpSettings>,
    /// How often a message is tried.
    #[serde(default)]
    pub retry: Retry,
    /// Who receives what.
    #[serde(rename = "recipient", default)]
    pub recipients: Vec<Recipient>,
    /// The scorecards that travel: how people are assessed is for those who assess and those who are assessed.
    #[serde(rename = "scorecard", default)]
    pub scorecards: Vec<ScorecardPost>,
    /// The texts of the folder `templates`, by name, as the configuration read them.
    #[serde(skip)]
    pub own_templates: BTreeMap<String, String>,
}

/// What becomes of a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// It is written as a file, and nobody receives anything.
    #[default]
    Eml,
    /// It is handed to a server.
    Smtp,
}

/// How often a message is tried, and when it is given up.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// Tries that may fail before a message is given up.
    #[serde(default = "tries_max")]
    pub tries_max: u32,
    /// Minutes to wait after the first failed try, the second, and so on; the last one is repeated.
    #[serde(default = "backoff_minutes")]
    pub backoff_minutes: Vec<u32>,
    /// Hours after which a message whose tries fail is given up.
    #[serde(default = "give_up_after_hours")]
    pub give_up_after_hours: u32,
}

impl Default for Retry {
    fn default() -> Self {
        Self { tries_max: tries_max(), backoff_minutes: backoff_minutes(), give_up_after_hours: give_up_after_hours() }
    }
}

impl Retry {
    /// What is wrong with it.
    fn faults(&self) -> Vec<Fault> {
        let mut out = Vec::new();
        if self.tries_max == 0 {
            out.push(Fault::at("tries_max", "un messaggio va provato almeno una volta: scrivere 1 o più"));
        }
        if self.backoff_minutes.is_empty() || self.backoff_minutes.contains(&0) {
            let text = "servono i minuti di attesa fra una prova e l'altra, ognuno almeno 1, per esempio [5, 15, 60]";
            out.push(Fault::at("backoff_minutes", text));
        }
        if let Some(minutes) = self.backoff_minutes.iter().find(|minutes| **minutes > DAYS_MAX * 24 * 60) {
            let text =
                format!("in `backoff_minutes` c'è {minutes}: nessuno aspetta tanto; per esempio [5, 15, 60, 240, 480]");
            out.push(Fault::at("backoff_minutes", text).word(minutes.to_string()));
        }
        if !(1..=DAYS_MAX * 24).contains(&self.give_up_after_hours) {
            let text = format!("le ore di `give_up_after_hours` vanno da 1 a {}, per esempio 120", DAYS_MAX * 24);
            out.push(Fault::at("give_up_after_hours", text));
        }
        out
    }

    /// When a message that has failed this often, the last time at `now`, is tried again; `None` when it is given up.
    #[must_use]
    pub fn next_try(&self, failures: u32, queued_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let too_old = now - queued_at >= TimeDelta::hours(i64::from(self.give_up_after_hours));
        if failures >= self.tries_max || too_old {
            return None;
        }
        let at = usize::try_from(failures.saturating_sub(1)).unwrap_or(usize::MAX);
        let minutes = self.backoff_minutes.get(at).or(self.backoff_minutes.last()).copied().unwrap_or(60);
        Some(now + TimeDelta::minutes(i64::from(minutes)))
    }
}

/// A person by role, or an office.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// The role, or the office's id.
    pub role: Arc<str>,
    /// The name shown.
    pub name: String,
    /// The address.
    pub address: String,
    /// What it receives.
    pub receives: Vec<Receives>,
}

/// To whom a scorecard goes, and with which months.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScorecardPost {
    /// Its id, as the plan declares it.
    pub id: String,
    /// Roles of recipients.
    pub to: Vec<Arc<str>>,
    /// Months of the year, 1 to 12, whose released issues it goes with; without, every month's.
    #[serde(default)]
    pub months: Vec<u8>,
    /// Where replies go; without, to the first of `to`: an answer quotes what not everybody may read.
    pub reply_to: Option<String>,
}

impl ScorecardPost {
    /// Whether it goes with the issue of this month.
    pub(super) fn goes_with(&self, period: Period) -> bool {
        self.months.is_empty() || self.months.contains(&period.month())
    }

    /// Who is answered, as a mailbox.
    pub(super) fn reply_to(&self, recipients: &[Recipient]) -> String {
        let first = || recipients.iter().find(|it| self.to.first() == Some(&it.role));
        let mailbox =
            |it: &Recipient| format!("{} <{}>", one_line(&it.name).replace(['<', '>', '"', ',', ';'], " "), it.address);
        self.reply_to.clone().or_else(|| first().map(mailbox)).unwrap_or_default()
    }

    /// What is wrong with it, for those who receive mail.
    fn faults(&self, recipients: &[Recipient]) -> Vec<Fault> {
        let Self { id, to, months, reply_to } = self;
        let mut out = Vec::new();
        if to.is_empty() {
            let text = format!("la scheda `{id}` non va a nessuno: scrivere in `to` i ruoli di chi la riceve");
            out.push(Fault::at("to", text));
        }
        for role in to.iter().filter(|role| !recipients.iter().any(|it| it.role == **role)) {
            let text = format!(
                "la scheda `{id}` va a `{role}`, che non riceve posta: aggiungere un [[mail.recipient]] con `role = \"{role}\"`"
            );
            out.push(Fault::at("to", text).word(&**role));
        }
        if let Some(wrong) = reply_to.as_deref().filter(|it| mailbox(it).is_err()) {
            let text = format!("`{wrong}` non è un indirizzo di posta, per esempio `Ufficio <ufficio@camera.it>`");
            out.push(Fault::at("reply_to", text));
        }
        for month in months.iter().filter(|month| !(1..=12).contains(*month)) {
            let text = format!("nei mesi della scheda `{id}` c'è {month}: i mesi vanno da 1 a 12");
            out.push(Fault::at("months", text).word(month.to_string()));
        }
        out
    }
}

/// Kinds of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receives {
    /// The monthly message of a released issue.
    Monthly,
    /// The monthly message of a draft (the finance office); who receives drafts receives the released one too only if it has both.
    Draft,
    /// The digest of its own office's rows (`role` is the office's id).
    Digest,
    /// Notices that the service did not do its work.
    Operator,
    /// The receipt of its own office's files that were simply taken, beside those that ask for something.
    Taken,
    /// The prospetto di quadratura beside the workbook of a released issue; who answers for the accounts has it anyway.
    Prospetto,
}

impl Receives {
    /// What a month issued in this state is to those who receive it.
    pub(super) fn of_month(state: IssueState) -> Self {
        match state {
            IssueState::Draft => Self::Draft,
            IssueState::Released => Self::Monthly,
        }
    }

    /// The kind in a message's id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Monthly => "mensile",
            Self::Draft => "bozza",
            Self::Digest => "avvisi",
            Self::Operator => "avviso",
            Self::Taken => "ricevuta",
            Self::Prospetto => "prospetto",
        }
    }
}

fn attachment_bytes_max() -> usize {
    8 << 20
}

fn yes() -> bool {
    true
}

fn tries_max() -> u32 {
    20
}

fn backoff_minutes() -> Vec<u32> {
    vec![5, 15, 60, 240, 480]
}

/// Five days, as mail servers keep a message.
fn give_up_after_hours() -> u32 {
    120
}

impl Settings {
    /// The sender's address alone, as the envelope bears it.
    ///
    /// # Errors
    /// When it is none.
    pub fn sender(&self) -> anyhow::Result<String> {
        Ok(mailbox(&self.from)?.email.to_string())
    }

    /// Whether a workbook of so many bytes is light enough to travel.
    #[must_use]
    pub fn attaches(&self, size: u64) -> bool {
        encoded_bytes(size) <= self.attachment_bytes_max as u64
    }

    /// Whether a server may be asked to write to this address.
    #[must_use]
    pub fn allows(&self, to: &str) -> bool {
        let to = to.to_ascii_lowercase();
        let allowed = |it: &String| {
            let it = it.to_ascii_lowercase();
            if it.starts_with('@') { to.ends_with(&it) } else { to == it }
        };
        self.allow.is_empty() || self.allow.iter().any(allowed)
    }

    /// Makes the paths of the settings those of the disk: they are relative to the folder of the settings file.
    pub fn resolve(&mut self, folder: &Path) {
        if let Some(smtp) = &mut self.smtp {
            smtp.ca_file = smtp.ca_file.take().map(|file| folder.join(file));
            if let Some(Secret::File(file)) = &mut smtp.password {
                *file = folder.join(&*file);
            }
        }
    }

    /// What is wrong with these settings.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut out = Vec::new();
        if !self.domain.contains('.') || self.domain.contains([' ', '@', '<', '>']) {
            let domain = &self.domain;
            let text = format!("`{domain}` non è un dominio di posta, per esempio `camera.it`");
            out.push(Fault::at("domain", text));
        }
        for (key, sender) in [("from", &self.from), ("reply_to", &self.reply_to)] {
            if mailbox(sender).is_err() {
                let text = format!("`{sender}` non è un indirizzo di posta, per esempio `Ufficio <ufficio@camera.it>`");
                out.push(Fault::at(key, text));
            }
        }
        for (place, recipient) in self.recipients.iter().enumerate() {
            let there = &recipient.address;
            if address(there).is_err() || !there.contains('.') {
                let text = format!("`{there}` non è un indirizzo di posta");
                out.push(Fault::at(format!("recipient[{place}].address"), text));
            }
        }
        for allowed in &self.allow {
            let whole = if allowed.starts_with('@') { format!("a{allowed}") } else { allowed.clone() };
            if address(&whole).is_err() {
                let text = format!("`{allowed}` non è un indirizzo né un dominio scritto come `@camera.it`");
                out.push(Fault::at("allow", text).word(allowed));
            }
        }
        for id in twice(self.scorecards.iter().map(|post| post.id.as_str())) {
            let text =
                format!("la scheda `{id}` è dichiarata due volte: scrivere in un solo [[mail.scorecard]] a chi va");
            out.push(Fault::at(format!("scorecard[^{id}].id"), text));
        }
        for (place, post) in self.scorecards.iter().enumerate() {
            let path = format!("scorecard[{place}]");
            out.extend(post.faults(&self.recipients).into_iter().map(|fault| fault.below(&path)));
        }
        out.extend(self.retry.faults().into_iter().map(|fault| fault.below("retry")));
        match (&self.smtp, self.mode) {
            (Some(smtp), _) => out.extend(smtp.faults().into_iter().map(|fault| fault.below("smtp"))),
            (None, Mode::Eml) => {}
            (None, Mode::Smtp) => {
                let text =
                    "con `mode = \"smtp\"` serve la tabella [mail.smtp], con almeno `host`: chi consegna i messaggi";
                out.push(Fault::at("mode", text));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::mail::tests::june;

    #[test]
    fn an_empty_list_allows_all_and_a_full_one_only_its_own() {
        let mut settings = june::settings();
        assert!(settings.allows("chiunque@altrove.example"));
        settings.allow = vec!["@prova.example".into(), "ced@camera.example".into()];
        assert!(settings.allows("A@Prova.example") && settings.allows("ced@camera.example"));
        for other in ["a@camera.example", "a@xprova.example.it", "a@sub.prova.example", "b-ced@camera.example"] {
            assert!(!settings.allows(other), "{other}");
        }
    }

    proptest! {
        #[test]
        fn every_message_is_given_up_in_the_end_and_never_tried_sooner_than_it_may(
            tries_max in 1_u32..30,
            backoff in proptest::collection::vec(1_u32..1000, 1..6),
            hours in 1_u32..500,
        ) {
            let retry = Retry { tries_max, backoff_minutes: backoff.clone(), give_up_after_hours: hours };
            let queued = june::now();
            let mut now = queued;
            let mut failures = 0;
            loop {
                failures += 1;
                prop_assert!(failures <= tries_max);
                let Some(next) = retry.next_try(failures, queued, now) else { break };
                prop_assert!(next - now >= TimeDelta::minutes(i64::from(*backoff.iter().min().unwrap())));
                prop_assert!(now - queued < TimeDelta::hours(i64::from(hours)));
                now = next;
            }
        }
    }
}
