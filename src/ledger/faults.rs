//! What is wrong with schemes, accounts, aggregates, objectives and scorecards, before any figure is there.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::chart::{Aggregate, Chart};
use super::objective::{Objectives, Scorecard};
use super::phrases;
use super::plans::year_of;
use super::scheme::{ColumnRule, Scheme};
use super::statement::split_function;
use crate::fault::{Fault, twice};
use crate::formula::Formula;
use crate::italian::meant;
use crate::money::Unit;
use crate::office::Offices;
use crate::period::{Exercise, italian_date};

impl Scheme {
    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut out: Vec<Fault> = twice(self.lines.iter().map(|line| &*line.id))
            .into_iter()
            .map(|id| {
                let text = format!("la voce `{id}` è dichiarata due volte nello schema `{}`", self.id);
                Fault::at(format!("line[^{id}].id"), text)
            })
            .collect();
        for line in &self.lines {
            let written = Written { from: None, act: &line.act, corrects: line.corrects, why: &line.why };
            out.extend(written.faults(&format!("line[={}].id", line.id), &format!("la voce `{}`", line.id)));
            let Some(formula) = &line.formula else { continue };
            let at = |text: String| Fault::at(format!("line[={}].formula", line.id), text);
            for name in unknown(formula, &|name| self.line(name).is_some()) {
                let text = format!("la formula di `{}` usa `{name}`, che non è una voce dello schema", line.id);
                out.push(at(text).word(name));
            }
            if self.goes_round(&line.id) {
                out.push(at(format!("la formula di `{}` torna su sé stessa", line.id)));
            }
        }
        if self.lines.is_empty() && !self.as_printed {
            let text = format!(
                "lo schema `{}` non ha voci: ci vuole una `[[line]]` per voce, o `as_printed = true` se le voci sono le righe dei file",
                self.id
            );
            out.push(Fault::at("id", text));
        }
        let units = self.lines.iter().filter_map(|line| Some((format!("line[={}].unit", line.id), line.unit?)));
        for (at, _) in units.chain([("unit".to_owned(), self.unit)]).filter(|(_, unit)| *unit == Unit::FinePercent) {
            out.push(Fault::at(at, "`fine_percent` vale solo per una `[[column]]`: altrove `percent`".to_owned()));
        }
        out.extend(self.faults_of_masking());
        out.extend(self.faults_of_columns());
        out
    }

    /// What is wrong with what holds in its columns, and with lines that files print.
    fn faults_of_columns(&self) -> Vec<Fault> {
        let mut out: Vec<Fault> = twice(self.columns.iter().map(|rule| rule.id.id()))
            .into_iter()
            .map(|id| {
                let text = format!("la colonna `{id}` è dichiarata due volte nello schema `{}`", self.id);
                Fault::at(format!("column[^{id}].id"), text)
            })
            .collect();
        for rule in &self.columns {
            let id = rule.id.id();
            let written = Written { from: None, act: &rule.act, corrects: rule.corrects, why: &rule.why };
            out.extend(written.faults(&format!("column[={id}].id"), &format!("la colonna `{id}`")));
            if self.mask_below.is_some() && rule.formula.is_some() {
                let text = format!(
                    "con `mask_below` la colonna `{id}` non vuole una formula: da lei si ricaverebbe ciò che è riservato"
                );
                out.push(Fault::at(format!("column[={id}].formula"), text));
            }
            let is_fine = rule.unit == Some(Unit::FinePercent);
            if is_fine && (rule.sums || rule.formula.is_some() || self.mask_below.is_some()) {
                let text = format!(
                    "la colonna `{id}` ha più decimali (`fine_percent`): non si somma, non si calcola e non conta persone, e vuole `sums = false`, nessuna `formula` e nessun `mask_below`"
                );
                out.push(Fault::at(format!("column[={id}].unit"), text));
            }
            for (key, formula) in [("formula", &rule.formula), ("tolerance", &rule.tolerance)] {
                let names = formula.iter().flat_map(|it| unknown(it, &|name| self.has_column(name)));
                out.extend(names.map(|name| {
                    let proposal = meant(name, self.columns.iter().map(|it| it.id.id()));
                    let text = format!("la colonna `{id}` usa `{name}`, che non è una colonna dello schema{proposal}");
                    Fault::at(format!("column[={id}].{key}"), text).word(name)
                }));
            }
            if self.column_goes_round(rule) {
                let text = format!("la formula della colonna `{id}` torna su sé stessa");
                out.push(Fault::at(format!("column[={id}].formula"), text));
            }
        }
        if self.mask_below.is_some() && self.as_printed {
            let text = "con `mask_below` le voci vanno dichiarate: di righe qualunque non si sa quali siano pubbliche"
                .to_owned();
            out.push(Fault::at("as_printed", text));
        }
        for line in self.lines.iter().filter(|line| self.as_printed && line.formula.is_some()) {
            let text = format!(
                "con `as_printed` la voce `{}` è la somma di tutte le righe stampate: non vuole una formula sua",
                line.id
            );
            out.push(Fault::at(format!("line[={}].formula", line.id), text));
        }
        out
    }

    /// Whether a name is that of a column of which the scheme says something.
    #[must_use]
    pub fn has_column(&self, name: &str) -> bool {
        self.columns.iter().any(|rule| rule.id.id() == name)
    }

    /// Whether a column stands on itself, in one year.
    fn column_goes_round(&self, start: &ColumnRule) -> bool {
        let (mut open, mut seen) = (vec![start], BTreeSet::new());
        while let Some(rule) = open.pop() {
            for name in rule.formula.iter().flat_map(Formula::inputs) {
                if name == start.id.id() {
                    return true;
                }
                open.extend(self.columns.iter().filter(|it| it.id.id() == name && seen.insert(it.id)));
            }
        }
        false
    }

    /// What is wrong with what is told to few.
    fn faults_of_masking(&self) -> Vec<Fault> {
        let mut out = Vec::new();
        if self.of_indicators && (self.mask_below.is_some() || self.reserved) {
            let text = "ciò che una tabella di indicatori (`of_indicators`) stampa lo legge chiunque: non vuole `mask_below` né `reserved`";
            out.push(Fault::at("of_indicators", text.to_owned()));
        }
        if self.mask_below.is_some() && self.unit == Unit::Euro {
            let text = format!(
                "`mask_below` vale per le tabelle di persone, e lo schema `{}` è in euro: ci vuole `unit = \"number\"`",
                self.id
            );
            out.push(Fault::at("mask_below", text));
        }
        let key = if self.public.is_empty() { "readers" } else { "public" };
        if self.mask_below.is_none() && !(self.public.is_empty() && self.readers.is_empty()) {
            let text = format!(
                "`{key}` dice che cosa resta in chiaro, e lo schema `{}` non nasconde nulla: ci vuole `mask_below`",
                self.id
            );
            out.push(Fault::at(key, text));
        }
        for line in self.public.iter().filter(|line| self.line(line).is_none()) {
            let proposal = meant(line, self.lines.iter().map(|line| &*line.id));
            let text = format!("la voce `{line}` di `public` non è nello schema `{}`{proposal}", self.id);
            out.push(Fault::at("public", text).word(&**line));
        }
        out
    }

    /// Whether a line stands on itself.
    fn goes_round(&self, start: &str) -> bool {
        let mut open: Vec<&str> = vec![start];
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            for input in self.line(id).and_then(|line| line.formula.as_ref()).map(Formula::inputs).unwrap_or_default() {
                let (input, _) = split_function(input);
                if input == start {
                    return true;
                }
                if seen.insert(input.to_owned())
                    && let Some(line) = self.line(input)
                {
                    open.push(&line.id);
                }
            }
        }
        false
    }
}

/// What is written of a change.
struct Written<'a> {
    from: Option<NaiveDate>,
    act: &'a str,
    corrects: bool,
    why: &'a str,
}

impl Written<'_> {
    /// A change has its act, and a correction says why too.
    fn faults(&self, at: &str, name: &str) -> Vec<Fault> {
        let mut out = Vec::new();
        let dated = self.from.is_some() || self.corrects;
        if dated && self.act.trim().is_empty() {
            out.push(Fault::at(at, phrases::no_act(name)));
        }
        if self.corrects && self.why.trim().is_empty() {
            out.push(Fault::at(at, phrases::no_why(name)));
        }
        out
    }
}

impl Chart {
    /// Whether a formula over a scheme may use this name, without function or scenario.
    #[must_use]
    pub fn knows(&self, scheme: &Scheme, name: &str) -> bool {
        // What a table prints is known when it is there.
        (scheme.as_printed && !name.contains('.'))
            || scheme.line(name).is_some()
            || self.aggregates.iter().any(|aggregate| &*aggregate.id == name)
    }

    /// What is wrong with accounts and aggregates.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut out = Vec::new();
        for (place, mapping) in self.mappings.iter().enumerate() {
            let given = [&mapping.code, &mapping.prefix, &mapping.label].iter().filter(|part| part.is_some()).count();
            let line = &mapping.line;
            let at = |text: String| Fault::at(format!("account[{place}].line"), text);
            if given != 1 {
                let text = format!("un conto della voce `{line}` deve avere uno solo fra `code`, `prefix` e `label`");
                out.push(at(text));
            }
            if self.schemes.iter().all(|scheme| scheme.line(line).is_none()) {
                let lines = self.schemes.iter().flat_map(|scheme| scheme.lines.iter().map(|line| &*line.id));
                out.push(at(format!("la voce `{line}` non è in nessuno schema{}", meant(line, lines))));
            }
        }
        let mut accounts = BTreeSet::new();
        for (place, it) in self.mappings.iter().enumerate() {
            let account = [&it.code, &it.prefix, &it.label].into_iter().flatten().next().map_or("", |it| it);
            if it.label.is_none() && !accounts.insert((it.key(), it.valid_from)) {
                let text = format!("il conto `{account}` è assegnato due volte");
                out.push(Fault::at(format!("account[{place}]"), text));
            }
            let written = Written { from: it.valid_from, act: &it.act, corrects: it.corrects, why: &it.why };
            out.extend(written.faults(&format!("account[{place}]"), &format!("il conto `{account}`")));
        }
        let mut aggregates = BTreeSet::new();
        for (place, it) in self.aggregates.iter().enumerate() {
            if !aggregates.insert((&it.id, it.valid_from)) {
                let text = format!("l'aggregato `{}` è dichiarato due volte", it.id);
                out.push(Fault::at(format!("aggregate[^{}].id", it.id), text));
            }
            let written = Written { from: it.valid_from, act: &it.act, corrects: it.corrects, why: &it.why };
            out.extend(written.faults(&format!("aggregate[{place}]"), &format!("l'aggregato `{}`", it.id)));
        }
        out.extend(self.aggregates.iter().flat_map(|aggregate| self.faults_of(aggregate)));
        out
    }

    /// What is wrong with the table by which a scheme divides among the functions.
    #[must_use]
    pub fn functions_fault(&self, scheme: &Scheme) -> Option<Fault> {
        let from = scheme.functions_from.as_ref()?;
        let text = if *from == scheme.id {
            format!("lo schema `{from}` si ripartirebbe fra le funzioni da sé stesso")
        } else if self.scheme(from).is_none() {
            let proposal = meant(from, self.schemes.iter().map(|scheme| &*scheme.id));
            format!("lo schema `{from}`, con cui ripartire fra le funzioni, non è fra quelli di `schemes`{proposal}")
        } else {
            return None;
        };
        Some(Fault::at("functions_from", text).word(&**from))
    }

    fn faults_of(&self, aggregate: &Aggregate) -> Vec<Fault> {
        let id = &aggregate.id;
        let at = |key: &str, text: String| Fault::at(format!("aggregate[={id}].{key}"), text);
        if aggregate.accounts.is_empty() && aggregate.lines.is_empty() {
            return vec![at("id", format!("l'aggregato `{id}` non nomina nessun conto"))];
        }
        if !aggregate.accounts.is_empty() && !aggregate.lines.is_empty() {
            let text = format!("l'aggregato `{id}` vuole o dei conti (`accounts`) o delle voci (`lines`)");
            return vec![at("lines", text)];
        }
        if aggregate.lines.is_empty() {
            return Vec::new();
        }
        let Some(scheme) = aggregate.scheme.as_deref().and_then(|scheme| self.scheme(scheme)) else {
            let text = format!("l'aggregato `{id}` vuole lo `scheme` delle sue voci, fra quelli di `schemes`");
            return vec![at("scheme", text)];
        };
        let unknown = aggregate.lines.iter().filter(|line| scheme.line(line).is_none());
        unknown
            .map(|line| {
                let proposal = meant(line, scheme.lines.iter().map(|line| &*line.id));
                let text = format!("la voce `{line}` dell'aggregato `{id}` non è nello schema{proposal}");
                at("lines", text).word(&**line)
            })
            .collect()
    }
}

impl Objectives {
    /// What is wrong with the tree and the scorecards, for the offices of the chamber.
    #[must_use]
    pub fn faults(&self, offices: &Offices) -> Vec<Fault> {
        let mut seen = BTreeSet::new();
        let double = self.all.iter().filter(|it| !seen.insert((it.year(), &it.code))).map(|it| &*it.code);
        let mut out: Vec<Fault> = double
            .map(|code| {
                Fault::at(format!("objective[^{code}].code"), format!("l'obiettivo `{code}` è dichiarato due volte"))
            })
            .collect();
        for objective in &self.all {
            let code = &objective.code;
            let at = |key: &str, text: String| Fault::at(format!("objective[={code}].{key}"), text);
            if let Some(parent) = &objective.parent
                && self.get(parent).is_none_or(|above| above.level >= objective.level)
            {
                let text = format!("l'obiettivo `{code}` sta sotto `{parent}`, che non è un obiettivo più alto");
                out.push(at("parent", text));
            }
            let begins = year_of(code).map(Exercise::first_day);
            if let Some((day, _)) = objective.valid_to.zip(begins).filter(|(day, begins)| day < begins) {
                let text = format!(
                    "l'obiettivo `{code}` finisce il {} (`valid_to`), prima del suo esercizio",
                    italian_date(day)
                );
                out.push(at("valid_to", text));
            }
            let (act, corrects, why) = (&objective.act, objective.corrects, &objective.why);
            let written = Written { from: None, act, corrects, why };
            out.extend(written.faults(&format!("objective[={code}].corrects"), &phrases::objective_named(code)));
            if !objective.weight.is_finite() || objective.weight < 0.0 {
                out.push(at("weight", format!("il peso dell'obiettivo `{code}` è un numero da 0 in su")));
            }
            if let Some(office) = objective.office.as_deref().filter(|office| !offices.declares(office)) {
                let proposal = offices.meant(office);
                let text = format!("l'ufficio `{office}` dell'obiettivo `{code}` non è dichiarato{proposal}");
                out.push(at("office", text));
            }
        }
        let mut scorecards = BTreeSet::new();
        for (place, it) in self.scorecards.iter().enumerate() {
            let id = &it.id;
            if !scorecards.insert((id, it.valid_from)) {
                out.push(Fault::at(format!("scorecard[^{id}].id"), format!("la scheda `{id}` è dichiarata due volte")));
            }
            let written = Written { from: it.valid_from, act: &it.act, corrects: it.corrects, why: &it.why };
            out.extend(written.faults(&format!("scorecard[{place}]"), &phrases::scorecard_named(id)));
        }
        out.extend(self.scorecards.iter().flat_map(Scorecard::faults));
        out
    }
}

impl Scorecard {
    /// The weights of a scorecard are shares of one; what is given by hand is a share too.
    fn faults(&self) -> Vec<Fault> {
        let mut out = Vec::new();
        let mut at = |key: &str, text: String| out.push(Fault::at(format!("scorecard[={}].{key}", self.id), text));
        let sum: f64 = self.groups.iter().map(|group| group.weight).sum();
        let is_share = |weight: f64| (0.0..=1.0).contains(&weight);
        if !((sum - 1.0).abs() <= 1e-9 && self.groups.iter().all(|group| is_share(group.weight))) {
            at("group", format!("i pesi della scheda `{}` devono sommare a 1", self.id));
        }
        for id in twice(self.groups.iter().map(|group| group.id.as_str())) {
            at(&format!("group[^{id}]"), format!("il gruppo `{id}` della scheda `{}` è dichiarato due volte", self.id));
        }
        for group in self.groups.iter().filter(|group| group.given.is_some()) {
            if group.given_by.as_deref().is_none_or(|who| who.trim().is_empty())
                || !group.given.is_some_and(|given| (0.0..=1.0).contains(&given))
            {
                let text = format!("il valore dato a mano al gruppo `{}` va da 0 a 1 e vuole `given_by`", group.id);
                at(&format!("group[={}].given", group.id), text);
            }
        }
        out
    }
}

/// The names of a formula that are not known, whatever their function, each once.
#[must_use]
pub fn unknown<'f>(formula: &'f Formula, known: &dyn Fn(&str) -> bool) -> Vec<&'f str> {
    formula.inputs().into_iter().filter(|name| !known(split_function(name).0)).collect()
}
