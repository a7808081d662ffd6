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
    scheda_interventi_estero_2021-13.xlsx read.no_such_month !: il nome del file dice `2021-13`, che non è un mese → scrivere nel nome il mese come AAAA-MM, per esempio `oneri_2021-06.xlsx`
    scheda_interventi_nessuno_2021-06.xlsx read.unknown_office !: l'ufficio `nessuno` non è fra quelli dichiarati → correggere il nome del file, o dichiarare l'ufficio in `settings.toml`
    scheda_interventi_segreteria_2021-06.xlsx read.other_ente Scheda!: sopra l'intestazione non c'è un titolo che nomini l'ente «Camera di commercio di esempio» → controllare di avere esportato i dati della propria Camera; il titolo deve portarne il nome
    ");
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
    let files = [
        ("contributi.xlsx", titled(&[ENTE])),
        ("doppio_promozione_2021-06.xlsx", titled(&[ENTE])),
        ("nascosto_promozione_2021-06.xlsx", hidden.save_to_buffer().unwrap()),
    ];
    insta::assert_snapshot!(said(&office, &files), @r"
    contributi.xlsx read.no_office !: il nome del file non dice quale ufficio lo manda → scrivere l'ufficio nel nome, come in `scheda_interventi_promozione_2021-06.xlsx`
    contributi.xlsx read.no_period !: né il nome del file né il titolo dicono a quale mese si riferiscono i dati → scrivere il mese nel nome, come in `oneri_2021-06.xlsx`, o nel titolo «al 30/06/2021»
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
    let whole = [("scheda_interventi_promozione_2021-06.xlsx", with(&[&ROW, &second]))];
    assert_eq!(said(&office, &whole), "");
    let shrunken = said(&office, &[("scheda_interventi_promozione_2021-06 (2).xlsx", with(&[&ROW]))]);
    insta::assert_snapshot!(together + &shrunken, @r"
    scheda_interventi_estero_2021-06.xlsx intake.two_for_one_place !: è arrivato insieme a `scheda_interventi_estero_2021-06 (2).xlsx`, che tiene lo stesso posto alla stessa data: non si sa quale valga → lasciare nella cartella solo quello giusto
    scheda_interventi_estero_2021-06 (2).xlsx intake.two_for_one_place !: è arrivato insieme a `scheda_interventi_estero_2021-06.xlsx`, che tiene lo stesso posto alla stessa data: non si sa quale valga → lasciare nella cartella solo quello giusto
    scheda_interventi_promozione_2021-06 (2).xlsx intake.shrunken !: ha meno righe (1 invece di 2) e un totale minore (100,00 € invece di 150,00 €) di `scheda_interventi_promozione_2021-06.xlsx`, che alla stessa data continua a valere → controllare che l'esportazione sia intera; se è davvero quella giusta, darle nel titolo una data «al» successiva
    ");
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
