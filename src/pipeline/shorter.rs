//! A sheet of an office that has less than the one it replaces. It stands, and what is gone is told; of one that has lost
//! much the same bytes have to come twice.

use std::collections::BTreeSet;

use super::arrivals::Around;
use super::examine::{self, Examined};
use super::phrases;
use crate::intake::archive;
use crate::issue::SourceState;
use crate::money::Cents;
use crate::origin::Sources;
use crate::problem::{Problem, Severity};
use crate::read::layout::Kind;
use crate::read::wording::Wording;
use crate::read::{Layout, RowKind};
use crate::store::Arrival;

/// What is more than one part of so many is much.
const PARTS: i128 = 3;

/// What a sheet holds that an office writes by hand: there a row is taken out on purpose.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// Its rows, those that could not be read too: they are told by themselves.
    rows: u64,
    /// How many of them could not be read.
    unread: u64,
    /// The header and the sum of the column of its kind, where it has one.
    total: Option<(String, Cents)>,
    /// The codes that it measures.
    codes: BTreeSet<String>,
}

impl Held {
    /// What the rows of such a sheet are; none of an export.
    pub(super) fn of(layout: &Layout, examined: &Examined) -> Option<Self> {
        let Examined { rows, problems, .. } = examined;
        let value = match layout.kind {
            Kind::Initiatives => layout.column("liquidato"),
            Kind::Measurements => None,
            _ => return None,
        };
        let data = || rows.iter().filter(|row| row.kind == RowKind::Data);
        let total = value.map(|at| {
            let header = layout.columns[at].header.first().map_or("", Wording::as_str).to_owned();
            (header, data().filter_map(|row| row.money(at)).sum())
        });
        let code = layout.column("codice").filter(|_| layout.kind == Kind::Measurements);
        let codes = data().filter_map(|row| Some(row.text(code?)?.trim().to_owned()));
        let lost = problems.iter().filter(|it| it.severity == Severity::Error).filter_map(|it| it.cell.as_deref());
        let lost: BTreeSet<&str> = lost.map(|cell| cell.trim_start_matches(|c: char| c.is_alphabetic())).collect();
        let kept: BTreeSet<String> = data().map(|row| (row.origin.row + 1).to_string()).collect();
        let unread = lost.iter().filter(|row| !kept.contains(**row)).count() as u64;
        Some(Self { rows: data().count() as u64 + unread, unread, total, codes: codes.collect() })
    }
}

/// What a sheet has less than the one before it.
#[derive(Debug)]
pub(super) struct Loss {
    /// Its rows, and those of the former one.
    pub rows: (u64, u64),
    /// The header of the column that counts, its sum, and the former one.
    pub total: Option<(String, Cents, Cents)>,
    /// Codes that are measured no more.
    pub codes: Vec<String>,
}

impl Loss {
    fn of(now: Held, before: Held) -> Option<Self> {
        let total = now.total.zip(before.total).map(|((header, now), (_, before))| (header, now, before));
        // What could not be read is neither gone nor worth nothing.
        let is_whole = now.unread == 0;
        let total = total.filter(|_| is_whole);
        let codes: Vec<String> = before.codes.difference(&now.codes).filter(|_| is_whole).cloned().collect();
        let rows = (now.rows, before.rows);
        let is_less = rows.0 < rows.1 || total.as_ref().is_some_and(|(_, now, before)| now < before);
        is_less.then_some(Self { rows, total, codes })
    }

    /// Whether more than a third of the rows, or of the sum, is gone.
    fn is_much(&self) -> bool {
        let much = |now: i128, before: i128| (before - now) * PARTS > before;
        let (rows, rows_before) = self.rows;
        let sum =
            |(_, now, before): &(String, Cents, Cents)| before.0 > 0 && much(i128::from(now.0), i128::from(before.0));
        much(rows.into(), rows_before.into()) || self.total.as_ref().is_some_and(sum)
    }
}

/// What is said of a sheet that takes the place of another: nothing when it has as much.
pub(super) fn against(
    arrival: &Arrival,
    now: Held,
    former: &Arrival,
    around: &Around<'_>,
) -> anyhow::Result<Option<Problem>> {
    let Some(loss) = Loss::of(now, of_former(former, around)?) else { return Ok(None) };
    let name = Some(former.name.as_str()).filter(|name| *name != arrival.name);
    if loss.is_much() && !came_before(arrival, around)? {
        return Ok(Some(phrases::shrunken_sheet(name, &loss)));
    }
    Ok(Some(phrases::shorter_sheet(name, &loss)))
}

/// Whether the same bytes were refused before because of what they lack: whoever drops them again means them.
fn came_before(arrival: &Arrival, around: &Around<'_>) -> anyhow::Result<bool> {
    let refused_so = |it: &Arrival| {
        it.id != arrival.id
            && it.state == SourceState::Refused
            && (&it.layout, &it.office, it.period) == (&arrival.layout, &arrival.office, arrival.period)
            && it.problems.iter().any(|problem| problem.code == phrases::SHRUNKEN)
    };
    Ok(around.store.arrivals_of(arrival.digest)?.iter().any(refused_so))
}

/// What a sheet held that stands, read once more: what is recorded of it adds all its columns up.
fn of_former(former: &Arrival, around: &Around<'_>) -> anyhow::Result<Held> {
    let bytes = archive::load(&around.folders.archive(), former.digest)?;
    let folder = former.folder.as_ref();
    let examined = examine::examine(&former.name, folder, bytes, around.config, &mut Sources::default());
    Ok(examined.layout.as_ref().and_then(|layout| Held::of(layout, &examined)).unwrap_or_default())
}
