//! All movements of a month, kept small: a large month has hundreds of thousands, whose texts are few. Each text is kept
//! once, a movement holds its handles, and is told with its texts to whoever asks.

use chrono::NaiveDate;

use super::identity::RowId;
use super::movement::{Movement, Side};
use super::texts::{Text, Texts};
use crate::money::Cents;
use crate::origin::Origin;

/// Movements in the order in which they were posted; a *place* is a number in that order.
#[derive(Clone, Debug, Default)]
pub struct Movements {
    rows: Vec<Kept>,
    texts: Texts,
}

/// A movement with handles for texts; the fields are those of [`Movement`].
#[derive(Clone, Copy, Debug)]
struct Kept {
    id: RowId,
    cents: Cents,
    allotted: Option<Cents>,
    date: Option<NaiveDate>,
    origin: Origin,
    account: Option<Text>,
    layout: Text,
    office: Text,
    objective: Text,
    initiative: Text,
    act: Text,
    mandate: Text,
    beneficiary: Text,
    fiscal_code: Text,
    cup: Text,
    cor: Text,
    side: Side,
}

/// What comparing asks of a movement: handles instead of texts, equal when the texts are.
#[derive(Clone, Copy, Debug)]
pub struct Handles {
    /// The office.
    pub office: Text,
    /// The objective.
    pub objective: Text,
    /// The act.
    pub act: Text,
    /// The fiscal code.
    pub fiscal_code: Text,
    /// The beneficiary.
    pub beneficiary: Text,
    /// The payment order.
    pub mandate: Text,
    /// CUP.
    pub cup: Text,
    /// COR.
    pub cor: Text,
}

impl Movements {
    /// Room for so many more.
    pub fn reserve(&mut self, more: usize) {
        self.rows.reserve_exact(more);
    }

    /// Adds one at the end.
    pub fn push(&mut self, movement: Movement<'_>) {
        let mut keep = |text: &str| self.texts.keep(text);
        let kept = Kept {
            id: movement.id,
            cents: movement.cents,
            allotted: movement.allotted,
            date: movement.date,
            origin: movement.origin,
            account: movement.account.map(&mut keep),
            layout: keep(movement.layout),
            office: keep(movement.office),
            objective: keep(movement.objective),
            initiative: keep(movement.initiative),
            act: keep(movement.act),
            mandate: keep(movement.mandate),
            beneficiary: keep(movement.beneficiary),
            fiscal_code: keep(movement.fiscal_code),
            cup: keep(movement.cup),
            cor: keep(movement.cor),
            side: movement.side,
        };
        self.rows.push(kept);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The movement at a place.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<Movement<'_>> {
        Some(self.told(self.rows.get(place)?))
    }

    /// The movement at a place that was given for one of these.
    ///
    /// # Panics
    /// When the place is beyond them.
    #[must_use]
    pub fn at(&self, place: usize) -> Movement<'_> {
        self.told(&self.rows[place])
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Movement<'_>> + Clone {
        self.rows.iter().map(|row| self.told(row))
    }

    /// The name of each, in order: what most questions about all of them need.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = RowId> + '_ {
        self.rows.iter().map(|row| row.id)
    }

    /// The handles of the movement at a place that was given for one of these.
    ///
    /// # Panics
    /// When the place is beyond them.
    #[must_use]
    pub fn handles(&self, place: usize) -> Handles {
        let Kept { office, objective, act, fiscal_code, beneficiary, mandate, cup, cor, .. } = self.rows[place];
        Handles { office, objective, act, fiscal_code, beneficiary, mandate, cup, cor }
    }

    /// The keeper of their texts.
    #[must_use]
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    fn told(&self, row: &Kept) -> Movement<'_> {
        let text = |handle: Text| self.texts.get(handle);
        Movement {
            id: row.id,
            side: row.side,
            layout: text(row.layout),
            office: text(row.office),
            account: row.account.map(text),
            objective: text(row.objective),
            initiative: text(row.initiative),
            act: text(row.act),
            mandate: text(row.mandate),
            date: row.date,
            beneficiary: text(row.beneficiary),
            fiscal_code: text(row.fiscal_code),
            cup: text(row.cup),
            cor: text(row.cor),
            cents: row.cents,
            allotted: row.allotted,
            origin: row.origin,
        }
    }
}

impl<'m> FromIterator<Movement<'m>> for Movements {
    fn from_iter<I: IntoIterator<Item = Movement<'m>>>(movements: I) -> Self {
        let mut all = Self::default();
        movements.into_iter().for_each(|movement| all.push(movement));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_movement_comes_back_as_it_went_in() {
        let movement = |account, beneficiary, cents| Movement {
            id: RowId::hash(beneficiary),
            side: if account == Some("330001") { Side::Accounting } else { Side::Office },
            layout: "interventi",
            office: "promozione",
            account,
            objective: "2021_01_01",
            initiative: "Voucher digitali",
            act: "12/2021",
            mandate: "118",
            date: NaiveDate::from_ymd_opt(2021, 6, 10),
            beneficiary,
            fiscal_code: "01234567890",
            cup: "",
            cor: "7",
            cents: Cents(cents),
            allotted: None,
            origin: Origin { source: 1, sheet: 2, row: 3, column: 4 },
        };
        let all = [movement(Some("330001"), "Alfa", 100), movement(Some(""), "Beta", -5), movement(None, "Alfa", 100)];
        let kept: Movements = all.into_iter().collect();
        assert_eq!(kept.iter().collect::<Vec<_>>(), all);
        assert_eq!((kept.get(1), kept.get(3)), (Some(all[1]), None));
        assert_eq!(kept.handles(0).beneficiary, kept.handles(2).beneficiary);
    }
}
