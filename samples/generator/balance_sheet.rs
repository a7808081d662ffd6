//! The stato patrimoniale of June, beside 31.12.2020. The patrimonio netto at 31.12.2020 is Cremona's published one
//! (13.949.701, after an avanzo of -341.171); its parts and everything else are invented. The avanzo of June is that of the
//! month's accounts, and the bank is what makes the two sides even. From 2022 on there is one every three months: beside it
//! stands the year that is over, with the avanzo of its December.

use rust_xlsxwriter::Workbook;

use super::accounts::Balances;
use super::sheet::{self, Dress};
use super::{ENTE, Place};
use quadratura::period::italian_date;

/// What a row is.
enum Row {
    /// A heading without amounts.
    Heading(&'static str),
    /// A line: whole euro at 31.12.2020, and ever since.
    Line(&'static str, i64, i64),
    /// The bank: whole euro at 31.12.2020, and in June what is left.
    Bank(&'static str, i64),
    /// The avanzo: whole euro at 31.12.2020, then that of the accounts.
    Avanzo(&'static str, i64),
    /// What earlier exercises left: whole euro at 31.12.2020 and in 2021; what each leaves is added to it.
    Left(&'static str, i64, i64),
    /// The sum of the lines since the last total of its depth.
    Total(&'static str),
    /// The sum of the totals since the last total of two depths.
    Block(&'static str),
    /// The sum of its side.
    Side(&'static str),
}

use Row::{Avanzo, Bank, Block, Heading, Left, Line, Side, Total};

const ROWS: &[Row] = &[
    Heading("ATTIVO"),
    Heading("A) Immobilizzazioni"),
    Line("Software", 4_200, 3_400),
    Line("Licenze d'uso", 3_100, 3_100),
    Line("Diritti d'autore", 0, 0),
    Line("Altre", 12_500, 12_500),
    Total("Totale immobilizzazioni immateriali"),
    Line("Immobili", 6_180_000, 6_180_000),
    Line("Impianti", 41_300, 41_300),
    Line("Attrezz. non informatiche", 28_700, 28_700),
    Line("Attrezz. informatiche", 36_400, 44_900),
    Line("Arredi e mobili", 52_600, 52_600),
    Line("Automezzi", 0, 0),
    Line("Biblioteca", 96_000, 96_000),
    Total("Totale immobilizzazioni materiali"),
    Line("Partecipazioni e quote", 3_320_000, 3_320_000),
    Line("Altri investimenti mobiliari", 0, 0),
    Line("Prestiti ed anticipazioni attive", 745_200, 731_800),
    Total("Totale immobilizzazioni finanziarie"),
    Block("Totale immobilizzazioni (A)"),
    Heading("B) Attivo circolante"),
    Line("Rimanenze di magazzino", 34_650, 34_650),
    Total(""),
    Line("Crediti da diritto annuale", 812_400, 1_204_300),
    Line("Crediti v/organismi e istituzioni nazionali e comunitarie", 96_000, 54_000),
    Line("Crediti v/organismi del sistema camerale", 143_500, 118_200),
    Line("Crediti v/clienti", 88_200, 92_700),
    Line("Crediti per servizi c/terzi", 12_300, 9_800),
    Line("Crediti diversi", 205_900, 176_400),
    Line("Erario c/IVA", 4_100, 3_600),
    Line("Anticipi a fornitori", 2_000, 0),
    Total("Totale crediti di funzionamento"),
    Bank("Banca c/c", 6_085_251),
    Line("Depositi postali", 44_800, 31_500),
    Total("Totale disponibilità liquide"),
    Block("Totale attivo circolante (B)"),
    Heading("C) Ratei e risconti attivi"),
    Line("Ratei attivi", 0, 0),
    Line("Risconti attivi", 18_600, 27_300),
    Total(""),
    Block("Totale ratei e risconti attivi (C)"),
    Side("TOTALE ATTIVO"),
    Heading("PASSIVO"),
    Heading("A) Patrimonio netto"),
    Left("Patrimonio netto esercizi precedenti", 13_878_572, 13_537_401),
    Avanzo("Avanzo/Disavanzo economico esercizio", -341_171),
    Line("Riserve da partecipazioni", 412_300, 412_300),
    Line("Altre riserve", 0, 0),
    Total(""),
    Block("Totale patrimonio netto (A)"),
    Side(""),
    Heading("B) Debiti di finanziamento"),
    Line("Mutui passivi", 0, 0),
    Line("Prestiti ed anticipazioni passive", 0, 0),
    Total(""),
    Block("Totale debiti di finanziamento (B)"),
    Heading("C) Trattamento di fine rapporto"),
    Line("F.do trattamento di fine rapporto", 1_498_000, 1_498_000),
    Total(""),
    Block("TOTALE F.DO TRATTAMENTO DI FINE RAPPORTO (C)"),
    Heading("D) Debiti di funzionamento"),
    Line("Debiti v/fornitori", 420_000, 388_100),
    Line("Debiti v/società e organismi del sistema camerale", 180_000, 154_000),
    Line("Debiti v/organismi e istituzioni nazionali e comunitarie", 55_000, 61_000),
    Line("Debiti tributari e previdenziali", 165_000, 142_700),
    Line("Debiti v/dipendenti", 240_000, 118_000),
    Line("Debiti v/organi istituzionali", 12_000, 15_500),
    Line("Debiti diversi", 1_060_000, 874_200),
    Line("Debiti per servizi c/terzi", 88_000, 96_400),
    Line("Clienti c/anticipi", 20_000, 18_000),
    Total(""),
    Block("Totale debiti di funzionamento (D)"),
    Heading("E) Fondi per rischi ed oneri"),
    Line("Fondo imposte", 0, 0),
    Line("Altri fondi", 310_000, 296_000),
    Total(""),
    Block("Totale fondi per rischi ed oneri (E)"),
    Heading("F) Ratei e risconti passivi"),
    Line("Ratei passivi", 0, 0),
    Line("Risconti passivi", 70_000, 52_000),
    Total(""),
    Block("Totale ratei e risconti passivi (F)"),
    Side("TOTALE PASSIVO"),
];

/// A column: what the accounts give it.
enum Column {
    /// 31.12.2020, as printed.
    First,
    /// A later one, in cents: its avanzo, and those of the exercises of the samples before it.
    Later { avanzo: i64, before: i64 },
}

impl Column {
    /// The amount of a row in cents; none of a heading or a total.
    fn cents(&self, row: &Row) -> i64 {
        match (self, row) {
            (Self::First, Line(_, euro, _) | Bank(_, euro) | Avanzo(_, euro) | Left(_, euro, _)) => 100 * euro,
            (Self::Later { .. }, Line(_, _, euro)) => 100 * euro,
            (Self::Later { before, .. }, Left(_, _, euro)) => 100 * euro + before,
            (Self::Later { avanzo, .. }, Avanzo(..)) => *avanzo,
            (Self::Later { .. }, Bank(..)) => -self.owned_less_owed(),
            (_, Heading(_) | Total(_) | Block(_) | Side(_)) => 0,
        }
    }

    /// The lines but the bank: what is owned less what is owed.
    fn owned_less_owed(&self) -> i64 {
        let mut sum = 0;
        let mut sign = 1;
        for row in ROWS {
            match row {
                Side("TOTALE ATTIVO") => sign = -1,
                Bank(..) => {}
                _ => sum += sign * self.cents(row),
            }
        }
        sum
    }
}

/// Writes the statement.
pub fn write(place: &Place<'_>, balances: &Balances) -> anyhow::Result<()> {
    let (mut book, dress) = (Workbook::new(), Dress::new());
    let page = book.add_worksheet().set_name("Stato patrimoniale")?;
    let last_day = place.month.last_day()?;
    let situation = format!("Situazione al {}", italian_date(last_day));
    let titles = [ENTE, "Stato patrimoniale (Allegato D)", &situation, "(valori in euro)"];
    let before = format!("Valori al\n31.12.{}", place.month.year - 1);
    let now = format!("Valori al\n{}", last_day.format("%d.%m.%Y"));
    let header = [("Voce", 58.0), (before.as_str(), 18.0), (now.as_str(), 18.0)];
    let mut at = sheet::head(page, &dress, &titles, &header)?;

    let closed: i64 = place.closed.iter().sum();
    let first = match place.closed {
        [] => Column::First,
        [before @ .., last] => Column::Later { avanzo: *last, before: before.iter().sum() },
    };
    let columns = [first, Column::Later { avanzo: balances.avanzo(), before: closed }];
    let mut depths = [[0; 2]; 3];
    let mut netto = [0; 2];
    for row in ROWS {
        let (label, amounts, is_total) = match row {
            Heading(label) => {
                page.write_string_with_format(at, 0, *label, &dress.title)?;
                at += 1;
                continue;
            }
            Line(label, ..) | Bank(label, _) | Avanzo(label, _) | Left(label, ..) => {
                (*label, columns.each_ref().map(|column| column.cents(row)), false)
            }
            Total(label) => (*label, std::mem::take(&mut depths[0]), true),
            Block(label) => (*label, std::mem::take(&mut depths[1]), true),
            Side(label) => (*label, std::mem::take(&mut depths[2]), true),
        };
        for (i, cents) in amounts.iter().enumerate() {
            match row {
                Line(..) | Bank(..) | Avanzo(..) | Left(..) => depths[0][i] += cents,
                Total(_) => depths[1][i] += cents,
                Block(_) => depths[2][i] += cents,
                Heading(_) | Side(_) => {}
            }
        }
        if let Side("") = row {
            netto = amounts;
        }
        if !label.is_empty() {
            line(page, &dress, at, label, amounts, is_total)?;
            at += 1;
        }
        if let Side("TOTALE PASSIVO") = row {
            let both = [amounts[0] + netto[0], amounts[1] + netto[1]];
            line(page, &dress, at, "TOTALE PASSIVO E PATRIMONIO NETTO", both, true)?;
            at += 1;
        }
    }
    sheet::save(book, &place.folder.join(format!("stato_patrimoniale_{}.xlsx", place.month.name())), last_day)
}

#[expect(clippy::too_many_arguments, reason = "a row of the balance sheet, in the order of its table")]
fn line(
    page: &mut rust_xlsxwriter::Worksheet,
    dress: &Dress,
    at: u32,
    label: &str,
    amounts: [i64; 2],
    is_total: bool,
) -> anyhow::Result<()> {
    if is_total {
        page.write_string_with_format(at, 0, label, &dress.total)?;
    } else {
        page.write_string(at, 0, label)?;
    }
    let format = if is_total { &dress.total_money } else { &dress.money };
    for (column, cents) in (1..).zip(amounts) {
        sheet::money(page, at, column, cents, format)?;
    }
    Ok(())
}
