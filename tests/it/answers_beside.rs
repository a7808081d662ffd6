//! What is answered on indicators and problems, and who is told of a difference that the accounts put right.

use serde_json::Value;

use crate::answers::{attached, cell, difference, filled, filled_in, released, rows, rows_of, workbook};
use crate::office::{Office, json_of};

const MONTH: &str = "2021-04";
/// What is said of an amount that is none.
const NO_AMOUNT: &str = "read.not_money";
/// The one indicator of April that is at risk, of the office `registro`.
const AT_RISK: &str = "2021_02_01_02-I1";

/// What was said of the last file that came: code, sheet and cell of each problem.
pub fn said_of_last(office: &Office) -> Vec<String> {
    let connection = rusqlite::Connection::open(office.root().join("quadratura.db")).unwrap();
    let sql = "SELECT problems FROM arrival ORDER BY id DESC LIMIT 1";
    let text: String = connection.query_row(sql, [], |row| row.get(0)).unwrap();
    let all: Vec<Value> = serde_json::from_str(&text).unwrap();
    let part = |it: &Value, name: &str| it[name].as_str().unwrap_or_default().to_owned();
    all.iter().map(|it| format!("{} {}!{}", part(it, "code"), part(it, "sheet"), part(it, "cell"))).collect()
}

fn tray(office: &Office, of: &str, name: &str, bytes: &[u8]) {
    std::fs::create_dir_all(office.root().join("drop").join(of)).unwrap();
    office.drop_file(&format!("{of}/{name}"), bytes);
}

/// The messages of the outbox whose names hold this, without soft line breaks.
fn letters(office: &Office, name: &str) -> Vec<String> {
    let folder = std::fs::read_dir(office.root().join("outbox")).unwrap().map(|it| it.unwrap().path());
    let mut paths: Vec<_> = folder.filter(|it| it.file_name().unwrap().to_string_lossy().contains(name)).collect();
    paths.sort();
    paths.iter().map(|it| std::fs::read_to_string(it).unwrap().replace("=\r\n", "")).collect()
}

fn status(office: &Office) -> Value {
    json_of(&office.program(&["status", "--json"]))
}

fn explained(office: &Office, id: &str, month: &str) -> String {
    let output = office.program(&["explain", id, "--period", month]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is written in a row of the sheet of indicators.
fn said_of(first: &[u8], row: usize, cells: &[(char, &str)]) -> Vec<u8> {
    let cells: Vec<(String, &str)> = cells.iter().map(|(column, text)| (cell(*column, row), *text)).collect();
    filled_in(first, "Indicatori", &cells)
}

#[test]
fn what_cannot_count_of_indicators_is_said_cell_by_cell() {
    let office = Office::new();
    office.release_samples(MONTH);
    let first = workbook(&office, "monitoraggio-2021-04.xlsx");
    let indicators = rows_of(&first, "Indicatori", "Codice");
    let row = indicators[AT_RISK].0;
    let well = indicators.values().find(|(_, it)| it["Stato"] == "raggiunto").unwrap().0;
    tray(&office, "estero", "di altri.xlsx", &said_of(&first, row, &[('M', "personale assente")]));
    office.run(MONTH);
    assert_eq!(said_of_last(&office), [format!("answers.other_office Indicatori!A{row}")]);
    tray(&office, "registro", "senza causa.xlsx", &said_of(&first, row, &[('O', "Rossi")]));
    office.run(MONTH);
    assert_eq!(said_of_last(&office), [format!("answers.no_cause Indicatori!A{row}")]);
    tray(&office, "registro", "bloccate.xlsx", &said_of(&first, well, &[('B', "altro")]));
    let (_, run) = office.run(MONTH);
    assert_eq!(said_of_last(&office), [format!("answers.locked Indicatori!A{well}")]);
    assert_eq!((&run["issue"], &run["answered_indicators"]), (&1.into(), &Value::Null));
}

#[test]
fn an_office_says_the_cause_of_its_indicator_and_another_value_asks_again() {
    let office = Office::new();
    office.release_samples(MONTH);
    let first = workbook(&office, "monitoraggio-2021-04.xlsx");
    let (row, cells) = &rows_of(&first, "Indicatori", "Codice")[AT_RISK];
    assert_eq!((cells["Stato"].as_str(), cells["Causa"].as_str()), ("a rischio", ""));
    let given = [('M', "due addetti assenti"), ('N', "si assume a termine"), ('O', "Rossi"), ('P', "30/09/2021")];
    tray(&office, "registro", "risposte.xlsx", &said_of(&first, *row, &given));
    let (_, run) = office.run(MONTH);
    assert_eq!((&run["issue"], said_of_last(&office)), (&2.into(), Vec::new()), "{}", run["problems"]);
    let told = &run["answered_indicators"][0];
    assert_eq!((&told["indicator"], &told["answered_on_this"]), (&"tempo_evasione_protesti".into(), &true.into()));
    assert_eq!((&told["answer"]["value"], &told["answer"]["state"]), (&"21,40 giorni".into(), &"at_risk".into()));
    let said = "Causa (Registro imprese, 05/05/2021): due addetti assenti; azione: si assume a termine, entro il 30/09/2021, \
                se ne occupa Rossi.";
    let printed = &rows_of(&workbook(&office, "monitoraggio-2021-04-v2.xlsx"), "Indicatori", "Codice")[AT_RISK].1;
    let cells = ["Causa", "Azione correttiva", "Responsabile"].map(|head| printed[head].as_str());
    assert_eq!(cells, ["due addetti assenti", "si assume a termine", "Rossi"]);
    assert!(printed["Motivo"].ends_with(said), "{}", printed["Motivo"]);
    let letter = letters(&office, "2021-04-2-mensile-contabilita").pop().unwrap();
    assert!(letter.contains("si assume a termine, entro il 30/09/2021"), "{letter}");
    let told = explained(&office, AT_RISK, MONTH);
    assert!(told.contains(said), "{told}");

    // Its day has passed and it is as it was: that waits for somebody.
    let waits = &status(&office)["answers_waiting"];
    assert_eq!(
        (&waits[0]["waits"], &waits[0]["answer"]["indicator"]),
        (&"overdue".into(), &"tempo_evasione_protesti".into())
    );

    // A copy of what was printed says nothing new; a month later the value is another, and the cause is none of it.
    let v2 = workbook(&office, "monitoraggio-2021-04-v2.xlsx");
    tray(&office, "registro", "copia.xlsx", &filled_in(&v2, "Indicatori", &[(cell('Q', *row), "")]));
    let (_, run) = office.run(MONTH);
    assert_eq!((&run["issue"], said_of_last(&office)), (&2.into(), vec!["answers.nothing_new !".to_owned()]));
    let run = office.release_samples("2021-05");
    assert_eq!(run["answered_indicators"][0]["answered_on_this"], false);
    let path = office.root().join("reports/2021-05/monitoraggio-2021-05.xlsx");
    let printed = &rows_of(&std::fs::read(path).unwrap(), "Indicatori", "Codice")[AT_RISK].1;
    assert_eq!(printed["Causa"], "");
    assert!(
        printed["Motivo"].ends_with(
            "La causa scritta da Registro imprese il 05/05/2021 è data su 21,40 giorni, ora 24,00 giorni: va detta di nuovo."
        ),
        "{}",
        printed["Motivo"]
    );
    is_made_again(&office, said);
}

/// All of it is what the archive makes again, and what a lost database is made of.
fn is_made_again(office: &Office, said: &str) {
    let verified = || {
        let output = office.program(&["verify"]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    };
    verified();
    for name in ["quadratura.db", "quadratura.db-wal", "quadratura.db-shm"] {
        let _ = std::fs::remove_file(office.root().join(name));
    }
    let output = office.program(&["recover"]);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(explained(office, AT_RISK, MONTH).contains(said));
    verified();
}

#[test]
fn an_answered_indicator_is_not_reminded_before_its_day() {
    let reminded = |answers: bool| {
        let office = Office::new();
        let settings = std::fs::read_to_string(office.settings()).unwrap();
        office.configure("settings.toml", &settings.replace("reminder_days = 90", "reminder_days = 10"));
        office.release_samples(MONTH);
        if answers {
            let given = ["decide", AT_RISK, "--causa", "due addetti assenti", "--until", "2021-05-25"];
            let output = office.program(&[&given[..], &["--now", "2021-05-06T07:00:00Z"]].concat());
            assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let told = |now: &str| {
            let before = letters(&office, "-avvisi-").len();
            office.program(&["run", "--nightly", "--period", MONTH, "--now", now]);
            letters(&office, "-avvisi-").split_off(before).concat().contains("registro protesti")
        };
        [told("2021-05-20T00:00:00Z"), told("2021-05-27T00:00:00Z")]
    };
    assert!(reminded(false)[0], "without an answer it is told again");
    assert_eq!(reminded(true), [false, true]);
}

/// The sheet of an office in which one amount is none, and its row does not count.
fn spoilt() -> (Office, Value) {
    let office = Office::new();
    for (name, bytes) in crate::samples::of_month(MONTH) {
        let is_it = name.starts_with("scheda_interventi_estero");
        let bytes = if is_it { filled_in(&bytes, "Interventi", &[("G5".to_owned(), "tremila")]) } else { bytes };
        office.drop_file(&name, &bytes);
    }
    let (_, run) = office.run(MONTH);
    (office, run)
}

fn anomaly<'a>(run: &'a Value, code: &str) -> &'a Value {
    let all = run["anomalies"].as_array().unwrap();
    all.iter().find(|it| it["code"] == code).unwrap_or_else(|| panic!("{code} is not among {all:?}"))
}

fn alert<'a>(run: &'a Value, begin: &str) -> Option<&'a Value> {
    let is_it = |it: &&Value| it["id"].as_str().unwrap().starts_with(begin) && it["state"] != "resolved";
    run["alerts"].as_array().unwrap().iter().find(is_it)
}

#[test]
fn a_problem_that_the_accounts_accept_is_told_no_more_and_counts_as_it_did() {
    let (office, run) = spoilt();
    let rows_refused = "rows_refused:2021-04:estero:";
    let it = anomaly(&run, NO_AMOUNT);
    let id = it["id"].as_str().unwrap().to_owned();
    assert!(alert(&run, rows_refused).is_some(), "{}", run["alerts"]);
    let first = workbook(&office, "monitoraggio-2021-04.xlsx");
    let (row, cells) = &rows_of(&first, "Anomalie", "Identificativo")[&id];
    assert_eq!((cells["Cella"].as_str(), cells["Esito"].as_str()), ("G5", ""));

    // The office proposes: it is shown, closes nothing, and waits.
    let proposal =
        filled_in(&first, "Anomalie", &[(cell('H', *row), "la corregge l'ufficio"), (cell('K', *row), "2021-12-31")]);
    tray(&office, "estero", "risposte.xlsx", &proposal);
    let (_, run) = office.run(MONTH);
    assert_eq!((&run["issue"], said_of_last(&office)), (&2.into(), Vec::new()));
    let answer = &anomaly(&run, NO_AMOUNT)["answer"];
    assert_eq!((&answer["outcome"], &answer["decides"]), (&"office_corrects".into(), &false.into()));
    assert!(alert(&run, rows_refused).is_some(), "{}", run["alerts"]);
    let printed = &rows_of(&workbook(&office, "monitoraggio-2021-04-v2.xlsx"), "Anomalie", "Identificativo")[&id].1;
    assert_eq!(printed["Esito"], "", "a proposal is printed in no cell");
    let wanted = "Risposta di Ufficio Commercio estero il 05/05/2021, la corregge l'ufficio, fino al 31/12/2021.";
    assert!(printed["Che cosa fare"].ends_with(wanted), "{}", printed["Che cosa fare"]);
    let waits = &status(&office)["answers_waiting"];
    assert_eq!((&waits[0]["waits"], &waits[0]["answer"]["problem"]), (&"proposed".into(), &id.as_str().into()));
    // An office whose files are others' may say nothing of it.
    let stranger = filled_in(&first, "Anomalie", &[(cell('H', *row), "accettata"), (cell('I', *row), "va bene")]);
    tray(&office, "promozione", "di altri.xlsx", &stranger);
    office.run(MONTH);
    assert_eq!(said_of_last(&office), [format!("answers.other_office Anomalie!M{row}")]);

    // The accounts accept: nobody is told any more, and no figure is another.
    let figures = |run: &Value| {
        [run["indicators"].clone(), run["tie_outs"].clone(), run["differences"][0]["amount_cents"].clone()]
    };
    let before = figures(&run);
    let decide = ["decide", &id[..8], "--esito", "accettata", "--why", "riga di prova", "--by", "Bianchi", "--json"];
    let output = office.program(&[&decide[..], &["--now", "2021-05-10T07:00:00Z"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(json_of(&output)["answer"]["by"], "Bianchi");
    let (_, run) = office.run(MONTH);
    assert_eq!((&run["issue"], alert(&run, rows_refused)), (&3.into(), None));
    assert_eq!(figures(&run), before);
    let over = run["alerts"].as_array().unwrap().iter().any(|it| it["state"] == "resolved");
    assert!(!over, "nobody mended it: {}", run["alerts"]);
    let printed = &rows_of(&workbook(&office, "monitoraggio-2021-04-v3.xlsx"), "Anomalie", "Identificativo")[&id].1;
    assert_eq!((printed["Esito"].as_str(), printed["Motivo"].as_str()), ("accettata", "riga di prova"));
    assert!(printed["Che cosa fare"].contains("Accettata da "), "{}", printed["Che cosa fare"]);
    assert_eq!(status(&office)["answers_waiting"].as_array().unwrap().len(), 0);
    let told = explained(&office, &id, MONTH);
    assert!(
        told.contains("ha deciso: accettata: riga di prova") && told.contains("propone: la corregge l'ufficio"),
        "{told}"
    );

    // The same place with another text is what nobody accepted.
    let samples = crate::samples::of_month(MONTH);
    let (name, bytes) = samples.iter().find(|(name, _)| name.starts_with("scheda_interventi_estero")).unwrap();
    office.drop_file(name, &filled_in(bytes, "Interventi", &[("G5".to_owned(), "quattromila")]));
    let (_, run) = office.run(MONTH);
    let it = anomaly(&run, NO_AMOUNT);
    assert_eq!((&it["id"], &it["answered_on_this"]), (&id.as_str().into(), &false.into()));
    assert!(alert(&run, rows_refused).is_some(), "{}", run["alerts"]);
}

#[test]
fn a_required_file_that_is_refused_blocks_whatever_is_accepted() {
    let office = Office::new();
    for (name, bytes) in crate::samples::of_month(MONTH).into_iter().filter(|(name, _)| !name.contains("corretto")) {
        office.drop_file(&name, &bytes);
    }
    let (_, run) = office.run(MONTH);
    assert_eq!(run["state"], "draft");
    let id = anomaly(&run, "read.error_cell")["id"].as_str().unwrap().to_owned();
    let output =
        office.program(&["decide", &id, "--esito", "accettata", "--why", "così", "--now", "2021-05-10T07:00:00Z"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let (_, run) = office.run(MONTH);
    assert_eq!((&run["issue"], &run["state"]), (&2.into(), &"draft".into()));
    assert!(alert(&run, "source_refused:2021-04:").is_some(), "{}", run["alerts"]);
    assert_eq!(anomaly(&run, "read.error_cell")["answer"]["outcome"], "accepted");
}

#[test]
fn what_the_accounts_put_right_is_their_task_and_no_longer_the_offices() {
    let (office, ..) = released();
    let first = workbook(&office, "monitoraggio-2021-04.xlsx");
    let all = rows(&first);
    let of =
        |name: &str| all.iter().find(|(_, (_, it))| it["Ufficio"] == name).map(|(id, (row, _))| (id.clone(), *row));
    let (id, row) = of("Ufficio Commercio estero").unwrap();
    let outcome = |office: &Office, who: &str, said: &str| {
        let cells = [(cell('M', row), said), (cell('R', row), who)];
        tray(office, who, &format!("{said}.xlsx"), &filled(&first, &cells));
        office.run(MONTH).1
    };
    // Proposed by the office, it stays the office's.
    let run = outcome(&office, "estero", "la corregge la contabilità");
    assert_eq!(difference(&run, &id)["answer"]["outcome"], "accounts_correct");
    assert!(alert(&run, "differences:estero").is_some() && alert(&run, "differences:contabilita").is_none());

    let run = outcome(&office, "contabilita", "la corregge la contabilità");
    assert_eq!((&difference(&run, &id)["state"], &run["issue"]), (&"open".into(), &3.into()));
    let own = alert(&run, "differences:contabilita").unwrap_or_else(|| panic!("{}", run["alerts"]));
    assert_eq!(own["recipients"], serde_json::json!(["contabilita"]));
    assert!(own["text"].as_str().unwrap().contains("1 differenza aperta da correggere in contabilità"), "{own}");
    assert!(alert(&run, "differences:estero").is_none(), "{}", run["alerts"]);
    assert!(alert(&run, "differences:promozione").is_some(), "another office's stays its own");
    let letter = letters(&office, "2021-04-3-mensile-contabilita").pop().unwrap();
    assert!(letter.contains("da correggere in contabilit"), "{letter}");
    let digests = letters(&office, "-estero").concat();
    assert!(digests.contains("quelle rimaste le corregge la contabilit"), "{digests}");

    // Nor is it reminded of it a month later, when it is late, nor told that it is closed.
    let run = office.release_samples("2021-05");
    assert_eq!(difference(&run, &id)["state"], "open");
    assert!(alert(&run, "differences:contabilita").is_some() && alert(&run, "differences:estero").is_none());
    let run = office.release_samples("2021-06");
    assert!(alert(&run, "differences_aged:contabilita").is_some(), "{}", run["alerts"]);
    assert!(alert(&run, "differences_aged:estero").is_none(), "{}", run["alerts"]);
    for letter in letters(&office, "-estero").into_iter().filter(|it| it.contains("giugno")) {
        assert!(!letter.contains("fuori tempo"), "{letter}");
    }

    // Decided otherwise, it is the office's again.
    let decide = ["decide", &id[..8], "--esito", "ufficio", "--why", "la scheda va corretta"];
    let output = office.program(&[&decide[..], &["--now", "2021-07-06T07:00:00Z"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let (_, run) = office.run("2021-06");
    assert!(alert(&run, "differences:estero").is_some() && alert(&run, "differences:contabilita").is_none());
}

/// Without the sheet of the office whose row it is nobody knows whether it is closed.
#[test]
fn a_sheet_that_does_not_come_closes_nothing_that_the_accounts_put_right() {
    let (office, ..) = released();
    let first = workbook(&office, "monitoraggio-2021-04.xlsx");
    let (id, (row, _)) =
        rows(&first).into_iter().find(|(_, (_, it))| it["Ufficio"] == "Ufficio Commercio estero").unwrap();
    tray(&office, "contabilita", "x.xlsx", &filled(&first, &[(cell('M', row), "la corregge la contabilità")]));
    let (_, run) = office.run(MONTH);
    assert!(alert(&run, "differences:contabilita").is_some(), "{id}: {}", run["alerts"]);
    office.drop_samples("2021-05", &["_estero"]);
    let (_, run) = office.run("2021-05");
    let all = run["alerts"].as_array().unwrap();
    let it = all.iter().find(|it| it["id"] == "differences:contabilita").expect("it stands");
    assert_ne!(it["state"], "resolved", "{it}");
}

#[test]
fn an_office_has_its_indicators_and_problems_in_its_own_workbook() {
    let (office, run) = spoilt();
    let small = attached(&office, "differenze-2021-04-estero.xlsx");
    let id = anomaly(&run, NO_AMOUNT)["id"].as_str().unwrap().to_owned();
    let problems = rows_of(&small, "Anomalie", "Identificativo");
    assert_eq!(problems.keys().filter(|it| it.len() == 32).collect::<Vec<_>>(), [&id], "its own and nobody else's");
    let answered = filled_in(&small, "Anomalie", &[(cell('H', problems[&id].0), "la corregge l'ufficio")]);
    office.drop_file("estero.xlsx", &answered);
    let (_, run) = office.run(MONTH);
    assert_eq!(said_of_last(&office), Vec::<String>::new());
    assert_eq!(anomaly(&run, NO_AMOUNT)["answer"]["office"], "estero");

    // The office of an indicator that is at risk has its row.
    let office = Office::new();
    office.release_samples(MONTH);
    let small = attached(&office, "differenze-2021-04-registro.xlsx");
    let rows = rows_of(&small, "Indicatori", "Codice");
    let (row, cells) = &rows[AT_RISK];
    assert_eq!((rows.len(), cells["Stato"].as_str()), (1, "a rischio"));
    office.drop_file("registro.xlsx", &filled_in(&small, "Indicatori", &[(cell('J', *row), "due addetti assenti")]));
    let (_, run) = office.run(MONTH);
    assert_eq!(said_of_last(&office), Vec::<String>::new(), "no locked cell differs from the month's workbook");
    let answer = &run["answered_indicators"][0]["answer"];
    assert_eq!((&answer["office"], &answer["why"]), (&"registro".into(), &"due addetti assenti".into()));
}

#[test]
fn what_does_not_fit_is_refused_by_hand() {
    let (office, run) = spoilt();
    let id = anomaly(&run, NO_AMOUNT)["id"].as_str().unwrap().to_owned();
    let refused = |arguments: &[&str]| {
        let output = office.program(&[&["decide"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    insta::assert_snapshot!(refused(&[AT_RISK, "--esito", "accettata", "--why", "x"]), @"quadratura: di un indicatore non si decide l'esito né si firma in due: dirne la causa e l'azione correttiva, con `--causa` e `--azione`");
    insta::assert_snapshot!(refused(&[AT_RISK, "--until", "2021-12-31"]), @"quadratura: mancano la causa e l'azione correttiva: la risposta non vale: compilare «Causa» o «Azione correttiva» (`--causa`, `--azione`)");
    insta::assert_snapshot!(refused(&["2021_01_01_02-I1", "--causa", "x"]), @"quadratura: l'indicatore è «raggiunto»: causa e azione correttiva non si chiedono, e la risposta non vale: rispondere sugli indicatori mancati, vicini, fuori linea o a rischio");
    insta::assert_snapshot!(refused(&[&id, "--causa", "x"]), @"quadratura: di una differenza o di un'anomalia si decide l'esito: aggiungere `--esito`, e il motivo con `--why`; causa e azione sono degli indicatori");
    insta::assert_snapshot!(refused(&[&id, "--esito", "accettata"]), @"quadratura: «accettata» senza motivo: la risposta non vale: compilare «Motivo»");
    insta::assert_snapshot!(refused(&["ffffffff", "--esito", "accettata", "--why", "x"]), @"quadratura: nessuna emissione riporta una differenza, un indicatore o un'anomalia `ffffffff`: l'identificativo è nell'ultima colonna dei fogli Differenze e Anomalie, di un indicatore è il codice");
    assert!(refused(&[&id, "--esito", "accettata", "--causa", "x"]).contains("non può stare con gli altri argomenti"));
    assert!(refused(&[&id, "--why", "x"]).contains("manca --esito"));
}

/// A workbook that LibreOffice saved, as .ods too, has no locked cell that would seem changed, and says what was filled in.
#[test]
fn indicators_and_problems_come_back_from_another_program() {
    if !crate::libreoffice::is_there() {
        return;
    }
    let (office, run) = spoilt();
    let id = anomaly(&run, NO_AMOUNT)["id"].as_str().unwrap().to_owned();
    let first = workbook(&office, "monitoraggio-2021-04.xlsx");
    let indicator = rows_of(&first, "Indicatori", "Codice")[AT_RISK].0;
    let problem = rows_of(&first, "Anomalie", "Identificativo")[&id].0;
    let back =
        filled_in(&first, "Indicatori", &[(cell('M', indicator), "due addetti"), (cell('P', indicator), "30/09/2021")]);
    let back = filled_in(&back, "Anomalie", &[(cell('H', problem), "La corregge l'ufficio")]);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("risposte.xlsx"), back).unwrap();
    let profile = folder.path().join("profile");
    crate::libreoffice::profile(&profile);
    for (format, wanted) in [("xlsx", Vec::new()), ("ods", vec!["answers.given_before"; 2])] {
        let out = folder.path().join(format);
        let made = std::process::Command::new("soffice")
            .arg(format!("-env:UserInstallation=file://{}", profile.display()))
            .args(["--headless", "--convert-to", format, "--outdir"])
            .args([&out, &folder.path().join("risposte.xlsx")])
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let name = format!("risposte.{format}");
        office.drop_file(&name, &std::fs::read(out.join(&name)).unwrap());
        let (_, run) = office.run(MONTH);
        let said = said_of_last(&office);
        let codes: Vec<&str> = said.iter().map(|it| it.split(' ').next().unwrap()).collect();
        assert_eq!(codes, wanted, "{format}: {said:?}");
        assert_eq!(run["answered_indicators"][0]["answer"]["until"], "2021-09-30");
        assert_eq!(anomaly(&run, NO_AMOUNT)["answer"]["outcome"], "office_corrects");
    }
}
