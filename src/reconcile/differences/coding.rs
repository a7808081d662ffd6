//! One payment under another objective or account.

use super::{Rest, Said};
use crate::ledger::Side;
use crate::reconcile::keys::Row;
use crate::reconcile::pairing::{self, Edge};
use crate::reconcile::rules::KeyPart;
use crate::reconcile::{Kind, phrases};

impl Rest<'_> {
    /// One act, person and amount on both sides, under two objectives.
    pub(super) fn other_objective(&mut self) {
        let asked = self.open.clone();
        let other_objective =
            |account: &Row, office: &Row| account.part(KeyPart::Objective) != office.part(KeyPart::Objective);
        for (accounts, office) in self.alike_but(&asked, &other_objective) {
            let text = phrases::coding(self.movement(accounts), self.movement(office));
            let who = if self.row(accounts).part(KeyPart::FiscalCode).is_empty() {
                KeyPart::Beneficiary
            } else {
                KeyPart::FiscalCode
            };
            let key = self.key(&[KeyPart::Act, who], accounts);
            let said = Said { kind: Kind::Coding, reason: "objective", text, key, candidate: None };
            self.list(&[accounts, office], said);
        }
    }

    /// A row of an office whose registration stands under an account that the rule set does not compare.
    pub(super) fn other_account(&mut self) {
        let is_outside = |number: usize| number >= self.book.inside;
        let asked: Vec<bool> = (0..self.book.rows.len())
            .map(|number| is_outside(number) || self.open[number] && self.row(number).side == Side::Office)
            .collect();
        for (account, office) in self.alike_but(&asked, &|_, _| true) {
            let text = phrases::other_account(self.movement(account), self.movement(office));
            let key = self.first_key(office);
            let candidate = Some(self.row(account).place());
            self.list(&[office], Said { kind: Kind::Coding, reason: "account", text, key, candidate });
        }
    }

    /// Pairs among the rows that are asked for, of one act, person and amount, of which something else holds.
    fn alike_but(&self, asked: &[bool], holds: &dyn Fn(&Row, &Row) -> bool) -> Vec<Edge> {
        let key = |row: &Row| {
            let act = row.part(KeyPart::Act);
            (!act.is_empty()).then_some((act, row.cents))
        };
        let mut edges = self.edges_of_one_person(asked, key);
        edges.retain(|(account, office)| holds(self.row(*account), self.row(*office)));
        let mut found = pairing::settle(self.book.rows, edges.into_iter().collect()).pairs;
        found.sort_unstable();
        found
    }
}
