//! Words that nobody outside the house uses: no letter, no sheet and no page says them.

use std::io::Read as _;

use crate::office::Office;

/// What the field calls otherwise: `emissione`, `impronta`, `lettura`, *non quadra*, and an alert *dipende* from another.
const NOBODY_SAYS: [&str; 10] = [
    "edizione",
    "manifesto",
    "passaggio",
    "fallita",
    "fallite",
    "fallito",
    "tace",
    "tacciono",
    "valore obiettivo",
    "avviso, nuova",
];

/// The words of a text that nobody says, each with what stands around it.
fn found(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let whole =
        |at: usize, word: &str| !lower[..at].ends_with(is_word) && !lower[at + word.len()..].starts_with(is_word);
    let places = |word: &'static str| {
        let all = lower.match_indices(word).map(|(at, _)| at).filter(|at| whole(*at, word)).collect::<Vec<_>>();
        let around =
            |at: usize| lower[..at].chars().rev().take(40).collect::<String>().chars().rev().collect::<String>();
        all.into_iter().map(|at| format!("…{}{word}", around(at))).collect::<Vec<_>>()
    };
    NOBODY_SAYS.into_iter().flat_map(places).collect()
}

/// The texts of a workbook, in one.
fn texts(workbook: &[u8]) -> String {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    for number in 0..package.len() {
        let mut part = package.by_index(number).unwrap();
        // Pictures are no text.
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        text += &String::from_utf8(bytes).unwrap_or_default();
    }
    text
}

#[test]
fn letters_sheets_and_pages_say_what_people_say() {
    let office = Office::new();
    // A month with a refused file and one that did not come, and a month that ties out.
    office.drop_samples("2021-01", &["scheda_interventi_estero", "oneri"]);
    office.drop_file("scheda_interventi_estero_2021-01.xlsx", b"non un foglio");
    office.run("2021-01");
    office.drop_samples("2021-01", &[]);
    office.drop_samples("2021-02", &[]);
    office.run("2021-01");
    office.run("2021-02");
    let mut said = Vec::new();
    let (mut letters, mut books) = (0, 0);
    for name in office.files().into_keys() {
        let bytes = || std::fs::read(office.root().join(&name)).unwrap();
        let text = match name.rsplit_once('.') {
            Some((_, "eml")) if name.starts_with("outbox/") => {
                letters += 1;
                String::from_utf8(bytes()).unwrap().replace("=\r\n", "")
            }
            Some((_, "xlsx")) if name.starts_with("reports/") => {
                books += 1;
                texts(&bytes())
            }
            Some((_, "txt")) if name.starts_with("drop/") => String::from_utf8(bytes()).unwrap(),
            _ => continue,
        };
        said.extend(found(&text).into_iter().map(|it| format!("{name}: {it}")));
    }
    assert!(letters >= 5 && books >= 3, "{letters} letters, {books} workbooks");
    for page in ["docs/operatore.md", "README.md"] {
        let text = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
        said.extend(found(&text).into_iter().map(|it| format!("{page}: {it}")));
    }
    assert!(said.is_empty(), "{}", said.join("\n"));
}
