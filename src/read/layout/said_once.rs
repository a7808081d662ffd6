//! What a layout says of its sheets as a whole: which of them are meant, and the columns that a name or a title says. What is
//! wrong with that.

use super::{Blank, Column, ColumnKind, Kind, Layout, Pattern, SaidBy, Sheets};
use crate::fault::Fault;

/// The group of `sheet_pattern` that finds a month in a sheet's name.
pub(in crate::read) const MONTH: &str = "period";

impl Column {
    /// Whether its values stand in cells below a caption.
    #[must_use]
    pub fn is_headed(&self) -> bool {
        self.from.is_none()
    }
}

impl Pattern {
    /// Whether it finds something of this name.
    #[must_use]
    pub fn finds(&self, group: &str) -> bool {
        self.groups().any(|name| name == group)
    }

    fn groups(&self) -> impl Iterator<Item = &str> {
        self.0.capture_names().flatten()
    }
}

impl Layout {
    /// Whether all sheets that it may mean are one table.
    #[must_use]
    pub fn takes_every_sheet(&self) -> bool {
        self.sheets == Sheets::Every
    }

    /// Whether it means the sheets of the file's month alone.
    #[must_use]
    pub fn has_sheets_of_months(&self) -> bool {
        self.sheet_pattern.as_ref().is_some_and(|pattern| pattern.finds(MONTH))
    }

    /// What is wrong with what it says of sheets as a whole.
    pub(super) fn faults_of_sheets(&self) -> Vec<Fault> {
        let mut out = self.faults_of_choice();
        out.extend(self.faults_of_patterns());
        out.extend(self.columns.iter().flat_map(|column| self.faults_of_said(column)));
        out
    }

    fn said_by(&self, by: SaidBy) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |column| column.from == Some(by))
    }

    fn faults_of_choice(&self) -> Vec<Fault> {
        let mut out = Vec::new();
        let id = &self.id;
        if self.takes_every_sheet() && self.sheet.is_some() {
            let text = format!(
                "il tracciato `{id}` vuole tutti i fogli con `sheets` e uno solo con `sheet`: togliere uno dei due; quali fogli lo \
                 dice `sheet_pattern`"
            );
            out.push(Fault::at("sheets", text));
        }
        if self.takes_every_sheet() && !self.columns.iter().any(|column| column.required && column.is_headed()) {
            let text = format!(
                "il tracciato `{id}` legge ogni foglio che ha la sua intestazione, e nessuna colonna intestata è `required`: senza, \
                 qualunque foglio la avrebbe"
            );
            out.push(Fault::at("sheets", text));
        }
        if self.has_sheets_of_months() && (self.kind == Kind::Reference || !self.file.finds(MONTH)) {
            let text = if self.kind == Kind::Reference {
                format!("il tracciato `{id}` cerca il foglio del mese, e un `reference` non è di un mese")
            } else {
                format!(
                    "il tracciato `{id}` cerca il foglio del mese del file, che deve dirlo nel nome: aggiungere \
                     `(?<{MONTH}>...)` a `file`"
                )
            };
            out.push(Fault::at("sheet_pattern", text).word(MONTH));
        }
        out
    }

    /// Groups that are no columns, and columns without their group.
    fn faults_of_patterns(&self) -> Vec<Fault> {
        let mut out = Vec::new();
        // Without them a group in the name of a sheet says nothing, and may stand there for whatever reason.
        let is_asked = self.takes_every_sheet() || self.said_by(SaidBy::Sheet).next().is_some();
        for (key, pattern, by, word) in [
            ("sheet_pattern", self.sheet_pattern.as_ref().filter(|_| is_asked), SaidBy::Sheet, "sheet"),
            ("title_pattern", self.title_pattern.as_ref(), SaidBy::Title, "title"),
        ] {
            let groups: Vec<&str> = pattern.iter().flat_map(|pattern| pattern.groups()).collect();
            let is_known = |group: &&str| {
                self.said_by(by).any(|column| column.id == *group) || (by == SaidBy::Sheet && *group == MONTH)
            };
            for group in groups.iter().filter(|group| !is_known(group)) {
                let text = format!("il gruppo `{group}` di `{key}` non è una colonna con `from = \"{word}\"`");
                out.push(Fault::at(key, text).word(*group));
            }
            if by == SaidBy::Title && pattern.is_some() && groups.is_empty() {
                let text = format!("`{key}` non ha gruppi: `(?<obiettivo>...)` dà il valore della colonna `obiettivo`");
                out.push(Fault::at(key, text));
            }
        }
        out
    }

    /// What is wrong with a column that is said once.
    fn faults_of_said(&self, column: &Column) -> Vec<Fault> {
        let Some(by) = column.from else { return Vec::new() };
        let id = &column.id;
        let mut out = Vec::new();
        let mut at = |key: &str, text: String| out.push(Fault::at(format!("column[={id}].{key}"), text));
        if !column.header.is_empty() {
            at(
                "from",
                format!(
                    "la colonna `{id}` sta sotto un'intestazione (`header`) o la dice il foglio (`from`): uno dei due"
                ),
            );
        }
        if by == SaidBy::Title && !self.title_pattern.as_ref().is_some_and(|pattern| pattern.finds(id)) {
            at("from", format!("la colonna `{id}` viene dal titolo, e in `title_pattern` non c'è `(?<{id}>...)`"));
        }
        if column.kind == ColumnKind::Money || column.amount.is_some() {
            at("from", format!("la colonna `{id}` è un importo: detto una volta sola varrebbe per ogni riga"));
        }
        if column.blank != Blank::Missing {
            at("blank", format!("`blank` dice che cosa vuol dire una cella vuota, e la colonna `{id}` non ha celle"));
        }
        let looked_at = self.rows.iter().position(|rule| rule.column == *id);
        if let Some(row) = looked_at {
            let text = format!("una [[row]] guarda una cella della riga, e la colonna `{id}` non ne ha");
            out.push(Fault::at(format!("row[{row}].column"), text).word(id));
        }
        out
    }
}
