//! How people are written to: no letter, no sheet and no page says words that nobody outside the house uses; on paper nothing
//! stands between backticks, and no sentence goes on with a capital after a colon.

use std::collections::BTreeSet;
use std::io::Read as _;

use quadratura::config;

use crate::office::Office;

/// What the field calls otherwise: `emissione`, `impronta`, `lettura`, *non quadra*, and an alert *dipende* from another.
const NOBODY_SAYS: [&str; 10] = [
    "edizione",
    "manifesto",
    "passaggio",
    "fallita",
    "fallite",
    "fallito",
    "tace",
    "tacciono",
    "valore obiettivo",
    "avviso, nuova",
];

/// The words of a text that nobody says, each with what stands around it.
fn found(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let whole =
        |at: usize, word: &str| !lower[..at].ends_with(is_word) && !lower[at + word.len()..].starts_with(is_word);
    let places = |word: &'static str| {
        let all = lower.match_indices(word).map(|(at, _)| at).filter(|at| whole(*at, word)).collect::<Vec<_>>();
        let around =
            |at: usize| lower[..at].chars().rev().take(40).collect::<String>().chars().rev().collect::<String>();
        all.into_iter().map(|at| format!("…{}{word}", around(at))).collect::<Vec<_>>()
    };
    NOBODY_SAYS.into_iter().flat_map(places).collect()
}

/// Where a text has a backtick, with what stands around it: on a terminal it marks a value, on paper it is a stain.
fn backticks(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| line.contains('`'));
    lines.map(|line| format!("backtick: {line}")).collect()
}

/// Where a sentence goes on with a capital after a colon, and not with a name. A code and an abbreviation are names.
fn capitals(text: &str, names: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        for (at, _) in line.match_indices(": ") {
            let rest = line[at + 2..].trim_start();
            let mut chars = rest.chars();
            let is_word = chars.next().is_some_and(char::is_uppercase)
                && chars.next().is_some_and(|c| c.is_lowercase() || matches!(c, '\'' | ' '));
            let is_file = rest.split(' ').next().is_some_and(|word| word.trim_end_matches('.').contains('.'));
            if is_word && !is_file && !names.iter().any(|name| rest.starts_with(name.as_str())) {
                found.push(format!("capital after a colon: {line}"));
            }
        }
    }
    found
}

/// What the chamber calls things: names and titles of its configuration.
fn names() -> BTreeSet<String> {
    fn add(value: &toml::Value, names: &mut BTreeSet<String>) {
        match value {
            toml::Value::Table(table) => {
                for (key, value) in table {
                    match value {
                        toml::Value::String(text) if ["name", "title", "label"].contains(&key.as_str()) => {
                            names.insert(text.clone());
                        }
                        value => add(value, names),
                    }
                }
            }
            toml::Value::Array(all) => all.iter().for_each(|it| add(it, names)),
            _ => {}
        }
    }
    let mut names = BTreeSet::new();
    for (_, text) in config::embedded_configuration() {
        add(&toml::from_str(&text).unwrap(), &mut names);
    }
    names.retain(|name| name.chars().count() > 2);
    names
}

/// The texts that a letter shows, one part after the other: without headers, tags and attachments.
fn letter(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let mut out = String::new();
    for part in text.split("\n--") {
        let Some((headers, body)) = part.split_once("\n\n") else { continue };
        if !headers.contains("quoted-printable") {
            continue;
        }
        let body = unquoted(&body.replace("=\n", ""));
        out += &if headers.contains("text/html") { without_tags(&body) } else { body };
        out.push('\n');
    }
    out
}

fn unquoted(body: &str) -> String {
    let mut pieces = body.split('=');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        bytes.push(u8::from_str_radix(&piece[..2], 16).unwrap());
        bytes.extend_from_slice(&piece.as_bytes()[2..]);
    }
    String::from_utf8(bytes).unwrap()
}

/// The texts between tags; where a tag breaks the line, it is broken.
fn without_tags(html: &str) -> String {
    let mut out = String::new();
    for piece in html.split('<') {
        let (tag, said) = piece.split_once('>').unwrap_or(("", piece));
        let inside =
            ["strong", "/strong", "code", "/code", "span", "/span"].iter().any(|it| tag.split(' ').next() == Some(it));
        if !inside {
            out.push('\n');
        }
        out += said;
    }
    for (entity, c) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")]
    {
        out = out.replace(entity, c);
    }
    out
}

/// The texts of a workbook, a line each.
fn texts(workbook: &[u8]) -> String {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    for number in 0..package.len() {
        let mut part = package.by_index(number).unwrap();
        // Pictures are no text.
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        text += &without_tags(&String::from_utf8(bytes).unwrap_or_default());
    }
    text
}

#[test]
fn both_rules_of_paper_find_what_breaks_them() {
    let names = names();
    assert_eq!(backticks("il file `a.xlsx`\nil file «a.xlsx»"), ["backtick: il file `a.xlsx`"]);
    let broken = ["Che fare: Correggere la riga.", "- File: È arrivato.", "Che fare: L'ufficio la corregga."];
    for line in broken {
        assert_eq!(capitals(line, &names).len(), 1, "{line}");
    }
    let held = [
        "Che fare: correggere la riga.",
        "Se ne occupa: Ufficio Commercio estero.",
        "Fonte: «Oneri», cella J40",
        "Avviso: ITP",
        "manca un file obbligatorio: Oneri (contabilità)",
        "File non accettato: Scheda.xlsx",
        "Mancati:",
    ];
    for line in held {
        assert_eq!(capitals(line, &names), Vec::<String>::new());
    }
    assert_eq!(
        letter(b"Subject: A: B\r\n\r\n--x\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ncos=C3=AC=\r\n `a`"),
        "così `a`\n"
    );
}

#[test]
fn letters_sheets_and_pages_say_what_people_say() {
    let office = Office::new();
    let (_, settings) = config::embedded_configuration().into_iter().find(|(name, _)| name == "settings.toml").unwrap();
    office.configure("settings.toml", &settings.replace("reminder_days = 90", "reminder_days = 20"));
    // The note in the drop folder.
    let program = std::process::Command::new(env!("CARGO_BIN_EXE_quadratura")).arg("init").arg(office.root()).output();
    assert!(program.unwrap().status.success());
    // A month with a refused file and one that did not come, and a month that ties out.
    office.drop_samples("2021-01", &["scheda_interventi_estero", "oneri"]);
    office.drop_file("scheda_interventi_estero_2021-01.xlsx", b"non un foglio");
    office.run("2021-01");
    office.drop_samples("2021-01", &[]);
    for month in ["2021-01", "2021-02", "2021-03", "2021-04"] {
        office.drop_samples(month, if month == "2021-03" { &["scheda_indicatori", "scheda_interventi"] } else { &[] });
        office.run(month);
    }
    // What stands is reminded of; a month whose sheets come late is issued again.
    office.drop_samples("2021-03", &[]);
    for month in ["2021-03", "2021-04"] {
        let later = ["run", "--period", month, "--now", "2021-05-28T07:00:00+02:00"];
        let output = office.program(&later);
        assert!(matches!(output.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let names = names();
    let mut said = Vec::new();
    let (mut letters, mut reminders, mut books, mut notes) = (0, 0, 0, 0);
    for name in office.files().into_keys() {
        let bytes = || std::fs::read(office.root().join(&name)).unwrap();
        let text = match name.rsplit_once('.') {
            Some((_, "eml")) if name.starts_with("outbox/") => {
                letters += 1;
                let text = letter(&bytes());
                reminders += usize::from(text.contains("PROMEMORIA"));
                text
            }
            Some((_, "xlsx")) if name.starts_with("reports/") => {
                books += 1;
                texts(&bytes())
            }
            Some((_, "txt")) if name.starts_with("drop/") => {
                notes += usize::from(name.ends_with("LEGGIMI.txt"));
                String::from_utf8(bytes()).unwrap()
            }
            _ => continue,
        };
        let wrong = [found(&text), backticks(&text), capitals(&text, &names)].concat();
        said.extend(wrong.into_iter().map(|it| format!("{name}: {it}")));
    }
    assert_eq!(notes, 1);
    assert!(
        letters >= 12 && reminders >= 1 && books >= 5,
        "{letters} letters, {reminders} reminders, {books} workbooks"
    );
    for page in ["docs/operatore.md", "docs/ufficio.md", "README.md"] {
        let text = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
        said.extend(found(&text).into_iter().map(|it| format!("{page}: {it}")));
    }
    assert!(said.is_empty(), "{}", said.join("\n"));
}
