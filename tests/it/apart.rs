//! The workbook of the month goes to all who get the monthly letter, scorecards to those whom the settings name: nobody rebuilds
//! a scorecard from the former.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx, open_workbook};

use crate::demo;

fn configured(file: &str) -> toml::Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config").join(file);
    std::fs::read_to_string(path).unwrap().parse().unwrap()
}

/// Every filled cell of a sheet: row, column, value.
fn cells(book: &mut Xlsx<std::io::BufReader<std::fs::File>>, sheet: &str) -> Vec<(usize, usize, Data)> {
    let range = book.worksheet_range(sheet).unwrap();
    range.used_cells().map(|(row, column, value)| (row, column, value.clone())).collect()
}

/// The group of the scorecard in which each indicator counts, by its code.
fn groups() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for file in ["economici", "pagamenti", "uffici"] {
        for one in configured(&format!("indicators/{file}.toml"))["indicator"].as_array().unwrap() {
            if let (Some(code), Some(group)) = (one.get("code"), one.get("weight_group")) {
                found.insert(code.as_str().unwrap().to_owned(), group.as_str().unwrap().to_owned());
            }
        }
    }
    found
}

/// Of the card everybody's workbook has the degrees of its indicators, which are judged for all to see. What makes a card of them
/// are the lists in which they count and what each list weighs: no cell names a list, no column tells the lists apart, and
/// no figure is that of a list or of the whole.
#[test]
fn the_workbook_that_everybody_gets_does_not_let_a_scorecard_be_rebuilt() {
    let path = demo::made().join("reports/2021-06/monitoraggio-2021-06.xlsx");
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let card = configured("objectives.toml")["scorecard"].as_array().unwrap()[0].clone();
    let mut lists: Vec<String> = vec![card["title"].as_str().unwrap().to_lowercase(), "elenco pira".to_owned()];
    for group in card["group"].as_array().unwrap() {
        lists.push(group["title"].as_str().unwrap().to_lowercase());
        lists.push(format!("«{}»", group["id"].as_str().unwrap()));
    }
    let groups = groups();
    let mut rows: BTreeMap<usize, &str> = BTreeMap::new();
    let shown = cells(&mut book, "Indicatori");
    for (row, _, value) in shown.iter().filter(|(_, column, _)| *column == 0) {
        rows.extend(groups.get(&value.to_string()).map(|group| (*row, group.as_str())));
    }
    assert_eq!(rows.len(), 34, "each of the plan's indicators counts in a list");
    let forbidden = degrees_of(&card, &shown, &rows);
    for sheet in book.sheet_names() {
        for (row, column, value) in cells(&mut book, &sheet) {
            let text = value.to_string().to_lowercase();
            assert!(!lists.iter().any(|list| text.contains(list)), "{sheet} {row}:{column} names a list: {text}");
            assert!(!groups.values().any(|group| *group == text), "{sheet} {row}:{column} names a list: {text}");
            if let Data::Float(number) = value {
                assert!(forbidden.iter().all(|it| (it - number).abs() > 1e-9), "{sheet} {row}:{column} is of the card");
            }
        }
    }
    // A column of few values sorts the indicators; none sorts them as the lists do.
    for column in 0..=shown.iter().map(|(_, column, _)| *column).max().unwrap() {
        let at: BTreeMap<usize, String> =
            shown.iter().filter(|(_, at, _)| *at == column).map(|(row, _, value)| (*row, value.to_string())).collect();
        let mut by_value: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (row, group) in &rows {
            by_value.entry(at.get(row).map_or("", String::as_str)).or_default().insert(group);
        }
        let sorts = by_value.len() < rows.len() / 2;
        assert!(!sorts || by_value.values().any(|of| of.len() > 1), "column {column} tells the lists apart");
    }
}

/// A figure cumulated from January is read with its date: what a head does not say, the second row of its sheet does.
#[test]
fn every_sheet_says_to_which_day_its_figures_are() {
    let path = demo::made().join("reports/2021-06/monitoraggio-2021-06.xlsx");
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let sheets = book.sheet_names();
    assert!(sheets.len() > 15, "{sheets:?}");
    for sheet in sheets {
        let told = cells(&mut book, &sheet)
            .into_iter()
            .any(|(row, column, value)| (row, column) == (1, 0) && value.to_string().contains("dati al 30/06/2021"));
        assert!(told, "{sheet}");
    }
}

/// The degree of each list, and of the whole, as who knew the lists and their weights would compute them.
fn degrees_of(card: &toml::Value, shown: &[(usize, usize, Data)], rows: &BTreeMap<usize, &str>) -> Vec<f64> {
    let head = shown.iter().find(|(_, _, value)| value.to_string().starts_with("Grado di")).unwrap();
    let mut by_group: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (row, _, value) in shown.iter().filter(|(_, column, _)| *column == head.1) {
        if let (Some(group), Data::Float(degree)) = (rows.get(row), value) {
            by_group.entry(group).or_default().push(*degree);
        }
    }
    let (mut out, mut sum, mut weights) = (Vec::new(), 0.0, 0.0);
    for group in card["group"].as_array().unwrap() {
        let Some(degrees) = by_group.get(group["id"].as_str().unwrap()) else { continue };
        #[expect(clippy::cast_precision_loss, reason = "a plan has some dozens of indicators")]
        let mean = degrees.iter().sum::<f64>() / degrees.len() as f64;
        let weight = group["weight"].as_float().unwrap();
        out.push(mean);
        (sum, weights) = (sum + weight * mean, weights + weight);
    }
    assert_eq!(out.len(), 2, "the lists that are measured");
    out.push(sum / weights);
    out
}
