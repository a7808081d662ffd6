//! What people answered on differences: an office proposes, who answers for the accounts decides. Each answer is bound to what the
//! difference was worth in the issue on which it was given; on one that has changed since, it counts for nothing and that is said.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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

/// One answer on one difference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The hash of who answers what, on which difference of which issue: the same answer again is this one.
    pub id: RowId,
    /// The difference.
    pub difference: RowId,
    /// The month of the issue on which it was given.
    pub period: Period,
    /// The issue's number.
    pub issue: u32,
    /// What kind of difference that was.
    pub kind: Kind,
    /// What it was worth.
    pub cents: Cents,
    /// What is to become of it.
    pub outcome: Outcome,
    /// Why.
    pub why: String,
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
    /// Who gave it, as far as that is known: who owns the file, or who typed it.
    pub by: String,
    /// The file that brought it; none of one given by hand.
    pub file: Option<Digest>,
}

impl Answer {
    /// The same with its id.
    #[must_use]
    pub fn named(mut self) -> Self {
        let until = self.until.map(|it| it.to_string()).unwrap_or_default();
        let parts = [
            self.office.to_string(),
            self.difference.to_string(),
            format!("{}/{}", self.period, self.issue),
            self.outcome.id().to_owned(),
            self.why.clone(),
            self.responsible.clone(),
            self.second.clone(),
            until,
            self.note.clone(),
        ];
        self.id = RowId::hash(&parts.join("\u{1f}"));
        self
    }

    /// Whether the difference is still what it was answered on.
    fn is_on(&self, kind: Kind, cents: Cents) -> bool {
        (self.kind, self.cents) == (kind, cents)
    }
}

/// All answers that a month may know, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers(pub Vec<Answer>);

/// What stands of the answers on a difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The last word of who answers for the accounts; without one, the last of an office.
    pub answer: Answer,
    /// Whether the difference is not any more what was answered on.
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

    /// Those on a difference that a month knows, in the order in which they came.
    pub fn on(&self, difference: RowId, period: Period) -> impl DoubleEndedIterator<Item = &Answer> {
        self.0.iter().filter(move |it| it.difference == difference && it.period <= period)
    }

    /// What stands of them.
    #[must_use]
    pub fn standing(&self, difference: RowId, (kind, cents): (Kind, Cents), period: Period) -> Option<Standing> {
        // One on what the difference was before counts for nothing beside one on what it is.
        let fits = self.on(difference, period).any(|it| it.is_on(kind, cents));
        let all = || self.on(difference, period).rev().filter(move |it| !fits || it.is_on(kind, cents));
        let decision = all().find(|it| it.decides);
        let proposal = all().find(|it| !it.decides);
        let answer = decision.or(proposal)?.clone();
        let against = proposal.filter(|it| !answer.decides || it.outcome != answer.outcome);
        let against = against.filter(|_| answer.decides).cloned();
        Some(Standing { changed: !answer.is_on(kind, cents), against, answer })
    }

    /// Whether what was decided last on a difference is that it may not stand.
    #[must_use]
    pub fn undo(&self, difference: RowId, period: Period) -> bool {
        let last = self.on(difference, period).rev().find(|it| it.decides);
        last.is_some_and(|it| it.outcome != Outcome::Accepted)
    }

    /// The acceptances that they make: of each difference what was decided last, until its day or the end of the exercise.
    #[must_use]
    pub fn acceptances(&self, period: Period) -> Vec<Acceptance> {
        let last = |it: &&Answer| self.on(it.difference, period).rev().find(|other| other.decides) == Some(*it);
        let accepted = |it: &&Answer| it.period <= period && it.outcome == Outcome::Accepted && last(it);
        let acceptance = |it: &Answer| Acceptance {
            id: it.difference,
            kind: it.kind,
            cents: it.cents,
            why: phrases::why_accepted(it),
            until: it.until.unwrap_or_else(|| it.period.exercise().last_day()),
            from: Some(it.period),
        };
        self.0.iter().filter(accepted).map(acceptance).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(office: &str, outcome: Outcome, until: Option<&str>) -> Answer {
        let office_id = OfficeId::from(office);
        Answer {
            id: RowId::hash(""),
            difference: RowId::hash("x"),
            period: "2021-06".parse().unwrap(),
            issue: 1,
            kind: Kind::Amount,
            cents: Cents(36_000),
            outcome,
            why: "due cifre scambiate".into(),
            responsible: String::new(),
            second: String::new(),
            until: until.map(|day| day.parse().unwrap()),
            note: String::new(),
            decides: office == "contabilita",
            office: office_id,
            day: "2021-07-10".parse().unwrap(),
            by: String::new(),
            file: None,
        }
        .named()
    }

    fn standing(all: &[Answer], cents: i64, month: &str) -> Option<Standing> {
        Answers(all.to_vec()).standing(RowId::hash("x"), (Kind::Amount, Cents(cents)), month.parse().unwrap())
    }

    #[test]
    fn an_office_proposes_and_the_accounts_decide() {
        let proposal = answer("estero", Outcome::OfficeCorrects, Some("2021-07-31"));
        let stands = standing(std::slice::from_ref(&proposal), 36_000, "2021-07").unwrap();
        assert_eq!((&stands.answer, stands.changed, &stands.against), (&proposal, false, &None));
        assert!(stands.silences("2021-07".parse().unwrap()) && !stands.silences("2021-08".parse().unwrap()));
        let decision = answer("contabilita", Outcome::Accepted, None);
        for all in [[proposal.clone(), decision.clone()], [decision.clone(), proposal.clone()]] {
            let stands = standing(&all, 36_000, "2021-07").unwrap();
            assert_eq!((&stands.answer, stands.against.as_ref()), (&decision, Some(&proposal)));
        }
        assert_eq!(
            standing(std::slice::from_ref(&decision), 36_000, "2021-05"),
            None,
            "no month before the one answered on"
        );
        let of_now = Answer { cents: Cents(36_100), ..proposal.clone() }.named();
        let both = standing(&[decision.clone(), of_now.clone()], 36_100, "2021-07").unwrap();
        assert_eq!(
            (&both.answer, both.changed),
            (&of_now, false),
            "a void decision hides no word on what is there now"
        );
        let changed = standing(&[proposal], 36_100, "2021-07").unwrap();
        assert!(changed.changed && !changed.silences("2021-07".parse().unwrap()));
    }

    #[test]
    fn what_was_decided_last_counts() {
        let accepted = answer("contabilita", Outcome::Accepted, None);
        let undone = answer("contabilita", Outcome::OfficeCorrects, None);
        let of = |all: &[Answer], month: &str| Answers(all.to_vec()).acceptances(month.parse().unwrap());
        let made = of(std::slice::from_ref(&accepted), "2021-06");
        assert_eq!((made[0].until, made[0].cents), ("2021-12-31".parse().unwrap(), Cents(36_000)));
        assert_eq!(of(&[accepted.clone(), undone.clone()], "2021-07"), []);
        assert_eq!(of(&[undone, accepted.clone()], "2021-07").len(), 1);
        assert_eq!(of(&[accepted], "2021-05"), []);
        assert_eq!(of(&[answer("estero", Outcome::Accepted, None)], "2021-06"), [], "an office only proposes");
    }

    #[test]
    fn the_same_answer_again_is_the_same() {
        let one = answer("estero", Outcome::OfficeCorrects, None);
        let later = Answer { day: "2021-07-20".parse().unwrap(), by: "altri".into(), ..one.clone() }.named();
        assert_eq!(one.id, later.id);
        assert_ne!(one.id, answer("contabilita", Outcome::OfficeCorrects, None).id);
    }
}
