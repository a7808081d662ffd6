//! The three exports of the accounting package, and those that have to be refused or come a second time.

use quadratura::origin::cell_name;
use quadratura::period::italian_date;
use rust_xlsxwriter::{Formula, Workbook, Worksheet};

use super::accounts::{Balance, Balances, MASTRI, OVER_SHARE};
use super::firms;
use super::grants::{Oddity, Registration};
use super::planted::Planted;
use super::sheet::{self, Dress};
use super::{ENTE, Place};

/// The months whose first export of the oneri has to be refused.
const REFUSED: [u8; 2] = [4, 11];
/// The account whose actual is an error in them.
const ERROR_ACCOUNT: u32 = 325_050;
/// The month whose oneri are exported again when a wrong posting has been found.
const MISPOSTED: u8 = 8;
/// The month whose registrations are first exported before all are booked, and how many are not.
const CUT: (u8, usize) = (9, 2);
/// The first month in which an account is planted far over its share of the year.
const OVER_SHARE_FROM: u8 = 5;

/// The widths and texts of the columns that both exports begin with.
const FUNCTIONS: [(&str, f64); 6] = [
    ("Conto", 10.0),
    ("Descrizione", 58.0),
    ("Funzione A\nOrgani istituzionali e segreteria generale", 22.0),
    ("Funzione B\nServizi di supporto", 22.0),
    ("Funzione C\nAnagrafe e servizi di regolazione del mercato", 22.0),
    ("Funzione D\nStudio, formazione, informazione e promozione economica", 22.0),
];

/// Writes the exports of a month.
pub fn write(
    place: &Place<'_>,
    balances: &Balances,
    registrations: &[Registration],
    planted: &mut Planted,
) -> anyhow::Result<()> {
    let month = place.month.name();
    proventi(place, &format!("proventi_{month}.xlsx"), &balances.proventi)?;
    let mut oneri_file = format!("oneri_{month}.xlsx");
    if REFUSED.iter().any(|month| place.month.is(*month)) {
        oneri(place, &oneri_file, &balances.oneri, true, planted)?;
        oneri_file = format!("oneri_{month}_corretto.xlsx");
    }
    // What is planted stands in the exports that count in the end.
    let replaced = &mut Planted::default();
    if place.month.is(MISPOSTED) {
        oneri(place, &oneri_file, &balances.oneri_misposted(), false, replaced)?;
        oneri_file = format!("oneri_{month}_rettificato.xlsx");
    }
    oneri(place, &oneri_file, &balances.oneri, false, planted)?;
    let so_far: Vec<_> = registrations.iter().filter(|one| one.month <= place.month.number).collect();
    let mut interventi_file = format!("interventi_economici_{month}.xlsx");
    if place.month.is(CUT.0) {
        interventi(place, &interventi_file, &so_far[..so_far.len() - CUT.1], replaced)?;
        interventi_file = format!("interventi_economici_{month}_completo.xlsx");
    }
    interventi(place, &interventi_file, &so_far, planted)
}

fn titles(place: &Place<'_>, what: &str) -> anyhow::Result<[String; 4]> {
    let situation = format!("Situazione al {}", italian_date(place.month.last_day()?));
    Ok([ENTE.to_owned(), what.to_owned(), situation, "(valori in euro)".to_owned()])
}

fn head(
    page: &mut Worksheet,
    dress: &Dress,
    place: &Place<'_>,
    what: &str,
    header: &[(&str, f64)],
) -> anyhow::Result<u32> {
    let titles = titles(place, what)?;
    sheet::head(page, dress, &titles.each_ref().map(String::as_str), header)
}

/// The amounts of a row of the proventi, in column order from the third.
fn proventi_amounts(one: &Balance) -> [i64; 7] {
    let [a, b, c, d] = one.functions;
    [a, b, c, d, one.preventivo, one.assestato, one.consuntivo]
}

/// The amounts of a row of the oneri, in column order from the third.
fn oneri_amounts(one: &Balance) -> [i64; 8] {
    let [a, b, c, d] = one.functions;
    [a, b, c, d, one.preventivo, one.assestato, one.prenotato, one.consuntivo]
}

fn sum<const N: usize>(rows: impl Iterator<Item = [i64; N]>) -> [i64; N] {
    rows.fold([0; N], |sum, row| std::array::from_fn(|i| sum[i] + row[i]))
}

fn total(page: &mut Worksheet, dress: &Dress, row: u32, label: &str, amounts: &[i64]) -> anyhow::Result<()> {
    page.write_blank(row, 0, &dress.total)?;
    page.write_string_with_format(row, 1, label, &dress.total)?;
    for (column, cents) in (2..).zip(amounts) {
        sheet::money(page, row, column, *cents, &dress.total_money)?;
    }
    Ok(())
}

/// Here the package writes the account's code as a number.
fn proventi(place: &Place<'_>, file: &str, balances: &[Balance]) -> anyhow::Result<()> {
    let (mut book, dress) = (Workbook::new(), Dress::new());
    let page = book.add_worksheet().set_name("Proventi")?;
    let header =
        [&FUNCTIONS[..], &[("Preventivo", 16.0), ("Assestato", 16.0), ("Consuntivo\nprogressivo", 16.0)]].concat();
    let mut row = head(page, &dress, place, "Proventi per conto e funzione istituzionale", &header)?;
    for one in balances {
        page.write_number(row, 0, one.account.code)?;
        page.write_string(row, 1, one.account.name)?;
        for (column, cents) in (2..).zip(proventi_amounts(one)) {
            sheet::money(page, row, column, cents, &dress.money)?;
        }
        row += 1;
    }
    total(page, &dress, row, "Totale", &sum(balances.iter().map(proventi_amounts)))?;
    sheet::save(book, &place.folder.join(file), place.month.last_day()?)
}

/// Here the code is text; a subtotal follows each mastro. With `broken` one actual is a lost reference.
fn oneri(
    place: &Place<'_>,
    file: &str,
    balances: &[Balance],
    broken: bool,
    planted: &mut Planted,
) -> anyhow::Result<()> {
    let (mut book, dress) = (Workbook::new(), Dress::new());
    let name = "Oneri";
    let page = book.add_worksheet().set_name(name)?;
    let header = [
        &FUNCTIONS[..],
        &[("Preventivo", 16.0), ("Assestato", 16.0), ("Prenotato", 16.0), ("Consuntivo\nprogressivo", 16.0)],
    ]
    .concat();
    let mut row = head(page, &dress, place, "Oneri per conto e funzione istituzionale", &header)?;
    let actual_column = 9;
    for (mastro, title) in MASTRI {
        let of_mastro = || balances.iter().filter(move |one| one.account.mastro() == mastro);
        for one in of_mastro() {
            page.write_string(row, 0, one.account.code.to_string())?;
            page.write_string(row, 1, one.account.name)?;
            for (column, cents) in (2..).zip(oneri_amounts(one)) {
                sheet::money(page, row, column, cents, &dress.money)?;
            }
            let actual = cell_name(row, actual_column);
            if broken && one.account.code == ERROR_ACCOUNT {
                let lost = Formula::new("=#REF!").set_result("#REF!");
                page.write_formula_with_format(row, actual_column, lost, &dress.money)?;
                planted.add(place.month, "read.error_cell", (file, name, &actual), None);
            }
            let over = place.month.is_first_year() && place.month.number >= OVER_SHARE_FROM;
            if one.account.code == OVER_SHARE && over && !broken {
                planted.add(place.month, "share_of_year", (file, name, &actual), Some(one.consuntivo));
            }
            row += 1;
        }
        total(page, &dress, row, &format!("Totale {mastro} {title}"), &sum(of_mastro().map(oneri_amounts)))?;
        row += 1;
    }
    total(page, &dress, row, "Totale", &sum(balances.iter().map(oneri_amounts)))?;
    sheet::save(book, &place.folder.join(file), place.month.last_day()?)
}

fn interventi(
    place: &Place<'_>,
    file: &str,
    registrations: &[&Registration],
    planted: &mut Planted,
) -> anyhow::Result<()> {
    let (mut book, dress) = (Workbook::new(), Dress::new());
    let name = "Interventi economici";
    let page = book.add_worksheet().set_name(name)?;
    let mut header = vec![
        ("Conto", 10.0),
        ("Obiettivo", 16.0),
        ("Iniziativa", 34.0),
        ("Provvedimento", 16.0),
        ("Mandato", 10.0),
        ("Data", 12.0),
        ("Beneficiario", 40.0),
        ("Codice\nfiscale", 14.0),
        ("Importo", 14.0),
    ];
    // The package tells why from its second year on.
    if !place.month.is_first_year() {
        header.push(("Causale", 36.0));
    }
    let first = head(page, &dress, place, "Registrazioni sui conti 330 - competenza", &header)?;
    let booked = registrations.iter().filter(|one| one.is_booked());
    for (row, one) in (first..).zip(booked) {
        page.write_string(row, 0, one.account.to_string())?;
        page.write_string(row, 1, place.month.code(one.objective))?;
        page.write_string(row, 2, one.initiative)?;
        // Whoever books types the act in one of two ways.
        let (act, year) = (one.act, one.act_year);
        let act = if act % 3 == 0 { format!("DET {act}-{year}") } else { format!("{act}/{year}") };
        page.write_string(row, 3, act)?;
        page.write_number(row, 4, one.mandate)?;
        page.write_datetime_with_format(row, 5, one.booked, &dress.date)?;
        page.write_string(row, 6, firms::name(one.firm))?;
        page.write_string(row, 7, firms::fiscal_code(one.firm))?;
        let cell = sheet::money(page, row, 8, one.cents, &dress.money)?;
        if !place.month.is_first_year() && !one.note.is_empty() {
            page.write_string(row, 9, one.note)?;
        }
        let found = match one.oddity {
            Oddity::Missing => Some(("missing_in_office", one.cents)),
            Oddity::AccountsOnly(code) => Some((code, one.cents)),
            Oddity::OtherAmount { cents, corrected_in } if place.month.number < corrected_in => {
                Some(("amount", one.cents - cents))
            }
            Oddity::Saved(granted) => Some(("saving", one.cents - granted)),
            Oddity::Split(_) => Some(("split", one.cents)),
            Oddity::None | Oddity::Typed(_) | Oddity::OtherAmount { .. } | Oddity::OfficeOnly(_) => None,
        };
        if let Some((code, cents)) = found {
            planted.add(place.month, code, (file, name, &cell), Some(cents));
        }
    }
    sheet::save(book, &place.folder.join(file), place.month.last_day()?)
}
