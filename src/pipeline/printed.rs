//! What an issue printed of that on which people answer, row by row: its own workbook, as the archive keeps it, says what each answer
//! is given on.

use std::collections::BTreeMap;

use super::context::Shelves;
use crate::formula::Value;
use crate::indicators::definition::Definition;
use crate::indicators::{self, names, shown_value};
use crate::intake::archive;
use crate::issue::Issue;
use crate::ledger::RowId;
use crate::office::OfficeId;
use crate::reconcile::{FormerDifference, Subject};
use crate::report::answers::{Filled, Returned, Sheet, is_looked_at, returned};
use crate::report::{self, Declared};
use crate::sheets::{self, Limits};

/// The workbook that a file is, if it is one of ours.
pub(super) fn look(name: &str, bytes: &[u8], limits: &Limits) -> Option<(Returned, Option<Declared>)> {
    let sheets = sheets::inspect_of(name, bytes, limits, &is_looked_at).ok()?;
    Some((returned(&sheets)?, report::declared(&sheets)))
}

/// What a row is answered on.
pub(super) struct On {
    pub subject: Subject,
    /// Whose it is; none of what is the accounts' or nobody's.
    pub office: Option<OfficeId>,
}

/// Whether somebody means an indicator by this: its id, or its code with `-` or `_`.
pub(super) fn is_meant(id: &str, definition: &Definition) -> bool {
    names::means(id, definition) || definition.code.as_deref().is_some_and(|code| code.eq_ignore_ascii_case(id))
}

/// The rows of an issue.
pub(super) struct Printed {
    rows: BTreeMap<(Sheet, String), Filled>,
    differences: BTreeMap<RowId, FormerDifference>,
    /// The definitions of its indicators, as they hold today.
    definitions: Vec<Definition>,
    /// The offices of the files of its month, by name.
    offices: BTreeMap<String, OfficeId>,
}

impl Printed {
    /// Those of an issue; none where the archive does not give its workbook back.
    pub(super) fn of(issue: &Issue, shelves: Shelves<'_>) -> anyhow::Result<Option<Self>> {
        let Shelves { config, folders, store } = shelves;
        let bytes = archive::load(&folders.archive(), issue.workbook).ok();
        let looked = bytes.and_then(|it| look(&issue.workbook_name, &it, &config.settings.limits));
        let Some((looked, _)) = looked else { return Ok(None) };
        let of_office = store.arrivals_in(issue.period)?.into_iter().filter_map(|it| Some((it.name, it.office?)));
        Ok(Some(Self {
            rows: looked.rows.into_iter().map(|row| ((row.sheet, row.id.clone()), row)).collect(),
            differences: store.issued_differences(issue)?.known,
            definitions: config.definitions.at(issue.period).iter().map(|it| (**it).clone()).collect(),
            offices: of_office.collect(),
        }))
    }

    /// The row of an id.
    pub(super) fn row(&self, sheet: Sheet, id: &str) -> Option<&Filled> {
        self.rows.get(&(sheet, id.to_owned()))
    }

    /// The rows whose problem's id begins so.
    pub(super) fn problems(&self, begin: &str) -> Vec<&Filled> {
        let begins = |it: &&Filled| it.sheet == Sheet::Problems && it.id.starts_with(begin);
        self.rows.values().filter(begins).collect()
    }

    /// The row of an indicator, by its id or code as people write it.
    pub(super) fn indicator(&self, id: &str) -> Option<&Filled> {
        let definition = self.definitions.iter().find(|it| is_meant(id, it))?;
        self.row(Sheet::Indicators, definition.code_text())
    }

    /// What a row is answered on; none where it is the row of nothing that is known.
    pub(super) fn on(&self, row: &Filled) -> Option<On> {
        match row.sheet {
            Sheet::Differences => {
                let id = row.id.parse::<RowId>().ok()?;
                let on = self.differences.get(&id)?;
                let subject = Subject::Difference { id, kind: on.kind, cents: on.cents };
                Some(On { subject, office: on.office.clone() })
            }
            Sheet::Indicators => {
                let definition = self.definitions.iter().find(|it| it.code_text() == row.id)?;
                let (value, standing) = row.judged()?;
                let value = match value.parse() {
                    Ok(number) => shown_value(definition, &Value::Number(number)),
                    Err(_) => value.to_owned(),
                };
                let subject = indicators::subject(&definition.id, &value, standing);
                Some(On { subject, office: Some(definition.office.clone()) })
            }
            Sheet::Problems => {
                let id = row.id.parse().ok()?;
                let (file, text) = row.problem();
                let subject = Subject::Problem { id, text: text.to_owned() };
                Some(On { subject, office: self.offices.get(file).cloned() })
            }
        }
    }
}
