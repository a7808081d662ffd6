//! The one table of what each kind of file gives to the ledger: by which column names, which of them it must have, and which
//! kinds of cell give it. A column whose cells cannot give it would be read as if nothing stood in it.

use super::{Column, ColumnKind, Kind, Layout};
use crate::named::named;

/// What the ledger takes of a row, by the `id` of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The code of an account.
    Account,
    /// What an account is called.
    Description,
    /// The centre that answers for an amount.
    Centre,
    /// The line of a statement.
    Line,
    /// The office of a row, where a file holds rows of several.
    Office,
    /// The code of an objective.
    Objective,
    /// The initiative of an office.
    Initiative,
    /// The act by which it was liquidated.
    Act,
    /// The payment order.
    Mandate,
    /// Who receives it.
    Beneficiary,
    /// The beneficiary's codice fiscale.
    FiscalCode,
    /// The project's CUP.
    Cup,
    /// The COR of the national register of aid.
    Cor,
    /// The day of a registration.
    Booked,
    /// The day on which an office liquidated.
    Liquidated,
    /// An amount, or that of a payment.
    Amount,
    /// An amount in dare.
    Dare,
    /// An amount in avere.
    Avere,
    /// What an office set aside.
    Allotted,
    /// What an office liquidated.
    Paid,
    /// The code of an indicator.
    Indicator,
    /// The numerator of a measure.
    Numerator,
    /// Its denominator.
    Denominator,
    /// Its value.
    Value,
    /// Its unit.
    Unit,
    /// The day on which it was taken.
    Measured,
    /// The state of a milestone.
    State,
    /// What is noted beside a row.
    Note,
    /// A supplier.
    Supplier,
    /// An invoice.
    Invoice,
    /// The day by which it had to be paid.
    Due,
    /// The day on which it was.
    PaidOn,
    /// Of which function an amount is.
    Function,
    /// Why a projected figure is corrected.
    Reason,
}

named!(Field {
    Account = "conto",
    Description = "descrizione",
    Centre = "centro",
    Line = "voce",
    Office = "ufficio",
    Objective = "obiettivo",
    Initiative = "iniziativa",
    Act = "provvedimento",
    Mandate = "mandato",
    Beneficiary = "beneficiario",
    FiscalCode = "codice_fiscale",
    Cup = "cup",
    Cor = "cor",
    Booked = "data",
    Liquidated = "data_liquidazione",
    Amount = "importo",
    Dare = "dare",
    Avere = "avere",
    Allotted = "stanziato",
    Paid = "liquidato",
    Indicator = "codice",
    Numerator = "numeratore",
    Denominator = "denominatore",
    Value = "valore",
    Unit = "unita",
    Measured = "data_rilevazione",
    State = "stato",
    Note = "note",
    Supplier = "fornitore",
    Invoice = "fattura",
    Due = "data_scadenza",
    PaidOn = "data_pagamento",
    Function = "funzione",
    Reason = "motivo",
});

/// What the cells of a column are taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// A code, a name, a word.
    Text,
    /// An amount in euro.
    Amount,
    /// What a table counts: an amount, or a number where its scheme counts what is no money.
    Figure,
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
            Self::Figure => &[ColumnKind::Money, ColumnKind::Number, ColumnKind::Integer, ColumnKind::Percent],
            Self::Number => &[ColumnKind::Number, ColumnKind::Integer, ColumnKind::Percent],
            Self::Date => &[ColumnKind::Date],
        }
    }

    /// What it is called in a sentence.
    #[must_use]
    pub fn italian(self) -> &'static str {
        match self {
            Self::Text => "codici o testi",
            Self::Amount | Self::Figure => "importi",
            Self::Number => "misure",
            Self::Date => "date",
        }
    }
}

impl Field {
    /// What the cells of its column are taken for.
    #[must_use]
    pub fn given(self) -> Given {
        match self {
            Self::Booked | Self::Liquidated | Self::Measured | Self::Due | Self::PaidOn => Given::Date,
            Self::Amount | Self::Dare | Self::Avere | Self::Allotted | Self::Paid => Given::Amount,
            Self::Numerator | Self::Denominator | Self::Value => Given::Number,
            _ => Given::Text,
        }
    }
}

/// Whether a kind of file says anything without a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It does not.
    Always,
    /// It does, where it has all of these instead.
    Unless(&'static [Field]),
    /// It does.
    Never,
}

impl Kind {
    /// The fields without which its files say nothing, of those that one has not.
    #[must_use]
    pub fn missing(self, has: &dyn Fn(Field) -> bool) -> Vec<Field> {
        let is_missing = |(field, need): &&(Field, Need)| {
            let excused = match need {
                Need::Always => false,
                Need::Unless(others) => others.iter().all(|other| has(*other)),
                Need::Never => true,
            };
            !excused && !has(*field)
        };
        self.fields().iter().filter(is_missing).map(|(field, _)| *field).collect()
    }

    /// The fields that the ledger takes of files of this kind, those that they need first.
    #[must_use]
    pub fn fields(self) -> &'static [(Field, Need)] {
        use Field as F;
        use Need::{Always, Never, Unless};
        match self {
            Self::Accounts => &[(F::Account, Always), (F::Description, Always), (F::Centre, Never)],
            Self::Reference | Self::Statement => &[(F::Line, Always), (F::Centre, Never)],
            Self::Registrations => &[
                (F::Account, Always),
                (F::Objective, Always),
                (F::Amount, Unless(&[F::Dare, F::Avere])),
                (F::Dare, Never),
                (F::Avere, Never),
                (F::Initiative, Never),
                (F::Act, Never),
                (F::Mandate, Never),
                (F::Booked, Never),
                (F::Beneficiary, Never),
                (F::FiscalCode, Never),
                (F::Cup, Never),
                (F::Cor, Never),
                (F::Note, Never),
            ],
            Self::Initiatives => &[
                (F::Objective, Always),
                (F::Paid, Always),
                (F::Allotted, Never),
                (F::Initiative, Never),
                (F::Act, Never),
                (F::Mandate, Never),
                (F::Liquidated, Never),
                (F::Beneficiary, Never),
                (F::FiscalCode, Never),
                (F::Cup, Never),
                (F::Cor, Never),
                (F::Note, Never),
                (F::Account, Never),
                (F::Dare, Never),
                (F::Avere, Never),
                (F::Office, Never),
            ],
            Self::Measurements => &[
                (F::Indicator, Always),
                (F::Value, Always),
                (F::Numerator, Never),
                (F::Denominator, Never),
                (F::Unit, Never),
                (F::Measured, Never),
                (F::State, Never),
                (F::Note, Never),
                (F::Office, Never),
            ],
            Self::Corrections => &[(F::Line, Always), (F::Amount, Always), (F::Reason, Always), (F::Function, Never)],
            Self::Payments => {
                &[(F::Amount, Always), (F::Due, Always), (F::PaidOn, Always), (F::Supplier, Never), (F::Invoice, Never)]
            }
        }
    }

    /// The field of this column name, if the ledger takes it of files of this kind.
    #[must_use]
    pub fn field(self, id: &str) -> Option<Field> {
        Field::of(id).filter(|field| self.fields().iter().any(|(known, _)| known == field))
    }

    /// Whether its files bear figures of a scheme, in columns with `amount`; they need at least one.
    #[must_use]
    pub fn has_figures(self) -> bool {
        matches!(self, Self::Accounts | Self::Reference | Self::Statement)
    }
}

impl Layout {
    /// What a column is taken for; `None` where the ledger does not take it.
    #[must_use]
    pub fn given_by(&self, column: &Column) -> Option<Given> {
        if column.amount.is_some() {
            return Some(Given::Figure);
        }
        self.kind.field(&column.id).map(Field::given)
    }

    /// Whether one of its columns is a field that the ledger takes of it.
    #[must_use]
    pub fn has(&self, field: Field) -> bool {
        self.kind.field(field.id()).is_some() && self.column(field.id()).is_some()
    }

    /// The fields without which its files say nothing, and that no column is.
    #[must_use]
    pub fn missing_fields(&self) -> Vec<Field> {
        self.kind.missing(&|field| self.has(field))
    }

    /// Where its fields stand among its columns.
    #[must_use]
    pub fn fields(&self) -> FieldColumns {
        let mut places = FieldColumns([None; Field::ALL.len()]);
        for (field, _) in self.kind.fields() {
            places.0[*field as usize] = self.column(field.id());
        }
        places
    }
}

/// Where the fields of a layout stand among its columns: looked up once a file, not once a row.
#[derive(Clone, Copy, Debug)]
pub struct FieldColumns([Option<usize>; Field::ALL.len()]);

impl FieldColumns {
    /// The place of a field; none where the layout has no such column.
    #[must_use]
    pub fn of(&self, field: Field) -> Option<usize> {
        self.0[field as usize]
    }
}
