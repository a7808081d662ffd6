//! What falls due, whether what has to stand for it is there, and how the page tells it.

use chrono::NaiveDate;
use serde::Serialize;

use super::phrases;
use super::reader::Reader;
use crate::config::Config;
use crate::duties::phrases as said;
use crate::duties::{Due, Need};
use crate::issue::{Issue, IssueState, SourceState};
use crate::store::Store;

/// A duty that is told, with what has to stand for it.
#[derive(Clone, Debug)]
pub struct Owed {
    /// The duty.
    pub due: Due,
    /// What has to stand for it, in the order in which it is written.
    pub needs: Vec<Needed>,
}

/// Something that has to stand for a duty.
#[derive(Clone, Debug)]
pub struct Needed {
    /// What.
    pub need: Need,
    /// Whether it is there; none of a document, which a person completes elsewhere.
    pub is_ready: Option<bool>,
    /// The same in Italian; of a document, the command that drafts it.
    pub said: String,
}

impl Owed {
    /// What of it is there, or is not, or is to be drafted, in Italian.
    pub fn said(&self, is_ready: Option<bool>) -> impl Iterator<Item = &str> {
        self.needs.iter().filter(move |it| it.is_ready == is_ready).map(|it| it.said.as_str())
    }
}

/// What is told of the calendar on a day.
pub(super) fn owed(config: &Config, store: &Store, issues: &[Issue], today: NaiveDate) -> anyhow::Result<Vec<Owed>> {
    let of_due = |due: Due| {
        let needs = due.duty.needs.iter().map(|need| needed(need, &due, (config, store, issues)));
        let needs = needs.collect::<anyhow::Result<Vec<Needed>>>()?;
        Ok(Owed { due, needs })
    };
    config.duties.due(today).into_iter().map(of_due).collect()
}

fn needed(need: &Need, due: &Due, (config, store, issues): (&Config, &Store, &[Issue])) -> anyhow::Result<Needed> {
    let exercise = due.exercise;
    let (is_ready, said) = match need {
        Need::Month(month) => {
            let period = due.month(*month);
            let is_it = |it: &Issue| Some(it.period) == period && it.state == IssueState::Released;
            let is_ready = issues.iter().any(is_it);
            (Some(is_ready), period.map(|it| said::month(it, is_ready)).unwrap_or_default())
        }
        Need::Layout(layout) => {
            let all = store.arrivals_by(layout)?;
            let mut accepted = all.iter().filter(|it| it.state == SourceState::Accepted);
            let is_ready = accepted.any(|it| it.period.exercise() == exercise);
            let title = config.layout(layout).map_or(&**layout, |it| it.title.as_str());
            (Some(is_ready), said::file(title, exercise, is_ready))
        }
        Need::Document(document) => (None, said::drafted(*document, exercise)),
    };
    Ok(Needed { need: need.clone(), is_ready, said })
}

/// The duties of a reader.
#[derive(Debug, Serialize)]
pub(super) struct Duties {
    pub rows: Vec<Row>,
    /// At a glance, and how much that asks for somebody.
    pub word: String,
    pub tone: &'static str,
}

/// A duty as the page tells it.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    when: String,
    tone: &'static str,
    what: String,
    law: String,
    who: String,
    ready: Vec<String>,
    missing: Vec<String>,
    drafts: Vec<String>,
    remedy: String,
}

/// The duties of a reader; none where the calendar has none of theirs.
pub(super) fn duties(reader: Reader<'_>, all: &[Owed], config: &Config) -> Option<Duties> {
    let offices = &config.settings.offices;
    let is_own = |owner: Option<&str>| reader.is(owner.unwrap_or_else(|| offices.accounts()));
    if !config.duties.all.iter().any(|it| is_own(it.owner.as_deref())) {
        return None;
    }
    let own: Vec<&Owed> = all.iter().filter(|it| is_own(it.due.duty.owner.as_deref())).collect();
    let overdue = own.iter().filter(|it| it.due.is_overdue()).count();
    let rows = own.iter().map(|it| {
        let texts = |is_ready| it.said(is_ready).map(str::to_owned).collect::<Vec<_>>();
        let missing = texts(Some(false));
        Row {
            when: said::when(&it.due),
            tone: match (it.due.is_overdue(), missing.is_empty()) {
                (true, _) => "bad",
                (false, false) => "watch",
                (false, true) => "calm",
            },
            what: said::named(&it.due),
            law: it.due.duty.law.clone(),
            who: offices.name_or_id(it.due.owner(offices.accounts())).to_owned(),
            ready: texts(Some(true)),
            missing,
            drafts: texts(None),
            remedy: it.due.duty.what.clone(),
        }
    });
    Some(Duties {
        rows: rows.collect(),
        word: phrases::duties(own.len() - overdue, overdue),
        tone: if overdue > 0 {
            "bad"
        } else if own.is_empty() {
            "good"
        } else {
            "watch"
        },
    })
}
