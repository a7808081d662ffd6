//! All movements of a month, kept small: a large month has hundreds of thousands, whose texts are few. Each text is kept
//! once, a movement holds its handles, and is told with its texts to whoever asks.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::identity::RowId;
use super::movement::{Movement, Side};
use super::texts::{Text, Texts};
use crate::money::Cents;
use crate::origin::Origin;

/// Movements in the order in which they were posted; a *place* is a number in that order.
#[derive(Clone, Debug, Default)]
pub struct Movements {
    rows: Vec<Handles>,
    /// What few movements say, by place.
    rare: BTreeMap<usize, Rare>,
    texts: Texts,
}

/// What most months say of no movement: kept apart, so that it takes no room in all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rare {
    /// The amount set aside.
    pub allotted: Option<Cents>,
    /// CUP.
    pub cup: Text,
    /// COR.
    pub cor: Text,
}

/// What movements come to; absent where none says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What the accounts book.
    pub booked: Option<Cents>,
    /// What the offices say is paid.
    pub paid: Option<Cents>,
    /// What their acts commit.
    pub allotted: Option<Cents>,
}

/// A movement with handles for its texts, equal when the texts are; the fields are those of [`Movement`] but for [`Rare`].
#[derive(Clone, Copy, Debug)]
pub struct Handles {
    /// Its name across runs.
    pub id: RowId,
    /// The amount.
    pub cents: Cents,
    /// The date.
    pub date: Option<NaiveDate>,
    /// Where the amount stands.
    pub origin: Origin,
    /// The account.
    pub account: Option<Text>,
    /// The layout.
    pub layout: Text,
    /// The office.
    pub office: Text,
    /// The objective.
    pub objective: Text,
    /// The initiative.
    pub initiative: Text,
    /// The act.
    pub act: Text,
    /// The payment order.
    pub mandate: Text,
    /// The beneficiary.
    pub beneficiary: Text,
    /// The fiscal code.
    pub fiscal_code: Text,
    /// The note.
    pub note: Text,
    /// Who tells it.
    pub side: Side,
}

impl Movements {
    /// Room for so many more.
    pub fn reserve(&mut self, more: usize) {
        self.rows.reserve_exact(more);
    }

    /// Adds one at the end.
    pub fn push(&mut self, movement: Movement<'_>) {
        let mut keep = |text: &str| self.texts.keep(text);
        let kept = Handles {
            id: movement.id,
            cents: movement.cents,
            date: movement.date,
            origin: movement.origin,
            account: movement.account.map(&mut keep),
            layout: keep(movement.layout),
            office: keep(movement.office.unwrap_or_default()),
            objective: keep(movement.objective),
            initiative: keep(movement.initiative),
            act: keep(movement.act),
            mandate: keep(movement.mandate),
            beneficiary: keep(movement.beneficiary),
            fiscal_code: keep(movement.fiscal_code),
            note: keep(movement.note),
            side: movement.side,
        };
        let rare = Rare { allotted: movement.allotted, cup: keep(movement.cup), cor: keep(movement.cor) };
        self.push_handles(kept, rare);
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
        Some(self.told(place, self.rows.get(place)?))
    }

    /// The movement at a place that was given for one of these.
    ///
    /// # Panics
    /// When the place is beyond them.
    #[must_use]
    pub fn at(&self, place: usize) -> Movement<'_> {
        self.told(place, &self.rows[place])
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Movement<'_>> + Clone {
        self.rows.iter().enumerate().map(|(place, row)| self.told(place, row))
    }

    /// Those of one side, in order; the others are not told at all.
    pub fn of(&self, side: Side) -> impl Iterator<Item = Movement<'_>> {
        let one = self.rows.iter().enumerate().filter(move |(_, row)| row.side == side);
        one.map(|(place, row)| self.told(place, row))
    }

    /// What they come to by the objective that each names, every movement once; an objective may be written in several ways.
    #[must_use]
    pub fn by_objective(&self) -> Vec<(&str, Told)> {
        // A large month names few objectives: their texts are looked at once, and not with every movement.
        let mut all: BTreeMap<Text, Told> = BTreeMap::new();
        for (place, it) in self.rows.iter().enumerate() {
            let told = all.entry(it.objective).or_default();
            let sum = |told: Option<Cents>, cents: Cents| Some(told.unwrap_or_default() + cents);
            match it.side {
                Side::Accounting => told.booked = sum(told.booked, it.cents),
                Side::Office => {
                    told.paid = sum(told.paid, it.cents);
                    told.allotted = self.rare(place).allotted.map_or(told.allotted, |it| sum(told.allotted, it));
                }
            }
        }
        all.into_iter().map(|(objective, told)| (self.texts.get(objective), told)).collect()
    }

    /// All of them as handles, by place: whoever goes through a large month asks for the texts that it needs.
    #[must_use]
    #[inline]
    pub fn handles(&self) -> &[Handles] {
        &self.rows
    }

    /// What few movements say, of the one at a place.
    #[must_use]
    #[inline]
    pub fn rare(&self, place: usize) -> Rare {
        if self.rare.is_empty() { Rare::default() } else { self.rare.get(&place).copied().unwrap_or_default() }
    }

    /// Keeps a text for a movement that is pushed by its handles.
    pub(super) fn keep(&mut self, text: &str) -> Text {
        self.texts.keep(text)
    }

    /// Gives back what only adding more needs.
    pub(super) fn drop_index(&mut self) {
        self.texts.drop_index();
    }

    /// Adds one whose texts are kept already.
    pub(super) fn push_handles(&mut self, movement: Handles, rare: Rare) {
        if rare != Rare::default() {
            self.rare.insert(self.rows.len(), rare);
        }
        self.rows.push(movement);
    }

    /// The keeper of their texts.
    #[must_use]
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    fn told(&self, place: usize, row: &Handles) -> Movement<'_> {
        let text = |handle: Text| self.texts.get(handle);
        let rare = self.rare(place);
        Movement {
            id: row.id,
            side: row.side,
            layout: text(row.layout),
            office: Some(text(row.office)).filter(|office| !office.is_empty()),
            account: row.account.map(text),
            objective: text(row.objective),
            initiative: text(row.initiative),
            act: text(row.act),
            mandate: text(row.mandate),
            date: row.date,
            beneficiary: text(row.beneficiary),
            fiscal_code: text(row.fiscal_code),
            cup: text(rare.cup),
            cor: text(rare.cor),
            note: text(row.note),
            cents: row.cents,
            allotted: rare.allotted,
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

    fn movement<'m>(account: Option<&'m str>, beneficiary: &'m str, cents: i64) -> Movement<'m> {
        Movement {
            id: RowId::hash(beneficiary),
            side: if account == Some("330001") { Side::Accounting } else { Side::Office },
            layout: "interventi",
            office: Some("promozione"),
            account,
            objective: "2021_01_01",
            initiative: "Voucher digitali",
            act: "12/2021",
            mandate: "118",
            date: NaiveDate::from_ymd_opt(2021, 6, 10),
            beneficiary,
            fiscal_code: "01234567890",
            cup: "",
            cor: if cents < 0 { "7" } else { "" },
            note: beneficiary,
            cents: Cents(cents),
            allotted: (cents < 0).then_some(Cents(cents)),
            origin: Origin { source: 1, sheet: 2, row: 3, column: 4 },
        }
    }

    #[test]
    fn movements_add_up_by_the_objective_that_they_name() {
        let of = |side, objective, cents, allotted: Option<i64>| Movement {
            side,
            objective,
            allotted: allotted.map(Cents),
            ..movement(Some(""), "Alfa", cents)
        };
        let all: Movements = [
            of(Side::Accounting, "A1", 100, None),
            of(Side::Office, "A1", 60, Some(500)),
            of(Side::Office, "A1 ", 7, None),
            of(Side::Accounting, "A1", -30, None),
            of(Side::Office, "A1", 1, Some(20)),
        ]
        .into_iter()
        .collect();
        let told = |booked: Option<i64>, paid: i64, allotted: Option<i64>| Told {
            booked: booked.map(Cents),
            paid: Some(Cents(paid)),
            allotted: allotted.map(Cents),
        };
        assert_eq!(all.by_objective(), [("A1", told(Some(70), 61, Some(520))), ("A1 ", told(None, 7, None))]);
    }

    #[test]
    fn a_movement_comes_back_as_it_went_in() {
        let all = [movement(Some("330001"), "Alfa", 100), movement(Some(""), "Beta", -5), movement(None, "Alfa", 100)];
        let kept: Movements = all.into_iter().collect();
        assert_eq!(kept.iter().collect::<Vec<_>>(), all);
        assert_eq!((kept.get(1), kept.get(3)), (Some(all[1]), None));
        assert_eq!(kept.handles()[0].beneficiary, kept.handles()[2].beneficiary);
    }
}
