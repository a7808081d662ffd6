//! The plan of a new exercise, drafted from the one before: what rolls is rolled, what somebody has to confirm is marked.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::Config;
use super::embedded::quoted;
use crate::indicators::{Definition, Due, Gone};
use crate::italian::{counted, listed};
use crate::ledger::Objective;
use crate::ledger::plans::{in_exercise, year_of};
use crate::period::{Exercise, Period, italian_date};

/// How a line is marked that somebody has to confirm.
pub(super) const TO_CONFIRM: &str = "# da confermare:";

/// The draft of a plan.
#[derive(Clone, Debug)]
pub struct DraftPlan {
    /// The exercise whose plan it is drafted from.
    pub from: Exercise,
    /// Its name among the texts of a configuration: `plans/2022.toml`.
    pub name: String,
    /// What to write there.
    pub text: String,
    /// How many objectives it has.
    pub objectives: usize,
    /// How many indicators it has.
    pub indicators: usize,
    /// How many lines are marked to be confirmed.
    pub to_confirm: usize,
    /// Objectives and indicators of the former plan that it does not have, with why.
    pub left_out: Vec<String>,
    /// The ids of checks that name objectives of a former plan.
    pub checks: Vec<String>,
}

impl Config {
    /// The plan of an exercise, drafted from the latest before it.
    ///
    /// # Errors
    /// One Italian sentence: there is one, or none to draft it from.
    pub fn next_plan(&self, exercise: Exercise) -> Result<DraftPlan, String> {
        let name = format!("plans/{exercise}.toml");
        if self.texts.contains_key(&name) {
            return Err(format!("`{name}` c'è già e non si sovrascrive: correggerlo a mano, o spostarlo altrove"));
        }
        let plans = &self.objectives.plans;
        let earlier = Exercise(exercise.0.saturating_sub(1));
        if Period::new(exercise.0, 1).is_none() {
            return Err(format!("`{exercise}` non è un esercizio: scrivere un anno, per esempio 2022"));
        }
        if plans.in_force(exercise) == Some(exercise) {
            return Err(format!(
                "il Piano {exercise} è già caricato: sta in objectives.toml, o nei codici degli indicatori"
            ));
        }
        let undated = || plans.is_undated().then_some(earlier);
        let from = plans.in_force(earlier).or_else(undated).and_then(|from| Some((from, Period::new(from.0, 12)?)));
        let (Some((from, december)), Some(january)) = (from, Period::new(exercise.0, 1)) else {
            return Err(format!(
                "non c'è un Piano di un esercizio prima del {exercise} da cui prepararlo: scriverlo in objectives.toml e in `indicators`"
            ));
        };
        if let Some(open) = self.plans.iter().find(|it| it.draft && it.exercise > from && it.exercise < exercise) {
            return Err(format!("`plans/{0}.toml` è ancora una bozza: confermare prima il Piano {0}", open.exercise));
        }
        let mut draft = Drafted { config: self, exercise, from, text: String::new(), left_out: Vec::new() };
        draft.head();
        let objectives = draft.objectives(december);
        let indicators = draft.indicators(december, january);
        draft.without();
        let checks = draft.checks();
        let Drafted { text, left_out, .. } = draft;
        let to_confirm = text.lines().filter(|line| is_to_confirm(line)).count();
        Ok(DraftPlan { from, name, text, objectives, indicators, to_confirm, left_out, checks })
    }
}

/// Whether a line of a plan is still to be confirmed.
pub(super) fn is_to_confirm(line: &str) -> bool {
    line.contains(TO_CONFIRM) && !line.trim_start().starts_with('#')
}

struct Drafted<'a> {
    config: &'a Config,
    exercise: Exercise,
    from: Exercise,
    text: String,
    left_out: Vec<String>,
}

impl Drafted<'_> {
    fn head(&mut self) {
        let Self { exercise, from, .. } = self;
        self.text = format!(
            "# Piano {exercise}: bozza preparata da quello del {from}. Ogni riga con «da confermare» viene dal Piano {from}: \
             scrivere\n# ciò che dice il Piano {exercise}, o lasciarla com'è, e togliere il commento. Ciò che qui non è nominato non \
             è nel Piano {exercise}.\n\nexercise = {exercise}\n# Finché c'è questa riga il Piano {exercise} non è caricato: \
             toglierla quando tutto è confermato.\ndraft = true\n"
        );
    }

    fn line(&mut self, key: &str, value: &str, confirm: &str) {
        let confirm = if confirm.is_empty() { String::new() } else { format!("  {TO_CONFIRM} {confirm}") };
        let _ = writeln!(self.text, "{key} = {value}{confirm}");
    }

    fn rolled(&self, code: &str) -> String {
        in_exercise(code, self.exercise).unwrap_or_else(|| code.to_owned())
    }

    /// Writes the tree as it stood at the end of the former exercise; how many objectives it has.
    fn objectives(&mut self, december: Period) -> usize {
        let tree = self.config.objectives.at(december);
        let first = self.exercise.first_day();
        let all: Vec<&Objective> = tree.all.iter().filter(|it| it.valid_to.is_none_or(|day| day >= first)).collect();
        for objective in &all {
            let (code, from) = (self.rolled(&objective.code), self.from);
            self.text.push_str("\n[[objective]]\n");
            self.line("code", &quoted(&code), "");
            self.line("level", &quoted(objective.level.italian()), "");
            if let Some(parent) = objective.parent.as_deref() {
                self.line("parent", &quoted(&self.rolled(parent)), "");
            }
            self.line("title", &quoted(&objective.title), &format!("il titolo è del Piano {from}"));
            if let Some(office) = objective.office.as_deref() {
                self.line("office", &quoted(office), "");
            }
            if objective.weight != 1.0 {
                self.line("weight", &objective.weight.to_string(), "");
            }
            if let Some(euro) = objective.resources_euro {
                self.line("resources_euro", &euro.to_string(), &format!("le risorse sono del Piano {from}"));
            }
            for (key, said) in [("missione", &objective.missione), ("programma", &objective.programma)] {
                if let Some(said) = said {
                    self.line(key, &quoted(said), "");
                }
            }
            if let Some(day) = objective.valid_to {
                self.line("valid_to", &quoted(&day.to_string()), "");
            }
        }
        for (code, day) in self.config.objectives.last_days() {
            if day < first && year_of(&code) <= Some(self.from) {
                self.left_out.push(format!("obiettivo {code}, valido fino al {}", italian_date(day)));
            }
        }
        all.len()
    }

    /// Writes the indicators of the former plan that have not ended; how many there are.
    fn indicators(&mut self, december: Period, january: Period) -> usize {
        let definitions = &self.config.definitions;
        let mut codes: BTreeSet<String> = BTreeSet::new();
        let mut ids: BTreeSet<&str> = BTreeSet::new();
        let holding = definitions.at(december);
        for definition in holding.iter().filter(|it| it.code.is_some()) {
            let code = definition.code_text();
            if definitions.gone(code, january).is_none() {
                self.indicator(definition, &self.rolled(code));
                ids.insert(&definition.id);
            }
            codes.insert(code.to_owned());
        }
        // Also what had ended before that December.
        let former = definitions.all.iter().filter_map(|it| it.code.as_deref());
        codes.extend(former.map(|code| in_exercise(code, self.from).unwrap_or_else(|| code.to_owned())));
        for code in codes {
            match definitions.gone(&code, january) {
                Some(Gone::Retired(day)) => {
                    self.left_out.push(format!("indicatore {code}, valido fino al {}", italian_date(day)))
                }
                Some(Gone::NotPlanned(year)) => {
                    self.left_out.push(format!("indicatore {code}, non più nel Piano {year}"))
                }
                None => {}
            }
        }
        ids.len()
    }

    fn indicator(&mut self, it: &Definition, code: &str) {
        let from = self.from;
        let _ = write!(self.text, "\n# {}\n[[indicator]]\n", it.name.replace('\n', " "));
        self.line("id", &quoted(&it.id), "");
        self.line("code", &quoted(code), "");
        if let Some(objective) = it.objective.as_deref() {
            self.line("objective", &quoted(&self.rolled(objective)), "");
        }
        let end = it.due.filter(|due| due.beyond(from).is_some());
        let confirm = format!("il valore atteso è del Piano {from}");
        // That of its next phase is in its definition.
        let has_phase = it.phase(self.exercise).is_some();
        let targets = [
            ("target", Some(&it.target).filter(|_| !has_phase)),
            ("printed", it.printed.as_ref()),
            ("also_printed", it.also_printed.as_ref()),
        ];
        for (key, target) in targets {
            let Some(target) = target.map(ToString::to_string).filter(|text| !text.is_empty()) else { continue };
            self.line(key, &quoted(&target), if end.is_some() { "" } else { &confirm });
        }
        match it.due {
            Some(due) if end.is_some() => {
                self.text.push_str("# di più esercizi: prosegue fino alla sua scadenza\n");
                self.line("due", &quoted(&due.to_string()), "");
            }
            Some(due) => {
                use chrono::Datelike as _;
                let day = due.in_exercise(from);
                self.line("due", &quoted(&Due::OfYear(day.month(), day.day()).to_string()), "");
            }
            None => {}
        }
        if it.weight != 1.0 {
            self.line("weight", &it.weight.to_string(), "");
        }
        if let Some(group) = it.weight_group.as_deref() {
            self.line("weight_group", &quoted(group), "");
        }
        let own = self.config.definitions.all.iter().rev().find(|own| own.id == it.id);
        if own.is_some_and(|own| own.near_within != it.near_within) {
            self.line("near_within", &it.near_within.to_string(), "");
        }
    }

    /// Names what was not taken over.
    fn without(&mut self) {
        if self.left_out.is_empty() {
            return;
        }
        let _ = write!(self.text, "\n# Del Piano {} non sono ripresi, perché finiti o ritirati:\n", self.from);
        for one in &self.left_out {
            let _ = writeln!(self.text, "# - {one}");
        }
    }

    /// Lists the checks that name objectives of a former plan; their ids.
    fn checks(&mut self) -> Vec<String> {
        let mut ids = Vec::new();
        let mut listing = String::new();
        for check in &self.config.reconcile.checks {
            let names = check.left.inputs().into_iter().chain(check.right.inputs());
            let of_plan = |name: &&str| {
                name.strip_prefix("piano.").is_some_and(|code| year_of(code).is_some_and(|year| year < self.exercise))
            };
            let named: Vec<String> = names.filter(of_plan).map(|name| format!("`{name}`")).collect();
            if !named.is_empty() {
                let _ = writeln!(listing, "# - {}: {}", check.id, listed(&named));
                ids.push(check.id.clone());
            }
        }
        if !ids.is_empty() {
            let checks = counted(ids.len(), "controllo", "controlli");
            let _ = write!(
                self.text,
                "\n# {checks} di checks.toml con obiettivi di un Piano di prima. Nel {0} valgono per gli stessi codici del {0} (si può \
                 scrivere\n# anche senza anno, `piano.01`): guardare se le somme valgono ancora.\n{listing}",
                self.exercise
            );
        }
        ids
    }
}
