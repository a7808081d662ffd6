//! What `explain` and the plan's part of the month tell.

use std::process::{Command, Output};

use serde_json::Value;

use crate::demo;
use crate::office::json_of;

fn explain(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_quadratura"))
        .arg("explain")
        .args(arguments)
        .args(["--period", "2021-06", "--config"])
        .arg(demo::made().join("config/settings.toml"))
        .output()
        .unwrap()
}

#[test]
fn a_figure_is_told_down_to_its_cells_and_its_parts_make_it() {
    for id in ["interventi_su_oneri", "2021_04_02-I2", "2021_02_01-I2"] {
        let whole = json_of(&explain(&[id, "--json"]));
        for input in whole["inputs"].as_array().unwrap() {
            let entries = input["entries"].as_array().unwrap();
            assert!(!entries.is_empty() && entries.len() <= 8, "{id} {input}");
            assert!(entries.iter().all(|it| it["file"] != "" && it["sheet"] != "" && it["cell"] != ""), "{id} {input}");
            if input["amount_cents"].is_i64() {
                assert_eq!(input["amount_cents"], input["total"]["amount_cents"], "{id}");
                let told: i64 = entries.iter().map(|it| it["amount_cents"].as_i64().unwrap()).sum();
                assert_eq!(told + input["rest"]["amount_cents"].as_i64().unwrap(), input["amount_cents"], "{id}");
            }
        }
        let text = String::from_utf8(explain(&[id]).stdout).unwrap();
        assert!(
            text.contains("Formula") && text.contains("Con i numeri") && text.contains("2021-06.xlsx, foglio"),
            "{text}"
        );
    }
}

#[test]
fn a_voce_is_told_against_what_is_expected_to_date_and_no_percentage_is_across_signs() {
    let text = |id: &str| String::from_utf8(explain(&[id]).stdout).unwrap();
    let interventi = text("interventi_economici");
    for said in [
        "giugno 2021 · consuntivo alla data",
        "2.160.000,00 €, realizzato alla data il 33,47%; resto dell'anno 1.436.953,01 €",
        "712.800,00 € alla data",
        "10.246,99 €, favorevole (consuntivo - atteso)",
    ] {
        assert!(interventi.contains(said), "{said} in {interventi}");
    }
    assert!(text("diritto_annuale").contains("98.288,58 €, favorevole"));
    // Without a profile there is the rest of the year alone; of an avanzo that was to be a disavanzo, no share of it.
    assert!(!text("prestazione_servizi").contains("Scostamento"));
    for id in ["avanzo", "variazione_rimanenze"] {
        assert!(text(id).contains("resto dell'anno") && !text(id).contains("realizzato alla data"), "{}", text(id));
    }
    let of = |id: &str| json_of(&explain(&[id, "--json"]))["to_date"].clone();
    assert_eq!(
        (&of("diritto_annuale")["reading"], &of("interventi_economici")["deviation_cents"]),
        (&"favourable".into(), &1_024_699.into())
    );
    assert_eq!((&of("avanzo")["realised"], &of("avanzo")["expected_cents"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_name_that_does_not_exist_is_answered_with_the_nearest() {
    let output = explain(&["interventi_su_onere"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("forse si intendeva `interventi_su_oneri`"));
    assert_eq!(json_of(&explain(&["2021_01_02", "--json"]))["level"], "strategico");
    assert_eq!(json_of(&explain(&["personale.funzione_a", "--json"]))["scenario"], "consuntivo");
}

#[test]
fn the_plan_is_complete_with_its_tree_and_its_four_conflicts() {
    let month = demo::month(demo::made(), "2021-06");
    let list = |name: &str| month[name].as_array().unwrap().clone();
    let plan: Vec<Value> =
        list("indicators").into_iter().filter(|it| it["code"] != "" && it["scenario"] == "consuntivo").collect();
    assert_eq!(plan.len(), 34);
    assert!(plan.iter().all(|it| it["state"].is_string() && it["reason"].as_str().is_some_and(|it| !it.is_empty())));
    let with_data = plan.iter().filter(|it| it["state"] != "no_data" && it["state"] != "undefined").count();
    assert!(with_data >= 30, "{with_data}");
    let objectives = list("objectives");
    assert_eq!(objectives.len(), 34);
    let areas = objectives.iter().filter(|it| it["level"] == "area");
    assert_eq!(areas.map(|it| it["total"].as_u64().unwrap()).sum::<u64>(), 34);
    let partly = objectives.iter().find(|it| it["code"] == "2021_01_03").unwrap();
    assert_eq!((&partly["measured"], &partly["total"]), (&Value::from(2), &Value::from(3)));
    assert!(objectives.iter().any(|it| it["state"] == "no_indicators" && it["achievement"].is_null()));
    assert_eq!(list("target_conflicts").len(), 4);
    let card = &list("scorecards")[0];
    let totals: Vec<u64> = card["groups"].as_array().unwrap().iter().map(|it| it["total"].as_u64().unwrap()).collect();
    assert_eq!(totals, [11, 23, 0]);
}

#[test]
fn the_ratios_on_the_stato_patrimoniale_have_data_where_its_file_is() {
    let of = |month: &str, id: &str| {
        let json = demo::month(demo::made(), month);
        let found = json["indicators"].as_array().unwrap().iter().find(|it| it["id"] == id).unwrap().clone();
        (found["value"].as_str().map(|it| it.parse::<f64>().unwrap()), found["state"].as_str().unwrap().to_owned())
    };
    let ids = ["struttura_primario", "liquidita_immediata", "margine_struttura_finanziaria"];
    let june = ids.map(|id| of("2021-06", id).0.unwrap());
    assert!(june[2] >= june[1], "{june:?}");
    // The sample's own lines: patrimonio netto 14.467.186,17 over immobilizzazioni 10.514.300,00.
    assert!((june[0] - 14_467_186.17 / 10_514_300.0).abs() < 1e-9, "{june:?}");
    assert!(ids.iter().all(|id| of("2021-05", id) == (None, "no_data".to_owned())));
}

#[test]
fn an_account_is_called_as_the_accounts_call_it_beside_the_line_that_it_fills() {
    let whole = json_of(&explain(&["diritto_annuale", "--json"]));
    assert_eq!(whole["unit"], "euro");
    let entries = whole["entries"].as_array().unwrap();
    let fine = entries.iter().find(|it| it["key"] == "310001").unwrap();
    assert_eq!((&fine["account_label"], &fine["text"]), (&"SANZIONI DIRITTO ANNUALE".into(), &whole["label"]));
    let of_line = String::from_utf8(explain(&["diritto_annuale"]).stdout).unwrap();
    assert!(of_line.contains("  310001 SANZIONI DIRITTO ANNUALE  "), "{of_line}");
    assert!(!of_line.contains("310001 Diritto annuale"), "{of_line}");
    let of_sum = String::from_utf8(explain(&["proventi_correnti"]).stdout).unwrap();
    assert!(of_sum.contains("DIRITTO ANNUALE · Diritto annuale"), "{of_sum}");
}

#[test]
fn exported_entries_say_whose_they_are_after_the_columns_that_scripts_read() {
    let export = |form: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quadratura"));
        command.args(["export", "entries", "--period", "2021-06", "--config"]);
        command.arg(demo::made().join("config/settings.toml")).args(form).output().unwrap()
    };
    let csv = String::from_utf8(export(&[]).stdout).unwrap();
    let before =
        "kind;scheme;line;account;exercise;scenario;function;office;objective;amount_cents;file;sheet;row;cell;centre";
    let header = csv.lines().next().unwrap();
    assert_eq!(header.strip_prefix(before), Some(";account_label;line_label;beneficiary;act;date;unit"));
    let json = json_of(&export(&["--json"]));
    let all = json["entries"].as_array().unwrap();
    let of = |kind: &'static str| all.iter().filter(move |it| it["kind"] == kind);
    let fine = of("account").find(|it| it["account"] == "310001").unwrap();
    let [label, line] = ["account_label", "line_label"].map(|key| fine[key].as_str().unwrap());
    assert_eq!((label, line, fine["unit"].as_str()), ("SANZIONI DIRITTO ANNUALE", "Diritto annuale", Some("euro")));
    for kind in ["registration", "initiative"] {
        let row = of(kind).find(|it| it["act"] != "").unwrap();
        assert!(row["beneficiary"] != "" && row["date"].as_str().unwrap().starts_with("2021-"), "{row}");
    }
    assert!(of("payment").all(|it| it["beneficiary"] != "" && it["date"] != ""));
}

/// Everything that has an id is told: a tie-out, an account, an alert, an issue.
#[test]
fn what_is_no_figure_of_its_own_is_told_by_its_id_too() {
    let told = json_of(&explain(&["quadratura:cremona_risultanze.avanzo", "--json"]));
    let gaps: Vec<&Value> = told["tie_outs"].as_array().unwrap().iter().map(|it| &it["difference_cents"]).collect();
    assert!(gaps.contains(&&132_185_300.into()), "{told}");
    let account = json_of(&explain(&["330000", "--json"]));
    let entries = account["entries"].as_array().unwrap();
    assert!(
        !entries.is_empty() && entries.iter().all(|it| it["cell"] != "" && it["file"] == "oneri_2021-06.xlsx"),
        "{account}"
    );
    let alert = json_of(&explain(&["share_of_year:organi_istituzionali", "--json"]));
    assert_eq!(alert["alert"]["id"], "share_of_year:organi_istituzionali");
    let issue = json_of(&explain(&["2021-06/1", "--json"]));
    assert_eq!(issue["issue"]["state"], "released");
    assert_eq!(issue["issue"]["manifest"]["decisive"]["sources"].as_array().unwrap().len(), 12);
    let text = String::from_utf8(explain(&["2021-06-1"]).stdout).unwrap();
    assert!(text.starts_with("Emissione 1 di giugno 2021: diffusa") && text.contains("oneri_2021-06.xlsx, "), "{text}");
}
