//! The page for the finance office is enough: what it shows is typed into a configuration, and the indicator is there.

use calamine::{Reader as _, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;

use crate::office::Office;

#[test]
fn the_example_of_the_page_on_indicators_works_as_it_is_printed() {
    let page = include_str!("../../docs/indicators.md");
    let blocks: Vec<&str> = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let [scheme, layout, accounts, indicator] = blocks[..] else { panic!("{} blocks", blocks.len()) };
    let office = Office::new();
    let known = std::fs::read_to_string(office.root().join("config/accounts.toml")).unwrap();
    office.configure("schemes/costi.toml", scheme);
    office.configure("layouts/costi.toml", layout);
    office.configure("accounts.toml", &format!("{known}\n{accounts}"));
    office.configure("indicators/costi.toml", indicator);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, texts) in [["Camera di commercio di esempio", ""], ["", ""], ["Conto", "Descrizione"]].iter().enumerate()
    {
        for (column, text) in (0..).zip(texts) {
            sheet.write_string(u32::try_from(row).unwrap(), column, *text).unwrap();
        }
    }
    sheet.write_string(2, 2, "Consuntivo").unwrap();
    for (row, code, amount) in [(3, "921000", 97_000.0), (4, "922001", 3_000.0)] {
        sheet.write_string(row, 0, code).unwrap();
        sheet.write_string(row, 1, "Conto").unwrap();
        sheet.write_number(row, 2, amount).unwrap();
    }
    office.drop_file("costi_2021-06.xlsx", &book.save_to_buffer().unwrap());
    office.drop_samples("2021-06", &[]);
    let (_, month) = office.run("2021-06");
    let found =
        month["indicators"].as_array().unwrap().iter().find(|it| it["id"] == "peso_formazione").unwrap().clone();
    assert_eq!((&found["value"], &found["state"]), (&"0.03".into(), &"in_progress".into()));
    let mut book: Xlsx<_> = open_workbook(office.root().join("reports/2021-06/monitoraggio-2021-06.xlsx")).unwrap();
    let range = book.worksheet_range("Indicatori").unwrap();
    assert!(range.used_cells().any(|(_, _, it)| *it == *"Peso della formazione sui costi del personale"));
}
