//! `docs/layouts.md` is all that somebody has who takes on a new export: its example works, its list of codes is whole.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use quadratura::read::layout::{Field, Kind, Need};
use quadratura::reconcile::rules::KeyPart;
use regex::Regex;
use rust_xlsxwriter::Workbook;
use serde_json::Value;

use crate::office::{Office, json_of};

pub fn text_of(path: &str) -> String {
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
        "pipeline/phrases/template.rs",
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

/// The columns of a list, as the page writes them.
fn columns(fields: &[Field]) -> String {
    fields.iter().map(|field| format!("`{}`", field.id())).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_page_tells_what_every_kind_takes_and_by_which_keys_rows_are_matched() {
    let page = text_of("docs/layouts.md");
    let what = |kind: Kind| match kind {
        Kind::Accounts => "saldi per conto",
        Kind::Reference => "prospetto che non è di un mese",
        Kind::Statement => "prospetto di un mese",
        Kind::Registrations => "registrazioni di interventi economici",
        Kind::Initiatives => "scheda di un ufficio",
        Kind::Measurements => "indicatori misurati da un ufficio",
        Kind::Payments => "pagamenti ai fornitori",
        Kind::Corrections => "rettifiche del preconsuntivo",
    };
    let mut rows =
        vec!["| `kind` | che cos'è | deve avere | prende anche |".to_owned(), "|---|---|---|---|".to_owned()];
    for kind in Kind::ALL {
        let mut needed: Vec<String> = Vec::new();
        let mut others: Vec<Field> = Vec::new();
        for (field, need) in kind.fields() {
            match need {
                Need::Always => needed.push(format!("`{}`", field.id())),
                Need::Unless(instead) => {
                    needed.push(format!("`{}` (o {})", field.id(), columns(instead).replace(", ", " e ")))
                }
                Need::Never => others.push(*field),
            }
        }
        if kind.has_figures() {
            needed.push("una colonna con `amount`".to_owned());
        }
        rows.push(format!("| `{}` | {} | {} | {} |", kind.id(), what(kind), needed.join(", "), columns(&others)));
    }
    let table = rows.join("\n");
    assert!(page.contains(&table), "the page lacks:\n{table}");
    let keys =
        KeyPart::ALL.into_iter().filter_map(|key| Some(format!("`{}` la colonna `{}`", key.id(), key.field()?.id())));
    let keys = keys.collect::<Vec<_>>().join(", ");
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains(&keys), "the page lacks: {keys}");
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
        &["Cod. obiettivo", "Determina", "Beneficiario", "C.F.", "Data", "Quota %", "Importo liquidato"],
        &["2021_04_02_01", "12/2021", "Officine Uno", "00000010009", "05/03/2021", "14,65%", "1.234,56"],
        &["", "13/2021", "Officine Due", "00000020008", "6.4.2021", "20", "1.000,00"],
        &["Totale", "", "", "", "", "", "2.234,56"],
        &["Note: dati provvisori"],
        &["abc", "", "", "", "", "", "abc"],
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

/// Ten acts, one a row, below the captions of the page's example.
fn export_of_acts() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "Camera di commercio di esempio - contributi al 30/06/2021").unwrap();
    let captions = ["Cod. obiettivo", "Determina", "Beneficiario", "C.F.", "Data", "Quota %", "Importo liquidato"];
    for (column, caption) in (0..).zip(captions) {
        sheet.write_string(2, column, caption).unwrap();
    }
    let acts = [
        "785/2021",
        "786/2021",
        "Det. SG n. 787 del 12.05.21",
        "788/21 saldo",
        "12/15",
        "12/15",
        "Convenzione quadro",
        "mag-21",
        "21/790",
        "n. 791",
    ];
    for (row, act) in (3..).zip(acts) {
        sheet.write_string(row, 0, "2021_04_02_01").unwrap();
        sheet.write_string(row, 1, act).unwrap();
        sheet.write_string(row, 6, "10,00").unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_try_shows_how_acts_are_read_and_a_layout_may_say_how_they_are_written() {
    let office = Office::new();
    let page = text_of("docs/layouts.md");
    let example = |begins: &str| {
        let (_, example) = page.split_once(&format!("```toml\n{begins}")).unwrap();
        format!("{begins}{}", example.split_once("```").unwrap().0)
    };
    let (name, layout) = ("contributi_promozione_2021-06.xlsx", example("# Riga"));
    std::fs::write(office.root().join(name), export_of_acts()).unwrap();
    let tried = |layout: &str, more: &[&str]| {
        std::fs::write(office.root().join("bozza.toml"), layout).unwrap();
        quadratura(office.root(), &[&["read", name, "--layout", "bozza.toml"], more].concat())
    };
    let shown = String::from_utf8(tried(&layout, &[]).stdout).unwrap();
    let (_, block) = shown.split_once("  Provvedim.").unwrap();
    let (block, _) = block.split_once("\n\n").unwrap();
    insta::assert_snapshot!(format!("  Provvedim.{block}"), @r"
      Provvedim.   4 letti come numero e anno: `785/2021` → 785/2021 (2 righe); `788/21 saldo` →
                   788/2021; `Det. SG n. 787 del 12.05.21` → 787/2021
                   5 non sono numero e anno: `12/15` (2 righe); `21/790`; `Convenzione quadro`; `n. 791`
                   1 è una data: `mag-21`, forse 5/2021
    ");
    // Before the first `[[column]]`, as TOML has it.
    let own = layout.replacen("[[column]]", &format!("{}\n[[column]]", example("[acts]")), 1);
    let acts = &json_of(&tried(&own, &["--json"]))["acts"];
    let example = |example: &Value| format!("{} {} {}", example["written"], example["as"], example["rows"]);
    let told = |list: &str| acts[list].as_array().unwrap().iter().map(example).collect::<Vec<_>>();
    assert_eq!(acts["read"], 5, "{acts}");
    assert_eq!(
        told("ways"),
        [
            "\"785/2021\" \"785/2021\" 2",
            "\"21/790\" \"790/2021\" 1",
            "\"Det. SG n. 787 del 12.05.21\" \"787/2021\" 1",
            "\"n. 791\" \"791/2021\" 1"
        ]
    );
    assert_eq!(told("not_read"), ["\"12/15\" null 2", "\"788/21 saldo\" null 1", "\"Convenzione quadro\" null 1"]);
    assert_eq!(told("dates"), ["\"mag-21\" \"5/2021\" 1"]);
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
    assert!(shown.contains("Intestazione riga 3: A Cod. obiettivo | B Determina"), "{shown}");
}

/// An office's sheet as nobody declared it: its own captions, two payments that the accounts have too.
fn unseen_sheet(office: &Office) -> Vec<u8> {
    let registrations: Vec<_> = quadratura::config::embedded_samples("2021-01")
        .into_iter()
        .filter(|(name, _)| name.starts_with("scheda_interventi_estero"))
        .collect();
    assert_eq!(registrations.len(), 1);
    std::fs::write(office.root().join("vera.xlsx"), registrations[0].1).unwrap();
    let read = quadratura(
        office.root(),
        &[
            "read",
            "vera.xlsx",
            "--config",
            office.settings().to_str().unwrap(),
            "--layout",
            "scheda_interventi",
            "--json",
        ],
    );
    let json = json_of(&read);
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "Camera di commercio di esempio - contributi al 31/01/2021").unwrap();
    let captions = ["Ob. operativo", "Bando", "n. provv.", "Liquidato il", "Ditta", "P. IVA", "Importo liquidato"];
    for (column, caption) in (0..).zip(captions) {
        sheet.write_string(2, column, caption).unwrap();
    }
    let ids = ["obiettivo", "iniziativa", "provvedimento", "data_liquidazione", "beneficiario", "codice_fiscale"];
    let rows = json["rows"].as_array().unwrap().iter().filter(|row| row["kind"] == "data");
    for (at, row) in (3..).zip(rows) {
        for (column, id) in (0..).zip(ids) {
            sheet.write_string(at, column, row["values"][id].as_str().unwrap_or_default()).unwrap();
        }
        let cents = row["values"]["liquidato"].as_i64().unwrap();
        sheet.write_number(at, 6, cents as f64 / 100.0).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn the_six_steps_done_as_they_are_written_end_in_pairs() {
    let office = Office::new();
    let name = "contributi_estero_2021-01.xlsx";
    std::fs::write(office.root().join(name), unseen_sheet(&office)).unwrap();
    // 1 and 2: look, and have a draft proposed. 3: nothing is left to finish.
    assert_eq!(quadratura(office.root(), &["read", name]).status.code(), Some(0));
    let draft = String::from_utf8(quadratura(office.root(), &["read", name, "--suggest"]).stdout).unwrap();
    for id in
        ["obiettivo", "iniziativa", "provvedimento", "data_liquidazione", "beneficiario", "codice_fiscale", "liquidato"]
    {
        assert!(draft.contains(&format!("id = \"{id}\"")), "{id}: {draft}");
    }
    std::fs::write(office.root().join("bozza.toml"), &draft).unwrap();
    // 4: try it.
    let tried = quadratura(office.root(), &["read", name, "--layout", "bozza.toml"]);
    assert_eq!(tried.status.code(), Some(0), "{}", String::from_utf8_lossy(&tried.stdout));
    // 5: put it into its place, and name it in the rules.
    office.configure("layouts/contributi.toml", &draft);
    let id = draft.lines().find_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"')).unwrap();
    let matching = std::fs::read_to_string(office.root().join("config/matching/interventi.toml")).unwrap();
    let named = matching.replace(
        "\noffice_layout = \"scheda_interventi\"",
        &format!("\noffice_layout = [\"scheda_interventi\", \"{id}\"]"),
    );
    assert_ne!(matching, named);
    office.configure("matching/interventi.toml", &named);
    let checked = office.program(&["check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stderr));
    // 6, and a night: this sheet in the place of the office's own.
    office.drop_samples("2021-01", &["scheda_interventi_estero"]);
    office.drop_file(name, &std::fs::read(office.root().join(name)).unwrap());
    let (_, json) = office.run("2021-01");
    let source = json["sources"].as_array().unwrap().iter().find(|it| it["file"] == name).unwrap();
    assert_eq!(source["state"], "accepted", "{json}");
    // As many as with the office's own sheet, whose rows these are.
    let own = Office::new();
    own.drop_samples("2021-01", &[]);
    let (_, known) = own.run("2021-01");
    assert_eq!(json["matches"]["rows"], known["matches"]["rows"]);
    assert!(known["matches"]["rows"].as_u64().unwrap() > 20, "{known}");
}
