//! Acts as the rows of a rule set say them: each text is read once, as its layout writes acts.

use std::collections::{BTreeMap, BTreeSet};

use super::rules::Writings;
use crate::ledger::{Ledger, Text, Texts};
use crate::period::Exercise;
use crate::read::acts::Writing;

/// Acts by their normal text, which is the [part](super::keys::Row::part) of their rows: few, where rows are many.
#[derive(Debug, Default)]
pub(super) struct ActsRead {
    /// The year of each that is a number of a year.
    years: BTreeMap<Text, u16>,
    /// The act of which a spreadsheet may have made a date. It compares with the part of other rows, and makes no key.
    dates: BTreeMap<Text, Text>,
}

impl ActsRead {
    /// The year of an act that is a number of a year.
    pub(super) fn year(&self, act: Text) -> Option<u16> {
        self.years.get(&act).copied()
    }

    /// The act that a date may have been.
    pub(super) fn typed_before(&self, act: Text) -> Option<Text> {
        self.dates.get(&act).copied()
    }
}

/// How the acts of a ledger are written, and what was read of them.
pub(super) struct Acts<'l> {
    exercise: Exercise,
    usual: Writing,
    /// The layouts that say how they write acts.
    own: Vec<(Text, &'l Writing)>,
    /// What every text of the ledger is, as it is usually written and as each of these writes it; nothing for a writing in
    /// which no row has an act.
    known: Vec<Vec<Option<Text>>>,
    /// What they are, beside their texts.
    pub(super) read: ActsRead,
}

impl<'l> Acts<'l> {
    pub(super) fn of(ledger: &Ledger, writings: &'l Writings, exercise: Exercise) -> Self {
        let texts = ledger.movements.texts();
        let mut layouts: BTreeSet<Text> = BTreeSet::new();
        if !writings.is_empty() {
            layouts.extend(ledger.movements.handles().iter().map(|movement| movement.layout));
        }
        let own = |layout: Text| Some((layout, writings.get(texts.get(layout))?));
        let own: Vec<(Text, &Writing)> = layouts.into_iter().filter_map(own).collect();
        Self {
            exercise,
            usual: Writing::default(),
            known: vec![Vec::new(); own.len() + 1],
            own,
            read: ActsRead::default(),
        }
    }

    /// The normal text of an act.
    pub(super) fn normal(&mut self, layout: Text, said: Text, texts: &Texts, normal: &mut Texts) -> Text {
        if said.is_empty() {
            return Text::EMPTY;
        }
        let (writing, known) = match self.own.iter().position(|(own, _)| *own == layout) {
            Some(at) => (self.own[at].1, &mut self.known[at + 1]),
            None => (&self.usual, &mut self.known[0]),
        };
        if known.is_empty() {
            known.resize(texts.count(), None);
        }
        *known[said.number()].get_or_insert_with(|| {
            let act = writing.read(texts.get(said), self.exercise);
            let text = normal.keep(act.normal());
            if let Some(year) = act.year() {
                self.read.years.insert(text, year);
            }
            if let Some(before) = act.maybe() {
                self.read.dates.insert(text, normal.keep(before));
            }
            text
        })
    }
}
