//! `quadratura explain ID` of a difference: what it is, the rows of both sides, why no rule paired them, what may be the partner.
//! Decides nothing: what the rules made of the rows it asks of `reconcile`.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cli::exit::Exit;
use crate::cli::lines::{field, hung, wrapped};
use crate::cli::output::Failure;
use crate::cli::{json, output};
use crate::config::Config;
use crate::issue::Issue;
use crate::italian::{counted, days, listed, visible_line};
use crate::ledger::{Movement, Objectives, RowId, Side};
use crate::money::Cents;
use crate::origin::Sources;
use crate::period::{Period, italian_date};
use crate::pipeline::Month;
use crate::reconcile::tried::{self, Attempt, Candidate, Reason, Tried};
use crate::reconcile::{Acceptance, Answer, Difference, DifferenceState, Given, Kind, Subject};
use crate::report;
use crate::store::{Store, ToldDifference};

/// Rows of a side, and candidates, told one by one; the others are summed, and stand whole in `run --json`.
const ROWS_MAX: usize = 8;

/// What people copy of an id, at least.
const DIGITS_MIN: usize = 6;

/// What people copy of an id, at most.
const DIGITS_MAX: usize = 32;

/// A month, and how the question is to be answered.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub month: &'a Month,
    pub sources: &'a Sources,
    pub config: &'a Config,
    pub period: Period,
    pub json: bool,
}

/// Tells of a difference by its id, or by how that begins; nothing when the text is no id of any.
pub(super) fn perform(text: &str, asked: Asked<'_>, store: &Store) -> Result<Option<Exit>, Failure> {
    let Some(begin) = digits(text) else { return Ok(None) };
    let of_month = &asked.month.reconciliation.differences;
    let found: Vec<&Difference> = of_month.iter().filter(|it| it.id.to_string().starts_with(&begin)).collect();
    match found[..] {
        [only] => {
            asked.tell(only)?;
            Ok(Some(Exit::Done))
        }
        [] => match elsewhere(&begin, asked.period, store)? {
            // A word that is made of these letters alone is a name that was mistyped.
            None if begin.bytes().all(|byte| byte.is_ascii_alphabetic()) => Ok(None),
            None => Err(Failure::usage(format!(
                "nessuna differenza ha l'identificativo `{begin}`, né {} né nei mesi emessi",
                asked.period.italian_at()
            ))),
            Some(sentence) => Err(Failure::usage(sentence)),
        },
        _ => Err(Failure::usage(several(&begin, found.iter().map(|it| it.id)))),
    }
}

/// The digits of an id, or of its beginning.
fn digits(text: &str) -> Option<String> {
    let is_id = (DIGITS_MIN..=DIGITS_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_id.then(|| text.to_ascii_lowercase())
}

/// That an id begins as several do; of many, the first ones.
fn several(begin: &str, ids: impl Iterator<Item = RowId>) -> String {
    let all: Vec<String> = ids.map(|id| format!("`{id}`")).collect();
    let more = all.len().saturating_sub(ROWS_MAX);
    let mut named: Vec<String> = all.into_iter().take(ROWS_MAX).collect();
    if more > 0 {
        named.push(counted(more, "altra", "altre"));
    }
    format!("con `{begin}` cominciano più differenze: {}. Scriverne più cifre", listed(&named))
}

/// What the issues of other months say of a difference that this one does not have; nothing when none knows it.
fn elsewhere(begin: &str, period: Period, store: &Store) -> anyhow::Result<Option<String>> {
    let standing = store.standing_issues()?;
    let stands = |it: &ToldDifference| {
        standing.iter().any(|issue: &Issue| (issue.period, issue.number) == (it.period, it.number))
    };
    let told: Vec<ToldDifference> = store.differences_told(begin)?.into_iter().filter(stands).collect();
    let (Some(first), Some(last)) = (told.first(), told.last()) else { return Ok(None) };
    if told.iter().any(|it| it.id != first.id) {
        let mut ids: Vec<RowId> = told.iter().map(|it| it.id).collect();
        ids.sort();
        ids.dedup();
        return Ok(Some(several(begin, ids.into_iter())));
    }
    let (id, at) = (first.id, period.italian_at());
    let own = told.iter().rev().find(|it| it.period == period);
    let why = if let Some(own) = own {
        format!("l'emissione {} la riporta, i file di adesso no", own.number)
    } else if first.period > period {
        format!("compare {}. Per vederla, `--period {}`", first.period.italian_at(), first.period)
    } else if last.state == DifferenceState::Closed && last.period < period {
        let (seen, closed) = (italian_date(last.first_seen), last.period.italian_at());
        format!("aperta dal {seen}, è stata chiusa {closed}. Per vederla, `--period {}`", last.period)
    } else {
        format!("l'ultimo mese che la riporta è {}. Per vederla, `--period {}`", last.period.italian(), last.period)
    };
    Ok(Some(format!("la differenza `{id}` {at} non c'è: {why}")))
}

impl<'a> Asked<'a> {
    fn tell(self, difference: &Difference) -> anyhow::Result<()> {
        let config = self.config;
        let objectives = config.objectives.of_exercise(self.period);
        let given = self.given(&objectives);
        let tried = tried::of(given, &self.month.reconciliation, difference);
        let accepted: Vec<&Acceptance> = config.reconcile.accepted.iter().filter(|it| it.id == difference.id).collect();
        let answers = self.month.answers.on(&difference.subject(), self.period).collect();
        let told = Told { asked: self, given, difference, tried: tried.as_ref(), accepted, answers };
        if self.json { output::print_json(&told.json()) } else { output::print(&told.text()) }
    }

    /// What the month was compared from. Of the sheets that came nothing is asked any more.
    fn given<'g>(self, objectives: &'g Objectives) -> Given<'g>
    where
        'a: 'g,
    {
        Given {
            ledger: &self.month.ledger,
            objectives,
            carried: &self.month.carried,
            sheets: &[],
            settings: &self.config.reconcile,
            answers: &self.month.answers,
            period: self.period,
        }
    }
}

/// A difference with everything that is told of it.
struct Told<'a> {
    asked: Asked<'a>,
    given: Given<'a>,
    difference: &'a Difference,
    tried: Option<&'a Tried>,
    accepted: Vec<&'a Acceptance>,
    answers: Vec<&'a Answer>,
}

impl<'a> Told<'a> {
    fn movement(&self, place: usize) -> Option<Movement<'a>> {
        self.given.ledger.movements.get(place)
    }

    fn rows(&self, side: Side) -> Vec<Movement<'a>> {
        let mut places = self.difference.rows.clone();
        places.sort_unstable();
        let all = places.iter().filter_map(|place| self.movement(*place));
        all.filter(|movement| movement.side == side).collect()
    }

    /// Objective and act as they are compared.
    fn read(&self, movement: &Movement<'_>) -> (String, String) {
        self.tried.map(|tried| tried::read(self.given, &tried.rule_set, movement)).unwrap_or_default()
    }

    fn text(&self) -> String {
        let it = self.difference;
        let (period, offices) = (self.asked.period, &self.asked.config.settings.offices);
        let reason = report::difference_reason(it.reason);
        let heads = [report::difference_kind(it.kind), &reason, report::difference_state(it.state)];
        let heads: Vec<&str> = heads.into_iter().filter(|head| !head.is_empty()).collect();
        let mut out = format!("Differenza: {}\n  {} · {}\n\n", heads.join(", "), it.id, period.italian());
        field(&mut out, "Che cosa", &it.text);
        field(&mut out, "Importo", &format!("{} (contabilità meno ufficio)", it.cents));
        let office = it.office.as_deref().map(|office| offices.name_or_id(office).to_owned());
        let objective = (!it.objective.is_empty()).then(|| format!("obiettivo {}", it.objective));
        let whose: Vec<String> = office.into_iter().chain(objective).collect();
        if !whose.is_empty() {
            field(&mut out, "Ufficio", &whose.join(", "));
        }
        let late = if it.overdue { ", fuori tempo" } else { "" };
        let age = if it.age_days > 0 { format!(", {}{late}", days(it.age_days)) } else { ", nuova".to_owned() };
        field(&mut out, "Vista dal", &format!("{}{age}", italian_date(it.first_seen)));
        for one in &self.accepted {
            field(&mut out, "Accettata", &accepted(one));
        }
        for one in &self.answers {
            field(&mut out, "Risposta", &self.answered(one));
        }
        for (side, title) in [(Side::Accounting, "In contabilità"), (Side::Office, "Nella scheda dell'ufficio")] {
            self.side(&mut out, title, &self.rows(side));
        }
        if let Some(tried) = self.tried {
            self.candidates(&mut out, &tried.candidates);
            passes(&mut out, &tried.passes);
        }
        out
    }

    /// The rows of a side with their cells and what each says.
    fn side(&self, out: &mut String, title: &str, rows: &[Movement<'_>]) {
        if rows.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n  {title}");
        for movement in rows.iter().take(ROWS_MAX) {
            self.row(out, movement);
        }
        let rest = rows.get(ROWS_MAX..).unwrap_or_default();
        if !rest.is_empty() {
            let sum: Cents = rest.iter().map(|movement| movement.cents).sum();
            let _ = writeln!(out, "    {:>16}  {}", sum.to_string(), counted(rest.len(), "altra riga", "altre righe"));
        }
    }

    fn row(&self, out: &mut String, movement: &Movement<'_>) {
        hung(out, &format!("    {:>16}  ", movement.cents.to_string()), &self.place(movement));
        under(out, &self.says(movement));
    }

    fn place(&self, movement: &Movement<'_>) -> String {
        let (origin, sources) = (movement.origin, self.asked.sources);
        let sheet = match sources.sheet(origin) {
            "" => String::new(),
            sheet => format!(", foglio {sheet}"),
        };
        format!("{}{sheet}, cella {}", sources.file(origin), origin.cell())
    }

    /// What a row says of its payment, as it is written; how it is read, where that is another text.
    fn says(&self, movement: &Movement<'_>) -> String {
        let (objective, act) = self.read(movement);
        let read = |written: &str, read: String| {
            let differs = !read.is_empty() && read != written;
            if differs { format!("{written} (vale {read})") } else { written.to_owned() }
        };
        let parts = [
            read(movement.objective.trim(), objective),
            read(movement.act.trim(), act),
            movement.beneficiary.trim().to_owned(),
            movement.fiscal_code.trim().to_owned(),
            movement.date.map(italian_date).unwrap_or_default(),
            labelled("mandato", movement.mandate),
            labelled("CUP", movement.cup),
            labelled("COR", movement.cor),
        ];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// The nearest row; or the rows of an ambiguous difference, of which all but what tells them apart stands above.
    fn candidates(&self, out: &mut String, candidates: &[Candidate]) {
        let Some(first) = candidates.first() else { return };
        if self.difference.rows.contains(&first.place) {
            self.equally_good(out, first, candidates);
            return;
        }
        let is_twin = self.difference.kind == Kind::Duplicate;
        let _ = writeln!(out, "\n  {}", if is_twin { "La stessa, già abbinata" } else { "Riga più vicina" });
        for it in candidates {
            let Some(movement) = self.movement(it.place) else { continue };
            self.row(out, &movement);
            for (what, reasons) in [("in comune", &it.shared), ("diverso", &it.apart)] {
                if !reasons.is_empty() {
                    under(out, &format!("{what}: {}", said(reasons, ", ")));
                }
            }
        }
    }

    fn equally_good(&self, out: &mut String, first: &Candidate, all: &[Candidate]) {
        let cell = |place: usize| self.movement(place).map(|movement| movement.origin.cell()).unwrap_or_default();
        let _ = writeln!(out, "\n  Ugualmente buone per {}", cell(first.of));
        let share_alike = all.iter().all(|it| it.shared == first.shared);
        if share_alike && !first.shared.is_empty() {
            wrapped(out, "    ", "      ", &format!("in comune: {}", said(&first.shared, ", ")));
        }
        for it in all.iter().take(ROWS_MAX) {
            let own = [("in comune", &it.shared, !share_alike), ("diverso", &it.apart, true)];
            let own = own.into_iter().filter(|(_, reasons, told)| *told && !reasons.is_empty());
            let own: Vec<String> = own.map(|(what, reasons, _)| format!("{what}: {}", said(reasons, ", "))).collect();
            let begin = format!("    {:<5} ", cell(it.place));
            let told = if own.is_empty() { "nulla di diverso".to_owned() } else { own.join("; ") };
            wrapped(out, &begin, "      ", &told);
        }
        let rest = all.len().saturating_sub(ROWS_MAX);
        if rest > 0 {
            let _ = writeln!(out, "    e {}", counted(rest, "altra riga", "altre righe"));
        }
    }

    fn json(&self) -> Value {
        let it = self.difference;
        let mut whole = json::difference(it, &self.given.ledger.movements, self.asked.sources);
        whole["period"] = json!(self.asked.period);
        let known = |place: &usize| self.movement(*place);
        whole["sides"] = it.rows.iter().filter_map(known).map(|movement| self.row_json(&movement)).collect();
        whole["candidate"] = json!(it.candidate.as_ref().and_then(known).map(|movement| self.row_json(&movement)));
        whole["rule_set"] = json!(self.tried.map(|tried| &tried.rule_set));
        let passes = self.tried.map(|tried| tried.passes.as_slice()).unwrap_or_default();
        let pass = |it: &Attempt| {
            let keys: Vec<&str> = it.keys.iter().map(|part| part.id()).collect();
            json!({ "pass": it.pass, "keys": keys, "reasons": reasons_json(&it.reasons) })
        };
        whole["passes"] = passes.iter().map(pass).collect();
        let candidates = self.tried.map(|tried| tried.candidates.as_slice()).unwrap_or_default();
        whole["candidates"] = candidates.iter().filter_map(|it| self.candidate_json(it)).collect();
        let acceptance = |it: &&Acceptance| {
            json!({
                "kind": it.kind, "amount_cents": it.cents, "why": it.why, "until": it.until, "from": it.from,
            })
        };
        whole["acceptances"] = self.accepted.iter().map(acceptance).collect();
        whole["answers"] = json!(self.answers);
        whole
    }

    fn row_json(&self, movement: &Movement<'_>) -> Value {
        let (objective, act) = self.read(movement);
        let mut whole = json::side(movement, self.asked.sources);
        let said = [
            ("office", movement.office.unwrap_or_default()),
            ("account", movement.account.unwrap_or_default()),
            ("objective", movement.objective),
            ("objective_read", &objective),
            ("act", movement.act),
            ("act_read", &act),
            ("fiscal_code", movement.fiscal_code),
            ("beneficiary", movement.beneficiary),
            ("mandate", movement.mandate),
            ("cup", movement.cup),
            ("cor", movement.cor),
            ("note", movement.note),
        ];
        for (name, text) in said {
            whole[name] = json!(text);
        }
        whole
    }

    fn candidate_json(&self, it: &Candidate) -> Option<Value> {
        let [of, row] = [it.of, it.place].map(|place| self.movement(place));
        Some(json!({
            "of": json::side(&of?, self.asked.sources),
            "row": self.row_json(&row?),
            "shared": reasons_json(&it.shared),
            "apart": reasons_json(&it.apart),
        }))
    }
}

fn labelled(label: &str, text: &str) -> String {
    let text = text.trim();
    if text.is_empty() { String::new() } else { format!("{label} {text}") }
}

impl Told<'_> {
    /// Who answered what, when, on which issue.
    fn answered(&self, it: &Answer) -> String {
        let office = self.asked.config.settings.offices.name_or_id(&it.office);
        let does = if it.decides { "ha deciso" } else { "propone" };
        let until = it.until.map(|until| format!(", fino al {}", italian_date(until))).unwrap_or_default();
        let mut parts = vec![format!("{}{until}", it.outcome_said())];
        parts.extend([&it.why, &it.note].into_iter().filter(|it| !it.is_empty()).cloned());
        let by = it.who();
        let people = [("se ne occupa", &it.responsible), ("con", &it.second), ("di", &by)];
        parts.extend(people.into_iter().filter(|(_, who)| !who.is_empty()).map(|(what, who)| format!("{what} {who}")));
        let worth = match &it.subject {
            Subject::Difference { cents, .. } => format!(", per {cents}"),
            Subject::Indicator { .. } | Subject::Problem { .. } => String::new(),
        };
        let on = format!("sull'emissione {} di {}{worth}", it.issue, it.period.italian());
        format!("{} {office} {does} {on}: {}", italian_date(it.day), visible_line(&parts.join("; ")))
    }
}

fn accepted(it: &Acceptance) -> String {
    let from = it.from.map(|from| format!("da {} ", from.italian())).unwrap_or_default();
    format!("{from}fino al {}, per {}: {}", italian_date(it.until), it.cents, it.why.trim())
}

fn said(reasons: &[Reason], between: &str) -> String {
    reasons.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(between)
}

fn reasons_json(reasons: &[Reason]) -> Value {
    reasons.iter().map(|it| json!({ "code": it.code, "text": it.text })).collect()
}

/// The passes in order, those together that follow each other for the same reasons.
fn passes(out: &mut String, passes: &[Attempt]) {
    if passes.is_empty() {
        return;
    }
    out.push_str("\n  Perché non è abbinata, regola per regola\n");
    for alike in passes.chunk_by(|one, other| one.reasons == other.reasons) {
        let names: Vec<&str> = alike.iter().map(|it| it.pass.as_str()).collect();
        wrapped(out, &format!("    {}: ", names.join(", ")), "      ", &said(&alike[0].reasons, "; "));
    }
}

/// A line below an amount and its place.
fn under(out: &mut String, text: &str) {
    let indent = " ".repeat(22);
    wrapped(out, &indent, &format!("{indent}  "), text);
}
