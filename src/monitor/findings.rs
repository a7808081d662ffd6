//! What a month found, as the rules are given it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::expected::{AwaitedVisto, ChangedInPlace, ExpectedFile, PartialFile, RefusedFile, Restatement};
use super::phrases;
use crate::indicators::{Indicator, Phasing};
use crate::ledger::{Ledger, Statement};
use crate::office::{OfficeId, Offices};
use crate::origin::{Origin, Sources};
use crate::period::Period;
use crate::reconcile::{Answered, Reconciliation};

/// What a month found.
#[derive(Clone, Copy, Debug)]
pub struct Findings<'a> {
    /// The month.
    pub period: Period,
    /// The day by which expected files are due or not; none where a missing file is told whatever the day, as in the workbook.
    pub today: Option<NaiveDate>,
    /// The income statement, if there is one.
    pub statement: Option<&'a Statement>,
    /// How voci spread over the year.
    pub phasing: &'a Phasing,
    /// Whether the accounts reach the month's last day: half a month is not behind its profile.
    pub whole: bool,
    /// Tie-outs and differences.
    pub reconciliation: &'a Reconciliation,
    /// Movements and measurements, by which a finding names its cells.
    pub ledger: &'a Ledger,
    /// The files behind origins.
    pub sources: &'a Sources,
    /// Indicators of all scenarios.
    pub indicators: &'a [Indicator],
    /// Every expected file and how it stands.
    pub expected: &'a [ExpectedFile],
    /// Files refused that nothing has replaced and that no expected place waits for.
    pub refused: &'a [RefusedFile],
    /// Accepted files some rows of which do not count.
    pub partial: &'a [PartialFile],
    /// Offices whose sheet of initiatives stands.
    pub sheets: &'a [OfficeId],
    /// Names of offices by id, for people.
    pub offices: &'a Offices,
    /// Codes of accounts that map to nothing.
    pub unmapped: &'a [Arc<str>],
    /// What was answered on problems and indicators.
    pub answered: &'a Answered,
    /// What is no longer as the month was released; none when it never was.
    pub restated: Option<&'a Restatement>,
    /// What was changed in place of that by which released months were computed.
    pub changed: &'a [ChangedInPlace],
    /// That the month's last issue waits for a visto, and for nothing else; none where no day counts, as in the workbook.
    pub awaits_visto: Option<&'a AwaitedVisto>,
    /// Why the last issue of the month is a draft, what other alerts tell first; empty when it was released, none when there is no issue to judge.
    pub draft: Option<&'a [String]>,
}

impl Findings<'_> {
    /// The name of an office for people; the id itself when it is not declared.
    pub(super) fn office_name<'b>(&'b self, id: &'b str) -> &'b str {
        self.offices.name_or_id(id)
    }

    /// What the role that is asked for a file is called; none for the accounts that nobody named.
    pub(super) fn asked<'b>(&'b self, role: &'b str) -> Option<&'b str> {
        self.offices.called(role).or((!self.offices.is_accounts(role)).then_some(role))
    }

    /// The day by which what was answered holds or not.
    pub(super) fn day(&self) -> NaiveDate {
        self.today.unwrap_or_else(|| self.period.last_day())
    }

    /// The date that its figures speak of, in words.
    pub(super) fn at(&self) -> String {
        phrases::at(self.period, self.today)
    }

    /// Where the rows behind a finding can be read: without a day it stands in the workbook itself.
    pub(super) fn rows(&self) -> phrases::Rows {
        match (self.today, self.draft) {
            (None, _) => phrases::Rows::Here,
            (Some(_), Some(_)) => phrases::Rows::InWorkbook,
            (Some(_), None) => phrases::Rows::InWorkbookToCome,
        }
    }

    /// Where a value stands, for who has the file.
    pub(super) fn place(&self, origin: Origin) -> String {
        self.places([origin], 0).into_iter().next().unwrap_or_default()
    }

    /// Where values stand, for who has the files: each file once, with its cells in order; `more` is how many cells are not
    /// named.
    pub(super) fn places(&self, origins: impl IntoIterator<Item = Origin>, more: usize) -> Vec<String> {
        let mut sheets: BTreeMap<(u16, u16), BTreeSet<Origin>> = BTreeMap::new();
        for origin in origins.into_iter().filter(|it| !self.sources.file(*it).is_empty()) {
            sheets.entry((origin.source, origin.sheet)).or_default().insert(origin);
        }
        // Of several files nobody knows here which one those that are not named are in.
        let (in_one, apart) = if sheets.len() == 1 { (more, 0) } else { (0, more) };
        let told = sheets.values().filter_map(|origins| {
            let first = *origins.first()?;
            let (file, sheet) = (self.sources.file(first), self.sources.sheet(first));
            let of_row = |it: &Origin| (u64::from(it.row) + 1).to_string();
            let cells: Vec<String> =
                origins.iter().map(|it| if sheet.is_empty() { of_row(it) } else { it.cell() }).collect();
            Some(phrases::cells(file, sheet, &cells, in_one))
        });
        let mut told: Vec<String> = told.collect();
        if apart > 0 && !told.is_empty() {
            told.push(phrases::more_rows(apart));
        }
        told
    }
}
