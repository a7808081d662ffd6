//! What falls due, as a letter tells it: to its owner with what there is to do, to whoever else reads with who is at it.

use minijinja::context;
use minijinja::value::Value;

use super::reader::Reader;
use crate::duties::{Due, phrases};
use crate::office::Offices;

/// The duties as a reader is told them.
pub(super) fn said<'a>(all: impl IntoIterator<Item = &'a Due>, reader: Reader<'_>, offices: &Offices) -> Vec<Value> {
    let one = |it: &Due| {
        let owner = it.owner(offices.accounts());
        let is_own = **owner == *reader.role();
        context! {
            when => phrases::when(it),
            overdue => it.is_overdue(),
            what => phrases::named(it),
            owner => if is_own { "" } else { offices.name_or_id(owner) },
            action => if is_own { it.duty.what.as_str() } else { "" },
        }
    };
    all.into_iter().map(one).collect()
}
