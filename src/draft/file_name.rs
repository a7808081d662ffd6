//! What a layout says of the names of its files: the month and the office in them, and what stays the same. Refuses to look at cells.

use std::fmt::Write as _;
use std::ops::Range;

use super::doubts;
use super::proposal::Draft;
use super::quoted::quoted;
use crate::read::layout::Field;
use crate::read::typed_date::as_of;

/// The pattern of the names, with what a person should know of it; `month` is where this name says it, and how others would.
pub(super) fn file_pattern(out: &mut String, draft: &Draft<'_, '_>, stem: &str, month: Option<(Range<usize>, &str)>) {
    let Some((found, month)) = month else {
        let _ = writeln!(
            out,
            "# Il nome del file senza estensione. Se porta il mese: (?<period>\\d{{4}}-\\d{{2}}); l'ufficio: (?<office>[a-z_]+)"
        );
        let _ = writeln!(out, "file = {}", quoted(&format!("^{}", regex::escape(stem))));
        if let Some(column) = &draft.month_over {
            let _ = writeln!(
                out,
                "period = {{ header = {} }}    # ipotesi: né il nome né il titolo dicono il mese, lo dice l'intestazione",
                quoted(column)
            );
        } else if as_of(&draft.title).is_none() {
            let _ = writeln!(
                out,
                "# period = {{ cell = \"B2\" }}    # né il nome né il titolo dicono il mese: dire dove sta"
            );
        }
        return;
    };
    let office = office_in(stem, &found, draft);
    let said = if office.is_some() { ", `office` l'ufficio (ipotesi)" } else { "" };
    let _ = writeln!(out, "# Il nome del file senza estensione; `period` è il mese{said}.");
    let declared: Vec<String> = draft.offices.ids().map(|id| format!("`{id}`")).collect();
    let is_unknown =
        |at: &Range<usize>| !declared.is_empty() && !draft.offices.declares(&stem[at.clone()].to_ascii_lowercase());
    if let Some(at) = office.clone().filter(is_unknown) {
        let _ = writeln!(out, "# DA GUARDARE: {}", doubts::unknown_office(&stem[at], &declared));
    }
    let mut parts = vec![(found, format!("(?<period>{month})"))];
    parts.extend(office.map(|at| (at, "(?<office>[a-z_]+?)".to_owned())));
    parts.sort_by_key(|(at, _)| at.start);
    let (mut pattern, mut rest) = ("^".to_owned(), 0);
    for (at, part) in parts {
        pattern.push_str(&regex::escape(&stem[rest..at.start]));
        pattern.push_str(&part);
        rest = at.end;
    }
    pattern.push_str(&regex::escape(&stem[rest..]));
    // What may be of any length ends somewhere.
    if pattern.ends_with("+?)") {
        pattern.push('$');
    }
    let _ = writeln!(out, "file = {}", quoted(&pattern));
}

/// Where a file's name says the office that keeps it: a declared one anywhere in it, else the last word before the month.
fn office_in(stem: &str, month: &Range<usize>, draft: &Draft<'_, '_>) -> Option<Range<usize>> {
    if !draft.is_of_office() || draft.has(Field::Office.id()) {
        return None;
    }
    let is_apart = |at: &Range<usize>| {
        let joined = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        !joined(stem[..at.start].chars().next_back()) && !joined(stem[at.end..].chars().next())
    };
    let lower = stem.to_ascii_lowercase();
    let is_of_month = |at: &Range<usize>| at.start < month.end && month.start < at.end;
    let of = |id: &str| {
        let found = lower.match_indices(id).map(|(at, _)| at..at + id.len());
        found.filter(|at| is_apart(at) && !is_of_month(at)).last()
    };
    if let Some(declared) = draft.offices.ids().filter_map(|id| of(id)).max_by_key(ExactSizeIterator::len) {
        return Some(declared);
    }
    // `scheda_indicatori_promozione_2021-06`: of several words the last before the month.
    let words = stem[..month.start].trim_end_matches(['_', '-', ' ']);
    let (kind, office) = words.rsplit_once(['_', '-', ' '])?;
    office.chars().all(|c| c.is_ascii_alphabetic()).then(|| kind.len() + 1..words.len())
}
