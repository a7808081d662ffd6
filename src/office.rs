//! The offices of a chamber: their ids, as files and definitions write them, and their names for people.

use serde::Deserialize;

use crate::named::id;

id! {
    /// The id of an office, as file names and objectives write it.
    OfficeId
}

/// An office.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// As file names and objectives write it.
    pub id: OfficeId,
    /// Its name for people.
    pub name: String,
}

/// The offices of a chamber, in the order in which they are declared.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Offices(Vec<Office>);

impl Offices {
    /// Each of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Office> {
        self.0.iter()
    }

    /// Their ids.
    pub fn ids(&self) -> impl Iterator<Item = &OfficeId> {
        self.0.iter().map(|office| &office.id)
    }

    /// Whether an office of this id is declared.
    #[must_use]
    pub fn declares(&self, id: &str) -> bool {
        self.name(id).is_some()
    }

    /// The name of an office.
    #[must_use]
    pub fn name(&self, id: &str) -> Option<&str> {
        self.0.iter().find(|office| *office.id == *id).map(|office| office.name.as_str())
    }

    /// The name of an office; the id itself when it is not declared.
    #[must_use]
    pub fn name_or_id<'a>(&'a self, id: &'a str) -> &'a str {
        self.name(id).unwrap_or(id)
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Offices {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(id, name)| Office { id: OfficeId::from(id), name: name.to_owned() }).collect())
    }
}
