//! Dates over columns: which of them a layout means, and what they say of the file.

use super::layouts::{CODE, with};
use super::*;
use crate::period::Period;

/// A statement of accounts with a column of this year and one of the year before, both with a date over them.
const DATED: &str = r#"
{ id = "prima", header = ["Valori al {data}", "Anno precedente"], kind = "money", amount = { scenario = "consuntivo", years_before = 1 } },
{ id = "ora", header = ["Valori al {data}"], kind = "money", required = true, amount = { scenario = "consuntivo" } }"#;

fn dated(fields: &str) -> Layout {
    let text = with(fields, &format!("{CODE} {DATED}"));
    layout(&text.replace("file = 'x'", r"file = '^x(_(?<period>\d{4}-\d{2}))?'"))
}

fn of_dates(title: &str, over: [&str; 2]) -> Vec<u8> {
    workbook("Dati", |sheet| {
        line(sheet, 0, &[title]);
        line(sheet, 2, &["Conto", over[0], over[1]]);
        line(sheet, 3, &["1", "10,00", "20,00"]);
        line(sheet, 4, &["Conto", over[0], over[1]]);
        line(sheet, 5, &["2", "30,00", "40,00"]);
    })
}

#[test]
fn a_date_over_a_column_may_change_and_tells_the_columns_apart() {
    let read = |over: [&str; 2]| {
        let (found, reading) = read_as("x_2021-06.xlsx", &of_dates("", over), &dated(""));
        assert_eq!(reading.problems, [], "{over:?}");
        let values = found.iter().map(|row| format!("{} {}", show(&row.values[1]), show(&row.values[2])));
        values.collect::<Vec<_>>()
    };
    let expected = ["10,00 20,00", "30,00 40,00"];
    for over in [
        ["Valori al\n31.12.2020", "Valori al\n30.06.2021"],
        ["Valori al 31/12/2020", "VALORI AL 15 GIUGNO 2021"],
        ["Anno precedente", "Valori al 30/06"],
        ["Valori al 2020-12", "Valori al: giugno 2021"],
    ] {
        assert_eq!(read(over), expected, "{over:?}");
    }
    // The later date is this year's wherever it stands.
    assert_eq!(read(["Valori al 30.06.2021", "Valori al 31.12.2020"]), ["20,00 10,00", "40,00 30,00"]);
}

#[test]
fn a_date_in_a_cell_of_its_own_is_a_caption_too() {
    let text = with(
        "",
        &format!("{CODE} {{ id = \"ora\", header = [\"Saldo {{data}}\"], kind = \"money\", required = true }}"),
    );
    let text = text.replace("file = 'x'", r"file = '^x_(?<period>\d{4}-\d{2})'");
    let bytes = workbook("Dati", |sheet| {
        line(sheet, 0, &["Conto", "Saldo"]);
        day(sheet, 1, 1, (2021, 6, 1));
        line(sheet, 2, &["1", "5,00"]);
    });
    let (found, reading) = read_as("x_2021-06.xlsx", &bytes, &layout(&text));
    assert_eq!((show(&found[0].values[1]), reading.problems), ("5,00".to_owned(), vec![]));
    let (_, reading) = read_as("x_2021-07.xlsx", &bytes, &layout(&text));
    insta::assert_snapshot!(reading.problems[0].text, @"La colonna `Saldo 01/06/2021` è di giugno 2021, ma il file è di luglio 2021");
}

#[test]
fn of_months_side_by_side_the_files_own_is_read() {
    let text =
        with("", &format!("{CODE} {{ id = \"valore\", header = [\"{{data}}\"], kind = \"number\", required = true }}"));
    let layout = layout(&text.replace("file = 'x'", r"file = '^x(_(?<period>\d{4}-\d{2}))?'"));
    let bytes = |title: &str, months: [&str; 3]| {
        workbook("Dati", |sheet| {
            line(sheet, 0, &[title]);
            line(sheet, 2, &["Conto", months[0], months[1], months[2]]);
            line(sheet, 3, &["1", "5", "6", "7"]);
        })
    };
    let read = |name: &str, bytes: &[u8]| {
        let (found, reading) = read_as(name, bytes, &layout);
        let said = reading.problems.iter().map(|it| it.text.clone());
        found.iter().map(|row| show(&row.values[1])).chain(said).collect::<Vec<_>>()
    };
    let short = bytes("", ["mag-21", "giu-21", "lug-21"]);
    assert_eq!(read("x_2021-06.xlsx", &short), ["6"]);
    assert_eq!(read("x_2021-07.xlsx", &short), ["7"]);
    assert_eq!(read("x_2021-05.xlsx", &bytes("", ["Maggio", "Giugno", "Luglio"])), ["5"]);
    // The title says it as well as the name.
    assert_eq!(read("x.xlsx", &bytes("Dati al 31/05/2021", ["05/2021", "06/2021", "07/2021"])), ["5"]);
    insta::assert_snapshot!(read("x_2021-08.xlsx", &short).concat(), @"La colonna `lug-21` è di luglio 2021, ma il file è di agosto 2021");
    insta::assert_snapshot!(read("x.xlsx", &short).concat(), @"La colonna `GG/MM/AAAA` c'è due volte");
}

#[test]
fn the_month_of_a_file_may_stand_over_a_column() {
    let layout = dated("period = { header = \"ora\" }");
    let (_, reading) = read_as("x", &of_dates("", ["Anno precedente", "Valori al 30.06.2021"]), &layout);
    let heading = reading.heading;
    assert_eq!(
        (heading.period, heading.as_of.map(|it| it.to_string())),
        (Period::new(2021, 6), Some("2021-06-30".to_owned()))
    );
    assert_eq!((heading.period_cell.as_str(), reading.problems), ("C3", vec![]));
    let (_, reading) = read_as("x", &of_dates("", ["Anno precedente", "Valori al 30/06"]), &layout);
    assert_eq!((&*reading.problems[0].code, cell_of(&reading.problems[0])), ("read.unsaid_period", "C3"));
}
