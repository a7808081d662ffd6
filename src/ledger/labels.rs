//! Which line a printed label means, and what may have been meant by one that means none.
//! Knows no amounts.

use std::sync::Arc;

use super::scheme::{Line, Scheme};
use crate::italian;
use crate::read::words::folded;

/// The lines whose label, alias, or number with label is this text, in printing order: places in the scheme.
pub(super) fn places(scheme: &Scheme, label: &str) -> Vec<usize> {
    let label = folded(label);
    let named = |text: &str| folded(text) == label;
    let means = |line: &Line| {
        named(&line.label)
            || line.aliases.iter().any(|alias| named(alias))
            || named(&format!("{} {}", line.number, line.label))
    };
    (0..scheme.lines.len()).filter(|at| means(&scheme.lines[*at])).collect()
}

/// Whether a statement that prints a line so means one of a scheme.
#[must_use]
pub fn is_line_of(scheme: &Scheme, label: &str) -> bool {
    !places(scheme, label).is_empty()
}

/// The voci of a scheme that a person may mean by this text, who names one by itself: by its id, its label or an alias, its
/// number (`e)`, `7e)`), or number and label. The totals, where no voce is called so.
pub(super) fn meant<'s>(scheme: &'s Scheme, text: &str) -> Vec<&'s Line> {
    let wanted = folded(text);
    let of_label = places(scheme, text);
    let means = |(at, line): &(usize, &Line)| {
        let whole = scheme.whole_number(line);
        let is_number = !whole.is_empty() && [&line.number, &whole].iter().any(|it| folded(it) == wanted);
        let is_whole = !whole.is_empty() && folded(&format!("{whole} {}", line.label)) == wanted;
        of_label.contains(at) || is_number || is_whole || *line.id == *text.trim()
    };
    let all: Vec<&Line> = scheme.lines.iter().enumerate().filter(means).map(|(_, line)| line).collect();
    let (voci, totals): (Vec<&Line>, Vec<&Line>) = all.into_iter().partition(|line| line.formula.is_none());
    if voci.is_empty() { totals } else { voci }
}

/// Which of several lines of one label is meant by the next row: letters and labels come again under each heading
/// (`d) Altri costi`, `Avanzo` in the patrimonio too), so it is the first free one below the line last met, else the
/// first free one at all.
pub(super) fn next(
    scheme: &Scheme,
    places: &[usize],
    last: Option<usize>,
    free: &dyn Fn(&Arc<str>) -> bool,
) -> Option<usize> {
    let free = |at: &&usize| free(&scheme.lines[**at].id);
    let below = |at: &&usize| last.is_none_or(|last| **at > last);
    places.iter().filter(below).find(free).or_else(|| places.iter().find(free)).copied()
}

/// The name nearest to a text, when one is near enough to be proposed.
pub(super) fn nearest<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    italian::nearest(&folded(text), italian::PROPOSED_MIN, names.map(|name| (folded(name), name)))
}
