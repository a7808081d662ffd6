//! Pairs that somebody has to confirm: those of a pass that only suggests, and those whose act is missing on a side.

use std::collections::BTreeMap;

use super::unsettled::PARTNERS_MAX;
use super::{Rest, Said, missing_from};
use crate::ledger::Movement;
use crate::reconcile::Kind;
use crate::reconcile::keys::Row;
use crate::reconcile::matching::Suggestion;
use crate::reconcile::pairing::{self, Edge};
use crate::reconcile::phrases::{self, Why};
use crate::reconcile::rules::KeyPart;

impl Rest<'_> {
    /// Rows that a pass only suggests to pair: each is missing until somebody confirms.
    pub(super) fn suggested(&mut self, suggestions: &[Suggestion]) {
        let passes = &self.book.rules.passes;
        for Suggestion { pass, accounting, office } in suggestions {
            if accounting.iter().chain(office).all(|row| self.open[*row]) {
                self.suggest([accounting, office], Why::Pass(&passes[*pass].id));
            }
        }
    }

    /// A row without an act, and the only one of the other side of its person, objective and amount that has one. Where
    /// there are two or three, each may be it.
    pub(super) fn suggested_by_act(&mut self) {
        const KEYS: [KeyPart; 2] = [KeyPart::Office, KeyPart::Objective];
        let key = |row: &Row| Some((KEYS.map(|part| row.part(part)), row.cents));
        let edges = self.edges_of_one_person(&self.open, key);
        let whys: BTreeMap<Edge, Why<'_>> =
            edges.into_iter().filter_map(|edge| Some((edge, self.lacks_its_act(edge)?))).collect();
        for sides in pairing::components(&whys.keys().copied().collect()) {
            match (&sides[0][..], &sides[1][..]) {
                ([account], [other]) => self.suggest([&[*account], &[*other]], whys[&(*account, *other)]),
                ([_], several) | (several, [_]) if several.len() <= PARTNERS_MAX => {
                    self.cluster(&KEYS, &sides.concat(), Kind::Ambiguous);
                }
                _ => {}
            }
        }
    }

    /// Why two rows of one person may be of one act that only one of them says, or says rightly.
    fn lacks_its_act(&self, (account, office): Edge) -> Option<Why<'static>> {
        let [one, other] = [self.row(account), self.row(office)];
        let acts = [one, other].map(|row| row.part(KeyPart::Act));
        let typed_before = acts.map(|act| self.book.acts.typed_before(act));
        if typed_before[0] == Some(acts[1]) || typed_before[1] == Some(acts[0]) {
            return Some(Why::ActIsDate);
        }
        // `come da delibera` against a number: what says no number says no act.
        let numbered = acts.into_iter().filter(|act| self.book.acts.year(*act).is_some()).count();
        let contradicts = |part| {
            let said = [one, other].map(|row| row.part(part));
            said[0] != said[1] && said.iter().all(|text| !text.is_empty())
        };
        let is_another = [KeyPart::Cup, KeyPart::Cor, KeyPart::Mandate].into_iter().any(contradicts);
        (numbered == 1 && !is_another).then_some(Why::NoAct)
    }

    fn suggest(&mut self, sides: [&[usize]; 2], why: Why<'_>) {
        let [accounting, office] = sides;
        for (rows, others) in [(accounting, office), (office, accounting)] {
            let Some(first) = others.first().copied() else { continue };
            let near: Vec<Movement<'_>> = others.iter().map(|other| self.movement(*other)).collect();
            for row in rows {
                let said = Said {
                    kind: missing_from(self.row(*row).side),
                    reason: "suggested",
                    text: phrases::suggested(self.movement(*row), &near, why),
                    key: self.first_key(*row),
                    candidate: Some(self.row(first).place()),
                };
                self.list(&[*row], said);
            }
        }
    }
}
