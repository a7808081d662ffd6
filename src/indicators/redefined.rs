//! What of a definition computes, judges or counts otherwise than it did: by the parsed formula, unit, direction and target, never by
//! names, order or comments. It refuses to know months: both sides are given as they hold in one.

use std::sync::Arc;

use super::definition::{Definition, Definitions};
use super::{phrases, shown};
use crate::ledger::Corrects;
use crate::period::Period;

/// What two definitions of one indicator differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// It is no longer defined.
    Gone,
    /// The formula.
    Formula,
    /// Where its figures come from: source, scheme, exercises summed.
    Figures,
    /// The unit.
    Unit,
    /// Which direction is good.
    Direction,
    /// The target as it is compared.
    Target,
    /// How a value is judged: its day, its reading, its amber band, the shares of a milestone.
    Judging,
    /// How much it counts in the degrees of objectives.
    Weight,
    /// In which list of a scorecard it counts.
    Group,
}

/// An indicator whose definition is not the one that was used.
#[derive(Clone, Debug)]
pub struct Redefined {
    /// The definition that was used.
    pub before: Arc<Definition>,
    /// The one of now; none when there is none.
    pub now: Option<Arc<Definition>>,
    /// In what they differ.
    pub aspects: Vec<Aspect>,
    /// Where the one of now corrects a mistake.
    pub corrects: Option<Corrects>,
}

impl Redefined {
    /// Whether it changes nothing but the lists of scorecards, which not everybody reads.
    #[must_use]
    pub fn is_of_scorecards(&self) -> bool {
        self.aspects == [Aspect::Group]
    }

    /// What it was made of, and is: the formula, the target, or what differs in words.
    #[must_use]
    pub fn said(&self) -> (String, String) {
        let Some(now) = &self.now else { return (phrases::DEFINED.to_owned(), phrases::UNDEFINED.to_owned()) };
        let of = |it: &Definition| {
            let parts = self.aspects.iter().filter_map(|aspect| match aspect {
                Aspect::Formula => Some(it.formula.as_ref().map(ToString::to_string).unwrap_or_default()),
                Aspect::Target => Some(phrases::target_of(&shown::target(it))),
                Aspect::Unit => Some(phrases::unit_of(it.unit)),
                Aspect::Direction => Some(phrases::direction_of(it.good).to_owned()),
                Aspect::Gone | Aspect::Figures | Aspect::Judging => None,
                Aspect::Weight => Some(phrases::weight_of(it.weight)),
                // What goes to all names no list of a scorecard.
                Aspect::Group if !self.is_of_scorecards() => None,
                Aspect::Group => Some(phrases::group_of(it.weight_group.as_deref())),
            });
            let mut parts: Vec<String> = parts.collect();
            if self.aspects.contains(&Aspect::Figures) {
                parts.push(phrases::figures_of(it.source, it.scheme.as_deref(), it.window));
            }
            if self.aspects.contains(&Aspect::Judging) {
                parts.push(phrases::judging_of(it));
            }
            parts.join("; ")
        };
        (of(&self.before), of(now))
    }
}

impl Definitions {
    /// Indicators that are computed or judged otherwise in a month than by the definitions that were used in it, in their order.
    /// One that is new was told of by nobody.
    #[must_use]
    pub fn redefined(&self, used: &Self, period: Period) -> Vec<Redefined> {
        let now = self.at(period);
        let changed = used.at(period).into_iter().filter_map(|before| {
            let now = now.iter().find(|it| it.id == before.id).map(Arc::clone);
            let mut aspects = now.as_deref().map_or_else(|| vec![Aspect::Gone], |now| aspects(&before, now, period));
            // The plan of the exercise came when the month was released already: it is no change of another.
            let is_planned_since =
                used.plans.is_missing(period.exercise()) && !self.plans.is_missing(period.exercise());
            let is_of_plan = |it: &Aspect| {
                matches!(it, Aspect::Gone | Aspect::Target | Aspect::Judging | Aspect::Weight | Aspect::Group)
            };
            aspects.retain(|it| !is_planned_since || !is_of_plan(it));
            // What is retired too early may have been a mistake in those months already.
            let retired = || self.all.iter().rfind(|it| it.id == before.id).cloned();
            let corrects = now.clone().or_else(retired).and_then(|now| {
                Corrects::newly((now.corrects, &now.act, &now.why), Some((before.corrects, &before.act, &before.why)))
            });
            (!aspects.is_empty()).then_some(Redefined { before, now, aspects, corrects })
        });
        changed.collect()
    }
}

impl Definitions {
    /// The targets that are others within an exercise since a day of it, down to a month: each beside the one before it, in the order
    /// in which they began to hold.
    #[must_use]
    pub fn retargeted(&self, until: Period) -> Vec<Redefined> {
        let mut all = Vec::new();
        let january = Period::of(until.exercise().first_day()).unwrap_or(until);
        let (mut month, mut before) = (january, self.at(january));
        while month < until {
            month = month.next();
            let now = self.at(month);
            for it in &now {
                let Some(before) = before.iter().find(|known| known.id == it.id) else { continue };
                if aspects(before, it, month).contains(&Aspect::Target) {
                    let (before, now) = (Arc::clone(before), Some(Arc::clone(it)));
                    all.push(Redefined { before, now, aspects: vec![Aspect::Target], corrects: None });
                }
            }
            before = now;
        }
        all
    }
}

/// Whether two definitions give the same figures of the same data, however these are judged.
pub(super) fn same_figures(one: &Definition, other: &Definition) -> bool {
    let of = |it: &Definition| (it.source, it.scheme.clone(), it.window, it.unit, it.good);
    of(one) == of(other) && one.formula == other.formula
}

fn aspects(before: &Definition, now: &Definition, period: Period) -> Vec<Aspect> {
    let figures = |it: &Definition| (it.source, it.scheme.clone(), it.window);
    let judging = |it: &Definition| (it.is_due(period), it.read_as(), it.near_within.to_bits(), it.shares);
    let differs = [
        (Aspect::Formula, before.formula != now.formula),
        (Aspect::Figures, figures(before) != figures(now)),
        (Aspect::Unit, before.unit != now.unit),
        (Aspect::Direction, before.good != now.good),
        (Aspect::Target, before.goal() != now.goal() || !before.target_compared().same(&now.target_compared())),
        (Aspect::Judging, judging(before) != judging(now)),
        (Aspect::Weight, before.weight.to_bits() != now.weight.to_bits()),
        (Aspect::Group, before.weight_group != now.weight_group),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(aspect, _)| aspect).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{definition, definitions, month};
    use super::*;

    const USED: &str = "formula = \"a / b\"\ntarget = \">= 8%\"";

    fn changed(lines: &str) -> Vec<(Vec<Aspect>, bool)> {
        let of = |lines: &str| definitions(vec![definition(lines)]);
        let found = of(lines).redefined(&of(USED), month("2021-06"));
        found.into_iter().map(|it| (it.aspects, it.corrects.is_some())).collect()
    }

    #[test]
    fn what_computes_is_compared_and_nothing_else() {
        let named_otherwise =
            "name = \"Altro nome\"\nformula = \"(a)  /  (b)\"\ntarget = \">=8\"\nact = \"D.D. 2\"\nmethod = \"x\"";
        assert_eq!(changed(named_otherwise), []);
        let of = |aspect| vec![(vec![aspect], false)];
        assert_eq!(changed("formula = \"b / a\"\ntarget = \">= 8%\""), of(Aspect::Formula));
        assert_eq!(changed("formula = \"a / b\"\ntarget = \">= 9%\""), of(Aspect::Target));
        assert_eq!(changed(&format!("{USED}\nnear_within = 0.1")), of(Aspect::Judging));
        assert_eq!(changed(&format!("{USED}\nwindow = 3")), of(Aspect::Figures));
        assert_eq!(changed(&format!("{USED}\nweight = 2")), of(Aspect::Weight));
        assert_eq!(changed(&format!("{USED}\nweight = 1.0\nweight_group = \"altri\"")), of(Aspect::Group));
        // What holds from a later day leaves the month alone; what no longer holds in it does not.
        assert_eq!(changed(&format!("{USED}\nvalid_from = \"2021-07-01\"")), of(Aspect::Gone));
        let corrected =
            "formula = \"b / a\"\ntarget = \">= 8%\"\ncorrects = true\nact = \"D.D. 2\"\nwhy = \"invertita\"";
        assert_eq!(changed(corrected), [(vec![Aspect::Formula], true)]);
    }

    #[test]
    fn a_target_that_holds_from_a_day_stands_beside_the_one_before() {
        let all = definitions(vec![
            definition(USED),
            definition("formula = \"a / b\"\ntarget = \">= 9%\"\nvalid_from = \"2021-04-10\""),
        ]);
        let told = |month_name: &str| -> Vec<(String, String)> {
            let of = |it: &Definition| it.target.to_string();
            let all = all.retargeted(month(month_name)).into_iter();
            all.filter_map(|it| Some((of(&it.before), of(it.now.as_deref()?)))).collect()
        };
        assert_eq!(told("2021-03"), []);
        assert_eq!(told("2021-06"), [(">= 8%".to_owned(), ">= 9%".to_owned())]);
        assert_eq!(told("2022-06"), [], "of another exercise");
    }

    #[test]
    fn a_list_of_a_scorecard_is_named_only_to_who_reads_it() {
        let of = |lines: &str| definitions(vec![definition(lines)]);
        let told = |lines: &str| {
            let it = of(lines).redefined(&of(USED), month("2021-06")).remove(0);
            (it.is_of_scorecards(), it.said())
        };
        let said = |before: &str, now: &str| (before.to_owned(), now.to_owned());
        let list = format!("{USED}\nweight_group = \"altri\"");
        assert_eq!(told(&list), (true, said("in nessun elenco della scheda", "nell'elenco `altri`")));
        assert_eq!(told(&format!("{list}\nweight = 2")), (false, said("peso 1", "peso 2")));
    }

    #[test]
    fn a_correction_serves_once() {
        let of = |lines: &str| definitions(vec![definition(lines)]);
        let corrected = |formula: &str, why: &str| {
            of(&format!("formula = \"{formula}\"\ncorrects = true\nact = \"D.D. 2\"\nwhy = \"{why}\""))
        };
        let used = corrected("b / a", "invertita");
        let newly = |now: Definitions| now.redefined(&used, month("2021-06"))[0].corrects.is_some();
        assert!(!newly(corrected("b / c", "invertita")));
        assert!(newly(corrected("b / c", "conto sbagliato")));
    }
}
