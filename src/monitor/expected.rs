//! What became of the files that a month waits for, and of those that it did not.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{Days, NaiveDate};

use super::id::{AlertId, Subject};
use super::kind::Kind;
use crate::issue::LayoutId;
use crate::office::{OfficeId, Offices};
use crate::period::Period;
use crate::problem::Severity;
use crate::read::layout;

/// A file expected every month, and how it stands.
#[derive(Clone, Debug)]
pub struct ExpectedFile {
    /// Its layout's id.
    pub layout: LayoutId,
    /// What kind of file it is.
    pub kind: layout::Kind,
    /// The scheme whose lines it fills.
    pub scheme: Option<String>,
    /// What people call it.
    pub title: String,
    /// The office that sends it; none for the accounts.
    pub office: Option<OfficeId>,
    /// Whom to ask for it.
    pub ask: Arc<str>,
    /// Whether the month stays a draft without it.
    pub required: bool,
    /// Days after the month's end from which its absence is said; 0 says it in any run.
    pub warn_after_days: u32,
    /// Days after the month's end from which its absence is an error; 0 leaves it to whose it is.
    pub error_after_days: u32,
    /// How it stands.
    pub state: FileState,
}

/// How an expected file stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileState {
    /// A file stands in its place.
    Here,
    /// None came.
    Missing,
    /// One lies in the drop folder and could not be taken.
    Waiting {
        /// Its name.
        name: String,
        /// Why, in Italian.
        reason: String,
    },
    /// One came and was refused, of this name.
    Refused(String),
}

/// A month that waits for its visto.
#[derive(Clone, Debug)]
pub struct AwaitedVisto {
    /// The day of the first draft since it last went out.
    pub since: NaiveDate,
    /// Days from then until today.
    pub days: u32,
    /// Days after which who answers for the accounts is reminded.
    pub remind_after: u32,
    /// Days after which somebody else is told too.
    pub tell_others_after: u32,
    /// Who that is; nobody where no role is named.
    pub then: Option<Arc<str>>,
}

/// Something that was changed in place, and with it what released months were computed by.
#[derive(Clone, Debug)]
pub struct ChangedInPlace {
    /// A stable name: an indicator's id, `conto.325`, `voce.allegato_c.personale`.
    pub id: Arc<str>,
    /// What it is, for people: `la definizione di «…»`.
    pub name: String,
    /// That it would tell those months otherwise, without its full stop.
    pub said: String,
    /// What holds today.
    pub now: String,
    /// What to do.
    pub remedy: String,
}

/// A refused file that nothing has replaced, beside an expected one that stands, or for no known place.
#[derive(Clone, Debug)]
pub struct RefusedFile {
    /// Its name.
    pub file: String,
    /// The office or role to ask.
    pub ask: Arc<str>,
    /// The file that stands in its place.
    pub standing: Option<String>,
}

/// An accepted file some rows of which do not count.
#[derive(Clone, Debug)]
pub struct PartialFile {
    /// Its name.
    pub file: String,
    /// Its layout's id.
    pub layout: LayoutId,
    /// The office it is of; none for the accounts.
    pub office: Option<OfficeId>,
    /// The rows, each once, as a spreadsheet names them.
    pub rows: BTreeSet<String>,
}

/// What a released month says otherwise now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restatement {
    /// The released issue's number.
    pub issue: u32,
    /// The files that have come since.
    pub files: Vec<String>,
    /// Lines whose amount is another one, each once.
    pub lines: Vec<String>,
    /// How many rows are new, changed or gone.
    pub rows: usize,
}

impl ExpectedFile {
    /// The alert of a kind about it in this month: of its office, or of the role that is asked where no office sends it.
    pub(super) fn id(&self, kind: Kind, month: Period) -> AlertId {
        let who = self.office.as_deref().unwrap_or(&self.ask);
        AlertId::new(kind, Subject::File { month, who: Arc::from(who), what: Arc::from(&*self.layout) })
    }

    /// The id of the alert about it in this month; none when a file stands.
    #[must_use]
    pub fn alert_id(&self, period: Period) -> Option<AlertId> {
        let kind = match self.state {
            FileState::Here => return None,
            FileState::Missing | FileState::Waiting { .. } => Kind::SourceMissing,
            FileState::Refused(_) => Kind::SourceRefused,
        };
        Some(self.id(kind, period))
    }

    /// How bad its absence is where no days are set: what the accounts send is what the month rests on.
    pub(super) fn own_severity(&self, offices: &Offices) -> Severity {
        if offices.is_accounts(&self.ask) { Severity::Error } else { Severity::Warning }
    }

    /// How bad its absence is today; none before the day from which it is said.
    pub(super) fn lateness(&self, month: Period, today: Option<NaiveDate>, offices: &Offices) -> Option<Severity> {
        let own = self.own_severity(offices);
        let Some(today) = today else { return Some(own) };
        let since = |days: u32| today >= month.last_day() + Days::new(u64::from(days));
        match (self.warn_after_days, self.error_after_days) {
            (_, error) if error > 0 && since(error) => Some(Severity::Error),
            (warn, _) if warn > 0 && !since(warn) => None,
            (_, error) if error > 0 => Some(Severity::Warning),
            _ => Some(own),
        }
    }
}
