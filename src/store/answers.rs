//! The table `answer`: what people answered on differences, appended and never changed. Decides nothing about it.

use rusqlite::{Row, Transaction, TransactionBehavior, named_params};
use serde::{Deserialize, Serialize};

use super::Store;
use super::table::{Table, json, parsed};
use crate::origin::Digest;
use crate::reconcile::{Answer, Answers};

/// An answer with its place in the chain of all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Linked {
    /// Its number, from 1.
    pub number: u32,
    /// The digest of the link before it and of the answer.
    pub link: Digest,
    /// The answer.
    pub answer: Answer,
}

impl Linked {
    /// The link of an answer after another; the first has none before it.
    fn of(number: u32, before: Option<Digest>, answer: Answer) -> serde_json::Result<Self> {
        let before = before.map(|it| it.to_string()).unwrap_or_default();
        let link = Digest::of(format!("{before}\n{}", serde_json::to_string(&answer)?).as_bytes());
        Ok(Self { number, link, answer })
    }

    /// The numbers of those that are not what their links say, or after which one is gone, in order.
    ///
    /// # Errors
    /// Never in practice: an answer is plain data.
    pub fn broken(all: &[Self]) -> serde_json::Result<Vec<u32>> {
        let (mut broken, mut before, mut number) = (Vec::new(), None, 1);
        for it in all {
            if Self::of(number, before, it.answer.clone())? != *it {
                broken.push(it.number);
            }
            (before, number) = (Some(it.link), it.number + 1);
        }
        Ok(broken)
    }
}

const TABLE: Table = Table { name: "answer", columns: &["number", "id", "difference", "period", "told", "link"] };

/// Appends answers; one that is there already is left as it came.
pub(super) fn append(answers: &[Answer], transaction: &Transaction<'_>) -> anyhow::Result<()> {
    for answer in answers {
        let known = "SELECT EXISTS (SELECT 1 FROM answer WHERE id = ?1)";
        if transaction.query_row(known, [answer.id.to_string()], |row| row.get(0))? {
            continue;
        }
        let last = TABLE.rows(transaction, "ORDER BY number DESC LIMIT 1", [], from_row)?.pop();
        let number = last.as_ref().map_or(1, |it| it.number + 1);
        write(&Linked::of(number, last.map(|it| it.link), answer.clone())?, transaction)?;
    }
    Ok(())
}

/// Writes one as the registry tells of it, unless it is there.
pub(super) fn write(it: &Linked, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let sql = TABLE.insert().replacen("INSERT", "INSERT OR IGNORE", 1);
    transaction.prepare_cached(&sql)?.execute(named_params! {
        ":number": it.number,
        ":id": it.answer.id.to_string(),
        ":difference": it.answer.difference.to_string(),
        ":period": it.answer.period.to_string(),
        ":told": serde_json::to_string(&it.answer)?,
        ":link": it.link.to_string(),
    })?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> anyhow::Result<Linked> {
    Ok(Linked { number: row.get("number")?, link: parsed(row, "link")?, answer: json(row, "told")? })
}

impl Store {
    /// All answers, in the order in which they came.
    ///
    /// # Errors
    /// When the database fails; so for every function below.
    pub fn answers(&self) -> anyhow::Result<Answers> {
        Ok(Answers(self.answers_linked()?.into_iter().map(|it| it.answer).collect()))
    }

    /// The same with their places in the chain.
    ///
    /// # Errors
    /// When the database fails.
    pub fn answers_linked(&self) -> anyhow::Result<Vec<Linked>> {
        TABLE.rows(&self.connection, "ORDER BY number", [], from_row)
    }

    /// Those of which the registry does not tell yet, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unrecorded_answers(&self) -> anyhow::Result<Vec<Linked>> {
        TABLE.rows(&self.connection, "WHERE recorded = 0 ORDER BY number", [], from_row)
    }

    /// Marks answers as told by the registry.
    ///
    /// # Errors
    /// When the database fails; none is marked then.
    pub fn mark_answers_recorded(&mut self, answers: &[Linked]) -> anyhow::Result<()> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for it in answers {
            transaction.execute("UPDATE answer SET recorded = 1 WHERE number = ?1", [it.number])?;
        }
        Ok(transaction.commit()?)
    }
}
