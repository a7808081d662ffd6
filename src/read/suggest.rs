//! A draft of a layout for a file that nobody has described yet, in TOML, to be finished by a person.
//! What is guessed says so and by which evidence; it refuses to guess what a column is for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use regex::Regex;

use super::heading::{as_of, civil_date, unit_euro};
use super::survey::{Grid, grid, header_rows, one_line};
use super::words::folded;
use super::{SeenCell, SeenSheet, fiscal, number};
use crate::origin::column_name;

/// A column of the draft.
struct Draft {
    id: String,
    caption: String,
    kind: &'static str,
    evidence: String,
    required: bool,
    blanks: usize,
}

/// A draft for the sheet and the line that look most like a table; `None` where nothing does.
#[must_use]
pub fn suggest(name: &str, sheets: &[SeenSheet]) -> Option<String> {
    let visible = || sheets.iter().filter(|sheet| sheet.visible);
    let (sheet, cells, header) = visible()
        .filter_map(|sheet| {
            let cells = grid(sheet);
            let header = *header_rows(&cells).first()?;
            Some((sheet, cells, header))
        })
        .max_by_key(|(_, cells, header)| cells[header].len())?;
    let captions: BTreeMap<u16, String> = captions(&cells, header);
    let body: Vec<(u32, &BTreeMap<u16, &SeenCell>)> = cells
        .range(header + 1..)
        .filter(|(_, line)| captions.keys().any(|column| line.contains_key(column)))
        .map(|(row, line)| (*row, line))
        .collect();
    let is_total = |line: &BTreeMap<u16, &SeenCell>| {
        line.values().any(|cell| cell.kind == "text" && folded(&cell.value).starts_with("total"))
    };
    let data: Vec<&BTreeMap<u16, &SeenCell>> =
        body.iter().map(|(_, line)| *line).filter(|line| !is_total(line)).collect();
    let mut taken = BTreeSet::new();
    let columns: Vec<(u16, Draft)> =
        captions.iter().map(|(column, caption)| (*column, draft(*column, caption, &data, &mut taken))).collect();

    let title = cells.range(..header).flat_map(|(_, line)| line.values()).map(|cell| one_line(&cell.value));
    let title = title.collect::<Vec<_>>().join(" ");
    let mut out = String::new();
    head(&mut out, name, sheet, header, &columns, &data);
    remark_unnamed(&mut out, header, &captions, &data);
    fields(&mut out, name, sheet, visible().count() > 1, header, &title, &columns);
    for (_, column) in &columns {
        write_column(&mut out, column);
    }
    write_rows(&mut out, &columns, &body, &is_total);
    Some(out)
}

/// Says which columns hold values and have no caption of their own: under a stacked or merged header they would be lost
/// without a word.
fn remark_unnamed(out: &mut String, header: u32, captions: &BTreeMap<u16, String>, data: &[&BTreeMap<u16, &SeenCell>]) {
    let filled: BTreeSet<u16> = data.iter().flat_map(|line| line.keys().copied()).collect();
    let unnamed: Vec<String> =
        filled.into_iter().filter(|column| !captions.contains_key(column)).map(column_name).collect();
    if !unnamed.is_empty() {
        let _ = writeln!(
            out,
            "# ATTENZIONE: le colonne {} hanno valori ma nessuna scritta nella riga {}: l'intestazione sta forse su più righe.\n\
             # Aggiungerle con una [[column]] ciascuna, e in `header` le scritte unite dall'alto in basso: \"Beneficiario Codice fiscale\".",
            unnamed.join(", "),
            header + 1
        );
    }
}

/// The captions of the header line. Where two are alike, the nearest caption of the line above tells them apart.
fn captions(cells: &Grid<'_>, header: u32) -> BTreeMap<u16, String> {
    let own: BTreeMap<u16, String> =
        cells[&header].iter().map(|(column, cell)| (*column, one_line(&cell.value))).collect();
    let above = header.checked_sub(1).and_then(|row| cells.get(&row));
    let alike = |caption: &str| own.values().filter(|other| folded(other) == folded(caption)).count() > 1;
    own.iter()
        .map(|(column, caption)| {
            let group =
                above.and_then(|line| line.range(..=*column).next_back()).map(|(_, cell)| one_line(&cell.value));
            match group.filter(|_| alike(caption)) {
                Some(group) => (*column, format!("{group} {caption}")),
                None => (*column, caption.clone()),
            }
        })
        .collect()
}

fn draft(column: u16, caption: &str, data: &[&BTreeMap<u16, &SeenCell>], taken: &mut BTreeSet<String>) -> Draft {
    let filled: Vec<&SeenCell> = data.iter().filter_map(|line| line.get(&column).copied()).collect();
    let blanks = data.len() - filled.len();
    let (kind, evidence) = kind_of(caption, &filled);
    let slug: String = folded(caption).replace('%', "percento").split_whitespace().collect::<Vec<_>>().join("_");
    let slug: String = slug.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(40).collect();
    let slug = if slug.is_empty() { "colonna".to_owned() } else { slug };
    let id = (1..).map(|n| if n == 1 { slug.clone() } else { format!("{slug}_{n}") }).find(|id| !taken.contains(id));
    let id = id.unwrap_or(slug);
    taken.insert(id.clone());
    Draft { id, caption: caption.to_owned(), kind, evidence, required: blanks == 0 && !filled.is_empty(), blanks }
}

/// The kind that every filled cell of a column allows, and why it is thought to be that.
fn kind_of(caption: &str, filled: &[&SeenCell]) -> (&'static str, String) {
    static MONEY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(?i)import|euro|€|preventiv|consuntiv|assestat|stanziat|liquidat|pagat|saldo|dare|avere|prenotat|impegnat|funzione|totale|onere|provent|previsione")
            .expect("a pattern that was written with this program")
    });
    static CODE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(?i)^prot\\b|\\bconto|codice|cod\\.|obiettivo|mandato|provvedimento|capitolo|centro|cup|cig")
            .expect("a pattern that was written with this program")
    });
    let all = |is: &dyn Fn(&SeenCell) -> bool| !filled.is_empty() && filled.iter().all(|cell| is(cell));
    let count = filled.len();
    let numeric =
        |cell: &SeenCell| cell.kind == "number" || (cell.kind == "text" && number::parse(&cell.value).is_some());
    let whole = |cell: &SeenCell| cell.value.bytes().all(|byte| byte.is_ascii_digit());
    let lone_dash = |cell: &SeenCell| cell.value.trim() == "-";
    let plural = |what: &str| format!("ipotesi: {count} celle su {count} {what}");
    if filled.is_empty() {
        return ("text", "ipotesi: la colonna è vuota".to_owned());
    }
    if all(&|cell| cell.kind == "date" || (cell.kind == "text" && civil_date(&cell.value).is_some())) {
        return ("date", plural("sono date"));
    }
    if all(&|cell| fiscal::check(&fiscal::normal(&cell.value)).is_ok()) {
        return ("fiscal_code", plural("sono codici fiscali con il carattere di controllo giusto"));
    }
    if all(&|cell| cell.kind == "text" && cell.value.trim_end().ends_with('%') && numeric(cell)) {
        return ("percent", plural("finiscono con %"));
    }
    if CODE.is_match(caption) && all(&|cell| cell.kind == "text" || whole(cell)) {
        return ("code", "ipotesi: l'intestazione parla di un codice".to_owned());
    }
    if all(&|cell| numeric(cell) && whole(cell)) && !MONEY.is_match(caption) {
        let length = filled[0].value.len();
        let alike = length >= 4 && all(&|cell| cell.value.len() == length);
        return if alike {
            ("code", plural(&format!("sono di {length} cifre")))
        } else {
            ("integer", plural("sono numeri interi"))
        };
    }
    if all(&|cell| numeric(cell) || lone_dash(cell))
        && (MONEY.is_match(caption) || filled.iter().any(|cell| numeric(cell)))
    {
        return if MONEY.is_match(caption) || all(&|cell| cents(cell) || lone_dash(cell)) {
            ("money", plural("sono importi"))
        } else {
            ("number", plural("sono numeri"))
        };
    }
    if all(&|cell| cell.kind == "text" && !cell.value.contains(' ') && cell.value.bytes().any(|b| b.is_ascii_digit())) {
        return ("code", plural("hanno cifre e nessuno spazio"));
    }
    ("text", "ipotesi: testo libero".to_owned())
}

/// Whether a number has at most two decimals.
fn cents(cell: &SeenCell) -> bool {
    let mark = if cell.kind == "number" { '.' } else { ',' };
    cell.value.rsplit_once(mark).is_none_or(|(_, decimals)| decimals.trim_end_matches(['€', ' ', ')', '-']).len() <= 2)
}

fn head(
    out: &mut String,
    name: &str,
    sheet: &SeenSheet,
    header: u32,
    columns: &[(u16, Draft)],
    data: &[&BTreeMap<u16, &SeenCell>],
) {
    let _ = writeln!(
        out,
        "# Bozza di tracciato, proposta guardando `{}`, foglio `{}`, intestazione alla riga {}.",
        one_line(name),
        one_line(&sheet.name),
        header + 1
    );
    let _ = writeln!(
        out,
        "# Va finita da una persona: ciò che è scritto \"ipotesi\" è dedotto dalle celle di questo solo file."
    );
    let _ = writeln!(out, "# Che cosa vuol dire ogni campo: docs/layouts.md.\n#\n# Riga di esempio:");
    let captions: Vec<&str> = columns.iter().map(|(_, column)| column.caption.as_str()).collect();
    let _ = writeln!(out, "#   {}", captions.join(" | "));
    // The fullest of the first lines shows most.
    if let Some(sample) = data.iter().take(20).max_by_key(|line| line.len()) {
        let shown =
            columns.iter().map(|(column, _)| sample.get(column).map_or_else(String::new, |it| one_line(&it.value)));
        let _ = writeln!(out, "#   {}", shown.collect::<Vec<_>>().join(" | "));
    }
    out.push('\n');
}

fn fields(
    out: &mut String,
    name: &str,
    sheet: &SeenSheet,
    many_sheets: bool,
    header: u32,
    title: &str,
    columns: &[(u16, Draft)],
) {
    static MONTH: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\d{4}-\d{2}").expect("a pattern that was written with this program"));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let month = MONTH.find(stem);
    let bare = folded(&month.map_or_else(|| stem.to_owned(), |it| stem.replace(it.as_str(), " ")));
    let id: String = bare.split_whitespace().collect::<Vec<_>>().join("_");
    let id: String = id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let id = if id.is_empty() { "nuovo".to_owned() } else { id };
    let _ = writeln!(out, "id = {}", quoted(&id));
    let _ = writeln!(out, "title = {}                  # come si chiama per le persone", quoted(&bare));
    let has = |word: &str| columns.iter().any(|(_, column)| column.id.contains(word));
    let money = columns.iter().any(|(_, column)| column.kind == "money");
    let kind = if has("indicator") || (has("valore") && has("codice")) {
        "measurements"
    } else if has("conto") && (has("mandato") || has("obiettivo")) {
        "registrations"
    } else if has("conto") && money {
        "accounts"
    } else if has("voce") && money {
        "reference"
    } else {
        "initiatives"
    };
    let _ = writeln!(
        out,
        "# accounts (saldi per conto), registrations (interventi economici), initiatives (scheda di un ufficio),"
    );
    let _ = writeln!(out, "# measurements (indicatori), reference (prospetto senza mese)");
    let _ = writeln!(out, "kind = {}                  # ipotesi, dalle intestazioni", quoted(kind));
    let needed = match kind {
        "accounts" => "conto, descrizione",
        "reference" => "voce",
        "registrations" => "conto, obiettivo, importo",
        "measurements" => "codice, valore",
        _ => "obiettivo, liquidato",
    };
    let _ = writeln!(out, "# Per questo genere le colonne devono avere fra gli `id`: {needed}.");
    if matches!(kind, "accounts" | "reference") {
        let _ = writeln!(out, "scheme = \"allegato_c\"        # lo schema di cui sono le voci");
    }
    match month {
        Some(found) => {
            let pattern = format!(
                "^{}(?<period>\\d{{4}}-\\d{{2}}){}",
                regex::escape(&stem[..found.start()]),
                regex::escape(&stem[found.end()..])
            );
            let _ = writeln!(out, "# Il nome del file senza estensione; `period` è il mese.");
            let _ = writeln!(out, "file = {}", quoted(&pattern));
        }
        None => {
            let _ = writeln!(
                out,
                "# Il nome del file senza estensione. Se porta il mese: (?<period>\\d{{4}}-\\d{{2}}); l'ufficio: (?<office>[a-z_]+)"
            );
            let _ = writeln!(out, "file = {}", quoted(&format!("^{}", regex::escape(stem))));
            if as_of(title).is_none() {
                let _ = writeln!(
                    out,
                    "# period = {{ cell = \"B2\" }}    # né il nome né il titolo dicono il mese: dire dove sta"
                );
            }
        }
    }
    if many_sheets {
        let _ = writeln!(out, "sheet = {}", quoted(&sheet.name));
    }
    if header >= 30 {
        let _ = writeln!(out, "header_rows_max = {}", header + 10);
    }
    let names_ente = ["camera di commercio", "cciaa", "c c i a a"].iter().any(|ente| folded(title).contains(ente));
    if !names_ente {
        let _ = writeln!(out, "check_ente = false           # il titolo non nomina la Camera");
    }
    if unit_euro(title) == Some(1000) {
        let _ = writeln!(out, "unit = \"migliaia\"            # lo dice il titolo");
    }
    let code = columns.iter().find(|(_, column)| column.kind == "code" && column.required);
    if let Some((_, column)) = code {
        let _ = writeln!(
            out,
            "identity = [{}]            # ipotesi: le colonne che distinguono una riga dalle altre",
            quoted(&column.id)
        );
    }
    let unreadable = if matches!(kind, "initiatives" | "measurements") { "row" } else { "file" };
    let _ = writeln!(
        out,
        "unreadable = {}          # una cella illeggibile respinge: row la sua riga, file tutto il file",
        quoted(unreadable)
    );
}

fn write_column(out: &mut String, column: &Draft) {
    let _ = writeln!(out, "\n[[column]]\nid = {}\nheader = [{}]", quoted(&column.id), quoted(&column.caption));
    let _ = writeln!(out, "kind = {}                  # {}", quoted(column.kind), column.evidence);
    if column.required {
        let _ = writeln!(out, "required = true              # ipotesi: nessuna cella vuota");
    } else if column.kind == "money" && column.blanks > 0 {
        let _ = writeln!(
            out,
            "blank = \"zero\"               # ipotesi: {} vuote; missing se vuol dire \"non si sa\"",
            column.blanks
        );
    }
    if column.kind == "money" {
        let words = folded(&column.caption);
        let scenario = ["assestato", "prenotato", "consuntivo", "preventivo"].into_iter().find(|it| words.contains(it));
        if let Some(scenario) = scenario {
            let _ = writeln!(
                out,
                "amount = {{ scenario = {} }} # ipotesi, dall'intestazione; se è di un altro anno: exercise = 2020",
                quoted(scenario)
            );
        }
    }
}

fn write_rows(
    out: &mut String,
    columns: &[(u16, Draft)],
    body: &[(u32, &BTreeMap<u16, &SeenCell>)],
    is_total: &dyn Fn(&BTreeMap<u16, &SeenCell>) -> bool,
) {
    let starts = |line: &BTreeMap<u16, &SeenCell>, column: u16| {
        line.get(&column).is_some_and(|cell| cell.kind == "text" && folded(&cell.value).starts_with("total"))
    };
    for (at, column) in columns {
        let totals: Vec<&(u32, &BTreeMap<u16, &SeenCell>)> =
            body.iter().filter(|(_, line)| is_total(line) && starts(line, *at)).collect();
        let Some((last, line)) = totals.last() else { continue };
        let last_text = line.get(at).map_or("", |cell| cell.value.trim());
        let _ = writeln!(
            out,
            "\n# Righe che si controllano e non si sommano. Ipotesi: cominciano con \"Total\"; l'ultima, la {}, è il totale.",
            last + 1
        );
        let rule = |out: &mut String, pattern: &str, is: &str| {
            let _ = writeln!(
                out,
                "[[row]]\ncolumn = {}\nmatches = {}\nis = {}\n",
                quoted(&column.id),
                quoted(pattern),
                quoted(is)
            );
        };
        rule(out, &format!("^{}$", regex::escape(&one_line(last_text))), "total");
        if totals.len() > 1 {
            rule(out, "^total", "subtotal");
        }
        return;
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
