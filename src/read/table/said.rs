//! What the rows say of the whole file, where a layout names a column for its chamber or its month.
//! Refuses to know whether it is the right one.

use super::super::heading;
use super::super::layout::Place;
use super::super::problems::Problems;
use super::super::words::folded;
use super::super::{Value, phrases};
use super::Table;
use crate::origin::cell_name;
use crate::period::italian_date;

impl Table<'_, '_> {
    /// What a row says of the whole file, in the columns that the layout names for that; two rows must not differ.
    pub(super) fn listen(&mut self, row: u32, values: &[Value], problems: &mut Problems) {
        let layout = self.file.layout;
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
            let month = if of_ente { None } else { heading::month(&said) };
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
                    self.ente = Some((new, cell_name(row, self.columns[i])));
                    continue;
                }
                (None, Some(_)) => {
                    self.month = month;
                    self.month_cell = cell_name(row, self.columns[i]);
                    continue;
                }
            };
            // The first row that differs says enough.
            if !problems.refuse() {
                problems.push(problem.in_sheet(self.sheet).in_cell(cell_name(row, self.columns[i])));
            }
        }
    }
}
