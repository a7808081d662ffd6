//! The kinds of alert: their names in ids, in settings and in JSON, and how long each lives.
//! Knows no figure and no text.

use crate::named::named;

/// What an alert is about, in the order of importance among alerts of one severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A file was refused and nothing stands in its place.
    SourceRefused,
    /// An expected file has not come.
    SourceMissing,
    /// A month was left a draft, for reasons that no other alert tells.
    RunIncomplete,
    /// A month waits for its visto, and the day by which it was to be given is past.
    VistoAwaited,
    /// Accounts without a line.
    UnmappedAccounts,
    /// A definition, an account or a line was changed in place, and with it what released months were computed by.
    DefinitionChanged,
    /// An identity fails.
    TieOutFailed,
    /// A released month says something else now.
    Restatement,
    /// Oneri and commitments pass the assestato.
    OneriOverBudget,
    /// Oneri pass the share of the assestato that is allowed, and are ahead of the months begun.
    ShareOfYear,
    /// Oneri are ahead of their monthly profile.
    OneriAboveProfile,
    /// Oneri are behind their monthly profile: what was planned is not being spent.
    OneriBelowProfile,
    /// Proventi are behind their monthly profile.
    ProventiBelowProfile,
    /// A target is missed.
    IndicatorMissed,
    /// A target is not met, but near.
    IndicatorNear,
    /// A ratio moved by more than was expected since the last issued month.
    RatioMoved,
    /// What an office has to measure was not measured.
    IndicatorNoData,
    /// Open differences with an office.
    Differences,
    /// Differences that have been open for longer than their rules allow.
    DifferencesAged,
    /// Rows of an accepted file that do not count.
    RowsRefused,
}

named!(Kind {
    SourceRefused = "source_refused",
    SourceMissing = "source_missing",
    RunIncomplete = "run_incomplete",
    VistoAwaited = "visto_awaited",
    UnmappedAccounts = "unmapped_accounts",
    DefinitionChanged = "definition_changed",
    TieOutFailed = "tie_out_failed",
    Restatement = "restatement",
    OneriOverBudget = "oneri_over_budget",
    ShareOfYear = "share_of_year",
    OneriAboveProfile = "oneri_above_profile",
    OneriBelowProfile = "oneri_below_profile",
    ProventiBelowProfile = "proventi_below_profile",
    IndicatorMissed = "indicator_missed",
    IndicatorNear = "indicator_near",
    RatioMoved = "ratio_moved",
    IndicatorNoData = "indicator_no_data",
    Differences = "differences",
    DifferencesAged = "differences_aged",
    RowsRefused = "rows_refused",
});

impl Kind {
    /// Whether it belongs to one month, which its subject then begins with. The others go on from month to month.
    #[must_use]
    pub fn of_month(self) -> bool {
        matches!(
            self,
            Self::SourceRefused
                | Self::SourceMissing
                | Self::RunIncomplete
                | Self::VistoAwaited
                | Self::Restatement
                | Self::RowsRefused
        )
    }

    /// Whether it is of an exercise, and ends with it: what belongs to a year's budget, to its targets, to the differences
    /// that have gathered since January. The next one begins it anew.
    #[must_use]
    pub fn of_exercise(self) -> bool {
        match self {
            Self::OneriOverBudget
            | Self::ShareOfYear
            | Self::OneriAboveProfile
            | Self::OneriBelowProfile
            | Self::ProventiBelowProfile
            | Self::IndicatorMissed
            | Self::IndicatorNear
            | Self::RatioMoved
            | Self::IndicatorNoData
            | Self::Differences
            | Self::DifferencesAged => true,
            Self::SourceRefused
            | Self::SourceMissing
            | Self::RunIncomplete
            | Self::VistoAwaited
            | Self::UnmappedAccounts
            | Self::DefinitionChanged
            | Self::TieOutFailed
            | Self::Restatement
            | Self::RowsRefused => false,
        }
    }

    /// Whether it tells an event, which is said and passes, and not a state that somebody mends.
    #[must_use]
    pub fn is_event(self) -> bool {
        matches!(self, Self::Restatement | Self::RatioMoved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_name_which_settings_write_too() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of(kind.id()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.id());
        }
        assert!(Kind::ALL.is_sorted());
    }
}
