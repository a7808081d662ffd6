//! `quadratura explain`: a figure told down, from its formula to the cells of the files it was made of; a difference, in `difference`.
//! The month is computed again from the archive, by today's configuration: nothing is taken in, nothing is changed.

mod card;
mod difference;
mod others;
mod table;

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::arguments::ExplainArguments;
use super::exit::Exit;
use super::output::Failure;
use super::{Answer, come, json, lines, opened, output};
use crate::calendar;
use crate::config::Config;
use crate::history::Flow;
use crate::indicators::explain::{self, Entry, Ground, Input};
use crate::indicators::{self, Rolled};
use crate::indicators::{
    Indicator, ObjectiveStanding, Projected, Standing, YearEnd, definition, names, shown, target_shown,
};
use crate::issue::Issue;
use crate::italian::{clipped, counted, il, meant, visible_line};
use crate::ledger::statement::{Column, split_function};
use crate::ledger::{self, OBJECTIVE};
use crate::money::{Cents, Ratio, Unit};
use crate::monitor::{Course, Deviation};
use crate::office::Offices;
use crate::origin::Sources;
use crate::period::{Period, Scenario, italian_date};
use crate::pipeline::{self, Asked, Month, Shelves};
use crate::reconcile::answers;

/// Entries of one input told one by one; what is beyond is summed, and stands whole in `export entries`.
const ENTRIES_MAX: usize = 8;

/// Columns of what an entry is called.
const NAME_CHARS: usize = 46;

pub(super) fn perform(arguments: &ExplainArguments) -> Answer {
    let (config, folders, store) = opened(&arguments.common.config)?;
    come(arguments.period, &store)?;
    let (month, sources) = pipeline::standing(arguments.period, &config, &folders, &store)?;
    let chart = config.chart.at(arguments.period);
    let ground =
        Ground { ledger: &month.ledger, chart: &chart, indicators: &month.indicators, period: arguments.period };
    let scenario = arguments.scenario.unwrap_or(Scenario::Consuntivo);
    let id = arguments.id.trim();
    let (period, json) = (arguments.period, arguments.common.json);
    let telling = Telling {
        ground,
        sources: &sources,
        period,
        month: &month,
        year_end: &month.year_end,
        offices: &config.settings.offices,
        json,
    };
    if let Some(indicator) = indicator(&month, id, scenario) {
        return telling.indicator(indicator);
    }
    if let Some(objective) = month.standings.objectives.iter().find(|it| &*it.code == id) {
        return telling.objective(objective, &month);
    }
    let others = others::Asked { month: &month, sources: &sources, config: &config, period, json };
    if let Some(exit) = table::perform(id, others)? {
        return Ok(exit);
    }
    if telling.line(id, Shelves { config: &config, folders: &folders, store: &store }, scenario)? {
        return Ok(Exit::Done);
    }
    if let Some(exit) = others.perform(id, &store)? {
        return Ok(exit);
    }
    let asked = difference::Asked { month: &month, sources: &sources, config: &config, period, json };
    if let Some(exit) = difference::perform(id, asked, &store)? {
        return Ok(exit);
    }
    Err(Failure::usage(unknown(id, &month, &config, period, scenario)))
}

/// An indicator by its id or its code, with `-` or `_`.
fn indicator<'a>(month: &'a Month, id: &str, scenario: Scenario) -> Option<&'a Indicator> {
    let means = |it: &&Indicator| {
        let definition = &it.definition;
        it.scenario == scenario
            && (definition.code_text().eq_ignore_ascii_case(id) || names::means(id, definition))
            && !id.is_empty()
    };
    month.indicators.iter().find(means)
}

fn unknown(id: &str, month: &Month, config: &Config, period: Period, scenario: Scenario) -> String {
    let known = month.indicators.iter().map(|it| &it.definition);
    if known.clone().any(|it| it.id == id || it.code_text() == id) {
        return format!("`{id}` non si calcola sul {}", scenario.italian().to_lowercase());
    }
    let of = |it: &&std::sync::Arc<definition::Definition>| it.id == id || it.code_text().eq_ignore_ascii_case(id);
    let code = config.definitions.all.iter().find(of).and_then(|it| it.code.as_deref());
    if let Some(gone) = code.and_then(|code| config.definitions.gone(code, period)) {
        return format!("di {} `{id}` non c'è: {}", period.italian(), gone.italian());
    }
    let mut names: Vec<&str> = known.flat_map(|it| [it.id.as_str(), it.code_text()]).collect();
    names.extend(month.standings.objectives.iter().map(|it| &*it.code));
    names.extend(config.chart.schemes.iter().flat_map(|scheme| scheme.lines.iter().map(|line| &*line.id)));
    format!(
        "`{id}` non è un indicatore, un obiettivo, una voce, un conto, una scheda, una quadratura, una differenza, un'anomalia, una risposta, un avviso o un'emissione{}",
        meant(id, names)
    )
}

/// What is told, and to whom.
#[derive(Clone, Copy)]
struct Telling<'a> {
    ground: Ground<'a>,
    sources: &'a Sources,
    period: Period,
    month: &'a Month,
    year_end: &'a YearEnd,
    offices: &'a Offices,
    json: bool,
}

/// A line or aggregate in a scenario of the month, as it is told.
struct Told<'a> {
    scheme: &'a str,
    name: &'a str,
    scenario: Scenario,
    formula: Option<&'a crate::formula::Formula>,
    course: Option<Course<'a>>,
    past: Past,
    input: &'a Input,
}

/// What issues said of a line: what each month of the exercise added, and the month itself.
#[derive(Default)]
struct Past {
    flows: Vec<Flow>,
    issued: Option<(Issue, Cents)>,
}

impl Past {
    fn of(telling: Telling<'_>, scheme: &str, line: &str, shelves: Shelves<'_>) -> anyhow::Result<Self> {
        let Telling { ground, period, .. } = telling;
        Ok(Self {
            flows: pipeline::flows(ground.ledger, period, Asked { scheme, line }, shelves)?,
            issued: pipeline::issued_line(period, scheme, line, shelves.store)?,
        })
    }

    /// The same of where the year was heading, of which only the month itself is told.
    fn of_year_end(telling: Telling<'_>, scheme: &str, line: &str) -> Self {
        let issued = telling.month.issued.as_ref().and_then(|it| {
            let cents = telling.year_end.as_issued(scheme, line, &it.year_ends)?;
            Some((it.issue.clone(), cents))
        });
        Self { issued, ..Self::default() }
    }
}

impl<'a> Telling<'a> {
    fn indicator(self, it: &'a Indicator) -> Answer {
        let definition = &*it.definition;
        let inputs = explain::inputs(it, self.ground);
        let numbers = definition.formula.as_ref().map(|formula| {
            let unit = explain::unit(self.ground.chart, definition.scheme.as_deref().unwrap_or_default());
            explain::with_numbers(formula, &it.inputs, unit)
        });
        if self.json {
            let mut whole = json::indicator(it);
            whole["period"] = json!(self.period);
            whole["formula_with_numbers"] = json!(numbers);
            whole["inputs"] = inputs.iter().map(|input| self.input_json(input)).collect();
            whole["issued"] = json::issued(self.month, it);
            whole["printed"] = self.printed(it).map(|it| self.printed_json(it)).collect();
            whole["answers"] = json!(self.month.answers.on(&it.subject(), self.period).collect::<Vec<_>>());
            output::print_json(&whole)?;
            return Ok(Exit::Done);
        }
        let mut out = title(it, self.period);
        self.issued(&mut out, it);
        head(&mut out, it);
        for it in self.printed(it) {
            field(&mut out, "Stampato", &format!("«{}», {}", it.text, self.place(it.origin)));
        }
        self.answered(&mut out, it);
        if let (Some(formula), Some(numbers)) = (&definition.formula, &numbers) {
            field(&mut out, "Formula", &formula.to_string());
            field(&mut out, "Con i numeri", &format!("{numbers} = {}", shown(it)));
        }
        for input in &inputs {
            self.input(&mut out, input);
            if it.scenario == Scenario::Preconsuntivo {
                self.heading(&mut out, definition.scheme.as_deref().unwrap_or_default(), &input.name);
            }
        }
        if let Some(state) = it.milestone.as_deref() {
            let rows = self.ground.ledger.measurements.iter();
            for row in rows.filter(|row| row.code.trim().eq_ignore_ascii_case(definition.code_text())) {
                let note =
                    if row.note.trim().is_empty() { String::new() } else { format!(", note: {}", row.note.trim()) };
                let _ = writeln!(out, "\n  stato `{state}`{note}\n    {}", self.place(row.cells.state));
            }
        }
        if !it.recorded.is_empty() {
            out.push_str("\n  Valori pubblicati\n");
        }
        for one in &it.recorded {
            let value = crate::indicators::shown::value(definition, &crate::formula::Value::Number(one.value));
            let _ = writeln!(out, "    {:>16}  {}: {}", value, one.year, one.source);
        }
        output::print(&out)?;
        Ok(Exit::Done)
    }

    /// Where the plan's tables print its target.
    fn printed(self, it: &'a Indicator) -> impl Iterator<Item = &'a ledger::Beside> {
        indicators::printed_targets(self.ground.ledger, &it.definition, self.period.exercise())
    }

    fn printed_json(self, it: &ledger::Beside) -> Value {
        let (file, sheet) = (self.sources.file(it.origin), self.sources.sheet(it.origin));
        json!({ "target": it.text, "file": file, "sheet": sheet, "cell": it.origin.cell() })
    }

    /// Who said what of its cause, and what is done.
    fn answered(self, out: &mut String, it: &Indicator) {
        let now = it.subject();
        for answer in self.month.answers.on(&now, self.period).filter(|_| it.is_of_plan()) {
            let office = self.offices.name_or_id(&answer.office);
            let stands = answers::Standing { changed: answer.subject != now, against: None, answer: answer.clone() };
            let who = answer.who();
            let who = if who.is_empty() { String::new() } else { format!(" Data da {who}.") };
            field(out, "Risposta", &visible_line(&format!("{}{who}", it.answer_said(&stands, office))));
        }
    }

    /// The same of where the year was heading.
    fn issued_year_end(self, out: &mut String, it: &Indicator) {
        let Some(issued) = &self.month.issued else { return };
        let definition = issued.of(&it.definition.id).map_or(&it.definition, |told| &told.definition);
        let in_issue =
            format!("emissione {} del {}", issued.issue.number, italian_date(calendar::day(issued.issue.issued_at)));
        let before = issued.on_year_end.get(&it.definition.id);
        let before = before.map(|it| crate::indicators::shown::value(definition, &crate::formula::Value::Number(*it)));
        match before {
            None => field(out, "Emesso", &format!("non era nell'{in_issue}")),
            Some(before) if before == shown(it) => field(out, "Emesso", &format!("così anche nell'{in_issue}")),
            Some(before) => field(out, "Emesso", &format!("{before}, nell'{in_issue}")),
        }
        let change = issued.changes_of(&it.definition.id).find(|it| it.of_year_end);
        field(out, "Oggi", &change.map(crate::indicators::Restated::change_said).unwrap_or_default());
    }

    /// What the last released issue of the month said, and apart what it would say now.
    fn issued(self, out: &mut String, it: &Indicator) {
        if it.scenario == Scenario::Preconsuntivo {
            return self.issued_year_end(out, it);
        }
        let Some(issued) = self.month.issued.as_ref().filter(|_| it.scenario == Scenario::Consuntivo) else { return };
        let issue = &issued.issue;
        let changed: Vec<_> = issued.changes_of(&it.definition.id).collect();
        let day = italian_date(calendar::day(issue.issued_at));
        match issued.of(&it.definition.id) {
            None => field(out, "Emesso", &format!("non era nell'emissione {} del {day}", issue.number)),
            Some(_) if changed.is_empty() => {
                field(out, "Emesso", &format!("così anche nell'emissione {} del {day}", issue.number));
            }
            Some(told) => {
                for one in &changed {
                    let of = if one.of_year_end { ", proiezione a fine anno" } else { "" };
                    field(out, "Emesso", &format!("{}{of}, nell'emissione {} del {day}", one.issued, issue.number));
                }
                field(out, "Atteso", &told.target_shown());
                field(out, "Stato", told.standing.map(Standing::italian).unwrap_or_default());
                out.push('\n');
            }
        }
        for one in changed {
            field(out, "Oggi", &one.change_said());
        }
    }

    /// What the last released issue of the month said of the degree of an objective, and apart what it would be now.
    fn issued_degree(self, out: &mut String, code: &str) {
        let Some(issued) = &self.month.issued else { return };
        let in_issue =
            format!("emissione {} del {}", issued.issue.number, italian_date(calendar::day(issued.issue.issued_at)));
        if issued.degrees_told.is_empty() {
            return field(out, "Emesso", &format!("l'{in_issue} non ne tiene il grado"));
        }
        let Some((told, it)) = issued.degree_of(&format!("{OBJECTIVE}{code}")) else {
            return field(out, "Emesso", &format!("non era nell'{in_issue}"));
        };
        if !it.is_changed() {
            return field(out, "Emesso", &format!("così anche nell'{in_issue}"));
        }
        let degree = told.achievement.map_or_else(|| "n.d.".to_owned(), |it| Ratio(it).italian_percent(2));
        let coverage = Ratio(told.coverage).italian_percent(2);
        field(out, "Emesso", &format!("{degree}, copertura {coverage}, nell'{in_issue}"));
        field(out, "Oggi", &it.change_said());
    }

    fn objective(self, it: &ObjectiveStanding, month: &Month) -> Answer {
        if self.json {
            let mut whole = json::objective(it);
            whole["period"] = json!(self.period);
            whole["issued"] = json::issued_degree(month, &it.code);
            output::print_json(&whole)?;
            return Ok(Exit::Done);
        }
        let percent = |share: Option<f64>| share.map_or_else(|| "n.d.".to_owned(), |it| Ratio(it).italian_percent(2));
        let mut out = format!("{}\n  {} · {} · {}\n\n", it.title, it.code, it.level.italian(), self.period.italian());
        self.issued_degree(&mut out, &it.code);
        field(&mut out, "Grado", &percent(it.rolled.achievement));
        let coverage = Ratio(it.rolled.coverage).italian_percent(2);
        field(
            &mut out,
            "Copertura",
            &format!("{coverage}, {} su {}", it.measured, counted(it.total, "indicatore", "indicatori")),
        );
        field(&mut out, "Stato", &it.reason);
        if let Some(formula) = &it.rolled.formula {
            field(&mut out, "Formula", &formula.to_string());
            field(
                &mut out,
                "Con i numeri",
                &format!("{} = {}", mean_with_numbers(formula, &it.rolled), percent(it.rolled.achievement)),
            );
        }
        out.push('\n');
        for part in &it.rolled.parts {
            let title = match part.name.split_once('.') {
                Some(("indicatore", id)) => {
                    indicator(month, id, Scenario::Consuntivo).map(|it| it.definition.name.clone())
                }
                Some((_, code)) => {
                    month.standings.objectives.iter().find(|it| &*it.code == code).map(|it| it.title.clone())
                }
                None => None,
            };
            let _ = writeln!(
                out,
                "  {:>9}  peso {:<4} {}\n             {}",
                percent(part.achievement),
                Ratio(part.weight).italian(2).trim_end_matches('0').trim_end_matches(','),
                part.name,
                title.unwrap_or_default()
            );
        }
        output::print(&out)?;
        Ok(Exit::Done)
    }

    /// A figure of a statement with the entries behind it, the largest first.
    fn figure(self, name: &str, scheme: &str, column: Column, value: crate::formula::Value) -> Input {
        let (base, function) = split_function(name);
        let chart = self.ground.chart;
        let mut entries = explain::account(self.ground, scheme, base, column);
        entries.sort_by(|a, b| b.cents.map(Cents::abs).cmp(&a.cents.map(Cents::abs)).then(a.origin.cmp(&b.origin)));
        Input {
            name: name.to_owned(),
            label: explain::of_function(explain::label(chart, scheme, base), function),
            value,
            unit: explain::unit(chart, scheme),
            entries,
            note: String::new(),
        }
    }

    /// A line or aggregate of the statement shown, or of another scheme written before it: `stato_patrimoniale.tfr`.
    fn line(self, id: &str, shelves: Shelves<'_>, scenario: Scenario) -> Result<bool, Failure> {
        let config = shelves.config;
        let (scheme, name) = match id.split_once('.').filter(|(scheme, _)| config.chart.scheme(scheme).is_some()) {
            Some(parts) => parts,
            None => (config.settings.report.statement.as_str(), id),
        };
        let (base, function) = split_function(name);
        let known = config.chart.scheme(scheme).is_some_and(|scheme| scheme.line(base).is_some())
            || config.chart.aggregates.iter().any(|it| &*it.id == base);
        if !known {
            return Ok(false);
        }
        let column = Column { exercise: self.period.exercise(), scenario, function, centre: None };
        let statement = if scenario == Scenario::Preconsuntivo {
            self.year_end.statement(scheme)
        } else {
            self.ground.ledger.statement(scheme)
        };
        let line = config.chart.scheme(scheme).and_then(|scheme| scheme.line(base));
        let missing = || crate::formula::Value::NoData(vec![name.to_owned()]);
        let value = statement.map_or_else(missing, |statement| statement.resolve(name, column));
        let input = self.figure(name, scheme, column, value);
        let formula = line.and_then(|line| line.formula.as_ref());
        // What is expected by now is said of whole lines.
        let whole = line.is_some() && function.is_none() && scenario == Scenario::Consuntivo;
        let course = statement.filter(|_| whole).map(|statement| config.course(statement, self.period));
        let past = match scenario {
            _ if function.is_some() => Past::default(),
            Scenario::Consuntivo => Past::of(self, scheme, base, shelves)?,
            Scenario::Preconsuntivo => Past::of_year_end(self, scheme, base),
            _ => Past::default(),
        };
        let told = Told { scheme, name, scenario, formula, course, past, input: &input };
        if self.json {
            output::print_json(&self.line_json(&told))?;
        } else {
            output::print(&self.line_said(&told))?;
        }
        Ok(true)
    }

    fn line_json(self, told: &Told<'_>) -> Value {
        let Told { scheme, name, scenario, formula, course, past, input } = told;
        let mut whole = self.input_json(input);
        whole["to_date"] = json!(course.map(|course| json::to_date(course, name)));
        whole["period"] = json!(self.period);
        whole["months"] = past.flows.iter().map(json::flow).collect();
        let issued = |(issue, cents): &(Issue, Cents)| json!({ "issue": issue.number, "amount_cents": cents });
        whole["issued"] = json!(past.issued.as_ref().map(issued));
        whole["scheme"] = json!(scheme);
        whole["scenario"] = json!(scenario);
        whole["formula"] = json!(formula.map(ToString::to_string));
        if *scenario == Scenario::Preconsuntivo {
            self.heading_json(&mut whole, scheme, name);
        }
        whole
    }

    fn line_said(self, told: &Told<'_>) -> String {
        let Told { scheme, name, scenario, formula, course, past, input } = told;
        let mut said = scenario.italian().to_lowercase();
        if *scenario == Scenario::Consuntivo {
            said.push_str(" alla data");
        }
        let mut out =
            format!("{}\n  {id} · {scheme} · {} · {said}\n", input.label, self.period.italian(), id = input.name);
        let is_other = |(_, cents): &&(Issue, Cents)| input.value != crate::formula::Value::Cents(cents.0.into());
        if let Some((issue, cents)) = past.issued.as_ref().filter(is_other) {
            let (shown, day) = (input.unit.shown(*cents), italian_date(calendar::day(issue.issued_at)));
            out.push('\n');
            field(&mut out, "Emesso", &format!("{shown}, nell'emissione {} del {day}", issue.number));
        }
        if let Some(formula) = formula {
            out.push('\n');
            field(&mut out, "Formula", &formula.to_string());
        }
        if let Some(course) = course {
            to_date(&mut out, *course, name, input.unit);
        }
        month_by_month(&mut out, &past.flows, input.unit);
        self.input(&mut out, input);
        if *scenario == Scenario::Preconsuntivo {
            self.heading(&mut out, scheme, name);
            for (what, input) in self.rests_on(scheme, name) {
                out.push_str(&format!("\n  Da: {what}\n"));
                self.input(&mut out, &input);
            }
        }
        out
    }

    /// The same voci and figures, for programs.
    fn heading_json(self, whole: &mut Value, scheme: &str, name: &str) {
        let voci = self.voci(scheme, name);
        whole["voci"] = voci.into_iter().map(|(voce, cents)| json::signed(voce, cents)).collect();
        let rests_on = self.rests_on(scheme, name).into_iter();
        whole["rests_on"] = rests_on.map(|(_, input)| self.input_json(&input)).collect();
    }

    /// The voci of which a projected figure is made, each with its method; their cells are those of consuntivo and assestato.
    fn heading(self, out: &mut String, scheme: &str, name: &str) {
        let (_, function) = split_function(name);
        let voci = self.voci(scheme, name);
        for (voce, cents) in &voci {
            let (voce, cents) = (*voce, *cents);
            let shown = cents.map_or_else(|| "non rilevato".to_owned(), |cents| format!("{} €", cents.italian()));
            let label = clipped(&voce.label, NAME_CHARS);
            let how = match cents {
                None => voce.said_by_function(),
                Some(_) if function.is_some() => format!("{}; {}", voce.said(), voce.said_by_function()),
                Some(_) => voce.said(),
            };
            let begin = format!("    {shown:>16}  ");
            lines::row(out, &format!("{begin}{label:<NAME_CHARS$}  {how}"), &begin, &[&label, &how]);
        }
        let sum: Option<Cents> = voci.iter().map(|(_, cents)| *cents).sum();
        if let Some(sum) = sum.filter(|_| voci.len() > 1) {
            let sum = format!("{} €", sum.italian());
            let _ = writeln!(out, "    {sum:>16}  in tutto, {}", counted(voci.len(), "voce", "voci"));
        }
    }

    /// The figures on which the year end of one voce rests, or of one sum of accounts, with their cells: what is booked, and the
    /// budget. Those of a total are its voci's.
    fn rests_on(self, scheme: &str, name: &str) -> Vec<(&'static str, Input)> {
        // A method is of the whole voce.
        let (base, _) = split_function(name);
        let is_sum = self.year_end.sums.iter().any(|it| *it.scheme == *scheme && *it.line == *base);
        let is_projected = is_sum || self.year_end.line(scheme, base).is_some();
        let Some(statement) = self.ground.ledger.statement(scheme).filter(|_| is_projected) else { return Vec::new() };
        let of = |scenario: Scenario| {
            let column = Column { exercise: self.period.exercise(), scenario, function: None, centre: None };
            let value = statement.resolve(base, column);
            (scenario.italian(), self.figure(base, scheme, column, value))
        };
        [Scenario::Consuntivo, Scenario::Assestato].map(of).into()
    }

    /// The voci of which a projected figure is made, the largest first: each with what it adds to it, none where nothing tells
    /// how it divides among the functions.
    fn voci(self, scheme: &str, name: &str) -> Vec<(&'a Projected, Option<Cents>)> {
        let (base, function) = split_function(name);
        let of =
            |voce: &Projected| function.map_or(Some(voce.cents), |function| self.year_end.of_function(voce, function));
        let voci = self.year_end.signed_voci_of(scheme, base).into_iter();
        let mut voci: Vec<_> = voci.map(|(voce, sign)| (voce, of(voce).map(|it| Cents(it.0 * sign)))).collect();
        voci.sort_by_key(|(_, cents)| std::cmp::Reverse(cents.map(Cents::abs)));
        voci
    }

    fn place(self, origin: crate::origin::Origin) -> String {
        let (file, sheet) = (self.sources.file(origin), self.sources.sheet(origin));
        format!("{file}, foglio {sheet}, cella {}", origin.cell())
    }

    fn input(self, out: &mut String, input: &Input) {
        let (label, name) = match input.label.as_str() {
            "" => (input.name.as_str(), String::new()),
            label => (label, format!("  ({})", input.name)),
        };
        let value = explain::value_shown(&input.value, input.unit);
        let value = if input.name == "pagamenti.importo_giorni" { value.trim_end_matches(" €") } else { &value };
        let _ = writeln!(out, "\n  {label} = {value}{name}");
        if !input.note.is_empty() {
            let _ = writeln!(out, "    {}", input.note);
        }
        // An amount times days is no amount: it bears no sign of the euro.
        let days = input.name == "pagamenti.importo_giorni";
        let money = |cents: Cents| if days { cents.italian() } else { input.unit.shown(cents) };
        let amount = |entry: &Entry| match (entry.cents, entry.number) {
            (Some(cents), _) => money(cents),
            (None, Some(number)) => explain::value_shown(&crate::formula::Value::Number(number), input.unit),
            (None, None) => String::new(),
        };
        // Zeros explain nothing, as long as something else does.
        let telling: Vec<&Entry> = input.entries.iter().filter(|it| it.cents != Some(Cents::ZERO)).collect();
        let zeros = input.entries.len() - telling.len();
        for entry in telling.iter().take(ENTRIES_MAX) {
            let what = self.named(entry, input);
            let begin = format!("    {:>16}  ", amount(entry));
            let place = self.place(entry.origin);
            lines::row(out, &format!("{begin}{what:<NAME_CHARS$}  {place}"), &begin, &[&what, &place]);
        }
        let rest: Vec<&&Entry> = telling.iter().skip(ENTRIES_MAX).collect();
        if !rest.is_empty() {
            let sum: Cents = rest.iter().filter_map(|it| it.cents).sum();
            let _ = writeln!(out, "    {:>16}  altre {} righe", money(sum), rest.len());
        }
        if zeros > 0 {
            let _ = writeln!(out, "    {:>16}  {}", money(Cents::ZERO), counted(zeros, "riga a zero", "righe a zero"));
        }
        if telling.iter().filter(|it| it.cents.is_some()).count() > 1 {
            let sum: Cents = telling.iter().filter_map(|it| it.cents).sum();
            let _ =
                writeln!(out, "    {:>16}  in tutto, {}", money(sum), counted(input.entries.len(), "riga", "righe"));
        }
    }

    /// An account as the accounts call it, beside the line that it fills where that is not what is explained.
    fn named(self, entry: &Entry, input: &Input) -> String {
        // A printed voce has no account: its id says nothing beside its label.
        let printed = self.ground.ledger.statements.iter().map(|statement| &statement.scheme);
        let voce = self.ground.chart.schemes.iter().chain(printed).any(|scheme| scheme.line(&entry.key).is_some());
        let called = match &entry.label {
            Some(label) => format!("{} {label}", entry.key),
            None if voce => entry.what.clone(),
            None => format!("{} {}", entry.key, entry.what),
        };
        let called = clipped(&visible_line(&called), NAME_CHARS);
        if entry.label.is_none() || entry.what.is_empty() || entry.what == input.label {
            return called;
        }
        format!("{called} · {}", clipped(&entry.what, NAME_CHARS))
    }

    fn input_json(self, input: &Input) -> Value {
        let (cents, number) = match &input.value {
            crate::formula::Value::Cents(cents) => (i64::try_from(*cents).ok(), None),
            crate::formula::Value::Number(number) => (None, Some(Ratio(*number).canonical())),
            _ => (None, None),
        };
        let told = input.entries.iter().take(ENTRIES_MAX).map(|it| {
            json!({
                "key": it.key, "account_label": it.label, "text": it.what, "amount_cents": it.cents,
                "number": it.number.map(|number| Ratio(number).canonical()),
                "file": self.sources.file(it.origin), "sheet": self.sources.sheet(it.origin),
                "row": u64::from(it.origin.row) + 1, "cell": it.origin.cell(),
            })
        });
        let sum = |entries: &[Entry]| -> i64 { entries.iter().filter_map(|it| it.cents).map(|cents| cents.0).sum() };
        let rest = input.entries.get(ENTRIES_MAX..).unwrap_or_default();
        json!({
            "name": input.name, "label": input.label, "unit": input.unit.id(), "amount_cents": cents, "number": number, "note": input.note,
            "entries": told.collect::<Vec<_>>(),
            "rest": { "rows": rest.len(), "amount_cents": sum(rest) },
            "total": { "rows": input.entries.len(), "amount_cents": sum(&input.entries) },
        })
    }
}

/// What an indicator is called.
fn title(it: &Indicator, period: Period) -> String {
    let definition = &*it.definition;
    let mut out = format!("{}\n", definition.name);
    let mut about: Vec<String> = definition.code.clone().into_iter().chain([definition.id.clone()]).collect();
    about.extend([period.italian(), it.scenario.italian().to_lowercase()]);
    let _ = writeln!(out, "  {}\n", about.join(" · "));
    out
}

/// How an indicator stands and by which definition, before the formula: as it is computed today.
fn head(out: &mut String, it: &Indicator) {
    let definition = &*it.definition;
    let to_date = it.scenario == Scenario::Consuntivo && definition.unit != definition::Unit::Milestone;
    field(out, if to_date { "Alla data" } else { "Valore" }, &shown(it));
    field(out, "Atteso", &target_shown(it));
    field(out, "Stato", &it.reason);
    if let Some(projection) = &it.projection {
        let number = |number| crate::indicators::shown::value(definition, &crate::formula::Value::Number(number));
        let ways: Vec<String> =
            projection.by.iter().map(|(way, value)| format!("{} ({})", number(*value), way.italian())).collect();
        let booked = il(&Ratio(projection.booked).italian_percent(1));
        let said = format!(
            "{}; registrato {booked} degli importi; le voci in `quadratura explain {} --scenario preconsuntivo`",
            ways.join(", "),
            definition.id
        );
        field(out, "Proiezione", &said);
    }
    if let Some(share) = it.achievement {
        let provisional = if it.provisional { " (provvisorio)" } else { "" };
        field(out, "Grado", &format!("{}{provisional}", Ratio(share).italian_percent(2)));
    }
    field(out, "Metodo", &definition.method);
    field(out, "Fonte", &definition.data_source);
    let from = format!("dal {}", italian_date(definition.valid_from));
    let by = if definition.act.is_empty() { from } else { format!("{from}, {}", definition.act) };
    field(out, "Definizione", &by);
}

/// How a line stands to date: what of its assestato is there, what is left, and how far it is off what is expected by now.
fn to_date(out: &mut String, course: Course<'_>, line: &str, unit: Unit) {
    let (Some(actual), Some(budget)) =
        (course.value(line, Scenario::Consuntivo), course.value(line, Scenario::Assestato))
    else {
        return;
    };
    out.push('\n');
    let share = Ratio::of_budget(actual.as_euro(), budget.as_euro());
    let share =
        share.map(|share| format!(", realizzato alla data {}", il(&share.italian_percent(2)))).unwrap_or_default();
    field(out, "Assestato", &format!("{}{share}; resto dell'anno {}", unit.shown(budget), unit.shown(budget - actual)));
    if let Some(Deviation { expected, off_by, reading }) = course.deviation(line) {
        let said = reading.map(|it| format!(", {}", it.italian())).unwrap_or_default();
        field(out, "Atteso", &format!("{} alla data", unit.shown(expected)));
        field(out, "Scostamento", &format!("{}{said} (consuntivo - atteso)", unit.shown(off_by)));
    }
}

/// What each month of the exercise added, where more than one is known.
fn month_by_month(out: &mut String, flows: &[Flow], unit: Unit) {
    if flows.len() < 2 {
        return;
    }
    out.push_str("\n  Mese per mese\n");
    for flow in flows {
        let shown = flow.cents.map_or_else(|| "non si sa".to_owned(), |cents| unit.shown(cents));
        let month = flow.period.italian();
        let why = match flow.cents {
            Some(_) => "",
            None if flow.is_regrouped => ": i conti del mese prima erano raggruppati in un altro modo",
            None => ": il mese prima non è stato diffuso",
        };
        let _ = writeln!(out, "    {shown:>16}  {month}{why}");
    }
}

/// A mean with the degrees of its parts in place of their names.
fn mean_with_numbers(formula: &crate::formula::Formula, rolled: &Rolled) -> String {
    formula.spelled(&|name| {
        let part = rolled.parts.iter().find(|part| part.name == name).and_then(|part| part.achievement);
        part.map_or_else(|| "n.d.".to_owned(), |share| Ratio(share).italian_percent(2))
    })
}

/// A line under a label; nothing when there is nothing to say.
fn field(out: &mut String, label: &str, text: &str) {
    if !text.is_empty() {
        super::lines::field(out, label, text);
    }
}
