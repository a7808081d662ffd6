//! The offices of a chamber: their ids, as files and definitions write them, and their names for people.

use std::sync::Arc;

use serde::Deserialize;

use crate::italian::meant;
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

/// What stands before the name of an office in some places and not in others.
const TITLES: [&str; 6] = ["ufficio ", "servizio ", "area ", "settore ", "u o ", "unita "];

/// What an office is called without its title, which in some places stands before it and in others not; of words in small letters,
/// without accents: `ufficio estero` is `estero`.
#[must_use]
pub fn without_title(words: &str) -> &str {
    TITLES.iter().find_map(|title| words.strip_prefix(title)).unwrap_or(words)
}

/// The role that answers for the accounts, where a chamber does not name another.
pub const ACCOUNTS: &str = "contabilita";

/// The offices of a chamber, in the order in which they are declared; who answers for the accounts; and what the other
/// roles to which it writes are called.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Vec<Office>")]
pub struct Offices {
    declared: Vec<Office>,
    accounts: Arc<str>,
    roles: Vec<(Arc<str>, String)>,
}

impl From<Vec<Office>> for Offices {
    fn from(declared: Vec<Office>) -> Self {
        Self { declared, accounts: Arc::from(ACCOUNTS), roles: Vec::new() }
    }
}

impl Default for Offices {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl Offices {
    /// The same, where another role answers for the accounts, and roles beside the offices have names.
    #[must_use]
    pub fn with_roles(self, accounts: &str, roles: Vec<(Arc<str>, String)>) -> Self {
        Self { accounts: Arc::from(accounts), roles, ..self }
    }

    /// The role that answers for the accounts.
    #[must_use]
    pub fn accounts(&self) -> &Arc<str> {
        &self.accounts
    }

    /// Whether a role answers for the accounts.
    #[must_use]
    pub fn is_accounts(&self, role: &str) -> bool {
        *self.accounts == *role
    }

    /// Each of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Office> {
        self.declared.iter()
    }

    /// Their ids.
    pub fn ids(&self) -> impl Iterator<Item = &OfficeId> {
        self.declared.iter().map(|office| &office.id)
    }

    /// Whether an office of this id is declared.
    #[must_use]
    pub fn declares(&self, id: &str) -> bool {
        self.name(id).is_some()
    }

    /// `; forse si intendeva ...`, when one of them is near this id.
    #[must_use]
    pub fn meant(&self, id: &str) -> String {
        meant(id, self.declared.iter().map(|office| &*office.id))
    }

    /// The name of an office.
    #[must_use]
    pub fn name(&self, id: &str) -> Option<&str> {
        self.declared.iter().find(|office| *office.id == *id).map(|office| office.name.as_str())
    }

    /// The office or the role that an id or a name means, whatever its capitals.
    #[must_use]
    pub fn role(&self, said: &str) -> Option<&str> {
        let roles = self.roles.iter().map(|(id, name)| (&**id, name.as_str()));
        let mut all = self.declared.iter().map(|it| (&*it.id, it.name.as_str())).chain(roles);
        let is_it = |text: &str| text.to_lowercase() == said.trim().to_lowercase();
        all.find(|(id, name)| is_it(id) || is_it(name)).map(|(id, _)| id)
    }

    /// What an office, or a role to which the chamber writes, is called.
    #[must_use]
    pub fn called(&self, role: &str) -> Option<&str> {
        let of_role = || self.roles.iter().find(|(id, _)| **id == *role).map(|(_, name)| name.as_str());
        self.name(role).or_else(of_role)
    }

    /// The same; the id itself of what nobody named.
    #[must_use]
    pub fn name_or_id<'a>(&'a self, id: &'a str) -> &'a str {
        self.called(id).unwrap_or(id)
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Offices {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(pairs: I) -> Self {
        let office = |(id, name): (&str, &str)| Office { id: OfficeId::from(id), name: name.to_owned() };
        Self::from(pairs.into_iter().map(office).collect::<Vec<_>>())
    }
}
