//! What the finance office expects of a voce at the year's end, by a table dropped in the folder: it counts from its month on,
//! beside what was computed, until a newer table takes its place.

use serde_json::{Value, json};

use crate::arrivals::quoted_printable;
use crate::office::{Office, json_of, tray};

/// A table of corrections, its rows as `voce;importo;motivo`.
fn table(rows: &[&str]) -> Vec<u8> {
    let mut text = "Camera di commercio di esempio - rettifiche del preconsuntivo;;\nVoce;Importo;Motivo\n".to_owned();
    rows.iter().for_each(|row| text += &format!("{row}\n"));
    text.into_bytes()
}

/// The year end of a voce of a run.
fn voce<'r>(run: &'r Value, line: &str) -> &'r Value {
    run["preconsuntivo"].as_array().unwrap().iter().find(|it| it["line"] == line).unwrap()
}

/// The value of an indicator where the year is heading.
fn heading(run: &Value, id: &str) -> String {
    let all = run["indicators"].as_array().unwrap();
    let found = all.iter().find(|it| it["id"] == id && it["scenario"] == "preconsuntivo").unwrap();
    format!("{} {}", found["value"].as_str().unwrap_or("null"), found["reason"].as_str().unwrap())
}

/// Sentences about a file, each with its code and cell.
fn said(run: &Value, file: &str) -> Vec<String> {
    let all = run["problems"].as_array().unwrap().iter().filter(|it| it["file"] == file);
    let text = |key: &str, it: &Value| it[key].as_str().unwrap().to_owned();
    all.map(|it| format!("{} {}: {} → {}", text("code", it), text("cell", it), text("text", it), text("remedy", it)))
        .collect()
}

fn issue(run: &Value) -> (i64, bool) {
    (run["issue"].as_i64().unwrap(), run["changed"].as_bool().unwrap())
}

#[test]
fn a_table_counts_from_its_month_on_until_a_newer_one_takes_its_place() {
    let office = Office::new();
    for month in ["2021-04", "2021-05"] {
        office.drop_samples(month, &[]);
        assert_eq!(issue(&office.run(month).1), (1, true));
    }
    let tfr = table(&["c) Accantonamenti al T.F.R.;180.000,00;due pensionamenti a ottobre"]);
    office.drop_file("rettifiche_preconsuntivo_2021-05.csv", &tfr);
    assert_eq!(issue(&office.run("2021-05").1), (2, true));
    assert_eq!(issue(&office.run("2021-04").1), (1, false), "a month before its own is not opened again");

    office.drop_samples("2021-06", &[]);
    let (_, june) = office.run("2021-06");
    let it = voce(&june, "accantonamento_tfr");
    assert_eq!((&it["cents"], &it["computed_cents"]), (&json!(18_000_000), &json!(14_000_000)));
    let wanted = json!({
        "cents": 18_000_000, "reason": "due pensionamenti a ottobre", "office": "contabilita", "date": "2021-06-05",
        "file": "rettifiche_preconsuntivo_2021-05.csv", "cell": "B3",
    });
    assert_eq!(it["correction"], wanted);
    // 140.000,00 of the assestato become 180.000,00: of proventi strutturali of 4.659.831,74 the oneri take 40.000,00 more, and
    // 0,131772 - 40.000,00 / 4.659.831,74 is 0,123188.
    let value = heading(&june, "equilibrio_strutturale");
    assert!(value.starts_with("0.123188"), "{value}");
    // By function it divides by its shares, 10, 22, 46 and 22 hundredths.
    let export = json_of(&office.program(&["export", "preconsuntivo", "--json", "--period", "2021-06"]));
    let rows = export["preconsuntivo"].as_array().unwrap();
    let row = rows.iter().find(|row| row["line"] == "accantonamento_tfr").unwrap();
    let parts = ["a", "b", "c", "d"].map(|it| row[format!("funzione_{it}_cents")].as_i64().unwrap());
    assert_eq!(parts, [1_800_000, 3_960_000, 8_280_000, 3_960_000]);
    assert_eq!((&row["correction_cents"], &row["correction_cell"]), (&json!(18_000_000), &json!("B3")));
    let told = office.program(&["explain", "personale", "--scenario", "preconsuntivo", "--period", "2021-06"]);
    let told = String::from_utf8(told.stdout).unwrap();
    let sentence = "rettificato dalla contabilità: 180.000,00 € (calcolato 140.000,00 €): due pensionamenti a ottobre; \
                    rettifiche_preconsuntivo_2021-05.csv, cella B3, 05/06/2021; senza rettifica: assestato di 140.000,00 €";
    assert!(told.contains(sentence), "{told}");
    let letter = std::fs::read_to_string(office.root().join("outbox/2021-06-1-mensile-contabilita.eml")).unwrap();
    let letter = letter.replace("=\r\n", "").replace("=\n", "");
    assert!(letter.contains("Una voce del preconsuntivo =C3=A8 rettificata dalla contabilit=C3=A0"), "{letter}");

    // The next table has other rows: the first correction is over, in June; May stays as it was issued.
    let other = table(&["interventi_economici;2.000.000,00;bando rinviato"]);
    office.drop_file("rettifiche_preconsuntivo_2021-06.csv", &other);
    let (_, june) = office.run("2021-06");
    assert_eq!(issue(&june), (2, true));
    assert_eq!(voce(&june, "accantonamento_tfr")["cents"], 14_000_000);
    assert_eq!(voce(&june, "accantonamento_tfr")["correction"], Value::Null);
    assert_eq!(voce(&june, "interventi_economici")["cents"], 200_000_000);
    assert_eq!(issue(&office.run("2021-05").1), (2, false));
    // A shorter one for the same month takes its place too.
    office.drop_file("rettifiche_preconsuntivo_2021-06_b.csv", &table(&["oneri_finanziari;2.000,00;mutuo"]));
    let (_, june) = office.run("2021-06");
    assert_eq!(voce(&june, "interventi_economici")["correction"], Value::Null);
    assert_eq!(voce(&june, "oneri_finanziari")["cents"], 200_000);
}

/// Subject and first things of the letter of an issue to the accounts.
fn letter(office: &Office, issue: u32) -> String {
    let path = office.root().join(format!("outbox/2021-06-{issue}-mensile-contabilita.eml"));
    let message = quoted_printable(&std::fs::read(path).unwrap()).replace("\r\n", "\n");
    let subject = message.lines().find(|line| line.starts_with("Subject: ")).unwrap();
    let (_, things) = message.split_once("CHE COSA TOCCA A CHI LEGGE\n").unwrap();
    let (first, _) = things.split_once("\n2. ").unwrap();
    format!("{subject}\n{first}")
}

#[test]
fn a_month_issued_again_for_a_table_tells_where_the_year_is_heading_now() {
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    assert_eq!(issue(&office.run("2021-06").1), (1, true));
    // 258.288,58 less of diritto annuale is as much less of the result.
    office.drop_file("rettifiche_preconsuntivo_2021-06.csv", &table(&["diritto_annuale;3.000.000,00;meno iscritti"]));
    let (_, june) = office.run("2021-06");
    assert_eq!((issue(&june), &june["restatements"]), ((2, true), &json!([])));
    insta::assert_snapshot!(letter(&office, 2), @r"
        Subject: Giugno 2021, emissione 2: preconsuntivo e 1 indicatore cambiati
        1. [nuova] Rispetto all'emissione 1 sono cambiati il preconsuntivo e un indicatore, e nessun importo alla data.
           È arrivato «rettifiche_preconsuntivo_2021-06.csv», che non c'era.
           Preconsuntivo di «Diritto annuale»: prima 3.258.288,58 €, ora 3.000.000,00 €.
           Preconsuntivo di «Disavanzo/Avanzo economico d'esercizio»: prima -713.214,83 €, ora -971.503,41 €.
           2021_04_02-I1 Indice di equilibrio strutturale: indica la capacità della camera di coprire gli oneri strutturali con i proventi strutturali: prima in linea, ora a rischio (proiezione a fine anno tra 7,64% e 8,08%); -5,10 punti per i dati.
        ");
    // The same amount in other words: the table is another, and nothing comes of it.
    office.drop_file("rettifiche_preconsuntivo_2021-06.csv", &table(&["diritto_annuale;3.000.000,00;meno imprese"]));
    assert_eq!(issue(&office.run("2021-06").1), (3, true));
    insta::assert_snapshot!(letter(&office, 3), @r"
        Subject: Giugno 2021, emissione 3: da seguire, nulla di nuovo, 6 note
        1. [nuova] Rispetto all'emissione 2 nessun importo e nessun indicatore è cambiato.
           È arrivato «rettifiche_preconsuntivo_2021-06.csv» in una nuova versione.
        ");
    // Of an issue of before nobody knows where it saw the year heading.
    let database = rusqlite::Connection::open(office.root().join("quadratura.db")).unwrap();
    database.execute_batch("DELETE FROM issued_projection; UPDATE issued_indicator SET judged_state = NULL").unwrap();
    office.drop_file("rettifiche_preconsuntivo_2021-06.csv", &table(&["diritto_annuale;2.900.000,00;meno imprese"]));
    assert_eq!(issue(&office.run("2021-06").1), (4, true));
    let said = letter(&office, 4);
    assert!(!said.contains("Preconsuntivo di") && !said.contains("prima"), "{said}");
}

/// A table with everything that cannot be taken, and what can.
const ROWS: [&str; 21] = [
    "Voce;Importo;Motivo;Funzione",
    "Prestazione servizi;250.000,00;storni attesi;",
    "Personale;1,00;prova;",
    "Totale oneri correnti;1,00;prova;",
    "a);1,00;prova;",
    "Godimento beni di tersi;1,00;prova;",
    "Spese di rappresentanza;1,00;prova;",
    "Oneri sociali;;manca l'importo;",
    "Immob. materiali;84.000,00;;",
    "11);3.000,00;una volta;",
    "Oneri finanziari;4.000,00;due volte;",
    "Quote associative;1.000,00;prova;E",
    "Proventi finanziari;1.000,00;prova;A",
    "Proventi finanziari;1.000,00;prova;funzione b",
    "Organi istituzionali;10.000,00;nuovi compensi;A",
    "Organi istituzionali;20.000,00;nuovi compensi;B)",
    "Organi istituzionali;30.000,00;nuovi compensi;C",
    "Organi istituzionali;40.000,00;altri compensi;Funzione D",
    "Diritto annuale;3.000.000,00;meno iscritti;",
    "Svalutazione crediti;700.000,00;stima nuova;",
    ";5,00;di nessuna voce;",
];

#[test]
fn what_cannot_be_taken_of_a_table_is_told_row_by_row() {
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    let layout = quadratura::config::embedded_configuration()["layouts/rettifiche_preconsuntivo.toml"].clone();
    // Where the layout lets cells be blank, the ledger says what is missing.
    let lax = layout.replacen("kind = \"money\"\nrequired = true", "kind = \"money\"", 1);
    let lax =
        lax.replacen("\"Motivazione\"]\nkind = \"text\"\nrequired = true", "\"Motivazione\"]\nkind = \"text\"", 1);
    let lax = lax.replacen("di bilancio\"]\nkind = \"text\"\nrequired = true", "di bilancio\"]\nkind = \"text\"", 1);
    office.configure("layouts/rettifiche_preconsuntivo.toml", &lax);
    let text = format!("Camera di commercio di esempio - rettifiche;;;\n{}\n", ROWS.join("\n"));
    let file = "rettifiche_preconsuntivo_2021-06.csv";
    office.drop_file(file, text.as_bytes());
    let (_, run) = office.run("2021-06");
    insta::assert_snapshot!(said(&run, file).join("\n"), @r"
    indicators.correction_below B3: rettifica sotto il registrato: «Prestazione servizi» finirebbe a 250.000,00 €, e ne sono già registrati 276.126,93 €; la rettifica conta → controllare l'importo e il segno (un costo è positivo); se ci saranno storni, va bene così
    indicators.correction_of_part B20: «Maggiorazione del diritto annuale (+20%)» è solo una parte della voce rettificata: la rettifica non dice quanto ne cambi, e resta come è calcolata, 531.440,76 € → tenerne conto negli indicatori che la usano
    ledger.correction_amount B9: la rettifica di «Oneri sociali» non dice l'importo e non viene contata → scrivere dove arriva la voce a fine anno, 0 se non ce ne sarà, e depositare di nuovo la tabella
    ledger.correction_function B14: «Proventi finanziari» è rettificata per funzione, ma manca l'importo delle funzioni C e D: non viene contata → scrivere una riga per ciascuna delle quattro funzioni, o una sola senza funzione, e depositare di nuovo la tabella
    ledger.correction_function B15: «Proventi finanziari» è rettificata per funzione, ma manca l'importo delle funzioni C e D: non viene contata → scrivere una riga per ciascuna delle quattro funzioni, o una sola senza funzione, e depositare di nuovo la tabella
    ledger.correction_function D13: `E` non è una funzione istituzionale: la rettifica non viene contata → scrivere A, B, C o D, o lasciare vuota la cella se l'importo è di tutta la voce
    ledger.correction_line A22: la rettifica non dice di quale voce è, e non viene contata → scrivere la voce come la stampa lo schema, con il numero o senza, oppure il suo nome nelle formule, e depositare di nuovo la tabella
    ledger.correction_line A4: la rettifica è di «Personale», che è un totale, e non viene contata → rettificare le voci di cui è fatto: «a) Competenze al personale» (`competenze_personale`), «b) Oneri sociali» (`oneri_sociali`), «c) Accantonamenti al T.F.R.» (`accantonamento_tfr`) e «d) Altri costi» (`altri_costi_personale`)
    ledger.correction_line A5: la rettifica è di «Totale oneri correnti (B)», che è un totale, e non viene contata → rettificare le voci di cui è fatto
    ledger.correction_line A6: la rettifica è di `a)`, che può essere «a) Competenze al personale» (`competenze_personale`), «a) Prestazione servizi» (`prestazione_servizi`) e «a) Immob. immateriali» (`ammortamento_immateriali`): non viene contata → scrivere la voce come la stampa lo schema, con il numero o senza, oppure il suo nome nelle formule, e depositare di nuovo la tabella
    ledger.correction_line A7: la rettifica è di `Godimento beni di tersi`, che non è una voce dello schema, e non viene contata; forse si intendeva `Godimento di beni di terzi` → scrivere la voce come la stampa lo schema, con il numero o senza, oppure il suo nome nelle formule, e depositare di nuovo la tabella
    ledger.correction_line A8: la rettifica è di `Spese di rappresentanza`, che non è una voce dello schema, e non viene contata → scrivere la voce come la stampa lo schema, con il numero o senza, oppure il suo nome nelle formule, e depositare di nuovo la tabella
    ledger.correction_reason C10: la rettifica di «Immob. materiali» non dice il motivo e non viene contata → scrivere nella colonna del motivo perché la voce finirà altrove, e depositare di nuovo la tabella
    ledger.correction_twice B11: «Oneri finanziari» è rettificata più di una volta: nessuna delle sue righe viene contata → lasciare una riga per voce, o una per ciascuna delle quattro funzioni, e depositare di nuovo la tabella
    ledger.correction_twice B12: «Oneri finanziari» è rettificata più di una volta: nessuna delle sue righe viene contata → lasciare una riga per voce, o una per ciascuna delle quattro funzioni, e depositare di nuovo la tabella
    ");
    // Who dropped it reads the rows that do not count in the receipt, the first of them one by one.
    let outbox = office.files().into_keys().filter(|name| name.starts_with("outbox/ricevuta-"));
    let receipts: Vec<String> = outbox.map(|name| std::fs::read_to_string(office.root().join(name)).unwrap()).collect();
    let about: Vec<String> =
        receipts.iter().map(|it| quoted_printable(it.as_bytes())).filter(|it| it.contains(file)).collect();
    assert_eq!(about.len(), 1, "{receipts:?}");
    for part in
        ["«Oneri sociali» non dice l'importo", "può essere «a) Competenze al personale»", "Godimento beni di tersi"]
    {
        assert!(about[0].replace("\r\n", " ").contains(part), "{part}: {}", about[0]);
    }
    let organs = voce(&run, "organi_istituzionali");
    assert_eq!((&organs["cents"], &organs["divided_by"]), (&json!(10_000_000), &json!("correction")));
    assert_eq!(organs["correction"]["reason"], "nuovi compensi; altri compensi");
    // All of a voce follows it: 722.000,00 of svalutazione are those of the diritto annuale.
    let of = |name: &str| {
        let arguments = ["explain", name, "--scenario", "preconsuntivo", "--json", "--period", "2021-06"];
        json_of(&office.program(&arguments))["amount_cents"].clone()
    };
    assert_eq!(of("svalutazione_diritto_annuale"), json!(70_000_000));
    let corrected: Vec<&str> = run["preconsuntivo"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| !it["correction"].is_null())
        .map(|it| it["line"].as_str().unwrap())
        .collect();
    assert_eq!(corrected, ["diritto_annuale", "prestazione_servizi", "organi_istituzionali", "svalutazione_crediti"]);
}

#[test]
fn a_table_of_a_month_already_issued_waits_for_another_issue_of_it() {
    let office = Office::new();
    for month in ["2021-05", "2021-06"] {
        office.drop_samples(month, &[]);
        assert_eq!(issue(&office.run(month).1), (1, true));
    }
    let pending = || {
        let status = json_of(&office.program(&["status", "--json"]));
        let of = |it: &Value| format!("{} {}", it["period"].as_str().unwrap(), it["file"].as_str().unwrap());
        status["pending"].as_array().unwrap().iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(pending(), Vec::<String>::new());
    let name = "rettifiche_preconsuntivo_2021-05.csv";
    office.drop_file(name, &table(&["accantonamento_tfr;180.000,00;due pensionamenti"]));
    assert_eq!(issue(&office.run("2021-06").1), (2, true));
    assert_eq!(pending(), [format!("2021-05 {name}")]);
    assert_eq!(issue(&office.run("2021-05").1), (2, true));
    assert_eq!(pending(), Vec::<String>::new());
}

#[test]
fn the_voci_of_a_projected_result_sum_to_it() {
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    office.run("2021-06");
    let explain = ["explain", "avanzo", "--scenario", "preconsuntivo", "--period", "2021-06"];
    let json = json_of(&office.program(&[&explain[..], &["--json"]].concat()));
    let voci = json["voci"].as_array().unwrap();
    let signed: Vec<i64> = voci.iter().map(|it| it["signed_cents"].as_i64().unwrap()).collect();
    assert_eq!(signed.iter().sum::<i64>(), -71_321_483);
    assert_eq!(json["amount_cents"], -71_321_483);
    assert!(signed.is_sorted_by_key(|cents| std::cmp::Reverse(cents.abs())), "{signed:?}");
    let tfr = voci.iter().find(|it| it["line"] == "accantonamento_tfr").unwrap();
    assert_eq!((&tfr["cents"], &tfr["signed_cents"]), (&json!(14_000_000), &json!(-14_000_000)));
    let told = String::from_utf8(office.program(&explain).stdout).unwrap();
    assert!(told.contains("     -140.000,00 €  Accantonamenti al T.F.R."), "{told}");
    let last = format!("     -713.214,83 €  in tutto, {} voci", voci.len());
    assert!(told.trim_end().ends_with(&last), "{told}");
}

#[test]
fn a_voce_is_named_as_reports_print_it() {
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    let rows = [
        "7e) Organi istituzionali;100.001,00;numero intero e nome",
        "6c);180.000,00;numero intero",
        "c) Oneri diversi di gestione;100.002,00;numero e nome",
        "12);100.003,00;numero",
        "Quote associative;100.004,00;nome",
        "oneri_sociali;100.005,00;nome nelle formule",
    ];
    office.drop_file("rettifiche_preconsuntivo_2021-06_contabilita.csv", &table(&rows));
    let (_, run) = office.run("2021-06");
    let corrected = |line: &str| voce(&run, line)["correction"]["reason"].as_str().unwrap_or_default().to_owned();
    let lines =
        ["organi_istituzionali", "accantonamento_tfr", "oneri_diversi_gestione", "quote_associative", "oneri_sociali"];
    let reasons = lines.map(corrected);
    assert_eq!(reasons, ["numero intero e nome", "numero intero", "numero e nome", "nome", "nome nelle formule"]);
    let of_number: Vec<&Value> =
        run["preconsuntivo"].as_array().unwrap().iter().filter(|it| it["cents"] == 10_000_300).collect();
    assert_eq!(of_number.len(), 1, "{:?}", said(&run, "rettifiche_preconsuntivo_2021-06_contabilita.csv"));
}

#[test]
fn only_who_answers_for_the_accounts_corrects_and_a_month_without_files_says_so() {
    let office = Office::new();
    let rows = table(&["accantonamento_tfr;180.000,00;prova"]);
    let name = "rettifiche_preconsuntivo_2021-06.csv";
    std::fs::create_dir_all(office.root().join("drop/promozione")).unwrap();
    office.drop_file(&format!("promozione/{name}"), &rows);
    let (_, run) = office.run("2021-06");
    insta::assert_snapshot!(said(&run, name).join("\n"), @"intake.not_of_accounts : è una tabella di rettifiche del preconsuntivo, ed è di «Ufficio Attività promozionali»: le deposita solo «Ufficio Contabilità e Controllo di gestione» → farla controllare e depositare da «Ufficio Contabilità e Controllo di gestione», nella cartella principale");
    assert!(tray(&office, "rifiutati").iter().any(|it| it == name), "{:?}", tray(&office, "rifiutati"));
    // In the main folder the file's own name tells.
    for of_other in
        ["rettifiche_preconsuntivo_2021-06_promozione.csv", "rettifiche_preconsuntivo_2021-06 (Promozione).csv"]
    {
        office.drop_file(of_other, &table(&[&format!("accantonamento_tfr;185.000,00;{of_other}")]));
        let (_, run) = office.run("2021-06");
        let said = said(&run, of_other).join("\n");
        assert!(said.starts_with("intake.not_of_accounts : è una tabella di rettifiche del preconsuntivo, ed è di «Ufficio Attività promozionali»"), "{said}");
        assert!(tray(&office, "rifiutati").iter().any(|it| it == of_other), "{:?}", tray(&office, "rifiutati"));
    }
    office.drop_file(name, &table(&["accantonamento_tfr;190.000,00;prova"]));
    let (_, run) = office.run("2021-06");
    insta::assert_snapshot!(said(&run, name).join("\n"), @r"
    indicators.correction_of_nothing B3: la rettifica di «Accantonamenti al T.F.R.» non si può usare: questo mese il suo preconsuntivo non c'è → depositare i file dei conti del mese, con l'assestato e il consuntivo della voce
    intake.not_of_accounts : è una tabella di rettifiche del preconsuntivo, ed è di «Ufficio Attività promozionali»: le deposita solo «Ufficio Contabilità e Controllo di gestione» → farla controllare e depositare da «Ufficio Contabilità e Controllo di gestione», nella cartella principale
    ");
}

#[test]
fn what_asks_the_functions_of_a_voce_not_yet_booked_says_whose_shares_are_missing() {
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    // Of the functions 2.831.626,85 are of D, by hand: what is booked of D projected, TFR 22% and ammortamenti 22%; over 3.258.288,58
    // of diritto annuale less 722.000,00.
    let (_, whole) = office.run("2021-06");
    assert!(heading(&whole, "restituzione_territorio").starts_with("1.116445"));
    let phasing = quadratura::config::embedded_configuration()["phasing.toml"].clone();
    let (before, rest) = phasing.split_once("\n[[functions]]").unwrap();
    let (_, after) = rest.rsplit_once("\n[[functions]]").unwrap();
    office.configure("phasing.toml", &format!("{before}\n[[functions]]{after}"));
    let (_, without) = office.run("2021-06");
    insta::assert_snapshot!(heading(&without, "restituzione_territorio"), @"null non rilevato: manca la quota per funzione di `ammortamento_immateriali`, `ammortamento_materiali`, `svalutazione_crediti`, `accantonamento_tfr` in phasing.toml");
    insta::assert_snapshot!(heading(&without, "incidenza_costi_supporto"), @"null non rilevato: manca la quota per funzione di `ammortamento_immateriali`, `ammortamento_materiali`, `accantonamento_tfr` in phasing.toml");
    let export = json_of(&office.program(&["export", "previsione-consuntivo", "--json", "--period", "2021-06"]));
    let rows = export["previsione_consuntivo"].as_array().unwrap();
    let row = |line: &str| rows.iter().find(|row| row["line"] == line).unwrap();
    assert_eq!(
        row("interventi_economici")["funzione_d_cents"],
        row("interventi_economici")["previsione_consuntivo_cents"]
    );
    assert_eq!(row("personale")["funzione_a_cents"], Value::Null);
    assert_eq!(row("personale")["without_shares"], "accantonamento_tfr");
    assert_eq!(row("avanzo")["previsione_consuntivo_cents"], -71_321_483);
    assert_eq!(row("investimenti")["previsione_consuntivo_cents"], Value::Null);
    assert_eq!(row("investimenti")["reason"], "nessun file dice questo investimento del 2021, né previsto né fatto");
    assert_eq!(row("avanzo")["stands_on"], "preconsuntivo");
    let check = office.program(&["check"]);
    let check = String::from_utf8(check.stdout).unwrap();
    assert!(
        check.contains("in phasing.toml non c'è la quota per funzione di 4 voci che si registrano a fine anno"),
        "{check}"
    );
}
