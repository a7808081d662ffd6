//! The list of payments to suppliers: invented firms, invoices and dates, cumulative from 1 January.

use chrono::{Days, NaiveDate};
use quadratura::period::{Period, italian_date};
use rust_xlsxwriter::Workbook;

use super::lcg::Lcg;
use super::sheet::{self, Dress};
use super::{ENTE, Month, Place};

/// Invented suppliers.
const SUPPLIERS: [&str; 8] = [
    "Carta Esempio Uno s.r.l.",
    "Energia Esempio Due S.p.A.",
    "Pulizie Esempio Tre soc. coop.",
    "Software Esempio Quattro s.r.l.",
    "Telefonia Esempio Cinque S.p.A.",
    "Manutenzioni Esempio Sei s.n.c.",
    "Stampa Esempio Sette s.r.l.",
    "Vigilanza Esempio Otto s.r.l.",
];

/// Payments of a month.
const A_MONTH: u32 = 9;

/// One payment.
struct Payment {
    supplier: &'static str,
    invoice: String,
    due: NaiveDate,
    paid: NaiveDate,
    cents: i64,
}

/// All payments of the months up to this one; a month's own are the same in every list.
fn payments(until: Month) -> Vec<Payment> {
    let mut all = Vec::new();
    let year = until.year;
    for month in 1..=until.number {
        let mut chance = Lcg::in_year(year, u64::from(month) * 7_919);
        let Some(period) = Period::new(year, month) else { continue };
        for number in 0..A_MONTH {
            let paid = period.first_day() + days(&mut chance, 27);
            // From twenty days early to nine days late: a chamber that mostly keeps its terms.
            let due = paid + Days::new(20) - days(&mut chance, 29);
            let supplier = SUPPLIERS[usize::try_from(chance.between(0, 7)).unwrap_or_default()];
            let cents = chance.between(5_000, 605_000);
            all.push(Payment {
                supplier,
                invoice: format!("{}/{year}", u32::from(month) * 40 + number),
                due,
                paid,
                cents,
            });
        }
    }
    all
}

fn days(chance: &mut Lcg, high: i64) -> Days {
    Days::new(u64::try_from(chance.between(0, high)).unwrap_or_default())
}

/// Writes the list of a month.
pub fn write(place: &Place<'_>) -> anyhow::Result<()> {
    let last_day = place.month.last_day()?;
    let (mut book, dress) = (Workbook::new(), Dress::new());
    let page = book.add_worksheet().set_name("Pagamenti")?;
    let titles = [ENTE.to_owned(), format!("Pagamenti ai fornitori al {}", italian_date(last_day))];
    let header =
        [("Fornitore", 40.0), ("Fattura", 12.0), ("Data scadenza", 14.0), ("Data pagamento", 14.0), ("Importo", 14.0)];
    let mut row = sheet::head(page, &dress, &titles.each_ref().map(String::as_str), &header)?;
    let all = payments(place.month);
    for one in &all {
        page.write_string(row, 0, one.supplier)?;
        page.write_string(row, 1, &one.invoice)?;
        page.write_datetime_with_format(row, 2, one.due, &dress.date)?;
        page.write_datetime_with_format(row, 3, one.paid, &dress.date)?;
        sheet::money(page, row, 4, one.cents, &dress.money)?;
        row += 1;
    }
    page.write_string_with_format(row, 0, "Totale", &dress.total)?;
    sheet::money(page, row, 4, all.iter().map(|one| one.cents).sum(), &dress.total_money)?;
    sheet::save(book, &place.folder.join(format!("pagamenti_fornitori_{}.xlsx", place.month.name())), last_day)
}
