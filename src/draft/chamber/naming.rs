//! What a chamber and its offices are called, by the titles and names of their files.

use std::collections::{BTreeMap, BTreeSet};

use super::office_names::{is_titled, office_id};
use super::seen::Seen;
use super::settings::Office;
use crate::office::ACCOUNTS;
use crate::read::words::folded;

/// A chamber.
pub(super) struct Named {
    pub id: String,
    pub name: String,
    /// Whether a file, or a person, says it.
    pub is_said: bool,
}

const CHAMBER: &str = "camera di commercio";

/// What stands between the name of a chamber and what follows it in a title.
const ENDS: [char; 7] = ['–', '—', '|', '(', ';', ':', '\n'];

/// Small words inside a name.
const SMALL: [&str; 22] = [
    "di", "del", "della", "dell", "dello", "dei", "degli", "delle", "e", "ed", "la", "il", "lo", "le", "in", "a", "al",
    "per", "da", "su", "con", "i",
];

impl Named {
    /// The name that most titles bear, unless a person says it.
    pub(super) fn of(seen: &[Seen], id: Option<&str>, name: Option<&str>) -> Self {
        let mut counts: BTreeMap<String, (usize, String)> = BTreeMap::new();
        for file in seen {
            let titles = file.heading.title_cells.iter().map(|(_, text)| text);
            let said: BTreeSet<String> = titles.filter_map(|text| in_title(text)).collect();
            for name in said {
                counts.entry(folded(&name)).or_insert((0, name)).0 += 1;
            }
        }
        let most = counts.into_values().max_by(|a, b| (a.0, &b.1).cmp(&(b.0, &a.1))).map(|(_, name)| name);
        let is_said = name.is_some() || most.is_some();
        let name = name.map(str::to_owned).or(most).unwrap_or_else(|| "Camera di commercio".to_owned());
        let id = id.map_or_else(|| slug(&name), str::to_owned);
        Self { id, name, is_said }
    }
}

/// The name of a chamber in a title: from its first word to what ends it.
fn in_title(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let at = lower.find(CHAMBER).filter(|at| text.is_char_boundary(*at))?;
    let own = text.get(at..)?;
    let end = own.find(|c: char| ENDS.contains(&c) || c.is_ascii_digit()).unwrap_or(own.len());
    // A hyphen within a word is of the name: `Forlì-Cesena`.
    let own = own[..end].split(" - ").next()?.trim_end_matches([' ', ',', '-']);
    let words: Vec<&str> = own.split_whitespace().collect();
    let words = until_when(&words);
    (words.len() > 3).then(|| cased(words))
}

/// The words before those that say when, which are no part of a name: `... al 30/06/2025`, `... esercizio 2025`.
fn until_when<'w, 't>(words: &'w [&'t str]) -> &'w [&'t str] {
    const WHEN: [&str; 7] = ["al", "anno", "esercizio", "mese", "bilancio", "situazione", "preventivo"];
    let is_when =
        |word: &&str| WHEN.contains(&word.to_lowercase().as_str()) || word.starts_with(|c: char| c.is_ascii_digit());
    &words[..words.iter().position(is_when).unwrap_or(words.len())]
}

/// A name in capitals as people write it; any other stays.
fn cased(words: &[&str]) -> String {
    let whole = words.join(" ");
    if whole.chars().any(char::is_lowercase) {
        return whole;
    }
    let word = |(at, word): (usize, &&str)| {
        let lower = word.to_lowercase();
        let is_small =
            (at > 0 && SMALL.contains(&lower.trim_end_matches('\''))) || matches!(lower.as_str(), "commercio");
        let mut letters = lower.chars();
        match letters.next() {
            Some(first) if !is_small => first.to_uppercase().chain(letters).collect(),
            _ => lower,
        }
    };
    words.iter().enumerate().map(word).collect::<Vec<_>>().join(" ")
}

/// The id of a chamber: the words of its name that are its own.
fn slug(name: &str) -> String {
    let common = ["camera", "commercio", "industria", "artigianato", "agricoltura"];
    let words = folded(name);
    let own = words.split(' ').filter(|word| !SMALL.contains(word) && !common.contains(word));
    let slug = own.collect::<Vec<_>>().join("-");
    let slug: String = slug.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    if slug.is_empty() { "camera".to_owned() } else { slug }
}

/// The offices whose files these are, by their ids.
pub(super) fn offices(seen: &[Seen]) -> Vec<Office> {
    // Each with its name, and whether something says that it is an office.
    let mut names: BTreeMap<String, (Option<String>, bool)> = BTreeMap::new();
    for said in seen.iter().filter(|it| it.is_of_offices()).flat_map(|it| &it.facts.offices) {
        let id = office_id(said);
        if !id.is_empty() && id != ACCOUNTS {
            let (name, is_sure) = names.entry(id).or_default();
            *is_sure |= is_titled(said);
            *name = name.take().or_else(|| is_titled(said).then(|| said.clone()));
        }
    }
    for file in seen.iter().filter(|it| it.is_of_office()) {
        let Some(id) = file.office.as_deref().filter(|id| *id != ACCOUNTS) else { continue };
        let titles = file.heading.title_cells.iter().map(|(_, text)| text);
        let titled = titles.filter_map(|text| office_in(text, id)).next();
        let (name, is_sure) = names.entry(id.to_owned()).or_default();
        *is_sure = true;
        *name = name.take().or(titled);
    }
    let office = |(id, (name, is_sure)): (String, (Option<String>, bool))| {
        let name =
            name.unwrap_or_else(|| format!("Ufficio {}", cased(&[id.replace('_', " ").to_uppercase().as_str()])));
        Office { id, name, is_sure }
    };
    names.into_iter().map(office).collect()
}

/// `Ufficio Promozione` out of a title that names the office of this id.
fn office_in(text: &str, id: &str) -> Option<String> {
    let words: Vec<&str> = text.split([',', ';', '|', '–', '—', '-']).map(str::trim).collect();
    let is_it = |part: &&&str| is_titled(part) && folded(part).contains(&folded_id(id));
    words.iter().find(is_it).map(|part| cased(until_when(&part.split_whitespace().collect::<Vec<_>>())))
}

fn folded_id(id: &str) -> String {
    folded(&id.replace('_', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chamber_is_called_as_its_titles_call_it() {
        let name = |text| in_title(text).unwrap_or_default();
        assert_eq!(
            name("CAMERA DI COMMERCIO DEL DELTA - Situazione contabile al 30/06/2025"),
            "Camera di commercio del Delta"
        );
        assert_eq!(
            name("Camera di Commercio I.A.A. delle Colline al 30.06.2025"),
            "Camera di Commercio I.A.A. delle Colline"
        );
        assert_eq!(name("Camera di Commercio di Forlì-Cesena - Situazione"), "Camera di Commercio di Forlì-Cesena");
        assert_eq!(name("Situazione dei conti"), "");
        assert_eq!(slug("Camera di commercio del Delta"), "delta");
        assert_eq!(slug("Camera di commercio di Monte Alto"), "monte-alto");
        assert_eq!(
            office_in("UFFICIO PROMOZIONE - interventi al 30/06/2025", "promozione").as_deref(),
            Some("Ufficio Promozione")
        );
        assert_eq!(
            office_in("Ufficio Attività estere al 30/06/2025", "estere").as_deref(),
            Some("Ufficio Attività estere")
        );
        assert_eq!(office_in("Ufficio Estero", "promozione"), None);
    }
}
