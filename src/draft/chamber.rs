//! A configuration for a chamber that was never seen, out of a folder of its files: a layout for each shape of table, its name, its
//! offices and months, accounts with the lines that they fill, objectives, indicators, how its interventi are reconciled. What only
//! a person can say is marked, and nothing is written that the configuration's check would refuse.

mod accounts;
mod layouts;
mod matching;
mod naming;
mod office_names;
mod plan;
mod seen;
mod settings;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use self::accounts::{Accounts, Charted};
use self::layouts::{Group, groups};
use self::matching::Sides;
use self::naming::Named;
use self::plan::Plan;
use self::seen::{NothingSeen, Seen};
use crate::config::{self, Config, ConfigErrors, TO_COMPLETE};
use crate::italian::{counted, listed};
use crate::ledger::Statutory;
use crate::office::ACCOUNTS;
use crate::origin::Digest;
use crate::period::Period;
use crate::read::layout::Kind;
use crate::sheets::Limits;

/// The checks of a chamber, and the name by which one asks what was registered.
const CHECKS: &str = "checks.toml";
const BOOKED: &str = "\"registrazioni\"";

/// What is known of a chamber while its files are looked at.
pub struct Chamber {
    /// What every chamber has.
    usual: Config,
    limits: Limits,
    seen: Vec<Seen>,
    digests: BTreeMap<Digest, String>,
    /// Files of which nothing is taken, each with why.
    left: Vec<(String, String)>,
    /// Drafts of layouts that a person has to finish: the file, the text, what is missing.
    unfinished: Vec<(String, String, String)>,
}

/// What was seen of a file.
pub struct Looked {
    digest: Digest,
    seen: Result<Seen, NothingSeen>,
}

/// The configuration of a chamber as it is drafted.
pub struct Drafted {
    /// Its texts, by name.
    pub texts: BTreeMap<String, String>,
    /// The latest month of its files.
    pub month: Option<Period>,
    /// What was understood of each file, by its name.
    pub files: Vec<(String, String)>,
    /// Files of which nothing was taken, each with why.
    pub left: Vec<(String, String)>,
    /// What was understood of the chamber: a label and a sentence each.
    pub said: Vec<(&'static str, String)>,
    /// Why the configuration cannot be used as it is; nothing where it can.
    pub errors: Option<ConfigErrors>,
}

impl Chamber {
    /// A chamber of which nothing is known yet.
    ///
    /// # Errors
    /// When what the program carries of every chamber does not fit together, which is a defect.
    pub fn new() -> Result<Self, ConfigErrors> {
        let usual = Config::compose(config::new_configuration(None, None), std::path::Path::new("/"))?;
        let limits = usual.settings.limits.clone();
        Ok(Self { usual, limits, seen: Vec::new(), digests: BTreeMap::new(), left: Vec::new(), unfinished: Vec::new() })
    }

    /// Looks at a file of its: nothing of the others is asked, so that several may be looked at together.
    #[must_use]
    pub fn look(&self, name: &str, bytes: &[u8]) -> Looked {
        Looked { digest: Digest::of(bytes), seen: seen::look(name, bytes, &self.usual, &self.limits) }
    }

    /// Takes in what was seen of a file.
    pub fn take(&mut self, name: &str, looked: Looked) {
        let mut leave = |why: String| self.left.push((name.to_owned(), why));
        if let Some(same) = self.digests.insert(looked.digest, name.to_owned()) {
            return leave(format!("è uguale a `{same}`"));
        }
        match looked.seen {
            Ok(seen) => self.seen.push(seen),
            Err(NothingSeen::Problem(problem)) => leave(problem.text),
            Err(NothingSeen::Unfinished { text, why }) => {
                leave(format!("la bozza del suo tracciato è da finire: {why}"));
                self.unfinished.push((name.to_owned(), text, why));
            }
            Err(NothingSeen::NoTable) => {
                leave("nessun foglio visibile ha una riga che sembri un'intestazione".to_owned());
            }
        }
    }

    /// Whether any file was understood.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// The configuration, of this id and name where they are given.
    #[must_use]
    pub fn drafted(mut self, id: Option<&str>, name: Option<&str>) -> Drafted {
        self.seen.sort_by(|a, b| a.name.cmp(&b.name));
        let of_months = self.seen.iter().filter(|it| !it.kind().is_of_no_month());
        let month = of_months.filter_map(|it| it.period).max();
        let named = Named::of(&self.seen, id, name);
        let mut texts = config::new_configuration(Some(&named.id), Some(&named.name));
        let groups = groups(&self.seen, &self.usual, &named.name);
        let files = self.seen.iter().zip(group_of_each(&self.seen, &groups));
        let files = files.map(|(seen, group)| (seen.name.clone(), told(seen, group))).collect();
        let mut said = vec![("Camera", named.name.clone())];
        self.put_layouts(&groups, &mut texts);
        self.put_accounts(&mut texts, &mut said);
        let (plan, sides) = self.put_plan(&groups, month, &mut texts);
        self.put_settings(&groups, &named, &mut texts, &mut said);
        if plan.is_empty() {
            said.push(("Piano", "nessun file nomina obiettivi o indicatori".to_owned()));
        }
        let errors = put_matching((&plan, &sides), month, &mut texts);
        Drafted { texts, month, files, left: self.left, said, errors }
    }

    fn put_layouts(&self, groups: &[Group], texts: &mut BTreeMap<String, String>) {
        // Of what a chamber's own files are, the usual ones would only refuse them.
        const OWN: [Kind; 4] = [Kind::Accounts, Kind::Registrations, Kind::Initiatives, Kind::Measurements];
        let used = |id: &str| groups.iter().any(|it| it.id == id && it.text.is_none());
        let is_drafted = |kind: Kind| groups.iter().any(|it| it.text.is_some() && it.kind == kind);
        for layout in &self.usual.layouts {
            if OWN.contains(&layout.kind) && !used(&layout.id) && is_drafted(layout.kind) {
                texts.remove(&format!("layouts/{}.toml", layout.id));
            }
        }
        for group in groups {
            if let Some(text) = &group.text {
                texts.insert(format!("layouts/{}.toml", group.id), text.clone());
            }
        }
    }

    fn put_accounts(&self, texts: &mut BTreeMap<String, String>, said: &mut Vec<(&'static str, String)>) {
        let of_accounts = || self.seen.iter().filter(|it| it.kind() == Kind::Accounts);
        if of_accounts().next().is_none() {
            said.push((
                "Conti",
                "nessun file di saldi per conto: accounts.toml è quello di esempio, da adattare".to_owned(),
            ));
            return;
        }
        let all = |of: fn(&Seen) -> &BTreeMap<String, String>| {
            of_accounts().flat_map(of).map(|(code, name)| (code.clone(), name.clone())).collect()
        };
        let sides = of_accounts().filter_map(|it| Some((it, it.side()?)));
        let charted = Charted {
            accounts: all(|it| &it.facts.accounts),
            summaries: all(|it| &it.facts.summaries),
            sides: sides
                .flat_map(|(it, side)| it.facts.accounts.keys().map(move |code| (code.clone(), side)))
                .collect(),
        };
        let mut accounts = Accounts::of(&charted, &self.usual);
        let text = self.told_twice() + &accounts.text(&self.usual, TO_COMPLETE);
        texts.insert("accounts.toml".to_owned(), text);
        let mut parts = vec![counted(charted.accounts.len(), "conto", "conti")];
        if !accounts.unknown.is_empty() {
            parts.push(format!("{} senza voce", accounts.unknown.len()));
        }
        if accounts.doubtful() > 0 {
            parts.push(format!("{} da guardare", counted(accounts.doubtful(), "regola", "regole")));
        }
        said.push(("Conti", parts.join(", ")));
        let by_function =
            of_accounts().flat_map(|it| &it.layout.columns).any(|it| it.amount.is_some_and(|it| it.function.is_some()));
        if !by_function {
            divide_by_budget(texts);
        }
        let has_registrations = self.seen.iter().any(|it| it.kind() == Kind::Registrations);
        if let Some(checks) = texts.get_mut(CHECKS) {
            let is_in_vain = |check: &str| {
                (!by_function && check.contains(".funzione_")) || (!has_registrations && check.contains(BOOKED))
            };
            *checks = settings::without_blocks(checks, "[[check]]", &is_in_vain)
                .replace("= conto 330\"", "= voce 8) Interventi economici\"")
                .replace("\"conto.330*\"", "\"interventi_economici\"");
        }
    }

    /// Files that tell the same accounts of one month: read both, their amounts would be added up.
    fn told_twice(&self) -> String {
        let of_accounts: Vec<&Seen> = self.seen.iter().filter(|it| it.kind() == Kind::Accounts).collect();
        let mut out = String::new();
        for (at, one) in of_accounts.iter().enumerate() {
            let is_same = |it: &&&Seen| {
                it.period == one.period && it.facts.accounts.keys().any(|code| one.facts.accounts.contains_key(code))
            };
            for other in of_accounts[at + 1..].iter().filter(is_same) {
                out += &format!(
                    "# {TO_COMPLETE}: `{}` e `{}` hanno gli stessi conti dello stesso mese, e così si sommano: tenere uno dei due file.\n",
                    one.name, other.name
                );
            }
        }
        out
    }

    /// Objectives, indicators, and the two sides of the reconciliation.
    fn put_plan(
        &mut self,
        groups: &[Group],
        month: Option<Period>,
        texts: &mut BTreeMap<String, String>,
    ) -> (Plan, Sides) {
        let (mut plan, mut sides) = (Plan::default(), Sides::default());
        let ids: Vec<String> = group_of_each(&self.seen, groups).map(|it| it.id.clone()).collect();
        for (seen, id) in self.seen.iter_mut().zip(&ids) {
            plan.take(seen);
            match seen.kind() {
                Kind::Registrations => sides.accounting.take(seen, id),
                Kind::Initiatives => sides.office.take(seen, id),
                _ => {}
            }
        }
        plan.sort();
        if !plan.is_empty() {
            let usual = texts.get("objectives.toml").map_or("", String::as_str);
            let text = plan.objectives(&config::comments_above(usual), TO_COMPLETE);
            texts.insert("objectives.toml".to_owned(), text);
        }
        if let Some(text) = month.and_then(|month| plan.indicators(month, TO_COMPLETE)) {
            texts.insert("indicators/uffici.toml".to_owned(), text);
        }
        (plan, sides)
    }

    fn put_settings(
        &self,
        groups: &[Group],
        named: &Named,
        texts: &mut BTreeMap<String, String>,
        said: &mut Vec<(&'static str, String)>,
    ) {
        let offices = naming::offices(&self.seen);
        let mut expected = Vec::new();
        for group in groups.iter().filter(|it| !matches!(it.kind, Kind::Reference | Kind::Corrections)) {
            let is_required = matches!(group.kind, Kind::Accounts | Kind::Registrations);
            let of: BTreeSet<Option<String>> = group.files.iter().map(|at| self.seen[*at].office.clone()).collect();
            let of = of.into_iter().filter(|office| office.is_some() == group.is_of_office);
            expected.extend(of.map(|office| settings::Expected { layout: group.id.clone(), office, is_required }));
        }
        let of_accounts = groups.iter().filter(|it| matches!(it.kind, Kind::Accounts | Kind::Registrations));
        let blocking: Vec<String> = of_accounts.clone().map(|it| it.id.clone()).collect();
        let total = of_accounts.filter(|it| it.files.iter().all(|at| self.seen[*at].has_total()));
        let totals: Vec<String> = total.filter(|it| it.kind == Kind::Accounts).map(|it| it.id.clone()).collect();
        let usual = texts.get(config::SETTINGS).cloned().unwrap_or_default();
        let mut text = settings::text(&usual, &offices, &expected, &totals, &blocking);
        if !named.is_said {
            text = text.replacen(
                "[ente]\n",
                &format!("[ente]\n# {TO_COMPLETE}: il nome della Camera, come lo scrivono i titoli dei file; nessuno di questi lo dice.\n"),
                1,
            );
        }
        let to_finish = self.drafts_to_finish(texts);
        texts.insert(config::SETTINGS.to_owned(), to_finish + &text);
        let names: Vec<String> = offices.iter().map(|it| format!("`{}`", it.id)).collect();
        let found = if names.is_empty() { "nessuno, oltre alla contabilità".to_owned() } else { listed(&names) };
        said.push(("Uffici", found));
        let months: BTreeSet<Period> = self.seen.iter().filter_map(|it| it.period).collect();
        let months: Vec<String> = months.iter().map(Period::to_string).collect();
        said.push(("Mesi", if months.is_empty() { "nessun file dice il suo".to_owned() } else { months.join(", ") }));
    }
}

impl Chamber {
    /// Puts the drafts that are no layouts yet beside them, and marks each as something to finish.
    fn drafts_to_finish(&self, texts: &mut BTreeMap<String, String>) -> String {
        let mut out = String::new();
        for (number, (file, text, why)) in (1..).zip(&self.unfinished) {
            let name = format!("bozze/{number}.toml");
            out += &format!(
                "# {TO_COMPLETE}: `{name}`, il tracciato di `{file}`, è da finire e mettere in `layouts`: {why}\n"
            );
            texts.insert(name, text.clone());
        }
        out
    }
}

/// The reconciliation, and a test of it where the rules stand up to it; what is wrong with the whole.
fn put_matching(
    (plan, sides): (&Plan, &Sides),
    month: Option<Period>,
    texts: &mut BTreeMap<String, String>,
) -> Option<ConfigErrors> {
    const FILE: &str = "matching/interventi.toml";
    let compose = |texts: &BTreeMap<String, String>| Config::compose(texts.clone(), std::path::Path::new("/")).err();
    let usual = texts.remove(FILE).unwrap_or_default();
    if !sides.is_whole() {
        return compose(texts);
    }
    let rules = sides.text(plan, &config::comments_above(&usual), TO_COMPLETE);
    if let Some(test) = sides.test(month) {
        texts.insert(FILE.to_owned(), format!("{rules}{test}"));
        compose(texts)?;
    }
    texts.insert(FILE.to_owned(), rules);
    compose(texts)
}

/// The accounts are kept for the whole chamber: the functions are those of the budget.
fn divide_by_budget(texts: &mut BTreeMap<String, String>) {
    let name = format!("schemes/{}.toml", Statutory::AllegatoC.id());
    let Some(text) = texts.get_mut(&name) else { return };
    let declared = format!(
        "# I conti non distinguono le funzioni: si ripartiscono come il preventivo le divide, quando l'Allegato A è in drop.\n\
         functions_from = \"{}\"\n\n[[line]]\n",
        Statutory::AllegatoA.id()
    );
    // The comments above speak of `[[line]]` too.
    *text = text.replacen("\n[[line]]\n", &format!("\n{declared}"), 1);
}

fn group_of_each<'g>(seen: &'g [Seen], groups: &'g [Group]) -> impl Iterator<Item = &'g Group> {
    (0..seen.len()).filter_map(|at| groups.iter().find(|it| it.files.contains(&at)))
}

/// What was understood of a file.
fn told(seen: &Seen, group: &Group) -> String {
    let mut out = format!("`{}`", group.id);
    if let Some(office) = seen.office.as_deref().filter(|_| group.is_of_office) {
        out += &format!(", {office}");
    }
    match seen.period {
        Some(month) => out += &format!(", {month}"),
        None => out += ", di quale mese non lo dice",
    }
    if let Some(problem) = &seen.refused {
        out += &format!("; com'è sarebbe rifiutato: {}", problem.text);
    }
    if group.is_of_office && seen.office.is_none() {
        out += &format!("; non dice di quale ufficio è, oltre a `{ACCOUNTS}`");
    }
    out
}
