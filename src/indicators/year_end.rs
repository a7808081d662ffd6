//! Where the year is heading: of each voce what is booked and what is still to come by its method, of each total the sum of its
//! lines. By December what is booked is the year. Where the finance office corrects a voce, its figure counts and the computed
//! one stays beside. How a voce divides by function is told by what is booked of it, else by its shares, or not at all.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::phasing::{Method, Phasing, Profile, Shares, WHOLE};
use super::phrases;
use crate::formula::{Formula, Value};
use crate::history::learnt::Learnt;
use crate::history::projection::{Course, End, Figure, Rule, falls_short, year_ends};
use crate::history::{History, IssuedProjection};
use crate::ledger::statement::{Column, split_function};
use crate::ledger::{Aggregate, Amount, Chart, Correction, Ledger, Nature, Scheme, Statement};
use crate::money::{Cents, divided, share};
use crate::named::named;
use crate::origin::{Origin, Sources};
use crate::period::{Function, Period, Scenario};
use crate::problem::Problem;

/// The year end of the statements of a month.
#[derive(Clone, Debug, Default)]
pub struct YearEnd {
    /// One for each scheme with a budget and an actual: all their columns are [`Scenario::Preconsuntivo`].
    pub statements: Vec<Statement>,
    /// Every voce, in the order of its scheme.
    pub lines: Vec<Projected>,
    /// Every named sum of accounts, by the method of the voce that its accounts fill where it has none of its own.
    pub sums: Vec<Projected>,
}

/// The year end of one voce.
#[derive(Clone, Debug, PartialEq)]
pub struct Projected {
    /// The scheme.
    pub scheme: Arc<str>,
    /// The line.
    pub line: Arc<str>,
    /// Its name for people.
    pub label: String,
    /// The line that it is a part of, for a sum of accounts.
    pub part_of: Option<Arc<str>>,
    /// What is booked by the month.
    pub booked: Cents,
    /// The budget as it stands, where there is one.
    pub assestato: Option<Cents>,
    /// By what it is projected.
    pub method: Method,
    /// Whether `phasing.toml` says so; a voce of which it says nothing takes its assestato, or what is booked if that is more.
    pub declared: bool,
    /// The share of the year that has passed for it, 0 to 1, where the method has one.
    pub share: Option<f64>,
    /// What of the assestato is to be booked by the end of each month of the year on this course: of a voce that is booked once, at
    /// the year's end, nothing before December. Of a share that is learnt only this month is known, of no declared course none.
    pub due: [Option<Cents>; 12],
    /// What former years say of it, for [`Method::Storico`].
    pub learnt: Option<Learnt>,
    /// What its computed figure is, in the end.
    pub how: How,
    /// The year end: the corrected one, where it is corrected.
    pub cents: Cents,
    /// The year end as it is computed.
    pub computed: Cents,
    /// What the finance office says of it.
    pub correction: Option<Correction>,
    /// Of a sum of accounts, the correction of the voce of which it is a part only, and which it does not follow.
    pub beside: Option<Correction>,
    /// Whether that is below what is booked, where its profile does not foresee it.
    pub below_booked: bool,
    /// By what it divides among the functions; none where nothing tells it.
    pub divided: Option<Divided>,
    /// Whether a cost ends beyond its budget, on this course or by what is committed already: it takes a variation.
    pub over_budget: bool,
    /// Whether what is booked and committed is beyond it already.
    pub committed: bool,
}

pub use crate::history::projection::How;

/// By what the year end of a voce divides among the functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Divided {
    /// As the finance office says.
    Corrected,
    /// As what is booked divides.
    Booked,
    /// By the shares of `phasing.toml`.
    Shares,
}

named!(Divided {
    Corrected = "correction",
    Booked = "booked",
    Shares = "shares",
});

impl YearEnd {
    /// The year end as a month shows it; former years are those that a method learns from.
    #[must_use]
    pub fn of(ledger: &Ledger, chart: &Chart, phasing: &Phasing, former: &History, period: Period) -> Self {
        Self::by(&[phasing], ledger, chart, former, period).pop().unwrap_or_default()
    }

    /// The same by several courses of the year, in their order.
    #[must_use]
    pub fn by(phasings: &[&Phasing], ledger: &Ledger, chart: &Chart, former: &History, period: Period) -> Vec<Self> {
        let learnt: Vec<_> = phasings.iter().map(|it| former.learnt(&it.pupils(period), period)).collect();
        let mut out = vec![Self::default(); phasings.len()];
        for from in &ledger.statements {
            let corrections = &ledger.corrections;
            let of = |(phasing, learnt)| Year { from, corrections, chart, phasing, learnt, period };
            let years: Vec<Year<'_>> = phasings.iter().copied().zip(&learnt).map(of).collect();
            let has = |scenario| years.first().is_some_and(|year| year.has(scenario));
            if !has(Scenario::Consuntivo) || !has(Scenario::Assestato) {
                continue;
            }
            for ((out, year), ends) in out.iter_mut().zip(&years).zip(ends(&years)) {
                let (statement, lines, sums) = year.project(&ends);
                out.statements.push(statement);
                out.lines.extend(lines);
                out.sums.extend(sums);
            }
        }
        out
    }

    /// The statement of a scheme.
    #[must_use]
    pub fn statement(&self, scheme: &str) -> Option<&Statement> {
        self.statements.iter().find(|statement| &*statement.scheme.id == scheme)
    }

    /// What of a voce is of a function, where what is booked tells it.
    #[must_use]
    pub fn of_function(&self, voce: &Projected, function: Function) -> Option<Cents> {
        let amounts = &self.statement(&voce.scheme)?.amounts;
        let is_it = |(line, at): &&(Arc<str>, Column)| *line == voce.line && at.function == Some(function);
        let (cents, _) = amounts.get(amounts.keys().find(is_it)?)?.printed?;
        Some(cents)
    }

    /// The voci of a line of which nothing tells how they divide among the functions.
    #[must_use]
    pub fn undivided(&self, scheme: &str, line: &str) -> Vec<&Projected> {
        // A sum of accounts divides with its line.
        let is_voce = |voce: &&Projected| self.line(scheme, &voce.line).is_some();
        self.voci_of(scheme, line).into_iter().filter(|voce| voce.divided.is_none()).filter(is_voce).collect()
    }

    /// How many voci of a scheme the finance office corrects, and by how much that changes the year's result.
    #[must_use]
    pub fn corrected(&self, scheme: &Scheme) -> (usize, Cents) {
        let effect = |voce: &Projected| {
            let more = voce.cents - voce.computed;
            let is_cost = scheme.line(&voce.line).is_some_and(|line| line.nature == Nature::Onere);
            if is_cost { Cents::ZERO - more } else { more }
        };
        let corrected = self.lines.iter().filter(|voce| *voce.scheme == *scheme.id && voce.correction.is_some());
        (corrected.clone().count(), corrected.map(effect).sum())
    }

    /// What there is to say of corrections: of one that ends below what is booked, which is taken; of one of a voce that has no
    /// year end this month; of a sum of accounts that is a part of a corrected voce.
    #[must_use]
    pub fn doubts(&self, corrections: &[Correction], sources: &Sources) -> Vec<Problem> {
        let of = |correction: &Correction| {
            let is_it = |voce: &&Projected| voce.scheme == correction.scheme && voce.line == correction.line;
            let problem = match self.lines.iter().find(is_it) {
                None => Some(phrases::correction_of_nothing(&correction.label)),
                Some(voce) => phrases::correction_below(voce),
            };
            problem.map(|problem| problem.at(correction.origin, sources))
        };
        let stays = |part: &Projected| Some(phrases::part_stays(part).at(part.beside.as_ref()?.origin, sources));
        corrections.iter().filter_map(of).chain(self.sums.iter().filter_map(stays)).collect()
    }

    /// The voci of which a line of a scheme is the sum, through all its totals; itself where it is one, or a sum of accounts.
    #[must_use]
    pub fn voci_of(&self, scheme: &str, line: &str) -> Vec<&Projected> {
        self.signed_voci_of(scheme, line).into_iter().map(|(voce, _)| voce).collect()
    }

    /// The same with the sign that each has in the line: +1 or -1.
    #[must_use]
    pub fn signed_voci_of(&self, scheme: &str, line: &str) -> Vec<(&Projected, i64)> {
        let own = || self.sums.iter().find(|it| *it.scheme == *scheme && *it.line == *line);
        if let Some(own) = self.line(scheme, line).or_else(own) {
            return vec![(own, 1)];
        }
        let formula = self.statement(scheme).and_then(|it| it.scheme.line(line)).and_then(|line| line.formula.as_ref());
        let signed = |(term, sign): (&str, i32)| {
            let voci = self.signed_voci_of(scheme, split_function(term).0);
            voci.into_iter().map(move |(voce, inner)| (voce, inner * i64::from(sign)))
        };
        let mut terms = formula.map(Formula::signed_inputs).unwrap_or_default();
        terms.sort_unstable();
        terms.into_iter().flat_map(signed).collect()
    }

    /// Where an issue saw a line heading: a total as its voci make it, since no issue keeps one. None where it did not say so of
    /// each of them.
    #[must_use]
    pub fn as_issued(&self, scheme: &str, line: &str, issued: &[IssuedProjection]) -> Option<Cents> {
        let of = |(voce, sign): (&Projected, i64)| {
            let known = issued.iter().find(|it| it.scheme == *voce.scheme && it.line == *voce.line)?;
            Some(Cents(known.cents.0 * sign))
        };
        let voci = self.signed_voci_of(scheme, line);
        if voci.is_empty() { None } else { voci.into_iter().map(of).sum() }
    }

    /// The voce of a scheme.
    #[must_use]
    pub fn line(&self, scheme: &str, line: &str) -> Option<&Projected> {
        self.lines.iter().find(|it| *it.scheme == *scheme && *it.line == *line)
    }
}

impl Projected {
    /// How it was projected, one Italian sentence: the method with its numbers, and what there is to do.
    #[must_use]
    pub fn said(&self) -> String {
        phrases::heading(self)
    }

    /// By what it divides among the functions, or what is missing for it: a few Italian words.
    #[must_use]
    pub fn said_by_function(&self) -> String {
        phrases::by_function(self)
    }
}

/// The column of a scenario for the whole chamber, or for one function.
fn column(period: Period, scenario: Scenario, function: Option<Function>) -> Column {
    Column { exercise: period.exercise(), scenario, function, centre: None }
}

/// One statement within its year.
struct Year<'a> {
    from: &'a Statement,
    corrections: &'a [Correction],
    chart: &'a Chart,
    phasing: &'a Phasing,
    learnt: &'a BTreeMap<(String, String), Learnt>,
    period: Period,
}

impl Year<'_> {
    fn has(&self, scenario: Scenario) -> bool {
        let whole = column(self.period, scenario, None);
        self.from.amounts.keys().any(|(_, at)| *at == whole)
    }

    fn cents(&self, line: &str, scenario: Scenario, function: Option<Function>) -> Option<Cents> {
        match self.from.resolve(line, column(self.period, scenario, function)) {
            Value::Cents(cents) => i64::try_from(cents).ok().map(Cents),
            _ => None,
        }
    }

    fn project(&self, ends: &BTreeMap<String, End>) -> (Statement, Vec<Projected>, Vec<Projected>) {
        let scheme = &self.from.scheme;
        let mut statement = Statement::of(Arc::clone(scheme));
        statement.labels.clone_from(&self.from.labels);
        let mut lines = Vec::new();
        for line in scheme.lines.iter().filter(|line| line.formula.is_none()) {
            let Some(end) = ends.get(&*line.id) else { continue };
            let profile = self.phasing.of(&scheme.id, &line.id);
            let mut it = self.projected(&line.id, profile, end);
            it.label.clone_from(&line.label);
            self.correct(&mut it, profile);
            let committed = it.booked + self.cents(&line.id, Scenario::Prenotato, None).unwrap_or_default();
            let most = it.assestato.unwrap_or_default();
            it.committed = line.nature == Nature::Onere && committed > most;
            it.over_budget = it.committed || (line.nature == Nature::Onere && it.cents > most);
            it.divided = self.enter(&mut statement, &it, end);
            lines.push(it);
        }
        let sums = self.aggregates(&mut statement, ends, &lines);
        (statement, lines, sums)
    }

    /// What is known of all voci, whole and by function, and of the named sums of accounts.
    fn figures(&self) -> Vec<Figure> {
        let mut figures = Vec::new();
        for line in self.from.scheme.lines.iter().filter(|line| line.formula.is_none()) {
            figures.push(self.figure(&line.id, None));
            figures.extend(Function::ALL.map(|function| self.figure(&line.id, Some(function))));
        }
        let of_accounts = self.chart.aggregates.iter().filter(|it| it.lines.is_empty());
        figures.extend(of_accounts.map(|it| self.figure(&it.id, None)));
        figures
    }

    /// The courses of those that have one.
    fn courses(&self) -> BTreeMap<String, Course> {
        let scheme = &self.from.scheme;
        let voci = scheme.lines.iter().filter(|line| line.formula.is_none());
        let of_voci = voci.map(|line| (&line.id, self.phasing.of(&scheme.id, &line.id)));
        let of_accounts = self.chart.aggregates.iter().filter(|it| it.lines.is_empty());
        let courses = of_voci.filter_map(|(id, profile)| Some((id.to_string(), self.course(profile?))));
        // What is booked holds a voce up, and none of its accounts.
        let of_sums = of_accounts.map(|it| {
            let course = self.profile_of(it).map_or(Course::BY_BUDGET, |profile| self.course(profile));
            (it.id.to_string(), Course { may_fall: true, ..course })
        });
        courses.chain(of_sums).collect()
    }

    fn figure(&self, name: &str, function: Option<Function>) -> Figure {
        let booked = self.cents(name, Scenario::Consuntivo, function);
        let assestato = self.cents(name, Scenario::Assestato, function);
        Figure { line: name.to_owned(), function, booked, assestato }
    }

    fn learnt(&self, profile: &Profile) -> Option<&Learnt> {
        self.learnt.get(&(profile.scheme.clone(), profile.line.clone()))
    }

    /// The share of the year that has passed by a profile, as a ratio; none where its method has none.
    fn passed(&self, profile: &Profile) -> Option<(i64, i64)> {
        match profile.method {
            Method::Assestato => None,
            Method::Storico => self.learnt(profile).and_then(Learnt::share),
            Method::Profilo | Method::Ritmo => {
                let part = |part: i128| i64::try_from(part).unwrap_or_default();
                Some((part(profile.passed(self.period)), part(WHOLE)))
            }
        }
    }

    fn course(&self, profile: &Profile) -> Course {
        let share = self.passed(profile);
        let rule = match profile.method {
            Method::Profilo => Rule::Rest,
            Method::Ritmo | Method::Storico if share.is_some() => Rule::Pace,
            _ => Rule::Budget,
        };
        let (passed, whole) = share.unwrap_or((1, 1));
        // A pace is what is booked, and larger: but for what was learnt of years that ended lower.
        let may_fall = profile.below_booked || (profile.method == Method::Ritmo && passed > 0);
        Course { rule, passed, whole, may_fall }
    }

    /// The year end of a line or of an aggregate of accounts, with what it rests on.
    fn projected(&self, name: &str, profile: Option<&Profile>, end: &End) -> Projected {
        let passed = profile.and_then(|it| self.passed(it));
        let assestato = self.cents(name, Scenario::Assestato, None);
        #[expect(clippy::cast_precision_loss, reason = "a share is shown with two decimals")]
        let share = passed.map(|(passed, whole)| passed as f64 / whole as f64);
        let method = profile.map_or(Method::Assestato, |it| it.method);
        let learnt = profile.filter(|_| method == Method::Storico).and_then(|it| self.learnt(it));
        Projected {
            scheme: Arc::clone(&self.from.scheme.id),
            line: Arc::from(name),
            label: String::new(),
            part_of: None,
            booked: self.cents(name, Scenario::Consuntivo, None).unwrap_or_default(),
            assestato,
            method,
            declared: profile.is_some(),
            share,
            due: self.due(profile, assestato),
            learnt: learnt.cloned(),
            how: end.how,
            cents: end.cents,
            computed: end.cents,
            correction: None,
            beside: None,
            below_booked: false,
            divided: None,
            over_budget: false,
            committed: false,
        }
    }

    /// What is to be booked by the end of each month of the year.
    fn due(&self, profile: Option<&Profile>, assestato: Option<Cents>) -> [Option<Cents>; 12] {
        let mut due = [None; 12];
        let Some((profile, assestato)) = profile.zip(assestato) else { return due };
        for (month, due) in (1_u8..).zip(&mut due) {
            let Some(period) = Period::new(self.period.exercise().0, month) else { continue };
            let passed = match profile.method {
                Method::Assestato => Some((i64::from(month == 12), 1)),
                Method::Storico => self.passed(profile).filter(|_| period == self.period),
                Method::Profilo | Method::Ritmo => Year { period, ..*self }.passed(profile),
            };
            *due = passed.map(|(passed, whole)| share(assestato, i128::from(passed), i128::from(whole)));
        }
        due
    }

    /// What the finance office says of a voce takes the place of what was computed, which stays beside.
    fn correct(&self, it: &mut Projected, profile: Option<&Profile>) {
        let is_it = |known: &&Correction| known.scheme == it.scheme && known.line == it.line;
        let Some(correction) = self.corrections.iter().find(is_it) else { return };
        it.cents = correction.cents;
        it.below_booked = falls_short(it.cents, it.booked) && !profile.is_some_and(|it| it.below_booked);
        it.correction = Some(correction.clone());
    }

    /// Enters a voce, whole and by function, and says by what it divides.
    fn enter(&self, statement: &mut Statement, it: &Projected, end: &End) -> Option<Divided> {
        let by_function = self.by_function(it, end);
        let parts = by_function.iter().flat_map(|(_, parts)| parts.iter().map(|(one, cents)| (Some(*one), *cents)));
        for (function, cents) in std::iter::once((None, it.cents)).chain(parts) {
            let at = column(self.period, Scenario::Preconsuntivo, function);
            // Printed, not of accounts: a voce that is not known must not be taken for zero beside others that are.
            let amount = Amount { printed: Some((cents, Origin::default())), ..Amount::default() };
            statement.amounts.insert((Arc::clone(&it.line), at), amount);
        }
        by_function.map(|(divided, _)| divided)
    }

    /// How a voce divides among the functions, to the cent: as it is corrected, else as what is booked divides, else by its
    /// shares in `phasing.toml`.
    fn by_function(&self, it: &Projected, end: &End) -> Option<(Divided, Vec<(Function, Cents)>)> {
        if let Some(parts) = it.correction.as_ref().and_then(|it| it.by_function) {
            return Some((Divided::Corrected, Function::ALL.into_iter().zip(parts).collect()));
        }
        let shares = || self.phasing.shares_of(&it.scheme, &it.line).map(Shares::parts);
        let booked = divided(it.cents, &end.booked).map(|parts| (Divided::Booked, parts));
        booked.or_else(|| Some((Divided::Shares, divided(it.cents, &shares()?)?)))
    }

    /// The named sums: of accounts by the method of the line that their accounts fill, of lines by those lines.
    fn aggregates(
        &self,
        statement: &mut Statement,
        ends: &BTreeMap<String, End>,
        voci: &[Projected],
    ) -> Vec<Projected> {
        let at = column(self.period, Scenario::Preconsuntivo, None);
        let mut sums = Vec::new();
        for aggregate in &self.chart.aggregates {
            let end = ends.get(&*aggregate.id).filter(|_| aggregate.lines.is_empty());
            let of_accounts = end.map(|end| self.of_accounts(aggregate, end, voci));
            let cents = of_accounts.as_ref().map(|it| it.cents).or_else(|| of_lines(aggregate, statement, at));
            statement.aggregates.extend(cents.map(|cents| ((Arc::clone(&aggregate.id), at), cents)));
            sums.extend(of_accounts);
        }
        sums
    }

    /// A sum of accounts; where it is all of a voce that is corrected, it ends where the voce does.
    fn of_accounts(&self, aggregate: &Aggregate, end: &End, voci: &[Projected]) -> Projected {
        let line = self.line_of(aggregate);
        let computed = self.projected(&aggregate.id, self.profile_of(aggregate), end);
        let own = Projected { label: aggregate.label.clone(), part_of: line.cloned(), ..computed };
        match voci.iter().find(|voce| Some(&voce.line) == line && voce.correction.is_some()) {
            Some(voce) if (voce.booked, voce.assestato) == (own.booked, own.assestato) => {
                Projected { cents: voce.cents, correction: voce.correction.clone(), ..own }
            }
            Some(voce) => Projected { beside: voce.correction.clone(), ..own },
            None => own,
        }
    }

    /// The line that the accounts of a named sum fill.
    fn line_of(&self, aggregate: &Aggregate) -> Option<&Arc<str>> {
        self.chart.line_of(aggregate.accounts.first()?.trim_end_matches('*'), "")
    }

    /// The profile of a named sum of accounts: its own, or that of the line that its accounts fill.
    fn profile_of(&self, aggregate: &Aggregate) -> Option<&Profile> {
        let scheme = &self.from.scheme.id;
        let of_line = || self.phasing.of(scheme, self.line_of(aggregate)?);
        self.phasing.of(scheme, &aggregate.id).or_else(of_line)
    }
}

/// The year ends of one statement by each of its courses: one frame.
fn ends(years: &[Year<'_>]) -> Vec<BTreeMap<String, End>> {
    let figures = years.first().map(Year::figures).unwrap_or_default();
    let courses: Vec<_> = years.iter().map(Year::courses).collect();
    year_ends(&figures, &courses, years.first().is_some_and(|it| it.period.month() == 12))
}

fn of_lines(aggregate: &Aggregate, statement: &Statement, at: Column) -> Option<Cents> {
    if aggregate.lines.is_empty() || aggregate.scheme.as_ref() != Some(&statement.scheme.id) {
        return None;
    }
    let sum = aggregate.lines.iter().try_fold(0_i128, |sum, line| match statement.value(line, at) {
        Value::Cents(cents) => Some(sum + cents),
        _ => None,
    });
    sum.and_then(|sum| i64::try_from(sum).ok()).map(Cents)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The year end of one voce of 1.000,00 of budget (or none), by a profile and a month.
    fn ended((booked, assestato): (i64, Option<i64>), profile: &str, month: &str, former: &History) -> YearEnd {
        let scheme: crate::ledger::Scheme = toml::from_str(
            "id = \"s\"\ntitle = \"S\"\nsource = \"\"\n[[line]]\nid = \"a\"\nnumber = \"1\"\nlabel = \"A\"\nnature = \"onere\"\nlevel = 0\n[[line]]\nid = \"b\"\nnumber = \"2\"\nlabel = \"B\"\nnature = \"onere\"\nlevel = 0\n",
        )
        .unwrap();
        let period: Period = month.parse().unwrap();
        let mut statement = Statement::of(Arc::new(scheme));
        let mut put = |line: &str, scenario, cents| {
            let amount = Amount { printed: Some((Cents(cents), Origin::default())), ..Amount::default() };
            statement.amounts.insert((Arc::from(line), column(period, scenario, None)), amount);
        };
        put("a", Scenario::Consuntivo, booked);
        put("b", Scenario::Assestato, 1);
        assestato.into_iter().for_each(|cents| put("a", Scenario::Assestato, cents));
        let profiles = format!("[[profile]]\nscheme = \"s\"\nline = \"a\"\n{profile}");
        let phasing: Phasing = toml::from_str(if profile.is_empty() { "" } else { &profiles }).unwrap();
        let ledger = Ledger { statements: vec![statement], ..Ledger::default() };
        YearEnd::of(&ledger, &Chart::default(), &phasing, former, period)
    }

    fn voce(booked: i64, assestato: Option<i64>, profile: &str, month: &str) -> (i64, How) {
        let end = ended((booked, assestato), profile, month, &History::default());
        let it = end.line("s", "a").unwrap();
        (it.cents.0, it.how)
    }

    #[test]
    fn a_voce_ends_where_its_method_says_and_not_below_what_is_booked() {
        let (ritmo, assestato, falls) =
            ("method = \"ritmo\"", "method = \"assestato\"", "method = \"assestato\"\nbelow_booked = true");
        for (booked, budget, profile, month, wanted) in [
            (300, Some(1_000), "method = \"profilo\"", "2021-03", (1_050, How::Rest)),
            (300, Some(1_000), ritmo, "2021-03", (1_200, How::Pace)),
            (-1_500, Some(-500), ritmo, "2021-06", (-3_000, How::Pace)),
            (1_200, Some(1_000), assestato, "2021-06", (1_200, How::Booked)),
            (-1_500, Some(-500), assestato, "2021-06", (-1_500, How::Booked)),
            (-1_500, Some(-500), falls, "2021-06", (-500, How::Budget)),
            (-100, Some(1_000), "method = \"profilo\"", "2021-06", (400, How::Rest)),
            (-100, None, "", "2021-06", (-100, How::NoBudget)),
            (-100, Some(0), "", "2021-06", (-100, How::Booked)),
            (0, Some(1_000), "", "2021-06", (1_000, How::Budget)),
            (800, Some(1_000), assestato, "2021-12", (800, How::Closed)),
            (0, Some(1_000), assestato, "2021-12", (1_000, How::Budget)),
        ] {
            assert_eq!(voce(booked, budget, profile, month), wanted, "{booked} {budget:?} {profile} {month}");
        }
    }

    #[test]
    fn what_is_committed_beyond_the_budget_takes_a_variation_whatever_the_course() {
        let ended = |booked: i64, committed: i64, nature: &str| {
            let scheme: Scheme = toml::from_str(&format!(
                "id = \"s\"\ntitle = \"S\"\nsource = \"\"\n[[line]]\nid = \"a\"\nlabel = \"A\"\nnature = \"{nature}\"\n"
            ))
            .unwrap();
            let period: Period = "2021-06".parse().unwrap();
            let mut statement = Statement::of(Arc::new(scheme));
            let amounts =
                [(Scenario::Consuntivo, booked), (Scenario::Assestato, 1_000), (Scenario::Prenotato, committed)];
            for (scenario, cents) in amounts {
                let amount = Amount { printed: Some((Cents(cents), Origin::default())), ..Amount::default() };
                statement.amounts.insert((Arc::from("a"), column(period, scenario, None)), amount);
            }
            let ledger = Ledger { statements: vec![statement], ..Ledger::default() };
            let end = YearEnd::of(&ledger, &Chart::default(), &Phasing::default(), &History::default(), period);
            let it = end.line("s", "a").unwrap();
            (it.committed, it.over_budget, it.cents.0)
        };
        assert_eq!(ended(400, 600, "onere"), (false, false, 1_000));
        assert_eq!(ended(400, 601, "onere"), (true, true, 1_000));
        assert_eq!(ended(1_001, 0, "onere"), (true, true, 1_001));
        // Of a provento nothing is spent.
        assert_eq!(ended(400, 601, "provento"), (false, false, 1_000));
    }

    #[test]
    fn a_share_is_learnt_of_two_years_and_of_fewer_the_budget_stands_with_why() {
        let recorded = |year: u16, month: u8, euro: f64| crate::history::Observation {
            indicator: None,
            scheme: Some("s".to_owned()),
            line: Some("a".to_owned()),
            year,
            month,
            value: None,
            euro: Some(euro),
            source: "Bilancio".to_owned(),
        };
        let two = [recorded(2019, 6, 3.0), recorded(2019, 12, 10.0), recorded(2020, 6, 5.0), recorded(2020, 12, 10.0)];
        let said = |years: &[crate::history::Observation], profile: &str, booked| {
            let former = History { observations: years.to_vec(), ..History::default() };
            let end = ended((booked, Some(1_000)), profile, "2021-06", &former);
            let it = end.line("s", "a").unwrap();
            format!("{} {}", it.cents.0, it.said())
        };
        let storico = "method = \"storico\"";
        assert_eq!(
            said(&two, storico, 600),
            "1500 storico: registrati 6,00 €, e nel 2019 e nel 2020 era il 40,00% dell'anno; di questo passo oltre lo \
             stanziamento, serve una variazione"
        );
        assert_eq!(
            said(&two, "method = \"storico\"\nyears = [2018, 2020]", 600),
            "1000 storico non applicato, c'è solo il 2020, manca il 2018 e ne servono due: il mese e dicembre, emessi o scritti in \
             observations.toml: assestato di 10,00 €"
        );
        assert!(
            said(&[], storico, 1_200)
                .starts_with("1200 storico non applicato, non c'è nessuno degli anni prima, mancano il 2018, il 2019 e il 2020 e ne servono due")
        );
        let back =
            [recorded(2019, 6, -3.0), recorded(2019, 12, 10.0), recorded(2020, 6, 1.0), recorded(2020, 12, 10.0)];
        assert!(
            said(&back, storico, 600).contains("nel 2019 e nel 2020 non è una quota dell'anno: assestato di 10,00 €")
        );
    }
}
