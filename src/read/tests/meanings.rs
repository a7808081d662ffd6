//! What a value means once its cell is read: dates that cannot be, zeros that say nothing, values under merged cells.

use super::*;

/// An office's sheet with a required code and a date.
const DATED: &str = r#"
id = "x"
title = "X"
kind = "initiatives"
file = 'x'
unreadable = "row"
column = [
  { id = "obiettivo", header = ["Obiettivo"], kind = "code", required = true },
  { id = "data", header = ["Data"], kind = "date" },
  { id = "liquidato", header = ["Liquidato"], kind = "money" },
]
"#;

#[test]
fn a_date_that_cannot_be_is_told_and_not_believed() {
    let bytes = workbook("Dati", |sheet| {
        line(sheet, 0, &["Obiettivo", "Data", "Liquidato"]);
        let texts = ["31/12/9999", "15/03/0202", "31/12/2099", "01/01/1900", "31/12/2098", "01/01/1920", "30/06/2201"];
        for (row, text) in (1..).zip(texts) {
            line(sheet, row, &["A", text, "1,00"]);
        }
        for (row, moment) in (8..).zip([(1900, 1, 1), (1904, 1, 1), (9999, 12, 31), (2021, 6, 30)]) {
            line(sheet, row, &["B", "", "1,00"]);
            day(sheet, row, 1, moment);
        }
    });
    let tells = |layout: &str| check(layout, "x", &bytes);
    insta::assert_snapshot!(tells(DATED), @r"
    Data A2: A | ∅ | 1,00
    Data A3: A | ∅ | 1,00
    Data A4: A | ∅ | 1,00
    Data A5: A | ∅ | 1,00
    Data A6: A | 2098-12-31 | 1,00
    Data A7: A | 1920-01-01 | 1,00
    Data A8: A | ∅ | 1,00
    Data A9: B | ∅ | 1,00
    Data A10: B | ∅ | 1,00
    Data A11: B | ∅ | 1,00
    Data A12: B | 2021-06-30 | 1,00
    Warning read.date_out_of_range Dati!B2: Nella colonna `Data` la data `31/12/9999` non può essere vera: si leggono quelle dal 1920 al 2098
    Warning read.date_out_of_range Dati!B3: Nella colonna `Data` la data `15/03/0202` non può essere vera: si leggono quelle dal 1920 al 2098
    Warning read.date_out_of_range Dati!B4: Nella colonna `Data` la data `31/12/2099` non può essere vera: si leggono quelle dal 1920 al 2098
    Warning read.date_out_of_range Dati!B5: Nella colonna `Data` la data `01/01/1900` non può essere vera: si leggono quelle dal 1920 al 2098
    Warning read.date_out_of_range Dati!B8: Nella colonna `Data` la data `30/06/2201` non può essere vera: si leggono quelle dal 1920 al 2098
    Warning read.date_out_of_range Dati!B9: Nella colonna `Data` la data `01/01/1900` non può essere vera: si leggono quelle dal 1920 al 2098
    Warning read.date_out_of_range Dati!B10: Nella colonna `Data` la data `01/01/1904` non può essere vera: si leggono quelle dal 1920 al 2098
    Warning read.date_out_of_range Dati!B11: Nella colonna `Data` la data `31/12/9999` non può essere vera: si leggono quelle dal 1920 al 2098
    ");
    let required = DATED.replace("kind = \"date\"", "kind = \"date\", required = true");
    assert!(tells(&required).contains("Error read.date_out_of_range Dati!B2"));
    assert!(
        tells(&required.replace("\"row\"", "\"file\"")).starts_with("Refusal read.date_out_of_range Dati!B2"),
        "a file that is taken whole or not at all"
    );
}
