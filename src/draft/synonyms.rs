//! By which captions a column is known (`Cod. conto`, `Conto contabile`: `conto`), and of which kind a table with such columns
//! seems to be. Refuses to look at cells.

use std::collections::{BTreeMap, BTreeSet};

use crate::read::layout::{Given, Kind};
use crate::read::words::folded;

/// The `id` of each column: the name by which its caption is known, whole or in the lowest line alone (`own`, where that
/// is one column's only), else its words.
pub(super) fn ids(captions: &BTreeMap<u16, String>, own: &BTreeMap<u16, String>) -> BTreeMap<u16, String> {
    let mut taken = BTreeSet::new();
    let mut free = |wanted: String| {
        let id = (1..).map(|n| if n == 1 { wanted.clone() } else { format!("{wanted}_{n}") });
        let id = id.into_iter().find(|id| !taken.contains(id)).unwrap_or_default();
        taken.insert(id.clone());
        id
    };
    let named = |column: &u16, caption: &str| {
        known(&folded(caption)).or_else(|| known(&folded(own.get(column).map_or("", |caption| caption))))
    };
    // The names that matter are given first, so that no likeness of words takes one away.
    let known: BTreeMap<u16, String> = captions
        .iter()
        .filter_map(|(column, caption)| Some((*column, free(named(column, caption)?.to_owned()))))
        .collect();
    let mut ids: BTreeMap<u16, String> = captions
        .iter()
        .map(|(column, caption)| (*column, known.get(column).cloned().unwrap_or_else(|| free(slug(caption)))))
        .collect();
    let has = |ids: &BTreeMap<u16, String>, id: &str| ids.values().any(|it| it == id);
    if has(&ids, "obiettivo") && !has(&ids, "conto") && !has(&ids, "liquidato") {
        // An office's sheet: what it paid is called many things.
        let paid = |words: &str| {
            ["liquidat", "erogat", "pagat", "import", "contribut"].iter().position(|it| words.contains(it))
        };
        let likeliest = captions.iter().filter_map(|(column, caption)| Some((paid(&folded(caption))?, *column))).min();
        ids.extend(likeliest.map(|(_, column)| (column, "liquidato".to_owned())));
    }
    ids
}

/// The name that layouts give to a column that is called so.
fn known(words: &str) -> Option<&'static str> {
    let is = |all: &[&str]| all.contains(&words);
    let begins = |all: &[&str]| all.iter().any(|start| words.starts_with(start));
    Some(match words {
        _ if is(&[
            "conto",
            "codice conto",
            "cod conto",
            "c conto",
            "n conto",
            "conto contabile",
            "codice del conto",
        ]) =>
        {
            "conto"
        }
        _ if begins(&["descrizione", "denominazione"]) => "descrizione",
        _ if begins(&["voce", "voci"]) => "voce",
        _ if is(&[
            "obiettivo",
            "codice obiettivo",
            "cod obiettivo",
            "obiettivo operativo",
            "codice dell obiettivo",
        ]) =>
        {
            "obiettivo"
        }
        _ if is(&["codice", "codice indicatore", "cod indicatore", "cod", "id indicatore"]) => "codice",
        _ if is(&["valore", "valore rilevato", "risultato", "valore misurato", "misura"]) => "valore",
        _ if is(&["liquidato", "importo liquidato", "liquidazione", "somma liquidata", "importo liquidato euro"]) => {
            "liquidato"
        }
        _ if is(&[
            "codice fiscale",
            "c f",
            "cf",
            "p iva",
            "partita iva",
            "codice fiscale p iva",
            "c f p iva",
            "p iva c f",
            "p iva codice fiscale",
            "cod fiscale",
            "cod fisc",
        ]) =>
        {
            "codice_fiscale"
        }
        _ if is(&["data scadenza", "scadenza", "scad", "data scad"]) => "data_scadenza",
        _ if is(&["data pagamento", "pagamento", "data pag", "data pag to", "pagato il"]) => "data_pagamento",
        _ if is(&["importo", "importo pagato", "importo euro", "importo registrazione"]) => "importo",
        _ if is(&["centro", "centro di responsabilita", "cdr", "centro di costo"]) => "centro",
        _ if is(&["dare"]) => "dare",
        _ if is(&["avere"]) => "avere",
        _ => return None,
    })
}

fn slug(caption: &str) -> String {
    let slug: String = folded(caption).replace('%', "percento").split_whitespace().collect::<Vec<_>>().join("_");
    let slug: String = slug.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    // Whole words, as many as are read at a glance.
    const CHARS_MAX: usize = 32;
    let end = slug.match_indices('_').map(|(at, _)| at).take_while(|at| *at <= CHARS_MAX).last();
    let slug = if slug.len() <= CHARS_MAX { slug } else { slug[..end.unwrap_or(CHARS_MAX)].to_owned() };
    if slug.is_empty() { "colonna".to_owned() } else { slug }
}

/// What the ledger would make of a table with these columns. One that is of no known kind is proposed as a reference,
/// which needs the least.
pub(super) fn kind(ids: &BTreeMap<u16, String>, dated: bool) -> Kind {
    let has = |id: &str| ids.values().any(|it| it == id);
    if has("codice") && has("valore") {
        Kind::Measurements
    } else if has("conto") && has("obiettivo") && (has("importo") || (has("dare") && has("avere"))) {
        Kind::Registrations
    } else if has("data_scadenza") && has("data_pagamento") && has("importo") {
        Kind::Payments
    } else if has("conto") && has("descrizione") {
        Kind::Accounts
    } else if has("obiettivo") && has("liquidato") {
        Kind::Initiatives
    } else if has("voce") && dated {
        Kind::Statement
    } else {
        Kind::Reference
    }
}

/// The columns without which a layout of this kind is none.
pub(super) fn needed(kind: Kind) -> &'static str {
    match kind {
        Kind::Accounts => "conto, descrizione, e almeno una colonna con `amount`",
        Kind::Registrations => "conto, obiettivo, importo (o dare e avere)",
        Kind::Measurements => "codice, valore",
        Kind::Payments => "importo, data_scadenza, data_pagamento",
        Kind::Initiatives => "obiettivo, liquidato",
        Kind::Reference | Kind::Statement => "voce, e almeno una colonna con `amount`",
    }
}

/// What the ledger takes of a table of this kind from the column of this `id`.
pub(super) fn given(kind: Kind, id: &str) -> Option<Given> {
    kind.given().iter().find(|(name, _)| *name == id).map(|(_, given)| *given)
}

/// Whether the rows of such a table are lines of a statement, among which totals are lines like the others.
pub(super) fn is_of_lines(kind: Kind) -> bool {
    matches!(kind, Kind::Statement | Kind::Reference)
}
