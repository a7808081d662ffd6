//! Why a file, or the rest of it, cannot be read, and how a panic of a parser becomes such a fault.
//! Refuses to know sheets and cells.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use crate::intake::format::Format;

/// Why a file, or the rest of it, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It has no bytes, or a workbook without a cell.
    Empty,
    /// It is encrypted.
    Protected(Password),
    /// It is of a format that is refused by name.
    Unsupported(Format),
    /// It is a page that a portal gave in the place of a file.
    Page(Page),
    /// It is an archive, and these of its files look like spreadsheets.
    Packed(Vec<String>),
    /// It ends too early or contradicts itself; where, as far as it is known.
    Damaged(Place),
    /// It goes beyond a limit.
    TooLarge(Excess, Place),
    /// Its text is in no encoding that can be told, or in two.
    Encoding,
    /// From this row on a quote is open that nothing closes.
    OpenQuote(Place),
    /// In this row a quote closes a text that had begun in another cell.
    LateQuote(Place),
    /// It is of a format that is read, and the parser does not understand it.
    NotUnderstood(Format),
    /// Reading it takes more memory than it may.
    TooHeavy,
    /// Reading it takes more time than it may.
    TooSlow,
    /// The process that should read it cannot be started, and why; nothing is wrong with the file.
    NoChild(String),
}

/// Which password keeps a file shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Password {
    /// One that somebody chose.
    Own,
    /// The same, of an open document.
    OfDocument,
    /// The one that Excel uses by itself and asks nobody for.
    BuiltIn,
    /// It cannot be told which of the two.
    Unknown,
}

/// Which page a portal gives in the place of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// One on which nothing stands in a table.
    WithoutTable,
    /// The one on which one logs in, or that says that the session is over.
    Login,
}

/// Where a fault was met; both empty when it is of the whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The sheet's name.
    pub sheet: String,
    /// The cell, or the last one that could be read.
    pub cell: String,
}

/// Which limit a file goes beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    FileBytes,
    InflatedBytes,
    Entries,
    Cells,
    Columns,
    Rows,
    TextChars,
    Texts,
    Styles,
}

thread_local! {
    /// Whether this thread is inside a call whose panic is expected.
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a call into the parser; `None` when it panics, which on hostile bytes it does. Such a panic is not reported: the
/// refusal says what is to be said. The hook that keeps silent is set once and passes every other panic on.
pub fn contained<T>(call: impl FnOnce() -> T) -> Option<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !CONTAINED.get() {
                report(panic);
            }
        }));
    });
    let outer = CONTAINED.replace(true);
    let answer = catch_unwind(AssertUnwindSafe(call)).ok();
    CONTAINED.set(outer);
    answer
}

/// The fault of a whole file that contradicts itself.
pub fn damaged() -> Fault {
    Fault::Damaged(Place::default())
}

/// The fault of a whole file that goes beyond a limit.
pub fn too_large(excess: Excess) -> Fault {
    Fault::TooLarge(excess, Place::default())
}
