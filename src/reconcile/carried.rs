//! What the month before was issued with, as far as this month has to go on with it: open differences, and the rows behind them.
//! Knows no database: whoever calls reads it there, and keeps there what this month hands on.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::{DifferenceState, Kind, Reconciliation, phrases};
use crate::ledger::{Movements, RowId, Side};
use crate::money::Cents;
use crate::named::named;
use crate::office::OfficeId;
use crate::period::{Exercise, Period};

/// The month before. Empty where none was issued.
#[derive(Clone, Debug, Default)]
pub struct Carried {
    /// The month.
    pub period: Option<Period>,
    /// Its open differences, by id.
    pub differences: BTreeMap<RowId, FormerDifference>,
    /// Those of them that an earlier exercise left open, by id: files are of one exercise, so no file of this one has
    /// their rows.
    pub open_items: BTreeMap<RowId, FormerDifference>,
    /// The rows behind them, in the order of their names.
    pub item_rows: Vec<FormerRow>,
    /// Since when rows that it had open are open.
    pub open_since: BTreeMap<RowId, NaiveDate>,
    /// Of each of this month's movements, by place, whether it was compared then; empty when nothing is known of rows.
    pub known: Vec<bool>,
    /// Movements of this month that were worth something else then.
    pub changed: Vec<ChangedRow>,
    /// Rows that it compared and that are not among this month's movements, in the order of their names.
    pub gone: Vec<FormerRow>,
    /// The last month in which the accounts told any of its rows; they may have been silent since.
    pub accounts_told: Option<Period>,
    /// What was published of rows before this month.
    pub published: Published,
}

/// The last released issue before a month, as far as its rows go: what is restated is said of it, never of a draft.
#[derive(Clone, Debug, Default)]
pub enum Published {
    /// Nothing of the exercise was released.
    #[default]
    Nothing,
    /// The issue that is carried was released itself.
    Carried,
    /// The issue that is carried is a draft: the rows of the last one that was released.
    Earlier(Box<Carried>),
}

impl Carried {
    /// All open differences that are gone on with, by id.
    #[must_use]
    pub fn all_open(&self) -> BTreeMap<RowId, &FormerDifference> {
        self.differences.iter().chain(&self.open_items).map(|(id, it)| (*id, it)).collect()
    }
}

/// A movement of this month that was worth something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangedRow {
    /// Its place among this month's movements.
    pub place: usize,
    /// What it was worth.
    pub issued: Cents,
    /// The last month that told it so.
    pub told: Period,
}

/// A difference as the month before listed it.
#[derive(Clone, Debug, PartialEq)]
pub struct FormerDifference {
    /// What kind.
    pub kind: Kind,
    /// How it stood.
    pub state: DifferenceState,
    /// Its reason's code.
    pub reason: String,
    /// Its sentence.
    pub text: String,
    /// Its key.
    pub key: String,
    /// Its office, if it has one.
    pub office: Option<OfficeId>,
    /// Its objective.
    pub objective: Arc<str>,
    /// What it was worth.
    pub cents: Cents,
    /// When it was first seen.
    pub first_seen: NaiveDate,
}

/// How a row stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FormerState {
    /// It agreed with the other side.
    Matched,
    /// It was part of a difference.
    Open,
    /// It had vanished already.
    Vanished,
}

named!(FormerState {
    Matched = "matched",
    Open = "open",
    Vanished = "vanished",
});

/// A row of the month before.
#[derive(Clone, Debug, PartialEq)]
pub struct FormerRow {
    /// The rule set that compared it.
    pub rule_set: Arc<str>,
    /// Its name.
    pub id: RowId,
    /// Who told it.
    pub side: Side,
    /// How it stood.
    pub state: FormerState,
    /// Its amount.
    pub cents: Cents,
    /// Its date.
    pub date: Option<NaiveDate>,
    /// Its office, if it has one.
    pub office: Option<OfficeId>,
    /// Its objective.
    pub objective: Arc<str>,
    /// What people recognise it by: act and beneficiary.
    pub label: String,
    /// What the payment is recognised by on either side, whatever its row is called.
    pub likeness: u64,
    /// Since when it is open; `None` when it agreed.
    pub first_seen: Option<NaiveDate>,
    /// The last month whose files told it: earlier than the month that remembers it when its side was silent since, or
    /// when it vanished.
    pub told: Period,
}

/// How a movement of this month stands in a rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowState {
    /// Its place among the movements.
    pub place: u32,
    /// The rule set, by its number in [`super::Reconciliation::rule_sets`].
    pub rule_set: u16,
    /// Since when it is open; `None` when it agrees.
    pub first_seen: Option<NaiveDate>,
    /// As in [`FormerRow::likeness`].
    pub likeness: u64,
}

/// Holds the rows of the month before against the movements of this one.
#[derive(Debug)]
pub struct Memory<'a> {
    movements: &'a Movements,
    /// The exercise of the month for which it is.
    exercise: Exercise,
    /// Where each movement is, by its name.
    places: Vec<(RowId, usize)>,
    carried: Carried,
}

impl<'a> Memory<'a> {
    /// Of a month that was issued, for a month of the same exercise with these movements.
    #[must_use]
    pub fn of(period: Period, differences: BTreeMap<RowId, FormerDifference>, movements: &'a Movements) -> Self {
        Self::between(period, period.exercise(), differences, movements)
    }

    /// Of a month that was issued, for a month of this exercise with these movements. What its exercise left open is handed
    /// on from month to month by the day on which it was first seen.
    #[must_use]
    pub fn between(
        period: Period,
        exercise: Exercise,
        mut differences: BTreeMap<RowId, FormerDifference>,
        movements: &'a Movements,
    ) -> Self {
        let open_items = differences.extract_if(.., |_, it| it.first_seen < exercise.first_day());
        let open_items: BTreeMap<_, _> = open_items.filter(|(_, it)| !it.kind.is_apart()).collect();
        if period.exercise() != exercise {
            differences.clear();
        }
        let mut places: Vec<(RowId, usize)> = movements.handles().iter().map(|it| it.id).zip(0..).collect();
        places.sort_unstable();
        let known = vec![false; movements.len()];
        let carried = Carried { period: Some(period), differences, open_items, known, ..Carried::default() };
        Self { movements, exercise, places, carried }
    }

    /// Takes in a row of that month.
    pub fn row(&mut self, row: FormerRow) {
        let carried = &mut self.carried;
        if row.told.exercise() != self.exercise {
            if row.state != FormerState::Matched {
                carried.item_rows.push(row);
            }
            return;
        }
        if row.side == Side::Accounting && row.state != FormerState::Vanished {
            carried.accounts_told = carried.accounts_told.max(Some(row.told));
        }
        if let (FormerState::Open, Some(first_seen)) = (row.state, row.first_seen) {
            let since = carried.open_since.entry(row.id).or_insert(first_seen);
            *since = first_seen.min(*since);
        }
        match self.places.binary_search_by_key(&row.id, |(id, _)| *id) {
            Err(_) => carried.gone.push(row),
            Ok(at) => {
                let place = self.places[at].1;
                carried.known[place] = true;
                if self.movements.handles()[place].cents != row.cents {
                    carried.changed.push(ChangedRow { place, issued: row.cents, told: row.told });
                }
            }
        }
    }

    /// What the month before hands on, when all its rows were taken in.
    #[must_use]
    pub fn end(self) -> Carried {
        let mut carried = self.carried;
        for rows in [&mut carried.gone, &mut carried.item_rows] {
            rows.sort_by(|a, b| (&a.rule_set, a.id).cmp(&(&b.rule_set, b.id)));
        }
        carried
    }
}

impl Reconciliation {
    /// Every row that was compared in this month, as the next one will be told of it, and every row of an earlier month
    /// that is still spoken of or whose side has been silent since.
    pub fn remembered<'a>(&'a self, movements: &'a Movements, month: Period) -> impl Iterator<Item = FormerRow> + 'a {
        let standing = self.rows.iter().filter_map(move |it| {
            let movement = movements.get(usize::try_from(it.place).ok()?)?;
            Some(FormerRow {
                rule_set: Arc::clone(self.rule_sets.get(usize::from(it.rule_set))?),
                id: movement.id,
                side: movement.side,
                state: if it.first_seen.is_some() { FormerState::Open } else { FormerState::Matched },
                cents: movement.cents,
                date: movement.date,
                office: movement.office.map(OfficeId::from),
                objective: Arc::from(movement.objective),
                label: phrases::label(movement),
                likeness: it.likeness,
                first_seen: it.first_seen,
                told: month,
            })
        });
        standing.chain(self.kept.iter().cloned())
    }
}
