//! The offices' sheets of indicators. Codes are the plan's; the figures are invented and agree with one another.

use quadratura::origin::cell_name;
use quadratura::period::italian_date;
use rust_xlsxwriter::Workbook;

use super::accounts::Balances;
use super::planted::Planted;
use super::sheet::{self, Dress};
use super::{ENTE, Place};

/// What an office measures, month by month, since 1 January.
enum Measure {
    /// A numerator over a denominator, typed in percent points.
    Percent([u32; 6], [u32; 6]),
    /// Days over cases.
    Days([u32; 6], [u32; 6]),
    /// Units over units.
    Each([u32; 6], [u32; 6]),
    /// A count.
    Count([u32; 6]),
    /// The actual of an account over the euro of the same months of 2011, in percent points.
    Cost(u32, [u32; 6]),
    /// A state.
    State([&'static str; 6]),
}

use Measure::{Cost, Count, Days, Each, Percent, State};

const UNDER_WAY: &str = "in corso";
const NOT_STARTED: &str = "non avviato";

type Row = (&'static str, &'static str, Measure);

const PROMOZIONE: [Row; 16] = [
    (
        "2021_01-I1",
        "Percezione del livello di qualità ed adeguatezza dei servizi resi in tema di interventi promozionali",
        Percent([41, 83, 126, 170, 214, 257], [50, 100, 150, 202, 254, 304]),
    ),
    ("2021_01_01-I1", "Realizzazione del progetto “Punto impresa digitale - Pid”", State([UNDER_WAY; 6])),
    ("2021_01_01-I2", "Realizzazione del progetto HoCare 2.0", State([UNDER_WAY; 6])),
    ("2021_01_01_01-I1", "Attuazione di bandi in accordo con la Regione", Count([0, 1, 1, 1, 2, 2])),
    ("2021_01_01_02-I1", "Progetti in collaborazione con le università del territorio", Count([0, 0, 1, 1, 1, 2])),
    ("2021_01_01_04-I1", "Iniziative in materia di economia circolare", Count([0, 0, 0, 1, 1, 1])),
    (
        "2021_01_02-I1",
        "Realizzazione del progetto “Turismo”",
        State([NOT_STARTED, UNDER_WAY, UNDER_WAY, UNDER_WAY, UNDER_WAY, UNDER_WAY]),
    ),
    ("2021_01_02_02-I1", "Iniziative turistico-culturali", Count([0, 0, 1, 1, 2, 2])),
    (
        "2021_01_02_04-I1",
        "Tempo medio di pubblicazione delle indagini congiunturali",
        Days([8, 8, 8, 17, 17, 17], [1, 1, 1, 2, 2, 2]),
    ),
    ("2021_01_02_04-I2", "Rapporti di informazione sul sistema economico provinciale", Count([0, 1, 2, 3, 4, 5])),
    ("2021_01_02_05-I1", "Incontri di formazione per la diffusione della cultura Suap", Count([0, 0, 1, 1, 1, 2])),
    (
        "2021_01_03-I1",
        "Realizzazione del progetto “Formazione lavoro”",
        State([NOT_STARTED, NOT_STARTED, UNDER_WAY, UNDER_WAY, UNDER_WAY, UNDER_WAY]),
    ),
    (
        NOT_DELIVERED.1,
        "Percezione del livello di qualità e adeguatezza dei percorsi informativi",
        Percent([18, 40, 61, 85, 108, 130], [22, 48, 74, 102, 130, 156]),
    ),
    ("2021_01_03_03-I1", "Iniziative con la Fondazione ITS per il Made in Italy", Count([0, 0, 0, 0, 1, 1])),
    (
        "2021_03_01-I1",
        "Livello di soddisfazione degli utenti dei servizi di supporto all’internazionalizzazione",
        Percent([26, 51, 80, 107, 133, 161], [30, 60, 93, 124, 155, 186]),
    ),
    (
        "2021_03_01_03-I1",
        "Stampa in azienda dei certificati di origine",
        Percent([12, 19, 27, 34, 40, 47], [52, 70, 88, 101, 118, 134]),
    ),
];

const REGISTRO: [Row; 5] = [
    (
        "2021_02_01-I1",
        "Tempo medio di lavorazione delle pratiche telematiche del Registro Imprese",
        Days([5_254, 10_602, 16_188, 21_280, 26_638, 31_920], [1_420, 2_790, 4_260, 5_600, 7_010, 8_400]),
    ),
    (
        "2021_02_01-I2",
        "Tasso di evasione delle pratiche entro 5 giorni",
        Percent([1_204, 2_376, 3_641, 4_790, 6_001, 7_205], [1_180, 2_341, 3_560, 4_702, 5_873, 7_040]),
    ),
    (
        "2021_02_01-I3",
        "Percezione del livello di qualità dei servizi di arbitrato e conciliazione",
        Percent([9, 19, 27, 38, 47, 57], [10, 22, 32, 44, 55, 66]),
    ),
    (
        EXCEEDED.1,
        "Tempi di evasione delle pratiche inerenti il registro protesti",
        Days([700, 1_492, 2_292, 3_531, 5_040, 6_500], [40, 82, 120, 165, 210, 250]),
    ),
    (
        "2021_02_01_03-I1",
        "Richieste del servizio conciliazione, mediazione, arbitrato e sovraindebitamento",
        Count([6, 13, 20, 27, 35, 41]),
    ),
];

const SEGRETERIA: [Row; 7] = [
    ("2021_04_01-I1", "Adempimenti connessi alla riforma del sistema camerale", State([UNDER_WAY; 6])),
    (
        "2021_04_01-I2",
        "Qualità ed adeguatezza dei servizi resi in tema di assistenza agli organi",
        State([UNDER_WAY; 6]),
    ),
    (
        "2021_04_01_02-I1",
        "Attuazione adempimenti Piano per la Prevenzione Corruzione e Piano della Trasparenza",
        State([UNDER_WAY; 6]),
    ),
    ("2021_04_02_01-I2", "Numero medio di unità di personale per dirigenti", Each([46; 6], [1; 6])),
    ("2021_04_02_01-I3", "Attuazione adempimenti legati al POLA", Count([0, 0, 1, 1, 2, 2])),
    ("2021_04_02_02-I1", "Contenimento costi postali", Cost(325_053, [1_745, 3_420, 5_210, 7_080, 8_990, 10_760])),
    (
        "2021_04_02_02-I2",
        "Contenimento costi delle consulenze",
        Cost(325_040, [1_300, 2_900, 4_400, 6_100, 7_500, 9_200]),
    ),
];

const OFFICES: [(&str, &str, &[Row]); 3] = [
    ("promozione", "Ufficio Attività promozionali", &PROMOZIONE),
    ("registro", "Registro imprese", &REGISTRO),
    ("segreteria", "Segreteria generale e personale", &SEGRETERIA),
];

/// The month in which this indicator is not delivered; every other month it is.
const NOT_DELIVERED: (u8, &str) = (6, "2021_01_03-I2");
/// From this month on this indicator is over its target of twenty days.
const EXCEEDED: (u8, &str) = (4, "2021_02_01_02-I1");

/// The figures of a row: numerator, denominator, value, unit; a state has none.
fn figures(measure: &Measure, month: usize, balances: &Balances) -> (Option<(f64, f64)>, Option<f64>, &'static str) {
    let ratio = |above: f64, below: f64, factor: f64, unit| {
        let value = above / below * factor;
        (Some((above, below)), Some((value * 100.0).round() / 100.0), unit)
    };
    match measure {
        Percent(above, below) => ratio(f64::from(above[month]), f64::from(below[month]), 100.0, "%"),
        Days(above, below) => ratio(f64::from(above[month]), f64::from(below[month]), 1.0, "giorni"),
        Each(above, below) => ratio(f64::from(above[month]), f64::from(below[month]), 1.0, "n."),
        Count(counts) => (None, Some(f64::from(counts[month])), "n."),
        Cost(account, in_2011) => {
            let euro = quadratura::money::Cents(balances.consuntivo(*account)).as_euro();
            ratio(euro, f64::from(in_2011[month]), 100.0, "%")
        }
        State(_) => (None, None, ""),
    }
}

/// Writes the three sheets of a month.
pub fn write(place: &Place<'_>, balances: &Balances, planted: &mut Planted) -> anyhow::Result<()> {
    let last_day = place.month.last_day()?;
    for (office, title, rows) in OFFICES {
        let (mut book, dress) = (Workbook::new(), Dress::new());
        let (file, name) = (format!("scheda_indicatori_{office}_{}.xlsx", place.month.name()), "Indicatori");
        let page = book.add_worksheet().set_name(name)?;
        let titles = [format!("{ENTE} - {title}"), format!("Scheda degli indicatori al {}", italian_date(last_day))];
        let header = [
            ("Codice", 20.0),
            ("Indicatore", 70.0),
            ("Numeratore", 14.0),
            ("Denominatore", 14.0),
            ("Valore", 12.0),
            ("Unità", 10.0),
            ("Data\nrilevazione", 14.0),
            ("Stato", 16.0),
            ("Note", 30.0),
        ];
        let mut row = sheet::head(page, &dress, &titles.each_ref().map(String::as_str), &header)?;
        for (code, indicator, measure) in rows {
            if (place.month.0, *code) == NOT_DELIVERED {
                planted.add(place.month, "no_data", (&file, code, ""), None);
                continue;
            }
            page.write_string(row, 0, *code)?;
            page.write_string(row, 1, *indicator)?;
            let (ratio, value, unit) = figures(measure, place.month.index(), balances);
            if let Some((above, below)) = ratio {
                sheet::number(page, row, 2, above, &dress)?;
                sheet::number(page, row, 3, below, &dress)?;
            }
            if let Some(value) = value {
                sheet::number(page, row, 4, value, &dress)?;
                page.write_string(row, 5, unit)?;
            }
            page.write_datetime_with_format(row, 6, last_day, &dress.date)?;
            if let State(states) = measure {
                page.write_string(row, 7, states[place.month.index()])?;
            }
            if matches!(measure, Cost(..)) {
                page.write_string(row, 8, "stessi mesi del 2011")?;
            }
            if *code == EXCEEDED.1 && place.month.0 >= EXCEEDED.0 {
                planted.add(place.month, "missed", (&file, name, &cell_name(row, 0)), None);
            }
            row += 1;
        }
        sheet::save(book, &place.folder.join(file), last_day)?;
    }
    Ok(())
}
