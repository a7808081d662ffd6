//! The tables of the companies of which the chamber has a share, of its azienda speciale and of its projects, of its POLA
//! and of the ratios of years gone: invented but for these, in the shape in which a plan and a budget print them, with one slip each.

use std::path::Path;

use anyhow::Context as _;
use quadratura::origin::cell_name;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

use super::ENTE;
use super::sheet::{self, Dress};

/// A cell below the header.
#[derive(Clone, Copy)]
enum Cell {
    Text(&'static str),
    Euro(f64),
    Percent(f64),
    Blank,
}

use Cell::{Blank, Euro, Percent, Text};

impl Cell {
    /// As the list of slips says it.
    fn listed(self) -> String {
        match self {
            Text(text) => text.to_owned(),
            Euro(number) | Percent(number) => number.to_string(),
            Blank => String::new(),
        }
    }
}

/// A table with its one slip.
struct Table {
    /// The year in which it is dropped.
    year: u16,
    /// Its file, without extension.
    file: &'static str,
    sheet: &'static str,
    title: &'static str,
    head: &'static [&'static str],
    rows: &'static [&'static [Cell]],
    /// The row and the column that are printed wrong, and what stands there.
    slip: (usize, usize, Cell),
}

const COMPANIES: &[&str] = &[
    "Settore di attività",
    "Denominazione società",
    "Capitale sociale",
    "Quota partecipazione CCIAA (%)",
    "Valore nominale",
    "Valore contabile",
    "Misura",
];

const INFRASTRUCTURE: Cell = Text("Infrastrutture");
const OF_THE_SYSTEM: Cell = Text("Sistema camerale");
const OF_THE_TERRITORY: Cell = Text("Sistema territoriale");

const INTERPORTO: &[Cell] = &[
    INFRASTRUCTURE,
    Text("Interporto Esempio s.p.a."),
    Euro(12_500_000.0),
    Percent(3.2),
    Euro(400_000.0),
    Euro(412_300.0),
    Blank,
];
const AIRPORT: &[Cell] = &[
    INFRASTRUCTURE,
    Text("Aeroporto Esempio s.p.a."),
    Euro(16_000_000.0),
    Percent(0.05),
    Euro(8_000.0),
    Euro(6_500.0),
    Text("Cessione della quota"),
];
const SERVICES: &[Cell] = &[
    OF_THE_SYSTEM,
    Text("Servizi camerali Esempio s.c.p.a."),
    Euro(18_000_000.0),
    Percent(0.11),
    // The share is printed to the hundredth.
    Euro(19_635.0),
    Euro(24_150.0),
    Blank,
];
const HOLDING: &[Cell] = &[
    OF_THE_SYSTEM,
    Text("Holding Esempio s.p.a."),
    Euro(25_000_000.0),
    Percent(2.4),
    Euro(600_000.0),
    Euro(1_980_000.0),
    Blank,
];
const WOUND_UP: &[Cell] = &[
    OF_THE_SYSTEM,
    Text("Lavoro Esempio s.r.l. (in liquidazione)"),
    Euro(600_000.0),
    Percent(0.07),
    Euro(420.0),
    Euro(0.0),
    Blank,
];
const FAIR: &[Cell] = &[
    OF_THE_TERRITORY,
    Text("Fiere Esempio s.p.a."),
    Euro(1_050_000.0),
    Percent(10.0),
    Euro(105_000.0),
    Euro(897_050.0),
    Blank,
];
const ALL_COMPANIES: &[Cell] = &[Blank, Text("Totale"), Blank, Blank, Euro(1_133_055.0), Euro(3_320_000.0), Blank];

/// The lines of the azienda speciale, numbered as Allegato H numbers them.
const SUBSIDIARY: [(&str, [f64; 3]); 24] = [
    ("1) Proventi da servizi", [96_000.0, 51_300.0, 98_450.0]),
    ("2) Altri proventi o rimborsi", [4_000.0, 1_250.0, 3_120.0]),
    ("3) Contributi da organismi comunitari", [0.0, 0.0, 0.0]),
    ("4) Contributi regionali o da altri enti pubblici", [30_000.0, 12_000.0, 28_500.0]),
    ("5) Altri contributi", [0.0, 0.0, 0.0]),
    ("6) Contributo della Camera di commercio", [150_000.0, 75_000.0, 150_000.0]),
    ("Totale (A)", [280_000.0, 139_550.0, 280_070.0]),
    ("7) Organi istituzionali", [6_000.0, 2_900.0, 5_870.0]),
    ("8) Personale", [142_000.0, 70_400.0, 140_900.0]),
    ("9) Funzionamento", [38_000.0, 19_150.0, 37_240.0]),
    ("10) Ammortamenti e accantonamenti", [4_000.0, 2_000.0, 4_000.0]),
    ("Totale (B)", [190_000.0, 94_450.0, 188_010.0]),
    ("11) Spese per progetti e iniziative", [90_000.0, 41_800.0, 87_600.0]),
    ("Totale (C)", [90_000.0, 41_800.0, 87_600.0]),
    ("Risultato della gestione corrente (A-B-C)", [0.0, 3_300.0, 4_460.0]),
    ("12) Proventi finanziari", [0.0, 0.0, 10.0]),
    ("13) Oneri finanziari", [0.0, 0.0, 0.0]),
    ("Risultato della gestione finanziaria", [0.0, 0.0, 10.0]),
    ("14) Proventi straordinari", [0.0, 0.0, 0.0]),
    ("15) Oneri straordinari", [0.0, 0.0, 0.0]),
    ("Risultato della gestione straordinaria", [0.0, 0.0, 0.0]),
    ("16) Rivalutazioni attivo patrimoniale", [0.0, 0.0, 0.0]),
    ("17) Svalutazioni attivo patrimoniale", [0.0, 0.0, 0.0]),
    ("Avanzo/disavanzo economico di esercizio", [0.0, 3_300.0, 4_470.0]),
];

const TABLES: &[Table] = &[
    Table {
        year: 2021,
        file: "partecipazioni_2021",
        sheet: "Partecipazioni",
        title: "Società partecipate (31.12.2020)",
        head: COMPANIES,
        rows: &[INTERPORTO, AIRPORT, SERVICES, HOLDING, WOUND_UP, FAIR, ALL_COMPANIES],
        slip: (5, 4, Euro(150_000.0)),
    },
    Table {
        year: 2022,
        file: "partecipazioni_2022",
        sheet: "Partecipazioni",
        title: "Società partecipate (31.12.2021)",
        head: COMPANIES,
        rows: &[INTERPORTO, AIRPORT, SERVICES, HOLDING, WOUND_UP, FAIR, ALL_COMPANIES],
        slip: (6, 5, Euro(3_302_000.0)),
    },
];

/// The rendiconto of the projects: of 2021 alone, and of 2022 beside what stands of the year before.
const PROJECTS: &[&str] = &[
    "Progetto",
    "Quota",
    "Risorse del Piano",
    "Provento",
    "Svalutazione",
    "Costi esterni",
    "Costi di personale",
    "Voucher",
    "Totale costi",
    "Da rinviare",
];
const PROJECTS_OF_TWO_YEARS: &[&str] = &[
    "Progetto",
    "Provento anno precedente",
    "Totale costi anno precedente",
    "Da rinviare anno precedente",
    "Provento",
    "Svalutazione",
    "Rinviato dall'anno prima",
    "Costi esterni",
    "Costi di personale",
    "Voucher",
    "Totale costi",
    "Da rinviare",
];

const PROJECTS_2021: Table = Table {
    year: 2021,
    file: "progetti_2021",
    sheet: "Progetti",
    title: "Progetti della maggiorazione del diritto annuale e del fondo perequativo, anno 2021",
    head: PROJECTS,
    rows: &[
        &[
            Text("PID Punto impresa digitale"),
            Percent(11.0),
            Euro(250_000.0),
            Euro(289_666.85),
            Euro(66_183.15),
            Euro(98_400.0),
            Euro(71_300.0),
            Euro(50_000.0),
            Euro(219_700.0),
            Euro(3_783.7),
        ],
        &[
            Text("Formazione lavoro"),
            Percent(5.0),
            Euro(100_000.0),
            Euro(131_666.75),
            Euro(30_083.25),
            Euro(42_000.0),
            Euro(38_500.0),
            Euro(12_000.0),
            Euro(92_500.0),
            Euro(9_083.5),
        ],
        // It spent more than it had.
        &[
            Text("Turismo"),
            Percent(4.0),
            Euro(85_000.0),
            Euro(105_333.4),
            Euro(24_066.6),
            Euro(61_000.0),
            Euro(24_100.0),
            Blank,
            Euro(85_100.0),
            Euro(0.0),
        ],
        &[
            Text("Fondo perequativo - Internazionalizzazione"),
            Blank,
            Euro(24_000.0),
            Euro(24_000.0),
            Blank,
            Euro(15_000.0),
            Euro(6_000.0),
            Blank,
            Euro(21_000.0),
            Euro(3_000.0),
        ],
        &[
            Text("Totale"),
            Percent(20.0),
            Euro(459_000.0),
            Euro(550_667.0),
            Euro(120_333.0),
            Euro(216_400.0),
            Euro(139_900.0),
            Euro(62_000.0),
            Euro(418_300.0),
            Euro(15_867.2),
        ],
    ],
    slip: (0, 9, Euro(3_873.7)),
};

const PROJECTS_2022: Table = Table {
    year: 2022,
    file: "progetti_2022",
    sheet: "Progetti",
    title: "Progetti della maggiorazione del diritto annuale e del fondo perequativo, anno 2022",
    head: PROJECTS_OF_TWO_YEARS,
    rows: &[
        &[
            Text("PID Punto impresa digitale"),
            Euro(289_666.85),
            Euro(219_700.0),
            Euro(3_783.7),
            Euro(295_460.19),
            Euro(67_506.81),
            Euro(3_783.7),
            Euro(100_000.0),
            Euro(72_000.0),
            Euro(55_000.0),
            Euro(227_000.0),
            Euro(4_737.08),
        ],
        &[
            Text("Formazione lavoro"),
            Euro(131_666.75),
            Euro(92_500.0),
            Euro(9_083.5),
            Euro(134_300.09),
            Euro(30_684.92),
            Euro(9_083.5),
            Euro(45_000.0),
            Euro(39_000.0),
            Euro(14_000.0),
            Euro(98_000.0),
            Euro(14_698.67),
        ],
        &[
            Text("Turismo"),
            Euro(105_333.4),
            Euro(85_100.0),
            Euro(0.0),
            Euro(107_440.06),
            Euro(24_547.93),
            Euro(0.0),
            Euro(60_000.0),
            Euro(22_892.13),
            Blank,
            Euro(82_892.13),
            Euro(0.0),
        ],
        &[
            Text("Fondo perequativo - Internazionalizzazione"),
            Euro(24_000.0),
            Euro(21_000.0),
            Euro(3_000.0),
            Euro(0.0),
            Blank,
            Euro(3_000.0),
            Euro(3_000.0),
            Blank,
            Blank,
            Euro(3_000.0),
            Euro(0.0),
        ],
        &[
            Text("Totale"),
            Euro(550_667.0),
            Euro(418_300.0),
            Euro(15_867.2),
            Euro(537_200.34),
            Euro(122_739.66),
            Euro(15_867.2),
            Euro(208_000.0),
            Euro(133_892.13),
            Euro(69_000.0),
            Euro(410_892.13),
            Euro(19_435.75),
        ],
    ],
    slip: (4, 5, Euro(122_793.66)),
};

/// The plan of the lavoro agile: its indicators by phase.
const POLA: &[&str] = &[
    "Dimensioni",
    "Obiettivi",
    "Indicatori",
    "Stato 2020 (baseline)",
    "Fase di avvio Target 2021",
    "Fase di sviluppo intermedio Target 2022",
    "Fase di sviluppo avanzato Target 2023",
    "Fonte",
];
const ENABLING: &[Cell] = &[
    Text("Condizioni abilitanti del lavoro agile"),
    Text("Formare chi lavora in modo agile sulle tecnologie e sugli strumenti"),
    Text("Numero di ore formazione"),
    Text("0"),
    Text("3 ore per dipendente"),
    Text("4 ore per dipendente"),
    Text("4 ore per dipendente"),
    Text("Ufficio personale"),
];
const UNDER_WAY: &[Cell] = &[
    Text("Attuazione del lavoro agile"),
    Text("Definire con gli interessati chi può lavorare in modo agile"),
    Text(
        "Percentuale di smart worker sul totale dei dipendenti (escluso lo smart work “obbligato” dalle norme di prevenzione della pandemia)",
    ),
    Text("Smart working emergenziale"),
    Text("Smart working emergenziale"),
];
const SATISFIED: &[Cell] = &[
    Text("Performance organizzative"),
    Text("Rilevare la qualità percepita delle prestazioni rese in modo agile"),
    Text("Grado di soddisfazione degli utenti professionali (commercialisti e associazioni di categoria)"),
    Text("Non rilevato"),
    Text("40% giudizi positivi"),
    Text("45% giudizi positivi"),
    Text("60% giudizi positivi"),
];
// No indicator yet.
const IMPACTS: &[Cell] = &[Text("Impatti"), Text("Da definire con l'utenza nel corso del triennio")];

const POLAS: [Table; 2] = [
    Table {
        year: 2021,
        file: "pola_2021",
        sheet: "POLA",
        title: "Piano organizzativo del lavoro agile 2021-2023",
        head: POLA,
        rows: &[ENABLING, UNDER_WAY, SATISFIED, IMPACTS],
        slip: (0, 5, Text("5 ore per dipendente")),
    },
    Table {
        year: 2022,
        file: "pola_2022",
        sheet: "POLA",
        title: "Piano organizzativo del lavoro agile 2021-2023",
        head: POLA,
        rows: &[ENABLING, UNDER_WAY, SATISFIED, IMPACTS],
        slip: (2, 6, Text("65% giudizi positivi")),
    },
];

/// The ratios of the years before, as the plan that the sample chamber takes its history from prints them.
const RATIOS: Table = Table {
    year: 2021,
    file: "indici_bilancio_2021",
    sheet: "Indici",
    title: "Ratios di bilancio (anni 2017-2019)",
    head: &["Indice", "Anno 2017", "Anno 2018", "Anno 2019"],
    rows: &[
        &[Text("Indice equilibrio strutturale"), Percent(14.65), Percent(17.34), Percent(15.65)],
        &[Text("Equilibrio economico della gestione corrente"), Percent(106.56), Percent(113.17), Percent(109.69)],
        &[Text("Equilibrio economico al netto del FDP"), Percent(106.88), Percent(112.05), Percent(109.03)],
        &[Text("Indice di struttura primario"), Percent(116.01), Percent(132.51), Percent(132.77)],
        &[Text("Indice di liquidità immediata"), Percent(168.3), Percent(187.64), Percent(198.88)],
        &[Text("Margine di struttura finanziaria"), Percent(181.47), Percent(200.55), Percent(218.94)],
    ],
    slip: (4, 2, Percent(178.64)),
};

/// Writes the tables of a year; answers with their lines of the list of slips.
pub fn write(folder: &Path, year: u16) -> anyhow::Result<String> {
    let mut list = String::new();
    for table in
        TABLES.iter().chain([&PROJECTS_2021, &PROJECTS_2022, &RATIOS]).chain(&POLAS).filter(|table| table.year == year)
    {
        let rows: Vec<Vec<Cell>> = table.rows.iter().map(|cells| cells.to_vec()).collect();
        list += &one(folder, table, &rows)?;
    }
    for table in SUBSIDIARIES.iter().filter(|table| table.year == year) {
        let columns = table.head.len() - 1;
        // What was budgeted and what June has; what was budgeted and what the year before had.
        let shown: &[usize] = if year == 2021 { &[0, 1] } else { &[2, 0] };
        let row = |(name, figures): &(&'static str, [f64; 3])| {
            let figures = shown.iter().take(columns).map(|at| Euro(figures[*at]));
            std::iter::once(Text(name)).chain(figures).collect()
        };
        let rows: Vec<Vec<Cell>> = SUBSIDIARY.iter().map(row).collect();
        list += &one(folder, table, &rows)?;
    }
    Ok(list)
}

const SUBSIDIARIES: [Table; 2] = [
    Table {
        year: 2021,
        file: "azienda_speciale_2021-06",
        sheet: "Azienda speciale",
        title: "Azienda speciale, preventivo 2021 e consuntivo al 30.6.2021",
        head: &["Voce", "Preventivo", "Consuntivo"],
        rows: &[],
        slip: (11, 2, Euro(94_540.0)),
    },
    Table {
        year: 2022,
        file: "azienda_speciale_2022",
        sheet: "Azienda speciale",
        title: "Azienda speciale, preventivo 2022",
        head: &["Voce", "Consuntivo anno precedente", "Preventivo"],
        rows: &[],
        slip: (6, 2, Euro(208_000.0)),
    },
];

/// Writes a table; answers with its line of the list.
fn one(folder: &Path, table: &Table, rows: &[Vec<Cell>]) -> anyhow::Result<String> {
    let (mut book, dress) = (Workbook::new(), Dress::new());
    let created = ExcelDateTime::from_ymd(table.year, 1, 10)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let page = book.add_worksheet().set_name(table.sheet)?;
    let header: Vec<(&str, f64)> = table.head.iter().map(|head| (*head, 24.0)).collect();
    let top = sheet::head(page, &dress, &[ENTE, table.title], &header)?;
    let percent = Format::new().set_num_format("0.00%");
    let file = format!("{}.xlsx", table.file);
    let mut list = String::new();
    for (at, (row, cells)) in (top..).zip(rows).enumerate() {
        for (number, (column, cell)) in (0_u16..).zip(cells).enumerate() {
            let (row_of, column_of, printed) = table.slip;
            let is_slip = (at, number) == (row_of, column_of);
            if is_slip {
                let (printed, meant) = (printed.listed(), cell.listed());
                list += &format!("{};{file};{};{printed};{meant}\n", table.year, cell_name(row, column));
            }
            match if is_slip { printed } else { *cell } {
                Blank => {}
                Text(text) => {
                    page.write_string(row, column, text)?;
                }
                Percent(points) => {
                    page.write_number_with_format(row, column, points / 100.0, &percent)?;
                }
                Euro(euro) => {
                    page.write_number_with_format(row, column, euro, &dress.money)?;
                }
            }
        }
    }
    book.save(folder.join(&file)).with_context(|| format!("`{file}`"))?;
    Ok(list)
}
