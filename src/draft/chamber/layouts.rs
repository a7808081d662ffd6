//! Files of one shape share a layout: which those are, under which id, and its text.

use std::collections::BTreeSet;

use super::super::quoted::quoted;
use super::seen::Seen;
use crate::config::{Config, TO_COMPLETE};
use crate::ledger::Statutory;
use crate::origin::stem;
use crate::read::layout::Kind;
use crate::read::words::folded;
use crate::read::{Column, ColumnKind};

/// Files that one layout reads.
pub(super) struct Group {
    pub id: String,
    pub kind: Kind,
    pub is_of_office: bool,
    /// Their places among the files.
    pub files: Vec<usize>,
    /// The text of the layout; none where it is a usual one.
    pub text: Option<String>,
}

/// The files by the layouts that read them; `ente` is what the chamber is called.
pub(super) fn groups(seen: &[Seen], usual: &Config, ente: &str) -> Vec<Group> {
    let mut together: Vec<Vec<usize>> = Vec::new();
    for (at, file) in seen.iter().enumerate() {
        let is_like = |files: &&mut Vec<usize>| {
            let first = &seen[files[0]];
            let is_draft = (first.draft.is_some(), file.draft.is_some());
            first.shape == file.shape && is_draft.0 == is_draft.1 && first.layout.file.0.is_match(stem(&file.name))
        };
        match together.iter_mut().find(is_like) {
            Some(files) => files.push(at),
            None => together.push(vec![at]),
        }
    }
    let mut groups: Vec<Group> = Vec::new();
    for files in together {
        let first = &seen[files[0]];
        let usual_id = first.draft.is_none().then(|| first.layout.id.clone());
        let id = usual_id.unwrap_or_else(|| free(first, usual, &groups));
        let text = first.draft.as_ref().map(|_| text(&id, &files, seen, usual, ente));
        groups.push(Group { id, kind: first.kind(), is_of_office: first.is_of_office(), files, text });
    }
    groups
}

/// An id that no other layout has.
fn free(first: &Seen, usual: &Config, groups: &[Group]) -> String {
    let wanted = canonical(first);
    // A usual layout that goes on beside it keeps its own, where the files are of another kind.
    let is_taken = |id: &str| {
        groups.iter().any(|it| it.id == id) || usual.layouts.iter().any(|it| it.id == id && it.kind != first.kind())
    };
    let of_office = first.office.as_deref().map(|office| format!("{wanted}_{office}"));
    let numbered = (2..).map(|number| format!("{wanted}_{number}"));
    let mut candidates = std::iter::once(wanted.clone()).chain(of_office).chain(numbered);
    candidates.find(|id| !is_taken(id)).unwrap_or(wanted)
}

/// The id by which chambers know a file of this kind.
fn canonical(seen: &Seen) -> String {
    let words = seen.words();
    let says = |all: &[&str]| all.iter().any(|word| words.contains(word));
    let of_words = || {
        let slug = words.split_whitespace().collect::<Vec<_>>().join("_");
        let slug: String = slug.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        if slug.is_empty() { "prospetto".to_owned() } else { slug }
    };
    let scheme = seen.layout.scheme.as_deref().and_then(Statutory::of);
    match (seen.kind(), scheme) {
        (Kind::Accounts, _) => {
            match (says(&["provent", "entrat", "ricav"]), says(&["oner", "cost", "spes", "uscit"])) {
                (true, false) => "proventi",
                (false, true) => "oneri",
                _ => "conti",
            }
            .to_owned()
        }
        (Kind::Registrations, _) => "interventi_economici".to_owned(),
        (Kind::Initiatives, _) => "scheda_interventi".to_owned(),
        (Kind::Measurements, _) => "scheda_indicatori".to_owned(),
        (Kind::Payments, _) => "pagamenti_fornitori".to_owned(),
        (Kind::Corrections, _) => "rettifiche_preconsuntivo".to_owned(),
        (Kind::Reference, Some(Statutory::AllegatoA)) => "preventivo_allegato_a".to_owned(),
        (Kind::Reference | Kind::Statement, Some(Statutory::StatoPatrimoniale)) => "stato_patrimoniale".to_owned(),
        (Kind::Reference | Kind::Statement, _) => of_words(),
    }
}

/// What one file of a shape shows and others do not: columns that are blank somewhere, columns of codes that hold other texts too.
#[derive(Default)]
struct Looser {
    blank: BTreeSet<String>,
    texts: BTreeSet<String>,
}

impl Looser {
    fn of(files: &[&Seen]) -> Self {
        let mut out = Self::default();
        for file in files {
            out.blank.extend(file.facts.blank.iter().cloned());
            let is_text = |column: &&Column| column.kind == ColumnKind::Text;
            out.texts.extend(file.layout.columns.iter().filter(is_text).map(|it| it.id.clone()));
        }
        out
    }

    /// A line of the draft of one file, as all of them need it; none where it is left out.
    fn line(&self, column: &str, line: &str) -> Option<String> {
        if line.starts_with("required = true") && self.blank.contains(column) {
            return None;
        }
        if line.starts_with("kind = \"code\"") && self.texts.contains(column) {
            return Some("kind = \"text\"                  # ipotesi: in altri di questi file sono testi".to_owned());
        }
        Some(line.to_owned())
    }
}

/// The text of a layout for these files: the draft of the one that shows most, as all of them need it.
fn text(id: &str, files: &[usize], seen: &[Seen], usual: &Config, ente: &str) -> String {
    let all: Vec<&Seen> = files.iter().map(|at| &seen[*at]).collect();
    let Some(first) = all.iter().rev().max_by_key(|it| it.facts.rows) else { return String::new() };
    let looser = Looser::of(&all);
    let title = match usual.layout(id) {
        Some(layout) => layout.title.clone(),
        None => capital(&first.words()),
    };
    let of = || all.iter().copied();
    let is_titled = |it: &Seen| folded(&it.heading.title).contains(&folded(ente));
    let unnamed = first.layout.check_ente && !of().all(is_titled);
    let mut out = String::new();
    for file in of().filter(|it| it.refused.is_some()).take(3) {
        let Some(problem) = &file.refused else { continue };
        let place = problem.within();
        let place = if place.is_empty() { String::new() } else { format!(" ({place})") };
        out += &format!(
            "# {TO_COMPLETE}: `{}`, letto così, sarebbe rifiutato{place}: {}\n#   {}\n",
            file.name, problem.text, problem.remedy
        );
    }
    if first.is_of_office() && of().any(|it| it.office.is_none()) {
        out += &format!(
            "# {TO_COMPLETE}: di quale ufficio sono questi file: nel nome, con `(?<office>...)` in `file`, o in una cartella per ufficio\n"
        );
    }
    if of().all(|it| it.period.is_none()) && first.kind() != Kind::Reference {
        out += &format!("# {TO_COMPLETE}: dove questi file dicono il mese, `period`\n");
    }
    let (mut is_head, mut column) = (true, String::new());
    for line in first.draft.as_deref().unwrap_or_default().lines() {
        is_head &= !line.starts_with("[[");
        match line.split('=').next().map(str::trim) {
            Some("id") if is_head => out += &format!("id = {}\n", quoted(id)),
            Some("title") if is_head => out += &format!("title = {}\n", quoted(&title)),
            Some("kind") if is_head && unnamed => {
                out += &format!(
                    "{line}\ncheck_ente = false           # il titolo non nomina la Camera come `ente.name`\n"
                );
            }
            Some("id") => {
                column = line.split('"').nth(1).unwrap_or_default().to_owned();
                out += &format!("{line}\n");
            }
            _ => out.extend(looser.line(&column, line).map(|line| line + "\n")),
        }
    }
    out
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(|| "Prospetto".to_owned(), |first| first.to_uppercase().chain(letters).collect())
}
