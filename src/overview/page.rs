//! What a page says: of the whole chamber, or of an office its own matters alone. Nothing of how people are assessed is on either.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::duties::{Duties, duties};
use super::files::{Files, Tone, files};
use super::gathered::Gathered;
use super::heartbeat::{Heartbeat, is_old};
use super::phrases;
use super::ratios::{Ratio, ratios};
use super::reader::Reader;
use crate::calendar;
use crate::issue::{Brief, Issue, IssueState, Light};
use crate::money::Cents;
use crate::period::italian_date;
use crate::pipeline::{self, Shelves};
use crate::reconcile::FormerDifference;
use crate::report::{brief, difference_kind};
use crate::store::QueuedMessage;

/// Rows of a list; the rest is counted.
const LISTED_MAX: usize = 10;

/// A page.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    ente: String,
    /// The office whose page it is; empty on that of the chamber.
    office: String,
    updated: String,
    month: Option<Month>,
    ratios: Vec<Ratio>,
    /// At a glance: what there is in each part of the page.
    glance: Vec<Glance>,
    files: Vec<Files>,
    differences: Differences,
    /// None where the calendar has none of the reader's.
    duties: Option<Duties>,
    answers: Vec<Answer>,
    more_answers: usize,
    mail: Vec<Letter>,
    more_mail: usize,
    service: Service,
}

impl Page {
    /// Whether there is no file, no row and no duty of its reader's.
    pub(super) fn is_bare(&self) -> bool {
        let has_duties = self.duties.as_ref().is_some_and(|it| !it.rows.is_empty());
        self.files.is_empty() && self.differences.rows.is_empty() && !has_duties
    }
}

/// The last month.
#[derive(Debug, Serialize)]
struct Month {
    name: String,
    issued: String,
    /// `good`, `watch`, `bad`; `calm` where nobody kept it.
    tone: &'static str,
    word: &'static str,
    /// What comes first of what there is to say, and what comes after it.
    first: String,
    others: Vec<String>,
    awaits_visto: bool,
}

/// A part of the page, and what is in it.
#[derive(Debug, Serialize)]
struct Glance {
    place: &'static str,
    name: &'static str,
    said: String,
    tone: &'static str,
}

/// Open differences, the heaviest first.
#[derive(Debug, Default, Serialize)]
struct Differences {
    month: String,
    rows: Vec<Difference>,
    more: usize,
    /// How much all of them are, without signs.
    whole: String,
}

#[derive(Debug, Serialize)]
struct Difference {
    amount: String,
    kind: &'static str,
    who: String,
    text: String,
    since: String,
}

/// An answer that waits.
#[derive(Debug, Serialize)]
struct Answer {
    who: String,
    day: String,
    said: String,
    waits: String,
}

/// A message that has not arrived.
#[derive(Debug, Serialize)]
struct Letter {
    whom: String,
    month: String,
    state: &'static str,
    answer: String,
    remedy: &'static str,
}

/// The service.
#[derive(Debug, Serialize)]
struct Service {
    said: String,
    /// In a word.
    word: &'static str,
    tone: &'static str,
    troubles: Vec<Trouble>,
}

#[derive(Debug, Serialize)]
struct Trouble {
    since: String,
    text: String,
    remedy: String,
}

/// What pages are made of.
#[derive(Clone, Copy)]
pub(super) struct Matter<'a> {
    pub gathered: &'a Gathered,
    pub shelves: Shelves<'a>,
    pub heartbeat: Option<&'a Heartbeat>,
    pub now: DateTime<Utc>,
}

impl Matter<'_> {
    /// The page of a reader.
    pub(super) fn page(self, reader: Reader<'_>) -> anyhow::Result<Page> {
        let Self { gathered, shelves, now, .. } = self;
        let today = calendar::day(now);
        let files = files(reader, gathered, today, shelves)?;
        let differences = self.differences(reader);
        let (month, ratios) = self.month(reader)?;
        let (answers, more_answers) = listed(self.answers(reader, today)?);
        let (mail, more_mail) = listed(self.mail(reader));
        let service = self.service(reader);
        let duties = duties(reader, &gathered.duties, shelves.config);
        let waiting = Waiting { answers: answers.len() + more_answers, letters: mail.len() + more_mail };
        Ok(Page {
            ente: shelves.config.settings.ente.name.clone(),
            office: reader.office().map(|it| it.name.clone()).unwrap_or_default(),
            updated: calendar::shown(now),
            glance: glance(&files, &differences, duties.as_ref(), waiting, &service),
            month,
            ratios,
            files,
            differences,
            duties,
            answers,
            more_answers,
            mail,
            more_mail,
            service,
        })
    }

    /// The last month that the reader may read, with its ratios; neither where it is none.
    fn month(self, reader: Reader<'_>) -> anyhow::Result<(Option<Month>, Vec<Ratio>)> {
        let shelves = self.shelves;
        let months = reader.months(&self.gathered.issues, shelves.config);
        let Some((issue, before)) = months.split_last() else { return Ok((None, Vec::new())) };
        let manifest = issue.made_of()?;
        let awaits_visto = manifest.as_ref().is_some_and(|it| it.awaits_visto);
        let brief = manifest.and_then(|it| it.brief);
        let ratios = brief.as_ref().map(|it| ratios(it, issue, before, shelves));
        Ok((Some(told(issue, brief, awaits_visto)), ratios.transpose()?.unwrap_or_default()))
    }

    fn differences(self, reader: Reader<'_>) -> Differences {
        let offices = &self.shelves.config.settings.offices;
        let own = self.gathered.open.iter().filter(|(_, it)| reader.owns(it.office.as_ref()));
        let mut own: Vec<_> = own.collect();
        own.sort_by_key(|(id, it)| (std::cmp::Reverse(it.cents.0.unsigned_abs()), *id));
        let whole = own.iter().fold(Cents::ZERO, |sum, (_, it)| sum + it.cents.abs());
        let row = |it: &FormerDifference| Difference {
            amount: it.cents.italian(),
            kind: difference_kind(it.kind),
            who: it.office.as_deref().map(|office| offices.name_or_id(office).to_owned()).unwrap_or_default(),
            text: it.text.clone(),
            since: italian_date(it.first_seen),
        };
        let (rows, more) = listed(own.iter().map(|(_, it)| row(it)).collect());
        let month = self.gathered.months.last.last().map(|it| it.period.italian_at()).unwrap_or_default();
        Differences { month, rows, more, whole: whole.italian() }
    }

    fn answers(self, reader: Reader<'_>, today: NaiveDate) -> anyhow::Result<Vec<Answer>> {
        let Shelves { config, store, .. } = self.shelves;
        let Some(last) = self.gathered.months.last.last() else { return Ok(Vec::new()) };
        let waiting = pipeline::answers_waiting_on_differences(last, today, store)?;
        let own = waiting.into_iter().filter(|(_, it)| reader.is(&it.office));
        let answer = |(waits, it): (pipeline::Waits, crate::reconcile::Answer)| Answer {
            who: config.settings.offices.name_or_id(&it.office).to_owned(),
            day: italian_date(it.day),
            said: if it.why.is_empty() { it.outcome_said().to_owned() } else { it.why.clone() },
            waits: phrases::waits(waits, it.until),
        };
        Ok(own.map(answer).collect())
    }

    /// Whom a message is for, never what it says: what one is about may be for its reader alone.
    fn mail(self, reader: Reader<'_>) -> Vec<Letter> {
        let config = self.shelves.config;
        let letter = |it: &QueuedMessage| {
            let (state, remedy) = phrases::message_state(it.state);
            let whom = phrases::whom(it, &config.settings.mail.recipients);
            Letter { whom, month: it.period.italian(), state, answer: it.answer.clone(), remedy }
        };
        self.gathered.undelivered().filter(|it| reader.is_written_to(&it.to, config)).map(letter).collect()
    }

    /// Whether the service gives signs of life; what hinders it is for who reads of the whole chamber.
    fn service(self, reader: Reader<'_>) -> Service {
        let Some(last) = self.heartbeat else {
            let said = phrases::NEVER_STARTED.to_owned();
            return Service { said, word: phrases::NEVER, tone: "watch", troubles: Vec::new() };
        };
        let at = calendar::shown(last.at);
        let is_silent = is_old(last.at, self.now) && !(last.called && last.is_recent(self.now));
        let all = last.troubles.all().filter(|_| reader.office().is_none());
        let trouble = |it: &super::Trouble| Trouble {
            since: calendar::shown(it.since),
            text: it.text.clone(),
            remedy: it.remedy.clone(),
        };
        let troubles: Vec<Trouble> = all.map(trouble).collect();
        let (said, word, tone) = match (is_silent, troubles.is_empty()) {
            (true, _) => (phrases::silent(&at), phrases::STOPPED, "bad"),
            (false, false) => (phrases::alive(&at), phrases::HINDERED, "bad"),
            (false, true) => (phrases::alive(&at), phrases::RUNS, "good"),
        };
        Service { said, word, tone, troubles }
    }
}

/// How many of what has to be seen by somebody.
#[derive(Clone, Copy)]
struct Waiting {
    answers: usize,
    letters: usize,
}

fn told(issue: &Issue, brief: Option<Brief>, awaits_visto: bool) -> Month {
    let (tone, word, sentences) = match brief {
        Some(it) => {
            let (tone, word) = match it.light {
                Light::Good => ("good", brief::Tone::Good),
                Light::Watch => ("watch", brief::Tone::Watch),
                Light::Bad => ("bad", brief::Tone::Bad),
            };
            (tone, word.italian(), it.sentences)
        }
        None => ("calm", phrases::NO_LIGHT, vec![phrases::VERDICT_TO_COME.to_owned()]),
    };
    let mut sentences = sentences.into_iter();
    let is_draft = issue.state == IssueState::Draft;
    Month {
        name: issue.period.italian(),
        issued: phrases::issued(issue.number, is_draft, &calendar::shown(issue.issued_at)),
        tone,
        word,
        first: sentences.next().unwrap_or_default(),
        others: sentences.collect(),
        awaits_visto,
    }
}

/// As many as are listed, and how many are left.
fn listed<T>(mut all: Vec<T>) -> (Vec<T>, usize) {
    let more = all.len().saturating_sub(LISTED_MAX);
    all.truncate(LISTED_MAX);
    (all, more)
}

fn glance(
    files: &[Files],
    differences: &Differences,
    duties: Option<&Duties>,
    waiting: Waiting,
    service: &Service,
) -> Vec<Glance> {
    let worst = files.iter().flat_map(|it| &it.rows).map(|it| it.tone).min();
    let asking = files.iter().flat_map(|it| &it.rows).filter(|it| it.tone <= Tone::Watch).count();
    let open = differences.rows.len() + differences.more;
    let tone = |count: usize| if count > 0 { "watch" } else { "good" };
    let due = duties.map(|it| Glance { place: "scadenze", name: "Scadenze", said: it.word.clone(), tone: it.tone });
    let glances = [
        Some(Glance {
            place: "file",
            name: "File",
            said: phrases::amount(asking, "tutti a posto", ("da sistemare", "da sistemare")),
            tone: match worst {
                Some(Tone::Bad) => "bad",
                Some(Tone::Watch) => "watch",
                _ => "good",
            },
        }),
        Some(Glance {
            place: "differenze",
            name: "Differenze",
            said: phrases::amount(open, "nessuna aperta", ("aperta", "aperte")),
            tone: tone(open),
        }),
        due,
        Some(Glance {
            place: "risposte",
            name: "Risposte",
            said: phrases::amount(waiting.answers, "nessuna in attesa", ("in attesa", "in attesa")),
            tone: tone(waiting.answers),
        }),
        Some(Glance {
            place: "posta",
            name: "Posta",
            said: phrases::amount(waiting.letters, "niente in attesa", ("non partito", "non partiti")),
            tone: tone(waiting.letters),
        }),
        Some(Glance { place: "servizio", name: "Servizio", said: service.word.to_owned(), tone: service.tone }),
    ];
    glances.into_iter().flatten().collect()
}
