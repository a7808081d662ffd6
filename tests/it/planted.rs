//! What was planted in the samples is found, all of it, and nothing more.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::demo;
use crate::office::json_of;

/// period, code, file, sheet, cell, amount in cents.
pub type Finding = (String, String, String, String, String, Option<i64>);

/// What a list of planted findings says.
pub fn planted(list: &Path) -> BTreeSet<Finding> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(list).unwrap();
    let findings: Vec<Finding> = reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let at = |i: usize| record[i].to_owned();
            (at(0), at(1), at(2), at(3), at(4), record[5].parse().ok())
        })
        .collect();
    let set: BTreeSet<Finding> = findings.iter().cloned().collect();
    assert_eq!(set.len(), findings.len(), "a finding is planted once");
    set
}

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/planted.csv")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Cell and file of every entry of a month, to look a code or an account up.
fn entries(month: &str) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_quadratura"))
        .args(["export", "entries", "--json", "--period", month, "--config"])
        .arg(demo::made().join("config/settings.toml"))
        .output()
        .unwrap();
    json_of(&output)["entries"].as_array().unwrap().clone()
}

/// What a month's JSON finds wrong, in the words of the planted list.
#[expect(clippy::too_many_lines, reason = "every way in which something planted is found")]
fn found(month: &str) -> BTreeSet<Finding> {
    let json = demo::month(demo::made(), month);
    let entries = entries(month);
    let list = |name: &str| json[name].as_array().unwrap().clone();
    let mut findings = BTreeSet::new();
    let mut add = |code: String, file: String, sheet: String, cell: String, cents: Option<i64>| {
        assert!(findings.insert((month.to_owned(), code, file, sheet, cell, cents)), "found twice in {month}");
    };
    for it in list("differences") {
        let side = &it["sides"][0];
        add(
            text(&it["kind"]),
            text(&side["file"]),
            text(&side["sheet"]),
            text(&side["cell"]),
            it["amount_cents"].as_i64(),
        );
    }
    for it in list("tie_outs").iter().filter(|it| it["state"] == "fails") {
        add(text(&it["id"]), text(&it["file"]), text(&it["sheet"]), text(&it["cell"]), it["difference_cents"].as_i64());
    }
    for it in list("problems") {
        add(text(&it["code"]), text(&it["file"]), text(&it["sheet"]), text(&it["cell"]), None);
    }
    for it in list("sources").iter().filter(|it| it["state"] != "accepted" && it["state"] != "refused") {
        add(text(&it["state"]), text(&it["file"]), String::new(), String::new(), None);
    }
    // The published ratios without a code are no part of the plan: those on the stato patrimoniale have no file before June.
    let ratios = list("indicators").into_iter().filter(|it| it["scenario"] == "consuntivo" && it["code"] == "");
    let without: Vec<String> = ratios.filter(|it| it["state"] == "no_data").map(|it| text(&it["id"])).collect();
    let expected: &[&str] = match month {
        "2021-06" => &[],
        _ => &["liquidita_immediata", "margine_struttura_finanziaria", "struttura_primario"],
    };
    assert_eq!(without, expected, "{month}");
    for it in list("indicators").iter().filter(|it| it["scenario"] == "consuntivo" && it["code"] != "") {
        let measured = entries.iter().find(|entry| entry["kind"] == "measurement" && entry["line"] == it["code"]);
        let (state, code) = (text(&it["state"]), text(&it["code"]));
        match (state.as_str(), measured) {
            ("missed" | "near" | "undefined", Some(entry)) => {
                add(state, text(&entry["file"]), text(&entry["sheet"]), text(&entry["cell"]), None);
            }
            ("no_data", None) => {
                let sheet = format!("scheda_indicatori_{}_{month}.xlsx", text(&it["office"]));
                add(state, sheet, code, String::new(), None);
            }
            ("met" | "in_progress", _) => {}
            (state, _) => panic!("{code} is {state} in {month}"),
        }
    }
    let mut shares: BTreeMap<String, (String, String, String, i64)> = BTreeMap::new();
    for it in list("alerts").iter().filter(|it| it["kind"] == "share_of_year") {
        let line = text(&it["id"]).rsplit(':').next().unwrap().to_owned();
        let entry = entries
            .iter()
            .find(|entry| {
                entry["line"] == line.as_str() && entry["scenario"] == "consuntivo" && entry["function"] == ""
            })
            .unwrap_or_else(|| panic!("no entry of {line}"));
        let place = (text(&entry["file"]), text(&entry["sheet"]), text(&entry["cell"]));
        shares.insert(line, (place.0, place.1, place.2, entry["amount_cents"].as_i64().unwrap()));
    }
    for (file, sheet, cell, cents) in shares.into_values() {
        add("share_of_year".to_owned(), file, sheet, cell, Some(cents));
    }
    findings
}

#[test]
fn what_was_planted_is_found_and_nothing_more() {
    let planted = planted(&committed());
    // A split and a text amount are planted to be read rightly: they are looked for where they must be, among the matches.
    let silent = |code: &str| code == "split" || code == "text_amount";
    for month in ["2021-01", "2021-02", "2021-03", "2021-04", "2021-05", "2021-06"] {
        let expected: BTreeSet<Finding> =
            planted.iter().filter(|(period, code, ..)| period == month && !silent(code)).cloned().collect();
        assert_eq!(found(month), expected, "{month}");
    }
}

#[test]
fn what_was_planted_to_be_read_rightly_is_matched_to_the_cent() {
    let planted = planted(&committed());
    for month in ["2021-01", "2021-02", "2021-03", "2021-04", "2021-05", "2021-06"] {
        let entries = entries(month);
        let output = Command::new(env!("CARGO_BIN_EXE_quadratura"))
            .args(["export", "matches", "--json", "--period", month, "--config"])
            .arg(demo::made().join("config/settings.toml"))
            .output()
            .unwrap();
        let matches = json_of(&output)["matches"].as_array().unwrap().clone();
        for (_, code, file, sheet, cell, cents) in planted.iter().filter(|(period, ..)| period == month) {
            if code != "split" && code != "text_amount" {
                continue;
            }
            let entry = entries
                .iter()
                .find(|it| it["file"] == file.as_str() && it["sheet"] == sheet.as_str() && it["cell"] == cell.as_str())
                .unwrap_or_else(|| panic!("{file} {cell} was not posted"));
            assert_eq!(entry["amount_cents"].as_i64(), *cents, "{file} {cell}");
            let row = matches
                .iter()
                .find(|it| it["file"] == file.as_str() && it["row"] == entry["row"])
                .unwrap_or_else(|| panic!("{file} {cell} is not matched"));
            let group = matches.iter().filter(|it| it["group"] == row["group"]).count();
            assert_eq!(group, if code == "split" { 3 } else { 2 }, "{file} {cell}");
        }
    }
}
