//! Several sheets of one table, what a sheet's name and its title say of its rows, and the sheet of the file's month.

use super::*;
use crate::problem::Problem;

/// An office's sheets, one an objective.
const OBIETTIVI: &str = r#"
id = "schede"
title = "Schede per obiettivo"
kind = "initiatives"
file = '^schede_(?<office>[a-z]+)_(?<period>\d{4}-\d{2})$'
sheets = "every"
sheet_pattern = '^ob(iettivo)?\.? (?<obiettivo>\S+)$'
unreadable = "row"
column = [
  { id = "obiettivo", from = "sheet", kind = "code", required = true },
  { id = "provvedimento", header = ["Determina"], kind = "text", blank = "above" },
  { id = "beneficiario", header = ["Beneficiario"], kind = "text" },
  { id = "liquidato", header = ["Liquidato"], kind = "money", required = true },
]
row = [{ column = "beneficiario", matches = '^totale', is = "total" }]
"#;

const NAME: &str = "schede_promozione_2021-06.xlsx";
const HEADER: &[&str] = &["Determina", "Beneficiario", "Liquidato"];

type Lines<'l> = &'l [&'l [&'l str]];

fn book(sheets: &[(&str, Lines<'_>)]) -> Vec<u8> {
    book_with(sheets, |_, _| {})
}

fn book_with(sheets: &[(&str, Lines<'_>)], change: impl Fn(&str, &mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, lines) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        (0..).zip(*lines).for_each(|(row, texts)| line(sheet, row, texts));
        change(name, sheet);
    }
    book.save_to_buffer().unwrap()
}

fn place(problem: &Problem) -> String {
    format!("{}!{}", problem.sheet.as_deref().unwrap_or_default(), cell_of(problem))
}

/// Each row with its sheet and where each value stands, then each problem with its remedy.
fn told(layout_text: &str, name: &str, bytes: &[u8]) -> String {
    let (found, reading) = read_as(name, bytes, &layout(layout_text));
    let mut out = String::new();
    for row in &found {
        let cells: Vec<String> = (0..row.values.len())
            .filter(|i| row.values[*i] != Value::Missing)
            .map(|i| format!("{} {}", row.origin_of(i).cell(), show(&row.values[i])))
            .collect();
        let sheet = &reading.sheets[usize::from(row.origin.sheet)];
        out += &format!("{:?} {sheet}: {}\n", row.kind, cells.join(" | "));
    }
    for it in &reading.problems {
        out += &format!("{:?} {} {}: {} → {}\n", it.severity, it.code, place(it), it.text, it.remedy);
    }
    out
}

#[test]
fn every_sheet_is_read_in_order_with_the_objective_that_its_name_says() {
    let bytes = book(&[
        ("Copertina", &[&["Schede degli interventi"]]),
        ("Ob. 2021_04_02_01", &[HEADER, &["12/2021", "Uno", "1,00"], &["", "Due", "2,00"], &["", "Totale", "3,00"]]),
        (
            "Obiettivo 2021_04_02_02",
            &[&["Ufficio promozione"], &[], HEADER, &["", "Tre", "4,00"], &["13/2021", "Quattro", "5,00"]],
        ),
    ]);
    insta::assert_snapshot!(told(OBIETTIVI, NAME, &bytes), @r"
    Data Ob. 2021_04_02_01: A1 2021_04_02_01 | A2 12/2021 | B2 Uno | C2 1,00
    Data Ob. 2021_04_02_01: A1 2021_04_02_01 | A3 12/2021 | B3 Due | C3 2,00
    Total Ob. 2021_04_02_01: B4 Totale | C4 3,00
    Data Obiettivo 2021_04_02_02: A1 2021_04_02_02 | B4 Tre | C4 4,00
    Data Obiettivo 2021_04_02_02: A1 2021_04_02_02 | A5 13/2021 | B5 Quattro | C5 5,00
    ");
}

#[test]
fn a_sheet_that_is_meant_and_cannot_be_read_refuses_the_file() {
    let sound: Lines<'_> = &[HEADER, &["12/2021", "Uno", "1,00"]];
    let bytes = book(&[
        ("Ob 1", sound),
        ("Ob 2", &[&["Determina", "Beneficiario", "Liquidatto"], &["1", "Due", "2,00"]]),
        ("Ob 3", &[&["Da fare"]]),
        ("Ob 4", &[]),
    ]);
    insta::assert_snapshot!(told(OBIETTIVI, NAME, &bytes), @r"
    Refusal read.missing_column Ob 2!C1: Nell'intestazione alla riga 1 manca la colonna `Liquidato`: forse è `Liquidatto`? → Intestare la colonna con una di queste scritte: `Liquidato`
    Refusal read.header_not_found Ob 3!: Nelle prime 30 righe non c'è la riga di intestazione con `Liquidato` → Controllare che sia il file giusto e che le intestazioni non siano state cambiate
    ");
    // One whose cells are cut off.
    let cut = rewritten(&book(&[("Ob 1", sound), ("Ob 2", sound)]), "xl/worksheets/sheet2.xml", |xml| {
        xml[..xml.len() / 2].to_owned()
    });
    let told_of_cut = told(OBIETTIVI, NAME, &cut);
    assert!(told_of_cut.starts_with("Refusal read.damaged Ob 2!"), "{told_of_cut}");
}

#[test]
fn what_is_beside_the_sheets_that_are_read_is_told() {
    let sound: Lines<'_> = &[HEADER, &["12/2021", "Uno", "1,00"]];
    let sheets = [("Ob 1", sound), ("Ob 2", sound), ("Riepilogo", sound), ("Modello", &[HEADER] as Lines<'_>)];
    let bytes = book_with(&sheets, |name, sheet| {
        sheet.set_hidden(name == "Ob 2");
    });
    insta::assert_snapshot!(told(OBIETTIVI, NAME, &bytes), @r"
    Data Ob 1: A1 1 | A2 12/2021 | B2 Uno | C2 1,00
    Warning read.other_sheets !: La stessa tabella è anche nel foglio `Riepilogo`, che non è stato letto: il nome non è di quelli che il tracciato vuole → Se le righe vanno contate, dare al foglio un nome come quello degli altri; se no togliere o nascondere il foglio
    Warning read.other_sheets Ob 2!: La stessa tabella è anche in questo foglio, che è nascosto e non è stato letto → Se le righe vanno contate, rendere visibile il foglio; se no toglierlo
    ");
    // Without a pattern a sheet is what it has above its rows.
    let any = OBIETTIVI.replace("sheet_pattern", "#").replace("from = \"sheet\"", "header = [\"Obiettivo\"]");
    let header: &[&str] = &["Obiettivo", "Determina", "Liquidato"];
    let bytes = book(&[
        ("Uno", &[header, &["1", "12/2021", "1,00"]]),
        ("Due", &[&["Obiettivo", "Determina", "Liquidatto"], &["2", "13/2021", "2,00"]]),
        ("Tre", &[&["Obiettivo", "Determina", "Stato"], &["3", "14/2021", "in corso"]]),
        ("Elenco", &[&["Obiettivo", "Nome"], &["3", "Internazionalizzazione"]]),
    ]);
    insta::assert_snapshot!(told(&any, NAME, &bytes), @r"
    Data Uno: A2 1 | B2 12/2021 | C2 1,00
    Error read.other_sheets Due!: Il foglio ha quasi la stessa intestazione, ma non la colonna `Liquidato` (forse è `Liquidatto`?): non è stato letto e le sue righe non sono contate → Se è una parte della tabella, intestare la colonna con una di queste scritte: `Liquidato`; se non lo è, il CED dice nel tracciato con `sheet_pattern` quali fogli si leggono
    Warning read.other_sheets Tre!: Il foglio ha quasi la stessa intestazione, ma non la colonna `Liquidato`: non è stato letto e le sue righe non sono contate → Se è una parte della tabella, intestare la colonna con una di queste scritte: `Liquidato`; se non lo è, il CED dice nel tracciato con `sheet_pattern` quali fogli si leggono
    ");
}

#[test]
fn a_name_that_says_no_value_is_told_where_the_sheet_has_rows() {
    let optional = OBIETTIVI.replace(r"(?<obiettivo>\S+)", r"(?<obiettivo>[0-9_]+)?.*");
    let sound: Lines<'_> = &[HEADER, &["12/2021", "Uno", "1,00"]];
    let bytes = book(&[("Ob 2021_04", sound), ("Ob nuovo", sound), ("Ob modello", &[HEADER])]);
    insta::assert_snapshot!(told(&optional, NAME, &bytes), @r"
    Refusal read.unsaid_column Ob nuovo!: Il nome del foglio non dice la colonna `obiettivo` → Dare al foglio un nome come quello degli altri fogli
    ");
    // A value is read as a cell of its column would be.
    let dated = OBIETTIVI.replace("kind = \"code\"", "kind = \"date\"");
    insta::assert_snapshot!(told(&dated, NAME, &book(&[("Ob 30.06.2021", sound), ("Ob 31.06.2021", sound)])), @r"
    Refusal read.not_date Ob 31.06.2021!: Nella colonna `obiettivo` il valore `31.06.2021` non è una data → Scrivere la data come giorno, mese e anno, per esempio 30/06/2021, in una cella con formato data
    ");
}

/// One sheet a month of a title, which says the objective.
const TITOLI: &str = r#"
id = "schede"
title = "Schede per obiettivo"
kind = "initiatives"
file = '^schede_(?<office>[a-z]+)_(?<period>\d{4}-\d{2})$'
sheets = "every"
title_pattern = '\bobiettivo:? (?<obiettivo>\d{4}_\S+)'
column = [
  { id = "obiettivo", from = "title", kind = "code", required = true },
  { id = "provvedimento", header = ["Determina"], kind = "text" },
  { id = "liquidato", header = ["Liquidato"], kind = "money", required = true },
]
"#;

#[test]
fn the_title_of_each_sheet_says_the_objective_of_its_rows() {
    let bytes = book(&[
        ("Uno", &[&["Obiettivo: 2021_04_02_01"], &[], HEADER, &["12/2021", "Uno", "1,00"]]),
        ("Due", &[&["Scheda", "", "Obiettivo", "2021_04_02_02"], HEADER, &["13/2021", "Due", "2,00"]]),
        ("Vuoto", &[&["Obiettivo:"], HEADER]),
    ]);
    insta::assert_snapshot!(told(TITOLI, NAME, &bytes), @r"
    Data Uno: A1 2021_04_02_01 | A4 12/2021 | C4 1,00
    Data Due: D1 2021_04_02_02 | A3 13/2021 | C3 2,00
    ");
    let bytes = book(&[
        ("Uno", &[&["Obiettivo"], HEADER, &["12/2021", "Uno", "1,00"]]),
        ("Due", &[&["Obiettivo 2021_04"], &["(ex obiettivo 2020_04)"], HEADER, &["13/2021", "Due", "2,00"]]),
    ]);
    insta::assert_snapshot!(told(TITOLI, NAME, &bytes), @r"
    Refusal read.unsaid_column Uno!: Le righe sopra l'intestazione non dicono la colonna `obiettivo` → Scriverla sopra la tabella, come negli altri fogli
    Refusal read.unsaid_column Due!A2: Le righe sopra l'intestazione dicono due volte la colonna `obiettivo`: `2021_04` e `2020_04)` → Lasciarne una; se sono parole d'altro, il CED precisa `title_pattern` nel tracciato
    ");
    // A text has no sheets, and a title.
    let text = "Obiettivo 2021_04_02_01\r\n\r\nDetermina;Liquidato\r\n12/2021;1,00\r\n";
    insta::assert_snapshot!(told(TITOLI, "schede_promozione_2021-06.csv", text.as_bytes()), @r"
    Data schede_promozione_2021-06: A1 2021_04_02_01 | A4 12/2021 | B4 1,00
    ");
    insta::assert_snapshot!(told(OBIETTIVI, "schede_promozione_2021-06.csv", b"Determina;Liquidato\r\n12/2021;1,00\r\n"), @r"
    Refusal read.unsaid_column schede_promozione_2021-06!: La colonna `obiettivo` viene dal nome del foglio, e questo genere di file non dà nomi ai fogli → Mandare la cartella di lavoro con i suoi fogli (.xlsx, .ods), non un testo
    ");
}

#[test]
fn sheets_that_contradict_each_other_refuse_the_file() {
    let titled = |title: &'static str| -> Vec<&'static [&'static str]> {
        vec![Box::leak(Box::new([title])), HEADER, &["12/2021", "Uno", "1,00"]]
    };
    let (june, may) = (titled("Dati al 30/06/2021"), titled("Dati al 31/05/2021"));
    let (euro, thousands) = (titled("(valori in euro)"), titled("(valori in migliaia di euro)"));
    let by_title = OBIETTIVI.replace("unreadable", "unit = \"titolo\"\nunreadable");
    insta::assert_snapshot!(told(OBIETTIVI, NAME, &book(&[("Ob 1", &june), ("Ob 2", &june), ("Ob 3", &may)])), @r"
    Refusal read.sheets_differ Ob 3!A1: Questo foglio dice maggio 2021, il foglio `Ob 1` dice giugno 2021, e si leggono come una tabella sola → Correggere il titolo dove è sbagliato; un foglio che non va contato va tolto o nascosto
    ");
    insta::assert_snapshot!(told(&by_title, NAME, &book(&[("Ob 1", &euro), ("Ob 2", &thousands)])), @r"
    Refusal read.sheets_differ Ob 2!: Questo foglio dice gli importi in migliaia di euro, il foglio `Ob 1` dice gli importi in euro, e si leggono come una tabella sola → Correggere il titolo dove è sbagliato; un foglio che non va contato va tolto o nascosto
    ");
    let heading = |sheets: &[(&str, Lines<'_>)]| read_as(NAME, &book(sheets), &layout(OBIETTIVI)).1;
    // The last day of several in one month, and what each sheet says.
    let early = titled("Dati al 28/06/2021");
    let reading = heading(&[("Ob 1", &[HEADER, &["1", "Uno", "1,00"]]), ("Ob 2", &early), ("Ob 3", &june)]);
    assert_eq!((reading.problems.len(), reading.heading.sheet.as_str()), (0, "Ob 2"));
    assert_eq!(reading.heading.as_of, chrono::NaiveDate::from_ymd_opt(2021, 6, 30));
    assert_eq!(reading.beside.iter().map(|it| it.sheet.as_str()).collect::<Vec<_>>(), ["Ob 1", "Ob 3"]);
}

/// One sheet a month.
const MESI: &str = r#"
id = "mesi"
title = "Un foglio al mese"
kind = "initiatives"
file = '^elenco_(?<office>[a-z]+)_(?<period>\d{4}-\d{2})$'
sheet_pattern = '^(?<period>[a-z]+( \d+)?)$'
column = [
  { id = "obiettivo", header = ["Obiettivo"], kind = "code", required = true },
  { id = "liquidato", header = ["Liquidato"], kind = "money", required = true },
]
"#;

#[test]
fn the_sheet_of_the_files_month_is_read() {
    let of = |cents: &'static str| -> [&'static [&'static str]; 2] {
        [&["Obiettivo", "Liquidato"], Box::leak(Box::new(["1", cents]))]
    };
    let (may, june, old, all) = (of("5,00"), of("6,00"), of("0,06"), of("11,00"));
    let sheets: &[(&str, Lines<'_>)] =
        &[("Maggio", &may), ("Giugno", &june), ("giu 2020", &old), ("Riepilogo", &[&["Obiettivi"]])];
    let bytes = book(sheets);
    insta::assert_snapshot!(told(MESI, "elenco_promozione_2021-06.xlsx", &bytes), @r"
    Data Giugno: A2 1 | B2 6,00
    ");
    insta::assert_snapshot!(told(MESI, "elenco_promozione_2020-06.xlsx", &book(&sheets[..1])), @r"
    Refusal read.missing_sheet !: Manca il foglio di giugno 2020 → Dare al foglio il nome del mese, o correggere il nome del file; il file contiene `Maggio`
    ");
    let hidden = book_with(sheets, |name, sheet| {
        sheet.set_hidden(name == "Giugno");
    });
    insta::assert_snapshot!(told(MESI, "elenco_promozione_2021-06.xlsx", &hidden), @r"
    Refusal read.missing_sheet !: Manca il foglio di giugno 2021 → Il foglio `Giugno` è nascosto: renderlo visibile
    ");
    insta::assert_snapshot!(told(MESI, "elenco_promozione_2021-13.xlsx", &bytes), @r"
    Refusal read.missing_sheet !: Il foglio da leggere è quello del mese del file, e il nome del file non dice il mese → Scrivere il mese nel nome del file, per esempio 2021-06
    ");
    // Two of one month are two tables, and one of no month is told.
    let twice = book(&[("Giugno", &june), ("giu", &june)]);
    assert!(told(MESI, "elenco_promozione_2021-06.xlsx", &twice).contains("read.two_tables"));
    let beside = book(&[("Giugno", &june), ("Maggio", &may), ("Totale", &all)]);
    insta::assert_snapshot!(told(MESI, "elenco_promozione_2021-06.xlsx", &beside), @r"
    Data Giugno: A2 1 | B2 6,00
    Warning read.other_sheets Giugno!: La stessa tabella è anche nel foglio `Totale`, che non è stato letto: il tracciato vuole `Giugno` → Riunire tutte le righe nel foglio che si legge; se le altre non vanno contate, togliere o nascondere quei fogli
    ");
}

#[test]
fn every_sheet_of_the_files_month_is_read_where_a_layout_says_both() {
    let both = MESI
        .replace(
            "sheet_pattern = '^(?<period>[a-z]+( \\d+)?)$'",
            "sheets = \"every\"\nsheet_pattern = '^(?<period>[a-z]+) (?<obiettivo>\\S+)$'",
        )
        .replace("header = [\"Obiettivo\"]", "from = \"sheet\"");
    let one: Lines<'_> = &[&["Liquidato"], &["1,00"]];
    let bytes = book(&[("giugno 04_01", one), ("maggio 04_01", one), ("giugno 04_02", one)]);
    insta::assert_snapshot!(told(&both, "elenco_promozione_2021-06.xlsx", &bytes), @r"
    Data giugno 04_01: A1 04_01 | A2 1,00
    Data giugno 04_02: A1 04_02 | A2 1,00
    ");
}

#[test]
fn what_a_layout_says_of_sheets_is_checked() {
    let faults =
        |text: &str| layout(text).faults().iter().map(|it| format!("{}: {}\n", it.path, it.text)).collect::<String>();
    assert_eq!(faults(OBIETTIVI) + &faults(TITOLI) + &faults(MESI), "");
    let wrong = [
        OBIETTIVI.replace("sheet_pattern", "sheet = \"Dati\"\n#"),
        OBIETTIVI.replace("money\", required = true", "money\""),
        OBIETTIVI.replace("?<obiettivo>", "?<obbiettivo>"),
        OBIETTIVI.replace("from = \"sheet\"", "from = \"sheet\", header = [\"Obiettivo\"], blank = \"above\""),
        OBIETTIVI.replace("from = \"sheet\"", "from = \"title\""),
        OBIETTIVI.replace("from = \"sheet\", ", ""),
        OBIETTIVI.replace("header = [\"Liquidato\"]", "from = \"sheet\""),
        OBIETTIVI.replace("column = \"beneficiario\"", "column = \"obiettivo\""),
        TITOLI.replace("?<obiettivo>", ""),
        MESI.replace("(?<period>\\d{4}-\\d{2})", "2021"),
        MESI.replace("\"initiatives\"", "\"reference\""),
    ];
    let told: Vec<String> = wrong.iter().map(|text| faults(text)).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    sheets: il tracciato `schede` vuole tutti i fogli con `sheets` e uno solo con `sheet`: togliere uno dei due; quali fogli lo dice `sheet_pattern`

    sheets: il tracciato `schede` legge ogni foglio che ha la sua intestazione, e nessuna colonna intestata è `required`: senza, qualunque foglio la avrebbe

    sheet_pattern: il gruppo `obbiettivo` di `sheet_pattern` non è una colonna con `from = "sheet"`

    column[=obiettivo].from: la colonna `obiettivo` sta sotto un'intestazione (`header`) o la dice il foglio (`from`): uno dei due
    column[=obiettivo].blank: `blank` dice che cosa vuol dire una cella vuota, e la colonna `obiettivo` non ha celle

    sheet_pattern: il gruppo `obiettivo` di `sheet_pattern` non è una colonna con `from = "sheet"`
    column[=obiettivo].from: la colonna `obiettivo` viene dal titolo, e in `title_pattern` non c'è `(?<obiettivo>...)`

    column[=obiettivo].header: la colonna `obiettivo` non dice con quali parole è intestata
    sheet_pattern: il gruppo `obiettivo` di `sheet_pattern` non è una colonna con `from = "sheet"`

    sheets: il tracciato `schede` legge ogni foglio che ha la sua intestazione, e nessuna colonna intestata è `required`: senza, qualunque foglio la avrebbe
    column[=liquidato].from: la colonna `liquidato` è un importo: detto una volta sola varrebbe per ogni riga

    row[0].column: una [[row]] guarda una cella della riga, e la colonna `obiettivo` non ne ha

    title_pattern: `title_pattern` non ha gruppi: `(?<obiettivo>...)` dà il valore della colonna `obiettivo`
    column[=obiettivo].from: la colonna `obiettivo` viene dal titolo, e in `title_pattern` non c'è `(?<obiettivo>...)`

    sheet_pattern: il tracciato `mesi` cerca il foglio del mese del file, che deve dirlo nel nome: aggiungere `(?<period>...)` a `file`

    kind: al tracciato `mesi` manca la colonna `voce`
    sheet_pattern: il tracciato `mesi` cerca il foglio del mese, e un `reference` non è di un mese
    "#);
}
