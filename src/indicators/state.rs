//! How an indicator stands, and how it is judged: the words for both.

use crate::named::named;

/// How an indicator stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The target is met.
    Met,
    /// Not met, within the amber band.
    Near,
    /// Not met, or no longer to be met.
    Missed,
    /// Something it needs is missing.
    NoData,
    /// A denominator is zero or negative.
    Undefined,
    /// The year is not over and nothing is lost yet.
    InProgress,
}

named!(State {
    Met = "met",
    Near = "near",
    Missed = "missed",
    NoData = "no_data",
    Undefined = "undefined",
    InProgress = "in_progress",
});

impl State {
    /// The name people read.
    #[must_use]
    pub fn italian(self) -> &'static str {
        match self {
            Self::Met => "raggiunto",
            Self::Near => "vicino",
            Self::Missed => "mancato",
            Self::NoData => "non rilevato",
            Self::Undefined => "non definito",
            Self::InProgress => "in corso",
        }
    }
}

/// How an indicator is judged, and said to stand: its state, and before its day what is not one yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// As [`State::Met`].
    Met,
    /// As [`State::Near`].
    Near,
    /// A ratio of the accounts before its day: it heads for its target by every way to the year's end.
    OnTrack,
    /// Nothing is lost yet.
    InProgress,
    /// A mean beyond its limit before its day, which may come back; a ratio of the accounts that heads for its target by some
    /// ways to the year's end only.
    AtRisk,
    /// A ratio of the accounts before its day: it heads for its target by no way to the year's end.
    OffTrack,
    /// A ratio of the accounts before its day, of which too little is booked for its course to mean anything.
    NotMeaningful,
    /// A ratio of the accounts before its day of which no year end is known: it is not judged.
    ToDate,
    /// As [`State::Missed`].
    Missed,
    /// As [`State::NoData`].
    NoData,
    /// As [`State::Undefined`].
    Undefined,
}

named!(Standing {
    Met = "met",
    Near = "near",
    OnTrack = "on_track",
    InProgress = "in_progress",
    AtRisk = "at_risk",
    OffTrack = "off_track",
    NotMeaningful = "not_meaningful",
    ToDate = "to_date",
    Missed = "missed",
    NoData = "no_data",
    Undefined = "undefined",
});

impl Standing {
    /// The name people read.
    #[must_use]
    pub fn italian(self) -> &'static str {
        match self {
            Self::Met => State::Met.italian(),
            Self::Near => State::Near.italian(),
            Self::OnTrack => "in linea",
            Self::InProgress => State::InProgress.italian(),
            Self::AtRisk => "a rischio",
            Self::OffTrack => "fuori linea",
            Self::NotMeaningful => "non significativo",
            Self::ToDate => "alla data",
            Self::Missed => State::Missed.italian(),
            Self::NoData => State::NoData.italian(),
            Self::Undefined => State::Undefined.italian(),
        }
    }
}

impl Standing {
    /// The name of so many: `1 raggiunto`, `2 raggiunti`.
    #[must_use]
    pub fn italian_of(self, count: usize) -> &'static str {
        match self {
            _ if count == 1 => self.italian(),
            Self::Met => "raggiunti",
            Self::Near => "vicini al valore atteso",
            Self::Missed => "mancati",
            Self::NoData => "non rilevati",
            Self::Undefined => "non definiti",
            Self::NotMeaningful => "non significativi",
            Self::OnTrack | Self::InProgress | Self::AtRisk | Self::OffTrack | Self::ToDate => self.italian(),
        }
    }
}

impl From<State> for Standing {
    fn from(state: State) -> Self {
        match state {
            State::Met => Self::Met,
            State::Near => Self::Near,
            State::Missed => Self::Missed,
            State::NoData => Self::NoData,
            State::Undefined => Self::Undefined,
            State::InProgress => Self::InProgress,
        }
    }
}
