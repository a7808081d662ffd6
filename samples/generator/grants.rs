//! The registrations of interventi economici, and what an office's sheet says of each. What differs between the two
//! sides was planted here and nowhere else.

use anyhow::Context as _;
use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::firms::FIRMS;
use super::lcg::Lcg;
use super::{FIRST_YEAR, MONTHS};

/// An office that keeps a sheet of initiatives.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Office {
    /// Ufficio Attività promozionali.
    Promozione,
    /// Ufficio Regolazione del mercato.
    Regolazione,
    /// Ufficio Commercio estero.
    Estero,
}

/// What pays for grants: one account and one operative objective.
struct Initiative {
    name: &'static str,
    account: u32,
    objective: &'static str,
    office: Office,
    /// How many registrations each month has.
    rows: [usize; MONTHS],
    /// The least and the most of one grant, in euro.
    euro: (i64, i64),
}

const VOUCHER_PID: usize = 0;
const BANDO_REGIONE: usize = 1;
const MARKETING: usize = 4;
const TURISMO: usize = 5;
const AZIENDA_SPECIALE: usize = 8;
const TRASPARENZA: usize = 9;
const VOUCHER_ESTERO: usize = 11;
const FIERE: usize = 12;

#[expect(clippy::too_many_arguments, reason = "a row of the initiatives, in the order of its table")]
const fn initiative(
    name: &'static str,
    account: u32,
    objective: &'static str,
    office: Office,
    rows: [usize; MONTHS],
    euro: (i64, i64),
) -> Initiative {
    Initiative { name, account, objective, office, rows, euro }
}

const INITIATIVES: [Initiative; 14] = {
    use Office::{Estero, Promozione, Regolazione};
    [
        initiative(
            "Voucher PID",
            330_000,
            "2021_01_01_05",
            Promozione,
            [4, 4, 4, 4, 4, 4, 5, 2, 5, 6, 7, 8],
            (1_500, 6_000),
        ),
        initiative(
            "Bando innovazione con la Regione",
            330_000,
            "2021_01_01_01",
            Promozione,
            [2, 2, 2, 2, 2, 2, 2, 1, 2, 3, 3, 3],
            (4_000, 9_000),
        ),
        initiative(
            "Progetti con le università",
            330_000,
            "2021_01_01_02",
            Promozione,
            [0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1],
            (6_000, 9_000),
        ),
        initiative(
            "Economia circolare",
            330_000,
            "2021_01_01_04",
            Promozione,
            [0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0],
            (3_000, 7_000),
        ),
        initiative(
            "Marketing territoriale",
            330_010,
            "2021_01_02_01",
            Promozione,
            [1, 1, 1, 1, 1, 1, 2, 1, 3, 3, 3, 4],
            (15_000, 28_000),
        ),
        initiative(
            "Turismo e prodotti tipici",
            330_011,
            "2021_01_02_02",
            Promozione,
            [2, 2, 2, 2, 2, 2, 3, 2, 4, 4, 5, 5],
            (6_000, 14_000),
        ),
        initiative(
            "Sostegno alle filiere",
            330_012,
            "2021_01_02_03",
            Promozione,
            [1, 1, 1, 1, 1, 1, 2, 1, 2, 2, 3, 3],
            (8_000, 16_000),
        ),
        initiative(
            "Voucher formazione",
            330_020,
            "2021_01_03_01",
            Promozione,
            [2, 2, 2, 2, 2, 2, 3, 1, 6, 8, 9, 8],
            (900, 3_500),
        ),
        initiative(
            "Contributo Azienda Speciale",
            330_021,
            "2021_01_03_03",
            Promozione,
            [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1],
            (37_500, 37_500),
        ),
        initiative(
            "Trasparenza dei prezzi",
            330_030,
            "2021_02_01_02",
            Regolazione,
            [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2],
            (800, 2_200),
        ),
        initiative(
            "Conciliazione e mediazione",
            330_030,
            "2021_02_01_03",
            Regolazione,
            [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2],
            (600, 1_800),
        ),
        initiative(
            "Voucher internazionalizzazione",
            330_040,
            "2021_03_01_01",
            Estero,
            [2, 2, 2, 2, 2, 2, 2, 1, 3, 4, 4, 5],
            (2_000, 6_000),
        ),
        initiative(
            "Fiere e missioni",
            330_040,
            "2021_03_01_02",
            Estero,
            [2, 2, 2, 2, 2, 2, 2, 0, 3, 4, 3, 2],
            (3_000, 7_000),
        ),
        initiative(
            "Servizi per l'estero",
            330_040,
            "2021_03_01_03",
            Estero,
            [1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1],
            (1_000, 2_500),
        ),
    ]
};

/// What was planted in the office's row of a registration.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// Nothing.
    None,
    /// The office has no such row.
    Missing,
    /// Nor does it have this one, and nobody waits for it: what the difference is.
    AccountsOnly(&'static str),
    /// The accounts have no such row: what the difference is.
    OfficeOnly(&'static str),
    /// The office has what was granted, in cents; less was paid.
    Saved(i64),
    /// The office has another amount, in cents, until the month in which it corrects its sheet.
    OtherAmount { cents: i64, corrected_in: u8 },
    /// The office has two rows; the amount of the first, in cents.
    Split(i64),
    /// The office typed the amount as this text.
    Typed(&'static str),
}

/// One registration of the accounts.
pub struct Registration {
    /// The month in which it is booked.
    pub month: u8,
    /// The account, 330 and three digits.
    pub account: u32,
    /// The operative objective, in the code of the first exercise.
    pub objective: &'static str,
    /// The office of the objective.
    pub office: Office,
    /// The initiative.
    pub initiative: &'static str,
    /// The act that grants (or revokes) it: the number in its year.
    pub act: u32,
    /// That year.
    pub act_year: u16,
    /// The payment order.
    pub mandate: u32,
    /// When the accounts booked it.
    pub booked: NaiveDate,
    /// When the office liquidated it: the same month, never later.
    pub liquidated: NaiveDate,
    /// Who receives it: a place among the firms.
    pub firm: usize,
    /// The amount, in cents.
    pub cents: i64,
    /// Whether the office wrote the fiscal code too.
    pub fiscal_code_in_office: bool,
    /// What an office notes beside it.
    pub note: &'static str,
    /// What was planted.
    pub oddity: Oddity,
}

impl Registration {
    /// Whether the accounts have it.
    pub fn is_booked(&self) -> bool {
        !matches!(self.oddity, Oddity::OfficeOnly(_))
    }
}

/// What an exercise pays, revokes or saves of acts of the one before, on one side only where it is planted.
struct Later {
    year: u16,
    month: u8,
    /// The registration of the exercise before: its month, initiative and place among those of the month.
    of: (u8, usize, usize),
    cents: Paid,
    note: &'static str,
    oddity: Oddity,
}

/// The amount of a [`Later`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Paid {
    /// So many cents.
    Cents(i64),
    /// All of it.
    Whole,
    /// All of it, taken back by an act of its own.
    Revoked,
}

const LATER: [Later; 7] = {
    use Oddity::{AccountsOnly, None, OfficeOnly};
    use Paid::{Cents, Revoked, Whole};
    [
        later(2022, 1, (12, VOUCHER_PID, 0), Cents(120_000), "saldo", AccountsOnly("former_year")),
        later(2022, 1, (12, TURISMO, 0), Cents(95_000), "saldo", OfficeOnly("former_year")),
        later(2022, 2, (12, FIERE, 0), Cents(210_000), "saldo", None),
        later(2022, 2, (11, VOUCHER_ESTERO, 0), Revoked, "revoca del contributo", AccountsOnly("revocation")),
        later(2022, 2, (12, TURISMO, 1), Cents(-40_000), "economia: minori spese", OfficeOnly("saving")),
        // What the office never had comes in its sheet of the new year; what it liquidated in December the accounts book.
        later(2022, 2, (3, VOUCHER_PID, 2), Whole, "", OfficeOnly("former_year")),
        later(2023, 2, (12, TURISMO, 1), Whole, "", AccountsOnly("former_year")),
    ]
};

#[expect(clippy::too_many_arguments, reason = "a row of what is paid later, in the order of its table")]
const fn later(year: u16, month: u8, of: (u8, usize, usize), cents: Paid, note: &'static str, oddity: Oddity) -> Later {
    Later { year, month, of, cents, note, oddity }
}

/// A negative row: what it takes back, and of which registration.
struct Reversal {
    month: u8,
    initiative: usize,
    /// The month and place of the registration that it takes back.
    of: (u8, usize),
    /// Hundredths of it; a whole revocation has an act of its own, a partial storno that of the grant.
    hundredths: i64,
}

const REVERSALS: [Reversal; 7] = [
    Reversal { month: 3, initiative: VOUCHER_PID, of: (2, 1), hundredths: 20 },
    Reversal { month: 4, initiative: BANDO_REGIONE, of: (1, 0), hundredths: 100 },
    Reversal { month: 5, initiative: FIERE, of: (4, 1), hundredths: 35 },
    Reversal { month: 5, initiative: TRASPARENZA, of: (3, 0), hundredths: 40 },
    Reversal { month: 6, initiative: TURISMO, of: (5, 1), hundredths: 100 },
    Reversal { month: 9, initiative: FIERE, of: (7, 0), hundredths: 30 },
    Reversal { month: 11, initiative: BANDO_REGIONE, of: (9, 0), hundredths: 100 },
];

/// What was planted, by initiative, month and place: the accounts' amount in cents, if it is given, and the oddity.
fn oddity(year: u16, initiative: usize, month: u8, place: usize) -> (Option<i64>, Oddity) {
    match (initiative, month, place) {
        (VOUCHER_ESTERO, 2, 0) if year == 2022 => (Some(264_000), Oddity::Saved(300_000)),
        (VOUCHER_PID, 11, 0) if year == 2022 => (Some(415_000), Oddity::Missing),
        (TURISMO, 12, 1) if year == 2022 => (Some(870_000), Oddity::OfficeOnly("timing")),
        _ if year != FIRST_YEAR => (None, Oddity::None),
        (VOUCHER_PID, 3, 2) => (Some(350_000), Oddity::Missing),
        (VOUCHER_ESTERO, 4, 0) => (Some(284_500), Oddity::OtherAmount { cents: 248_500, corrected_in: 10 }),
        (TURISMO, 2, 0) => (Some(960_000), Oddity::Split(600_000)),
        (VOUCHER_ESTERO, 1, 0) => (Some(312_745), Oddity::Typed("3.127,45")),
        // Alone it could be two euro and forty: its column shows what the point means.
        (VOUCHER_ESTERO, 1, 1) => (Some(240_000), Oddity::Typed("2.400")),
        (FIERE, 1, 0) => (Some(398_050), Oddity::Typed("€ 3.980,50")),
        (FIERE, 2, 0) => (Some(515_000), Oddity::Typed("5.150,00")),
        (VOUCHER_ESTERO, 2, 1) => (Some(246_912), Oddity::Typed("2.469,12")),
        _ => (None, Oddity::None),
    }
}

/// All registrations of an exercise, in order of booking; `former` are those of the one before.
#[expect(clippy::too_many_lines, reason = "a table of invented registrations")]
pub fn all(year: u16, former: &[Registration]) -> anyhow::Result<Vec<Registration>> {
    let mut all: Vec<(usize, usize, Registration)> = Vec::new();
    let (mut act, mut mandate, mut granted) = (4, 100, 0_usize);
    for month in 1..=12 {
        let from = all.len();
        for (which, initiative) in INITIATIVES.iter().enumerate() {
            if initiative.rows[usize::from(month) - 1] == 0 {
                continue;
            }
            // One act grants all beneficiaries of an initiative in a month.
            act += 1;
            for place in 0..initiative.rows[usize::from(month) - 1] {
                let mut lcg = Lcg::in_year(year, (u64::from(month) * 100 + which as u64) * 100 + place as u64);
                let (given, oddity) = oddity(year, which, month, place);
                // A third of the grants is in whole euro.
                let odd_cents = if lcg.between(0, 2) == 0 { 0 } else { lcg.between(1, 99) };
                let (low, high) = initiative.euro;
                let drawn = if low == high { low * 100 } else { lcg.between(low, high) * 100 + odd_cents };
                // Seven and forty have no common divisor: the beneficiaries of one act are all different.
                let firm = if which == AZIENDA_SPECIALE { FIRMS } else { granted * 7 % FIRMS };
                granted += 1;
                let one = Registration {
                    month,
                    account: initiative.account,
                    objective: initiative.objective,
                    office: initiative.office,
                    initiative: initiative.name,
                    act,
                    act_year: year,
                    mandate: 0,
                    booked: NaiveDate::MIN,
                    liquidated: NaiveDate::MIN,
                    firm,
                    cents: given.unwrap_or(drawn),
                    fiscal_code_in_office: !(which == MARKETING && month % 2 == 0),
                    note: match (lcg.between(0, 3), oddity) {
                        (_, Oddity::Saved(_)) => "economia sul contributo concesso",
                        (0, _) => "saldo",
                        _ => "",
                    },
                    oddity,
                };
                all.push((which, place, one));
            }
        }
        for reversal in REVERSALS.iter().filter(|reversal| reversal.month == month) {
            let whole = reversal.hundredths == 100;
            act += u32::from(whole);
            let (_, _, of) = all
                .iter()
                .find(|(which, place, one)| *which == reversal.initiative && (one.month, *place) == reversal.of)
                .context("a reversal takes back a registration")?;
            let one = Registration {
                month,
                act: if whole { act } else { of.act },
                cents: -(of.cents * reversal.hundredths / 100),
                note: if whole { "revoca del contributo" } else { "storno parziale per minori spese" },
                oddity: Oddity::None,
                ..*of
            };
            // No oddity is planted in a reversal, so its place is never looked up.
            all.push((reversal.initiative, usize::MAX, one));
        }
        for later in LATER.iter().filter(|later| (later.year, later.month) == (year, month)) {
            let (of_month, initiative, place) = later.of;
            let name = INITIATIVES[initiative].name;
            let of = former.iter().filter(|one| one.month == of_month && one.initiative == name).nth(place);
            let of = of.context("what is paid later was granted")?;
            let revoked = later.cents == Paid::Revoked;
            act += u32::from(revoked);
            let one = Registration {
                month,
                act: if revoked { act } else { of.act },
                act_year: if revoked { year } else { of.act_year },
                cents: match later.cents {
                    Paid::Cents(cents) => cents,
                    Paid::Whole => of.cents,
                    Paid::Revoked => -of.cents,
                },
                note: later.note,
                oddity: later.oddity,
                ..*of
            };
            all.push((initiative, usize::MAX, one));
        }
        let rows = i64::try_from(all.len() - from)?;
        for (i, (_, _, one)) in all[from..].iter_mut().enumerate() {
            mandate += 1;
            one.mandate = mandate;
            let day = u32::try_from(5 + 22 * i64::try_from(i)? / rows)?;
            let date = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), day).context("a day of the month")?;
            one.booked = weekday(date);
            one.liquidated = weekday(date - Days::new(u64::from(mandate % 3)));
        }
    }
    Ok(all.into_iter().map(|(_, _, one)| one).collect())
}

/// The same day, or the Friday before a week end.
fn weekday(date: NaiveDate) -> NaiveDate {
    match date.weekday() {
        Weekday::Sat => date - Days::new(1),
        Weekday::Sun => date - Days::new(2),
        _ => date,
    }
}
