//! `quadratura explain scheda.ID`: a scorecard down to its groups, and one that somebody gives by a table down to the cells of it.
//! Whoever asks reads the archive too. Computes nothing.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::field;
use super::others::Asked;
use crate::indicators::tree::{GroupStanding, ScorecardStanding};
use crate::indicators::{Assessed, AssessedRow};
use crate::italian::{capital, counted, visible_line};
use crate::ledger::SCORECARD;
use crate::money::{Cents, Ratio, Unit};
use crate::origin::Origin;

impl Asked<'_> {
    /// The scorecard that an id means: `scheda.segretario_generale`, or its own id.
    pub(super) fn scorecard(&self, id: &str) -> Option<&ScorecardStanding> {
        let own = id.strip_prefix(SCORECARD).unwrap_or(id);
        self.month.standings.scorecards.iter().find(|card| card.id == own)
    }

    pub(super) fn scorecard_told(self, card: &ScorecardStanding) -> (String, Value) {
        let mut out = format!("{}\n  {SCORECARD}{} · {}\n\n", card.title, card.id, self.period.italian());
        field(&mut out, "Grado", &percent(card.rolled.achievement));
        field(&mut out, "Copertura", &percent(Some(card.rolled.coverage)));
        field(&mut out, "Pesi", &card.weights_said);
        for group in &card.groups {
            self.group_said(&mut out, group);
        }
        let groups: Vec<Value> = card.groups.iter().map(|group| self.group_json(group)).collect();
        let told = json!({
            "id": card.id, "title": card.title, "period": self.period, "achievement": degree(card.rolled.achievement),
            "coverage": Ratio(card.rolled.coverage).canonical(), "groups": groups,
        });
        (out, json!({ "scorecard": told }))
    }

    fn group_said(self, out: &mut String, group: &GroupStanding) {
        let of = match &group.given_by {
            Some(who) if group.rolled.achievement.is_some() => format!("dato da {who}"),
            Some(who) => format!("non ancora dato da {who}"),
            None => format!("{} su {}", group.measured, counted(group.total, "indicatore", "indicatori")),
        };
        let (weight, degree) = (percent(Some(group.weight)), percent(group.rolled.achievement));
        let _ = writeln!(out, "\n  {}: grado {degree}, peso {weight}, {of}", group.title);
        let Some(table) = &group.assessed else { return };
        for row in &table.rows {
            let weight = row.weight.map(|it| format!("peso {}", shown(it))).unwrap_or_default();
            let _ = writeln!(out, "  {:>9}  {weight:<12} {}", shown(row.given), visible_line(&row.label));
            let _ = writeln!(out, "             {}", self.place(row.origin));
        }
        if let Some((whole, origin)) = table.whole {
            let _ = writeln!(out, "  {:>9}  {:<12} totale\n             {}", shown(whole), "", self.place(origin));
        }
        field(out, "Ricontrollo", &table.computed.map(shown).unwrap_or_default());
        for (problem, origin) in &table.doubts {
            field(out, "Da vedere", &format!("{} ({})", capital(&visible_line(&problem.text)), self.place(*origin)));
        }
    }

    fn group_json(self, group: &GroupStanding) -> Value {
        let mut said = json!({
            "id": group.id, "title": group.title, "weight": Ratio(group.weight).canonical(),
            "achievement": degree(group.rolled.achievement), "coverage": Ratio(group.rolled.coverage).canonical(),
            "measured": group.measured, "total": group.total, "given_by": group.given_by.as_deref().unwrap_or_default(),
        });
        if let Some(table) = &group.assessed {
            said["table"] = self.table_json(table);
        }
        said
    }

    fn table_json(self, table: &Assessed) -> Value {
        let cell = |origin: Origin| json!({ "file": self.sources.file(origin), "sheet": self.sources.sheet(origin), "cell": origin.cell() });
        let row = |it: &AssessedRow| {
            let mut row = cell(it.origin);
            row["label"] = json!(it.label);
            row["weight"] = json!(it.weight.map(canonical));
            row["given"] = json!(canonical(it.given));
            row
        };
        let whole = table.whole.map(|(cents, origin)| {
            let mut whole = cell(origin);
            whole["given"] = json!(canonical(cents));
            whole
        });
        let doubts = table.doubts.iter().map(|(it, origin)| it.clone().at(*origin, self.sources));
        json!({
            "rows": table.rows.iter().map(row).collect::<Vec<_>>(), "whole": whole,
            "computed": table.computed.map(canonical), "problems": doubts.collect::<Vec<_>>(),
        })
    }
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "n.d.".to_owned(), |it| Ratio(it).italian_percent(2))
}

fn degree(share: Option<f64>) -> Option<String> {
    share.map(|it| Ratio(it).canonical())
}

/// Hundredths of a percentage point, for people and as their fraction.
fn shown(cents: Cents) -> String {
    Unit::Percent.shown(cents)
}

fn canonical(cents: Cents) -> String {
    Ratio(cents.as_euro() / 100.0).canonical()
}
