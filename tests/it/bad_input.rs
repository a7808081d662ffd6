//! What offices and operators get wrong, and the sentence they read.

use std::io::Cursor;

use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use crate::office::{Office, json_of, tray};

/// A workbook with these rows of texts and numbers on one sheet.
fn workbook(sheet: &str, rows: &[&[&str]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet();
    page.set_name(sheet).unwrap();
    for (r, row) in rows.iter().enumerate() {
        for (c, text) in row.iter().enumerate() {
            let at = (u32::try_from(r).unwrap(), u16::try_from(c).unwrap());
            match text.parse::<f64>() {
                Ok(number) => page.write_number(at.0, at.1, number).unwrap(),
                Err(_) => page.write_string(at.0, at.1, *text).unwrap(),
            };
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    workbook.save_to_writer(&mut bytes).unwrap();
    bytes.into_inner()
}

fn problems_of<'a>(json: &'a Value, file: &str) -> Vec<&'a Value> {
    json["problems"].as_array().unwrap().iter().filter(|it| it["file"] == file).collect()
}

#[test]
fn every_bad_file_is_refused_with_its_reason_and_the_rest_goes_on() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    let title = ["Camera di commercio di esempio - al 28/02/2021"];
    let header = ["Conto", "Descrizione", "Preventivo", "Assestato"];
    let bad: Vec<(&str, Vec<u8>, &str)> = vec![
        ("verbale.xlsx", workbook("Foglio1", &[&["ciao"]]), "intake.undeclared"),
        ("proventi_2021-07.xlsx", Vec::new(), "read.empty"),
        (
            "oneri_2021-02.xlsx",
            workbook("Oneri", &[&title, &header, &["310000", "Diritto annuale", "1", "2"]]),
            "read.missing_column",
        ),
        ("proventi_2021-02.xlsx", workbook("Altro", &[&["niente"]]), "read.header_not_found"),
        ("oneri_2021-03.xlsx", b"%PDF-1.4 fattura".to_vec(), "read.unsupported_format"),
        (
            "oneri_2021-05.xls",
            b"<html><form>Utente <input name=u> Password <input type=password></form></html>".to_vec(),
            "read.unsupported_format",
        ),
    ];
    for (name, bytes, _) in &bad {
        office.drop_file(name, bytes);
    }
    // A zip without its end is still being written: it waits.
    let whole = workbook("Oneri", &[&title]);
    office.drop_file("oneri_2021-06.xlsx", &whole[..whole.len() / 2]);
    let (code, json) = office.run("2021-01");
    assert_eq!(code, 3);
    assert_eq!((&json["issue"], &json["state"]), (&json!(1), &json!("released")), "the rest goes on");
    let refused = tray(&office, "rifiutati");
    for (name, bytes, expected) in &bad {
        assert!(refused.contains(&(*name).to_owned()), "{name} is not among {refused:?}");
        assert_eq!(
            std::fs::read(office.root().join("drop/rifiutati").join(name)).unwrap(),
            *bytes,
            "the original is kept"
        );
        let reason = std::fs::read_to_string(office.root().join(format!("drop/rifiutati/{name}.motivo.txt"))).unwrap();
        assert!(reason.contains("Rimedio:"), "{reason}");
        let month = json_of(&office.program(&["read", "--json", &format!("drop/rifiutati/{name}")]));
        if *expected == "read.empty" || *expected == "read.unsupported_format" {
            assert_eq!(month["problems"][0]["code"], *expected, "{name}: {reason}");
        }
    }
    let of_this_month = problems_of(&json, "verbale.xlsx");
    assert_eq!(of_this_month[0]["code"], "intake.undeclared", "a file of no month is told by the run that met it");
    let (_, february) = office.run("2021-02");
    assert_eq!(problems_of(&february, "oneri_2021-02.xlsx")[0]["code"], "read.missing_column");
    assert!(problems_of(&february, "oneri_2021-02.xlsx")[0]["text"].as_str().unwrap().contains("Consuntivo"));
    assert_eq!(problems_of(&february, "proventi_2021-02.xlsx")[0]["code"], "read.header_not_found");
    assert_eq!(json["settling"][0]["file"], "oneri_2021-06.xlsx");
    assert!(office.root().join("drop/oneri_2021-06.xlsx").is_file());
}

#[test]
fn a_file_of_another_chamber_or_another_month_is_refused() {
    let office = Office::new();
    let header =
        ["Codice", "Indicatore", "Numeratore", "Denominatore", "Valore", "Unità", "Data rilevazione", "Stato", "Note"];
    let row = ["2021_01_01_01-I1", "Bandi", "", "", "2", "n.", "", "", ""];
    let other = workbook("Indicatori", &[&["Camera di commercio di altrove, al 31/01/2021"], &header, &row]);
    office.drop_file("scheda_indicatori_promozione_2021-01.xlsx", &other);
    let late = workbook("Indicatori", &[&["Camera di commercio di esempio, al 28/02/2021"], &header, &row]);
    office.drop_file("scheda_indicatori_registro_2021-01.xlsx", &late);
    let unknown = workbook("Indicatori", &[&["Camera di commercio di esempio, al 31/01/2021"], &header, &row]);
    office.drop_file("scheda_indicatori_cucina_2021-01.xlsx", &unknown);
    let (_, json) = office.run("2021-01");
    let code = |file: &str| problems_of(&json, file)[0]["code"].clone();
    assert_eq!(code("scheda_indicatori_promozione_2021-01.xlsx"), "read.other_ente");
    assert_eq!(code("scheda_indicatori_registro_2021-01.xlsx"), "read.period_conflict");
    assert_eq!(code("scheda_indicatori_cucina_2021-01.xlsx"), "read.unknown_office");
}

#[test]
fn two_files_for_one_place_are_both_refused_and_a_later_one_replaces() {
    let office = Office::new();
    let header =
        ["Codice", "Indicatore", "Numeratore", "Denominatore", "Valore", "Unità", "Data rilevazione", "Stato", "Note"];
    let title = ["Camera di commercio di esempio, al 31/01/2021"];
    let sheet = |value: &str| {
        let row = ["2021_01_01_01-I1", "Bandi", "", "", value, "n.", "", "", ""];
        workbook("Indicatori", &[&title, &header, &row])
    };
    office.drop_file("scheda_indicatori_promozione_2021-01.xlsx", &sheet("1"));
    office.drop_file("scheda_indicatori_promozione_2021-01_bis.xlsx", &sheet("2"));
    let (_, json) = office.run("2021-01");
    let states: Vec<&Value> = json["sources"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["layout"] == "scheda_indicatori" && it["office"] == "promozione")
        .collect();
    assert!(states.iter().all(|it| it["state"] == "refused") && states.len() == 2, "{states:?}");
    office.drop_file("scheda_indicatori_promozione_2021-01.xlsx", &sheet("1"));
    office.run("2021-01");
    office.drop_file("scheda_indicatori_promozione_2021-01.xlsx", &sheet("2"));
    let (_, json) = office.run("2021-01");
    let value = |json: &Value| {
        let all = json["indicators"].as_array().unwrap();
        all.iter().find(|it| it["code"] == "2021_01_01_01-I1").unwrap()["value"].clone()
    };
    assert_eq!(value(&json), "2", "on equal dates the later arrival stands");
}

#[test]
fn an_account_that_maps_to_nothing_keeps_the_month_a_draft() {
    let office = Office::new();
    let accounts = include_str!("../../config/accounts.toml");
    let without = accounts.replace("prefix = \"329\"", "prefix = \"399\"");
    assert_ne!(without, accounts);
    office.configure("accounts.toml", &without);
    office.drop_samples("2021-01", &[]);
    let (code, json) = office.run("2021-01");
    assert_eq!((code, &json["state"]), (3, &json!("draft")));
    let problem =
        json["problems"].as_array().unwrap().iter().find(|it| it["code"] == "ledger.unmapped_account").unwrap();
    assert!(problem["text"].as_str().unwrap().contains("329"), "{problem}");
    assert!(problem["cell"].as_str().unwrap().starts_with('A'));
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of faults and what is said of them")]
fn a_broken_configuration_is_told_with_file_line_and_column() {
    let settings = include_str!("../../config/settings.toml");
    let economici = include_str!("../../config/indicators/economici.toml");
    let patrimoniale = include_str!("../../config/layouts/stato_patrimoniale.toml");
    let office = include_str!("../../config/layouts/scheda_interventi.toml");
    let broken: Vec<(&str, String, &str)> = vec![
        ("settings.toml", settings.replace("[paths]\nroot", "[paths]\nradice"), "il campo `radice` non esiste"),
        ("settings.toml", settings.replace("id = \"esempio\"", "id = esempio"), "TOML"),
        ("settings.toml", settings.replace("statement = \"allegato_c\"", "statement = \"allegato_z\""), "allegato_z"),
        ("settings.toml", settings.replace("promozione@camera.example", "promozione"), "indirizzo"),
        (
            "checks.toml",
            include_str!("../../config/checks.toml").replace("left = \"registrazioni\"", "left = \"registrazioni +\""),
            "carattere",
        ),
        (
            "checks.toml",
            include_str!("../../config/checks.toml")
                .replace("left = \"registrazioni\"", "left = \"interventi_economic\""),
            "forse si intendeva `interventi_economici`",
        ),
        (
            "schemes/allegato_c.toml",
            include_str!("../../config/schemes/allegato_c.toml")
                .replace("formula = \"proventi_correnti - oneri_correnti\"", "formula = \"avanzo\""),
            "torna su sé stessa",
        ),
        (
            "indicators/economici.toml",
            economici
                .replace("\"oneri_correnti / proventi_correnti\"", "\"indicatore.equilibrio_netto_fdp / 2\"")
                .replace("(oneri_correnti - fdp_versato) /", "indicatore.equilibrio_gestione_corrente /"),
            "gli indicatori tornano su sé stessi: equilibrio_gestione_corrente → equilibrio_netto_fdp → equilibrio_gestione_corrente",
        ),
        (
            "indicators/economici.toml",
            economici.replace("\"oneri_correnti / proventi", "\"oneri_corenti / proventi"),
            "`equilibrio_gestione_corrente` usa `oneri_corenti`, che non esiste; forse si intendeva `oneri_correnti`",
        ),
        (
            "indicators/economici.toml",
            economici.replace("oneri_correnti.funzione_d -", "oneri_correnti.funzone_d -"),
            "forse si intendeva `oneri_correnti.funzione_d`",
        ),
        (
            "indicators/economici.toml",
            economici.replace("\"oneri_correnti / proventi_correnti\"", "\"1 - indicatore.equilibrio_neto_fdp\""),
            "forse si intendeva `indicatore.equilibrio_netto_fdp`",
        ),
        (
            "indicators/economici.toml",
            economici.replace("\"oneri_correnti / proventi_correnti\"", "\"misura.richieste_conciliazioni / 2\""),
            "forse si intendeva `misura.richieste_conciliazione`",
        ),
        (
            "layouts/stato_patrimoniale.toml",
            patrimoniale.replace("Valori al {data}", "Valori al {mese}"),
            "in `Valori al {mese}` fra graffe può stare soltanto `{data}` o `{anno}`",
        ),
        (
            "layouts/stato_patrimoniale.toml",
            patrimoniale.replace("unreadable =", "period = { header = \"voce\" }\nunreadable ="),
            "`period` cerca il mese sopra la colonna `voce`, che in `header` non ha nessun `{data}`",
        ),
        (
            "layouts/stato_patrimoniale.toml",
            patrimoniale.replace("unreadable =", "ente = { header = \"consuntivo\" }\nunreadable ="),
            "l'ente non può stare in un'intestazione",
        ),
        (
            "layouts/stato_patrimoniale.toml",
            patrimoniale.replace("kind = \"money\"", "kind = \"text\""),
            "dalla colonna `anno_prima` si prendono importi, e con `kind = \"text\"` sarebbe come vuota: ci vuole `money`",
        ),
        (
            "layouts/stato_patrimoniale.toml",
            patrimoniale.replace("unreadable =", "acts = { order = \"year_number\" }\nunreadable ="),
            "`acts` dice come si scrivono i provvedimenti, e il tracciato `stato_patrimoniale` non ha la colonna `provvedimento`",
        ),
        (
            "layouts/stato_patrimoniale.toml",
            patrimoniale.replace("unreadable =", "acts = { order = \"anno_numero\" }\nunreadable ="),
            "il valore `anno_numero` non è ammesso; si può scrivere `number_year`, `year_number`",
        ),
        (
            "layouts/stato_patrimoniale.toml",
            patrimoniale.replace("unreadable =", "acts = { words = [\"reg. 2\"] }\nunreadable ="),
            "`reg. 2` non è una parola: in `words` ci vanno parole senza numeri",
        ),
        (
            "layouts/stato_patrimoniale.toml",
            patrimoniale.replace("unreadable =", "acts = { year = 2021 }\nunreadable ="),
            "`year`",
        ),
        (
            "layouts/scheda_interventi.toml",
            office.replace(
                "header = [\"Liquidato\", \"Importo liquidato\"]\nkind = \"money\"",
                "header = [\"Liquidato\"]\nkind = \"text\"",
            ),
            "dalla colonna `liquidato` si prendono importi, e con `kind = \"text\"` sarebbe come vuota: ci vuole `money`",
        ),
        (
            "layouts/scheda_interventi.toml",
            office.replace("kind = \"date\"", "kind = \"text\""),
            "dalla colonna `data_liquidazione` si prendono date, e con `kind = \"text\"` sarebbe come vuota: ci vuole `date`",
        ),
        (
            "layouts/scheda_indicatori.toml",
            include_str!("../../config/layouts/scheda_indicatori.toml")
                .replace("kind = \"number\"", "kind = \"money\""),
            "si prendono misure, e con `kind = \"money\"` sarebbe come vuota: ci vuole `number` o `integer` o `percent`",
        ),
        (
            "layouts/scheda_interventi.toml",
            office.replace(
                "id = \"obiettivo\"\nheader = [\"Obiettivo\", \"Codice obiettivo\"]\nkind = \"code\"",
                "id = \"obiettivo\"\nheader = [\"Obiettivo\"]\nkind = \"integer\"",
            ),
            "dalla colonna `obiettivo` si prendono codici o testi, e con `kind = \"integer\"` sarebbe come vuota",
        ),
        (
            "indicators/economici.toml",
            economici.replace("value = 1.2087", "value = 1.2086"),
            "l'esempio dà 1,2087 e non 1,2086",
        ),
        (
            "indicators/economici.toml",
            economici.replace("objective = \"2021_04_02_03\"", "objective = \"2021_04_02_09\""),
            "l'obiettivo `2021_04_02_09`",
        ),
    ];
    for (name, text, expected) in broken {
        let office = Office::new();
        office.configure(name, &text);
        let output = office.program(&["check", "--json"]);
        assert_eq!(output.status.code(), Some(2), "{name}: {expected}");
        let error = &json_of(&output)["error"];
        assert!(error["text"].as_str().unwrap().contains(expected), "{error}");
        assert!(error["file"].as_str().unwrap().ends_with(name), "{error}");
        assert!(error["line"].as_u64().unwrap() > 1 && error["column"].as_u64().unwrap() >= 1, "{error}");
    }
}

#[test]
fn a_path_that_does_not_exist_is_a_wrong_command() {
    let office = Office::new();
    assert_eq!(office.program(&["read", "--json", "nessuno.xlsx"]).status.code(), Some(2));
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_quadratura"));
    let output =
        program.args(["run", "--json", "--config", "nessuno.toml"]).current_dir(office.root()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(json_of(&output)["error"]["file"].as_str().unwrap().contains("nessuno.toml"));
}

/// A sample export without some of its rows: what a spreadsheet looks like that was cut before it was sent.
fn cut(month: &str, name: &str, keep: &dyn Fn(&str) -> bool) -> Vec<u8> {
    use calamine::{Data, Reader as _, Xlsx};
    let bytes = quadratura::config::embedded_samples(month)[name].to_vec();
    let mut whole: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = whole.sheet_names()[0].clone();
    let range = whole.worksheet_range(&sheet).unwrap();
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet();
    page.set_name(&sheet).unwrap();
    let kept = range.rows().filter(|row| keep(&row.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")));
    for (r, row) in kept.enumerate() {
        for (c, value) in row.iter().enumerate() {
            let at = (u32::try_from(r).unwrap(), u16::try_from(c).unwrap());
            match value {
                Data::Empty => {}
                Data::Float(number) => drop(page.write_number(at.0, at.1, *number).unwrap()),
                other => drop(page.write_string(at.0, at.1, other.to_string()).unwrap()),
            }
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    workbook.save_to_writer(&mut bytes).unwrap();
    bytes.into_inner()
}

#[test]
fn a_cut_export_keeps_the_month_a_draft() {
    let is_row = |line: &str| line.trim_start().starts_with('3');
    type Keep<'a> = &'a dyn Fn(&str) -> bool;
    let cuts: [(&str, Keep<'_>, &str); 3] = [
        ("its rows", &|line| !is_row(line) && !line.contains("Totale"), "read.no_rows"),
        (
            "its total",
            &|line| !line.trim_start().starts_with("Totale") || line.contains("Totale 3"),
            "ledger.total_missing",
        ),
        ("its end", &|line| !line.contains("36") && !line.trim_start().starts_with("Totale"), "ledger.total_missing"),
    ];
    for (what, keep, code) in cuts {
        let office = Office::new();
        office.drop_samples("2021-01", &["proventi"]);
        let name = "proventi_2021-01.xlsx";
        office.drop_file(name, &cut("2021-01", name, keep));
        let (exit, json) = office.run("2021-01");
        assert_eq!((exit, &json["state"]), (3, &json!("draft")), "without {what}: {}", json["blocking"]);
        let codes: Vec<&Value> = problems_of(&json, name).into_iter().map(|it| &it["code"]).collect();
        assert!(codes.iter().any(|it| *it == code), "without {what}: {codes:?}");
    }
}

#[test]
fn a_cost_among_the_income_is_told_and_keeps_the_month_a_draft() {
    let office = Office::new();
    let accounts = include_str!("../../config/accounts.toml");
    let wrong = accounts
        .replace("prefix = \"321\"\nline = \"competenze_personale\"", "prefix = \"321\"\nline = \"diritto_annuale\"");
    assert_ne!(wrong, accounts);
    office.configure("accounts.toml", &wrong);
    office.drop_samples("2021-01", &[]);
    let (exit, json) = office.run("2021-01");
    assert_eq!((exit, &json["state"]), (3, &json!("draft")));
    assert_eq!(problems_of(&json, "oneri_2021-01.xlsx")[0]["code"], "ledger.other_nature");
}

#[test]
fn a_file_of_another_month_that_is_refused_is_told_by_the_run_that_met_it() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    office.drop_file("oneri_2021-05.xlsx", &workbook("Oneri", &[&["niente"]]));
    office.drop_file("oneri_2021-13.xlsx", quadratura::config::embedded_samples("2021-02")["oneri_2021-02.xlsx"]);
    let (exit, json) = office.run("2021-01");
    assert_eq!(exit, 3);
    assert_eq!(problems_of(&json, "oneri_2021-05.xlsx")[0]["code"], "read.header_not_found");
    assert_eq!(problems_of(&json, "oneri_2021-13.xlsx")[0]["code"], "read.no_such_month");
    let refused = json["arrivals"].as_array().unwrap().iter().filter(|it| it["state"] == "refused").count();
    assert_eq!(refused, 2);
}

#[test]
fn a_file_larger_than_any_export_is_kept_and_refused_like_any_other() {
    let office = Office::new();
    let settings = include_str!("../../config/settings.toml");
    let smaller = settings.replace("file_bytes_max = 268435456", "file_bytes_max = 20000");
    assert_ne!(smaller, settings);
    office.configure("settings.toml", &smaller);
    office.drop_samples("2021-01", &[]);
    office.drop_file("oneri_2021-09.xlsx", &vec![b'x'; 30_000]);
    office.drop_file("scheda_interventi_estero_2021-01 (2).xlsx", &vec![b'y'; 30_001]);
    let (exit, json) = office.run("2021-01");
    assert_eq!(exit, 3);
    assert_eq!(json["settling"], json!([]));
    let problem = problems_of(&json, "oneri_2021-09.xlsx")[0];
    assert_eq!(problem["code"], "read.too_large");
    insta::assert_snapshot!(problem["text"].as_str().unwrap(), @"il file occupa 30.000 byte, oltre il limite di 20.000");
    let arrival = |name: &str| json["arrivals"].as_array().unwrap().iter().find(|it| it["file"] == name).unwrap();
    assert_eq!(arrival("oneri_2021-09.xlsx")["state"], "refused");
    let kept = arrival("oneri_2021-09.xlsx")["sha256"].as_str().unwrap();
    let archived = office.root().join("archive").join(&kept[..2]).join(&kept[2..]);
    assert_eq!(std::fs::read(archived).unwrap(), vec![b'x'; 30_000]);
    let tray = |name: &str| office.root().join("drop/rifiutati").join(name);
    assert_eq!(std::fs::read(tray("oneri_2021-09.xlsx")).unwrap(), vec![b'x'; 30_000]);
    let why = std::fs::read_to_string(tray("oneri_2021-09.xlsx.motivo.txt")).unwrap();
    assert!(why.contains("oltre il limite") && why.contains("esportare solo il mese"), "{why}");
    assert_eq!(arrival("scheda_interventi_estero_2021-01 (2).xlsx")["office"], "estero");
    assert_eq!(json["issue"], 1, "the rest goes on");

    // Under a higher limit it is tried again, and is told what it really is.
    office.configure("settings.toml", settings);
    let (_, json) = office.run("2021-09");
    assert_eq!(problems_of(&json, "oneri_2021-09.xlsx")[0]["code"], "read.header_not_found");
}
