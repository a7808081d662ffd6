//! Spreadsheets made by others, tidy and hostile, when they lie beside the repository.

use std::path::Path;

use super::super::see;
use super::*;

#[test]
fn every_file_of_others_ends_in_cells_or_in_a_clear_refusal() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let Ok(listing) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: no folder `{}`", folder.display());
        return;
    };
    let mut names: Vec<String> =
        listing.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    for name in names.iter().filter(|name| *name != "README.md") {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let end = match see(name, &bytes, &Limits::default()) {
            Ok(sheets) => {
                let cells: usize = sheets.iter().map(|sheet| sheet.cells.len()).sum();
                assert!(cells > 0, "{name} shows no cell");
                let hidden = sheets.iter().filter(|sheet| !sheet.visible).count();
                format!("{} sheets ({hidden} hidden), {cells} cells", sheets.len())
            }
            Err(problems) => {
                assert!(problems.iter().all(|problem| problem.refuses() && !problem.remedy.is_empty()), "{name}");
                format!("{}: {}", problems[0].code, problems[0].text)
            }
        };
        eprintln!("{name}: {end}");
        let (_, reading) = read_as(name, &bytes, &layout(ONERI));
        assert!(reading.refused(), "{name} is none of our tables");
    }
}

#[test]
fn dates_percentages_and_errors_of_others_are_what_they_show() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let seen = |name: &str| {
        let bytes = std::fs::read(folder.join(name)).ok()?;
        Some(see(name, &bytes, &Limits::default()).unwrap())
    };
    let (Some(dates), Some(errors)) = (seen("date_1904.xlsx"), seen("errors.xlsx")) else {
        eprintln!("skipped: no folder `{}`", folder.display());
        return;
    };
    assert!(dates[0].cells.iter().any(|cell| cell.kind == "date" && cell.value.starts_with("2021-")), "{dates:?}");
    assert!(errors[0].cells.iter().all(|cell| cell.kind == "error" && cell.value.starts_with('#')), "{errors:?}");
    let hidden = seen("sheet_visibility.xlsx").unwrap();
    assert!(hidden.iter().any(|sheet| !sheet.visible));
}
