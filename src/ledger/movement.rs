//! Movements of interventi economici, as the accounts and as the offices tell them, and what offices measure.

use std::sync::Arc;

use chrono::NaiveDate;

use super::identity::RowId;
use crate::money::Cents;
use crate::named::named;
use crate::office::OfficeId;
use crate::origin::Origin;

/// Who tells a movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The accounts.
    Accounting,
    /// An office.
    Office,
}

named!(Side {
    Accounting = "accounting",
    Office = "office",
});

/// One registration of the accounts, or one line of an office's sheet, as [`Movements`] tells it. Texts are as written, and
/// what is not said is the empty text of its cell; keys are made by whoever compares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Movement<'m> {
    /// Its name across runs.
    pub id: RowId,
    /// Who tells it.
    pub side: Side,
    /// The layout it was read by.
    pub layout: &'m str,
    /// The id of the office: the sheet's own, or that of the objective for a registration, if it has one.
    pub office: Option<&'m str>,
    /// The account, on the accounting side.
    pub account: Option<&'m str>,
    /// The objective's code.
    pub objective: &'m str,
    /// The initiative.
    pub initiative: &'m str,
    /// The act (provvedimento) that grants it.
    pub act: &'m str,
    /// The payment order.
    pub mandate: &'m str,
    /// The date of booking or liquidation.
    pub date: Option<NaiveDate>,
    /// Who receives it.
    pub beneficiary: &'m str,
    /// Codice fiscale.
    pub fiscal_code: &'m str,
    /// Codice unico di progetto, as written.
    pub cup: &'m str,
    /// Codice of the Registro nazionale degli aiuti, as written.
    pub cor: &'m str,
    /// What is noted beside it, as written.
    pub note: &'m str,
    /// The amount; negative for storni and revoche.
    pub cents: Cents,
    /// The amount set aside, in an office's sheet.
    pub allotted: Option<Cents>,
    /// Where the amount stands.
    pub origin: Origin,
}

/// One line of an office's sheet of indicators.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    /// Its name across runs.
    pub id: RowId,
    /// The office that measured, if the sheet says one.
    pub office: Option<OfficeId>,
    /// The indicator's code: objective + `-I` + ordinal.
    pub code: Arc<str>,
    /// What it counts; a percentage as its fraction.
    pub numerator: Option<f64>,
    /// Out of what.
    pub denominator: Option<f64>,
    /// The value as the office computed it; a percentage as its fraction.
    pub value: Option<f64>,
    /// The unit as written.
    pub unit: Arc<str>,
    /// When it was measured.
    pub date: Option<NaiveDate>,
    /// The state of a milestone as written.
    pub state: Arc<str>,
    /// The office's note.
    pub note: Arc<str>,
    /// Whether it is of a sheet that stood before, which a later one could not take the place of.
    pub former: bool,
    /// Where the code stands.
    pub origin: Origin,
    /// Where the rest stands, and how the value was typed.
    pub cells: MeasuredCells,
}

/// Where the parts of a measurement stand, for whoever questions one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MeasuredCells {
    /// The cell of the numerator.
    pub numerator: Origin,
    /// The cell of the denominator.
    pub denominator: Origin,
    /// The cell of the value.
    pub value: Origin,
    /// The cell of the unit.
    pub unit: Origin,
    /// The cell of the date.
    pub date: Origin,
    /// The cell of the state.
    pub state: Origin,
    /// The value as typed, before its unit is applied: 80 of `80` under `%`, 0.8 of a cell that shows `80%`.
    pub typed: Option<f64>,
    /// Whether the value's own cell says that it is a percentage.
    pub percent: bool,
}

impl MeasuredCells {
    /// Each of them.
    #[must_use]
    pub fn all(&self) -> [Origin; 6] {
        [self.numerator, self.denominator, self.value, self.unit, self.date, self.state]
    }
}

/// One payment to a supplier.
#[derive(Clone, Debug, PartialEq)]
pub struct Payment {
    /// Its name across runs.
    pub id: RowId,
    /// Who is paid.
    pub supplier: Arc<str>,
    /// The invoice.
    pub invoice: Arc<str>,
    /// The day by which it had to be paid.
    pub due: NaiveDate,
    /// The day on which it was paid.
    pub paid: NaiveDate,
    /// What was paid.
    pub cents: Cents,
    /// Where the amount stands.
    pub origin: Origin,
}

impl Payment {
    /// Days from the due date to the payment: negative when it was early.
    #[must_use]
    pub fn days_late(&self) -> i64 {
        (self.paid - self.due).num_days()
    }
}
