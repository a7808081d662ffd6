//! What is wrong with a calendar of duties, for the offices, roles and layouts of its chamber.

use std::collections::BTreeSet;

use super::{Duties, Duty, Need, phrases};
use crate::fault::{Fault, twice};
use crate::italian::meant;

/// The longest warning: a year. Of more than one day of the same duty nobody is warned.
const WARN_DAYS_MAX: u32 = 365;

/// What a calendar may name.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Offices and roles that receive mail.
    pub roles: &'a [String],
    /// Ids of layouts.
    pub layouts: &'a [&'a str],
}

impl Duties {
    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self, known: Known<'_>) -> Vec<Fault> {
        let ids = || self.all.iter().map(|it| it.id.as_str());
        let mut out: Vec<Fault> =
            twice(ids()).into_iter().map(|id| Fault::at(format!("duty[^{id}].id"), phrases::twice(id))).collect();
        for (place, duty) in self.all.iter().enumerate() {
            out.extend(duty.faults(known).into_iter().map(|it| it.below(&format!("duty[{place}]"))));
        }
        let mut seen = BTreeSet::new();
        for (place, done) in self.done.iter().enumerate() {
            let path = |key: &str| format!("done[{place}].{key}");
            if !ids().any(|id| id == done.duty) {
                out.push(Fault::at(path("duty"), phrases::unknown_duty(&done.duty, &meant(&done.duty, ids()))));
            } else if !seen.insert((&done.duty, done.exercise)) {
                out.push(Fault::at(path("exercise"), phrases::done_twice(&done.duty, done.exercise)));
            }
            if done.act.trim().is_empty() {
                out.push(Fault::at(path("act"), phrases::no_act(&done.duty)));
            }
        }
        out
    }
}

impl Duty {
    fn faults(&self, known: Known<'_>) -> Vec<Fault> {
        let Known { roles, layouts } = known;
        let mut out = Vec::new();
        for (key, text) in [("id", &self.id), ("title", &self.title), ("law", &self.law), ("what", &self.what)] {
            if text.trim().is_empty() {
                out.push(Fault::at(key, phrases::empty(&self.id, key)));
            }
        }
        if let Some(owner) = self.owner.as_deref().filter(|owner| roles.iter().all(|it| it != owner)) {
            let proposal = meant(owner, roles.iter().map(String::as_str));
            out.push(Fault::at("owner", phrases::unknown_owner(&self.id, owner, &proposal)));
        }
        if self.warn_days > WARN_DAYS_MAX {
            out.push(Fault::at("warn_days", phrases::warning_too_long(&self.id, self.warn_days, WARN_DAYS_MAX)));
        }
        let unknown = |need: &Need| match need {
            Need::Layout(layout) if !layouts.contains(&&**layout) => Some(layout.clone()),
            Need::Layout(_) | Need::Month(_) | Need::Document(_) => None,
        };
        for layout in self.needs.iter().filter_map(unknown) {
            let proposal = meant(&layout, layouts.iter().copied());
            out.push(Fault::at("needs", phrases::unknown_layout(&layout, &proposal)).word(&*layout));
        }
        out
    }
}
