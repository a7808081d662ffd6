//! Who is told what: what the months of one run have to tell of each alert, once; who reads it; and the log of what was told
//! to whom. Refuses to know how a letter is written.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{AlertId, AlertState, Followed, Memory, News, Notification, Subject};

/// An alert that a pass has to tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The alert's id.
    pub alert: AlertId,
    /// Why it is told.
    pub news: News,
    /// What of its items is told for the first time.
    pub fresh: BTreeSet<String>,
    /// The role that knows it by a receipt.
    #[serde(default, with = "crate::named::absent")]
    pub receipted: Option<String>,
}

impl Told {
    /// Whether somebody has something to do that he did not know of.
    #[must_use]
    pub fn asks(&self) -> bool {
        !matches!(self.news, News::Reminder | News::Resolved)
    }

    /// This news of an alert after an earlier one of the same run; none where nobody has to know of either.
    fn after(self, earlier: &Self) -> Option<Self> {
        let news = match (earlier.news, self.news) {
            // What came and went between two months of one run was never told.
            (News::Raised, News::Resolved) => return None,
            (News::Raised, _) => News::Raised,
            // What was over for a month of the run stands as it stood before it.
            (News::Resolved, News::Raised) => News::Reminder,
            (News::Worse, News::Grown | News::Again | News::Reminder) => News::Worse,
            (before, News::Reminder) if before != News::Resolved => before,
            (_, after) => after,
        };
        let fresh = earlier.fresh.union(&self.fresh).cloned().collect();
        Some(Self { news, fresh, ..self })
    }

    /// Whether a message that leaves with it says the same of an alert: what is new to who reads every night may be known
    /// to who reads every month, or the other way round.
    fn is_said_by(&self, message: AlertState) -> bool {
        match self.news {
            News::Resolved => message == AlertState::Resolved,
            News::Reminder => message != AlertState::Resolved,
            News::Raised | News::Worse | News::Grown | News::Again => {
                matches!(message, AlertState::Raised | AlertState::Pending)
            }
        }
    }
}

/// An alert to tell, with the month that has the word on it.
#[derive(Clone, Debug)]
pub struct Item<'a, M> {
    /// The month.
    pub month: M,
    /// The alert as it stands.
    pub alert: &'a Followed,
    /// Why it is told.
    pub told: Told,
}

impl<M> Item<'_, M> {
    /// Whether a role is told it. Who had a receipt of a refused file is not told of it again, and who receives the month's
    /// message, which tells the alert in this state, reads it there.
    fn is_for(&self, role: &str, in_message: Option<AlertState>) -> bool {
        self.alert.recipients.iter().any(|to| **to == *role)
            && self.told.receipted.as_deref() != Some(role)
            && !in_message.is_some_and(|state| self.told.is_said_by(state))
    }

    /// Whether it says to a role that its own file is there at last: who sent it knows.
    fn thanks(&self, role: &str) -> bool {
        let own = matches!(self.alert.id.subject(), Subject::File { who, .. } if **who == *role);
        self.told.news == News::Resolved && own
    }
}

/// All that several months have to tell, in their order, each alert once and as it stands: the worst first.
#[must_use]
pub fn items<'a, M>(months: impl IntoIterator<Item = (M, &'a [Told])>, memory: &'a Memory) -> Vec<Item<'a, M>>
where
    M: Copy,
{
    let mut by_alert: BTreeMap<&AlertId, Option<Item<'a, M>>> = BTreeMap::new();
    for (month, told) in months.into_iter().flat_map(|(month, all)| all.iter().map(move |told| (month, told))) {
        let Some(alert) = memory.followed.get(&told.alert) else { continue };
        let before = by_alert.remove(&told.alert).flatten();
        let told = match before {
            Some(before) => told.clone().after(&before.told),
            None => Some(told.clone()),
        };
        by_alert.insert(&alert.id, told.map(|told| Item { month, alert, told }));
    }
    let mut items: Vec<Item<'a, M>> = by_alert.into_values().flatten().collect();
    items.sort_by(|a, b| {
        let importance =
            |it: &Item<'a, M>| (!it.told.asks(), it.told.news == News::Resolved, it.alert.severity, it.alert.kind);
        (importance(a), &a.alert.id).cmp(&(importance(b), &b.alert.id))
    });
    items
}

/// What of this a role is told; nothing where it would only be thanked. `in_message` is how the month's message that leaves
/// with it tells an alert, where the role receives one.
pub fn told_to<'i, 'a, M>(
    items: &'i [Item<'a, M>],
    role: &str,
    in_message: impl Fn(&Item<'a, M>) -> Option<AlertState>,
) -> Vec<&'i Item<'a, M>> {
    let own: Vec<&Item<'a, M>> = items.iter().filter(|it| it.is_for(role, in_message(it))).collect();
    if own.iter().all(|it| it.thanks(role)) { Vec::new() } else { own }
}

impl Memory {
    /// The Message-ID that first told an address of an alert.
    #[must_use]
    pub fn thread(&self, alert: &AlertId, address: &str) -> Option<&str> {
        Some(&self.told.get(alert)?.get(address)?.message_id)
    }

    /// Remembers that an address is told of an alert by a message.
    pub fn remember_told(&mut self, alert: &AlertId, address: &str, by: Notification) {
        let log = self.told.entry(alert.clone()).or_default();
        let first = log.remove(address).map(|it| it.message_id);
        let message_id = first.unwrap_or(by.message_id);
        log.insert(address.to_owned(), Notification { message_id, ..by });
    }
}
