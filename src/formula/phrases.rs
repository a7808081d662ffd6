//! What the language says, in Italian, to whoever wrote a formula. Knows no positions.

use super::limits::{CHARACTERS_MAX, DEPTH_MAX, NODES_MAX};

pub(super) const TERM_MISSING: &str = "qui manca un termine: un nome, un numero o una parentesi aperta";
pub(super) const OPERATOR_MISSING: &str = "qui ci vuole un operatore (`+`, `-`, `*`, `/`) o la fine della formula";
pub(super) const COMMA: &str = "gli argomenti di una funzione si separano con `;`, non con la virgola";
pub(super) const NOT_CLOSED: &str = "manca la parentesi chiusa `)` di questa parentesi aperta";
pub(super) const NOT_OPENED: &str = "questa parentesi chiusa non ne chiude alcuna aperta";
pub(super) const EMPTY: &str = "la formula è vuota";
pub(super) const NAME_PART_MISSING: &str = "dopo il punto manca una parte del nome";
pub(super) const NOT_NUMBER: &str = "non è un numero: si scrive `1234,56` o `1234.56`, senza punti delle migliaia";
pub(super) const ABS_TAKES_ONE: &str = "`abs` vuole un solo argomento";

pub(super) const IF_TAKES_THREE: &str = "`se` vuole una condizione e due valori: `se(a < b; valore; altrimenti)`";
pub(super) const CONDITION_MISSING: &str = "qui ci vuole un confronto: `<`, `<=`, `>`, `>=`, `=` o `<>`";

pub(super) fn too_long() -> String {
    format!("la formula supera {CHARACTERS_MAX} caratteri")
}

pub(super) fn too_deep() -> String {
    format!("la formula ha più di {DEPTH_MAX} livelli di parentesi e di segni")
}

pub(super) fn too_many() -> String {
    format!("la formula ha più di {NODES_MAX} tra termini e operatori")
}

pub(super) fn thousands_or_decimals(digits: &str) -> String {
    let (plain, comma) = (digits.replace('.', ""), digits.replace('.', ","));
    format!("`{digits}` si può leggere in due modi: si scriva `{plain}` oppure `{comma}`")
}

pub(super) fn no_function(name: &str) -> String {
    format!("`{name}` non è una funzione: ci sono `min`, `max`, `abs` e `se`")
}

pub(super) fn takes_more(name: &str) -> String {
    format!("`{name}` vuole almeno due argomenti, separati da `;`")
}

pub(super) fn unexpected(c: char) -> String {
    format!("il carattere `{c}` non appartiene a una formula")
}
