//! The table `issued_rows`: the rows that an issue compared, kept so that the next month sees what is gone. As many as a month has: they are
//! packed some thousands a part, written from where they are, and read one by one. Nothing asks the database for one.

use std::sync::Arc;

use anyhow::Context as _;
use chrono::{Datelike, NaiveDate};
use rusqlite::{Transaction, named_params, params};

use crate::issue::Issue;
use crate::ledger::{Movements, RowId, Side, Texts};
use crate::money::Cents;
use crate::office::OfficeId;
use crate::period::Period;
use crate::reconcile::{FormerRow, FormerState, Reconciliation};
use crate::store::Store;
use crate::store::table::Table;

/// What an issue compared.
#[derive(Clone, Copy, Debug)]
pub struct ComparedRows<'a> {
    /// The month's movements.
    pub movements: &'a Movements,
    /// How they stand.
    pub reconciliation: &'a Reconciliation,
}

/// Rows of a part: enough for few parts, few enough for a part to be small beside a month.
const ROWS_A_PART: usize = 4096;

/// `rows` is what [`Part`] packs.
const TABLE: Table = Table { name: "issued_rows", columns: &["period", "number", "part", "rows"] };

pub(in crate::store) fn write(
    rows: &ComparedRows<'_>,
    period: Period,
    number: u32,
    transaction: &Transaction<'_>,
) -> anyhow::Result<()> {
    let mut statement = transaction.prepare_cached(&TABLE.insert())?;
    let mut rows = rows.reconciliation.remembered(rows.movements, period).peekable();
    let month = period.to_string();
    let mut part = Part::default();
    let mut parts = 0_u32;
    while rows.peek().is_some() {
        part.clear();
        rows.by_ref().take(ROWS_A_PART).for_each(|row| part.push(&row));
        statement.execute(named_params! {
            ":period": month,
            ":number": number,
            ":part": parts,
            ":rows": part.packed(),
        })?;
        parts += 1;
    }
    Ok(())
}

impl Store {
    /// Tells the rows that an issue compared one by one, in the order in which they were written.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issued_rows(&self, issue: &Issue, each: &mut dyn FnMut(FormerRow)) -> anyhow::Result<()> {
        let sql = "SELECT rows FROM issued_rows WHERE period = ?1 AND number = ?2 ORDER BY part";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut parts = statement.query(params![issue.period.to_string(), issue.number])?;
        while let Some(part) = parts.next()? {
            let bytes = part.get_ref("rows")?.as_blob()?;
            unpack(bytes, each).context("il database contiene righe che questo programma non ha scritto")?;
        }
        Ok(())
    }
}

/// Rows being packed: the texts that recur, each once, and then the rows. Numbers are of fixed width, least byte first;
/// a text is its length and its bytes.
#[derive(Default)]
struct Part {
    texts: Texts,
    rows: Vec<u8>,
    whole: Vec<u8>,
}

impl Part {
    fn clear(&mut self) {
        *self =
            Self { rows: std::mem::take(&mut self.rows), whole: std::mem::take(&mut self.whole), ..Self::default() };
        self.rows.clear();
        self.whole.clear();
    }

    fn push(&mut self, row: &FormerRow) {
        self.rows.extend(row.id.to_bytes());
        for text in
            [&row.rule_set, row.side.id(), row.state.id(), row.office.as_deref().unwrap_or_default(), &row.objective]
        {
            let kept = u32::try_from(self.texts.keep(text).number()).unwrap_or(u32::MAX);
            self.rows.extend(kept.to_le_bytes());
        }
        self.rows.extend(row.cents.0.to_le_bytes());
        self.rows.extend(row.likeness.to_le_bytes());
        for date in [row.date, row.first_seen, Some(row.told.first_day())] {
            // No date is the day before the first one that there is.
            self.rows.extend(date.map_or(i32::MIN, |date| date.num_days_from_ce()).to_le_bytes());
        }
        push_text(&row.label, &mut self.rows);
    }

    fn packed(&mut self) -> &[u8] {
        let count = u32::try_from(self.texts.count()).unwrap_or(u32::MAX);
        self.whole.extend(count.to_le_bytes());
        self.texts.iter().for_each(|text| push_text(text, &mut self.whole));
        self.whole.extend_from_slice(&self.rows);
        &self.whole
    }
}

fn push_text(text: &str, bytes: &mut Vec<u8>) {
    bytes.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

/// Tells the rows of a part; `None` when it is cut or is none.
fn unpack(bytes: &[u8], each: &mut dyn FnMut(FormerRow)) -> Option<()> {
    let mut rest = bytes;
    let count = u32::from_le_bytes(take(&mut rest)?);
    let mut texts: Vec<Arc<str>> = Vec::new();
    for _ in 0..count {
        texts.push(Arc::from(take_text(&mut rest)?));
    }
    while !rest.is_empty() {
        let id = RowId::from_bytes(take(&mut rest)?);
        let mut text = || Some(Arc::clone(texts.get(usize::try_from(u32::from_le_bytes(take(&mut rest)?)).ok()?)?));
        let (rule_set, side, state, office, objective) = (text()?, text()?, text()?, text()?, text()?);
        let cents = Cents(i64::from_le_bytes(take(&mut rest)?));
        let likeness = u64::from_le_bytes(take(&mut rest)?);
        let mut date = || Some(NaiveDate::from_num_days_from_ce_opt(i32::from_le_bytes(take(&mut rest)?)));
        let (date, first_seen, told) = (date()?, date()?, Period::of(date()??)?);
        each(FormerRow {
            rule_set,
            id,
            side: Side::of(&side)?,
            state: FormerState::of(&state)?,
            cents,
            date,
            office: OfficeId::of(&office),
            objective,
            label: take_text(&mut rest)?.to_owned(),
            likeness,
            first_seen,
            told,
        });
    }
    Some(())
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*taken)
}

fn take_text<'b>(rest: &mut &'b [u8]) -> Option<&'b str> {
    let length = usize::try_from(u32::from_le_bytes(take(rest)?)).ok()?;
    let (text, after) = rest.split_at_checked(length)?;
    *rest = after;
    std::str::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_row() -> impl Strategy<Value = FormerRow> {
        let day = || proptest::option::of((700_000..740_000).prop_map(NaiveDate::from_num_days_from_ce_opt));
        let states = [FormerState::Matched, FormerState::Open, FormerState::Vanished];
        let text = "[a-zà ]{0,4}";
        let months = (2000..2100_u16, 1..=12_u8).prop_filter_map("a month", |(year, month)| Period::new(year, month));
        ((text, text, text, text), any::<([u8; 16], bool, i64, u64)>(), 0..3_usize, (day(), day()), months).prop_map(
            move |(
                (rule_set, office, objective, label),
                (id, accounting, cents, likeness),
                state,
                (date, seen),
                told,
            )| {
                FormerRow {
                    rule_set: Arc::from(rule_set),
                    id: RowId::from_bytes(id),
                    side: if accounting { Side::Accounting } else { Side::Office },
                    state: states[state],
                    cents: Cents(cents),
                    date: date.flatten(),
                    office: OfficeId::of(&office),
                    objective: Arc::from(objective),
                    label,
                    likeness,
                    first_seen: seen.flatten(),
                    told,
                }
            },
        )
    }

    proptest! {
        #[test]
        fn rows_come_back_as_they_were_packed(rows in prop::collection::vec(any_row(), 0..30), cut in any::<prop::sample::Index>()) {
            let mut part = Part::default();
            rows.iter().for_each(|row| part.push(row));
            let mut told = Vec::new();
            prop_assert_eq!(unpack(part.packed(), &mut |row| told.push(row)), Some(()));
            prop_assert_eq!(told, rows);
            // A cut part is an end too early, never a panic.
            let whole = part.whole.clone();
            let _ = unpack(&whole[..cut.index(whole.len())], &mut |_| {});
        }
    }
}
