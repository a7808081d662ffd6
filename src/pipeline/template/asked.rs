//! A sheet that is asked for: of which layout, which office and which month.

use crate::office::OfficeId;
use crate::period::Period;
use crate::read::Layout;

/// A sheet that is asked for.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) layout: &'a Layout,
    pub(super) office: &'a OfficeId,
    pub(super) period: Period,
}
