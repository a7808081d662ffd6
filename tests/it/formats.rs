//! One table, many formats: what is read is the same, and what cannot be read is refused in the office's words.

use std::path::{Path, PathBuf};

use quadratura::sheets::Limits;

use crate::reading::{ONERI, SCHEDA, limits, seen, told};

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn an_old_workbook_and_an_open_document_give_the_rows_of_a_new_one() {
    let xls = told(ONERI, "oneri_2021-06.xls", &fixture("oneri_2021-06.xls"), &limits());
    assert_eq!(xls, told(ONERI, "oneri_2021-06.ods", &fixture("oneri_2021-06.ods"), &limits()));
    insta::assert_snapshot!(xls, @"
    Data A5: 00123 | Competenze al personale | 1.234,56 | 617,28
    Data A6: 325000 | Prestazione servizi | 10.000,00 | 4.500,10
    Data A7: 327001 | Attività à è ì ò ù € | -12,50 | -1.705.646,00
    Total A8: Totale | ∅ | 11.222,06 | ∅
    ");
}

#[test]
fn a_percentage_is_known_by_its_number_format_in_old_formats_too() {
    let name = |end: &str| format!("scheda_indicatori_estero_2021-06.{end}");
    let xls = told(SCHEDA, &name("xls"), &fixture(&name("xls")), &limits());
    assert_eq!(xls, told(SCHEDA, &name("ods"), &fixture(&name("ods")), &limits()));
    insta::assert_snapshot!(xls, @r"
    Data A2: O1 | I1 | 0.1465 (percentuale) | 2021-06-30 | due righe
    Data A3: O1 | I2 | 46 | 2021-01-31 | ∅
    Data A4: O1 | I3 | 0.85 (percentuale) | 2021-06-30 | ∅
    Data A6: O1 | I5 | 0.5 (percentuale) | ∅ | ∅
    Data A7: O1 | I6 | 0.25 (percentuale) | ∅ | ∅
    Data A8: O1 | I7 | 0.25 (percentuale) | ∅ | ∅
    Data A9: O1 | I8 | 7 | ∅ | ∅
    read.error_cell Indicatori!C5: La colonna `Valore` contiene l'errore `#DIV/0!` → Correggere la formula o scrivere il valore, salvare e rimettere il file nella cartella
    ");
}

#[test]
fn a_name_that_lies_about_the_format_changes_nothing() {
    let xls = told(ONERI, "oneri_2021-06.xls", &fixture("oneri_2021-06.xls"), &limits());
    for (name, file) in [("oneri_2021-06.xlsx", "oneri_2021-06.xls"), ("oneri_2021-06.csv", "oneri_2021-06.ods")] {
        assert_eq!(told(ONERI, name, &fixture(file), &limits()), xls, "{file} as {name}");
    }
}

#[test]
fn an_archive_with_a_workbook_in_it_is_told_as_one() {
    use std::io::Write as _;
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("giugno/nascosti.xlsx", stored).unwrap();
    writer.write_all(&fixture("nascosti.xlsx")).unwrap();
    let archive = writer.finish().unwrap().into_inner();
    insta::assert_snapshot!(seen("oneri_2021-06.xlsx", &archive, &limits()), @"read.unsupported_format: Il file è un archivio compresso che contiene `giugno/nascosti.xlsx`: gli archivi non vengono aperti → Estrarre il file dall'archivio e mettere nella cartella quello");
}

#[test]
fn what_is_hidden_filtered_and_merged_is_the_same_in_every_format() {
    let told = |end: &str| {
        let name = format!("nascosti.{end}");
        let sheets = quadratura::sheets::inspect(&name, &fixture(&name), &limits()).unwrap();
        let survey = quadratura::draft::survey(&sheets);
        let all = survey.iter().map(|it| {
            let hidden = (it.visible, it.hidden_rows.join(","), it.hidden_columns.join(","));
            format!("{} {hidden:?} [{}] {:?}\n", it.name, it.merged.join(","), it.filter)
        });
        all.collect::<String>()
    };
    insta::assert_snapshot!(told("xlsx"), @r#"
    Oneri (true, "5-6", "C") [A7:A8,B7:B8] Some("A3:D9")
    Vecchio d'archivio (false, "", "") [] None
    Note (true, "", "B") [] None
    "#);
    assert_eq!(told("xls"), told("xlsx"));
    assert_eq!(told("ods"), told("xlsx"));
}

#[test]
fn a_value_under_merged_cells_is_told_and_not_counted_in_any_format() {
    let told = |end: &str| {
        let name = format!("celle_coperte.{end}");
        told(ONERI, &name, &fixture(&name), &limits())
    };
    insta::assert_snapshot!(told("xlsx"), @r"
    Data A2: 321000 | Stipendi | 100,00 | 10,50
    Data A3: 321003 | Straordinari | 200,00 | 0,00
    Data A4: 321006 | Indennità | 300,00 | 0,00
    Total A5: Totale | ∅ | 600,00 | 63,00
    read.covered_values Oneri!D3: Nella colonna `Consuntivo` le celle unite coprono valori che non si vedono (D3 `21`, D4 `31,5`): non sono stati contati → Separare le celle (Home, Unisci e allinea al centro, Separa celle) e scrivere in ogni riga il suo valore
    read.merged_cells: Nella tabella ci sono celle unite (D2:D3, C4:D4): il valore sta nella prima, le altre contano come vuote → Separare le celle e scrivere il valore in ogni riga
    ");
    assert_eq!(told("xls"), told("xlsx"));
    assert_eq!(told("ods"), told("xlsx"));
}

/// Replaces these bytes by as many others, wherever they are.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut out = bytes.to_vec();
    let places: Vec<usize> = (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    assert!(!places.is_empty());
    places.into_iter().for_each(|at| out[at..at + to.len()].copy_from_slice(to));
    out
}

#[test]
fn the_stream_of_an_old_workbook_may_be_called_in_capitals() {
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let name = "scheda_indicatori_estero_2021-06.xls";
    let capitals = replaced(&fixture(name), &wide("Workbook"), &wide("WORKBOOK"));
    assert_eq!(told(SCHEDA, name, &capitals, &limits()), told(SCHEDA, name, &fixture(name), &limits()));
}

#[test]
fn an_old_workbook_ends_where_its_length_says() {
    let name = "scheda_indicatori_estero_2021-06.xls";
    let mut bytes = fixture(name);
    // The workbook is short: its last piece of 64 bytes is the 40th of the table in the third sector.
    let last = 512 + 2 * 512 + 39 * 4;
    assert_eq!(bytes[last..last + 4], [0xfe, 0xff, 0xff, 0xff]);
    bytes[last..last + 4].fill(0);
    assert_eq!(told(SCHEDA, name, &bytes, &limits()), told(SCHEDA, name, &fixture(name), &limits()));
}

#[test]
fn a_zero_is_no_result_where_an_old_workbook_says_that_formulas_wait() {
    let name = "scheda_indicatori_estero_2021-06.xls";
    // C8 is a formula whose result is a quarter.
    let quarter = [&[0x06, 0, 29, 0, 7, 0, 2, 0, 0x1a, 0][..], &0.25_f64.to_le_bytes()].concat();
    let zeroed = replaced(&fixture(name), &quarter, &[&quarter[..10], &[0; 8]].concat());
    assert!(told(SCHEDA, name, &zeroed, &limits()).contains("Data A8: O1 | I7 | 0 (percentuale) |"));
    // A count of iterations, which every sheet has, makes room for the record that says that formulas wait.
    let waiting = replaced(&zeroed, &[0x0c, 0, 2, 0], &[0x5e, 0, 2, 0]);
    insta::assert_snapshot!(told(SCHEDA, name, &waiting, &limits()), @r"
    Data A2: O1 | I1 | 0.1465 (percentuale) | 2021-06-30 | due righe
    Data A3: O1 | I2 | 46 | 2021-01-31 | ∅
    Data A4: O1 | I3 | 0.85 (percentuale) | 2021-06-30 | ∅
    Data A6: O1 | I5 | 0.5 (percentuale) | ∅ | ∅
    Data A7: O1 | I6 | 0.25 (percentuale) | ∅ | ∅
    Data A9: O1 | I8 | 7 | ∅ | ∅
    read.error_cell Indicatori!C5: La colonna `Valore` contiene l'errore `#DIV/0!` → Correggere la formula o scrivere il valore, salvare e rimettere il file nella cartella
    read.uncomputed_formula Indicatori!C8: La colonna `Valore` contiene una formula senza il suo risultato → Aprire il file con Excel, che calcola la formula, salvarlo e rimetterlo nella cartella
    read.waiting_formulas Indicatori!C5: Il file è stato salvato con formule ancora da calcolare: questa è la prima, e i risultati possono essere vecchi → Aprirlo con Excel, scegliere Formule, Opzioni di calcolo, Automatico, e salvarlo di nuovo
    ");
}

#[test]
fn dates_of_the_1904_system_are_right() {
    for end in ["xls", "ods"] {
        let name = format!("date_1904.{end}");
        assert_eq!(told(SCHEDA, &name, &fixture(&name), &limits()), "Data A2: O1 | I1 | 3 | 2021-06-30 | ∅\n");
    }
}

#[test]
fn a_text_gives_the_same_rows_with_the_places_that_a_spreadsheet_shows() {
    let lines = [
        "Camera di commercio di esempio;;;",
        "\"Oneri al 30/06/2021\";(in euro);;",
        "",
        "Conto;Descrizione;Preventivo;\"Consuntivo\nal 30/06\"",
        "00123;Competenze al personale;    1.234,56;617,28",
        "325000;Prestazione  servizi;10000;4.500,10",
        "327001;Attività à è ì ò ù €;-12,50 ;(1.705.646,00)",
        "Totale;;11.222,06;",
    ];
    let xls = told(ONERI, "oneri_2021-06.xls", &fixture("oneri_2021-06.xls"), &limits());
    for (delimiter, line_end) in [(";", "\r\n"), ("\t", "\n"), ("|", "\r\n")] {
        let text = lines.join(line_end).replace(';', delimiter);
        let narrow: Vec<u8> =
            text.chars().map(|c| if c == '€' { 0x80 } else { u8::try_from(u32::from(c)).unwrap() }).collect();
        let wide: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for bytes in [text.as_bytes(), format!("\u{feff}{text}").as_bytes(), &narrow, &wide] {
            assert_eq!(told(ONERI, "oneri_2021-06.csv", bytes, &limits()), xls, "{text}");
        }
    }
    let commas = "sep=,\r\nConto,Descrizione,Preventivo,Consuntivo\r\n00123,\"a, b\",,\"617,28\"\r\n";
    assert_eq!(told(ONERI, "x.csv", commas.as_bytes(), &limits()), "Data A2: 00123 | a, b | 0,00 | 617,28\n");
}

#[test]
fn a_text_of_an_old_accounting_program_keeps_its_accents() {
    let with = |accents: [u8; 2]| {
        let [grave, acute] = accents;
        [b"Conto;Descrizione;Consuntivo\r\n1;Attivit".as_slice(), &[grave], b" e caff", &[acute], b";2,00\r\n"].concat()
    };
    let read = |bytes: &[u8]| told(ONERI, "oneri_2021-06.csv", bytes, &limits());
    let expected = "Data A2: 1 | Attività e caffè | ∅ | 2,00\n";
    assert_eq!(read(&with([0xe0, 0xe8])), expected, "Windows-1252");
    assert_eq!(read(&with([0x85, 0x8a])), expected, "code page 850");
    assert!(read(&with([0x88, 0x8f])).starts_with("read.encoding"), "Mac Roman");
}

#[test]
fn the_cells_of_a_text_are_judged_like_those_of_a_workbook() {
    let oneri = "Conto;Consuntivo\n1;#RIF!\n2;#N/D\n3;#VALORE!\n4;circa 5\n5;1.024\n6;Err:502\n";
    insta::assert_snapshot!(told(ONERI, "oneri_2021-06.csv", oneri.as_bytes(), &limits()), @r"
    read.error_cell oneri_2021-06!B2: La colonna `Consuntivo` contiene l'errore `#RIF!` → Correggere la formula o scrivere il valore, salvare e rimettere il file nella cartella
    read.error_cell oneri_2021-06!B3: La colonna `Consuntivo` contiene l'errore `#N/D` → Correggere la formula o scrivere il valore, salvare e rimettere il file nella cartella
    read.error_cell oneri_2021-06!B4: La colonna `Consuntivo` contiene l'errore `#VALORE!` → Correggere la formula o scrivere il valore, salvare e rimettere il file nella cartella
    read.not_money oneri_2021-06!B5: Nella colonna `Consuntivo` il valore `circa 5` non è un importo → Scrivere soltanto l'importo, per esempio 1.234,56, e le note in un'altra colonna
    read.ambiguous_number oneri_2021-06!B6: Nella colonna `Consuntivo` il testo `1.024` si può leggere in due modi: il punto separa le migliaia o i decimali? → Convertire la cella in numero, oppure scrivere i decimali con la virgola, per esempio 1.024,00
    read.error_cell oneri_2021-06!B7: La colonna `Consuntivo` contiene l'errore `Err:502` → Correggere la formula o scrivere il valore, salvare e rimettere il file nella cartella
    ");
    let scheda =
        "Obiettivo;Codice;Valore;Data rilevazione\nO1;007;14,65%;30/06/2021\n;I2;0,5;2021-06-30\n;I3;n.d.;30.6.21\n";
    insta::assert_snapshot!(told(SCHEDA, "x.csv", scheda.as_bytes(), &limits()), @r"
    Data A2: O1 | 007 | 0.1465 (percentuale) | 2021-06-30 | ∅
    Data A3: O1 | I2 | 0.5 | 2021-06-30 | ∅
    Data A4: O1 | I3 | ∅ | 2021-06-30 | ∅
    ");
}

#[test]
fn each_format_that_cannot_be_read_is_refused_by_name_with_what_to_do() {
    let ole = |name: &str| {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.resize(512, 0xff);
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(1024, 0);
        bytes
    };
    let files: [(&str, Vec<u8>); 15] = [
        ("oneri.xls", b"<html><body><h1>Errore 500</h1></body></html>".to_vec()),
        ("oneri.xls", b"<html><form>Utente <input name=u> Password <input type=password></form></html>".to_vec()),
        ("oneri.xls", b"<html><body><table><tr><td>Conto</td></tr>".to_vec()),
        ("oneri.xls", b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook/>".to_vec()),
        ("oneri.xlsx", b"\xff\xd8\xff\xe0 una fotografia".to_vec()),
        ("oneri.xlsx", b"Rar!\x1a\x07\x00".to_vec()),
        ("oneri.pdf", b"%PDF-1.7".to_vec()),
        ("oneri.xlsx", Vec::new()),
        ("oneri.csv", b"\r\n  \r\n".to_vec()),
        ("oneri.xlsx", ole("EncryptedPackage")),
        ("oneri.doc", ole("WordDocument")),
        ("oneri.csv", b"citt\xc3\xa0;1\nattivit\xe0;2\n".to_vec()),
        ("oneri.csv", b"Conto;Consuntivo\n1;\"due\n2;3\n".to_vec()),
        ("oneri.csv", b"Conto;Descrizione;Consuntivo\n1;\"carta;2\n3;\"toner;4\n".to_vec()),
        ("oneri.dat", vec![0; 64]),
    ];
    let all: String = files.iter().map(|(name, bytes)| format!("{name} {}", seen(name, bytes, &limits()))).collect();
    insta::assert_snapshot!(all, @r"
    oneri.xls read.unsupported_format: Il file è una pagina HTML senza tabelle: al posto del file il portale ha dato una pagina, forse con un errore → Aprirlo con il browser per vedere che cosa dice, scaricare di nuovo il file dal portale e mettere nella cartella quello
    oneri.xls read.unsupported_format: Al posto del file il portale ha dato la pagina con cui si accede, o che dice che la sessione è scaduta → Accedere di nuovo al portale, scaricare il file e mettere nella cartella quello; se nella pagina c'è davvero la tabella, aprirla con Excel e salvarla con nome come Cartella di lavoro di Excel (.xlsx)
    oneri.xls read.damaged: Il file è una pagina HTML in cui una tabella comincia e non finisce: lo scaricamento si è interrotto, o la pagina è scritta in un modo che non si riesce a leggere → Scaricarlo di nuovo dal portale; se il rifiuto si ripete, aprirlo con Excel, controllare che in fondo ci siano tutte le righe e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)
    oneri.xls read.damaged: Il foglio XML 2003 è danneggiato, o scritto in un modo che non si riesce a leggere → Aprirlo con Excel, controllarlo e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)
    oneri.xlsx read.unsupported_format: Il file è un'immagine e non può essere letto → Mettere nella cartella il foglio di calcolo, salvato come .xlsx
    oneri.xlsx read.unsupported_format: Il file è un archivio compresso: gli archivi non vengono aperti → Estrarre il foglio di calcolo dall'archivio e mettere nella cartella quello
    oneri.pdf read.unsupported_format: Il file è un PDF e non può essere letto → Mettere nella cartella il foglio di calcolo, salvato come .xlsx
    oneri.xlsx read.empty: Il file è vuoto → Esportare di nuovo il file e controllare che contenga dati
    oneri.csv read.empty: Il file è vuoto → Esportare di nuovo il file e controllare che contenga dati
    oneri.xlsx read.protected: Il file è protetto da password; se Excel lo apre senza chiederla, lo ha cifrato da solo perché la struttura o la scrittura sono protette → Con una password: toglierla (File, Informazioni, Proteggi cartella di lavoro, Crittografa con password). Senza: togliere la protezione (Revisione, Proteggi cartella di lavoro). Poi salvare con nome come Cartella di lavoro di Excel (.xlsx)
    oneri.doc read.unsupported_format: Il file è un documento che non è un foglio di calcolo e non può essere letto → Mettere nella cartella il foglio di calcolo, salvato come .xlsx
    oneri.csv read.encoding: Le lettere accentate del testo non si possono leggere con certezza: il file è troncato, o scritto in due codifiche o in una che non si conosce → Esportare di nuovo come CSV UTF-8, oppure aprirlo con Excel e salvarlo come .xlsx
    oneri.csv read.open_quote oneri!A2: In questa riga si aprono virgolette che nessuno chiude: tutto ciò che segue sarebbe una sola cella → Chiudere o togliere le virgolette, oppure esportare come .xlsx
    oneri.csv read.open_quote oneri!A2: In questa riga un testo tra virgolette contiene separatori o a capo e non finisce dove le virgolette si chiudono: altre celle ci sono finite dentro → Raddoppiare o togliere le virgolette che fanno parte del testo, oppure esportare come .xlsx
    oneri.dat read.unsupported_format: Il file è di un formato sconosciuto e non può essere letto → Mettere nella cartella il foglio di calcolo, salvato come .xlsx
    ");
}

#[test]
fn what_is_put_down_now_and_then_is_named_with_what_to_do() {
    let dbase = [&[0x03, 121, 6, 30, 0, 0, 0, 0, 65, 0, 9, 0][..], &[0; 52], b"\r"].concat();
    let mut apple = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    apple.start_file("Index/Document.iwa", zip::write::SimpleFileOptions::default()).unwrap();
    let files: [(&str, Vec<u8>); 9] = [
        (
            "oneri.fods",
            b"<?xml version=\"1.0\"?><office:document office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\"/>"
                .to_vec(),
        ),
        ("oneri.xls", vec![0x09, 0x04, 6, 0, 0, 0, 0x10, 0, 0, 0]),
        ("oneri.dbf", dbase),
        ("oneri.slk", b"ID;PWXL;N;E\r\nC;Y1;X1;K\"Conto\"\r\nE\r\n".to_vec()),
        ("oneri.numbers", apple.finish().unwrap().into_inner()),
        ("oneri.xls", b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n".to_vec()),
        ("oneri.eml", b"Received: from x\r\nSubject: oneri\r\nMIME-Version: 1.0\r\n".to_vec()),
        ("oneri.xlsx.p7m", b"MIIGxQYJKoZIhvcNAQcCoIIGtjCCBrICAQEx\r\n".to_vec()),
        ("oneri.gsheet", b"{\"doc_id\": \"1\", \"email\": \"ufficio@esempio.it\"}".to_vec()),
    ];
    let all: String = files.iter().map(|(name, bytes)| format!("{name} {}", seen(name, bytes, &limits()))).collect();
    insta::assert_snapshot!(all, @r"
    oneri.fods read.unsupported_format: Il file è un foglio OpenDocument in un solo XML (.fods) e non può essere letto → Aprirlo con LibreOffice e salvarlo con nome come .ods o come .xlsx
    oneri.xls read.unsupported_format: Il file è un foglio di Excel 2, 3 o 4, di prima del 1994, e non può essere letto → Aprirlo con LibreOffice, o con Excel se lo consente, e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)
    oneri.dbf read.unsupported_format: Il file è un archivio dBase (.dbf) e non può essere letto → Aprirlo con Excel e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)
    oneri.slk read.unsupported_format: Il file è un foglio in un formato di scambio (.slk o .dif) e non può essere letto → Aprirlo con Excel e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)
    oneri.numbers read.unsupported_format: Il file è un documento per Mac (Numbers, Pages o Keynote) e non può essere letto → Aprirlo con Numbers, esportarlo come Excel (File, Esporta in) e mettere nella cartella il file .xlsx
    oneri.xls read.unsupported_format: Il file è una pagina web in un solo file (.mht), anche se il nome dice altro, e non può essere letto → Aprirlo con Excel e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)
    oneri.eml read.unsupported_format: Il file è un messaggio di posta e non può essere letto → Aprire il messaggio, salvarne l'allegato e mettere nella cartella quello
    oneri.xlsx.p7m read.unsupported_format: Il file è firmato digitalmente (.p7m), con il foglio chiuso dentro la firma, e non può essere letto → Estrarre il file originale con il programma con cui si verifica la firma, e mettere nella cartella quello
    oneri.gsheet read.unsupported_format: Il file è un collegamento, che porta a un altro file e non lo contiene, e non può essere letto → Aprire il foglio a cui porta, salvarlo come .xlsx (in Fogli Google: File, Scarica, Microsoft Excel) e mettere nella cartella quello
    ");
}

#[test]
fn whatever_happens_to_the_child_the_parent_says_it_and_lives() {
    let bytes = fixture("oneri_2021-06.xls");
    let with = |change: &dyn Fn(&mut Limits)| {
        let mut limits = limits();
        change(&mut limits);
        seen("oneri.xls", &bytes, &limits)
    };
    let program = |path: &'static str| with(&|limits| limits.child = Some(PathBuf::from(path)));
    assert_eq!(with(&|_| ()), "22 cells in 2 sheets\n");
    // How much a process has at hand before it is limited is not ours to say: a file of this length is beyond it.
    let long = [bytes.as_slice(), &[0; 8 << 20]].concat();
    let out_of_memory = seen("oneri.xls", &long, &Limits { child_memory_bytes_max: 8 << 20, ..limits() });
    let too_late = with(&|limits| limits.child_wall_seconds_max = 0);
    let talkative =
        with(&|limits| (limits.child, limits.child_output_bytes_max) = (Some("/usr/bin/yes".into()), 1 << 20));
    let cells = with(&|limits| limits.cells_max = 5);
    let all = [
        out_of_memory,
        too_late,
        talkative,
        cells,
        program("/nessun/programma"),
        program("/bin/true"),
        program("/bin/false"),
    ];
    insta::assert_snapshot!(all.concat(), @r"
    read.too_large: Leggere il file richiede più memoria di quanta è ammessa: è danneggiato, o ha valori sparsi troppo lontano l'uno dall'altro → Copiare i soli dati in una cartella di lavoro nuova e salvarla come .xlsx
    read.too_large: Leggere il file richiede più tempo di quanto è ammesso → Copiare i soli dati in una cartella di lavoro nuova e salvarla come .xlsx
    read.too_large: Leggere il file richiede più memoria di quanta è ammessa: è danneggiato, o ha valori sparsi troppo lontano l'uno dall'altro → Copiare i soli dati in una cartella di lavoro nuova e salvarla come .xlsx
    read.too_large: Il file contiene più celle di quante sono ammesse → Esportare soltanto il mese e il foglio che servono
    read.not_started: Il lettore di questo formato non si avvia (non c'è) → Il file può essere buono: salvarlo come .xlsx, o avvisare chi gestisce il programma
    read.damaged: Il file .xls è danneggiato, o scritto in un modo che non si riesce a leggere → Aprirlo con Excel, controllarlo e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)
    read.damaged: Il file .xls è danneggiato, o scritto in un modo che non si riesce a leggere → Aprirlo con Excel, controllarlo e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)
    ");
}

#[test]
fn a_damaged_old_workbook_is_refused() {
    let bytes = fixture("oneri_2021-06.xls");
    let mut wrong = bytes.clone();
    wrong.iter_mut().skip(512).step_by(7).for_each(|byte| *byte ^= 0x5a);
    insta::assert_snapshot!(seen("oneri.xls", &wrong, &limits()), @r"
    read.unsupported_format: Il file è un documento che non è un foglio di calcolo e non può essere letto → Mettere nella cartella il foglio di calcolo, salvato come .xlsx
    ");
    insta::assert_snapshot!(seen("oneri.xls", &bytes[..3000], &limits()), @r"
    read.damaged: Il file .xls è danneggiato, o scritto in un modo che non si riesce a leggere → Aprirlo con Excel, controllarlo e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)
    ");
    let ods = fixture("oneri_2021-06.ods");
    insta::assert_snapshot!(seen("oneri.ods", &ods[..ods.len() - 1], &limits()), @r"
    read.damaged: Il file .ods è danneggiato, o scritto in un modo che non si riesce a leggere → Aprirlo con LibreOffice, controllarlo e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)
    ");
}
