//! The rows that an issue compared, kept so that the next month sees what is gone. As many as a month has: they are
//! written from where they are, and read one by one.

use chrono::NaiveDate;
use rusqlite::types::Type;
use rusqlite::{Connection, Row, Transaction, params};

use super::records::Issue;
use crate::ledger::{Movement, RowId, Side};
use crate::money::Cents;
use crate::period::Period;
use crate::reconcile::{FormerRow, FormerState, Reconciliation};

/// What an issue compared.
#[derive(Clone, Copy, Debug)]
pub struct ComparedRows<'a> {
    /// The month's movements.
    pub movements: &'a [Movement],
    /// How they stand.
    pub reconciliation: &'a Reconciliation,
}

fn side(side: Side) -> &'static str {
    match side {
        Side::Accounting => "accounting",
        Side::Office => "office",
    }
}

fn state(state: FormerState) -> &'static str {
    match state {
        FormerState::Matched => "matched",
        FormerState::Open => "open",
        FormerState::Vanished => "vanished",
    }
}

pub(super) fn write(
    rows: &ComparedRows<'_>,
    period: Period,
    number: u32,
    transaction: &Transaction<'_>,
) -> anyhow::Result<()> {
    let sql = "INSERT OR REPLACE INTO issued_row VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14)";
    let mut statement = transaction.prepare_cached(sql)?;
    let month = period.to_string();
    let mut insert = |row: &FormerRow| {
        statement.execute(params![
            month,
            number,
            row.rule_set,
            row.id.to_bytes(),
            side(row.side),
            state(row.state),
            row.cents.0,
            row.date.map(|date| date.to_string()),
            row.office,
            row.objective,
            row.label,
            row.likeness.cast_signed(),
            row.first_seen.map(|date| date.to_string()),
            (row.told != period).then(|| row.told.to_string()),
        ])
    };
    // In the order of their names, as matching left them: the table grows at its end.
    for row in rows.reconciliation.remembered(rows.movements, period) {
        insert(&row)?;
    }
    Ok(())
}

/// Reads the rows of an issue, in the order of their names.
pub(super) fn read(connection: &Connection, issue: &Issue, each: &mut dyn FnMut(FormerRow)) -> anyhow::Result<()> {
    let sql = "SELECT rule_set, id, side, state, cents, date, office, objective, label, likeness, first_seen, told \
               FROM issued_row WHERE period = ?1 AND number = ?2 ORDER BY rule_set, id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows =
        statement.query_map(params![issue.period.to_string(), issue.number], |row| from_row(row, issue.period))?;
    for row in rows {
        each(row?);
    }
    Ok(())
}

fn from_row(row: &Row<'_>, period: Period) -> rusqlite::Result<FormerRow> {
    let date = |column: usize| -> rusqlite::Result<Option<NaiveDate>> {
        let text: Option<String> = row.get(column)?;
        text.map(|text| text.parse())
            .transpose()
            .map_err(|e: chrono::ParseError| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(e)))
    };
    let (side, state): (String, String) = (row.get(2)?, row.get(3)?);
    Ok(FormerRow {
        rule_set: row.get(0)?,
        id: RowId::from_bytes(row.get(1)?),
        side: if side == "accounting" { Side::Accounting } else { Side::Office },
        state: match state.as_str() {
            "matched" => FormerState::Matched,
            "vanished" => FormerState::Vanished,
            _ => FormerState::Open,
        },
        cents: Cents(row.get(4)?),
        date: date(5)?,
        office: row.get(6)?,
        objective: row.get(7)?,
        label: row.get(8)?,
        likeness: row.get::<_, i64>(9)?.cast_unsigned(),
        first_seen: date(10)?,
        told: match row.get::<_, Option<String>>(11)? {
            Some(text) => {
                text.parse().map_err(|e: String| rusqlite::Error::FromSqlConversionFailure(11, Type::Text, e.into()))?
            }
            None => period,
        },
    })
}
