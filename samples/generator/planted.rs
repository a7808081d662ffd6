//! What is wrong on purpose, for machines: one line a finding and month.

use std::collections::BTreeSet;

use super::Month;

/// One finding, in the order of the file's columns, which is also the order of its lines.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    period: String,
    code: &'static str,
    file: String,
    sheet: String,
    cell: String,
    cents: Option<i64>,
}

/// Everything planted.
#[derive(Default)]
pub struct Planted(BTreeSet<Finding>);

impl Planted {
    /// A finding at a file, sheet and cell, with what it is worth.
    pub fn add(&mut self, month: Month, code: &'static str, at: (&str, &str, &str), cents: Option<i64>) {
        let (file, sheet, cell) = (at.0.to_owned(), at.1.to_owned(), at.2.to_owned());
        self.0.insert(Finding { period: month.name(), code, file, sheet, cell, cents });
    }

    /// The list, with its header.
    pub fn csv(&self) -> String {
        let mut out = String::from("period;code;file;sheet;cell;amount_cents\n");
        for Finding { period, code, file, sheet, cell, cents } in &self.0 {
            let cents = cents.map_or_else(String::new, |cents| cents.to_string());
            out.push_str(&format!("{period};{code};{file};{sheet};{cell};{cents}\n"));
        }
        out
    }
}
