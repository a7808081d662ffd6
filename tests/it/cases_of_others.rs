//! Small files that programs of others write in unusual ways, when they lie beside the repository: each is read with the
//! right values, or refused as what it is.

use std::path::{Path, PathBuf};

use quadratura::config;
use quadratura::read::{self, Layout, RowKind, Value};

use crate::reading::limits;

/// The folder of cases, beside the repository or further up.
fn folder() -> Option<PathBuf> {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(1);
    let folder = above.map(|folder| folder.join("shared/cases")).find(|folder| folder.is_dir());
    if folder.is_none() {
        eprintln!("skipped: no folder `shared/cases` beside the repository");
    }
    folder
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// The layout of the samples that a name is of.
fn layout_of(name: &str) -> Option<Layout> {
    let configuration = config::embedded_configuration();
    let layouts = configuration.iter().filter(|(file, _)| file.starts_with("layouts/"));
    let mut layouts = layouts.map(|(_, text)| toml::from_str::<Layout>(text).unwrap());
    layouts.find(|layout| name.starts_with(&format!("{}_", layout.id)))
}

/// What reading by its layout gives: rows, the sum of each column of amounts, problems with their cells.
fn by_layout(name: &str, bytes: &[u8], layout: &Layout) -> String {
    let (mut rows, mut sums) = (0, vec![0_i64; layout.columns.len()]);
    let reading = read::rows(0, name, bytes, layout, &limits(), &mut |row| {
        if row.kind == RowKind::Data {
            rows += 1;
            for (sum, value) in sums.iter_mut().zip(&row.values) {
                *sum += value.money().map_or(0, |cents| cents.0);
            }
        }
    });
    let problems: Vec<String> =
        reading.problems.iter().map(|it| format!("{} {}", it.code, it.cell).trim_end().to_owned()).collect();
    let problems = problems.join(", ");
    if reading.refused() {
        return format!("refused: {problems}");
    }
    let of = |(column, sum): (&read::Column, &i64)| (*sum != 0).then(|| format!("{} {sum}", column.id));
    let sums: Vec<String> = layout.columns.iter().zip(&sums).filter_map(of).collect();
    format!("{rows} rows; {}; {problems}", sums.join(", "))
}

/// What is seen of a file: its first cells.
fn seen(name: &str, bytes: &[u8]) -> String {
    match read::see(name, bytes, &limits()) {
        Ok(sheets) => {
            let cells = sheets.iter().flat_map(|sheet| &sheet.cells);
            let percent = |cell: &read::SeenCell| if cell.percent { "%" } else { "" };
            let told = cells.map(|cell| format!("{} {} {}{}", cell.cell, cell.kind, cell.value, percent(cell)));
            told.take(24).collect::<Vec<_>>().join("; ")
        }
        Err(problems) => problems.iter().map(|it| format!("refused: {} {}", it.code, it.text)).collect(),
    }
}

#[test]
fn every_case_gives_its_right_values_or_is_refused_as_what_it_is() {
    let Some(folder) = folder() else { return };
    let mut told = String::new();
    for case in entries(&folder).into_iter().filter(|path| path.is_dir()) {
        for file in entries(&case) {
            let (name, bytes) = (name(&file), std::fs::read(&file).unwrap());
            let outcome = match layout_of(&name) {
                Some(layout) => by_layout(&name, &bytes, &layout),
                None => seen(&name, &bytes),
            };
            told += &format!("{}/{name}: {outcome}\n", self::name(&case));
        }
    }
    insta::assert_snapshot!(told, @"");
}

#[test]
fn a_date_of_a_case_is_never_made_up() {
    let Some(folder) = folder() else { return };
    for case in entries(&folder).into_iter().filter(|path| name(path).starts_with("date-")) {
        for file in entries(&case) {
            let (name, bytes) = (name(&file), std::fs::read(&file).unwrap());
            let layout = layout_of(&name).unwrap();
            read::rows(0, &name, &bytes, &layout, &limits(), &mut |row| {
                for value in &row.values {
                    if let Value::Date(date) = value {
                        assert!(date.to_string().starts_with("202"), "{name}: {date}");
                    }
                }
            });
        }
    }
}
