//! What the rows say of the whole file, where a layout names a column for its chamber or its month.
//! Refuses to know whether it is the right one.

use chrono::NaiveDate;

use super::super::layout::{Layout, Place};
use super::super::phrases;
use super::super::row::{Stands, Value};
use super::super::typed_date;
use super::super::words::folded;
use crate::origin::Origin;
use crate::period::{Period, italian_date};
use crate::problem::Problem;

/// What the rows met so far say.
#[derive(Debug, Default)]
pub(in crate::read) struct Declared {
    /// What the column says that names the chamber, where the layout names one, and the cell.
    pub ente: Option<(String, String)>,
    /// What the column says that says the month, where the layout names one.
    pub month: Option<(Period, Option<NaiveDate>)>,
    /// The cell in which it was said first.
    pub month_cell: String,
}

impl Declared {
    /// Takes in what a row says, in the columns that the layout names for that; two rows must not differ.
    pub fn listen(&mut self, row: Origin, values: &[Value], layout: &Layout, columns: &[Stands]) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (place, of_ente) in [(&layout.ente, true), (&layout.period, false)] {
            let Some(Place::Column(id)) = place else { continue };
            let Some(i) = layout.column(id) else { continue };
            let said = match &values[i] {
                Value::Text(text) => text.to_string(),
                Value::Date(day) => italian_date(*day),
                _ => continue,
            };
            let known = if of_ente {
                self.ente.clone().map(|(ente, _)| ente)
            } else {
                self.month.map(|(period, _)| period.italian())
            };
            let month = if of_ente { None } else { typed_date::month_or_quarter(&said) };
            let new = if of_ente { Some(said.clone()) } else { month.map(|(period, _)| period.italian()) };
            let problem = match (known, new) {
                (_, None) => phrases::unsaid_period(&said),
                (Some(known), Some(new)) if folded(&known) != folded(&new) => {
                    phrases::said_twice(&layout.columns[i], &known, &new)
                }
                (Some(_), Some(_)) => {
                    // Of several days in one month the last is that to which the figures stand.
                    self.month = self.month.max(month);
                    continue;
                }
                (None, Some(new)) if of_ente => {
                    self.ente = Some((new, columns[i].of_row(row).cell()));
                    continue;
                }
                (None, Some(_)) => {
                    self.month = month;
                    self.month_cell = columns[i].of_row(row).cell();
                    continue;
                }
            };
            problems.push(problem.in_cell(columns[i].of_row(row).cell()));
        }
        problems
    }
}
