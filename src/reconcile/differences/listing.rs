//! How a difference is listed: under which name and key, for which office, since when, and how it stands.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{Rest, Said, name_of};
use crate::ledger::{RowId, Side};
use crate::money::Cents;
use crate::office::OfficeId;
use crate::reconcile::accepted::{self, Verdict};
use crate::reconcile::rules::KeyPart;
use crate::reconcile::{Difference, DifferenceState, Kind, Subject, phrases, reasons};

/// What a difference is worth, to whom, and since when.
pub(super) struct Worth {
    pub cents: Cents,
    pub office: Option<OfficeId>,
    pub objective: Arc<str>,
    pub first_seen: NaiveDate,
}

impl Rest<'_> {
    /// The key of the strictest pass in which a row takes part.
    pub(super) fn first_key(&self, row: usize) -> String {
        let pass = self.book.rules.passes.iter().find(|pass| self.row(row).key(pass).is_some());
        self.key(pass.map_or(&[KeyPart::Objective], |pass| &pass.keys), row)
    }

    /// A key as people write it.
    pub(super) fn key(&self, parts: &[KeyPart], row: usize) -> String {
        let movement = self.movement(row);
        let level = self.book.rules.objective_level;
        let texts: Vec<String> = parts
            .iter()
            .map(|part| match part {
                KeyPart::Office => movement.office.unwrap_or_default().to_owned(),
                KeyPart::Objective => self.book.objectives.rolled_up(movement.objective.trim(), level).to_string(),
                KeyPart::Act => movement.act.to_string(),
                KeyPart::FiscalCode => movement.fiscal_code.to_string(),
                KeyPart::Beneficiary => movement.beneficiary.to_string(),
                KeyPart::Mandate => movement.mandate.to_string(),
                KeyPart::Cup => movement.cup.to_owned(),
                KeyPart::Cor => movement.cor.to_owned(),
            })
            .filter(|text| !text.is_empty())
            .collect();
        texts.join(" · ")
    }

    /// Lists rows under the name of the first one: the accounting row's where both sides have one. It is as old as the
    /// oldest of them, under whatever name that was listed before.
    pub(super) fn list(&mut self, rows: &[usize], said: Said) {
        let Some(anchor) = rows.first() else { return };
        let id = name_of(&self.book.rules.id, self.row(*anchor).name(self.book.ledger));
        let since = rows.iter().filter_map(|row| self.first_seen[*row]).min();
        self.list_as(id, rows, said, since);
    }

    pub(super) fn list_as(&mut self, id: RowId, rows: &[usize], said: Said, since: Option<NaiveDate>) {
        let Some(anchor) = rows.first().map(|row| self.movement(*row)) else { return };
        let last_day = self.book.period.last_day();
        let carried = self.book.carried;
        let item = carried.open_items.get(&id).filter(|item| item.reason != reasons::SIDE_ABSENT);
        let former = carried.differences.get(&id).or(item).map(|former| former.first_seen);
        let first_seen = former.into_iter().chain(since).min().unwrap_or(last_day).min(last_day);
        // The office that has to look is the one whose sheet it is; a registration alone goes to that of its objective.
        let of_sheet = rows.iter().find(|row| self.row(**row).side == Side::Office).map(|row| self.movement(*row));
        let office = of_sheet.unwrap_or(anchor).office.map(OfficeId::from);
        let objective = Arc::from(anchor.objective);
        let signed = |row: &usize| match self.row(*row).side {
            Side::Accounting => self.row(*row).cents,
            Side::Office => -self.row(*row).cents,
        };
        let cents = rows.iter().map(signed).sum();
        self.push(id, rows, said, Worth { cents, office, objective, first_seen });
    }

    pub(super) fn push(&mut self, id: RowId, rows: &[usize], said: Said, worth: Worth) {
        let Worth { cents, office, objective, first_seen } = worth;
        let rules = self.book.rules;
        let verdict = accepted::verdict(self.book.accepted, id, said.kind, cents, self.book.period);
        let state = match verdict {
            Verdict::Accepted(_) => DifferenceState::Accepted,
            _ if said.kind.is_apart() => DifferenceState::Apart,
            _ if said.reason == reasons::NOT_YET_BOOKED => DifferenceState::Expected,
            _ => DifferenceState::Open,
        };
        let age_days = (self.book.period.last_day() - first_seen).num_days();
        let subject = Subject::Difference { id, kind: said.kind, cents };
        let answer = self.book.answers.standing(&subject, self.book.period);
        let silent = answer.as_ref().is_some_and(|it| it.silences(self.book.period));
        let overdue =
            state == DifferenceState::Open && !silent && rules.overdue_days.is_some_and(|days| age_days > days);
        // A payment under another objective or in another month is worth what it pays, though nothing is missing.
        let paid = rows
            .iter()
            .map(|row| self.row(*row).cents.abs())
            .max()
            .filter(|_| matches!(said.kind, Kind::Coding | Kind::Timing | Kind::Ambiguous | Kind::SearchStopped));
        let material = paid.unwrap_or_default().max(cents.abs()).0 >= rules.materiality_cents;
        let text = if overdue { phrases::overdue(&said.text, first_seen, age_days) } else { said.text };
        let text = phrases::with_answer(phrases::with_verdict(text, verdict), answer.as_ref(), state);
        self.found.push(Difference {
            id,
            kind: said.kind,
            reason: said.reason,
            text,
            cents,
            key: said.key,
            office,
            objective,
            rows: rows.iter().map(|row| self.row(*row).place()).collect(),
            candidate: said.candidate,
            first_seen,
            age_days,
            state,
            overdue,
            material,
            answer,
        });
        for row in rows {
            self.open[*row] = false;
            self.told.insert(name_of(&rules.id, self.row(*row).name(self.book.ledger)));
        }
    }
}
