//! The tables of who works for the chamber at the end of 2020 and of 2021: invented, in the shape in which a plan prints them, with one
//! slip a year. With them the other tables of the year, in `plan_tables.rs`.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use quadratura::origin::cell_name;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

use super::plan_tables;
use super::sheet::{self, Dress};

/// A table: its lines with what each holds, the last being their sum; and how many decimals it has.
struct Table {
    name: &'static str,
    title: &'static str,
    head: &'static [&'static str],
    rows: &'static [(&'static str, &'static [f64])],
    /// Whether each row ends with its sum, and the table with the sum of its rows.
    is_summed: bool,
    /// Whether it says the end of the year; else it is of the year in which it is dropped.
    is_dated: bool,
    decimals: usize,
}

const AREAS: &[&str] = &["Categoria", "Segreteria Generale", "Area 1", "Area 2", "Totale"];
const DEGREES: &[&str] = &[
    "Categoria",
    "Scuola obbligo",
    "Diploma",
    "Laurea triennale",
    "Laurea specialistica o vecchio ordinamento",
    "Totale",
];
const AGILE: &[&str] = &["Voce", "Dipendenti"];
const AGES: &[&str] = &["Età", "Donne", "Uomini", "Totale"];

/// What stands in the tables of a year.
const YEARS: [(u16, [Table; 6]); 2] = [
    (
        2020,
        [
            heads(&[
                ("Dirigenti", &[1.0, 0.0, 0.0]),
                ("D", &[1.0, 4.0, 7.0]),
                ("C", &[4.0, 12.0, 8.0]),
                ("B", &[3.0, 5.0, 4.0]),
                ("A", &[0.0, 1.0, 2.0]),
            ]),
            fte(&[
                ("Dirigenti", &[1.0, 0.0, 0.0]),
                ("D", &[1.0, 3.8, 6.5]),
                ("C", &[3.6, 11.2, 7.75]),
                ("B", &[3.0, 4.55, 3.7]),
                ("A", &[0.0, 1.0, 2.0]),
            ]),
            degrees(&[
                ("Dirigenti", &[0.0, 0.0, 0.0, 1.0]),
                ("D", &[0.0, 1.0, 1.0, 10.0]),
                ("C", &[0.0, 13.0, 2.0, 9.0]),
                ("B", &[3.0, 7.0, 1.0, 1.0]),
                ("A", &[2.0, 1.0, 0.0, 0.0]),
            ]),
            ages(&[
                ("fino a 29 anni", &[0.0, 0.0]),
                ("da 30 a 39 anni", &[4.0, 3.0]),
                ("da 40 a 49 anni", &[12.0, 5.0]),
                ("da 50 a 59 anni", &[13.0, 7.0]),
                ("60 anni e oltre", &[5.0, 3.0]),
            ]),
            gender(
                &["Indicatore", "Anno 2017", "Anno 2018", "Anno 2019", "Anno 2020"],
                &[
                    ("% di dirigenti donne", &[0.0, 0.0, 1.0, 1.0]),
                    ("% di donne rispetto al totale del personale", &[0.6429, 0.6481, 0.6538, 0.6538]),
                    ("Età media del personale femminile", &[47.8, 48.75, 49.7, 50.55]),
                    ("Età media del personale maschile", &[51.2, 52.15, 52.9, 53.6]),
                ],
            ),
            agile(&[
                ("Dipendenti in servizio", &[52.0]),
                ("In lavoro agile", &[36.0]),
                ("con due o più rientri a settimana", &[14.0]),
                ("con un rientro a settimana", &[18.0]),
                ("senza rientri", &[4.0]),
                ("In presenza", &[16.0]),
                ("Con attività che si possono svolgere in modo agile", &[40.0]),
            ]),
        ],
    ),
    (
        2021,
        [
            heads(&[
                ("Dirigenti", &[1.0, 0.0, 0.0]),
                ("D", &[1.0, 4.0, 7.0]),
                ("C", &[4.0, 11.0, 8.0]),
                ("B", &[3.0, 5.0, 4.0]),
                ("A", &[0.0, 1.0, 2.0]),
            ]),
            fte(&[
                ("Dirigenti", &[1.0, 0.0, 0.0]),
                ("D", &[1.0, 3.8, 6.5]),
                ("C", &[3.6, 10.2, 7.75]),
                ("B", &[3.0, 4.55, 3.7]),
                ("A", &[0.0, 1.0, 2.0]),
            ]),
            degrees(&[
                ("Dirigenti", &[0.0, 0.0, 0.0, 1.0]),
                ("D", &[0.0, 1.0, 1.0, 10.0]),
                ("C", &[0.0, 12.0, 2.0, 9.0]),
                ("B", &[3.0, 7.0, 1.0, 1.0]),
                ("A", &[2.0, 1.0, 0.0, 0.0]),
            ]),
            ages(&[
                ("fino a 29 anni", &[0.0, 0.0]),
                ("da 30 a 39 anni", &[4.0, 3.0]),
                ("da 40 a 49 anni", &[10.0, 4.0]),
                ("da 50 a 59 anni", &[14.0, 8.0]),
                ("60 anni e oltre", &[5.0, 3.0]),
            ]),
            gender(
                &["Indicatore", "Anno 2018", "Anno 2019", "Anno 2020", "Anno 2021"],
                &[
                    ("% di dirigenti donne", &[0.0, 1.0, 1.0, 1.0]),
                    ("% di donne rispetto al totale del personale", &[0.6481, 0.6538, 0.6538, 0.6471]),
                    ("Età media del personale femminile", &[48.75, 49.7, 50.55, 51.3]),
                    ("Età media del personale maschile", &[52.15, 52.9, 53.6, 54.35]),
                ],
            ),
            agile(&[
                ("Dipendenti in servizio", &[51.0]),
                ("In lavoro agile", &[30.0]),
                ("con due o più rientri a settimana", &[18.0]),
                ("con un rientro a settimana", &[9.0]),
                ("senza rientri", &[3.0]),
                ("In presenza", &[21.0]),
                ("Con attività che si possono svolgere in modo agile", &[38.0]),
            ]),
        ],
    ),
];

/// A sum that is printed wrong: of which year and table, in which row and column of its figures, and by how much.
const SLIPS: [(u16, &str, usize, usize, f64); 4] = [
    (2020, "personale_aree", 5, 2, -1.0),
    (2020, "lavoro_agile", 1, 0, 1.0),
    (2021, "personale_titoli", 2, 4, 1.0),
    (2021, "lavoro_agile", 0, 0, 1.0),
];

type Rows = &'static [(&'static str, &'static [f64])];

const fn heads(rows: Rows) -> Table {
    let title = "Dipendenti in servizio per Area Organizzativa";
    Table { name: "personale_aree", title, head: AREAS, rows, is_summed: true, is_dated: true, decimals: 0 }
}

const fn fte(rows: Rows) -> Table {
    Table {
        name: "personale_fte",
        title: "Full Time Equivalent",
        head: AREAS,
        rows,
        is_summed: true,
        is_dated: true,
        decimals: 2,
    }
}

const fn degrees(rows: Rows) -> Table {
    let title = "Dipendenti per titolo di studio";
    Table { name: "personale_titoli", title, head: DEGREES, rows, is_summed: true, is_dated: true, decimals: 0 }
}

const fn ages(rows: Rows) -> Table {
    Table {
        name: "personale_eta",
        title: "Dipendenti per età e genere",
        head: AGES,
        rows,
        is_summed: true,
        is_dated: true,
        decimals: 0,
    }
}

const fn gender(head: &'static [&'static str], rows: Rows) -> Table {
    let title = "Principali indicatori dell'analisi di genere";
    Table { name: "personale_genere", title, head, rows, is_summed: false, is_dated: true, decimals: 2 }
}

const fn agile(rows: Rows) -> Table {
    let (title, head) = ("Dipendenti in lavoro agile", AGILE);
    Table { name: "lavoro_agile", title, head, rows, is_summed: false, is_dated: false, decimals: 0 }
}

/// Writes the tables below `dir`, each in the year in which it is dropped, and the list of the slips.
pub fn write(dir: &Path) -> anyhow::Result<()> {
    let mut list = String::from("year;file;cell;printed;computed\n");
    for (year, tables) in &YEARS {
        let folder = dir.join(format!("{}", year + 1));
        fs::create_dir_all(&folder).with_context(|| format!("`{}`", folder.display()))?;
        for table in tables {
            list += &one(&folder, *year, table)?;
        }
        list += &plan_tables::write(&folder, year + 1)?;
    }
    let path = dir.join("planted.csv");
    fs::write(&path, list).with_context(|| format!("`{}`", path.display()))
}

/// Writes a table; answers with its lines of the list.
fn one(folder: &Path, year: u16, table: &Table) -> anyhow::Result<String> {
    let (mut book, dress) = (Workbook::new(), Dress::new());
    let created = ExcelDateTime::from_ymd(year + 1, 1, 10)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let page = book.add_worksheet().set_name("Personale")?;
    let title = if table.is_dated { format!("{} (31.12.{year})", table.title) } else { table.title.to_owned() };
    let titles = ["Camera di commercio di esempio", &title];
    let header: Vec<(&str, f64)> = table.head.iter().map(|head| (*head, 18.0)).collect();
    let top = sheet::head(page, &dress, &titles, &header)?;
    let file = format!("{}_{}.xlsx", table.name, year + 1);
    let mut rows: Vec<(&str, Vec<f64>)> = table.rows.iter().map(|(name, cells)| (*name, cells.to_vec())).collect();
    if table.is_summed {
        let width = table.head.len() - 2;
        rows.push(("Totale", (0..width).map(|at| table.rows.iter().map(|(_, cells)| cells[at]).sum()).collect()));
        rows.iter_mut().for_each(|(_, cells)| cells.push(cells.iter().sum()));
    }
    let mut list = String::new();
    let look = Format::new().set_num_format(if table.decimals == 0 { "0" } else { "0.00" });
    let percent = Format::new().set_num_format("0.00%");
    for (at, (row, (name, cells))) in (top..).zip(&rows).enumerate() {
        page.write_string(row, 0, *name)?;
        for (number, (column, value)) in (1_u16..).zip(cells).enumerate() {
            let slip = SLIPS.iter().find(|(of, table_of, line, figure, _)| {
                (*of, *table_of, *line, *figure) == (year, table.name, at, number)
            });
            let printed = value + slip.map_or(0.0, |(.., by)| *by);
            page.write_number_with_format(row, column, printed, if name.starts_with('%') { &percent } else { &look })?;
            if slip.is_some() {
                list += &format!("{};{file};{};{printed};{value}\n", year + 1, cell_name(row, column));
            }
        }
    }
    book.save(folder.join(&file)).with_context(|| format!("`{file}`"))?;
    Ok(list)
}
