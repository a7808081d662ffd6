//! A pass is committed in one transaction or not at all.

use rusqlite::{Transaction, TransactionBehavior};

use super::answers::{self, Numbered};
use super::database::Store;
use super::found::rows::{self, ComparedRows};
use super::pass::Pass;
use crate::monitor::Memory;
use crate::period::Period;

impl Store {
    /// Writes alerts outside of a pass: what somebody acknowledged.
    ///
    /// # Errors
    /// When the database fails; nothing is written then.
    pub fn write_alerts(&mut self, memory: &Memory) -> anyhow::Result<()> {
        self.commit(&Pass { alert_lives: Some(memory), ..Pass::default() })
    }

    /// Commits a pass: arrivals with their outcome, the issue with everything it found, the outbox. All or nothing.
    ///
    /// # Errors
    /// When the database fails; nothing is written then.
    pub fn commit(&mut self, pass: &Pass<'_>) -> anyhow::Result<()> {
        self.begin()?.end(pass)
    }

    /// Begins to commit a pass: its rows may be written while the rest of it is still made.
    ///
    /// # Errors
    /// When the database fails.
    pub fn begin(&mut self) -> anyhow::Result<Commit<'_>> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(Commit { transaction, rolls_back: self.rolls_back })
    }
}

/// A pass being committed: one transaction. Dropped before its end, it never was.
#[derive(Debug)]
pub struct Commit<'s> {
    pub(super) transaction: Transaction<'s>,
    rolls_back: bool,
}

impl Commit<'_> {
    /// Writes the rows that an issue compared.
    ///
    /// # Errors
    /// When the database fails.
    pub fn rows(&self, period: Period, number: u32, rows: &ComparedRows<'_>) -> anyhow::Result<()> {
        rows::write(rows, period, number, &self.transaction)
    }

    /// Writes of what a pass has to say one part, before the rest.
    ///
    /// # Errors
    /// When the database fails.
    pub fn part(&self, pass: &Pass<'_>) -> anyhow::Result<()> {
        pass.write(&self.transaction)
    }

    /// Writes an answer again as it was.
    ///
    /// # Errors
    /// When the database fails.
    pub fn answer_again(&self, answer: &Numbered) -> anyhow::Result<()> {
        answers::write(answer, &self.transaction)
    }

    /// Writes everything else, and commits.
    ///
    /// # Errors
    /// When the database fails; nothing is written then.
    pub fn end(self, pass: &Pass<'_>) -> anyhow::Result<()> {
        pass.write(&self.transaction)?;
        if self.rolls_back {
            self.transaction.rollback()?;
        } else {
            self.transaction.commit()?;
        }
        Ok(())
    }
}
