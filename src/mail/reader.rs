//! Who reads a letter, and what is asked of him: the accounts and the offices are told what to do, whoever else reads is told
//! who is at it.

use std::sync::Arc;

use super::phrases;
use crate::monitor::{Alert, Kind};
use crate::office::Offices;
use crate::period::Period;
use crate::report::View;
use crate::report::brief::Ask;

/// A reader.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    role: &'a str,
    offices: &'a Offices,
}

impl<'a> Reader<'a> {
    pub(super) fn of(role: &'a str, offices: &'a Offices) -> Self {
        Self { role, offices }
    }

    pub(super) fn role(self) -> &'a str {
        self.role
    }

    /// Whether he mends what is wrong, whoever answers for it.
    pub(super) fn mends(self) -> bool {
        self.offices.is_accounts(self.role) || self.offices.declares(self.role)
    }

    /// Whether what there is to do is asked of him; the first of these is who answers for it.
    pub(super) fn is_asked(self, recipients: &[Arc<str>]) -> bool {
        self.mends() || recipients.first().is_some_and(|it| **it == *self.role)
    }

    /// Who is at it, and what is left to decide, for one of whom nothing else is asked.
    pub(super) fn attended(self, kind: Kind, recipients: &[Arc<str>], period: Period) -> String {
        let accounts = self.offices.accounts();
        let answers = recipients.first().filter(|it| !self.offices.is_accounts(it));
        let named = match answers {
            Some(role) => self.offices.name_or_id(role),
            None => self.offices.called(accounts).unwrap_or(phrases::THE_ACCOUNTS),
        };
        let beyond = matches!(kind, Kind::OneriOverBudget | Kind::ShareOfYear);
        // After the last month of the year there is no budget to change any more.
        phrases::attended(named, beyond && period.month() < 12)
    }

    /// Whether he has something to do for it: it is his office's, or a decision on the budget and he is of no office.
    pub(super) fn acts(self, alert: &Alert, view: &View<'_>) -> bool {
        let is_his = alert.recipients.iter().any(|it| **it == *self.role);
        is_his || (!self.mends() && Ask::of(alert, view) == Ask::Decide)
    }

    /// What an alert says to him.
    pub(super) fn sentence(self, alert: &Alert, period: Period) -> String {
        if self.is_asked(&alert.recipients) {
            return alert.text.clone();
        }
        let action = &alert.detail.action;
        let said = match alert.text.strip_suffix(action.as_str()) {
            // Why a file waits says what to do with it.
            _ if alert.kind == Kind::SourceMissing && !alert.detail.title.is_empty() => {
                format!("{}.", alert.detail.title)
            }
            Some(said) if !action.is_empty() => said.trim_end().to_owned(),
            // Of what an earlier issue said only the whole sentence is left, and what it was about.
            _ if action.is_empty() && !alert.detail.title.is_empty() => format!("{}.", alert.detail.title),
            _ => alert.text.clone(),
        };
        format!("{said} {}", self.attended(alert.kind, &alert.recipients, period))
    }
}
