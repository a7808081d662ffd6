//! The offices' sheets of indicators. Codes are the plan's; the figures are invented and agree with one another.

use quadratura::origin::cell_name;
use quadratura::period::italian_date;
use rust_xlsxwriter::Workbook;

use super::accounts::Balances;
use super::planted::Planted;
use super::sheet::{self, Dress};
use super::{ENTE, MONTHS, Place};

/// A figure for every month.
type Figures = [u32; MONTHS];

/// What an office measures, month by month, since 1 January.
enum Measure {
    /// A numerator over a denominator, typed in percent points.
    Percent(Figures, Figures),
    /// Days over cases.
    Days(Figures, Figures),
    /// Units over units.
    Each(Figures, Figures),
    /// A count.
    Count(Figures),
    /// The actual of an account over the euro of the same months of 2011, in percent points.
    Cost(u32, Figures),
    /// A milestone: the month in which it is begun, and the document by which it is done in December.
    State(u8, &'static str),
}

use Measure::{Cost, Count, Days, Each, Percent, State};

type Row = (&'static str, &'static str, Measure);

const PROMOZIONE: [Row; 16] = [
    (
        "2021_01-I1",
        "Percezione del livello di qualità ed adeguatezza dei servizi resi in tema di interventi promozionali",
        Percent(
            [41, 83, 126, 170, 214, 257, 301, 330, 377, 424, 470, 515],
            [50, 100, 150, 202, 254, 304, 356, 391, 446, 501, 556, 610],
        ),
    ),
    (
        "2021_01_01-I1",
        "Realizzazione del progetto “Punto impresa digitale - Pid”",
        State(1, "rendicontazione, DET 401-2021"),
    ),
    ("2021_01_01-I2", "Realizzazione del progetto HoCare 2.0", State(1, "relazione finale, prot. 9120/2021")),
    ("2021_01_01_01-I1", "Attuazione di bandi in accordo con la Regione", Count([0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3])),
    (
        "2021_01_01_02-I1",
        "Progetti in collaborazione con le università del territorio",
        Count([0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3]),
    ),
    ("2021_01_01_04-I1", "Iniziative in materia di economia circolare", Count([0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2])),
    ("2021_01_02-I1", "Realizzazione del progetto “Turismo”", State(2, "rendicontazione, DET 402-2021")),
    ("2021_01_02_02-I1", "Iniziative turistico-culturali", Count([0, 0, 1, 1, 2, 2, 2, 2, 3, 4, 4, 5])),
    (
        NEARLY,
        "Tempo medio di pubblicazione delle indagini congiunturali",
        Days([8, 8, 8, 17, 17, 17, 17, 30, 30, 30, 41, 41], [1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4]),
    ),
    (
        "2021_01_02_04-I2",
        "Rapporti di informazione sul sistema economico provinciale",
        Count([0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9]),
    ),
    (
        TOO_FEW,
        "Incontri di formazione per la diffusione della cultura Suap",
        Count([0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2]),
    ),
    ("2021_01_03-I1", "Realizzazione del progetto “Formazione lavoro”", State(3, "rendicontazione, DET 403-2021")),
    (
        NOT_DELIVERED.1,
        "Percezione del livello di qualità e adeguatezza dei percorsi informativi",
        Percent(
            [18, 40, 61, 85, 108, 130, 151, 162, 188, 214, 239, 262],
            [22, 48, 74, 102, 130, 156, 181, 195, 226, 257, 287, 315],
        ),
    ),
    (
        "2021_01_03_03-I1",
        "Iniziative con la Fondazione ITS per il Made in Italy",
        Count([0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2]),
    ),
    (
        "2021_03_01-I1",
        "Livello di soddisfazione degli utenti dei servizi di supporto all’internazionalizzazione",
        Percent(
            [26, 51, 80, 107, 133, 161, 187, 199, 226, 253, 280, 305],
            [30, 60, 93, 124, 155, 186, 215, 229, 261, 292, 323, 352],
        ),
    ),
    (
        "2021_03_01_03-I1",
        "Stampa in azienda dei certificati di origine",
        Percent(
            [12, 19, 27, 34, 40, 47, 55, 60, 70, 80, 90, 99],
            [52, 70, 88, 101, 118, 134, 150, 160, 179, 199, 220, 239],
        ),
    ),
];

const REGISTRO: [Row; 5] = [
    (
        "2021_02_01-I1",
        "Tempo medio di lavorazione delle pratiche telematiche del Registro Imprese",
        Days(
            [5_254, 10_602, 16_188, 21_280, 26_638, 31_920, 36_890, 39_820, 44_940, 50_270, 55_410, 60_300],
            [1_420, 2_790, 4_260, 5_600, 7_010, 8_400, 9_720, 10_470, 11_830, 13_220, 14_590, 15_880],
        ),
    ),
    (
        "2021_02_01-I2",
        "Tasso di evasione delle pratiche entro 5 giorni",
        Percent(
            [1_204, 2_376, 3_641, 4_790, 6_001, 7_205, 8_330, 8_960, 10_140, 11_330, 12_480, 13_560],
            [1_180, 2_341, 3_560, 4_702, 5_873, 7_040, 8_140, 8_760, 9_900, 11_070, 12_200, 13_260],
        ),
    ),
    (
        "2021_02_01-I3",
        "Percezione del livello di qualità dei servizi di arbitrato e conciliazione",
        Percent([9, 19, 27, 38, 47, 57, 66, 71, 82, 93, 104, 114], [10, 22, 32, 44, 55, 66, 76, 82, 94, 107, 120, 132]),
    ),
    (
        EXCEEDED,
        "Tempi di evasione delle pratiche inerenti il registro protesti",
        Days(
            [700, 1_492, 2_292, 3_531, 5_040, 6_500, 6_950, 7_200, 7_605, 7_955, 8_265, 8_505],
            [40, 82, 120, 165, 210, 250, 280, 300, 335, 370, 420, 450],
        ),
    ),
    (
        "2021_02_01_03-I1",
        "Richieste del servizio conciliazione, mediazione, arbitrato e sovraindebitamento",
        Count([6, 13, 20, 27, 35, 41, 46, 48, 54, 61, 67, 73]),
    ),
];

const SEGRETERIA: [Row; 7] = [
    (
        "2021_04_01-I1",
        "Adempimenti connessi alla riforma del sistema camerale",
        State(1, "delibera della Giunta 98/2021"),
    ),
    (
        "2021_04_01-I2",
        "Qualità ed adeguatezza dei servizi resi in tema di assistenza agli organi",
        State(1, "verbale della Giunta del 13/12/2021"),
    ),
    (
        "2021_04_01_02-I1",
        "Attuazione adempimenti Piano per la Prevenzione Corruzione e Piano della Trasparenza",
        State(1, "referto dell'OIV del 20/12/2021"),
    ),
    ("2021_04_02_01-I2", "Numero medio di unità di personale per dirigenti", Each([46; MONTHS], [1; MONTHS])),
    ("2021_04_02_01-I3", "Attuazione adempimenti legati al POLA", Count([0, 0, 1, 1, 2, 2, 2, 2, 2, 3, 3, 4])),
    (
        "2021_04_02_02-I1",
        "Contenimento costi postali",
        Cost(325_053, [1_745, 3_420, 5_210, 7_080, 8_990, 10_760, 12_510, 14_020, 16_100, 18_300, 20_420, 23_910]),
    ),
    (
        "2021_04_02_02-I2",
        "Contenimento costi delle consulenze",
        Cost(325_040, [1_300, 2_900, 4_400, 6_100, 7_500, 9_200, 10_700, 12_050, 13_800, 15_600, 17_400, 20_350]),
    ),
];

const OFFICES: [(&str, &str, &[Row]); 3] = [
    ("promozione", "Ufficio Attività promozionali", &PROMOZIONE),
    ("registro", "Registro imprese", &REGISTRO),
    ("segreteria", "Segreteria generale e personale", &SEGRETERIA),
];

/// The month in which this indicator is not delivered; every other month it is.
const NOT_DELIVERED: (u8, &str) = (6, "2021_01_03-I2");
/// An indicator that is over its target of twenty days from April, and within it again from November.
const EXCEEDED: &str = "2021_02_01_02-I1";
/// Three meetings were planned, two were held.
const TOO_FEW: &str = "2021_01_02_05-I1";
/// Ten days and a quarter, where ten were planned.
const NEARLY: &str = "2021_01_02_04-I1";
/// How indicators are judged that do not simply go on or are met, in which months. A count is missed when the year is over.
const JUDGED: [(&str, std::ops::RangeInclusive<u8>, &str); 3] =
    [("missed", 4..=10, EXCEEDED), ("missed", 12..=12, TOO_FEW), ("near", 12..=12, NEARLY)];

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
        State(..) => (None, None, ""),
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
            if place.month.is(NOT_DELIVERED.0) && *code == NOT_DELIVERED.1 {
                planted.add(place.month, "no_data", (&file, code, ""), None);
                continue;
            }
            page.write_string(row, 0, place.month.code(code))?;
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
            if let State(begun, document) = measure {
                let state = match place.month.number {
                    12 => "completato",
                    month if month < *begun => "non avviato",
                    _ => "in corso",
                };
                page.write_string(row, 7, state)?;
                if place.month.number == 12 {
                    // What is dated in the year is dated in each.
                    page.write_string(row, 8, document.replace("2021", &place.month.year.to_string()))?;
                }
            }
            if matches!(measure, Cost(..)) {
                page.write_string(row, 8, "stessi mesi del 2011")?;
            }
            let found = JUDGED.iter().find(|(_, months, of)| of == code && months.contains(&place.month.number));
            if let Some((state, ..)) = found.filter(|_| place.month.is_first_year()) {
                planted.add(place.month, state, (&file, name, &cell_name(row, 0)), None);
            }
            row += 1;
        }
        sheet::save(book, &place.folder.join(file), last_day)?;
    }
    Ok(())
}
