//! What an office reads of a file that is refused as a whole, or warned about: the sentence, where it points, what to do.

use rust_xlsxwriter::Workbook;

use crate::office::Office;

/// A workbook with one sheet of texts; a text that is a number is written as one.
fn sheet(rows: &[&[&str]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet().set_name("Scheda").unwrap();
    for (r, row) in (0..).zip(rows) {
        for (c, text) in (0..).zip(*row).filter(|(_, text)| !text.is_empty()) {
            match text.parse::<f64>() {
                Ok(number) => drop(page.write_number(r, c, number).unwrap()),
                Err(_) => drop(page.write_string(r, c, *text).unwrap()),
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

const HEADER: [&str; 4] = ["Obiettivo", "Beneficiario", "Liquidato", "Note"];
const ROW: [&str; 4] = ["2021_01_01_01", "Officine Uno", "100", ""];

/// A sheet of an office with these title lines.
fn titled(title: &[&str]) -> Vec<u8> {
    let lines: Vec<[&str; 1]> = title.iter().map(|line| [*line]).collect();
    let mut rows: Vec<&[&str]> = lines.iter().map(<[&str; 1]>::as_slice).collect();
    rows.extend([HEADER.as_slice(), &ROW]);
    sheet(&rows)
}

/// Every problem of these files in one run of June, in the words of the office.
fn said(office: &Office, files: &[(&str, Vec<u8>)]) -> String {
    for (name, bytes) in files {
        office.drop_file(name, bytes);
    }
    let (_, json) = office.run("2021-06");
    let mut out = String::new();
    for (name, _) in files {
        for problem in json["problems"].as_array().unwrap().iter().filter(|it| it["file"] == *name) {
            let text = |field: &str| problem[field].as_str().unwrap_or_default();
            out += &format!(
                "{name} {} {}!{}: {} → {}\n",
                text("code"),
                text("sheet"),
                text("cell"),
                text("text"),
                text("remedy")
            );
        }
    }
    out
}

const ENTE: &str = "Camera di commercio di esempio";

#[test]
fn what_a_title_or_a_name_gets_wrong_is_told_with_its_cell() {
    let office = Office::new();
    let of = |words: &str| format!("{ENTE} - {words}");
    let other = titled(&["Camera di commercio di altrove", "al 30/06/2021"]);
    let month = titled(&[ENTE, "Scheda degli interventi", "situazione al 31/05/2021"]);
    let another = titled(&[ENTE, "Ufficio Commercio estero", "al 30/06/2021"]);
    let files = [
        ("scheda_interventi_promozione_2021-06.xlsx", other),
        ("scheda_interventi_registro_2021-06.xlsx", month),
        ("scheda_interventi_regolazione_2021-06.xlsx", another),
        ("scheda_interventi_estero_2021-13.xlsx", titled(&[&of("al 30/06/2021")])),
        ("scheda_interventi_nessuno_2021-06.xlsx", titled(&[&of("al 30/06/2021")])),
        ("scheda_interventi_segreteria_2021-06.xlsx", sheet(&[&HEADER, &ROW])),
    ];
    insta::assert_snapshot!(said(&office, &files), @r"
    scheda_interventi_promozione_2021-06.xlsx read.other_ente Scheda!A1: il titolo `Camera di commercio di altrove al 30/06/2021` non nomina l'ente «Camera di commercio di esempio» → controllare di avere esportato i dati della propria Camera; il titolo deve portarne il nome
    scheda_interventi_registro_2021-06.xlsx read.period_conflict Scheda!A3: il nome del file dice giugno 2021, il titolo dice «al 31/05/2021» → correggere il nome del file o il titolo, secondo quale dei due è sbagliato
    scheda_interventi_regolazione_2021-06.xlsx read.other_office Scheda!A2: il nome del file dice «Ufficio Regolazione del mercato», il titolo dice «Ufficio Commercio estero» → correggere il nome del file o il titolo, secondo quale dei due è sbagliato
    scheda_interventi_estero_2021-13.xlsx read.no_such_month !: il nome del file dice `2021-13`, che non è un mese → scrivere nel nome il mese come AAAA-MM, per esempio `scheda_interventi_estero_2021-06.xlsx`
    scheda_interventi_nessuno_2021-06.xlsx read.unknown_office !: l'ufficio `nessuno` non è fra quelli dichiarati → correggere il nome del file, o dichiarare l'ufficio in `settings.toml`
    scheda_interventi_segreteria_2021-06.xlsx read.other_ente Scheda!: sopra l'intestazione non c'è un titolo che nomini l'ente «Camera di commercio di esempio» → controllare di avere esportato i dati della propria Camera; il titolo deve portarne il nome
    ");
}

#[test]
fn an_example_in_a_remedy_bears_the_month_of_the_run_and_a_name_that_the_layout_reads() {
    let office = Office::new();
    office.drop_file("verbale.xlsx", &titled(&[ENTE]));
    office.drop_file("scheda_interventi_estero_2023-13.xlsx", &titled(&[ENTE]));
    let (_, json) = office.run("2022-09");
    let remedy = |code: &str| {
        let all = json["problems"].as_array().unwrap();
        all.iter().find(|it| it["code"] == code).unwrap()["remedy"].as_str().unwrap().to_owned()
    };
    assert!(remedy("intake.undeclared").contains("porta il mese (2022-09)"));
    assert!(remedy("read.no_such_month").ends_with("per esempio `scheda_interventi_estero_2022-09.xlsx`"));
}

#[test]
fn what_a_layout_of_another_kind_needs_is_told() {
    let office = Office::new();
    let layout = |id: &str, file: &str, more: &str| {
        format!(
            "id = \"{id}\"\ntitle = \"Contributi\"\nkind = \"initiatives\"\nfile = '{file}'\nunreadable = \"row\"\n{more}\n\
             column = [{{ id = \"obiettivo\", header = [\"Obiettivo\"], kind = \"code\", required = true }},\n\
             {{ id = \"liquidato\", header = [\"Liquidato\"], kind = \"money\", required = true }}]\n"
        )
    };
    office.configure("layouts/contributi.toml", &layout("contributi", "^contributi", ""));
    office.configure(
        "layouts/doppio_a.toml",
        &layout("doppio_a", r"^doppio_(?<office>[a-z]+)_(?<period>\d{4}-\d{2})", ""),
    );
    office.configure("layouts/doppio_b.toml", &layout("doppio_b", r"^doppio_(?<office>[a-z]+)", ""));
    office.configure(
        "layouts/nascosto.toml",
        &layout("nascosto", r"^nascosto_(?<office>[a-z]+)_(?<period>\d{4}-\d{2})", "sheet = \"Dati\""),
    );
    let mut hidden = Workbook::new();
    hidden.add_worksheet().set_name("Copertina").unwrap().write_string(0, 0, ENTE).unwrap();
    let page = hidden.add_worksheet().set_name("Dati").unwrap();
    for (r, line) in (0..).zip([[ENTE, ""], ["Obiettivo", "Liquidato"], ["2021_01_01_01", "1,00"], ["", "2,00"]]) {
        for (c, text) in (0..).zip(line) {
            page.write_string(r, c, text).unwrap();
        }
    }
    page.write_number(4, 0, 1.5).unwrap();
    page.write_number(4, 1, 1.5).unwrap();
    page.set_hidden(true);
    office.configure(
        "layouts/erogazioni.toml",
        &layout("erogazioni", r"^erogazioni(_(?<office>[a-z]+))?(_(?<period>\d{4}-\d{2}))?", ""),
    );
    let files = [
        ("contributi.xlsx", titled(&[ENTE])),
        ("erogazioni.xlsx", titled(&[ENTE])),
        ("doppio_promozione_2021-06.xlsx", titled(&[ENTE])),
        ("nascosto_promozione_2021-06.xlsx", hidden.save_to_buffer().unwrap()),
    ];
    insta::assert_snapshot!(said(&office, &files), @r"
    contributi.xlsx read.no_office !: il nome del file non dice quale ufficio lo manda → aggiungere `(?<office>[a-z_]+)` al campo `file` del tracciato `contributi`, e scrivere l'ufficio nel nome
    contributi.xlsx read.no_period !: né il nome del file né il titolo dicono a quale mese si riferiscono i dati → scrivere nel titolo «al 30/06/2021»; perché lo dica il nome del file ci vuole `(?<period>...)` nel campo `file` del tracciato `contributi`, perché lo dica una cella o una colonna il campo `period`
    erogazioni.xlsx read.no_office !: il nome del file non dice quale ufficio lo manda → scrivere l'ufficio nel nome, come in `erogazioni_promozione_2021-06.xlsx`
    erogazioni.xlsx read.no_period !: né il nome del file né il titolo dicono a quale mese si riferiscono i dati → scrivere il mese nel nome, come in `erogazioni_2021-06.xlsx`, o nel titolo «al 30/06/2021»
    doppio_promozione_2021-06.xlsx intake.two_layouts !: il nome del file corrisponde a due tracciati, `doppio_a` e `doppio_b` → rinominare il file, o restringere `file` in uno dei due tracciati
    nascosto_promozione_2021-06.xlsx read.blank_required Dati!A4: La colonna `Obiettivo` è vuota in una riga di dati → Scrivere il valore, oppure togliere dalla riga ciò che non è un dato
    nascosto_promozione_2021-06.xlsx read.hidden_sheet Dati!: Il foglio letto è nascosto → Renderlo visibile, o controllare che sia quello che vale
    nascosto_promozione_2021-06.xlsx read.not_code Dati!A5: Nella colonna `Obiettivo` il numero `1,5` non è un codice → Dare alla colonna il formato Testo e riscrivere il codice
    ");
}

#[test]
fn two_files_for_one_place_and_a_smaller_one_are_told() {
    let office = Office::new();
    let title = format!("{ENTE} - situazione al 30/06/2021");
    let first = [title.as_str()];
    let with = |rows: &[&[&str]]| {
        let lines: Vec<&[&str]> = [first.as_slice(), &HEADER].into_iter().chain(rows.iter().copied()).collect();
        sheet(&lines)
    };
    let second = ["2021_01_01_01", "Officine Due", "50", ""];
    let two = [
        ("scheda_interventi_estero_2021-06.xlsx", with(&[&ROW])),
        ("scheda_interventi_estero_2021-06 (2).xlsx", with(&[&second])),
    ];
    let together = said(&office, &two);
    insta::assert_snapshot!(together, @r"
    scheda_interventi_estero_2021-06.xlsx intake.two_for_one_place !: è arrivato insieme a `scheda_interventi_estero_2021-06 (2).xlsx`, che tiene lo stesso posto alla stessa data: non si sa quale valga → lasciare nella cartella solo quello giusto
    scheda_interventi_estero_2021-06 (2).xlsx intake.two_for_one_place !: è arrivato insieme a `scheda_interventi_estero_2021-06.xlsx`, che tiene lo stesso posto alla stessa data: non si sa quale valga → lasciare nella cartella solo quello giusto
    ");
}

/// A sheet of promozione with a row for each of these amounts.
fn paid(amounts: &[&str]) -> Vec<u8> {
    let title = [ENTE, "situazione al 30/06/2021"].join(" - ");
    let first = [title.as_str()];
    let rows: Vec<[&str; 4]> = amounts.iter().map(|amount| ["2021_01_01_01", "Officine Uno", amount, ""]).collect();
    let mut lines: Vec<&[&str]> = vec![&first, &HEADER];
    lines.extend(rows.iter().map(<[&str; 4]>::as_slice));
    sheet(&lines)
}

#[test]
fn an_office_that_takes_a_row_out_is_taken_at_its_word_and_told_what_is_gone() {
    let office = Office::new();
    let name = "scheda_interventi_promozione_2021-06.xlsx";
    let whole = ["100", "50", "70", "80"];
    assert_eq!(said(&office, &[(name, paid(&whole))]), "");
    let mut told = said(&office, &[(name, paid(&whole[..3]))]);
    // What was taken out comes back as easily: the original is a file like any other.
    told += &said(&office, &[(name, paid(&whole))]);
    // Half of it gone may be a slip: the second time the same file comes, it is meant.
    let half = paid(&whole[..2]);
    told += &said(&office, &[(name, half.clone())]);
    assert_eq!(standing_rows(&office), [4]);
    told += &said(&office, &[(name, half)]);
    insta::assert_snapshot!(told, @r"
    scheda_interventi_promozione_2021-06.xlsx intake.shorter !: vale al posto della versione precedente e ha meno: 3 righe invece di 4, «Liquidato» 220,00 € invece di 300,00 € → se è voluto, nulla; altrimenti depositare di nuovo la scheda intera
    scheda_interventi_promozione_2021-06.xlsx intake.shrunken !: ha molto meno della versione precedente, che continua a valere: 2 righe invece di 4, «Liquidato» 150,00 € invece di 300,00 € → se manca qualcosa, depositare la scheda intera; se è giusta così, rimetterla nella cartella senza cambiarla: la seconda volta vale
    scheda_interventi_promozione_2021-06.xlsx intake.shorter !: vale al posto della versione precedente e ha meno: 2 righe invece di 4, «Liquidato» 150,00 € invece di 300,00 € → se è voluto, nulla; altrimenti depositare di nuovo la scheda intera
    ");
    assert_eq!(standing_rows(&office), [2]);
}

/// The rows of the files that stand for June.
fn standing_rows(office: &Office) -> Vec<u64> {
    let (_, json) = office.run("2021-06");
    let stands = json["sources"].as_array().unwrap().iter().filter(|it| it["state"] == "accepted");
    stands.map(|it| it["rows"].as_u64().unwrap()).collect()
}

#[test]
fn an_export_that_was_cut_does_not_take_the_place_of_the_whole_one() {
    let office = Office::new();
    let export = |amounts: &[&str]| {
        let mut text = format!("{ENTE} - situazione al 30/06/2021;;;;\nConto;Obiettivo;Data;Beneficiario;Importo\n");
        for amount in amounts {
            text += &format!("330001;2021_01_01_01;15/06/2021;Officine Uno;{amount}\n");
        }
        text.into_bytes()
    };
    let name = "interventi_economici_2021-06.csv";
    said(&office, &[(name, export(&["100,00", "50,00", "70,00"]))]);
    let cut = said(&office, &[(name, export(&["100,00", "50,00"]))]);
    insta::assert_snapshot!(cut, @"interventi_economici_2021-06.csv intake.shrunken !: ha meno righe (2 invece di 3) e un totale minore (150,00 € invece di 220,00 €) di `interventi_economici_2021-06.csv`, che alla stessa data continua a valere → controllare che l'esportazione sia intera; se è davvero quella giusta, rimetterla nella cartella senza cambiarla, con «confermato» nel nome: `interventi_economici_2021-06_confermato.csv`");
    // A machine drops the same cut file every night: only who says that it is meant is taken at his word.
    assert_eq!(said(&office, &[(name, export(&["100,00", "50,00"]))]), cut);
    assert_eq!(standing_rows(&office), [3]);
    let confirmed = "interventi_economici_2021-06_confermato.csv";
    let never_refused =
        said(&office, &[("interventi_economici_2021-06 (Confermato).csv", export(&["100,00", "60,00"]))]);
    assert!(never_refused.contains("intake.shrunken"), "a name alone is no word: {never_refused}");
    let meant = said(&office, &[(confirmed, export(&["100,00", "50,00"]))]);
    insta::assert_snapshot!(meant, @"interventi_economici_2021-06_confermato.csv intake.shorter !: vale al posto di `interventi_economici_2021-06.csv` e ha meno righe (2 invece di 3) e un totale minore (150,00 € invece di 220,00 €) → è stata confermata: se non doveva valere, depositare di nuovo l'esportazione intera");
    assert_eq!(standing_rows(&office), [2]);
}

#[test]
fn a_file_that_says_no_day_stands_for_the_end_of_its_month() {
    let office = Office::new();
    let (dated, undated) = (titled(&[ENTE, "situazione al 30/06/2021"]), titled(&[ENTE]));
    let two = [
        ("scheda_interventi_estero_2021-06.xlsx", dated.clone()),
        ("scheda_interventi_estero_2021-06 (2).xlsx", undated.clone()),
    ];
    let together = said(&office, &two);
    assert_eq!(together.matches("intake.two_for_one_place").count(), 2, "{together}");
    assert_eq!(said(&office, &[("scheda_interventi_regolazione_2021-06.xlsx", dated)]), "");
    assert_eq!(said(&office, &[("scheda_interventi_regolazione_2021-06 (2).xlsx", undated)]), "");
    let early = titled(&[ENTE, "situazione al 15/06/2021"]);
    let older = said(&office, &[("scheda_interventi_regolazione_2021-06 (3).xlsx", early)]);
    assert!(older.contains("porta una data anteriore a `scheda_interventi_regolazione_2021-06 (2).xlsx`"), "{older}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "every sentence, written out")]
fn what_the_ledger_cannot_place_is_told_with_its_cell() {
    let office = Office::new();
    let title = format!("{ENTE} - situazione al 30/06/2021");
    let above = [title.as_str()];
    let titled = |rows: &[&[&str]]| {
        let lines: Vec<&[&str]> = [above.as_slice()].into_iter().chain(rows.iter().copied()).collect();
        sheet(&lines)
    };
    let oneri = titled(&[
        &["Conto", "Descrizione", "Preventivo", "Assestato", "Consuntivo"],
        &["", "Totale", "", "", ""],
        &["321000", "RETRIBUZIONE ORDINARIA", "", "", "10"],
        &["325000", "ONERI TELEFONICI", "", "", "5"],
        &["330000", "INTERVENTI", "", "", "-1000"],
        &["310000", "DIRITTO ANNUALE", "", "", "7"],
        &["999001", "CONTO NUOVO", "", "", "1234.5"],
    ]);
    let centres = titled(&[
        &[
            "Centro",
            "Conto",
            "Descrizione",
            "Iniziale",
            "Variazioni",
            "Assestato",
            "Prenotato",
            "Utilizzato",
            "Disponibile",
        ],
        &["???", "325000", "ONERI TELEFONICI", "1", "0", "1", "0", "0", "1"],
    ]);
    let results = titled(&[
        &["Voce", "2020 previsione consuntivo", "2021 preventivo", "2022 preventivo", "2023 preventivo"],
        &["Diritto annuale", "1", "1", "1", "1"],
        &["Diritto annuale", "2", "2", "2", "2"],
        &["Diritti di segretera", "1", "1", "1", "1"],
        &["Voce di un altro bilancio", "1", "1", "1", "1"],
    ]);
    let registrations = titled(&[
        &["Conto", "Obiettivo", "Data", "Beneficiario", "Importo"],
        &["330000", "2021_01_01_5", "15/03/2021", "Officine Uno", "100"],
        &["330000", "ABC", "15/03/2021", "Officine Uno", "100"],
    ]);
    office.configure(
        "layouts/rimborsi.toml",
        "id = \"rimborsi\"\ntitle = \"Rimborsi\"\nkind = \"payments\"\nfile = '^rimborsi_(?<period>\\d{4}-\\d{2})'\n\
         column = [{ id = \"importo\", header = [\"Importo\"], kind = \"money\" },\n\
         { id = \"data_scadenza\", header = [\"Scadenza\"], kind = \"date\" },\n\
         { id = \"data_pagamento\", header = [\"Pagamento\"], kind = \"date\" }]\n",
    );
    let payments = titled(&[
        &["Importo", "Scadenza", "Pagamento"],
        &["100", "10/06/2021", ""],
        &["100", "10/06/2021", "05/07/2021"],
    ]);
    office.configure(
        "layouts/prospetto.toml",
        "id = \"prospetto\"\ntitle = \"Prospetto\"\nkind = \"statement\"\nscheme = \"allegato_a\"\n\
         file = '^prospetto_(?<period>\\d{4}-\\d{2})'\n\
         column = [{ id = \"voce\", header = [\"Voce\"], kind = \"text\", required = true },\n\
         { id = \"uno\", header = [\"Consuntivo\"], kind = \"money\", amount = { scenario = \"consuntivo\" } },\n\
         { id = \"due\", header = [\"Pagato\"], kind = \"money\", amount = { scenario = \"consuntivo\" } }]\n",
    );
    let captions = ["Voce", "Consuntivo", "Pagato"];
    let twice = |rows: &[&[&str]]| {
        let lines: Vec<&[&str]> = [captions.as_slice()].into_iter().chain(rows.iter().copied()).collect();
        titled(&lines)
    };
    let one = twice(&[&["1) Diritto annuale", "100", "20"]]);
    let files = [
        ("oneri_2021-06.xlsx", oneri),
        ("budget_centri_2021-06.xlsx", centres),
        ("risultanze_cremona_2021-06.xlsx", results),
        ("interventi_economici_2021-06.xlsx", registrations),
        ("rimborsi_2021-06.xlsx", payments),
        ("prospetto_2021-06.xlsx", one),
    ];
    insta::assert_snapshot!(said(&office, &files), @r#"
    oneri_2021-06.xlsx ledger.oneri_sign Scheda!A3: gli oneri di questo file sono in parte positivi e in parte negativi: sono stati presi come scritti → dichiarare `oneri = "positive"` o `oneri = "negative"` nel tracciato in `config/layouts`
    oneri_2021-06.xlsx ledger.other_nature Scheda!A7: il conto `310000` va alla voce «Diritto annuale», che non può stare nel file «Oneri (contabilità)» → controllare il codice del conto nell'esportazione, o la voce che `config/accounts.toml` gli dà
    oneri_2021-06.xlsx ledger.total_missing !: manca la riga «Totale»: l'esportazione può essere tagliata → esportare di nuovo il file intero, fino alla riga «Totale»
    oneri_2021-06.xlsx ledger.total_without_rows Scheda!A3: la riga `Totale` è un totale di nessuna riga → controllare che il foglio non sia stato esportato senza dettaglio
    oneri_2021-06.xlsx ledger.unmapped_account Scheda!A8: il conto `999001` (CONTO NUOVO) non corrisponde a nessuna voce dello schema: i suoi 1.234,50 € non sono nei totali → aggiungere il conto, o il suo prefisso, in `config/accounts.toml` e rieseguire il mese
    budget_centri_2021-06.xlsx ledger.centre_name Scheda!A3: `???` non è il nome di un centro di responsabilità: la riga non viene contata → scrivere il codice del centro, al più 24 lettere, cifre o `_`
    risultanze_cremona_2021-06.xlsx ledger.line_twice Scheda!A4: la voce `Diritto annuale` compare due volte: vale la prima riga, questa non viene contata → lasciare nel foglio una sola riga per voce
    risultanze_cremona_2021-06.xlsx ledger.unknown_line Scheda!A5: la voce `Diritti di segretera` non è nello schema e la riga non viene contata; forse si intendeva `Diritti di segreteria` → correggere la voce nel foglio, o aggiungerla come `aliases` nello schema in `config/schemes`
    risultanze_cremona_2021-06.xlsx ledger.unknown_line Scheda!A6: la voce `Voce di un altro bilancio` non è nello schema e la riga non viene contata → correggere la voce nel foglio, o aggiungerla come `aliases` nello schema in `config/schemes`
    interventi_economici_2021-06.xlsx ledger.unknown_objective Scheda!B3: l'obiettivo `2021_01_01_5` non è nel piano; forse si intendeva `2021_01_01_05` → correggere il codice nel foglio, o aggiungere l'obiettivo in `config/objectives.toml`
    interventi_economici_2021-06.xlsx ledger.unknown_objective Scheda!B4: l'obiettivo `ABC` non è nel piano → correggere il codice nel foglio, o aggiungere l'obiettivo in `config/objectives.toml`
    rimborsi_2021-06.xlsx ledger.payment_incomplete Scheda!C3: al pagamento manca la data di pagamento: non entra nella tempestività dei pagamenti → completare la riga nell'elenco dei pagamenti e depositare di nuovo il file
    rimborsi_2021-06.xlsx ledger.payment_outside Scheda!C4: il pagamento è del 05/07/2021, fuori dal periodo che va dal 1° gennaio al 30/06/2021: non viene contato → correggere la data, o spostare il pagamento nell'elenco del suo mese
    prospetto_2021-06.xlsx ledger.not_conserved Scheda!B3: le righe del file danno 120,00 €, le scritture che ne derivano 20,00 €: manca la riga 3 → controllare che nel tracciato due colonne non dicano lo stesso importo (`amount`)
    "#);
    let two = twice(&[&["1) Diritto annuale", "100", "20"], &["2) Diritti di segreteria", "40", "30"]]);
    insta::assert_snapshot!(said(&office, &[("prospetto_2021-06.xlsx", two)]), @"prospetto_2021-06.xlsx ledger.not_conserved Scheda!B3: le righe del file danno 190,00 €, le scritture che ne derivano 50,00 €: mancano le righe 3, 4 → controllare che nel tracciato due colonne non dicano lo stesso importo (`amount`)");
}
