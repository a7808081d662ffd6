//! What offices are called in files, and the ids that come of it.

use crate::office::without_title;
use crate::read::words::folded;

/// Whether a name says that it is an office's.
pub(super) fn is_titled(name: &str) -> bool {
    let words = folded(name);
    without_title(&words) != words
}

/// The id of an office that is called so: `Ufficio Affari generali` is `affari_generali`.
pub(super) fn office_id(name: &str) -> String {
    let id = without_title(&folded(name)).replace(' ', "_");
    id.chars().filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_').collect()
}
