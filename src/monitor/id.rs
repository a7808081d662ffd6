//! What tells an alert from every other: its kind and what it is about. Written `kind:subject`, the same in every run; nothing
//! that changes from month to month is in it, so that an alert can be followed.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Kind;
use crate::office::OfficeId;
use crate::period::Period;

/// What an alert is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A file of a month.
    File {
        /// The month.
        month: Period,
        /// The office that sends it, or the role that is asked for it.
        who: Arc<str>,
        /// Its layout; of a file that no layout fits, its name.
        what: Arc<str>,
    },
    /// A month.
    Month(Period),
    /// A line of the watched scheme.
    Line(Arc<str>),
    /// An indicator.
    Indicator(Arc<str>),
    /// An identity.
    TieOut(Arc<str>),
    /// The rows of an office; none for those that no office answers for.
    Office(Option<OfficeId>),
    /// The chart of accounts.
    Accounts,
    /// What was changed in place: an indicator, an account, an aggregate, a line.
    Definition(Arc<str>),
}

/// What stands for no office.
const NO_OFFICE: &str = "senza_ufficio";

/// What stands for the chart of accounts.
const ACCOUNTS: &str = "piano_dei_conti";

impl Subject {
    /// The month that it is of, where it is of one.
    #[must_use]
    pub fn month(&self) -> Option<Period> {
        match self {
            Self::File { month, .. } | Self::Month(month) => Some(*month),
            _ => None,
        }
    }

    /// The subject of a kind that is written so; none where no program writes one so.
    fn parse(kind: Kind, text: &str) -> Option<Self> {
        let named = || Arc::<str>::from(text);
        Some(match kind {
            Kind::SourceRefused | Kind::SourceMissing | Kind::RowsRefused => {
                let mut parts = text.splitn(3, ':');
                let (month, who, what) = (parts.next()?, parts.next()?, parts.next()?);
                Self::File { month: month.parse().ok()?, who: Arc::from(who), what: Arc::from(what) }
            }
            Kind::RunIncomplete | Kind::VistoAwaited | Kind::Restatement => Self::Month(text.parse().ok()?),
            Kind::UnmappedAccounts => Self::Accounts,
            Kind::TieOutFailed => Self::TieOut(named()),
            Kind::DefinitionChanged => Self::Definition(named()),
            Kind::OneriOverBudget
            | Kind::ShareOfYear
            | Kind::OneriAboveProfile
            | Kind::OneriBelowProfile
            | Kind::ProventiBelowProfile => Self::Line(named()),
            Kind::IndicatorMissed | Kind::IndicatorNear | Kind::RatioMoved | Kind::IndicatorNoData => {
                Self::Indicator(named())
            }
            Kind::Differences | Kind::DifferencesAged => {
                Self::Office((text != NO_OFFICE).then(|| OfficeId::from(text)))
            }
        })
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { month, who, what } => write!(f, "{month}:{who}:{what}"),
            Self::Month(month) => write!(f, "{month}"),
            Self::Line(id) | Self::Indicator(id) | Self::TieOut(id) | Self::Definition(id) => f.write_str(id),
            Self::Office(office) => f.write_str(office.as_deref().unwrap_or(NO_OFFICE)),
            Self::Accounts => f.write_str(ACCOUNTS),
        }
    }
}

/// The name of an alert. It is compared, sorted and looked up as it is written.
#[derive(Clone)]
pub struct AlertId {
    kind: Kind,
    subject: Subject,
    text: Arc<str>,
}

impl AlertId {
    /// Of a kind, about a subject.
    #[must_use]
    pub fn new(kind: Kind, subject: Subject) -> Self {
        let text = format!("{}:{subject}", kind.id());
        Self { kind, subject, text: Arc::from(text) }
    }

    /// Of the differences of an office.
    #[must_use]
    pub fn of_office(kind: Kind, office: Option<&OfficeId>) -> Self {
        Self::new(kind, Subject::Office(office.cloned()))
    }

    /// Of an identity that fails.
    #[must_use]
    pub fn of_tie_out(id: &str) -> Self {
        Self::new(Kind::TieOutFailed, Subject::TieOut(Arc::from(id)))
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What it is about.
    #[must_use]
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// `kind:subject`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for AlertId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parse = || {
            let (kind, subject) = text.split_once(':')?;
            let kind = Kind::of(kind)?;
            Some(Self { kind, subject: Subject::parse(kind, subject)?, text: Arc::from(text) })
        };
        parse().ok_or_else(|| format!("`{text}` non è il nome di un avviso"))
    }
}

impl fmt::Display for AlertId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for AlertId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{self}`")
    }
}

impl PartialEq for AlertId {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for AlertId {}

impl PartialOrd for AlertId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for AlertId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl Borrow<str> for AlertId {
    fn borrow(&self) -> &str {
        &self.text
    }
}

impl Serialize for AlertId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for AlertId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written() {
        for text in [
            "source_missing:2021-06:estero:scheda_interventi",
            "source_refused:2021-06:contabilita:oneri: copia.xlsx",
            "run_incomplete:2021-06",
            "unmapped_accounts:piano_dei_conti",
            "tie_out_failed:allegato_c.avanzo",
            "share_of_year:personale",
            "indicator_missed:equilibrio_strutturale",
            "differences:estero",
            "differences_aged:senza_ufficio",
        ] {
            let id: AlertId = text.parse().unwrap();
            assert_eq!(id.as_str(), text);
            assert_eq!(AlertId::new(id.kind(), id.subject().clone()), id, "its parts say the whole");
        }
        assert_eq!("differences:senza_ufficio".parse(), Ok(AlertId::of_office(Kind::Differences, None)));
        for wrong in ["", "differences", "altro:estero", "run_incomplete:giugno", "source_missing:2021-06:estero"] {
            assert!(wrong.parse::<AlertId>().is_err(), "{wrong}");
        }
    }
}
