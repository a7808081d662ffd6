//! What the office reads of each thing that may be wrong, sentence and remedy: a small file each, or a cell.

use rust_xlsxwriter::{FilterCondition, Formula};

use super::*;
use crate::read::layout::{Place, Treatment, Unit};

/// Every problem of a file: code and cell, sentence, remedy.
fn said_of(bytes: &[u8], layout: &Layout) -> String {
    let (_, reading) = read_as("x", bytes, layout);
    let told = reading.problems.iter().map(|it| format!("{} {}: {} → {}\n", it.code, cell_of(it), it.text, it.remedy));
    told.collect()
}

/// The problems that a look at a file meets.
fn refused(bytes: &[u8], limits: &Limits) -> String {
    let problems = crate::sheets::inspect("x.xlsx", bytes, limits).unwrap_err();
    problems.iter().map(|it| format!("{} {}: {} → {}\n", it.code, cell_of(it), it.text, it.remedy)).collect()
}

/// A layout with a column of each kind, whose rows are refused one by one.
fn all_kinds() -> Layout {
    let column =
        |kind: &str, more: &str| format!("{{ id = \"{kind}\", header = [\"{kind}\"], kind = \"{kind}\"{more} }},\n");
    let kinds = ["text", "money", "number", "integer", "percent", "fiscal_code", "cup", "cor", "date"];
    let columns = column("code", ", required = true") + &kinds.map(|kind| column(kind, "")).concat();
    layout(&format!(
        "id = \"x\"\ntitle = \"X\"\nkind = \"initiatives\"\nfile = 'x'\nunreadable = \"row\"\ncolumn = [\n{columns}]"
    ))
}

const KINDS: [&str; 10] =
    ["code", "text", "money", "number", "integer", "percent", "fiscal_code", "cup", "cor", "date"];

/// A workbook with a caption for each kind and what `fill` writes below.
fn of_all_kinds(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    workbook("Dati", |sheet| {
        line(sheet, 0, &KINDS);
        fill(sheet);
    })
}

#[test]
fn a_text_that_its_column_does_not_take() {
    let bytes = of_all_kinds(|sheet| {
        line(sheet, 1, &["", "#RIF!"]);
        line(sheet, 2, &["1", "", "circa 5", "circa 80", "12,5", "12", "abc", "G17", "RNA-12", "quando serve"]);
        line(sheet, 3, &["2", "", "1,005", "1.024", "7", "85%", "00000010008"]);
        line(sheet, 4, &["3", "", "--5"]);
    });
    insta::assert_snapshot!(said_of(&bytes, &all_kinds()), @r"
    read.blank_required A2: La colonna `code` è vuota in una riga di dati → Scrivere il valore, oppure togliere dalla riga ciò che non è un dato
    read.error_cell B2: La colonna `text` contiene l'errore `#RIF!` → Correggere la formula o scrivere il valore, salvare e rimettere il file nella cartella
    read.not_money C3: Nella colonna `money` il valore `circa 5` non è un importo → Scrivere soltanto l'importo, per esempio 1.234,56, e le note in un'altra colonna
    read.not_number D3: Nella colonna `number` il valore `circa 80` non è un numero → Scrivere soltanto il numero, per esempio 14,65 o 85%; se il dato manca lasciare vuoto o scrivere n.d.
    read.not_integer E3: Nella colonna `integer` il valore `12,5` non è un numero intero → Scrivere un numero senza decimali e senza %; le note vanno in un'altra colonna
    read.bare_percent F3: Nella colonna `percent` non si sa se `12` siano punti percentuali o una frazione → Scrivere il segno %, per esempio 14,65%, o dare alla cella il formato Percentuale; oppure il CED dichiara `bare` per la colonna nel tracciato
    read.fiscal_code G3: Nella colonna `fiscal_code` il codice `abc` non ha la forma di un codice fiscale (16 caratteri, o 11 cifre) → Ricontrollarlo sul documento e correggerlo; intanto la riga è stata contata
    read.project_code H3: Nella colonna `cup` il codice `G17` non ha la forma di un CUP (15 caratteri, come G17H03000130001) → Ricontrollarlo sull'atto di concessione e correggerlo; intanto la riga è stata contata
    read.project_code I3: Nella colonna `cor` il codice `RNA-12` non ha la forma di un COR (un numero di al più 10 cifre) → Ricontrollarlo sull'atto di concessione e correggerlo; intanto la riga è stata contata
    read.not_date J3: Nella colonna `date` il valore `quando serve` non è una data → Scrivere la data come giorno, mese e anno, per esempio 30/06/2021, in una cella con formato data
    read.hidden_decimals C4: Nella colonna `money` il valore `1,005` è un testo con più di due decimali → Scrivere l'importo con due decimali; se la virgola separa le migliaia, scrivere 1.005,00
    read.ambiguous_number D4: Nella colonna `number` il testo `1.024` si può leggere in due modi: il punto separa le migliaia o i decimali? → Convertire la cella in numero, oppure scrivere i decimali con la virgola, per esempio 1.024,00
    read.fiscal_code G4: Nella colonna `fiscal_code` il codice `00000010008` ha il carattere di controllo sbagliato → Ricontrollarlo sul documento e correggerlo; intanto la riga è stata contata
    read.minus_doubled C5: Nella colonna `money` il valore `--5` ha il segno meno due volte → È stato letto come negativo: se non lo è, togliere i segni
    ");
    let month_first = of_all_kinds(|sheet| line(sheet, 1, &["1", "", "", "", "", "", "", "", "", "01/31/2021"]));
    insta::assert_snapshot!(said_of(&month_first, &all_kinds()), @"read.month_first J2: Nella colonna `date` il valore `01/31/2021` ha il mese prima del giorno: anche le altre date si leggerebbero sbagliate → Esportare le date con il giorno prima, 30/06/2021, o salvare il foglio con le date in formato data");
}

#[test]
fn a_required_value_that_is_said_to_be_missing() {
    let text = "id = \"x\"\ntitle = \"X\"\nkind = \"measurements\"\nfile = 'x'\nunreadable = \"row\"\n\
                column = [{ id = \"codice\", header = [\"Codice\"], kind = \"code\", required = true },\n\
                { id = \"valore\", header = [\"Valore\"], kind = \"number\", required = true }]";
    let bytes = workbook("Dati", |sheet| {
        line(sheet, 0, &["Codice", "Valore"]);
        line(sheet, 1, &["I1", "n.d."]);
        line(sheet, 2, &["I2", ""]);
    });
    insta::assert_snapshot!(said_of(&bytes, &layout(text)), @r"
    read.blank_required B2: La colonna `Valore` ha `n.d.` in una riga di dati: il valore manca → Scrivere il valore; se può mancare, il CED toglie `required` dalla colonna nel tracciato
    read.blank_required B3: La colonna `Valore` è vuota in una riga di dati → Scrivere il valore, oppure togliere dalla riga ciò che non è un dato
    ");
}

#[test]
fn a_number_or_a_formula_that_its_column_does_not_take() {
    let bytes = of_all_kinds(|sheet| {
        for row in 1..=4 {
            line(sheet, row, &[&row.to_string()]);
        }
        sheet.write_number(1, 2, 1.005).unwrap();
        sheet.write_number(1, 6, 10_009.0).unwrap();
        sheet.write_number(1, 9, 44_377.0).unwrap();
        sheet.write_number(2, 2, 1e13).unwrap();
        // The library writes a zero for want of a result, and says that all is to be calculated.
        sheet.write_formula(3, 2, Formula::new("=C2*2")).unwrap();
        sheet.write_formula(4, 2, Formula::new("=C2*2").set_result("2.01")).unwrap();
        sheet.write_number(5, 0, 1.5).unwrap();
        day(sheet, 6, 0, (2005, 5, 1));
    });
    insta::assert_snapshot!(said_of(&bytes, &all_kinds()), @r"
    read.hidden_decimals C2: Nella colonna `money` il valore `1,005` ha più di due decimali → Arrotondare il valore al centesimo con ARROTONDA(…;2): il formato della cella lo nasconde soltanto
    read.fiscal_code_zeros G2: Nella colonna `fiscal_code` il codice `10009` ha perso gli zeri iniziali ed è stato letto come `00000010009` → Dare alla colonna il formato Testo e riscrivere il codice
    read.not_date J2: Nella colonna `date` il numero `44377` sta in una cella senza formato data: come data sarebbe di solito il 30/06/2021 → Dare alla cella il formato Data (Home, Formato numero, Data in cifre) e controllare che mostri il giorno giusto
    read.not_money C3: Nella colonna `money` il valore `10000000000000` supera i dieci miliardi di euro → Controllare l'importo e l'unità in cui è scritto
    read.uncomputed_formula C4: La colonna `money` contiene una formula senza il suo risultato → Aprire il file con Excel, che calcola la formula, salvarlo e rimetterlo nella cartella
    read.not_code A6: Nella colonna `code` il numero `1,5` non è un codice → Dare alla colonna il formato Testo e riscrivere il codice
    read.date_in_code A7: Nella colonna `code` il codice è diventato una data (`01/05/2005`) → Dare alla colonna il formato Testo e riscrivere il codice
    ");
}

#[test]
fn a_table_that_is_not_as_the_layout_wants_it() {
    let oneri = layout(ONERI);
    let lines = |header: &[&str]| workbook("Oneri", |sheet| line(sheet, 0, header));
    let mut twice = Workbook::new();
    for name in ["Giugno", "Giugno bis"] {
        line(twice.add_worksheet().set_name(name).unwrap(), 0, &["Conto", "Consuntivo"]);
    }
    let mut named = layout(ONERI);
    named.sheet = Some("Onerri".to_owned());
    let low = workbook("Oneri", |sheet| line(sheet, 41, &["Conto", "Consuntivo"]));
    let mut hidden = Workbook::new();
    line(hidden.add_worksheet(), 0, &["Appunti"]);
    let sheet = hidden.add_worksheet().set_name("Dati").unwrap();
    line(sheet, 0, &["Conto", "Consuntivo"]);
    sheet.set_hidden(true);
    let files = [
        (lines(&["Conto", "Descrizione", "Consuntvo"]), &oneri),
        (lines(&["Conto", "Descrizion", "Consuntivo"]), &oneri),
        (lines(&["Conto", "Consuntivo", "Consuntivo"]), &oneri),
        (lines(&["Conto", "Consuntivo"]), &named),
        (lines(&["Appunti"]), &oneri),
        (low, &oneri),
        (twice.save_to_buffer().unwrap(), &oneri),
        (hidden.save_to_buffer().unwrap(), &oneri),
    ];
    let all: String = files.iter().map(|(bytes, layout)| said_of(bytes, layout)).collect();
    insta::assert_snapshot!(all, @r"
    read.missing_column C1: Nell'intestazione alla riga 1 manca la colonna `Consuntivo`: forse è `Consuntvo`? → Intestare la colonna con una di queste scritte: `Consuntivo`, `Consuntivo al`
    read.similar_column B1: La colonna `Descrizione` non è stata trovata e `Descrizion` non è stata letta: forse è la stessa? → Intestare la colonna con una di queste scritte: `Descrizione`
    read.no_rows : Sotto l'intestazione non c'è nessuna riga di dati → Se il periodo ha dati, esportare di nuovo il file
    read.doubled_column C1: La colonna `Consuntivo` c'è due volte → Lasciare una sola colonna con questa intestazione
    read.missing_sheet : Manca il foglio `Onerri`: forse è `Oneri`? → Dare questo nome al foglio da leggere; il file contiene `Oneri`
    read.header_not_found : Nelle prime 30 righe non c'è la riga di intestazione con `Conto`, `Consuntivo` → Controllare che sia il file giusto e che le intestazioni non siano state cambiate
    read.header_not_found A42: L'intestazione con `Conto`, `Consuntivo` c'è, ma alla riga 42: la si cerca solo nelle prime 30 → Togliere le righe in più sopra la tabella; se ci stanno sempre, il CED scrive nel tracciato `header_rows_max = 50`
    read.two_tables : La tabella si trova in più fogli visibili: `Giugno`, `Giugno bis` → Se valgono tutti, riunire le righe in un foglio solo, o dirlo nel tracciato con il campo `sheets`; se no lasciare visibile soltanto quello che vale
    read.header_not_found : Nelle prime 30 righe non c'è la riga di intestazione con `Conto`, `Consuntivo` → Le intestazioni sono nel foglio nascosto `Dati`: renderlo visibile
    ");
}

/// A layout with this treatment of everything that is not seen.
fn treating(treatment: Treatment) -> Layout {
    let mut layout = layout(ONERI);
    layout.hidden_rows = treatment;
    layout.hidden_columns = treatment;
    layout.merged_cells = treatment;
    layout
}

#[test]
fn what_is_not_seen_and_what_became_of_it() {
    let bytes = |rows: &[u32]| {
        workbook("Oneri", |sheet| {
            line(sheet, 0, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
            for row in 1..=9 {
                line(sheet, row, &[&row.to_string(), "", "1,00", "2,00"]);
            }
            for row in rows {
                sheet.set_row_hidden(*row).unwrap();
            }
            sheet.set_column_hidden(2).unwrap();
            sheet.merge_range(1, 1, 2, 1, "gruppo", &Format::new()).unwrap();
            sheet.autofilter(0, 0, 9, 3).unwrap();
            // All rows pass it: it hides none that are not hidden by hand.
            sheet.filter_column(3, &FilterCondition::new().add_list_filter("2,00")).unwrap();
        })
    };
    let all = [
        said_of(&bytes(&[4]), &treating(Treatment::Use)),
        said_of(&bytes(&[4]), &treating(Treatment::Ignore)),
        said_of(&bytes(&[4]), &treating(Treatment::Refuse)),
        said_of(&bytes(&[2, 4, 5]), &treating(Treatment::Ignore)),
        said_of(&bytes(&[2, 4, 5]), &treating(Treatment::Refuse)),
    ];
    insta::assert_snapshot!(all.concat(), @r"
    read.hidden_column : La colonna `Preventivo` (C) è nascosta ed è stata letta → Scoprire la colonna e controllare che sia quella che vale
    read.hidden_rows : La riga 5 è nascosta ed è stata letta → Togliere il filtro o scoprire le righe, e controllare che siano da contare
    read.filtered : Un filtro è attivo su A1:D10: chi apre il foglio non ne vede tutte le righe → Togliere il filtro prima di salvare
    read.merged_cells : Le celle B2:B3 sono unite: il valore della prima vale per tutte, tranne gli importi → Separare le celle e scrivere il valore in ogni riga
    read.hidden_column : La colonna `Preventivo` (C) è nascosta e non è stata letta → Scoprire la colonna e controllare che sia quella che vale
    read.hidden_rows : La riga 5 è nascosta e non è stata letta → Togliere il filtro o scoprire le righe, e controllare che siano da contare
    read.filtered : Un filtro è attivo su A1:D10: chi apre il foglio non ne vede tutte le righe → Togliere il filtro prima di salvare
    read.merged_cells : Le celle B2:B3 sono unite: il valore sta nella prima, le altre contano come vuote → Separare le celle e scrivere il valore in ogni riga
    read.hidden_column : La colonna `Preventivo` (C) è nascosta e non si sa se valga → Scoprire la colonna e controllare che sia quella che vale
    read.hidden_rows : La riga 5 è nascosta e può cambiare il risultato → Togliere il filtro o scoprire le righe, e controllare che siano da contare
    read.filtered : Un filtro è attivo su A1:D10: chi apre il foglio non ne vede tutte le righe → Togliere il filtro prima di salvare
    read.merged_cells : Le celle B2:B3 sono unite: non si sa a quali righe valga il valore → Separare le celle e scrivere il valore in ogni riga
    read.hidden_column : La colonna `Preventivo` (C) è nascosta e non è stata letta → Scoprire la colonna e controllare che sia quella che vale
    read.hidden_rows : Le righe 3, 5-6 sono nascoste e non sono state lette → Togliere il filtro o scoprire le righe, e controllare che siano da contare
    read.filtered : Un filtro è attivo su A1:D10: chi apre il foglio non ne vede tutte le righe → Togliere il filtro prima di salvare
    read.merged_cells : Le celle B2:B3 sono unite: il valore sta nella prima, le altre contano come vuote → Separare le celle e scrivere il valore in ogni riga
    read.hidden_column : La colonna `Preventivo` (C) è nascosta e non si sa se valga → Scoprire la colonna e controllare che sia quella che vale
    read.hidden_rows : Le righe 3, 5-6 sono nascoste e possono cambiare il risultato → Togliere il filtro o scoprire le righe, e controllare che siano da contare
    read.filtered : Un filtro è attivo su A1:D10: chi apre il foglio non ne vede tutte le righe → Togliere il filtro prima di salvare
    read.merged_cells : Le celle B2:B3 sono unite: non si sa a quali righe valga il valore → Separare le celle e scrivere il valore in ogni riga
    ");
    let many = workbook("Oneri", |sheet| {
        line(sheet, 0, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
        for row in (1..=20).step_by(2) {
            line(sheet, row, &["1", "", "", "2,00"]);
            line(sheet, row + 1, &["1", "", "", "2,00"]);
            sheet.merge_range(row, 1, row + 1, 1, "gruppo", &Format::new()).unwrap();
        }
    });
    insta::assert_snapshot!(said_of(&many, &layout(ONERI)), @"read.merged_cells : Nella tabella ci sono celle unite (B2:B3, B4:B5, B6:B7, B8:B9, B10:B11, B12:B13, B14:B15, B16:B17 e altre 2): il valore sta nella prima, le altre contano come vuote → Separare le celle e scrivere il valore in ogni riga");
}

#[test]
fn formulas_that_waited_to_be_calculated() {
    let formulas = |of: &str| {
        let bytes = workbook("Oneri", |sheet| {
            line(sheet, 0, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
            line(sheet, 1, &["1"]);
            sheet.write_formula(1, 2, Formula::new("=1-1").set_result("0")).unwrap();
            sheet.write_formula(1, 3, Formula::new("=1+1").set_result("2")).unwrap();
        });
        rewritten(&bytes, "xl/workbook.xml", |xml| xml.replace("fullCalcOnLoad=\"1\"", of))
    };
    // What Excel writes when it has calculated everything, and when its manual calculation was not asked to.
    assert_eq!(check(ONERI, "x", &formulas("")), "Data A2: 1 | ∅ | 0,00 | 2,00\n");
    insta::assert_snapshot!(said_of(&formulas("calcMode=\"manual\" calcCompleted=\"0\""), &layout(ONERI)), @r"
    read.uncomputed_formula C2: La colonna `Preventivo` contiene una formula senza il suo risultato → Aprire il file con Excel, che calcola la formula, salvarlo e rimetterlo nella cartella
    read.waiting_formulas C2: Il file è stato salvato con formule ancora da calcolare: questa è la prima, e i risultati possono essere vecchi → Aprirlo con Excel, scegliere Formule, Opzioni di calcolo, Automatico, e salvarlo di nuovo
    ");
    // What a library writes that leaves the calculation to Excel: a result is one, a zero is not.
    let mut layout = layout(ONERI);
    layout.unreadable = crate::read::layout::Unreadable::Row;
    let bytes = formulas("fullCalcOnLoad=\"true\"");
    insta::assert_snapshot!(said_of(&bytes, &layout), @"read.uncomputed_formula C2: La colonna `Preventivo` contiene una formula senza il suo risultato → Aprire il file con Excel, che calcola la formula, salvarlo e rimetterlo nella cartella");
}

#[test]
fn what_a_file_says_of_itself_and_should_not() {
    let titled = |title: &str, month: [&str; 2]| {
        workbook("Oneri", |sheet| {
            line(sheet, 0, &[title, "Mese"]);
            line(sheet, 2, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
            line(sheet, 3, &["1", month[0], "1,00", "2,00"]);
            line(sheet, 4, &["2", month[1], "1,00", "2,00"]);
        })
    };
    let june = ["giugno 2021", "giugno 2021"];
    let mut by_title = layout(ONERI);
    by_title.unit = Unit::Titolo;
    let mut by_cell = layout(ONERI);
    by_cell.period = Some(Place::Cell(crate::read::layout::CellName { row: 0, column: 1 }));
    let mut by_column = layout(ONERI);
    by_column.period = Some(Place::Column("descrizione".to_owned()));
    let mut in_thousands = layout(ONERI);
    in_thousands.unit = Unit::Migliaia;
    let all = [
        said_of(&titled("Oneri (valori in migliaia di euro)", june), &layout(ONERI)),
        said_of(&titled("Oneri (valori in euro)", june), &in_thousands),
        said_of(&titled("Oneri", june), &by_title),
        said_of(&titled("Oneri", june), &by_cell),
        said_of(&titled("Oneri", ["giugno 2021", "maggio 2021"]), &by_column),
    ];
    insta::assert_snapshot!(all.concat(), @r"
    read.unit_conflict A1: Il titolo dice che gli importi sono in migliaia di euro, il tracciato li vuole in euro → Esportare nell'unità concordata, o correggere il titolo; se l'unità è cambiata, il CED corregge `unit` nel tracciato
    read.unit_conflict A1: Il titolo dice che gli importi sono in euro, il tracciato li vuole in migliaia di euro → Esportare nell'unità concordata, o correggere il titolo; se l'unità è cambiata, il CED corregge `unit` nel tracciato
    read.no_unit A1: Il titolo non dice se gli importi sono in euro o in migliaia di euro → Scrivere nel titolo «(valori in euro)» o «(valori in migliaia di euro)»
    read.unsaid_period B1: Dove il tracciato cerca il mese si legge `Mese`, che non è né un mese né una data → Scrivere il mese, per esempio giugno 2021, o la data, per esempio 30/06/2021
    read.said_twice B5: La colonna `Descrizione` dice cose diverse: `giugno 2021` e `maggio 2021` → Tenere in un file i dati di un solo mese e di un solo ente
    ");
}

#[test]
fn a_date_over_a_column_that_is_not_the_files() {
    let columns = |first: &str| {
        layout(&format!(
            "id = \"x\"\ntitle = \"X\"\nkind = \"accounts\"\nfile = '^x(_(?<period>\\d{{4}}-\\d{{2}}))?'\ncolumn = [\n\
             {{ id = \"conto\", header = [\"Conto\"], kind = \"code\", required = true }},\n\
             {{ id = \"a\", header = [\"Prima {{data}}\", \"Prima {{anno}}\"], kind = \"money\"{first} }},\n\
             {{ id = \"b\", header = [\"Saldo {{data}}\", \"Saldo {{anno}}\"], kind = \"money\" }}]"
        ))
    };
    let over = |a: &str, b: &str| {
        workbook("Dati", |sheet| {
            line(sheet, 0, &["Conto", a, b]);
            line(sheet, 1, &["1", "1,00", "2,00"]);
        })
    };
    let said = |name: &str, layout: &Layout, bytes: &[u8]| {
        let (_, reading) = read_as(name, bytes, layout);
        let told =
            reading.problems.iter().map(|it| format!("{} {}: {} → {}\n", it.code, cell_of(it), it.text, it.remedy));
        told.collect::<String>()
    };
    let (plain, before) = (columns(""), columns(", amount = { scenario = \"consuntivo\", years_before = 1 }"));
    let all = [
        said("x_2021-06.xlsx", &plain, &over("Prima 30.06.2021", "Saldo al 30.06.2021")),
        said("x_2021-06.xlsx", &plain, &over("Prima 30.06.2021", "Saldo 31.05.2021")),
        said("x_2021-06.xlsx", &plain, &over("Prima 2021", "Saldo maggio")),
        said("x_2021-06.xlsx", &plain, &over("Prima 2020", "Saldo 30/06")),
        said("x_2021-06.xlsx", &before, &over("Prima 31.12.2019", "Saldo 30/06")),
        said("x.xlsx", &plain, &over("Prima 30.06.2021", "Saldo aprile 2021")),
    ];
    insta::assert_snapshot!(all.concat(), @r"
    read.similar_column C1: La colonna `Saldo GG/MM/AAAA` non è stata trovata e `Saldo al 30.06.2021` non è stata letta: forse è la stessa? → Intestare la colonna con una di queste scritte: `Saldo GG/MM/AAAA`, `Saldo AAAA`
    read.header_date C1: La colonna `Saldo 31.05.2021` è di maggio 2021, ma il file è di giugno 2021 → Esportare di nuovo il mese giusto, o correggere la data dove è sbagliata: nell'intestazione, nel titolo o nel nome del file
    read.header_date C1: La colonna `Saldo maggio` è di maggio, ma il file è di giugno 2021 → Esportare di nuovo il mese giusto, o correggere la data dove è sbagliata: nell'intestazione, nel titolo o nel nome del file
    read.header_date B1: La colonna `Prima 2020` è del 2020, ma il file è del 2021 → Esportare di nuovo il mese giusto, o correggere la data dove è sbagliata: nell'intestazione, nel titolo o nel nome del file
    read.header_date B1: La colonna `Prima 31.12.2019` è di dicembre 2019, ma qui vanno gli importi del 2020 → Esportare di nuovo con l'anno di confronto giusto, o correggere la data nell'intestazione
    read.header_date C1: La colonna `Saldo aprile 2021` è di aprile 2021, ma `Prima 30.06.2021` è di giugno 2021 → Tenere in un file i dati di un solo mese
    ");
    assert_eq!(said("x.xlsx", &before, &over("Prima 31.12.2019", "Saldo aprile 2021")), "");
}

#[test]
fn a_file_without_rows_and_one_with_too_many_problems() {
    let lines = |count: u32| {
        workbook("Oneri", |sheet| {
            line(sheet, 0, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
            (1..=count).for_each(|row| line(sheet, row, &["1", "", "", "abc"]));
        })
    };
    let last = |count: u32| said_of(&lines(count), &layout(ONERI)).lines().last().unwrap_or_default().to_owned() + "\n";
    insta::assert_snapshot!([last(0), last(51), last(60)].concat(), @r"
    read.no_rows : Sotto l'intestazione non c'è nessuna riga di dati → Se il periodo ha dati, esportare di nuovo il file
    read.more_problems : C'è un altro problema dello stesso file, non elencato → Correggere quelli elencati: spesso hanno la stessa causa
    read.more_problems : Ci sono altri 10 problemi dello stesso file, non elencati → Correggere quelli elencati: spesso hanno la stessa causa
    ");
}

#[test]
fn a_cell_whose_value_is_not_certain() {
    let rows = "<row><c t=\"inlineStr\"><is><t>Conto</t></is></c><c t=\"inlineStr\"><is><t>Consuntivo</t></is></c></row>\
                <row><c><v>310000</v></c><c><v>30</v><v>0.75</v></c></row>";
    insta::assert_snapshot!(said_of(&raw(rows, None), &layout(ONERI)), @"read.unreadable_cell B2: Nella colonna `Consuntivo` la cella è scritta nel file in un modo che non dà un valore certo (`30 0.75`) → Aprire il file con Excel, riscrivere il valore nella cella, salvare e rimettere il file nella cartella");
}

#[test]
fn a_file_beyond_a_limit() {
    let bytes = workbook("Oneri", |sheet| line(sheet, 1, &["Conto", "un testo lungo"]));
    let default = Limits::default;
    let two = raw("<row><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>1</v></c></row>", None);
    let far = raw("<row><c r=\"XFD1\"><v>1</v></c></row>", None);
    let low = raw("<row><c r=\"A16777217\"><v>1</v></c></row>", None);
    let broken = raw("<row><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>", None);
    let styles = rewritten(&bytes, "xl/styles.xml", |styles| {
        styles.replace("<cellXfs count=\"1\">", &format!("<cellXfs>{}", "<xf/>".repeat(1 << 17)))
    });
    let all = [
        refused(&bytes, &Limits { file_bytes_max: 100, ..default() }),
        refused(&bytes, &Limits { inflated_bytes_max: 100, ..default() }),
        refused(&bytes, &Limits { entries_max: 2, ..default() }),
        refused(&two, &Limits { cells_max: 1, ..default() }),
        refused(&bytes, &Limits { text_chars_max: 6, ..default() }),
        refused(&far, &default()),
        refused(&low, &default()),
        refused(&broken, &default()),
        refused(&styles, &default()),
    ];
    insta::assert_snapshot!(all.concat(), @r"
    read.too_large : Il file occupa più di quanto è ammesso → Esportare soltanto il mese e il foglio che servono
    read.too_large : Il contenuto del file, decompresso, occupa più di quanto è ammesso → Esportare soltanto il mese e il foglio che servono
    read.too_large : Il file è composto da più parti di quante sono ammesse → Copiare i soli dati in una cartella di lavoro nuova e salvarla come .xlsx
    read.too_large B1: Il file contiene più celle di quante sono ammesse → Esportare soltanto il mese e il foglio che servono
    read.too_large B2: Una cella contiene un testo più lungo di quanto è ammesso → Accorciare il testo
    read.too_large XFD1: C'è un valore troppo a destra, oltre le colonne ammesse → Togliere i valori fuori dalla tabella
    read.too_large A16777217: C'è un valore oltre l'ultima riga di un foglio → Copiare i soli dati in una cartella di lavoro nuova e salvarla come .xlsx
    read.damaged A1: Il file è danneggiato e non si può leggere dalla cella A1 in poi → Aprirlo con Excel, lasciare che lo ripari, salvarlo come .xlsx e rimetterlo nella cartella
    read.too_large : Il file ha più formati di cella di quanti Excel ne ammette → Copiare i soli dati in una cartella di lavoro nuova e salvarla come .xlsx
    ");
}

#[test]
fn an_archive_of_several_files() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["giugno/oneri.xlsx", "giugno/proventi.csv"] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(b"conto;importo").unwrap();
    }
    insta::assert_snapshot!(refused(&writer.finish().unwrap().into_inner(), &Limits::default()), @"read.unsupported_format : Il file è un archivio compresso che contiene `giugno/oneri.xlsx`, `giugno/proventi.csv`: gli archivi non vengono aperti → Estrarre i file dall'archivio e mettere nella cartella quelli, uno per uno");
}

#[test]
fn dates_where_acts_should_be() {
    let layout = layout(
        "id = \"x\"\ntitle = \"X\"\nkind = \"initiatives\"\nfile = 'x'\ncolumn = [\n\
         { id = \"obiettivo\", header = [\"Obiettivo\"], kind = \"code\" },\n\
         { id = \"provvedimento\", header = [\"Provvedimento\"], kind = \"text\", blank = \"above\" },\n\
         { id = \"note\", header = [\"Note\"], kind = \"text\" },\n\
         { id = \"liquidato\", header = [\"Liquidato\"], kind = \"money\" }]",
    );
    let of = |fill: &dyn Fn(&mut Worksheet)| {
        let bytes = workbook("Dati", |sheet| {
            line(sheet, 0, &["Obiettivo", "Provvedimento", "Note", "Liquidato"]);
            (1..=11).for_each(|row| line(sheet, row, &["1", "12/2021", "01/05/2021", "2,00"]));
            fill(sheet);
        });
        said_of(&bytes, &layout)
    };
    assert_eq!(of(&|sheet| line(sheet, 3, &["1", "n. 785 del 12/05/2021"])), "", "acts, and a date in another column");
    let all = [
        of(&|sheet| day(sheet, 4, 1, (2021, 5, 1))),
        of(&|sheet| line(sheet, 4, &["1", "mag-21"])),
        of(&|sheet| day(sheet, 4, 1, (2021, 5, 12))),
        of(&|sheet| (2..=11).for_each(|row| day(sheet, row, 1, (2021, 1 + row as u8, 1)))),
    ];
    insta::assert_snapshot!(all.concat(), @r"
    read.date_for_act B5: Nella colonna `Provvedimento` la data `01/05/2021` sta al posto di un provvedimento: forse era il 5/2021 → Dare alla colonna il formato Testo e riscrivere il provvedimento, o scriverlo con un apostrofo davanti: '5/2021
    read.date_for_act B5: Nella colonna `Provvedimento` la data `mag-21` sta al posto di un provvedimento: forse era il 5/2021 → Dare alla colonna il formato Testo e riscrivere il provvedimento, o scriverlo con un apostrofo davanti: '5/2021
    read.date_for_act B5: Nella colonna `Provvedimento` la data `12/05/2021` sta al posto di un provvedimento → Dare alla colonna il formato Testo e riscrivere il provvedimento, o scriverlo con un apostrofo davanti: '5/2021
    read.date_for_act B3: Nella colonna `Provvedimento` ci sono 10 date al posto di provvedimenti: B3 `01/03/2021` (forse 3/2021), B4 `01/04/2021` (forse 4/2021), B5 `01/05/2021` (forse 5/2021), B6 `01/06/2021` (forse 6/2021), B7 `01/07/2021` (forse 7/2021), B8 `01/08/2021` (forse 8/2021), B9 `01/09/2021` (forse 9/2021), B10 `01/10/2021` (forse 10/2021) e altre 2 → Dare alla colonna il formato Testo e riscrivere il provvedimento, o scriverlo con un apostrofo davanti: '3/2021
    ");
    // The row below that means the same tells nothing of its own, and the text of the cell is what it was.
    let bytes = workbook("Dati", |sheet| {
        line(sheet, 0, &["Obiettivo", "Provvedimento", "Note", "Liquidato"]);
        line(sheet, 1, &["1", "", "", "2,00"]);
        day(sheet, 1, 1, (2021, 5, 1));
        line(sheet, 2, &["1", "", "", "2,00"]);
    });
    let (rows, reading) = read_as("x", &bytes, &layout);
    assert_eq!(rows.iter().map(|row| show(&row.values[1])).collect::<Vec<_>>(), ["01/05/2021"; 2]);
    assert_eq!(reading.problems.len(), 1);
}
