//! What corrections make of a released month: each with the lines that it moves, as they were issued, as the rules of then make them
//! of the data of now, and as they are.

use std::collections::{BTreeMap, BTreeSet};

use super::redefined::Redefinition;
use crate::history::AmountKey;
use crate::issue::Issue;
use crate::ledger::{Chart, Corrected, CorrectedColumn, CorrectedLine, Corrects, Ledger, RestatedDegree, Statement};
use crate::money::Cents;

/// A released month in three readings.
pub(super) struct Readings<'a> {
    pub issue: &'a Issue,
    pub issued: &'a BTreeMap<AmountKey, Cents>,
    /// By the rules of then.
    pub by_then: &'a Ledger,
    pub now: &'a Ledger,
    /// The degrees of objectives and scorecards in the same three readings.
    pub degrees: &'a [RestatedDegree],
    /// The charts of then and of now, as they hold in the month.
    pub charts: [&'a Chart; 2],
}

/// What changed in a month and is declared a correction, with the lines and degrees that it moves.
pub(super) fn of(changed: Vec<Redefinition>, readings: &Readings<'_>) -> Vec<Corrected> {
    let corrections: Vec<(Redefinition, Corrects)> =
        changed.into_iter().filter_map(|it| it.corrects.clone().map(|corrects| (it, corrects))).collect();
    let touches_lines = corrections.iter().any(|(it, _)| !it.touches.is_empty());
    let moved = if touches_lines { readings.moved() } else { Vec::new() };
    let with_lines = |(it, corrects): (Redefinition, Corrects)| {
        let is_by_it = |line: &&CorrectedLine| {
            let moves = |chart: &&Chart| chart.is_moved(&line.scheme, &line.line, &it.touches);
            readings.charts.iter().any(moves)
        };
        let lines = moved.iter().filter(is_by_it).cloned().collect();
        let moved = |degree: &&RestatedDegree| it.moves.contains(&degree.id) && degree.by_then != degree.now;
        let degrees = readings.degrees.iter().filter(moved).cloned().collect();
        let Redefinition { id, name, before, now, months, is_of_scorecards, .. } = it;
        Corrected { id, name, before, now, corrects, months, lines, degrees, is_of_scorecards }
    };
    corrections.into_iter().map(with_lines).collect()
}

/// The act and the reason of the corrections of accounts and lines, of several all of them.
pub(super) fn of_accounts(corrected: &[Corrected]) -> Option<Corrects> {
    let of_lines = corrected.iter().filter(|it| is_of_accounts(&it.id)).map(|it| &it.corrects);
    let all: BTreeSet<&Corrects> = of_lines.collect();
    let joined = |part: fn(&Corrects) -> &str| {
        let parts: BTreeSet<&str> = all.iter().map(|it| part(it)).collect();
        parts.into_iter().collect::<Vec<_>>().join("; ")
    };
    (!all.is_empty()).then(|| Corrects { act: joined(|it| &it.act), why: joined(|it| &it.why) })
}

/// Whether what is named so is an account, an aggregate or a line: the id of an indicator has no kind before it.
pub(super) fn is_of_accounts(id: &str) -> bool {
    ["conto.", "aggregato.", "voce."].iter().any(|kind| id.starts_with(kind))
}

/// Corrections of several months, each once.
pub(super) fn join(all: &mut Vec<Corrected>, more: Vec<Corrected>) {
    for it in more {
        match all.iter_mut().find(|known| known.id == it.id && known.corrects == it.corrects) {
            Some(known) => known.join(it),
            None => all.push(it),
        }
    }
}

/// Every amount of a ledger that is of no single centre.
pub(super) fn amounts_of(ledger: &Ledger) -> BTreeMap<AmountKey, Cents> {
    let of = |statement: &'_ Statement| {
        let whole = statement.amounts_told().filter(|(_, column, _)| column.centre.is_none());
        let keyed =
            whole.map(|(line, column, cents)| ((statement.scheme.id.to_string(), line.to_owned(), column), cents));
        keyed.collect::<Vec<_>>()
    };
    ledger.statements.iter().flat_map(of).collect()
}

impl Readings<'_> {
    /// The lines that other rules make something else of, in the order of their schemes, then the aggregates.
    fn moved(&self) -> Vec<CorrectedLine> {
        let (by_then, now) = (amounts_of(self.by_then), amounts_of(self.now));
        let keys: BTreeSet<&AmountKey> = by_then.keys().chain(now.keys()).collect();
        let is_moved =
            |key: &&AmountKey| key.2.function.is_none() && by_then.get(*key).copied() != now.get(*key).copied();
        let mut lines: BTreeMap<(&str, &str), Vec<CorrectedColumn>> = BTreeMap::new();
        for key in keys.into_iter().filter(is_moved) {
            let (scheme, line, column) = key;
            let of = |amounts: &BTreeMap<AmountKey, Cents>| amounts.get(key).copied();
            lines.entry((scheme, line)).or_default().push(CorrectedColumn {
                exercise: column.exercise,
                scenario: column.scenario,
                issued: of(self.issued),
                by_then: of(&by_then),
                now: of(&now),
            });
        }
        let mut lines: Vec<CorrectedLine> =
            lines.into_iter().map(|((scheme, line), columns)| self.line(scheme, line, columns)).collect();
        lines.sort_by_key(|it| self.place(it));
        lines
    }

    fn line(&self, scheme: &str, line: &str, columns: Vec<CorrectedColumn>) -> CorrectedLine {
        let [.., chart] = self.charts;
        let of = chart.scheme(scheme);
        let label = of.and_then(|it| it.line(line)).map(|it| it.label.clone());
        let of_aggregate = || chart.aggregates.iter().find(|it| &*it.id == line).map(|it| it.label.clone());
        CorrectedLine {
            period: self.issue.period,
            issue: self.issue.number,
            scheme: scheme.to_owned(),
            line: line.to_owned(),
            label: label.or_else(of_aggregate).unwrap_or_else(|| line.to_owned()),
            unit: of.map(|it| it.unit).unwrap_or_default(),
            columns,
        }
    }

    fn place(&self, it: &CorrectedLine) -> (String, usize) {
        let [.., chart] = self.charts;
        let lines = chart.scheme(&it.scheme).map(|scheme| scheme.lines.as_slice()).unwrap_or_default();
        (it.scheme.clone(), lines.iter().position(|line| *line.id == *it.line).unwrap_or(usize::MAX))
    }
}
