//! What somebody reads on: how wide it is, and whether it shows colours. The only place that asks; who asks nobody, as a test that
//! calls a function of its own does, has what is redirected.

use std::io::{IsTerminal, Stderr, Stdout};
use std::os::fd::AsFd;
use std::sync::OnceLock;

use anstream::{AutoStream, ColorChoice};

/// Columns of what is redirected: the same wherever it is read.
const REDIRECTED: usize = 100;

/// Fewer columns hold no amount beside its words, and over more of them no eye finds the next line.
const COLUMNS: std::ops::RangeInclusive<usize> = 60..=160;

/// Columns of a terminal that does not say how many it has.
const UNKNOWN: usize = 80;

/// What is known of a stream.
#[derive(Clone, Copy, Debug, Default)]
struct Terminal {
    /// Its columns; none where it is redirected.
    columns: Option<usize>,
    colours: bool,
}

static OUT: OnceLock<Terminal> = OnceLock::new();
static ERR: OnceLock<Terminal> = OnceLock::new();

/// Looks at stdout and stderr, once, as the program begins.
pub(super) fn look() {
    let (out, err) = (std::io::stdout(), std::io::stderr());
    let colours = |choice| matches!(choice, ColorChoice::Always | ColorChoice::AlwaysAnsi);
    let (of_out, of_err) = (AutoStream::<Stdout>::choice(&out), AutoStream::<Stderr>::choice(&err));
    let _ = OUT.set(Terminal { columns: columns_of(&out), colours: colours(of_out) });
    let _ = ERR.set(Terminal { columns: columns_of(&err), colours: colours(of_err) });
}

/// The columns that `COLUMNS` says, or that the terminal has.
fn columns_of(stream: &(impl AsFd + IsTerminal)) -> Option<usize> {
    let said = std::env::var("COLUMNS").ok();
    let shown = || terminal_size::terminal_size_of(stream).map(|(width, _)| usize::from(width.0));
    let known = bounded(said.as_deref().and_then(|text| text.trim().parse().ok()).or_else(shown));
    known.or_else(|| stream.is_terminal().then_some(UNKNOWN))
}

/// A terminal that does not know its width says 0.
fn bounded(columns: Option<usize>) -> Option<usize> {
    columns.filter(|it| *it > 0).map(|it| it.clamp(*COLUMNS.start(), *COLUMNS.end()))
}

/// Columns of the terminal on stdout; none where it is redirected, and lines are as long as scripts know them.
pub(super) fn columns() -> Option<usize> {
    OUT.get().and_then(|it| it.columns)
}

/// The same of stderr.
pub(super) fn columns_of_errors() -> Option<usize> {
    ERR.get().and_then(|it| it.columns)
}

/// Columns in which texts that were always wrapped are.
pub(super) fn width() -> usize {
    columns().unwrap_or(REDIRECTED)
}

/// Whether stdout shows colours.
pub(super) fn shows_colours() -> bool {
    OUT.get().is_some_and(|it| it.colours)
}

/// Whether stderr does.
pub(super) fn shows_colours_of_errors() -> bool {
    ERR.get().is_some_and(|it| it.colours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_width_is_within_its_bounds_and_none_is_none() {
        let all = [None, Some(0), Some(20), Some(80), Some(400)].map(bounded);
        assert_eq!(all, [None, None, Some(60), Some(80), Some(160)]);
        assert_eq!((columns(), width(), shows_colours()), (None, 100, false));
    }
}
