//! Who reads a page, and what of all that stands is theirs to read.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::issue::{Issue, IssueState};
use crate::mail::Receives;
use crate::office::{Office, OfficeId};
use crate::period::Period;
use crate::store::Arrival;

/// Who reads a page.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reader<'a> {
    /// Whoever may read the reports of the chamber.
    Chamber,
    /// An office, of its own matters.
    Office(&'a Office),
}

impl<'a> Reader<'a> {
    /// The office that reads; none where it is the whole chamber.
    pub(super) fn office(self) -> Option<&'a Office> {
        match self {
            Self::Chamber => None,
            Self::Office(office) => Some(office),
        }
    }

    /// Whether what a role has to do is the reader's.
    pub(super) fn is(self, role: &str) -> bool {
        self.office().is_none_or(|office| *office.id == *role)
    }

    /// Whether a difference with this office is the reader's; of one of no office nobody but the whole chamber reads here.
    pub(super) fn owns(self, office: Option<&OfficeId>) -> bool {
        self.office().is_none_or(|own| office == Some(&own.id))
    }

    /// Whether a file is the reader's: of their office, or put into their folder; one of no office is of the accounts.
    pub(super) fn sent(self, arrival: &Arrival, config: &Config) -> bool {
        let accounts = || config.settings.offices.accounts();
        let of = arrival.office.as_deref().or(arrival.folder.as_deref()).unwrap_or_else(|| accounts());
        self.is(of) || arrival.folder.as_deref().is_some_and(|folder| self.is(folder))
    }

    /// Whether a message to this address is the reader's.
    pub(super) fn is_written_to(self, address: &str, config: &Config) -> bool {
        let mut addresses = config.settings.mail.recipients.iter().filter(|it| self.is(&it.role));
        self.office().is_none() || addresses.any(|it| it.address == address)
    }

    /// The last issue of each month that the reader may read as a whole, by month: of an office, as the letters go to it.
    pub(super) fn months(self, issues: &[Issue], config: &Config) -> Vec<Issue> {
        let receives = |what| {
            let mut own = config.settings.mail.recipients.iter().filter(|it| self.is(&it.role));
            self.office().is_none() || own.any(|it| it.receives.contains(&what))
        };
        let (drafts, released) = (receives(Receives::Draft), receives(Receives::Monthly));
        let may = |it: &&Issue| match it.state {
            IssueState::Draft => drafts,
            IssueState::Released => released,
        };
        let last: BTreeMap<Period, &Issue> = issues.iter().filter(may).map(|it| (it.period, it)).collect();
        last.into_values().cloned().collect()
    }
}
