//! What people answered on differences, indicators and problems: an office proposes, who answers for the accounts decides. Each answer is
//! bound to what its subject was in the issue on which it was given; on one that has changed since, it counts for nothing and that is said.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::subject::Subject;
use super::{Acceptance, Kind, phrases};
use crate::ledger::RowId;
use crate::money::Cents;
use crate::named::named;
use crate::office::OfficeId;
use crate::origin::Digest;
use crate::period::Period;

/// What is to become of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It may stand.
    Accepted,
    /// The office puts it right.
    OfficeCorrects,
    /// Who keeps the accounts puts it right.
    AccountsCorrect,
    /// A document has to come first.
    AwaitingDocument,
}

named!(Outcome {
    Accepted = "accepted",
    OfficeCorrects = "office_corrects",
    AccountsCorrect = "accounts_correct",
    AwaitingDocument = "awaiting_document",
});

impl Outcome {
    /// The words of the workbook's column.
    #[must_use]
    pub fn italian(self) -> &'static str {
        match self {
            Self::Accepted => "accettata",
            Self::OfficeCorrects => "la corregge l'ufficio",
            Self::AccountsCorrect => "la corregge la contabilità",
            Self::AwaitingDocument => "in attesa di documento",
        }
    }
}

/// One answer on one subject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Answer {
    /// The hash of who answers what, on which subject of which issue: the same answer again is this one.
    pub id: RowId,
    /// What it is on, as it was then.
    pub subject: Subject,
    /// The month of the issue on which it was given.
    pub period: Period,
    /// The issue's number.
    pub issue: u32,
    /// What is to become of it; none of an indicator.
    pub outcome: Option<Outcome>,
    /// Why; of an indicator its cause.
    pub why: String,
    /// What is done about it; of an indicator alone.
    pub action: String,
    /// Who sees to it.
    pub responsible: String,
    /// Who stands for it beside whoever answers, where the amount asks for two.
    pub second: String,
    /// Until when; of an acceptance, how long it holds.
    pub until: Option<NaiveDate>,
    /// What else there is to say.
    pub note: String,
    /// The office that answers.
    pub office: OfficeId,
    /// Whether it answers for the accounts: its word decides, any other one proposes.
    pub decides: bool,
    /// The day on which it came.
    pub day: NaiveDate,
    /// Who gave it, as far as that is known: who owns the file, or the name that was typed.
    pub by: String,
    /// The system's user as whom it was typed; of an answer of before it stands in `by`.
    pub user: String,
    /// The file that brought it; none of one given by hand.
    pub file: Option<Digest>,
}

/// An answer as databases, registries and scripts have it. The order of the fields is that of the rows that are chained: what an
/// earlier program wrote is written in the same bytes.
#[derive(Clone, Serialize, Deserialize)]
struct Written {
    id: RowId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    difference: Option<RowId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    indicator: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    problem: Option<RowId>,
    period: Period,
    issue: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cents: Option<Cents>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome>,
    why: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    action: String,
    responsible: String,
    second: String,
    until: Option<NaiveDate>,
    note: String,
    office: OfficeId,
    decides: bool,
    day: NaiveDate,
    by: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    user: String,
    file: Option<Digest>,
}

impl From<Answer> for Written {
    fn from(it: Answer) -> Self {
        let mut written = Self {
            id: it.id,
            difference: None,
            indicator: None,
            problem: None,
            period: it.period,
            issue: it.issue,
            kind: None,
            cents: None,
            value: None,
            state: None,
            text: None,
            outcome: it.outcome,
            why: it.why,
            action: it.action,
            responsible: it.responsible,
            second: it.second,
            until: it.until,
            note: it.note,
            office: it.office,
            decides: it.decides,
            day: it.day,
            by: it.by,
            user: it.user,
            file: it.file,
        };
        match it.subject {
            Subject::Difference { id, kind, cents } => {
                (written.difference, written.kind, written.cents) = (Some(id), Some(kind), Some(cents));
            }
            Subject::Indicator { id, value, state } => {
                (written.indicator, written.value, written.state) = (Some(id), Some(value), Some(state));
            }
            Subject::Problem { id, text } => (written.problem, written.text) = (Some(id), Some(text)),
        }
        written
    }
}

impl TryFrom<Written> for Answer {
    type Error = String;

    fn try_from(it: Written) -> Result<Self, String> {
        let subject = match (it.difference, it.indicator, it.problem) {
            (Some(id), ..) => it.kind.zip(it.cents).map(|(kind, cents)| Subject::Difference { id, kind, cents }),
            (_, Some(id), _) => it.value.zip(it.state).map(|(value, state)| Subject::Indicator { id, value, state }),
            (.., Some(id)) => it.text.map(|text| Subject::Problem { id, text }),
            _ => None,
        };
        let subject = subject.ok_or_else(|| format!("la risposta {} non dice su che cosa è", it.id))?;
        if it.outcome.is_none() && !matches!(subject, Subject::Indicator { .. }) {
            return Err(format!("la risposta {} non ha esito", it.id));
        }
        Ok(Self {
            id: it.id,
            subject,
            period: it.period,
            issue: it.issue,
            outcome: it.outcome,
            why: it.why,
            action: it.action,
            responsible: it.responsible,
            second: it.second,
            until: it.until,
            note: it.note,
            office: it.office,
            decides: it.decides,
            day: it.day,
            by: it.by,
            user: it.user,
            file: it.file,
        })
    }
}

impl Answer {
    /// The same with its id.
    #[must_use]
    pub fn named(mut self) -> Self {
        let until = self.until.map(|it| it.to_string()).unwrap_or_default();
        let mut parts = vec![
            self.office.to_string(),
            self.subject.name(),
            format!("{}/{}", self.period, self.issue),
            self.outcome.map_or("", Outcome::id).to_owned(),
            self.why.clone(),
            self.responsible.clone(),
            self.second.clone(),
            until,
            self.note.clone(),
        ];
        if matches!(self.subject, Subject::Indicator { .. }) {
            parts.push(self.action.clone());
        }
        self.id = RowId::hash(&parts.join("\u{1f}"));
        self
    }

    /// Who gave it, by name and as which user; empty where nothing is known.
    #[must_use]
    pub fn who(&self) -> String {
        let known = [&self.by, &self.user].into_iter().filter(|it| !it.is_empty());
        known.map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    /// What is to become of it in the words of the workbook; empty of an indicator.
    #[must_use]
    pub fn outcome_said(&self) -> &'static str {
        self.outcome.map_or("", Outcome::italian)
    }
}

/// All answers that a month may know, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers(pub Vec<Answer>);

/// What stands of the answers on a subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The last word of who answers for the accounts; without one, the last of an office.
    pub answer: Answer,
    /// Whether the subject is not any more what was answered on.
    pub changed: bool,
    /// What an office says against a decision.
    pub against: Option<Answer>,
}

impl Standing {
    /// Whether nobody is to be reminded of it before the day that was named.
    #[must_use]
    pub fn silences(&self, period: Period) -> bool {
        !self.changed && self.answer.until.is_some_and(|until| until >= period.last_day())
    }

    /// The last day on which nobody is reminded of it; none where somebody is. What is accepted without a day is so for good.
    #[must_use]
    pub fn silent_until(&self) -> Option<NaiveDate> {
        let for_good = self.decides(Outcome::Accepted).then_some(NaiveDate::MAX);
        self.answer.until.or(for_good).filter(|_| !self.changed)
    }

    /// Whether who answers for the accounts decided just this of it, as it is now.
    #[must_use]
    pub fn decides(&self, outcome: Outcome) -> bool {
        !self.changed && self.answer.decides && self.answer.outcome == Some(outcome)
    }

    /// Whether it is accepted on this day.
    #[must_use]
    pub fn accepts(&self, day: NaiveDate) -> bool {
        self.decides(Outcome::Accepted) && self.answer.until.is_none_or(|until| until >= day)
    }
}

impl Answers {
    /// These, and after them those of others that are not among them.
    #[must_use]
    pub fn and(mut self, others: &[Answer]) -> Self {
        for other in others {
            if self.0.iter().all(|it| it.id != other.id) {
                self.0.push(other.clone());
            }
        }
        self
    }

    /// Those on a subject that a month knows, in the order in which they came. Targets are those of an exercise: so is what was
    /// answered on them.
    pub fn on(&self, subject: &Subject, period: Period) -> impl DoubleEndedIterator<Item = &Answer> {
        let of_exercise = matches!(subject, Subject::Indicator { .. });
        let is_known =
            move |it: &Answer| it.period <= period && (!of_exercise || it.period.exercise() == period.exercise());
        self.0.iter().filter(move |it| it.subject.is_same(subject) && is_known(it))
    }

    /// What stands of them on a subject as it is now.
    #[must_use]
    pub fn standing(&self, now: &Subject, period: Period) -> Option<Standing> {
        // One on what the subject was before counts for nothing beside one on what it is.
        let fits = self.on(now, period).any(|it| it.subject == *now);
        let all = || self.on(now, period).rev().filter(move |it| !fits || it.subject == *now);
        let decision = all().find(|it| it.decides);
        let proposal = all().find(|it| !it.decides);
        let answer = decision.or(proposal)?.clone();
        let against = proposal.filter(|it| answer.decides && it.outcome != answer.outcome).cloned();
        Some(Standing { changed: answer.subject != *now, against, answer })
    }

    /// What was decided last on a difference.
    fn decided(&self, difference: RowId, period: Period) -> Option<&Answer> {
        let is_of = |it: &&Answer| it.decides && it.period <= period && it.subject.difference() == Some(difference);
        self.0.iter().rev().find(is_of)
    }

    /// Whether what was decided last on a difference is that it may not stand.
    #[must_use]
    pub fn undo(&self, difference: RowId, period: Period) -> bool {
        self.decided(difference, period).is_some_and(|it| it.outcome != Some(Outcome::Accepted))
    }

    /// The acceptances that they make: of each difference what was decided last, until its day or the end of the exercise.
    #[must_use]
    pub fn acceptances(&self, period: Period) -> Vec<Acceptance> {
        let acceptance = |it: &Answer| {
            let Subject::Difference { id, kind, cents } = it.subject else { return None };
            let last = self.decided(id, period) == Some(it);
            (last && it.outcome == Some(Outcome::Accepted)).then(|| Acceptance {
                id,
                kind,
                cents,
                why: phrases::why_accepted(it),
                until: it.until.unwrap_or_else(|| it.period.exercise().last_day()),
                from: Some(it.period),
            })
        };
        self.0.iter().filter_map(acceptance).collect()
    }
}

#[cfg(test)]
mod tests;
