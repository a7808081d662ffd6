//! A light, and that of an indicator.

use crate::indicators::Standing;

/// A light: how well something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// As it should.
    Good,
    /// Somebody should look at it.
    Watch,
    /// Somebody must act.
    Bad,
}

impl Tone {
    /// The light of an indicator; none of one that says nothing yet.
    #[must_use]
    pub fn of(standing: Standing) -> Option<Self> {
        match standing {
            Standing::Met | Standing::OnTrack => Some(Self::Good),
            Standing::Near | Standing::AtRisk | Standing::NoData | Standing::Undefined => Some(Self::Watch),
            Standing::Missed | Standing::OffTrack => Some(Self::Bad),
            Standing::InProgress | Standing::NotMeaningful | Standing::ToDate => None,
        }
    }

    /// The word people read.
    #[must_use]
    pub fn italian(self) -> &'static str {
        match self {
            Self::Good => "regolare",
            Self::Watch => "da seguire",
            Self::Bad => "critico",
        }
    }
}
