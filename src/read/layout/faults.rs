//! What is wrong with a layout by itself: columns that its kind needs, places that it names and has not, kinds of column
//! from which nothing would be taken.

use super::{Field, Layout, Place};
use crate::fault::{Fault, twice};
use crate::read::ColumnKind;
use crate::read::acts::Writing;
use crate::read::wording::Wording;

impl Layout {
    /// What is wrong with it by itself.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut out = self.faults_of_columns();
        out.extend(self.faults_of_names());
        out.extend(self.faults_of_sheets());
        if let Some(Place::Header(id)) = &self.ente {
            let text = format!("nel tracciato `{}` l'ente non può stare in un'intestazione: solo il mese", self.id);
            out.push(Fault::at("ente", text).word(id));
        }
        if let Some(Place::Header(id)) = &self.period
            && !self.columns.iter().any(|column| column.id == *id && column.header.iter().any(Wording::is_dated))
        {
            let text =
                format!("`period` cerca il mese sopra la colonna `{id}`, che in `header` non ha nessun `{{data}}`");
            out.push(Fault::at("period", text).word(id));
        }
        if self.sheet.is_some() && self.sheet_pattern.is_some() {
            let text = format!("il tracciato `{}` dice il foglio due volte: `sheet` o `sheet_pattern`", self.id);
            out.push(Fault::at("sheet_pattern", text));
        }
        if self.acts != Writing::default() && !self.has(Field::Act) {
            let text = format!(
                "`acts` dice come si scrivono i provvedimenti, e il tracciato `{}` non ha la colonna `{}` da cui si prendono",
                self.id,
                Field::Act.id()
            );
            out.push(Fault::at("acts", text));
        }
        out
    }

    fn faults_of_columns(&self) -> Vec<Fault> {
        let mut out = Vec::new();
        for missing in self.missing_fields() {
            let missing = missing.id();
            out.push(Fault::at("kind", format!("al tracciato `{}` manca la colonna `{missing}`", self.id)));
        }
        for id in twice(self.columns.iter().map(|column| column.id.as_str())) {
            let text = format!("la colonna `{id}` è dichiarata due volte nel tracciato `{}`", self.id);
            out.push(Fault::at(format!("column[^{id}].id"), text));
        }
        for column in &self.columns {
            let id = &column.id;
            let at = |key: &str, text: String| Fault::at(format!("column[={id}].{key}"), text);
            if column.header.is_empty() && column.is_headed() {
                out.push(at("header", format!("la colonna `{id}` non dice con quali parole è intestata")));
            }
            if column.bare.is_some() && column.kind != ColumnKind::Percent {
                out.push(at("bare", format!("`bare` vale solo per una colonna `percent`, e `{id}` non lo è")));
            }
            let Some(given) = self.given_by(column).filter(|given| !given.kinds().contains(&column.kind)) else {
                continue;
            };
            let what = given.italian();
            let kinds: Vec<String> = given.kinds().iter().map(|kind| format!("`{}`", kind.id())).collect();
            let text = format!(
                "nel tracciato `{}` dalla colonna `{id}` si prendono {what}, e con `kind = \"{}\"` sarebbe come vuota: ci vuole {}",
                self.id,
                column.kind.id(),
                kinds.join(" o ")
            );
            out.push(at("kind", text));
        }
        out
    }

    /// Columns that it names elsewhere and has not.
    fn faults_of_names(&self) -> Vec<Fault> {
        let place = |key: &'static str, place: &Option<Place>| match place {
            Some(Place::Column(id) | Place::Header(id)) => Some((key.to_owned(), id.clone())),
            Some(Place::Cell(_)) | None => None,
        };
        let identity = self.identity.iter().map(|id| ("identity".to_owned(), id.clone()));
        let rows = self.rows.iter().enumerate();
        let rows = rows.map(|(at, row)| (format!("row[{at}].column"), row.column.clone()));
        let places = [place("ente", &self.ente), place("period", &self.period)].into_iter().flatten();
        let unknown = identity.chain(rows).chain(places).filter(|(_, id)| self.column(id).is_none());
        unknown
            .map(|(path, id)| {
                let text = format!("il tracciato `{}` nomina la colonna `{id}`, che non ha", self.id);
                Fault::at(path, text).word(id)
            })
            .collect()
    }
}
