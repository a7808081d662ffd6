//! Layouts: what each kind must have, and what only the whole configuration can tell.

use super::{fault, fault_of, twice};
use crate::config::{Config, ConfigError};
use crate::read::layout::{Given, Kind, Place};
use crate::read::wording::Wording;
use crate::read::{ColumnKind, Layout};

pub(super) fn layouts(config: &Config) -> Result<(), ConfigError> {
    if let Some(id) = twice(config.layouts.iter().map(|layout| layout.id.as_str())) {
        return Err(fault(config, "layouts/", id, format!("il tracciato `{id}` è dichiarato due volte")));
    }
    for layout in &config.layouts {
        let at = |word: &str, text: String| fault_of(config, "layouts/", &layout.id, word, text);
        layout_alone(layout).map_err(|(word, text)| at(&word, text))?;
        if matches!(layout.kind, Kind::Accounts | Kind::Reference | Kind::Statement) {
            let scheme = layout.scheme.as_deref().unwrap_or_default();
            if config.chart.scheme(scheme).is_none() {
                return Err(at(scheme, format!("lo schema `{scheme}` del tracciato `{}` non esiste", layout.id)));
            }
            if layout.columns.iter().all(|column| column.amount.is_none()) {
                return Err(at(&layout.id, format!("il tracciato `{}` non ha colonne di importi", layout.id)));
            }
        }
    }
    Ok(())
}

/// What is wrong with a layout by itself: the word at which it is said, and the sentence.
#[expect(clippy::too_many_lines, reason = "one rule after the other, none of which needs another")]
pub(in crate::config) fn layout_alone(layout: &Layout) -> Result<(), (String, String)> {
    let wrong = |word: &str, text: String| Err((word.to_owned(), text));
    let needed: &[&str] = match layout.kind {
        Kind::Accounts => &["conto", "descrizione"],
        Kind::Reference | Kind::Statement => &["voce"],
        Kind::Registrations if layout.column("dare").is_some() => &["conto", "obiettivo", "avere"],
        Kind::Registrations => &["conto", "obiettivo", "importo"],
        Kind::Initiatives => &["obiettivo", "liquidato"],
        Kind::Measurements => &["codice", "valore"],
        Kind::Payments => &["importo", "data_scadenza", "data_pagamento"],
    };
    if let Some(missing) = needed.iter().find(|id| layout.column(id).is_none()) {
        return wrong(&layout.id, format!("al tracciato `{}` manca la colonna `{missing}`", layout.id));
    }
    if let Some(id) = twice(layout.columns.iter().map(|column| column.id.as_str())) {
        return wrong(id, format!("la colonna `{id}` è dichiarata due volte nel tracciato `{}`", layout.id));
    }
    let places = [&layout.ente, &layout.period].into_iter().flatten().filter_map(|place| match place {
        Place::Column(id) | Place::Header(id) => Some(id.as_str()),
        Place::Cell(_) => None,
    });
    let named = layout.identity.iter().map(String::as_str).chain(layout.rows.iter().map(|row| row.column.as_str()));
    for id in named.chain(places) {
        if layout.column(id).is_none() {
            return wrong(id, format!("il tracciato `{}` nomina la colonna `{id}`, che non ha", layout.id));
        }
    }
    if let Some(column) = layout.columns.iter().find(|column| column.header.is_empty()) {
        return wrong(&column.id, format!("la colonna `{}` non dice con quali parole è intestata", column.id));
    }
    if let Some(Place::Header(id)) = &layout.ente {
        return wrong(
            id,
            format!("nel tracciato `{}` l'ente non può stare in un'intestazione: solo il mese", layout.id),
        );
    }
    if let Some(Place::Header(id)) = &layout.period
        && !layout.columns.iter().any(|column| column.id == *id && column.header.iter().any(Wording::is_dated))
    {
        let text = format!("`period` cerca il mese sopra la colonna `{id}`, che in `header` non ha nessun `{{data}}`");
        return wrong(id, text);
    }
    if layout.sheet.is_some() && layout.sheet_pattern.is_some() {
        let text = format!("il tracciato `{}` dice il foglio due volte: `sheet` o `sheet_pattern`", layout.id);
        return wrong("sheet_pattern", text);
    }
    if let Some(column) = layout.columns.iter().find(|it| it.bare.is_some() && it.kind != ColumnKind::Percent) {
        return wrong(&column.id, format!("`bare` vale solo per una colonna `percent`, e `{}` non lo è", column.id));
    }
    for column in &layout.columns {
        let Some(given) = layout.given_by(column).filter(|given| !given.kinds().contains(&column.kind)) else {
            continue;
        };
        let what = match given {
            Given::Text => "codici o testi",
            Given::Amount => "importi",
            Given::Number => "misure",
            Given::Date => "date",
        };
        let kinds: Vec<String> = given.kinds().iter().map(|kind| format!("`{}`", kind.id())).collect();
        let text = format!(
            "nel tracciato `{}` dalla colonna `{}` si prendono {what}, e con `kind = \"{}\"` sarebbe come vuota: ci vuole {}",
            layout.id,
            column.id,
            column.kind.id(),
            kinds.join(" o ")
        );
        return wrong(&column.id, text);
    }
    Ok(())
}
