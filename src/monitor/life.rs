//! The life of alerts from run to run: pending, raised once, standing in silence, resolved and said once, raised anew.
//! A pure function of what a month found, what was remembered and the instant; refuses to know who is written to, and where.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Alert, AlertId, AlertState, Detail, Finding, Judgement, Kind, Settings, phrases};
use crate::money::Cents;
use crate::named::named;
use crate::period::Period;
use crate::problem::Severity;

/// The instant of a run, and the day that it is for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub at: DateTime<Utc>,
    /// The day.
    pub today: NaiveDate,
}

/// That somebody knows of an alert and wants it silent for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// The last day of silence.
    pub until: NaiveDate,
    /// Why.
    pub why: String,
    /// The role of who said so.
    pub by: String,
}

/// An alert with its life.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Followed {
    /// What tells it from every other.
    pub id: AlertId,
    /// Its kind.
    pub kind: Kind,
    /// The first month that found it, since it stands by itself.
    pub first_judged: Period,
    /// The last month that found it, or found it gone.
    pub last_judged: Period,
    /// How bad it is.
    pub severity: Severity,
    /// How bad it was when it was said worst.
    pub worst_said: Severity,
    /// What it says.
    pub text: String,
    /// The same in parts.
    pub detail: Detail,
    /// Roles and offices it is for.
    pub recipients: Vec<Arc<str>>,
    /// Where it stands.
    pub state: AlertState,
    /// When it was first seen, since it stands by itself.
    pub first_seen: DateTime<Utc>,
    /// When it was last seen.
    pub last_seen: DateTime<Utc>,
    /// When it was first said; none while it was not.
    pub raised_at: Option<DateTime<Utc>>,
    /// When it was last said.
    pub last_said: Option<DateTime<Utc>>,
    /// Runs in a row that saw it, since it stands by itself.
    pub runs: u32,
    /// The alert that keeps it silent.
    pub cause: Option<AlertId>,
    /// Until when somebody wants it silent.
    pub acknowledged: Option<Acknowledgement>,
    /// What it was made of when it was last said, as far as that is still so.
    pub items: BTreeSet<String>,
    /// Whether it passes by itself.
    pub passing: bool,
}

/// That somebody was told of an alert: an entry of the log, by alert and address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// The Message-ID that first told of it: what follows answers it.
    pub message_id: String,
    /// When it was last told.
    pub told_at: DateTime<Utc>,
    /// As what.
    pub news: News,
}

/// What is remembered from run to run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memory {
    /// Alerts by id, resolved ones too.
    pub followed: BTreeMap<AlertId, Followed>,
    /// The last month that judged each subject, by the id of its alert, of what goes on from month to month.
    pub judged: BTreeMap<AlertId, Period>,
    /// Who was told of what, by alert and address.
    pub told: BTreeMap<AlertId, BTreeMap<String, Notification>>,
}

/// Why an alert is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum News {
    /// For the first time, or anew after it was over.
    Raised,
    /// It is worse than it was said.
    Worse,
    /// There is more of it.
    Grown,
    /// The time for which somebody wanted it silent is over.
    Again,
    /// It still stands.
    Reminder,
    /// It is over.
    Resolved,
}

named!(News {
    Raised = "raised",
    Worse = "worse",
    Grown = "grown",
    Again = "again",
    Reminder = "reminder",
    Resolved = "resolved",
});

/// Something to say of an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The alert.
    pub id: AlertId,
    /// Why.
    pub news: News,
}

impl Followed {
    pub(super) fn new(finding: &Finding, period: Period, now: Moment) -> Self {
        Self {
            id: finding.id.clone(),
            kind: finding.id.kind(),
            first_judged: period,
            last_judged: period,
            severity: finding.severity,
            worst_said: finding.severity,
            text: String::new(),
            detail: Detail::default(),
            recipients: Vec::new(),
            state: AlertState::Pending,
            first_seen: now.at,
            last_seen: now.at,
            raised_at: None,
            last_said: None,
            runs: 1,
            cause: None,
            acknowledged: None,
            items: finding.items.clone(),
            passing: finding.passing,
        }
    }

    /// Whether it was never anything by itself: another alert explained it whenever it was found. What it was then tells of
    /// nothing but the order in which months were run.
    pub(super) fn only_explained(&self) -> bool {
        self.state == AlertState::Muted && !self.was_said()
    }

    /// Whether somebody was told of it.
    #[must_use]
    pub fn was_said(&self) -> bool {
        self.raised_at.is_some()
    }

    /// The alert as it is shown.
    #[must_use]
    pub fn alert(&self) -> Alert {
        Alert {
            id: self.id.clone(),
            kind: self.kind,
            state: self.state,
            severity: self.severity,
            text: self.text.clone(),
            recipients: self.recipients.clone(),
            detail: self.detail.clone(),
            weight: Cents::ZERO,
            cause: self.cause.clone(),
        }
    }

    fn say(&mut self, news: News, now: Moment) -> Option<News> {
        self.state = match news {
            News::Resolved => AlertState::Resolved,
            News::Reminder => AlertState::Standing,
            News::Raised | News::Worse | News::Grown | News::Again => AlertState::Raised,
        };
        self.raised_at.get_or_insert(now.at);
        self.last_said = Some(now.at);
        self.worst_said = self.worst_said.min(self.severity);
        Some(news)
    }

    /// What time alone brings: a silence that is over, a reminder, which what was answered keeps back until a day. Who runs a month of long ago is not reminded of today, and
    /// nobody of an exercise that is over.
    pub(super) fn in_time(
        &mut self,
        period: Period,
        settings: &Settings,
        now: Moment,
        silent_until: Option<NaiveDate>,
    ) -> Option<News> {
        let over = self.kind.of_exercise() && now.today > period.exercise().last_day();
        if over || now.today > period.next().last_day() {
            if self.acknowledged.is_none() {
                return self.stand(now);
            }
            self.state = AlertState::Acknowledged;
            return None;
        }
        if let Some(known) = &self.acknowledged {
            if known.until >= now.today {
                self.state = AlertState::Acknowledged;
                return None;
            }
            self.acknowledged = None;
            return self.say(News::Again, now);
        }
        let days = self.last_said.map_or(0, |said| (now.at - said).num_days());
        let is_answered = silent_until.is_some_and(|until| until >= now.today);
        if settings.reminder_days > 0 && !self.passing && !is_answered && days >= i64::from(settings.reminder_days) {
            return self.say(News::Reminder, now);
        }
        self.stand(now)
    }

    /// It goes on in silence; at the instant at which it was said, it is as it was said.
    fn stand(&mut self, now: Moment) -> Option<News> {
        if self.state != AlertState::Raised || self.last_said != Some(now.at) {
            self.state = AlertState::Standing;
        }
        None
    }

    /// This alert as a run found it again.
    pub(super) fn found(
        &mut self,
        finding: &Finding,
        period: Period,
        settings: &Settings,
        now: Moment,
    ) -> Option<News> {
        // A run repeated at the same instant is the same run.
        if now.at > self.last_seen {
            self.runs = self.runs.saturating_add(1);
        }
        self.last_seen = self.last_seen.max(now.at);
        self.last_judged = self.last_judged.max(period);
        self.severity = finding.severity;
        self.text = finding.text();
        self.detail = finding.detail.clone();
        self.recipients = finding.recipients.clone();
        self.cause = finding.cause.clone();
        if self.cause.is_some() {
            self.state = AlertState::Muted;
            return None;
        }
        if !self.was_said() {
            self.state = AlertState::Pending;
            self.worst_said = finding.severity;
            self.items = finding.items.clone();
            return if self.runs > settings.pending_runs { self.say(News::Raised, now) } else { None };
        }
        let more = !finding.items.is_subset(&self.items);
        let items = finding.items.clone();
        if self.severity < self.worst_said {
            self.acknowledged = None;
            self.items = items;
            return self.say(News::Worse, now);
        }
        if more && self.acknowledged.is_none() {
            self.items = items;
            return self.say(News::Grown, now);
        }
        let news = self.in_time(period, settings, now, finding.silent_until);
        // What is gone may come back, and is then more again; what came while it was silent is told when it speaks.
        self.items = if news.is_some() { items } else { self.items.intersection(&items).cloned().collect() };
        news
    }

    /// This alert, which was said, in a month that cannot judge it: silent where a file that is not there explains it.
    pub(super) fn carried(
        &mut self,
        finding: &Finding,
        period: Period,
        settings: &Settings,
        now: Moment,
    ) -> Option<News> {
        if finding.cause.is_some() {
            self.cause.clone_from(&finding.cause);
            self.state = AlertState::Muted;
        }
        if self.state == AlertState::Muted { None } else { self.in_time(period, settings, now, finding.silent_until) }
    }

    /// This alert when a run found that it is over; `false` when nothing is left to remember.
    pub(super) fn over(&mut self, judgement: &Judgement, now: Moment) -> (bool, Option<News>) {
        if !self.was_said() {
            return (false, None);
        }
        self.last_judged = self.last_judged.max(judgement.period);
        self.cause = None;
        self.acknowledged = None;
        if self.passing || judgement.is_faded(&self.id) {
            self.state = AlertState::Resolved;
            return (true, None);
        }
        self.text = phrases::resolved(&self.detail.title, &self.detail.ends, judgement.well(&self.id));
        (true, self.say(News::Resolved, now))
    }
}

impl Memory {
    /// Whether a later month than this one has the word on an alert that goes on from month to month. That a later exercise
    /// finds nothing wrong says nothing of an earlier one.
    #[must_use]
    pub fn overtaken(&self, id: &AlertId, period: Period) -> bool {
        let kind = id.kind();
        // What was never said may only wait for a file of the later month: that is no word.
        let told = self.followed.get(id).filter(|it| it.was_said()).map(|it| it.last_judged);
        let same = |last: &Period| !kind.of_exercise() || last.exercise() == period.exercise();
        !kind.of_month() && self.judged.get(id).copied().filter(same).max(told).is_some_and(|last| last > period)
    }

    pub(super) fn forget(&mut self, id: &AlertId) {
        self.followed.remove(id);
        self.told.remove(id);
    }

    /// Keeps an alert silent until a day. Answers whether there is one to keep silent: said, and not over.
    pub fn acknowledge(&mut self, id: &str, known: Acknowledgement) -> bool {
        let stands = |it: &&mut Followed| it.was_said() && it.state != AlertState::Resolved;
        let Some(it) = self.followed.get_mut(id).filter(stands) else { return false };
        if it.state != AlertState::Muted {
            it.state = AlertState::Acknowledged;
        }
        it.acknowledged = Some(known);
        true
    }
}
