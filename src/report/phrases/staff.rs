//! The words of the sheet `Personale`.

use crate::italian::capital;
use crate::period::Exercise;
use crate::reconcile::TieOut;

/// The sheet.
pub(in crate::report) const STAFF: &str = "Personale";
/// Its title.
pub(in crate::report) const TITLE: &str = "Personale";
/// What the figures are.
pub(in crate::report) const NOTE: &str = "Persone, o unità equivalenti a tempo pieno: come le stampano i file.";
/// The same where some are told to few.
pub(in crate::report) const MASKED_NOTE: &str = "Persone, o unità equivalenti a tempo pieno, come le stampano i file; «ris.»: meno persone di quante se ne mostrano a tutti, o una cifra da cui se ne ricaverebbe una.";
/// A figure that is told to few.
pub(in crate::report) const MASKED: &str = "ris.";
/// The head of the lines' names.
pub(in crate::report) const LINE: &str = "Voce";
/// The head of the whole.
pub(in crate::report) const ALL: &str = "Totale";
/// The picture of the ages.
pub(in crate::report) const PYRAMID: &str = "Personale per età";

/// The head of a part.
pub(in crate::report) fn part(id: &str) -> String {
    capital(&id.replace('_', " "))
}

/// The head of a year, which is that of a whole where its parts stand beside it.
pub(in crate::report) fn year(exercise: Exercise, has_parts: bool) -> String {
    if has_parts { format!("{ALL} {exercise}") } else { exercise.to_string() }
}

/// The head of what changed between two years.
pub(in crate::report) fn change(later: Exercise, earlier: Exercise) -> String {
    format!("Variazione {later} su {earlier}")
}

/// That a printed figure is not what its parts give.
pub(in crate::report) fn does_not_add_up(it: &TieOut) -> String {
    let figure = |cents: Option<crate::money::Cents>| cents.map(|cents| it.unit.shown(cents));
    match (figure(it.left), figure(it.right)) {
        (Some(printed), Some(computed)) => {
            format!("Non torna: {}, {}: stampato {printed}, calcolato {computed}", it.label, it.figures)
        }
        _ => format!("Non torna: {}, {}", it.label, it.figures),
    }
}
