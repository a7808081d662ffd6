//! Open documents through the child process, as an office reads what is said of them.

use std::io::{Cursor, Write as _};

use crate::reading::{ONERI, limits, seen, told};

/// A document of these parts.
fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn content(rows: &[&str]) -> String {
    let rows: String = rows.iter().map(|row| format!("<table:table-row{row}</table:table-row>")).collect();
    format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"Oneri\">{rows}\
         </table:table></office:spreadsheet></office:body></office:document-content>"
    )
}

fn text(text: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
}

#[test]
fn errors_and_results_of_formulas_are_told_like_those_of_a_workbook() {
    let header = format!(">{}", ["Conto", "Descrizione", "Preventivo", "Consuntivo"].map(text).concat());
    let row = |account: &str, attributes: &str, cell: &str| {
        format!("{attributes}>{}{}<table:table-cell/>{cell}", text(account), text("voce"))
    };
    let result = |attributes: &str, shown: &str| {
        format!(
            "<table:table-cell table:formula=\"of:=[.A1]\" {attributes}><text:p>{shown}</text:p></table:table-cell>"
        )
    };
    let zero = "office:value-type=\"float\" office:value=\"0\"";
    let rows = [
        row("1", "", &result(zero, "0,00")),
        row("2", "", &result("", "")),
        row(
            "3",
            " table:visibility=\"collapse\"",
            &result("office:value-type=\"float\" office:value=\"12.5\"", "12,50"),
        ),
    ];
    let sound: Vec<&str> = [header.as_str()].into_iter().chain(rows.iter().map(String::as_str)).collect();
    let bytes = packed(&[("content.xml", &content(&sound)), ("META-INF/manifest.xml", "<x/>")]);
    insta::assert_snapshot!(told(ONERI, "oneri_2021-06.ods", &bytes, &limits()), @r"
    Data A2: 1 | voce | 0,00 | 0,00
    Data A3: 2 | voce | 0,00 | 0,00
    Data A4: 3 | voce | 0,00 | 12,50
    read.hidden_rows: La riga 4 è nascosta ed è stata letta → Togliere il filtro o scoprire le righe, e controllare che siano da contare
    ");
    let rows = [
        row("1", "", &result(zero, "#DIV/0!")),
        row("2", "", &result(zero, "Err:502")),
        row("3", "", &result("office:value-type=\"string\" office:string-value=\"\"", "#N/D")),
        row("4", "", &result("", "").replace("<text:p></text:p>", "")),
        row("5", "", &result("office:value-type=\"float\" office:value=\"12,5\"", "12,50")),
    ];
    let wrong: Vec<&str> = [header.as_str()].into_iter().chain(rows.iter().map(String::as_str)).collect();
    let bytes = packed(&[("content.xml", &content(&wrong)), ("META-INF/manifest.xml", "<x/>")]);
    insta::assert_snapshot!(told(ONERI, "oneri_2021-06.ods", &bytes, &limits()), @r"
    read.error_cell Oneri!D2: La colonna `Consuntivo` contiene l'errore `#DIV/0!` → Correggere la formula o scrivere il valore, salvare e rimettere il file nella cartella
    read.error_cell Oneri!D3: La colonna `Consuntivo` contiene l'errore `Err:502` → Correggere la formula o scrivere il valore, salvare e rimettere il file nella cartella
    read.error_cell Oneri!D4: La colonna `Consuntivo` contiene l'errore `#N/D` → Correggere la formula o scrivere il valore, salvare e rimettere il file nella cartella
    read.uncomputed_formula Oneri!D5: La colonna `Consuntivo` contiene una formula senza il suo risultato → Aprire il file con Excel, che calcola la formula, salvarlo e rimetterlo nella cartella
    read.unreadable_cell Oneri!D6: Nella colonna `Consuntivo` la cella è scritta nel file in un modo che non dà un valore certo (`12,5`) → Aprire il file con Excel, riscrivere il valore nella cella, salvare e rimettere il file nella cartella
    ");
}

#[test]
fn a_document_that_is_no_table_or_shut_says_so() {
    let list =
        "<manifest:file-entry manifest:full-path=\"content.xml\"><manifest:encryption-data/></manifest:file-entry>";
    let letter = content(&[]).replace("office:spreadsheet", "office:text");
    let all = [
        packed(&[("content.xml", "\u{1}\0"), ("META-INF/manifest.xml", list)]),
        packed(&[("META-INF/manifest.xml", "<x/>"), ("content.xml", &letter)]),
        packed(&[("META-INF/manifest.xml", "<x/>"), ("content.xml", &content(&[]).replace("</table:table>", ""))]),
    ];
    insta::assert_snapshot!(all.map(|bytes| seen("oneri.ods", &bytes, &limits())).concat(), @r"
    read.protected: Il file è protetto da password → Aprirlo con LibreOffice e la sua password e salvarlo con nome come Cartella di lavoro di Excel (.xlsx), senza la spunta su Salva con password
    read.unsupported_format: Il file è un documento che non è un foglio di calcolo e non può essere letto → Mettere nella cartella il foglio di calcolo, salvato come .xlsx
    read.damaged: Il file .ods è danneggiato, o scritto in un modo che non si riesce a leggere → Aprirlo con LibreOffice, controllarlo e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)
    ");
}
