//! Objectives and indicators of a new chamber, as its sheets name them: their codes, which nests in which, whose they are. What only
//! the Piano says (titles, targets) is left to complete.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::super::quoted::quoted;
use super::seen::{Measure, Seen};
use crate::italian::counted;
use crate::ledger::Level;
use crate::ledger::plans::year_of;
use crate::office::ACCOUNTS;
use crate::period::Period;
use crate::read::layout::Kind;
use crate::read::words::folded;

/// The objective of indicators of which no sheet says one.
const UNSAID: &str = "da_completare";

/// What may stand between the parts of a code.
const BETWEEN: [char; 5] = ['_', '.', '-', '/', ' '];

/// The objectives of a chamber.
#[derive(Default)]
pub(super) struct Plan {
    /// By code in the order of the tree: what they are called, and the offices whose sheets name them.
    objectives: Vec<Named>,
    /// The offices' indicators, each with the office.
    measures: Vec<(String, Measure)>,
    accounting: BTreeSet<String>,
    offices: BTreeSet<String>,
}

struct Named {
    code: String,
    title: String,
    offices: BTreeSet<String>,
}

impl Plan {
    /// Takes in what a file says.
    pub(super) fn take(&mut self, seen: &mut Seen) {
        let side = if seen.is_of_offices() { &mut self.offices } else { &mut self.accounting };
        if matches!(seen.layout.kind, Kind::Registrations | Kind::Initiatives) {
            side.extend(seen.facts.objectives.iter().map(|(code, _)| code.clone()));
        }
        let office = seen.office.clone();
        let mut of_rows = std::mem::take(&mut seen.facts.offices_of);
        for (code, title) in std::mem::take(&mut seen.facts.objectives) {
            let of_rows = of_rows.remove(&code).unwrap_or_default();
            let known = self.objectives.iter_mut().find(|it| it.code == code);
            let named = match known {
                Some(named) => named,
                None => {
                    self.objectives.push(Named { code, title: String::new(), offices: BTreeSet::new() });
                    let Some(last) = self.objectives.last_mut() else { continue };
                    last
                }
            };
            if named.title.is_empty() {
                named.title = title;
            }
            named.offices.extend(office.clone().into_iter().chain(of_rows));
        }
        for measure in std::mem::take(&mut seen.facts.measures) {
            // The codes of a Piano say the objective that they measure: `2021_01_02-I1`.
            if let Some(code) =
                objective_in(&measure.code).filter(|code| !self.objectives.iter().any(|it| it.code == *code))
            {
                self.objectives.push(Named { code: code.to_owned(), title: String::new(), offices: BTreeSet::new() });
            }
            if !self.measures.iter().any(|(_, known)| known.code == measure.code) {
                let of_row = Some(measure.office.clone()).filter(|office| !office.is_empty());
                let office = office.clone().or(of_row).unwrap_or_else(|| ACCOUNTS.to_owned());
                self.measures.push((office, measure));
            }
        }
    }

    /// Puts the objectives in the order of their codes, the numbers in them as numbers.
    pub(super) fn sort(&mut self) {
        self.objectives.sort_by_cached_key(|it| by_numbers(&it.code));
    }

    /// The code above another, where it is there: `OS1` above `OS1.2`.
    fn parent(&self, code: &str) -> Option<&str> {
        let is_above = |it: &&Named| {
            code.strip_prefix(it.code.as_str()).is_some_and(|rest| rest.starts_with(BETWEEN) && rest.len() > 1)
        };
        self.objectives.iter().filter(is_above).max_by_key(|it| it.code.len()).map(|it| it.code.as_str())
    }

    /// How deep a code stands: by how many parts it has beside the others, where some stand below others.
    fn depth(&self, code: &str) -> usize {
        if !self.objectives.iter().any(|it| self.parent(&it.code).is_some()) {
            return 0;
        }
        let parts = |code: &str| code.split(BETWEEN).count();
        let shorter: BTreeSet<usize> = self.objectives.iter().map(|it| parts(&it.code)).collect();
        shorter.range(..parts(code)).count()
    }

    /// Its level: a plan of one depth is of strategic objectives, one of three has areas.
    fn level(&self, code: &str) -> Level {
        let deepest = self.objectives.iter().map(|it| self.depth(&it.code)).max().unwrap_or_default();
        match (deepest, self.depth(code)) {
            (0, _) | (1, 0) => Level::Strategico,
            (1, _) => Level::Operativo,
            (_, 0) => Level::Area,
            (_, 1) => Level::Strategico,
            _ => Level::Operativo,
        }
    }

    /// The nearest objective above that stands higher.
    fn above(&self, code: &str) -> Option<&str> {
        let level = self.level(code);
        std::iter::successors(self.parent(code), |above| self.parent(above)).take(8).find(|it| self.level(it) < level)
    }

    /// The level at which both sides name the same objectives, where one names higher ones than the other.
    pub(super) fn common_level(&self) -> Option<Level> {
        let rolls = |from: &BTreeSet<String>, to: &BTreeSet<String>| {
            from.iter().any(|code| self.above(code).is_some_and(|above| to.contains(above)))
        };
        let differ = rolls(&self.offices, &self.accounting) || rolls(&self.accounting, &self.offices);
        differ.then_some(Level::Strategico)
    }

    /// Whether the two sides name some of the same objectives, each its own or one above it.
    pub(super) fn is_shared(&self) -> bool {
        self.offices.iter().any(|code| {
            std::iter::successors(Some(code.as_str()), |it| self.above(it))
                .take(8)
                .any(|it| self.accounting.contains(it))
        })
    }

    /// Whether every objective that the accounts name is of one office.
    pub(super) fn is_of_offices(&self) -> bool {
        self.accounting.iter().all(|code| self.office(code).is_some())
    }

    /// The only office that names an objective, or one below it.
    fn office(&self, code: &str) -> Option<&str> {
        let below = |it: &&Named| {
            it.code == code
                || std::iter::successors(self.above(&it.code), |it| self.above(it)).take(8).any(|it| it == code)
        };
        let offices: BTreeSet<&str> =
            self.objectives.iter().filter(below).flat_map(|it| it.offices.iter().map(String::as_str)).collect();
        offices.first().copied().filter(|_| offices.len() == 1)
    }

    /// Some codes of each side, for a sentence.
    pub(super) fn codes(&self) -> [String; 2] {
        [&self.accounting, &self.offices].map(|side| side.iter().take(3).cloned().collect::<Vec<_>>().join(", "))
    }

    /// Whether there is anything to write.
    pub(super) fn is_empty(&self) -> bool {
        self.objectives.is_empty() && self.measures.is_empty()
    }

    /// The objective of an indicator: as its row says, or the one with whose code its own begins.
    fn objective_of(&self, measure: &Measure) -> &str {
        let known = |code: &&str| self.objectives.iter().any(|it| it.code == *code);
        let own = Some(measure.objective.as_str()).filter(known);
        let begins = || {
            let is_of =
                |it: &&Named| measure.code.strip_prefix(it.code.as_str()).is_some_and(|it| it.starts_with(BETWEEN));
            self.objectives.iter().filter(is_of).max_by_key(|it| it.code.len()).map(|it| it.code.as_str())
        };
        match own.or_else(begins) {
            // The loops above answer with what the plan itself holds.
            Some(code) => self.objectives.iter().find(|it| it.code == code).map_or(UNSAID, |it| &it.code),
            None => UNSAID,
        }
    }

    /// `objectives.toml`; `comments` are the lines with which the usual one begins.
    pub(super) fn objectives(&self, comments: &str, to_complete: &str) -> String {
        let mut out = comments.to_owned();
        let untitled = self.objectives.iter().filter(|it| it.title.is_empty()).count();
        if untitled > 0 {
            let count = counted(untitled, "obiettivo", "obiettivi");
            let _ = writeln!(
                out,
                "\n# {to_complete}: i titoli di {count}, come li stampa il Piano, e le risorse (`resources_euro`)."
            );
        }
        let without = self.objectives.iter().filter(|it| self.office(&it.code).is_none()).count();
        if without > 0 {
            let count = counted(without, "obiettivo", "obiettivi");
            let _ = writeln!(
                out,
                "\n# {to_complete}: l'ufficio (`office`) di {count}, che nessuna scheda nomina, o più d'una."
            );
        }
        for it in &self.objectives {
            let level = level_id(self.level(&it.code));
            let _ = writeln!(out, "\n[[objective]]\ncode = {}\nlevel = \"{level}\"", quoted(&it.code));
            if let Some(above) = self.above(&it.code) {
                let _ = writeln!(out, "parent = {}", quoted(above));
            }
            let title = if it.title.is_empty() { format!("Obiettivo {}", it.code) } else { it.title.clone() };
            let _ = writeln!(out, "title = {}", quoted(&title));
            if let Some(office) = self.office(&it.code) {
                let _ = writeln!(out, "office = {}", quoted(office));
            }
        }
        if self.measures.iter().any(|(_, it)| self.objective_of(it) == UNSAID) {
            let _ = writeln!(
                out,
                "\n# {to_complete}: l'obiettivo degli indicatori che nessuna scheda attribuisce; poi togliere questo.\n\
                 [[objective]]\ncode = \"{UNSAID}\"\nlevel = \"strategico\"\ntitle = \"Indicatori da attribuire\""
            );
        }
        out
    }

    /// `indicators/uffici.toml`; none where no office measures any.
    pub(super) fn indicators(&self, month: Period, to_complete: &str) -> Option<String> {
        if self.measures.is_empty() {
            return None;
        }
        let count = counted(self.measures.len(), "indicatore", "indicatori");
        let mut out = format!(
            "# Indicatori misurati dagli uffici, con i codici delle loro schede.\n\n\
             # {to_complete}: di {count} il valore atteso (`target`, per esempio \">= 80%\"), il verso (`good`: up o down) e il nome,\n\
             #   come li stampa il Piano; finché manca il valore atteso, nessuno è giudicato.\n"
        );
        let mut ids = BTreeMap::new();
        for (office, it) in &self.measures {
            let id = unique(&slug(&it.code), &mut ids);
            let name = if it.name.is_empty() { format!("Indicatore {}", it.code) } else { it.name.clone() };
            let _ = write!(
                out,
                "\n[[indicator]]\nid = {}\ncode = {}\nobjective = {}\nname = {}\ntype = \"operativo\"\noffice = {}\nsource = \"office\"\n",
                quoted(&id),
                quoted(&it.code),
                quoted(self.objective_of(it)),
                quoted(&name),
                quoted(office)
            );
            let (formula, unit, reading) = it.measured();
            if let Some(formula) = formula {
                let _ = writeln!(out, "formula = \"{formula}\"");
            }
            let _ = writeln!(
                out,
                "unit = \"{unit}\"                  # ipotesi, dalla scheda\ngood = \"up\"\nreading = \"{reading}\"\nvalid_from = \"{}-01-01\"",
                month.exercise()
            );
        }
        Some(out)
    }
}

impl Measure {
    /// Its formula, its unit and how it is read.
    fn measured(&self) -> (Option<&'static str>, &'static str, &'static str) {
        let unit = folded(&self.unit);
        let formula = if self.is_ratio { "numeratore / denominatore" } else { "valore" };
        let words = |all: &[&str]| all.iter().any(|word| unit == *word);
        match () {
            () if self.is_state => (None, "milestone", "milestone"),
            () if self.unit.contains('%') || words(&["percentuale", "per cento", "percento"]) => {
                (Some(formula), "percent", "rapporto")
            }
            () if words(&["giorni", "gg", "giorno"]) => (Some(formula), "days", "media"),
            () if words(&["euro", "eur"]) || self.unit.contains('€') => (Some(formula), "euro", "cumulata"),
            () if self.is_ratio => (Some(formula), "number", "rapporto"),
            () => (Some(formula), "number", "cumulata"),
        }
    }
}

fn level_id(level: Level) -> &'static str {
    match level {
        Level::Area => "area",
        Level::Strategico => "strategico",
        Level::Operativo => "operativo",
    }
}

/// The objective whose indicator a code of a year is.
fn objective_in(code: &str) -> Option<&str> {
    let (objective, ordinal) = code.rsplit_once("-I")?;
    let is_one = year_of(objective).is_some() && !ordinal.is_empty() && ordinal.bytes().all(|b| b.is_ascii_digit());
    is_one.then_some(objective)
}

/// A code in parts by which `OB-10` comes after `OB-2`.
fn by_numbers(code: &str) -> Vec<(String, u64)> {
    let mut parts: Vec<(String, u64)> = Vec::new();
    for letter in code.chars() {
        match (letter.to_digit(10), parts.last_mut()) {
            (Some(digit), Some((_, number))) => *number = number.saturating_mul(10).saturating_add(u64::from(digit)),
            (Some(digit), None) => parts.push((String::new(), u64::from(digit))),
            (None, Some((text, 0))) => text.push(letter),
            (None, _) => parts.push((letter.to_string(), 0)),
        }
    }
    parts
}

/// A code as an id: small letters, digits and `_`, a letter first.
fn slug(code: &str) -> String {
    let slug: String = folded(code).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if slug.starts_with(|c: char| c.is_ascii_lowercase()) { slug } else { format!("ind_{slug}") }
}

fn unique(id: &str, taken: &mut BTreeMap<String, usize>) -> String {
    let times = taken.entry(id.to_owned()).or_default();
    *times += 1;
    if *times == 1 { id.to_owned() } else { format!("{id}_{times}") }
}
