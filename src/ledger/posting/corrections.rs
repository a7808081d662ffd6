//! Posting corrections of the year end: which voce each row means, and which rows of one voce cannot be told apart.
//! Refuses to know what is projected, and to choose between two figures.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::super::columns::Columns;
use super::super::correction::Correction;
use super::super::{FileRows, RowAt, labels, phrases};
use super::Posting;
use crate::money::Cents;
use crate::office::OfficeId;
use crate::origin::Origin;
use crate::period::Function;
use crate::read::layout::Field;
use crate::read::words::folded;

/// A row that may count, once all rows of its voce are known.
pub(super) struct Corrected {
    scheme: Arc<str>,
    line: Arc<str>,
    /// The voce as people call it.
    label: String,
    function: Option<Function>,
    cents: Cents,
    reason: String,
    office: Option<OfficeId>,
    date: Option<NaiveDate>,
    origin: Origin,
}

impl Posting<'_> {
    pub(super) fn correction(&mut self, file: &FileRows, row: RowAt<'_>, columns: &Columns) {
        let (amount, reason) = (columns.get(Field::Amount), columns.get(Field::Reason));
        let line = columns.get(Field::Line);
        let Some((scheme, id, label)) = self.voce(file, line.text(row), line.origin(row)) else { return };
        let Some(cents) = amount.money(row) else {
            self.say(phrases::correction_without_amount(&label), amount.origin(row));
            return;
        };
        let said = reason.text(row).trim();
        if said.is_empty() {
            self.say(phrases::correction_without_reason(&label), reason.origin(row));
            return;
        }
        let function = columns.get(Field::Function);
        let text = function.text(row).trim();
        let of = function_of(text);
        if of.is_none() && !text.is_empty() {
            self.say(phrases::no_such_function(text), function.origin(row));
            return;
        }
        self.corrected.push(Corrected {
            scheme,
            line: id,
            label,
            function: of,
            cents,
            reason: said.to_owned(),
            office: file.office.clone(),
            date: file.as_of,
            origin: amount.origin(row),
        });
    }

    /// The voce that a text means: its scheme, its id and its name; `None` where it is told why not.
    fn voce(&mut self, file: &FileRows, text: &str, at: Origin) -> Option<(Arc<str>, Arc<str>, String)> {
        let scheme = self.scheme(&file.layout).map(Arc::clone)?;
        let problem = match labels::meant(&scheme, text).as_slice() {
            [line] if line.formula.is_none() => {
                return Some((Arc::clone(&scheme.id), Arc::clone(&line.id), line.label.clone()));
            }
            [] => {
                let labels = scheme.lines.iter().filter(|line| line.formula.is_none()).map(|line| line.label.as_str());
                phrases::corrected_unknown(text, labels::nearest(text, labels))
            }
            [total, ..] if total.formula.is_some() => phrases::corrected_total(total, &scheme),
            several => phrases::corrected_ambiguous(text, several),
        };
        self.say(problem, at);
        None
    }

    /// Keeps what the rows of all files say once of each voce.
    pub(super) fn keep_corrections(&mut self) {
        let mut voci: BTreeMap<(Arc<str>, Arc<str>), Vec<Corrected>> = BTreeMap::new();
        for row in std::mem::take(&mut self.corrected) {
            voci.entry((Arc::clone(&row.scheme), Arc::clone(&row.line))).or_default().push(row);
        }
        for rows in voci.into_values() {
            let of = |function| rows.iter().filter(move |row: &&Corrected| row.function == function).count();
            let problem = match rows.as_slice() {
                [only] if only.function.is_none() => None,
                [first, ..] if of(None) > 0 || Function::ALL.into_iter().any(|it| of(Some(it)) > 1) => {
                    Some(phrases::corrected_twice(&first.label))
                }
                [first, ..] => {
                    let missing = Function::ALL.into_iter().filter(|it| of(Some(*it)) == 0);
                    let missing: Vec<String> = missing.map(|it| it.letter().to_string()).collect();
                    (!missing.is_empty()).then(|| phrases::corrected_in_part(&first.label, &missing))
                }
                [] => None,
            };
            match problem {
                Some(problem) => rows.iter().for_each(|row| self.say(problem.clone(), row.origin)),
                None => self.ledger.corrections.extend(self.whole(rows)),
            }
        }
    }

    /// One correction out of one row, or of one a function; its reasons are all of theirs.
    fn whole(&self, rows: Vec<Corrected>) -> Option<Correction> {
        let mut reasons: Vec<&str> = Vec::new();
        rows.iter().for_each(|row| {
            if !reasons.contains(&row.reason.as_str()) {
                reasons.push(&row.reason)
            }
        });
        let of = |function| rows.iter().find(|row| row.function == Some(function)).map(|row| row.cents);
        let by_function = Function::ALL.map(of);
        let reason = reasons.join("; ");
        let cents = rows.iter().map(|row| row.cents).sum();
        let first = rows.first()?;
        Some(Correction {
            scheme: Arc::clone(&first.scheme),
            line: Arc::clone(&first.line),
            label: first.label.clone(),
            cents,
            by_function: by_function.iter().all(Option::is_some).then(|| by_function.map(Option::unwrap_or_default)),
            reason,
            office: first.office.clone(),
            date: first.date,
            file: Arc::from(self.sources.file(first.origin)),
            origin: first.origin,
        })
    }
}

/// The function that a text names by its letter: `A`, `a)`, `Funzione A`, `funzione_a`.
fn function_of(text: &str) -> Option<Function> {
    let text = folded(text);
    let letter = text.strip_prefix("funzione ").unwrap_or(&text);
    Function::ALL.into_iter().find(|function| letter.eq_ignore_ascii_case(&function.letter().to_string()))
}
