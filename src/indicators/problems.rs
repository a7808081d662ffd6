//! What is wrong with a set of definitions, told to who writes them, before any figure is there.
//! Names of lines and aggregates are checked elsewhere, where the schemes are known.

use std::collections::{BTreeMap, BTreeSet};

use super::definition::{Definition, Definitions, Example, Good, Reading, Source, Unit};
use super::names::{self, Reference};
use super::target::Target;
use crate::formula::{Formula, Value};
use crate::money::{Cents, Ratio};
use crate::period::italian_date;

/// Everything wrong with the definitions, one Italian sentence each, in their order; empty when all is well.
#[must_use]
pub fn problems(definitions: &Definitions) -> Vec<String> {
    let mut said = Vec::new();
    let mut seen = BTreeSet::new();
    let mut id_of_code: BTreeMap<&str, &str> = BTreeMap::new();
    for definition in &definitions.all {
        let id = definition.id.as_str();
        let mut say = |text: String| said.push(format!("indicatore `{id}`: {text}"));
        if !seen.insert((id, definition.valid_from)) {
            say(format!("ha due definizioni che valgono dal {}", definition.valid_from));
        }
        if let Some(code) = definition.code.as_deref() {
            let owner = id_of_code.entry(code).or_insert(id);
            if *owner != id {
                say(format!("il codice `{code}` è già dell'indicatore `{owner}`"));
            }
        }
        of_one(definition, &mut say);
    }
    let first: BTreeMap<&str, chrono::NaiveDate> = earliest(definitions);
    for changed in definitions.all.iter().filter(|it| first.get(it.id.as_str()).is_some_and(|day| *day < it.valid_from))
    {
        if changed.act.trim().is_empty() {
            let (id, day) = (&changed.id, italian_date(changed.valid_from));
            said.push(format!("indicatore `{id}`: la definizione che vale dal {day} ne cambia un'altra: ci vuole l'atto che la autorizza (`act`)"));
        }
    }
    said
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

fn of_one(definition: &Definition, say: &mut dyn FnMut(String)) {
    let slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !definition.id.starts_with(|c: char| c.is_ascii_lowercase()) || !definition.id.chars().all(slug) {
        say("il nome `id` si scrive con lettere minuscole, cifre e `_`, e comincia con una lettera".to_owned());
    }
    let (code, objective) = (definition.code_text(), definition.objective.as_deref().unwrap_or_default());
    let ordinal = code.strip_prefix(objective).and_then(|rest| rest.strip_prefix("-I"));
    let numbered = ordinal.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let uncoded = definition.code.is_none() && definition.objective.is_none();
    if !(numbered || uncoded) {
        say(format!("il codice `{code}` non è l'obiettivo `{objective}` seguito da `-I` e da un numero"));
    }
    if !(0.0..1.0).contains(&definition.near_within) {
        say("`near_within` è una frazione dell'obiettivo: da 0 a meno di 1".to_owned());
    }
    let shares = definition.shares;
    if [shares.non_avviato, shares.in_corso, shares.completato].iter().any(|share| !(0.0..=1.0).contains(share)) {
        say("`shares` sono frazioni da 0 a 1".to_owned());
    }
    if !definition.weight.is_finite() || definition.weight < 0.0 {
        say("`weight` è un peso: un numero da 0 in su".to_owned());
    }
    if definition.decimals > 6 {
        say("`decimals` è al più 6".to_owned());
    }
    of_source(definition, say);
    of_unit(definition, say);
    match (&definition.example, &definition.formula) {
        (Some(example), Some(formula)) => of_example(example, formula, definition.source).unwrap_or_else(say),
        (Some(_), None) => say("ha un esempio e nessuna formula che lo calcoli".to_owned()),
        (None, _) => {}
    }
}

fn of_source(definition: &Definition, say: &mut dyn FnMut(String)) {
    match definition.source {
        Source::Accounts => {
            if definition.scheme.is_none() {
                say("con `source = \"accounts\"` ci vuole lo `scheme` delle voci".to_owned());
            }
            if definition.scenarios.is_empty() {
                say("l'elenco `scenarios` è vuoto: non sarebbe mai calcolato".to_owned());
            }
            if definition.unit == Unit::Milestone {
                say("uno stato di avanzamento lo dice un ufficio: `source = \"office\"`".to_owned());
            }
        }
        Source::Office => {
            if definition.scheme.is_some() {
                say("con `source = \"office\"` non c'è uno `scheme`".to_owned());
            }
            if definition.code.is_none() {
                say("senza `code` nessuna riga delle schede lo può misurare".to_owned());
            }
            let inputs = definition.formula.iter().flat_map(|formula| formula.inputs());
            let foreign = |name: &&str| {
                !matches!(
                    names::read(name, true),
                    Reference::Own(_) | Reference::Measure { .. } | Reference::Indicator(_)
                )
            };
            for other in inputs.filter(foreign) {
                say(format!(
                    "`{other}` non è nella scheda di un ufficio: ci sono `numeratore`, `denominatore`, `valore`"
                ));
            }
        }
        Source::Payments => {
            if definition.scheme.is_some() {
                say("con `source = \"payments\"` non c'è uno `scheme`".to_owned());
            }
            let inputs = definition.formula.iter().flat_map(|formula| formula.inputs());
            let foreign = |name: &&str| matches!(names::read(name, false), Reference::Account { .. });
            for other in inputs.filter(foreign) {
                say(format!(
                    "`{other}` non è nell'elenco dei pagamenti: ci sono `pagamenti.importo` e `pagamenti.importo_giorni`"
                ));
            }
        }
    }
}

fn of_unit(definition: &Definition, say: &mut dyn FnMut(String)) {
    let milestone = definition.unit == Unit::Milestone;
    if milestone != (definition.reading == Reading::Milestone) {
        say("`unit` e `reading` sono `milestone` insieme o non lo sono".to_owned());
    }
    match (milestone, &definition.formula) {
        (true, Some(_)) => say("uno stato di avanzamento non ha una formula".to_owned()),
        (false, None) => say("manca la `formula`".to_owned()),
        _ => {}
    }
    match (&definition.target, definition.unit) {
        (Target::Number { .. }, Unit::Milestone) => {
            say(format!("l'obiettivo `{}` è un numero, ma l'indicatore è uno stato di avanzamento", definition.target));
        }
        (Target::Milestone(words), unit) if unit != Unit::Milestone => {
            say(format!("l'obiettivo `{words}` non è un numero"));
        }
        (Target::Number { unit, .. }, Unit::Number | Unit::Days | Unit::Euro) if unit == "%" => {
            say(format!("l'obiettivo `{}` è una percentuale, ma il valore non lo è", definition.target));
        }
        (Target::Number { value, unit, .. }, Unit::Percent) if unit != "%" && *value > 0.0 && *value <= 1.0 => {
            // `>= 0,3` may be thirty hundredths or three thousandths; `>=8` is certainly 8%.
            say(format!("l'obiettivo `{}` si scriva con il segno `%`", definition.target));
        }
        _ => {}
    }
    if let Target::Number { op: Some(op), .. } = &definition.target
        && op.upward() != (definition.good == Good::Up)
    {
        say(format!("l'obiettivo `{}` va contro la direzione buona dichiarata in `good`", definition.target));
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
        let mut said: Vec<String> =
            wrong.iter().flat_map(|lines| problems(&definitions(vec![definition(lines)]))).collect();
        said.extend(problems(&definitions(vec![definition(""), definition("")])));
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
