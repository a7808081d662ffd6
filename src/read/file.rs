//! A file to read, and how.

use super::layout::Layout;
use crate::period::Period;
use crate::sheets::Limits;

/// A file to read, and how.
#[derive(Clone, Copy)]
pub(super) struct File<'f> {
    /// The number that origins carry.
    pub source: u16,
    /// The layout by which it is read.
    pub layout: &'f Layout,
    /// The bounds of reading.
    pub limits: &'f Limits,
    /// The month that its name says.
    pub month: Option<Period>,
}
