//! The payments of the month made by hand, told by two sides, and what comparing them and the accounts came to.

use super::month::day;
use crate::ledger::{Movement, Movements, RowId, Side};
use crate::money::Cents;
use crate::origin::Origin;
use crate::reconcile::{Difference, DifferenceState, Kind, Match, Reconciliation, TieOut, TieOutState};

fn movement(side: Side, row: u32, beneficiary: &'static str, cents: i64) -> Movement<'static> {
    Movement {
        id: RowId::hash(&format!("{side:?}{row}")),
        side,
        layout: "interventi",
        office: Some("estero"),
        account: None,
        objective: "2021_02_01",
        initiative: "",
        act: "DET 12/2021",
        mandate: "",
        date: Some(day(2021, 5, 12)),
        beneficiary,
        fiscal_code: "",
        cup: "",
        cor: "",
        note: "",
        cents: Cents(cents),
        allotted: None,
        origin: Origin { source: u16::from(side == Side::Office), sheet: 0, row, column: 8 },
    }
}

pub(super) fn movements() -> Movements {
    let all = [
        movement(Side::Accounting, 6, "Alfa Meccanica srl", 250_000),
        movement(Side::Office, 4, "Alfa Meccanica srl", 150_000),
        movement(Side::Office, 5, "Alfa Meccanica srl", 100_000),
        movement(Side::Accounting, 7, "Beta Legno snc", 100_000),
        movement(Side::Office, 6, "Beta Legno snc", 96_000),
        movement(Side::Accounting, 8, "=HYPERLINK(\"http://esempio.invalid\")", 333_333),
    ];
    all.into_iter().collect()
}

pub(super) fn reconciliation() -> Reconciliation {
    let tie_out = |id: &str, state, left, right, tolerance| TieOut {
        id: id.to_owned(),
        scope: format!("{id}/2021/consuntivo"),
        figures: "consuntivo 2021".to_owned(),
        label: "Il registro degli interventi è uguale al conto 330".to_owned(),
        family: "Il registro degli interventi è uguale al conto 330".to_owned(),
        left,
        right,
        tolerance: Cents(tolerance),
        relation: crate::reconcile::Relation::Equal,
        blocking: state == TieOutState::Fails,
        unit: crate::money::Unit::Euro,
        state,
        hint: (state == TieOutState::Fails).then(|| "È l'importo della riga 14 del registro.".to_owned()),
        terms: vec![("Conto 330001".to_owned(), Cents(64_000_000)), ("Storni".to_owned(), Cents(-320_099))],
        origin: Some(Origin { source: 0, sheet: 0, row: 40, column: 8 }),
    };
    let difference = |kind, reason, rows: Vec<usize>, cents, state, age_days| Difference {
        id: RowId::hash(&format!("{rows:?}")),
        kind,
        reason,
        text: "La contabilità registra 1.000,00 € per Beta Legno snc, la scheda 960,00 €: 40,00 € in meno.".to_owned(),
        cents: Cents(cents),
        key: "2021_02_01, DET 12/2021, Beta Legno snc".to_owned(),
        office: Some("estero".into()),
        objective: "2021_02_01".into(),
        rows,
        candidate: Some(4),
        first_seen: day(2021, 5, 31),
        age_days,
        state,
        overdue: false,
        material: true,
        answer: None,
    };
    Reconciliation {
        tie_outs: vec![
            tie_out("allegato_c.personale", TieOutState::Holds, Some(Cents(88_790_168)), Some(Cents(88_790_068)), 100),
            tie_out("allegato_c.avanzo", TieOutState::NoData, None, Some(Cents(5)), 0),
            tie_out("interventi_330", TieOutState::Fails, Some(Cents(64_445_099)), Some(Cents(64_320_099)), 0),
        ],
        matches: vec![Match {
            rule: "interventi.somma".into(),
            accounting: [0].into_iter().collect(),
            office: [1, 2].into_iter().collect(),
        }],
        differences: vec![
            difference(Kind::Amount, "withholding_4", vec![3, 4], 4_000, DifferenceState::Open, 30),
            difference(Kind::MissingInOffice, "", vec![5], 333_333, DifferenceState::Open, 61),
            difference(Kind::Ambiguous, "", vec![4], 7, DifferenceState::Accepted, 0),
        ],
        ..Reconciliation::default()
    }
}
