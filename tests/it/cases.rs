//! Whole months as texts: what an office drops goes in, what the service says of it comes out.
//!
//! `tests/cases/NAME/in/MONTH/FILE.csv` becomes `FILE.xlsx` in the drop folder, months in order, each run when its files lie
//! there. Cells stand between `;`: numbers and ISO dates become real ones, a leading `'` keeps a text. `in/config/` lies over
//! the configuration that the program carries, in which no file is required. `out/MONTH/` holds what `export` says of differences and matches, and
//! `riepilogo.txt`, what JSON says of closed items, bridges and restatements. `BLESS=1` writes it anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use quadratura::config::Config;
use quadratura::reconcile::reasons::REASONS;
use quadratura::reconcile::{Kind, Pass};
use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value;

use crate::office::Office;

/// The workbook that a text stands for.
pub fn workbook(text: &str) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    for (row, line) in (0_u32..).zip(text.lines()) {
        for (column, cell) in (0_u16..).zip(line.split(';')) {
            if let Some(text) = cell.strip_prefix('\'') {
                sheet.write_string(row, column, text).unwrap();
            } else if let Ok(number) = cell.parse::<f64>() {
                sheet.write_number(row, column, number).unwrap();
            } else if let Ok(day) = cell.parse::<NaiveDate>() {
                sheet.write_date_with_format(row, column, day, &date).unwrap();
            } else if !cell.is_empty() {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    workbook.save_to_writer(&mut bytes).unwrap();
    bytes.into_inner()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// Lays a case's own configuration over the program's.
fn configure(office: &Office, folder: &Path, below: &str) {
    for path in entries(folder) {
        let name = format!("{below}{}", name(&path));
        if path.is_dir() {
            configure(office, &path, &format!("{name}/"));
        } else {
            office.configure(&name, &std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// What JSON says beyond the tables: states, bridges, restatements, tie-outs that fail.
fn told(json: &Value) -> String {
    let list = |name: &str| json[name].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut out = format!("{} {}\n", text(&json["period"]), text(&json["state"]));
    for it in list("tie_outs").iter().filter(|it| it["state"] == "fails") {
        let _ = writeln!(out, "non quadra {} {}: {}", text(&it["id"]), text(&it["scope"]), it["difference_cents"]);
    }
    for it in list("problems") {
        let _ = writeln!(out, "anomalia {} {} {}", text(&it["code"]), text(&it["file"]), text(&it["cell"]));
    }
    for it in list("bridges") {
        let items: Vec<String> = it["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| format!(" {} ({} {})", item["amount_cents"], text(&item["kind"]), item["count"]))
            .collect();
        let (from, to) = (&it["accounting_cents"], &it["office_cents"]);
        let (office, objective) = (text(&it["office"]), text(&it["objective"]));
        let rest = &it["unexplained_cents"];
        let _ = writeln!(out, "raccordo {office} {objective}: {from}{} = {to}, non spiegato {rest}", items.concat());
    }
    for it in list("restated_rows") {
        let _ = writeln!(out, "{}: {}", text(&it["kind"]), text(&it["text"]));
    }
    for it in list("indicators").iter().filter(|it| it["scenario"] == "consuntivo" && it["state"] != "no_data") {
        let _ = writeln!(out, "indicatore {} {} {}", text(&it["code"]), text(&it["id"]), text(&it["state"]));
    }
    out
}

/// A chamber of which no file is required: matching needs no statements, and a month without them is issued to all, as it would
/// be with them.
pub fn office() -> Office {
    let office = Office::new();
    let settings = &quadratura::config::embedded_configuration()["settings.toml"];
    office.configure("settings.toml", &settings.replace("required = true", "required = false"));
    // The tests of alerts about files speak of some that are required.
    office.configure("alerts/file_e_mesi.toml", "");
    office
}

/// Runs a case; what it says, by name below `out/`.
fn run(case: &Path) -> BTreeMap<String, String> {
    let office = office();
    configure(&office, &case.join("in/config"), "");
    let mut said = BTreeMap::new();
    for month in entries(&case.join("in")).into_iter().filter(|path| path.is_dir() && name(path) != "config") {
        for file in entries(&month) {
            let text = std::fs::read_to_string(&file).unwrap();
            office.drop_file(&name(&file).replace(".csv", ".xlsx"), &workbook(&text));
        }
        let month = name(&month);
        let (code, json) = office.run(&month);
        assert!(matches!(code, 0 | 3), "{month}: {json}");
        assert_bridged(&json);
        for table in ["differences", "matches"] {
            let csv = office.program(&["export", table, "--period", &month]);
            said.insert(format!("{month}/{table}.csv"), String::from_utf8(csv.stdout).unwrap());
        }
        said.insert(format!("{month}/riepilogo.txt"), told(&json));
        let (_, again) = office.run(&month);
        assert_eq!(again["differences"], json["differences"], "a second run of {month} says the same");
        assert_eq!(again["changed"], false, "and does nothing");
    }
    said
}

/// Nothing lies between two totals that is not listed.
fn assert_bridged(json: &Value) {
    for bridge in json["bridges"].as_array().unwrap() {
        assert_eq!(bridge["unexplained_cents"], 0, "{bridge}");
    }
}

#[test]
fn every_case_says_what_it_said() {
    let cases = entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases"));
    assert!(!cases.is_empty(), "`tests/cases` is there");
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    let (some, others) = cases.split_at(cases.len() / 2);
    let each = |cases: &[PathBuf]| cases.iter().map(|case| (case.clone(), run(case))).collect::<Vec<_>>();
    let ran = std::thread::scope(|scope| {
        let some = scope.spawn(|| each(some));
        let others = each(others);
        some.join().unwrap().into_iter().chain(others)
    });
    for (case, found) in ran {
        for (file, said) in found {
            let path = case.join("out").join(&file);
            if bless {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(&path, said).unwrap();
            } else if std::fs::read_to_string(&path).unwrap_or_default() != said {
                wrong.push(format!("{}/out/{file} is now:\n{said}", name(&case)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\nBLESS=1 accepts what is right", wrong.join("\n"));
}

#[test]
fn every_kind_and_reason_of_difference_has_its_case() {
    let mut seen = std::collections::BTreeSet::new();
    for case in entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")) {
        for month in entries(&case.join("out")) {
            let text = std::fs::read_to_string(month.join("differences.csv")).unwrap();
            let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
            for record in reader.records() {
                let record = record.unwrap();
                seen.insert(format!("{}/{}", &record[1], &record[2]));
                seen.insert(record[14].to_owned());
            }
            let matches = std::fs::read_to_string(month.join("matches.csv")).unwrap();
            seen.extend(matches.lines().filter_map(|line| line.split(';').nth(1)).map(str::to_owned));
        }
    }
    let of_kind = |(kind, reason): &(Kind, &str)| format!("{}/{reason}", kind.id());
    let states = ["open", "expected", "accepted", "closed", "apart", "interventi.storno", "interventi.senza_importo"];
    for expected in REASONS.iter().map(of_kind).chain(states.map(str::to_owned)) {
        assert!(seen.contains(&expected), "`{expected}` has no case; there are {seen:?}");
    }
}

#[test]
fn a_test_of_the_rules_that_fails_is_an_error_of_the_configuration() {
    let office = Office::new();
    let name = "matching/interventi.toml";
    let text = quadratura::config::embedded_configuration()[name].clone();
    let output = office.program(&["check"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).contains("prove delle regole superate"));
    office.configure(name, &text.replace("pairs = [\"c1 = u1 + u2\"]", "pairs = [\"c1 = u1\"]"));
    let output = office.program(&["check", "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let error = crate::office::json_of(&output)["error"].clone();
    let line = 1 + text.lines().position(|line| line.contains("un pagamento in due righe")).unwrap();
    assert_eq!(error["line"], line, "{error}");
    assert!(error["file"].as_str().unwrap().ends_with(name), "{error}");
    assert!(error["text"].as_str().unwrap().contains("trovato invece `c1 = u1 + u2`"), "{error}");
}

/// What a pass may use, by name.
fn features(pass: &Pass) -> Vec<String> {
    let tolerance = pass.tolerance;
    let mut used = vec![format!("{:?}", pass.cardinality), format!("{:?}", pass.hit)];
    used.extend(pass.keys.iter().map(|key| format!("{key:?}")));
    used.extend(pass.window.map(|_| "window".to_owned()));
    used.extend((tolerance.above_cents != tolerance.below_cents).then(|| "asymmetric".to_owned()));
    used.extend((tolerance.percent > 0.0 && tolerance.percent_max_cents.is_some()).then(|| "percent".to_owned()));
    used
}

#[test]
fn the_rules_that_travel_with_the_program_show_everything_that_a_rule_may_do() {
    let config = Config::compose(quadratura::config::embedded_configuration(), Path::new("/")).unwrap();
    let rules = &config.reconcile.rule_sets[0];
    let mut shown: Vec<String> = Vec::new();
    for test in &rules.tests {
        let passes = if test.passes.is_empty() { &rules.passes } else { &test.passes };
        shown.extend(passes.iter().flat_map(features));
        let kinds = test.differences.iter().filter_map(|text| text.split([':', '/']).next());
        shown.extend(kinds.map(str::to_owned));
    }
    for feature in "OneToOne OneToMany ManyToOne ManyToMany Automatic Suggested window asymmetric percent Office Objective Act \
                    FiscalCode Beneficiary Mandate Cup Cor ambiguous search_stopped amount coding timing missing_in_office \
                    missing_in_accounting"
        .split_whitespace()
    {
        assert!(shown.iter().any(|it| it == feature), "no test of `interventi.toml` shows `{feature}`");
    }
}

#[test]
fn an_acceptance_that_says_too_little_is_an_error_of_the_configuration() {
    let entry = |kind: &str, amount: &str, why: &str, days: &str| {
        format!(
            "[[accepted]]\nid = '609a36dbb516e393ae9f9e84d2336e16'\nkind = '{kind}'\namount = '{amount}'\nwhy = '{why}'\n{days}\n"
        )
    };
    let good = entry("amount", "40,00", "ritenuta versata", "until = '2021-12'");
    let office = Office::new();
    let wrong = |text: &str| {
        office.configure("accepted.toml", text);
        let output = office.program(&["check", "--json"]);
        assert_eq!(output.status.code(), Some(2), "{text}");
        let error = crate::office::json_of(&output)["error"].clone();
        assert!(error["file"].as_str().unwrap().ends_with("accepted.toml"), "{error}");
        format!("{} {}", error["line"], error["text"].as_str().unwrap())
    };
    let all = [
        wrong(&entry("amount", "40,00", " ", "until = '2021-12'")),
        wrong(&entry("amount", "40,00", "ritenuta", "")),
        wrong(&entry("amount", "40", "ritenuta", "until = 'sempre'")),
        wrong(&entry("importo", "40,00", "ritenuta", "until = '2021-12'")),
        wrong(&entry("amount", "40,00", "ritenuta", "until = '2021-12'\nfrom = '2022-01'")),
        wrong(&[good.as_str(), &good].concat()),
    ];
    insta::assert_snapshot!(all.join("\n"), @r"
        5 la differenza `609a36dbb516e393ae9f9e84d2336e16` è accettata senza un perché: scriverlo in `why`
        1 manca il campo `until`
        6 `sempre` non è una data né un mese, come 2021-12-31 o 2021-12
        3 il valore `importo` non è ammesso; si può scrivere `missing_in_office`, `missing_in_accounting`, `amount`, `coding`, `timing`, `duplicate`, `ambiguous`, `search_stopped`, `vanished`, `former_year`, `revocation`, `saving`
        7 la differenza `609a36dbb516e393ae9f9e84d2336e16` è accettata da un mese che viene dopo `until`
        8 la differenza `609a36dbb516e393ae9f9e84d2336e16` è accettata due volte per gli stessi mesi
        ");
    let next = entry("amount", "30,00", "ritenuta versata", "until = '2022-12'\nfrom = '2022-01'");
    office.configure("accepted.toml", &[good, next].concat());
    assert_eq!(office.program(&["check"]).status.code(), Some(0), "one after the other is no double");
}
