//! What offices are called in files, and the ids that come of it.

use crate::read::words::folded;

/// What a name of an office begins with in a title.
const TITLES: [&str; 6] = ["ufficio ", "servizio ", "area ", "settore ", "u o ", "unita "];

/// Whether a name says that it is an office's.
pub(super) fn is_titled(name: &str) -> bool {
    let words = folded(name);
    TITLES.iter().any(|begin| words.starts_with(begin))
}

/// The id of an office that is called so: `Ufficio Affari generali` is `affari_generali`.
pub(super) fn office_id(name: &str) -> String {
    let words = folded(name);
    let own = TITLES.iter().find_map(|begin| words.strip_prefix(begin)).unwrap_or(&words);
    let id = own.replace(' ', "_");
    id.chars().filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_').collect()
}
