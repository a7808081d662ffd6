//! The month in a few words, for whoever has five minutes: how it stands, the ratios that the chamber asks for first, where the
//! year is heading, what needs a variation, what to look at. Workbook and letter say the same. Judges by what others judged.

mod areas;
mod course;
mod headline;
mod kept;
mod phrases;
mod tone;
mod verdict;

use std::cmp::Reverse;

pub use areas::{Area, areas};
pub use course::{Figure, KEY_LINES, Variation, figures, variations};
pub use headline::{Headline, headlines};
pub use kept::kept;
pub(super) use phrases::forced;
pub use tone::Tone;
pub use verdict::{Verdict, verdict};

use super::View;
use crate::monitor::{Alert, AlertState, Kind, Subject};

/// The alerts that a month tells, the worst first and of those as bad the heaviest: what blocks a draft before all. Of a month
/// that is issued again since it changed, the change is what there is to say, and the rest was told before.
#[must_use]
pub fn alerts<'a>(view: &View<'a>) -> Vec<&'a Alert> {
    let told = |it: &&Alert| matches!(it.state, AlertState::Pending | AlertState::Raised | AlertState::Standing);
    let draft = !view.blocking.is_empty();
    let mut alerts: Vec<&Alert> = view.alerts.iter().filter(told).collect();
    alerts.retain(|it| it.kind != Kind::RunIncomplete || !draft);
    // One cause is told once: beside an office's differences that are too old, that it has some is no news.
    let aged = alerts.iter().filter(|it| it.kind == Kind::DifferencesAged);
    let aged: Vec<Subject> = aged.map(|it| it.id.subject().clone()).collect();
    let is_aged = |it: &Alert| aged.contains(it.id.subject());
    alerts.retain(|it| !(it.kind == Kind::Differences && it.state == AlertState::Standing && is_aged(it)));
    let blocks = |it: &Alert| draft && it.detail.blocks;
    if alerts.iter().any(|it| it.kind == Kind::Restatement) {
        alerts.retain(|it| it.kind == Kind::Restatement || blocks(it));
    }
    alerts.sort_by_key(|it| (!blocks(it), it.severity, Reverse(it.weight), it.state, it.id.clone()));
    alerts
}

/// How many of so many things are told at once: more than five are not looked at, but one or two more are not worth another page.
#[must_use]
pub fn at_once(all: usize) -> usize {
    const FEW: usize = 5;
    const MORE: usize = 2;
    if all <= FEW + MORE { all } else { FEW }
}

/// Whether everything that there is to look at is told at once, and nothing is over of which that does not speak.
#[must_use]
pub fn all_at_once(view: &View<'_>) -> bool {
    let all = alerts(view).len();
    at_once(all) == all && view.alerts.iter().all(|it| it.state != AlertState::Resolved)
}

/// The name of an indicator without what explains it: `Indice di equilibrio strutturale: indica la capacità ...`.
#[must_use]
pub fn short_name(name: &str) -> &str {
    // A sentence ends after a word: what ends after `art` or `n` is an abbreviation.
    let ends = |at: &usize| name[..*at].rsplit([' ', '\'', '’']).next().is_some_and(|word| word.chars().count() > 4);
    let end = [": ", ". ", "; "].into_iter().filter_map(|mark| name.find(mark).filter(ends)).min();
    end.map_or(name, |at| &name[..at]).trim_end_matches('.')
}

/// What an alert asks of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// It keeps the month a draft.
    Unblock,
    /// Whether the budget is to be changed.
    Decide,
    /// Something is wrong and is to be put right.
    Correct,
    /// Something has not come.
    Complete,
    /// Something does not go as it was meant to.
    Watch,
}

impl Ask {
    /// What is asked by an alert of this month.
    #[must_use]
    pub fn of(alert: &Alert, view: &View<'_>) -> Self {
        match alert.kind {
            _ if alert.detail.blocks && !view.blocking.is_empty() => Self::Unblock,
            Kind::OneriOverBudget | Kind::ShareOfYear => Self::Decide,
            Kind::TieOutFailed
            | Kind::UnmappedAccounts
            | Kind::DefinitionChanged
            | Kind::Differences
            | Kind::DifferencesAged
            | Kind::RowsRefused
            | Kind::SourceRefused => Self::Correct,
            Kind::SourceMissing | Kind::IndicatorNoData | Kind::RunIncomplete | Kind::VistoAwaited => Self::Complete,
            Kind::Restatement
            | Kind::OneriAboveProfile
            | Kind::OneriBelowProfile
            | Kind::ProventiBelowProfile
            | Kind::IndicatorMissed
            | Kind::IndicatorNear
            | Kind::RatioMoved => Self::Watch,
        }
    }

    /// The words people read.
    #[must_use]
    pub fn italian(self) -> &'static str {
        match self {
            Self::Unblock => "blocca il mese",
            Self::Decide => "da decidere",
            Self::Correct => "da correggere",
            Self::Complete => "da completare",
            Self::Watch => "da seguire",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_where_its_explanation_begins() {
        assert_eq!(short_name("Indice di equilibrio: indica la capacità. E altro"), "Indice di equilibrio");
        assert_eq!(short_name("Incidenza dei costi. Misura la capacità"), "Incidenza dei costi");
        assert_eq!(short_name("N. 2 bandi"), "N. 2 bandi");
        assert_eq!(short_name("Costi su proventi."), "Costi su proventi");
    }
}
