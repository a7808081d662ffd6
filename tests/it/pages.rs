//! Files named `.xls` that are a page of HTML or an XML, as portals and accounting programs write them: the rows of the workbook
//! that they might have been, the sentences about what is not seen, and a run with them.

use quadratura::sheets::{self, CellKind};

use crate::office::{Office, json_of, tray};
use crate::reading::{ONERI, limits, seen, told};

const ROWS: [[&str; 4]; 4] = [
    ["00123", "Competenze al personale", "1.234,56", "617,28"],
    ["325000", "Prestazione servizi & altro", "10.000,00", "4.500,10"],
    ["327001", "Attività à è ì ò ù €", "-12,50", "-1.705.646,00"],
    ["Totale", "", "11.222,06", ""],
];

/// A page as a portal writes it: every value a text, nothing about numbers.
fn page() -> String {
    let row = |row: &[&str; 4]| format!("<tr><td>{}</tr>", row.map(|it| it.replace('&', "&amp;")).join("</td>\n<td>"));
    let rows: String = ROWS.iter().map(row).collect();
    format!(
        "<html><body><h3>Camera di commercio di esempio</h3><p>al 30/06/2021</p><table border=1><thead>\
         <tr><th>Conto<th>Descrizione<th>Preventivo<th>Consuntivo</thead><tbody>{rows}</tbody></table></body></html>"
    )
}

/// The same as an accounting program writes it in XML, numbers as numbers.
fn book() -> String {
    let text = |text: &str| format!("<Cell><Data ss:Type=\"String\">{}</Data></Cell>", text.replace('&', "&amp;"));
    let amount = |amount: &&str| {
        let number = amount.replace('.', "").replace(',', ".");
        let data = if number.is_empty() { String::new() } else { format!("<Data ss:Type=\"Number\">{number}</Data>") };
        format!("<Cell>{data}</Cell>")
    };
    let row = |row: &[&str; 4]| {
        let amounts: String = row[2..].iter().map(amount).collect();
        format!("<Row>{}{}{amounts}</Row>", text(row[0]), text(row[1]))
    };
    let captions = ["Conto", "Descrizione", "Preventivo", "Consuntivo"].map(text).concat();
    let rows: String = ROWS.iter().map(row).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><?mso-application progid=\"Excel.Sheet\"?>\
         <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
         <Worksheet ss:Name=\"Oneri\"><Table><Row>{}</Row><Row>{}</Row><Row>{captions}</Row>{rows}</Table></Worksheet></Workbook>",
        text("Camera di commercio di esempio"),
        text("al 30/06/2021")
    )
}

#[test]
fn a_page_and_an_xml_give_the_rows_of_a_workbook() {
    let read = told(ONERI, "oneri_2021-06.xls", page().as_bytes(), &limits());
    assert_eq!(told(ONERI, "oneri_2021-06.xls", book().as_bytes(), &limits()), read);
    insta::assert_snapshot!(read, @r"
    Data A4: 00123 | Competenze al personale | 1.234,56 | 617,28
    Data A5: 325000 | Prestazione servizi & altro | 10.000,00 | 4.500,10
    Data A6: 327001 | Attività à è ì ò ù € | -12,50 | -1.705.646,00
    Total A7: Totale | ∅ | 11.222,06 | ∅
    ");
    let wide: Vec<u8> = page().encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(told(ONERI, "oneri_2021-06.html", &wide, &limits()), read);
}

#[test]
fn a_table_of_a_page_answers_to_any_name_unless_it_has_one_or_there_are_two() {
    let beside = page().replace("</table>", "</table><table><tr><td>Note<td>nessuna</table>");
    assert_eq!(
        told(ONERI, "oneri_2021-06.xls", beside.as_bytes(), &limits()),
        told(ONERI, "oneri_2021-06.xls", page().as_bytes(), &limits())
    );
    let named = |name: &str| {
        let island = format!("<xml><x:ExcelWorksheet><x:Name>{name}</x:Name></x:ExcelWorksheet></xml>");
        page().replace("<body>", &format!("<!--[if gte mso 9]>{island}<![endif]--><body>"))
    };
    assert!(told(ONERI, "oneri_2021-06.xls", named("ONERI").as_bytes(), &limits()).starts_with("Data A4"));
    let twice = page() + &page();
    let with_caption = twice.replacen("<thead>", "<caption>Oneri</caption><thead>", 1);
    assert!(told(ONERI, "oneri_2021-06.xls", with_caption.as_bytes(), &limits()).starts_with("Data A5"));
    // A list that its portal has cut into two tables, the second of them without captions.
    let cut = page().replacen("<tr><td>327001", "</table><p>Pagina 2<table><tr><td>327001", 1);
    let by_name = ONERI.replace("sheet = \"Oneri\"", "sheet = \"Tabella 1\"");
    assert!(told(&by_name, "oneri_2021-06.xls", cut.as_bytes(), &limits()).starts_with("Data A4"));
    let all = [named("Foglio 1"), twice, cut].map(|page| told(ONERI, "oneri_2021-06.xls", page.as_bytes(), &limits()));
    insta::assert_snapshot!(all.concat(), @r#"
    read.missing_sheet: Manca il foglio `Oneri` → Dare questo nome al foglio da leggere; il file contiene `Foglio 1`
    read.two_tables: La tabella si trova in più fogli visibili: `Tabella 1`, `Tabella 2` → Se valgono tutti, riunire le righe in un foglio solo, o dirlo nel tracciato con il campo `sheets`; se no lasciare visibile soltanto quello che vale
    Data A4: 00123 | Competenze al personale | 1.234,56 | 617,28
    Data A5: 325000 | Prestazione servizi & altro | 10.000,00 | 4.500,10
    read.other_sheets: La tabella sembra continuare in `Tabella 2`, che non ha intestazione e non è stata letta: le sue righe mancherebbero → Riunire tutte le righe sotto una sola intestazione, per esempio in una cartella di lavoro di Excel (.xlsx); se non vanno contate, togliere quella tabella o scrivere nel tracciato `sheet = "Tabella 1"`
    "#);
}

#[test]
fn what_a_page_hides_and_merges_and_does_not_say_is_told() {
    let page = page()
        .replace("<tr><td>325000", "<tr style='display:none'><td>325000")
        .replace("<td>-12,50", "<td rowspan=2>-12,50")
        .replace("<td>11.222,06</td>", "")
        .replace("<td>617,28", "<td><input value='617,28'>");
    insta::assert_snapshot!(told(ONERI, "oneri_2021-06.xls", page.as_bytes(), &limits()), @r"
    read.unreadable_cell Tabella 1!D4: Nella colonna `Consuntivo` la cella è scritta nel file in un modo che non dà un valore certo (`617,28`) → Aprire il file con Excel, riscrivere il valore nella cella, salvare e rimettere il file nella cartella
    read.hidden_rows: La riga 5 è nascosta ed è stata letta → Togliere il filtro o scoprire le righe, e controllare che siano da contare
    read.merged_cells: Le celle C6:C7 sono unite: il valore sta nella prima, le altre contano come vuote → Separare le celle e scrivere il valore in ogni riga
    ");
}

#[test]
fn a_page_too_great_for_the_process_that_reads_it_is_refused() {
    let rows = "<tr><td>1<td>2".repeat(2_000);
    let page = format!("<table>{rows}</table>");
    let few = sheets::Limits { cells_max: 3_999, ..limits() };
    let small = sheets::Limits { file_bytes_max: 1_000, ..limits() };
    let nested = "<table><tr><td>".repeat(200_000);
    let all = [
        seen("x.xls", page.as_bytes(), &few),
        seen("x.xls", page.as_bytes(), &small),
        seen("x.xls", nested.as_bytes(), &limits()),
    ];
    insta::assert_snapshot!(all.concat(), @r"
    read.too_large: Il file contiene più celle di quante sono ammesse → Esportare soltanto il mese e il foglio che servono
    read.too_large: Il file occupa più di quanto è ammesso → Esportare soltanto il mese e il foglio che servono
    read.damaged: Il file è una pagina HTML in cui una tabella comincia e non finisce: lo scaricamento si è interrotto, o la pagina è scritta in un modo che non si riesce a leggere → Scaricarlo di nuovo dal portale; se il rifiuto si ripete, aprirlo con Excel, controllare che in fondo ci siano tutte le righe e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)
    ");
    assert_eq!(seen("x.xls", page.as_bytes(), &limits()), "4000 cells in 1 sheets\n");
}

/// A workbook of the samples as a portal would give it: its first sheet as a page, numbers as Italians write them.
fn as_page(name: &str, bytes: &[u8]) -> String {
    let sheet = sheets::inspect(name, bytes, &limits()).unwrap().remove(0);
    let mut rows: std::collections::BTreeMap<u32, Vec<(u16, String)>> = std::collections::BTreeMap::new();
    for cell in sheet.cells {
        let (row, column) = quadratura::origin::parse_cell(&cell.cell).unwrap();
        let shown = match cell.kind {
            CellKind::Number => cell.value.replace('.', ","),
            _ => cell.value.replace('&', "&amp;").replace('<', "&lt;"),
        };
        rows.entry(row).or_default().push((column, shown));
    }
    let mut page = "<html><table>".to_owned();
    for row in 0..=*rows.keys().last().unwrap() {
        let cells = rows.remove(&row).unwrap_or_default();
        let last = cells.last().map_or(0, |(column, _)| *column);
        let shown = |column: u16| cells.iter().find(|(at, _)| *at == column).map_or("", |(_, shown)| shown);
        let cells: String = (0..=last).map(|column| format!("<td>{}", shown(column))).collect();
        page += &format!("<tr>{cells}</tr>\n");
    }
    page + "</table></html>"
}

#[test]
fn a_month_with_pages_in_the_place_of_workbooks_is_the_same_month() {
    let run = |as_pages: bool| {
        let office = Office::new();
        office.drop_samples("2021-01", &[]);
        let drop = office.root().join("drop");
        for name in ["oneri_2021-01", "proventi_2021-01"] {
            let workbook = drop.join(format!("{name}.xlsx"));
            if as_pages {
                let page = as_page(name, &std::fs::read(&workbook).unwrap());
                std::fs::remove_file(&workbook).unwrap();
                office.drop_file(&format!("{name}.xls"), page.as_bytes());
            }
        }
        let (code, json) = office.run("2021-01");
        let accepted = tray(&office, "accettati");
        assert_eq!(accepted.contains(&"oneri_2021-01.xls".to_owned()), as_pages, "{accepted:?} {json}");
        let exported =
            |table| json_of(&office.program(&["export", table, "--json", "--period", "2021-01"]))[table].take();
        let mut entries = exported("entries");
        for entry in entries.as_array_mut().unwrap() {
            // Where each stands is the same cell of another sheet.
            let entry = entry.as_object_mut().unwrap();
            assert!(entry.remove("file").is_some() && entry.remove("sheet").is_some());
        }
        assert!(entries.as_array().unwrap().len() > 100, "{entries}");
        (code, json["state"].clone(), entries, exported("indicators"))
    };
    assert_eq!(run(true), run(false));
}

#[test]
fn read_and_its_draft_know_a_page_and_an_xml() {
    let office = Office::new();
    for (name, text, format) in [("pagina.xls", page(), "pagina HTML"), ("libro.xls", book(), "foglio XML 2003")] {
        std::fs::write(office.root().join(name), text).unwrap();
        let said = office.program(&["read", name]);
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        assert!(said.contains(format) && said.contains("Consuntivo"), "{said}");
        let draft = String::from_utf8(office.program(&["read", name, "--suggest"]).stdout).unwrap();
        std::fs::write(office.root().join("bozza.toml"), &draft).unwrap();
        let tried = office.program(&["read", name, "--layout", "bozza.toml"]);
        assert_eq!(tried.status.code(), Some(0), "{draft}{}", String::from_utf8_lossy(&tried.stdout));
    }
}
