//! What the columns of each kind of table must give, by the names under which the ledger takes them. A column whose cells
//! cannot give it would be read as if nothing stood in it.

use super::{Column, ColumnKind, Kind, Layout};

/// What a column gives to the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// A code, a name, a word.
    Text,
    /// An amount in euro.
    Amount,
    /// A number that is no money.
    Number,
    /// A day.
    Date,
}

impl Given {
    /// The kinds of column whose cells give it, the most usual first.
    #[must_use]
    pub fn kinds(self) -> &'static [ColumnKind] {
        match self {
            Self::Text => {
                &[ColumnKind::Text, ColumnKind::Code, ColumnKind::FiscalCode, ColumnKind::Cup, ColumnKind::Cor]
            }
            Self::Amount => &[ColumnKind::Money],
            Self::Number => &[ColumnKind::Number, ColumnKind::Integer, ColumnKind::Percent],
            Self::Date => &[ColumnKind::Date],
        }
    }
}

const ACCOUNTS: &[(&str, Given)] = &[("conto", Given::Text), ("descrizione", Given::Text), ("centro", Given::Text)];

const LINES: &[(&str, Given)] = &[("voce", Given::Text), ("centro", Given::Text)];

const REGISTRATIONS: &[(&str, Given)] = &[
    ("conto", Given::Text),
    ("obiettivo", Given::Text),
    ("iniziativa", Given::Text),
    ("provvedimento", Given::Text),
    ("mandato", Given::Text),
    ("beneficiario", Given::Text),
    ("codice_fiscale", Given::Text),
    ("cup", Given::Text),
    ("cor", Given::Text),
    ("data", Given::Date),
    ("importo", Given::Amount),
    ("dare", Given::Amount),
    ("avere", Given::Amount),
];

const INITIATIVES: &[(&str, Given)] = &[
    ("obiettivo", Given::Text),
    ("iniziativa", Given::Text),
    ("provvedimento", Given::Text),
    ("mandato", Given::Text),
    ("beneficiario", Given::Text),
    ("codice_fiscale", Given::Text),
    ("cup", Given::Text),
    ("cor", Given::Text),
    ("data_liquidazione", Given::Date),
    ("stanziato", Given::Amount),
    ("liquidato", Given::Amount),
];

const MEASUREMENTS: &[(&str, Given)] = &[
    ("codice", Given::Text),
    ("numeratore", Given::Number),
    ("denominatore", Given::Number),
    ("valore", Given::Number),
    ("unita", Given::Text),
    ("data_rilevazione", Given::Date),
    ("stato", Given::Text),
    ("note", Given::Text),
];

const PAYMENTS: &[(&str, Given)] = &[
    ("fornitore", Given::Text),
    ("fattura", Given::Text),
    ("data_scadenza", Given::Date),
    ("data_pagamento", Given::Date),
    ("importo", Given::Amount),
];

impl Kind {
    /// The columns that the ledger takes by name, and what each gives.
    #[must_use]
    pub fn given(self) -> &'static [(&'static str, Given)] {
        match self {
            Self::Accounts => ACCOUNTS,
            Self::Reference | Self::Statement => LINES,
            Self::Registrations => REGISTRATIONS,
            Self::Initiatives => INITIATIVES,
            Self::Measurements => MEASUREMENTS,
            Self::Payments => PAYMENTS,
        }
    }
}

impl Layout {
    /// What a column gives to the ledger; `None` where the ledger does not take it.
    #[must_use]
    pub fn given_by(&self, column: &Column) -> Option<Given> {
        if column.amount.is_some() {
            return Some(Given::Amount);
        }
        self.kind.given().iter().find(|(id, _)| *id == column.id).map(|(_, given)| *given)
    }
}
