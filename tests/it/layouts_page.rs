//! `docs/layouts.md` is all that somebody has who takes on a new export: its example works, its list of codes is whole.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use regex::Regex;
use rust_xlsxwriter::Workbook;
use serde_json::Value;

use crate::office::{Office, json_of};

fn text_of(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The codes of problems that a text names.
fn codes(text: &str) -> BTreeSet<String> {
    let code = Regex::new(r#"["`]((?:read|intake)\.[a-z_]+)["`]"#).unwrap();
    code.captures_iter(text).map(|found| found[1].to_owned()).collect()
}

#[test]
fn the_page_names_every_code_that_a_file_can_meet_and_no_other() {
    let mut said = BTreeSet::new();
    let files = [
        "sheets/phrases.rs",
        "read/phrases.rs",
        "read/phrases/cells.rs",
        "read/phrases/headings.rs",
        "read/phrases/hidden.rs",
        "read/phrases/tables.rs",
        "intake/phrases.rs",
        "pipeline/phrases.rs",
    ];
    for file in files {
        said.extend(codes(&text_of(&format!("src/{file}"))));
    }
    // These tell of a file that was read rightly and does not stand.
    for standing in ["intake.older", "intake.replaced"] {
        assert!(said.remove(standing), "{standing}");
    }
    assert_eq!(codes(&text_of("docs/layouts.md")), said);
}

#[test]
fn the_page_tells_every_field_of_a_layout() {
    let source = text_of("src/read/layout.rs");
    let (structs, _) = source.split_once("impl Layout {").unwrap();
    let field = Regex::new(r"\n    pub ([a-z_]+): ").unwrap();
    let renamed = |name: &str| match name {
        "columns" => "[[column]]".to_owned(),
        "rows" => "[[row]]".to_owned(),
        other => other.to_owned(),
    };
    let page = text_of("docs/layouts.md");
    let untold: Vec<String> = field
        .captures_iter(structs)
        .map(|found| renamed(&found[1]))
        // Where a named cell lies is told by its name, `B2`.
        .filter(|name| name != "row" && !page.contains(&format!("`{name}`")))
        .collect();
    assert_eq!(untold, Vec::<String>::new());
}

fn quadratura(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_quadratura")).args(arguments).current_dir(folder).output().unwrap()
}

/// An export that the page's example describes, with what offices add: a group written once, a total, notes.
fn export() -> Vec<u8> {
    export_titled("Camera di commercio di esempio - contributi al 30/06/2021")
}

fn export_titled(title: &str) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let lines: [&[&str]; 8] = [
        &[title],
        &[],
        &["Cod. obiettivo", "Beneficiario", "C.F.", "Data", "Quota %", "Importo liquidato"],
        &["2021_04_02_01", "Officine Uno", "00000010009", "05/03/2021", "14,65%", "1.234,56"],
        &["", "Officine Due", "00000020008", "6.4.2021", "20", "1.000,00"],
        &["Totale", "", "", "", "", "2.234,56"],
        &["Note: dati provvisori"],
        &["abc", "", "", "", "", "abc"],
    ];
    for (row, line) in (0..).zip(lines) {
        for (column, text) in (0..).zip(line).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn the_example_of_the_page_is_tried_and_then_used_as_the_page_says() {
    let page = text_of("docs/layouts.md");
    let (_, example) = page.split_once("```toml\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let office = Office::new();
    let name = "contributi_promozione_2021-06.xlsx";
    std::fs::write(office.root().join(name), export()).unwrap();
    std::fs::write(office.root().join("bozza.toml"), example).unwrap();
    let output = quadratura(office.root(), &["read", name, "--layout", "bozza.toml", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    let json = json_of(&output);
    assert_eq!(json["problems"], serde_json::json!([]));
    let rows = json["rows"].as_array().unwrap();
    assert_eq!((rows.len(), &rows[2]["kind"]), (3, &serde_json::json!("total")));
    assert_eq!(rows[1]["values"]["obiettivo"], "2021_04_02_01");
    assert_eq!(rows[1]["values"]["quota"], serde_json::json!(0.2));

    office.drop_file(name, &export());
    let (_, before) = office.run("2021-06");
    assert_eq!(before["problems"][0]["code"], "intake.undeclared");
    office.configure("layouts/contributi.toml", example);
    assert_eq!(office.program(&["check"]).status.code(), Some(0));
    let (_, after) = office.run("2021-06");
    let source = after["sources"].as_array().unwrap().iter().find(|it| it["file"] == name).unwrap();
    assert_eq!((&source["state"], &source["rows"]), (&serde_json::json!("accepted"), &serde_json::json!(2)));
}

#[test]
fn a_try_says_month_and_office_as_a_run_would() {
    let office = Office::new();
    let page = text_of("docs/layouts.md");
    let (_, example) = page.split_once("```toml\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let with = |file: &str| {
        let old = r"^contributi_(?<office>[a-z]+)_(?<period>\d{4}-\d{2})";
        assert!(example.contains(old));
        std::fs::write(office.root().join("bozza.toml"), example.replace(old, file)).unwrap();
    };
    let tried = |name: &str, more: &[&str]| {
        let bytes = export_titled("Camera di commercio di esempio - contributi");
        std::fs::write(office.root().join(name), bytes).unwrap();
        let output = quadratura(office.root(), &[&["read", name, "--layout", "bozza.toml"], more].concat());
        (output.status.code().unwrap(), output)
    };
    with(r"^contributi_(?<office>[a-z]+)_(?<period>[a-z]+[ -]?\d\d|[iv]+ trim\. \d{4})");
    for name in [
        "contributi_promozione_giu21.xlsx",
        "contributi_promozione_Giu-21.xlsx",
        "contributi_promozione_II trim. 2021.xlsx",
    ] {
        let (code, output) = tried(name, &["--json"]);
        let json = json_of(&output);
        assert_eq!((code, &json["period"], &json["office"]), (0, &"2021-06".into(), &"promozione".into()), "{name}");
    }
    let (_, output) = tried("contributi_promozione_giu21.xlsx", &[]);
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains("  Mese         giugno 2021\n  Ufficio      promozione\n"), "{shown}");

    // A pattern that looks for neither: the remedy names what it lacks, with a configuration and without one.
    with("^contributi");
    let settings = office.settings();
    let configured = ["--config", settings.to_str().unwrap()];
    for more in [&[][..], &configured] {
        let (code, output) = tried("contributi.xlsx", &[more, &["--json"]].concat());
        let json = json_of(&output);
        assert_eq!((code, &json["period"], &json["office"]), (3, &Value::Null, &Value::Null));
        let mut told: Vec<(&str, bool)> = json["problems"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| {
                let remedy = it["remedy"].as_str().unwrap();
                (
                    it["code"].as_str().unwrap(),
                    remedy.contains("(?<period>...)") || remedy.contains("(?<office>[a-z_]+)"),
                )
            })
            .collect();
        told.sort_unstable();
        assert_eq!(told, [("read.no_office", true), ("read.no_period", true)]);
    }
}

#[test]
fn a_wrong_draft_is_told_with_its_line_and_a_draft_is_proposed() {
    let office = Office::new();
    std::fs::write(office.root().join("contributi_2021-06.xlsx"), export()).unwrap();
    let draft = quadratura(office.root(), &["read", "contributi_2021-06.xlsx", "--suggest"]);
    assert_eq!(draft.status.code(), Some(0));
    let draft = String::from_utf8(draft.stdout).unwrap();
    std::fs::write(office.root().join("rotta.toml"), draft.replace("kind = \"fiscal_code\"", "kind = \"soldi\""))
        .unwrap();
    let wrong = quadratura(office.root(), &["read", "contributi_2021-06.xlsx", "--layout", "rotta.toml", "--json"]);
    assert_eq!(wrong.status.code(), Some(2));
    let error = &json_of(&wrong)["error"];
    assert!(error["file"] == "rotta.toml" && error["line"].as_u64().unwrap() > 10, "{error}");
    let shown = quadratura(office.root(), &["read", "contributi_2021-06.xlsx"]);
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("Intestazione riga 3: A Cod. obiettivo | B Beneficiario"), "{shown}");
}
