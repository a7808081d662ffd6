//! The table `answer`: what people answered on differences, appended and never changed. Decides nothing about it.

use rusqlite::{Row, Transaction, TransactionBehavior, named_params};
use serde::{Deserialize, Serialize};

use super::Store;
use super::table::{Table, json};
use crate::reconcile::{Answer, Answers};

/// An answer with its place among all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Numbered {
    /// From 1, in the order in which they came.
    pub number: u32,
    /// The answer.
    pub answer: Answer,
}

const TABLE: Table = Table { name: "answer", columns: &["number", "id", "difference", "period", "told"] };

/// Appends answers; one that is there already is left as it came.
pub(super) fn append(answers: &[Answer], transaction: &Transaction<'_>) -> anyhow::Result<()> {
    for answer in answers {
        let sql = "SELECT coalesce(max(number), 0) + 1 FROM answer";
        let number = transaction.query_row(sql, [], |row| row.get(0))?;
        write(&Numbered { number, answer: answer.clone() }, transaction)?;
    }
    Ok(())
}

/// Writes one, unless it is there.
pub(super) fn write(it: &Numbered, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let sql = TABLE.insert().replacen("INSERT", "INSERT OR IGNORE", 1);
    transaction.prepare_cached(&sql)?.execute(named_params! {
        ":number": it.number,
        ":id": it.answer.id.to_string(),
        ":difference": it.answer.difference.to_string(),
        ":period": it.answer.period.to_string(),
        ":told": serde_json::to_string(&it.answer)?,
    })?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> anyhow::Result<Numbered> {
    Ok(Numbered { number: row.get("number")?, answer: json(row, "told")? })
}

impl Store {
    /// All answers, in the order in which they came.
    ///
    /// # Errors
    /// When the database fails; so for every function below.
    pub fn answers(&self) -> anyhow::Result<Answers> {
        Ok(Answers(self.answers_numbered()?.into_iter().map(|it| it.answer).collect()))
    }

    /// The same with their numbers.
    ///
    /// # Errors
    /// When the database fails.
    pub fn answers_numbered(&self) -> anyhow::Result<Vec<Numbered>> {
        TABLE.rows(&self.connection, "ORDER BY number", [], from_row)
    }

    /// Those of which the registry does not tell yet, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unrecorded_answers(&self) -> anyhow::Result<Vec<Numbered>> {
        TABLE.rows(&self.connection, "WHERE recorded = 0 ORDER BY number", [], from_row)
    }

    /// Marks answers as told by the registry.
    ///
    /// # Errors
    /// When the database fails; none is marked then.
    pub fn mark_answers_recorded(&mut self, answers: &[Numbered]) -> anyhow::Result<()> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for it in answers {
            transaction.execute("UPDATE answer SET recorded = 1 WHERE number = ?1", [it.number])?;
        }
        Ok(transaction.commit()?)
    }
}
