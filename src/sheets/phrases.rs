//! Why a file as a whole, or the rest of it, cannot be read, and what to do.

use super::fault::{Excess, Fault, Page, Password};
use crate::intake::Format;
use crate::problem::Problem;

/// The refusal that a fault is.
#[expect(clippy::too_many_lines, reason = "a table: a fault, its sentence and its remedy")]
pub fn refusal(fault: &Fault) -> Problem {
    match fault {
        Fault::Empty => Problem::refusal(
            "read.empty",
            "Il file è vuoto",
            "Esportare di nuovo il file e controllare che contenga dati",
        ),
        Fault::Protected(password) => protected(*password),
        Fault::Encoding => Problem::refusal(
            "read.encoding",
            "Le lettere accentate del testo non si possono leggere con certezza: il file è troncato, o scritto in due codifiche o in una che non si conosce",
            "Esportare di nuovo come CSV UTF-8, oppure aprirlo con Excel e salvarlo come .xlsx",
        ),
        Fault::OpenQuote(place) => Problem::refusal(
            "read.open_quote",
            "In questa riga si aprono virgolette che nessuno chiude: tutto ciò che segue sarebbe una sola cella",
            "Chiudere o togliere le virgolette, oppure esportare come .xlsx",
        )
        .in_sheet(&place.sheet)
        .in_cell(&place.cell),
        Fault::LateQuote(place) => Problem::refusal(
            "read.open_quote",
            "In questa riga un testo tra virgolette contiene separatori o a capo e non finisce dove le virgolette si chiudono: altre celle ci sono finite dentro",
            "Raddoppiare o togliere le virgolette che fanno parte del testo, oppure esportare come .xlsx",
        )
        .in_sheet(&place.sheet)
        .in_cell(&place.cell),
        Fault::NotUnderstood(format) => {
            let (file, program) = match format {
                Format::Html => return cut_page(),
                Format::Xml => ("foglio XML 2003", "Excel"),
                Format::Ods => ("file .ods", "LibreOffice"),
                Format::Xlsb => ("file .xlsb", "Excel"),
                _ => ("file .xls", "Excel"),
            };
            Problem::refusal(
                "read.damaged",
                format!("Il {file} è danneggiato, o scritto in un modo che non si riesce a leggere"),
                format!(
                    "Aprirlo con {program}, controllarlo e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)"
                ),
            )
        }
        Fault::TooHeavy => Problem::refusal(
            "read.too_large",
            "Leggere il file richiede più memoria di quanta è ammessa: è danneggiato, o ha valori sparsi troppo lontano \
             l'uno dall'altro",
            "Copiare i soli dati in una cartella di lavoro nuova e salvarla come .xlsx",
        ),
        Fault::TooSlow => Problem::refusal(
            "read.too_large",
            "Leggere il file richiede più tempo di quanto è ammesso",
            "Copiare i soli dati in una cartella di lavoro nuova e salvarla come .xlsx",
        ),
        Fault::NoChild(reason) => Problem::refusal(
            "read.not_started",
            format!("Il lettore di questo formato non si avvia ({reason})"),
            "Il file può essere buono: salvarlo come .xlsx, o avvisare chi gestisce il programma",
        ),
        Fault::Unsupported(format) => unsupported(*format),
        Fault::Page(page) => in_place_of_file(*page),
        Fault::Packed(names) => packed(names),
        Fault::Damaged(place) => {
            let after =
                if place.cell.is_empty() { String::new() } else { format!(" dalla cella {} in poi", place.cell) };
            Problem::refusal(
                "read.damaged",
                format!("Il file è danneggiato e non si può leggere{after}"),
                "Aprirlo con Excel, lasciare che lo ripari, salvarlo come .xlsx e rimetterlo nella cartella",
            )
            .in_sheet(&place.sheet)
            .in_cell(&place.cell)
        }
        Fault::TooLarge(excess, place) => {
            let (text, remedy) = match excess {
                Excess::FileBytes => {
                    ("Il file occupa più di quanto è ammesso", "Esportare soltanto il mese e il foglio che servono")
                }
                Excess::Styles => (
                    "Il file ha più formati di cella di quanti Excel ne ammette",
                    "Copiare i soli dati in una cartella di lavoro nuova e salvarla come .xlsx",
                ),
                Excess::Texts | Excess::InflatedBytes => (
                    "Il contenuto del file, decompresso, occupa più di quanto è ammesso",
                    "Esportare soltanto il mese e il foglio che servono",
                ),
                Excess::Entries => (
                    "Il file è composto da più parti di quante sono ammesse",
                    "Copiare i soli dati in una cartella di lavoro nuova e salvarla come .xlsx",
                ),
                Excess::Cells => (
                    "Il file contiene più celle di quante sono ammesse",
                    "Esportare soltanto il mese e il foglio che servono",
                ),
                Excess::Columns => {
                    ("C'è un valore troppo a destra, oltre le colonne ammesse", "Togliere i valori fuori dalla tabella")
                }
                Excess::Rows => (
                    "C'è un valore oltre l'ultima riga di un foglio",
                    "Copiare i soli dati in una cartella di lavoro nuova e salvarla come .xlsx",
                ),
                Excess::TextChars => {
                    ("Una cella contiene un testo più lungo di quanto è ammesso", "Accorciare il testo")
                }
            };
            Problem::refusal("read.too_large", text, remedy).in_sheet(&place.sheet).in_cell(&place.cell)
        }
    }
}

/// What to say of a page whose tables do not end.
fn cut_page() -> Problem {
    Problem::refusal(
        "read.damaged",
        "Il file è una pagina HTML in cui una tabella comincia e non finisce: lo scaricamento si è interrotto, o la pagina è \
         scritta in un modo che non si riesce a leggere",
        "Scaricarlo di nuovo dal portale; se il rifiuto si ripete, aprirlo con Excel, controllare che in fondo ci siano tutte le \
         righe e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)",
    )
}

/// What to say of a page that a portal gave, whatever name it bears.
fn in_place_of_file(page: Page) -> Problem {
    let (text, remedy) = match page {
        Page::Login => (
            "Al posto del file il portale ha dato la pagina con cui si accede, o che dice che la sessione è scaduta",
            "Accedere di nuovo al portale, scaricare il file e mettere nella cartella quello; se nella pagina c'è davvero la \
             tabella, aprirla con Excel e salvarla con nome come Cartella di lavoro di Excel (.xlsx)",
        ),
        Page::WithoutTable => (
            "Il file è una pagina HTML senza tabelle: al posto del file il portale ha dato una pagina, forse con un errore",
            "Aprirlo con il browser per vedere che cosa dice, scaricare di nuovo il file dal portale e mettere nella cartella quello",
        ),
    };
    Problem::refusal("read.unsupported_format", text, remedy)
}

/// What to say of an archive in which these files look like spreadsheets.
fn packed(names: &[String]) -> Problem {
    let (text, remedy) = match names {
        [] => (
            "Il file è un archivio compresso: gli archivi non vengono aperti".to_owned(),
            "Estrarre il foglio di calcolo dall'archivio e mettere nella cartella quello",
        ),
        [name] => (
            format!("Il file è un archivio compresso che contiene {}: gli archivi non vengono aperti", quoted(name)),
            "Estrarre il file dall'archivio e mettere nella cartella quello",
        ),
        several => (
            format!(
                "Il file è un archivio compresso che contiene {}: gli archivi non vengono aperti",
                listed(several.iter().map(String::as_str))
            ),
            "Estrarre i file dall'archivio e mettere nella cartella quelli, uno per uno",
        ),
    };
    Problem::refusal("read.unsupported_format", text, remedy)
}

fn protected(password: Password) -> Problem {
    let (text, remedy) = match password {
        Password::Own => (
            "Il file è protetto da password",
            "Aprirlo con la password, toglierla (File, Informazioni, Proteggi cartella di lavoro, Crittografa con password: \
             cancellarla) e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)",
        ),
        Password::OfDocument => (
            "Il file è protetto da password",
            "Aprirlo con LibreOffice e la sua password e salvarlo con nome come Cartella di lavoro di Excel (.xlsx), senza la \
             spunta su Salva con password",
        ),
        Password::BuiltIn => (
            "Il file è cifrato con la password predefinita di Excel (chi lo apre non se la vede chiedere), ma il suo contenuto \
             non si riesce a decifrare",
            "Aprirlo con Excel, togliere la protezione (Revisione, Proteggi cartella di lavoro) e salvarlo con nome come \
             Cartella di lavoro di Excel (.xlsx), senza password in Strumenti, Opzioni generali",
        ),
        Password::Unknown => (
            "Il file è protetto da password; se Excel lo apre senza chiederla, lo ha cifrato da solo perché la struttura \
             o la scrittura sono protette",
            "Con una password: toglierla (File, Informazioni, Proteggi cartella di lavoro, Crittografa con password). Senza: \
             togliere la protezione (Revisione, Proteggi cartella di lavoro). Poi salvare con nome come Cartella di \
             lavoro di Excel (.xlsx)",
        ),
    };
    Problem::refusal("read.protected", text, remedy)
}

fn unsupported(format: Format) -> Problem {
    const SAVE_AS: &str = "Aprirlo con Excel e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)";
    const RIGHT_FILE: &str = "Mettere nella cartella il foglio di calcolo, salvato come .xlsx";
    let (what, remedy) = match format {
        Format::WebArchive => ("una pagina web in un solo file (.mht), anche se il nome dice altro,", SAVE_AS),
        Format::Exchange => ("un foglio in un formato di scambio (.slk o .dif)", SAVE_AS),
        Format::Dbase => ("un archivio dBase (.dbf)", SAVE_AS),
        Format::FlatOds => (
            "un foglio OpenDocument in un solo XML (.fods)",
            "Aprirlo con LibreOffice e salvarlo con nome come .ods o come .xlsx",
        ),
        Format::OldExcel => (
            "un foglio di Excel 2, 3 o 4, di prima del 1994,",
            "Aprirlo con LibreOffice, o con Excel se lo consente, e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)",
        ),
        Format::Apple => (
            "un documento per Mac (Numbers, Pages o Keynote)",
            "Aprirlo con Numbers, esportarlo come Excel (File, Esporta in) e mettere nella cartella il file .xlsx",
        ),
        Format::Mail => {
            ("un messaggio di posta", "Aprire il messaggio, salvarne l'allegato e mettere nella cartella quello")
        }
        Format::Signed => (
            "firmato digitalmente (.p7m), con il foglio chiuso dentro la firma,",
            "Estrarre il file originale con il programma con cui si verifica la firma, e mettere nella cartella quello",
        ),
        Format::Shortcut => (
            "un collegamento, che porta a un altro file e non lo contiene,",
            "Aprire il foglio a cui porta, salvarlo come .xlsx (in Fogli Google: File, Scarica, Microsoft Excel) e mettere \
             nella cartella quello",
        ),
        Format::Pdf => ("un PDF", RIGHT_FILE),
        Format::Image => ("un'immagine", RIGHT_FILE),
        Format::Document => ("un documento che non è un foglio di calcolo", RIGHT_FILE),
        // Those that are read are never said to be unsupported.
        Format::Xlsx
        | Format::Xls
        | Format::Xlsb
        | Format::Ods
        | Format::Xml
        | Format::Html
        | Format::Text
        | Format::Encrypted
        | Format::Archive
        | Format::Empty
        | Format::Unknown => ("di un formato sconosciuto", RIGHT_FILE),
    };
    Problem::refusal("read.unsupported_format", format!("Il file è {what} e non può essere letto"), remedy)
}

/// Longer values are cut: the cell is named, and the rest is there to be seen.
const VALUE_CHARS_MAX: usize = 60;

/// A value of the file, as a sentence names it.
pub fn quoted(value: &str) -> String {
    let mut cut: String = value.chars().take(VALUE_CHARS_MAX).map(|c| if c == '`' { '\'' } else { c }).collect();
    if value.chars().nth(VALUE_CHARS_MAX).is_some() {
        cut.push('…');
    }
    format!("`{cut}`")
}

/// Several of them.
pub fn listed<'s>(names: impl IntoIterator<Item = &'s str>) -> String {
    /// More are not looked through.
    const NAMED_MAX: usize = 30;
    let names: Vec<String> = names.into_iter().map(quoted).collect();
    let named = names.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED_MAX) {
        0 => named,
        more => format!("{named} e altri {more}"),
    }
}
