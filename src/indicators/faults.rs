//! What is wrong with definitions, phasing and published figures, told to who writes them, before any figure is there.

use std::collections::{BTreeMap, BTreeSet};

use super::definition::{Definition, Definitions, Example, Good, Reading, Source, Unit};
use super::names::{self, Part, Reference, Year};
use super::phasing::Phasing;
use super::phrases;
use super::target::Target;
use crate::fault::Fault;
use crate::formula::{Formula, Value};
use crate::history::Observation;
use crate::italian::{listed, meant};
use crate::ledger::plans::year_of;
use crate::ledger::{Chart, Objectives, Scheme, Scorecard};
use crate::money::{Cents, Ratio};
use crate::office::Offices;
use crate::period::{Function, italian_date};

/// What definitions stand on.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// Schemes and aggregates.
    pub chart: &'a Chart,
    /// The plan.
    pub objectives: &'a Objectives,
    /// The offices.
    pub offices: &'a Offices,
}

impl Definitions {
    /// What is wrong with them: with each for itself, and, where every name is known, with the rounds and examples that stand
    /// on the names.
    #[must_use]
    pub fn faults(&self, around: Around<'_>) -> Vec<Fault> {
        let mut out: Vec<Fault> = self.all.iter().flat_map(|it| self.faults_around(it, around)).collect();
        out.extend(self.go_round().map(|round| {
            let at = format!("indicator[={}].formula", round.first().map_or("", String::as_str));
            Fault::at(at, format!("gli indicatori tornano su sé stessi: {}", round.join(" → ")))
        }));
        if out.is_empty() {
            // Names and rounds first: an example without the input of a misspelt name would be told instead of the name.
            out = self.own_faults();
        }
        out
    }

    /// What is wrong with the definitions by themselves, in their order; empty when all is well.
    #[must_use]
    pub fn own_faults(&self) -> Vec<Fault> {
        let mut said = Vec::new();
        let mut seen = BTreeSet::new();
        let mut id_of_code: BTreeMap<&str, &str> = BTreeMap::new();
        for definition in &self.all {
            let (id, from) = (definition.id.as_str(), definition.valid_from);
            let mut say = |key: &str, text: String| {
                said.push(Fault::at(format!("indicator[={id}@{from}].{key}"), format!("indicatore `{id}`: {text}")));
            };
            if let Some(code) = definition.code.as_deref() {
                let owner = id_of_code.entry(code).or_insert(id);
                if *owner != id {
                    say("code", format!("il codice `{code}` è già dell'indicatore `{owner}`"));
                }
            }
            of_one(definition, &mut say);
            if let Some(text) = self.wrong_end(definition) {
                say("valid_to", text);
            }
            if !seen.insert((id, definition.valid_from)) {
                let text = format!("indicatore `{id}`: ha due definizioni che valgono dal {}", definition.valid_from);
                said.push(Fault::at(format!("indicator[^{id}].valid_from"), text));
            }
        }
        let first: BTreeMap<&str, chrono::NaiveDate> = earliest(self);
        for changed in self.all.iter().filter(|it| first.get(it.id.as_str()).is_some_and(|day| *day < it.valid_from)) {
            if changed.act.trim().is_empty() {
                let (id, day) = (&changed.id, italian_date(changed.valid_from));
                let text = format!(
                    "indicatore `{id}`: la definizione che vale dal {day} ne cambia un'altra: ci vuole l'atto che la autorizza (`act`)"
                );
                said.push(Fault::at(format!("indicator[={id}@{}].valid_from", changed.valid_from), text));
            }
        }
        for it in self.all.iter().filter(|it| it.corrects && (it.act.trim().is_empty() || it.why.trim().is_empty())) {
            let at = format!("indicator[={}@{}].corrects", it.id, it.valid_from);
            said.push(Fault::at(at, phrases::correction_unsaid(&it.id)));
        }
        said
    }

    /// What is wrong with the last day of a definition.
    fn wrong_end(&self, definition: &Definition) -> Option<String> {
        let (from, last) = (definition.valid_from, definition.valid_to?);
        let day = italian_date(last);
        if last < from {
            return Some(format!("`valid_to` ({day}) viene prima di `valid_from` ({})", italian_date(from)));
        }
        let later = self.all.iter().filter(|it| it.id == definition.id && it.valid_from > from);
        let next = later.map(|it| it.valid_from).min().filter(|next| *next <= last)?;
        let next = italian_date(next);
        Some(format!(
            "vale fino al {day} (`valid_to`), e dal {next} ne vale un'altra definizione: togliere `valid_to`, o anticiparlo"
        ))
    }

    /// Offices, objectives, groups and names of a formula must mean something.
    pub(super) fn faults_around(&self, definition: &Definition, around: Around<'_>) -> Vec<Fault> {
        let Around { objectives, offices, .. } = around;
        let id = &definition.id;
        let at = |key: &str, text: String| Fault::at(format!("indicator[={id}@{}].{key}", definition.valid_from), text);
        let mut out = Vec::new();
        let office = &definition.office;
        if !offices.declares(office) {
            let proposal = offices.meant(office);
            out.push(at("office", format!("l'ufficio `{office}` di `{id}` non è dichiarato{proposal}")));
        }
        if let Some(objective) = definition.objective.as_deref().filter(|it| objectives.get(it).is_none()) {
            out.push(at("objective", format!("l'obiettivo `{objective}` di `{id}` non è nel piano")));
        }
        out.extend(self.unknown_names(definition, around.chart));
        let known = |group: &str| {
            let in_card = |card: &Scorecard| card.groups.iter().any(|it| it.id == group && it.given_by.is_none());
            objectives.scorecards.iter().any(in_card)
        };
        if let Some(group) = definition.weight_group.as_deref().filter(|group| !known(group)) {
            let text = format!("il gruppo `{group}` di `{id}` non è in nessuna scheda di valutazione");
            out.push(at("weight_group", text));
        }
        out
    }

    /// Names of a formula that nothing fills.
    fn unknown_names(&self, definition: &Definition, chart: &Chart) -> Vec<Fault> {
        let id = &definition.id;
        let at = |key: &str, text: String| Fault::at(format!("indicator[={id}@{}].{key}", definition.valid_from), text);
        let scheme = match (definition.source, definition.scheme.as_deref().unwrap_or_default()) {
            (Source::Accounts, scheme) => match chart.scheme(scheme) {
                None => return vec![at("scheme", format!("lo schema `{scheme}` di `{id}` non esiste"))],
                known => known,
            },
            _ => None,
        };
        let unknown = definition.formula.iter().flat_map(Formula::inputs).filter_map(|name| {
            let (near, wanted) = match names::read(name, definition.source == Source::Office) {
                Reference::Own(_) | Reference::PaymentAmount | Reference::PaymentDays => return None,
                Reference::Account { base, centre: Some(centre), .. }
                    if scheme.is_some_and(|it| !it.columns.is_empty() && it.column(centre).is_none()) =>
                {
                    let columns = scheme.iter().flat_map(|it| &it.columns);
                    let known = columns.map(|rule| format!("{base}.colonna_{}", rule.id.id()));
                    (known.collect(), format!("{base}.colonna_{}", centre.id()))
                }
                Reference::Account { base, .. } => match scheme {
                    None => (["numeratore", "denominatore", "valore"].map(str::to_owned).into(), name.to_owned()),
                    Some(scheme) if chart.knows(scheme, base) => return None,
                    Some(scheme) => (names_of(chart, scheme, base), base.to_owned()),
                },
                Reference::Measure { of, .. } => {
                    let offices = || self.all.iter().filter(|it| it.source == Source::Office);
                    if offices().any(|it| names::means(of, it)) {
                        return None;
                    }
                    (offices().map(|it| format!("misura.{}", it.id)).collect(), format!("misura.{of}"))
                }
                Reference::Indicator(of) if self.all.iter().any(|it| names::means(of, it)) => return None,
                Reference::Indicator(_) => {
                    (self.all.iter().map(|it| format!("indicatore.{}", it.id)).collect::<Vec<_>>(), name.to_owned())
                }
            };
            let proposal = meant(&wanted, near.iter().map(String::as_str));
            Some(at("formula", format!("`{id}` usa `{name}`, che non esiste{proposal}")).word(name))
        });
        unknown.collect()
    }

    /// A round of indicators that stand on each other, if there is one, from the first to itself again.
    fn go_round(&self) -> Option<Vec<String>> {
        let mut clear = BTreeSet::new();
        self.all.iter().find_map(|definition| {
            let mut path = Vec::new();
            self.walk(definition, &mut path, &mut clear).then(|| {
                let last = path.last().cloned().unwrap_or_default();
                let from = path.iter().position(|id| *id == last).unwrap_or_default();
                path.split_off(from)
            })
        })
    }

    fn walk(&self, at: &Definition, path: &mut Vec<String>, clear: &mut BTreeSet<String>) -> bool {
        if clear.contains(&at.id) {
            return false;
        }
        let again = path.contains(&at.id);
        path.push(at.id.clone());
        if again {
            return true;
        }
        for name in at.formula.iter().flat_map(Formula::inputs) {
            let Reference::Indicator(of) = names::read(name, at.source == Source::Office) else { continue };
            for other in self.all.iter().filter(|it| names::means(of, it)) {
                if self.walk(other, path, clear) {
                    return true;
                }
            }
        }
        path.pop();
        clear.insert(at.id.clone());
        false
    }
}

/// What a formula over a scheme may name near a base that is not known: with a dot, the known base with every selector that
/// may follow it (`oneri_correnti.funzone_a` is near one).
fn names_of(chart: &Chart, scheme: &Scheme, base: &str) -> Vec<String> {
    let lines = scheme.lines.iter().map(|line| line.id.to_string());
    let aggregates = chart.aggregates.iter().map(|it| it.id.to_string());
    let mut known: Vec<String> = lines.chain(aggregates).collect();
    if let Some((base, _)) = base.split_once('.').filter(|(base, _)| chart.knows(scheme, base)) {
        let functions = Function::ALL.iter().map(|function| function.id());
        let scenarios = names::SCENARIOS.iter().map(|scenario| scenario.id());
        let words = functions.chain(scenarios).chain(["anno_precedente", "triennio"]);
        known.extend(words.map(|word| format!("{base}.{word}")));
    }
    known.extend(["pagamenti.importo".to_owned(), "pagamenti.importo_giorni".to_owned()]);
    known
}

impl Phasing {
    /// What is wrong with the profiles.
    #[must_use]
    pub fn faults(&self, chart: &Chart) -> Vec<Fault> {
        let mut out = self.own_faults();
        for (place, profile) in self.profiles.iter().enumerate() {
            let (scheme, line) = (&profile.scheme, &profile.line);
            let at = |key: &str, text: String| Fault::at(format!("profile[{place}].{key}"), text);
            match chart.scheme(scheme) {
                None => out.push(at("scheme", format!("lo schema `{scheme}` del profilo di `{line}` non esiste"))),
                Some(known) if !chart.knows(known, line) => {
                    let proposal = meant(line, known.lines.iter().map(|line| &*line.id));
                    out.push(at("line", format!("la voce `{line}` non è nello schema `{scheme}`{proposal}")));
                }
                Some(known) if known.line(line).is_some_and(|it| it.formula.is_some()) && !profile.is_share_alone() => {
                    let text =
                        format!("`{line}` è un totale: si proietta con le sue voci, e qui può avere solo `months`");
                    out.push(at("line", text));
                }
                Some(_) => {}
            }
        }
        for (place, it) in self.functions.iter().enumerate() {
            let at = |key: &str, text: String| Fault::at(format!("functions[{place}].{key}"), text);
            let line = &it.line;
            let Some(known) = chart.scheme(&it.scheme) else {
                let text = format!("lo schema `{}` delle quote per funzione di `{line}` non esiste", it.scheme);
                out.push(at("scheme", text));
                continue;
            };
            match known.line(line) {
                None => {
                    let proposal = meant(line, known.lines.iter().map(|line| &*line.id));
                    out.push(at("line", format!("la voce `{line}` non è nello schema `{}`{proposal}", it.scheme)));
                }
                Some(total) if total.formula.is_some() => {
                    out.push(at("line", format!("`{line}` è un totale: si dividono le sue voci")));
                }
                Some(_) => {}
            }
        }
        out
    }
}

impl Observation {
    /// What is wrong with a published figure.
    #[must_use]
    pub fn faults(&self, definitions: &Definitions, chart: &Chart) -> Vec<Fault> {
        let mut out = Vec::new();
        match (&self.indicator, &self.scheme, &self.line, self.value, self.euro) {
            (Some(id), None, None, Some(_), None) => {
                if !definitions.all.iter().any(|known| known.id == *id) {
                    let proposal = meant(id, definitions.all.iter().map(|it| it.id.as_str()));
                    out.push(Fault::at("indicator", format!("l'indicatore `{id}` non esiste{proposal}")));
                }
            }
            (None, Some(scheme), Some(line), None, Some(_)) => {
                // Of one function too: `oneri_correnti.funzione_d`.
                let base = match names::read(line, false) {
                    Reference::Account { base, scenario: None, year: names::Year::Own, centre: None, .. } => base,
                    _ => line,
                };
                if !chart.scheme(scheme).is_some_and(|known| chart.knows(known, base)) {
                    out.push(Fault::at("line", format!("la voce `{line}` non è nello schema `{scheme}`")));
                }
            }
            _ => {
                let text = "un valore pubblicato ha `indicator` e `value`, oppure `scheme`, `line` ed `euro`";
                out.push(Fault::at("", text));
            }
        }
        let text = || format!("il valore pubblicato del {} vuole la fonte e un mese da 1 a 12", self.year);
        if self.source.trim().is_empty() {
            out.push(Fault::at("source", text()));
        }
        if !(1..=12).contains(&self.month) {
            out.push(Fault::at("month", text()));
        }
        out
    }
}

/// The day from which each indicator was first defined.
fn earliest(definitions: &Definitions) -> BTreeMap<&str, chrono::NaiveDate> {
    let mut first = BTreeMap::new();
    for definition in &definitions.all {
        let day = first.entry(definition.id.as_str()).or_insert(definition.valid_from);
        *day = definition.valid_from.min(*day);
    }
    first
}

/// Tells what is wrong with the value of a key.
pub(super) type Say<'a> = dyn FnMut(&str, String) + 'a;

pub(super) fn of_one(definition: &Definition, say: &mut Say<'_>) {
    let slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !definition.id.starts_with(|c: char| c.is_ascii_lowercase()) || !definition.id.chars().all(slug) {
        say("id", "il nome `id` si scrive con lettere minuscole, cifre e `_`, e comincia con una lettera".to_owned());
    }
    let (code, objective) = (definition.code_text(), definition.objective.as_deref().unwrap_or_default());
    let ordinal = code.strip_prefix(objective).and_then(|rest| rest.strip_prefix("-I"));
    let numbered = ordinal.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let uncoded = definition.code.is_none() && definition.objective.is_none();
    // Codes that are of a year say their objective; those of a PIAO are whatever its authors wrote.
    let free = definition.code.is_some()
        && definition.objective.is_some()
        && [code, objective].iter().all(|it| year_of(it).is_none());
    if !(numbered || uncoded || free) {
        say("code", format!("il codice `{code}` non è l'obiettivo `{objective}` seguito da `-I` e da un numero"));
    }
    if !(0.0..1.0).contains(&definition.near_within) {
        say("near_within", "`near_within` è una frazione dell'obiettivo: da 0 a meno di 1".to_owned());
    }
    let shares = definition.shares;
    if [shares.non_avviato, shares.in_corso, shares.completato].iter().any(|share| !(0.0..=1.0).contains(share)) {
        say("shares", "`shares` sono frazioni da 0 a 1".to_owned());
    }
    if !definition.weight.is_finite() || definition.weight < 0.0 {
        say("weight", "`weight` è un peso: un numero da 0 in su".to_owned());
    }
    if definition.decimals > 6 {
        say("decimals", "`decimals` è al più 6".to_owned());
    }
    of_window(definition, say);
    of_source(definition, say);
    of_unit(definition, say);
    of_phases(definition, say);
    match (&definition.example, &definition.formula) {
        (Some(example), Some(formula)) => {
            of_example(example, formula, definition.source).unwrap_or_else(|text| say("example", text));
        }
        (Some(_), None) => say("example", "ha un esempio e nessuna formula che lo calcoli".to_owned()),
        (None, _) => {}
    }
}

/// Phases follow each other, and say targets and end by themselves.
fn of_phases(definition: &Definition, say: &mut Say<'_>) {
    if definition.phases.is_empty() {
        return;
    }
    if !definition.phases.is_sorted_by(|one, other| one.exercise < other.exercise) {
        say("phase", "le fasi (`phase`) vanno in ordine di esercizio, una per esercizio".to_owned());
    }
    if definition.target != Target::None || definition.due.is_some() {
        say(
            "phase",
            "con le fasi (`phase`) il valore atteso e la fine li dicono loro: togliere `target` e `due`".to_owned(),
        );
    }
    for phase in definition.phases.iter().filter(|it| matches!(it.target, Target::Number { .. })) {
        let target = phase.target.clone();
        of_target(&Definition { target, phases: Vec::new(), ..definition.clone() }, &mut |_, text| say("phase", text));
    }
}

/// Three exercises are summed of plain lines, and of what an office counts.
fn of_window(definition: &Definition, say: &mut Say<'_>) {
    if !matches!(definition.window, 1 | 3) {
        say("window", "`window` è 1, l'esercizio, o 3, il triennio".to_owned());
    }
    if !definition.is_over_three() {
        return;
    }
    let office = definition.source == Source::Office;
    let is_summed = |name: &&str| match names::read(name, office) {
        Reference::Account { scenario, year, .. } => scenario.is_none() && year == Year::Own,
        Reference::Own(part) => part != Part::Value,
        _ => false,
    };
    let names = definition.formula.iter().flat_map(Formula::inputs);
    let others: Vec<String> = names.filter(|name| !is_summed(name)).map(|name| format!("`{name}`")).collect();
    if !others.is_empty() || definition.formula.is_none() {
        let what =
            if others.is_empty() { "e qui la formula non c'è".to_owned() } else { format!("non {}", listed(&others)) };
        say(
            "window",
            format!(
                "con `window = 3` si sommano le voci dell'esercizio, o numeratore e denominatore di un ufficio: {what}"
            ),
        );
    }
}

fn of_source(definition: &Definition, say: &mut Say<'_>) {
    match definition.source {
        Source::Accounts => {
            if definition.scheme.is_none() {
                say("source", "con `source = \"accounts\"` ci vuole lo `scheme` delle voci".to_owned());
            }
            if definition.scenarios.is_empty() {
                say("scenarios", "l'elenco `scenarios` è vuoto: non sarebbe mai calcolato".to_owned());
            }
            if definition.unit == Unit::Milestone {
                say("source", "uno stato di avanzamento lo dice un ufficio: `source = \"office\"`".to_owned());
            }
        }
        Source::Office => {
            if definition.scheme.is_some() {
                say("scheme", "con `source = \"office\"` non c'è uno `scheme`".to_owned());
            }
            if definition.code.is_none() {
                say("id", "senza `code` nessuna riga delle schede lo può misurare".to_owned());
            }
            let inputs = definition.formula.iter().flat_map(|formula| formula.inputs());
            let foreign = |name: &&str| {
                !matches!(
                    names::read(name, true),
                    Reference::Own(_) | Reference::Measure { .. } | Reference::Indicator(_)
                )
            };
            for other in inputs.filter(foreign) {
                say(
                    "formula",
                    format!(
                        "`{other}` non è nella scheda di un ufficio: ci sono `numeratore`, `denominatore`, `valore`"
                    ),
                );
            }
        }
        Source::Payments => {
            if definition.scheme.is_some() {
                say("scheme", "con `source = \"payments\"` non c'è uno `scheme`".to_owned());
            }
            let inputs = definition.formula.iter().flat_map(|formula| formula.inputs());
            let foreign = |name: &&str| matches!(names::read(name, false), Reference::Account { .. });
            for other in inputs.filter(foreign) {
                say(
                    "formula",
                    format!(
                        "`{other}` non è nell'elenco dei pagamenti: ci sono `pagamenti.importo` e `pagamenti.importo_giorni`"
                    ),
                );
            }
        }
    }
}

fn of_unit(definition: &Definition, say: &mut Say<'_>) {
    let milestone = definition.unit == Unit::Milestone;
    if milestone != (definition.reading == Reading::Milestone) {
        say("unit", "`unit` e `reading` sono `milestone` insieme o non lo sono".to_owned());
    }
    if definition.reading == Reading::RapportoContabile && definition.source != Source::Accounts {
        say(
            "reading",
            "un `rapporto_contabile` è del bilancio (`source = \"accounts\"`): per gli altri c'è `rapporto`".to_owned(),
        );
    }
    match (milestone, &definition.formula) {
        (true, Some(_)) => say("formula", "uno stato di avanzamento non ha una formula".to_owned()),
        (false, None) => say("id", "manca la `formula`".to_owned()),
        _ => {}
    }
    of_target(definition, say);
}

/// A target is of the unit and the direction of what is measured.
fn of_target(definition: &Definition, say: &mut Say<'_>) {
    match (&definition.target, definition.unit) {
        (Target::Number { .. }, Unit::Milestone) => {
            say(
                "target",
                format!("l'obiettivo `{}` è un numero, ma l'indicatore è uno stato di avanzamento", definition.target),
            );
        }
        (Target::Milestone(words), unit) if unit != Unit::Milestone => {
            say("target", format!("l'obiettivo `{words}` non è un numero"));
        }
        (Target::Number { unit, .. }, Unit::Number | Unit::Days | Unit::Euro) if unit == "%" => {
            say("target", format!("l'obiettivo `{}` è una percentuale, ma il valore non lo è", definition.target));
        }
        (Target::Number { value, unit, .. }, Unit::Percent) if unit != "%" && *value > 0.0 && *value <= 1.0 => {
            // `>= 0,3` may be thirty hundredths or three thousandths; `>=8` is certainly 8%.
            say("target", format!("l'obiettivo `{}` si scriva con il segno `%`", definition.target));
        }
        _ => {}
    }
    if let Target::Number { op: Some(op), .. } = &definition.target
        && op.upward() != (definition.good == Good::Up)
    {
        say("target", format!("l'obiettivo `{}` va contro la direzione buona dichiarata in `good`", definition.target));
    }
}

/// Evaluates a worked example.
///
/// # Errors
/// One Italian sentence when it does not give its value.
pub fn of_example(example: &Example, formula: &Formula, source: Source) -> Result<(), String> {
    let value = formula.evaluate(&|name| match (example.inputs.get(name), source) {
        (None, _) => Value::NoData(vec![name.to_owned()]),
        (Some(euro), Source::Accounts | Source::Payments) => Cents::from_f64(*euro)
            .map_or(Value::NoData(vec![name.to_owned()]), |cents| Value::Cents(i128::from(cents.0))),
        (Some(number), Source::Office) => Value::Number(*number),
    });
    let number = match value {
        Value::NoData(names) => {
            return Err(format!("all'esempio manca `{}`, o non è un importo in euro", names.join("`, `")));
        }
        Value::Undefined(denominator) => {
            return Err(format!("nell'esempio il denominatore `{denominator}` non è positivo"));
        }
        Value::Cents(_) | Value::Number(_) => super::number_of(&value).unwrap_or_default(),
    };
    let decimals = usize::try_from(example.decimals).unwrap_or_default().min(15);
    if format!("{number:.decimals$}") == format!("{:.decimals$}", example.value) {
        return Ok(());
    }
    let (found, written) = (Ratio(number).italian(decimals), Ratio(example.value).italian(decimals));
    Err(format!("l'esempio dà {found} e non {written}"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{definition, definitions};
    use super::*;

    fn told(definitions: Definitions) -> Vec<String> {
        definitions.own_faults().into_iter().map(|fault| fault.text).collect()
    }

    #[test]
    fn definitions_that_contradict_themselves_are_told() {
        let wrong = [
            "id = \"Prova-1\"\ncode = \"2021_01-I1\"\nobjective = \"2021_02\"",
            "unit = \"days\"\ntarget = \">= 80%\"",
            "target = \">= 0,3\"",
            "target = \"<= 45%\"",
            "target = \"Referti OIV\"\nnear_within = 1.5",
            "unit = \"milestone\"\ntarget = \">= 3\"\nreading = \"milestone\"\nsource = \"office\"",
            "source = \"office\"\ncode = \"x-I1\"\nobjective = \"x\"\nformula = \"numeratore / proventi\"",
            "[indicator.example]\nsource = \"\"\nvalue = 0.34\ndecimals = 2\ninputs = { a = 1, b = 3 }",
            "[indicator.example]\nsource = \"\"\nvalue = 0.33\ndecimals = 2\ninputs = { a = 1 }",
        ];
        let mut said: Vec<String> = wrong.iter().flat_map(|lines| told(definitions(vec![definition(lines)]))).collect();
        said.extend(told(definitions(vec![definition(""), definition("")])));
        insta::assert_snapshot!(said.join("\n"), @r#"
        indicatore `Prova-1`: il nome `id` si scrive con lettere minuscole, cifre e `_`, e comincia con una lettera
        indicatore `Prova-1`: il codice `2021_01-I1` non è l'obiettivo `2021_02` seguito da `-I` e da un numero
        indicatore `prova`: l'obiettivo `>= 80%` è una percentuale, ma il valore non lo è
        indicatore `prova`: l'obiettivo `>= 0,3` si scriva con il segno `%`
        indicatore `prova`: l'obiettivo `<= 45%` va contro la direzione buona dichiarata in `good`
        indicatore `prova`: `near_within` è una frazione dell'obiettivo: da 0 a meno di 1
        indicatore `prova`: l'obiettivo `Referti OIV` non è un numero
        indicatore `prova`: senza `code` nessuna riga delle schede lo può misurare
        indicatore `prova`: l'obiettivo `>= 3` è un numero, ma l'indicatore è uno stato di avanzamento
        indicatore `prova`: `proventi` non è nella scheda di un ufficio: ci sono `numeratore`, `denominatore`, `valore`
        indicatore `prova`: l'esempio dà 0,33 e non 0,34
        indicatore `prova`: all'esempio manca `b`, o non è un importo in euro
        indicatore `prova`: ha due definizioni che valgono dal 2021-01-01
        "#);
    }
}
