//! The table `answer`: what people answered, on differences, indicators and problems and, with their visto, on months; appended and never changed. Decides
//! nothing about it.

use rusqlite::{Row, Transaction, TransactionBehavior, named_params};
use serde::{Deserialize, Serialize};

use super::Store;
use super::table::{Table, json};
use crate::issue::Visto;
use crate::period::Period;
use crate::reconcile::{Answer, Answers};

/// What somebody answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Said {
    /// On a difference, an indicator or a problem.
    OnSubject(Box<Answer>),
    /// On a month.
    OnMonth(Box<Visto>),
}

impl Said {
    /// Its id: the same answer again is this one.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::OnSubject(it) => it.id.to_string(),
            Self::OnMonth(it) => {
                let forced = if it.forced.is_some() { "-forzato" } else { "" };
                format!("visto-{}-{}{forced}", it.period, it.decisive.short())
            }
        }
    }

    /// The month of the issue on which it was given.
    #[must_use]
    pub fn period(&self) -> Period {
        match self {
            Self::OnSubject(it) => it.period,
            Self::OnMonth(it) => it.period,
        }
    }
}

/// An answer with its place among all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Numbered {
    /// From 1, in the order in which they came.
    pub number: u32,
    /// The answer.
    pub answer: Said,
}

const TABLE: Table = Table { name: "answer", columns: &["number", "id", "difference", "period", "told"] };

/// Appends answers; one that is there already is left as it came.
pub(super) fn append(answers: &[Answer], visti: &[Visto], transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let visti = visti.iter().cloned().map(|it| Said::OnMonth(Box::new(it)));
    for answer in answers.iter().cloned().map(|it| Said::OnSubject(Box::new(it))).chain(visti) {
        let sql = "SELECT coalesce(max(number), 0) + 1 FROM answer";
        let number = transaction.query_row(sql, [], |row| row.get(0))?;
        write(&Numbered { number, answer }, transaction)?;
    }
    Ok(())
}

/// Writes one, unless it is there.
pub(super) fn write(it: &Numbered, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let sql = TABLE.insert().replacen("INSERT", "INSERT OR IGNORE", 1);
    // The column is named by what was answered first.
    let difference = match &it.answer {
        Said::OnSubject(answer) => answer.subject.name(),
        Said::OnMonth(_) => String::new(),
    };
    transaction.prepare_cached(&sql)?.execute(named_params! {
        ":number": it.number,
        ":id": it.answer.id(),
        ":difference": difference,
        ":period": it.answer.period().to_string(),
        ":told": serde_json::to_string(&it.answer)?,
    })?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> anyhow::Result<Numbered> {
    Ok(Numbered { number: row.get("number")?, answer: json(row, "told")? })
}

impl Store {
    /// All answers but visti, in the order in which they came.
    ///
    /// # Errors
    /// When the database fails; so for every function below.
    pub fn answers(&self) -> anyhow::Result<Answers> {
        let on_subject = |it: Numbered| match it.answer {
            Said::OnSubject(answer) => Some(*answer),
            Said::OnMonth(_) => None,
        };
        Ok(Answers(self.answers_numbered()?.into_iter().filter_map(on_subject).collect()))
    }

    /// The visti that were given on a month, in the order in which they came.
    ///
    /// # Errors
    /// When the database fails.
    pub fn visti(&self, period: Period) -> anyhow::Result<Vec<Visto>> {
        let on_month = |it: Numbered| match it.answer {
            Said::OnMonth(visto) => Some(*visto),
            Said::OnSubject(_) => None,
        };
        let filter = "WHERE difference = '' AND period = ?1 ORDER BY number";
        let all = TABLE.rows(&self.connection, filter, [period.to_string()], from_row)?;
        Ok(all.into_iter().filter_map(on_month).collect())
    }

    /// All of both with their numbers.
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
