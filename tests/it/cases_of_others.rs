//! Small files that programs of others write in unusual ways, when they lie beside the repository: each is read with the
//! right values, or refused as what it is.

use std::path::{Path, PathBuf};

use quadratura::config;
use quadratura::read::{self, Layout, RowKind, Value};
use quadratura::sheets;

use crate::office::Office;
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
    let problems: Vec<String> = reading
        .problems
        .iter()
        .map(|it| format!("{} {}", it.code, it.cell.as_deref().unwrap_or_default()).trim_end().to_owned())
        .collect();
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
    match sheets::inspect(name, bytes, &limits()) {
        Ok(sheets) => {
            let cells = sheets.iter().flat_map(|sheet| &sheet.cells);
            let percent = |cell: &sheets::RawCell| if cell.percent { "%" } else { "" };
            let told = cells.map(|cell| format!("{} {} {}{}", cell.cell, cell.kind.id(), cell.value, percent(cell)));
            told.take(24).collect::<Vec<_>>().join("; ")
        }
        Err(problems) => problems.iter().map(|it| format!("refused: {} {}", it.code, it.text)).collect(),
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one case after the other")]
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
            told += &format!("{}/{name}: {}\n", self::name(&case), outcome.trim_end());
        }
    }
    insta::assert_snapshot!(told, @r"
    accounts-mastri-above-accounts/proventi_2021-03.xlsx: refused: read.missing_column A4
    accounts-mixed-sign/oneri_2021-03.xlsx: refused: read.missing_column A4
    csv-cp850-only-a/cp850_solo_a.csv: A1 text Conto; B1 text Descrizione; C1 text Importo; A2 text 310000; B2 text Attività promozionali; C2 text 1.234,56; A3 text 310001; B3 text Pubblicità e proprietà; C3 text 7,00
    csv-ctrl-z/oneri_2021-01.csv: 2 rows; funzione_a 1150, funzione_b 2225, funzione_c 300, funzione_d 400, preventivo 110000, assestato 110000, consuntivo 4075;
    csv-row-with-more-fields/scheda_interventi_promozione_2021-01.csv: 11 rows; stanziato 8829649, liquidato 8829649; read.field_count A6
    date-placeholder-1900/pagamenti_fornitori_2021-01.xlsx: refused: read.date_out_of_range C9
    date-zero-due/pagamenti_fornitori_2021-01.xlsx: refused: read.zero C9
    date-zero-office/scheda_interventi_promozione_2021-01.xlsx: 12 rows; stanziato 9713603, liquidato 9713603; read.zero D8
    date-zero-paid/pagamenti_fornitori_2021-01.xlsx: refused: read.zero D9
    dimension-dollar/oneri_2021-01.xlsx: 2 rows; funzione_a 1150, funzione_b 2225, funzione_c 300, funzione_d 400, preventivo 110000, assestato 110000, consuntivo 4075;
    dimension-empty/oneri_2021-01.xlsx: 2 rows; funzione_a 1150, funzione_b 2225, funzione_c 300, funzione_d 400, preventivo 110000, assestato 110000, consuntivo 4075;
    extlst-in-cell/oneri_2021-01.xlsx: 2 rows; funzione_a 1150, funzione_b 2225, funzione_c 300, funzione_d 400, preventivo 110000, assestato 110000, consuntivo 4075;
    formula-empty-text-three-formats/oneri_2021-01.ods: 2 rows; funzione_a 1150, funzione_b 2225, funzione_c 300, funzione_d 400, preventivo 110000, assestato 110000, consuntivo 4075;
    formula-empty-text-three-formats/oneri_2021-01.xls: 2 rows; funzione_a 1150, funzione_b 2225, funzione_c 300, funzione_d 400, preventivo 110000, assestato 110000, consuntivo 4075;
    formula-empty-text-three-formats/oneri_2021-01.xlsx: 2 rows; funzione_a 1150, funzione_b 2225, funzione_c 300, funzione_d 400, preventivo 110000, assestato 110000, consuntivo 4075;
    hidden-column-width-0/oneri_2021-01.xlsx: 3 rows; funzione_a 1250, funzione_b 2325, funzione_c 400, funzione_d 500, preventivo 110500, assestato 110500, consuntivo 4475; read.hidden_column
    hidden-row-height-0/oneri_2021-01.xlsx: 3 rows; funzione_a 1250, funzione_b 2325, funzione_c 400, funzione_d 500, preventivo 110500, assestato 110500, consuntivo 4475; read.hidden_rows
    hidden-zero-height/oneri_2021-01.xlsx: 3 rows; funzione_a 1250, funzione_b 2325, funzione_c 400, funzione_d 500, preventivo 110500, assestato 110500, consuntivo 4475; read.hidden_rows
    inline-string-with-v/oneri_2021-01.xlsx: 2 rows; funzione_a 1150, funzione_b 2225, funzione_c 300, funzione_d 400, preventivo 110000, assestato 110000, consuntivo 4075;
    memory/rows4.xlsx: refused: read.too_large C'è un valore oltre l'ultima riga di un foglio
    memory/styles_120.xlsx: refused: read.too_large Il file ha più formati di cella di quanti Excel ne ammette
    merge-hidden-amount/oneri_2021-01.xlsx: 3 rows; funzione_a 1100, funzione_b 2200, funzione_c 300, funzione_d 400, preventivo 110000, assestato 110000, consuntivo 3000; read.covered_values J7, read.merged_cells
    merge-hidden-amount-office/scheda_interventi_promozione_2021-01.xlsx: 11 rows; stanziato 9447181, liquidato 9447181; read.blank_required H8, read.covered_values H8, read.merged_cells
    ods-empty-text-formula/scheda_interventi_promozione_2021-01.ods: 12 rows; stanziato 8821983, liquidato 9713603;
    ods-empty-text-formula/scheda_interventi_promozione_2021-01.xlsx: 0 rows; ; read.uncomputed_formula G5, read.uncomputed_formula G6, read.uncomputed_formula G7, read.uncomputed_formula G8, read.uncomputed_formula G9, read.uncomputed_formula G10, read.uncomputed_formula G11, read.uncomputed_formula G12, read.uncomputed_formula G13, read.uncomputed_formula G14, read.uncomputed_formula G15, read.uncomputed_formula G16
    ods-error-502/oneri_2021-01.ods: refused: read.error_cell J6
    ods-error-as-text/oneri_2021-01.ods: refused: read.error_cell J6
    ods-error-as-zero/oneri_2021-01.ods: refused: read.error_cell J6
    office-amounts-as-text-euro/scheda_interventi_promozione_2021-03.xlsx: 16 rows; liquidato 3082070;
    office-one-sheet-per-objective/scheda_interventi_promozione_2021-03.xlsx: refused: read.two_tables
    power-query-utf16-part/oneri_2021-01.xlsx: 58 rows; funzione_a 2077966, funzione_b 3757210, funzione_c 7459601, funzione_d 15294871, preventivo 626550000, assestato 626550000, prenotato 44341300, consuntivo 28589648;
    shared-strings-count-too-large/oneri_2021-01.xlsx: 2 rows; funzione_a 1150, funzione_b 2225, funzione_c 300, funzione_d 400, preventivo 110000, assestato 110000, consuntivo 4075;
    spaces-around-value/oneri_2021-01.xlsx: 2 rows; funzione_a 1150, funzione_b 2225, funzione_c 300, funzione_d 400, preventivo 110000, assestato 110000, consuntivo 4075;
    two-values-in-a-cell/oneri_2021-01.xlsx: refused: read.unreadable_cell J6
    value-in-cdata/interventi_economici_2021-01.xlsx: 19 rows; importo 11711234;
    value-in-cdata/oneri_2021-01.xlsx: 58 rows; funzione_a 2077966, funzione_b 3757210, funzione_c 7459601, funzione_d 15294871, preventivo 626550000, assestato 626550000, prenotato 44341300, consuntivo 28589648;
    value-in-cdata/proventi_2021-01.xlsx: 29 rows; funzione_a 20865, funzione_b 3948909, funzione_c 8251004, funzione_d 915052, preventivo 546550000, assestato 546550000, consuntivo 13135830;
    value-with-comment/oneri_2021-01.xlsx: 2 rows; funzione_a 1150, funzione_b 2225, funzione_c 300, funzione_d 400, preventivo 110000, assestato 110000, consuntivo 4075;
    word-uniquecount-in-cell/oneri_2021-01.xlsx: 2 rows; funzione_a 1150, funzione_b 2225, funzione_c 300, funzione_d 400, preventivo 110000, assestato 110000, consuntivo 4075;
    xls-biff8-with-codepage-1252/biff8_codepage1252.xls: A1 text Conto; B1 text Descrizione; C1 text Importo; A2 text 310000; B2 text Attività di promozione; C2 number 1234.56; A3 text 310001; B3 text Perché no; C3 number 7
    xls-custom-format-id-52/formato_52_crystal.xls: A1 text Conto; B1 text Importo; A2 text 310000; B2 number 21333.5; A3 text 310001; B3 number 17
    xls-formula-record-0406/formula_0406.xls: A1 text Conto; B1 text Importo; A2 text 310000; B2 number 100; A3 text 310001; B3 number 200; A4 text Totale; B4 number 300
    xls-percent-byte-in-format/percento_freccia.xls: A1 text Indicatore; B1 text Valore; A2 text freccia; B2 number 14.6; A3 text pallino; B3 number 3.5; A4 text pct; B4 number 0.146%; A5 text bullet pct; B5 number 0.146%; A6 text num; B6 number 14.6
    xml-latin-1/oneri_2021-01.xlsx: 2 rows; funzione_a 1150, funzione_b 2225, funzione_c 300, funzione_d 400, preventivo 110000, assestato 110000, consuntivo 4075;
    zip-backslash/oneri_2021-01.xlsx: 58 rows; funzione_a 2077966, funzione_b 3757210, funzione_c 7459601, funzione_d 15294871, preventivo 626550000, assestato 626550000, prenotato 44341300, consuntivo 28589648;
    zip-other-folder/oneri_2021-01.xlsx: 2 rows; funzione_a 1150, funzione_b 2225, funzione_c 300, funzione_d 400, preventivo 110000, assestato 110000, consuntivo 4075;
    zip-root-parts/oneri_2021-01.xlsx: 2 rows; funzione_a 1150, funzione_b 2225, funzione_c 300, funzione_d 400, preventivo 110000, assestato 110000, consuntivo 4075;
    ");
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

/// The codes of what is said of a file of accounts, put down with the layout that is drafted from it, changed by `change`.
fn with_its_draft(file: &Path, change: impl Fn(String) -> String) -> Vec<String> {
    let office = Office::new();
    let draft = office.program(&["read", &file.to_string_lossy(), "--suggest"]);
    let draft = String::from_utf8(draft.stdout).unwrap();
    let name = name(file);
    let id = name.split('_').next().unwrap().to_owned();
    let draft =
        draft.replace(&format!("id = \"{id}\""), "id = \"bilancio\"").replace(&format!("\"^{id}_"), "\"^bilancio_");
    office.configure("layouts/bilancio.toml", &change(draft));
    office.drop_file(&name.replace(&id, "bilancio"), &std::fs::read(file).unwrap());
    let (_, json) = office.run("2021-03");
    let of_file = json["problems"].as_array().unwrap().iter().filter(|it| it["file"] == name.replace(&id, "bilancio"));
    of_file.map(|it| format!("{} {}", it["code"], it["cell"]).replace('"', "")).collect()
}

#[test]
fn accounts_of_others_are_counted_once_and_with_one_sign() {
    let Some(folder) = folder() else { return };
    let mixed = folder.join("accounts-mixed-sign/oneri_2021-03.xlsx");
    assert_eq!(with_its_draft(&mixed, |draft| draft), ["ledger.opposite_sign D5"]);
    // The draft names the column and what to declare.
    let declared = |draft: String| draft.replace("\"consuntivo\" }", "\"consuntivo\", sign = -1 }");
    assert_eq!(with_its_draft(&mixed, declared), Vec::<String>::new());
    let summed = folder.join("accounts-mastri-above-accounts/proventi_2021-03.xlsx");
    assert_eq!(with_its_draft(&summed, |draft| draft), Vec::<String>::new());
    let undeclared = |draft: String| draft.replace("^\\\\d{3}$", "^nessuno$");
    let told = with_its_draft(&summed, undeclared);
    assert!(told.iter().all(|it| it.starts_with("ledger.summed_twice")) && told.len() == 4, "{told:?}");
}
