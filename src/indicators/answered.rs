//! Indicators as people answer on them: which ask for an answer, what it is bound to, and how it is told.

use super::{Indicator, Standing, phrases, shown};
use crate::italian::quoted;
use crate::reconcile::{Subject, answers};

impl Standing {
    /// Whether somebody is asked for the cause, and for what is done about it.
    #[must_use]
    pub fn asks(self) -> bool {
        match self {
            Self::Near | Self::AtRisk | Self::OffTrack | Self::Missed => true,
            Self::Met | Self::OnTrack | Self::InProgress => false,
            Self::NotMeaningful | Self::ToDate | Self::NoData | Self::Undefined => false,
        }
    }
}

/// What an answer on an indicator is on: its value as people read it, and how it stands.
#[must_use]
pub fn subject(id: &str, value: &str, standing: Standing) -> Subject {
    let value = quoted(value).trim().to_owned();
    Subject::Indicator { id: id.to_owned(), value, state: standing.id().to_owned() }
}

impl Indicator {
    /// The indicator as people answer on it.
    #[must_use]
    pub fn subject(&self) -> Subject {
        subject(&self.definition.id, &shown(self), self.standing)
    }

    /// What was answered on it, for people: the cause and what is done; of one given on something else, what that was and is now.
    #[must_use]
    pub fn answer_said(&self, it: &answers::Standing, office: &str) -> String {
        let answer = &it.answer;
        if !it.changed {
            return phrases::caused(answer, office);
        }
        let Subject::Indicator { value, state, .. } = &answer.subject else { return String::new() };
        let is_other = self.standing.id() != state;
        let said = |value: &str, standing: Option<Standing>| {
            phrases::value_and_state(value, standing.filter(|_| is_other).map(Standing::italian))
        };
        let (then, now) = (said(value, Standing::of(state)), said(&shown(self), Some(self.standing)));
        phrases::caused_before(answer, office, &then, &now)
    }
}
