//! The tree of the plan: areas (missioni), strategic and operative objectives, and who answers for them.

use std::sync::Arc;

use serde::Deserialize;

/// All objectives of an exercise, from `config/objectives.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objectives {
    /// Sorted by code.
    #[serde(rename = "objective", default)]
    pub all: Vec<Objective>,
}

/// One objective.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objective {
    /// `2021_01_02_03`.
    pub code: Arc<str>,
    /// Its depth.
    pub level: Level,
    /// The code above it.
    pub parent: Option<Arc<str>>,
    /// As the plan prints it.
    pub title: String,
    /// The office that answers for it; empty for those of the whole chamber.
    #[serde(default)]
    pub office: Arc<str>,
    /// What the plan gives it, in whole euro as printed.
    pub resources_euro: Option<i64>,
}

/// How deep an objective stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A missione.
    Area,
    /// `YYYY_AA_SS`.
    Strategico,
    /// `YYYY_AA_SS_OO`.
    Operativo,
}

impl Objectives {
    /// The objective of this code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Objective> {
        self.all.iter().find(|objective| &*objective.code == code)
    }

    /// The office that answers for an objective: its own, or that of the nearest objective above it.
    #[must_use]
    pub fn office_of(&self, code: &str) -> Option<&Arc<str>> {
        let mut next = self.get(code);
        // A tree of objectives is as deep as its levels; the bound ends a cycle that `check` would have refused.
        for _ in 0..8 {
            let objective = next?;
            if !objective.office.is_empty() {
                return Some(&objective.office);
            }
            next = objective.parent.as_deref().and_then(|parent| self.get(parent));
        }
        None
    }

    /// The objective at this level that a code rolls up to: itself, or one above it; a code that stands higher stays.
    #[must_use]
    pub fn rolled_up(&self, code: &str, level: Level) -> Arc<str> {
        let mut at = code;
        for _ in 0..8 {
            match self.get(at) {
                Some(objective) if objective.level > level => match objective.parent.as_deref() {
                    Some(parent) => at = parent,
                    None => break,
                },
                _ => break,
            }
        }
        Arc::from(at)
    }
}
