//! What is wrong with matching rules, checks and accepted differences, before any row is there. The tests that stand beside the
//! rules are run here.

use std::sync::Arc;

use super::accepted::Acceptance;
use super::fixtures;
use super::rules::{Check, EACH_LINE, Pass, RuleSet, Settings, Sign, writings};
use crate::fault::{Fault, twice};
use crate::italian::{listed, meant};
use crate::ledger::faults::unknown;
use crate::ledger::plans::{in_exercise, year_of};
use crate::ledger::statement::Qualified;
use crate::ledger::{Chart, Objectives, Scheme};
use crate::office::Offices;
use crate::period::Period;
use crate::read::Layout;
use crate::read::layout::{Field, Kind};
use crate::read::words::folded;

impl RuleSet {
    /// What is wrong with it: rules that cannot mean what they say; where they can, the tests that do not pass.
    #[must_use]
    pub fn faults(&self, layouts: &[Arc<Layout>], offices: &Offices, objectives: &Objectives) -> Vec<Fault> {
        let mut out = self.faults_of_names(layouts, offices);
        let passes = self.passes.iter().enumerate().map(|(place, pass)| (format!("pass[{place}]"), pass));
        let tried = self.tests.iter().enumerate().flat_map(|(test, it)| {
            let passes = it.passes.iter().enumerate();
            passes.map(move |(place, pass)| (format!("test[{test}].pass[{place}]"), pass))
        });
        out.extend(passes.chain(tried).flat_map(|(path, pass)| {
            let of_pass = pass.faults();
            of_pass.into_iter().map(move |fault| fault.below(&path)).collect::<Vec<_>>()
        }));
        let days = [("expected_days", self.expected_days), ("overdue_days", self.overdue_days)];
        let below_zero = days.into_iter().filter(|(_, days)| days.is_some_and(|days| days < 0)).map(|(key, _)| key);
        for key in below_zero.chain((self.materiality_cents < 0).then_some("materiality_cents")) {
            out.push(Fault::at(key, format!("giorni e importi delle regole `{}` vanno da 0 in su", self.id)));
        }
        for (key, mark) in self.apart.marks() {
            let Some(mark) = mark else { continue };
            let path = format!("apart.{key}.words");
            if mark.words.is_empty() && mark.sign == Sign::Any {
                let text =
                    format!("senza parole e di ogni segno `{key}` vorrebbe dire ogni riga delle regole `{}`", self.id);
                out.push(Fault::at(path, text));
            } else if mark.words.iter().any(|words| folded(words).is_empty()) {
                out.push(Fault::at(
                    path,
                    format!("una parola vuota in `{key}` delle regole `{}` non dice nulla", self.id),
                ));
            }
        }
        for name in twice(self.tests.iter().map(|test| test.name.as_str())) {
            let last = self.tests.iter().rposition(|test| test.name == name).unwrap_or_default();
            out.push(Fault::at(format!("test[{last}].name"), format!("la prova `{name}` è scritta due volte")));
        }
        if out.is_empty() {
            let writings = writings(layouts);
            out.extend(self.tests.iter().enumerate().filter_map(|(place, test)| {
                let failure = fixtures::failure(self, test, objectives, &writings)?;
                let text = format!("la prova `{}` non torna; {failure}", test.name);
                Some(Fault::at(format!("test[{place}].name"), text))
            }));
        }
        out
    }

    /// Layouts, passes and offices that it names.
    fn faults_of_names(&self, layouts: &[Arc<Layout>], offices: &Offices) -> Vec<Fault> {
        let mut out = Vec::new();
        let id = &self.id;
        for (key, named, wanted) in [
            ("accounting_layout", &self.accounting_layout, Kind::Registrations),
            ("office_layout", &self.office_layout, Kind::Initiatives),
        ] {
            if named.is_empty() {
                out.push(Fault::at(key, format!("le regole `{id}` vogliono almeno un tracciato per lato")));
            }
            for layout in named {
                if layouts.iter().find(|it| *it.id == **layout).is_none_or(|it| it.kind != wanted) {
                    let text = format!("il tracciato `{layout}` non esiste o non è del genere giusto per `{id}`");
                    out.push(Fault::at(key, text).word(layout));
                }
            }
        }
        if self.passes.is_empty() {
            let text = format!("le regole `{id}` vogliono almeno un passaggio, e ogni passaggio una chiave");
            out.push(Fault::at("id", text));
        }
        for pass in twice(self.passes.iter().map(|pass| pass.id.as_str())) {
            let text = format!("il passaggio `{pass}` di `{id}` è dichiarato due volte");
            out.push(Fault::at(format!("pass[^{pass}].id"), text));
        }
        if !self.office.accounts.is_empty() {
            let text = format!("le righe degli uffici non hanno conto: `{id}` li filtra");
            out.push(Fault::at("office.accounts", text));
        }
        let sides = [("accounting.offices", &self.accounting.offices), ("office.offices", &self.office.offices)];
        for (path, office) in sides.into_iter().flat_map(|(path, all)| all.iter().map(move |office| (path, office))) {
            if !offices.declares(office) {
                let proposal = offices.meant(office);
                let text = format!("l'ufficio `{office}` delle regole `{id}` non è dichiarato{proposal}");
                out.push(Fault::at(path, text).word(office.to_string()));
            }
        }
        out
    }
}

impl RuleSet {
    /// Keys of its passes that the layout of a side never fills: no row takes part in such a pass.
    #[must_use]
    pub fn unfilled_keys(&self, layouts: &[Arc<Layout>]) -> Vec<Fault> {
        let named = |id: &String| layouts.iter().find(|layout| *layout.id == **id);
        let sides = [("della contabilità", &self.accounting_layout), ("degli uffici", &self.office_layout)];
        let mut out = Vec::new();
        for (place, pass) in self.passes.iter().enumerate() {
            for key in &pass.keys {
                let Some(field) = key.field() else { continue };
                let lack = |(_, names): &&(&str, &Vec<String>)| {
                    names.iter().all(|layout| named(layout).is_some_and(|layout| !layout.has(field)))
                };
                for (side, names) in sides.iter().filter(lack) {
                    let (key, column) = (key.id(), field.id());
                    let layouts: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                    let layouts = listed(&layouts);
                    let text = format!(
                        "il passaggio `{}` vuole la chiave `{key}`, cioè la colonna `{column}`, e fra i tracciati {side} ({layouts}) \
                         nessuno l'ha: nessuna riga si abbinerebbe. Dare quell'`id` alla colonna che lo dice, o togliere la chiave",
                        pass.id
                    );
                    out.push(Fault::at(format!("pass[{place}].keys"), text).word(key));
                }
            }
        }
        let noted = |layout: &String| named(layout).is_none_or(|layout| layout.has(Field::Note));
        let names = self.accounting_layout.iter().chain(&self.office_layout);
        for (key, mark) in self.apart.marks() {
            if mark.is_some_and(|mark| !mark.words.is_empty()) && !names.clone().any(noted) {
                let text = format!(
                    "le parole di `{key}` si cercano nella colonna `note`, e nessun tracciato delle regole `{}` l'ha: nessuna riga \
                     si riconoscerebbe. Dare quell'`id` alla colonna della causale",
                    self.id
                );
                out.push(Fault::at(format!("apart.{key}.words"), text));
            }
        }
        out
    }
}

impl Pass {
    /// What is wrong with it by itself.
    fn faults(&self) -> Vec<Fault> {
        let mut out = Vec::new();
        let id = &self.id;
        if self.keys.is_empty() {
            out.push(Fault::at("keys", format!("il passaggio `{id}` vuole almeno una chiave")));
        }
        let tolerance = self.tolerance;
        let cents = [tolerance.above_cents, tolerance.below_cents, tolerance.percent_max_cents.unwrap_or(0)];
        if cents.iter().any(|cents| *cents < 0) || !(0.0..=100.0).contains(&tolerance.percent) {
            let text = format!("la tolleranza di `{id}` vuole importi da 0 in su e una percentuale fra 0 e 100");
            out.push(Fault::at("tolerance", text));
        }
        if tolerance.percent > 0.0 && tolerance.percent_max_cents.is_none() {
            let text = format!("la percentuale di `{id}` vuole un massimo: aggiungere `percent_max_cents`");
            out.push(Fault::at("tolerance", text));
        }
        if self.window.is_some_and(|window| window.days_before < 0 || window.days_after < 0) {
            out.push(Fault::at("window", format!("la finestra di `{id}` vuole giorni da 0 in su")));
        }
        out
    }
}

impl Settings {
    /// What is wrong with the checks, for the schemes and the plan of the chamber.
    #[must_use]
    pub fn faults_of_checks(&self, chart: &Chart, objectives: &Objectives) -> Vec<Fault> {
        let mut out: Vec<Fault> = twice(self.checks.iter().map(|check| check.id.as_str()))
            .into_iter()
            .map(|id| Fault::at(format!("check[^{id}].id"), format!("il controllo `{id}` è dichiarato due volte")))
            .collect();
        for check in &self.checks {
            let path = format!("check[={}]", check.id);
            out.extend(check.faults(chart, objectives).into_iter().map(|fault| fault.below(&path)));
        }
        out
    }

    /// Acceptances without a reason, that end before they begin, or two of one difference at one time.
    #[must_use]
    pub fn faults_of_accepted(&self) -> Vec<Fault> {
        let mut out = Vec::new();
        for (place, it) in self.accepted.iter().enumerate() {
            let id = it.id.to_string();
            let mut at = |key: &str, text: String| out.push(Fault::at(format!("accepted[{place}].{key}"), text));
            if it.why.trim().is_empty() {
                at("why", format!("la differenza `{id}` è accettata senza un perché: scriverlo in `why`"));
            }
            if it.from.is_some_and(|from| from.last_day() > it.until) {
                at("from", format!("la differenza `{id}` è accettata da un mese che viene dopo `until`"));
            }
            let overlaps = |other: &&Acceptance| {
                let begins = |it: &Acceptance| it.from.map(Period::first_day);
                other.id == it.id
                    && begins(it).is_none_or(|from| from <= other.until)
                    && begins(other).is_none_or(|from| from <= it.until)
            };
            if self.accepted[..place].iter().any(|other| overlaps(&other)) {
                at("id", format!("la differenza `{id}` è accettata due volte per gli stessi mesi"));
            }
        }
        out
    }
}

impl Check {
    fn faults(&self, chart: &Chart, objectives: &Objectives) -> Vec<Fault> {
        let Some(scheme) = chart.scheme(&self.scheme) else {
            let text = format!("lo schema `{}` del controllo `{}` non esiste", self.scheme, self.id);
            return vec![Fault::at("scheme", text)];
        };
        let known = |name: &str| {
            name == "registrazioni"
                || name.starts_with("conto.")
                || ["piano.", "registrazioni."]
                    .into_iter()
                    .any(|of| name.strip_prefix(of).is_some_and(|code| is_of_a_plan(code, objectives)))
                || (self.each_line && name == EACH_LINE)
                || chart.knows(scheme, name)
                || of_scheme(chart, name)
        };
        let sides = [("left", &self.left), ("right", &self.right)];
        let mut out = self.faults_of_when(chart);
        for (side, name) in sides.iter().flat_map(|(side, it)| it.inputs().into_iter().map(move |name| (*side, name))) {
            out.extend(unknown_column(chart, scheme, name).map(|fault| fault.below(side)));
        }
        let unknown = sides.into_iter().flat_map(|(side, formula)| {
            unknown(formula, &known).into_iter().map(move |name| (side, name)).collect::<Vec<_>>()
        });
        out.extend(unknown.map(|(side, name)| {
            let proposal = proposal(chart, scheme, name);
            let text = format!("il controllo `{}` usa `{name}`, che non esiste{proposal}", self.id);
            Fault::at(side, text).word(name)
        }));
        out
    }

    /// What is wrong with the months and the table without which it is not asked.
    fn faults_of_when(&self, chart: &Chart) -> Vec<Fault> {
        let mut out = Vec::new();
        if let Some(wrong) = self.months.iter().find(|month| !(1..=12).contains(*month)) {
            let text = format!("`months` del controllo `{}` vuole mesi da 1 a 12, e non {wrong}", self.id);
            out.push(Fault::at("months", text));
        }
        if let Some(table) = &self.only_with {
            let asked = Qualified::of(table).base;
            match chart.scheme(asked) {
                Some(scheme) => out.extend(unknown_column(chart, scheme, table).map(|fault| fault.below("only_with"))),
                None => {
                    let text = format!("lo schema `{asked}` di `only_with` del controllo `{}` non esiste", self.id);
                    out.push(Fault::at("only_with", text).word(asked));
                }
            }
        }
        out
    }
}

/// That a name says a column that its table has not, where the scheme says which it has.
fn unknown_column(chart: &Chart, own: &Scheme, name: &str) -> Option<Fault> {
    let asked = Qualified::of(name);
    let centre = asked.centre?;
    let other = asked.base.split_once('.').and_then(|(scheme, _)| chart.scheme(scheme));
    let scheme = other.map_or(own, |it| &**it);
    if scheme.columns.is_empty() || scheme.column(centre).is_some() {
        return None;
    }
    let proposal = meant(centre.id(), scheme.columns.iter().map(|rule| rule.id.id()));
    let text = format!("`{name}` dice una colonna che lo schema `{}` non ha{proposal}", scheme.id);
    Some(Fault::at("", text).word(name))
}

/// Whether a code is of an objective: as it is written, as a later plan writes it, or without its year.
fn is_of_a_plan(code: &str, objectives: &Objectives) -> bool {
    let is_it = |known: &str| {
        let rolled = year_of(known).and_then(|year| in_exercise(code, year));
        let without_year = || year_of(known).and_then(|_| known.split_once('_')).map(|(_, rest)| rest);
        known == code || rolled.as_deref() == Some(known) || without_year() == Some(code)
    };
    objectives.all.iter().any(|it| is_it(&it.code))
}

/// Whether a name is a line of another scheme: `stato_patrimoniale.avanzo`.
fn of_scheme(chart: &Chart, name: &str) -> bool {
    name.split_once('.')
        .and_then(|(scheme, line)| Some((chart.scheme(scheme)?, line)))
        .is_some_and(|(scheme, line)| chart.knows(scheme, line))
}

/// `; forse si intendeva ...`, when a name of the scheme is near.
fn proposal(chart: &Chart, scheme: &Scheme, name: &str) -> String {
    let names = scheme.lines.iter().map(|line| &*line.id).chain(chart.aggregates.iter().map(|it| &*it.id));
    meant(name, names)
}
