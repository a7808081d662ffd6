//! What indicators say, in Italian, to who reads the workbook and to who writes a definition. Decides nothing.

pub(super) mod assessed;
pub(super) mod published;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::definition::{Definition, Good, Reading, Source, Unit};
use super::plan::Due;
use super::target::Op;
use super::tree::ObjectiveState;
use super::turned::Turning;
use super::year_end::{Divided, How};
use super::{Projected, Restated, Standing, State};
use crate::formula::Value;
use crate::history::learnt::Learnt;
use crate::italian;
use crate::ledger::{Correction, Corrects, Scheme, Scorecard};
use crate::money::{Cents, Ratio};
use crate::origin::Origin;
use crate::period::{Exercise, Function, Period, Scenario, italian_date};
use crate::problem::Problem;
use crate::reconcile::Answer;

/// That there was, or is no longer, a definition.
pub(super) const DEFINED: &str = "una definizione";
pub(super) const UNDEFINED: &str = "nessuna definizione";

pub(super) fn retired(last: NaiveDate) -> String {
    format!("è stato ritirato: valeva fino al {}", italian_date(last))
}

pub(super) fn not_planned(exercise: Exercise) -> String {
    format!("non fa parte del Piano {exercise}")
}

pub(super) fn correction_unsaid(id: &str) -> String {
    format!("indicatore `{id}`: una correzione (`corrects`) vuole l'atto (`act`) e il perché (`why`)")
}

pub(super) fn target_of(target: &str) -> String {
    if target.is_empty() { "nessun valore atteso".to_owned() } else { format!("valore atteso {target}") }
}

pub(super) fn unit_of(unit: Unit) -> String {
    format!("unità `{}`", unit.id())
}

pub(super) fn direction_of(good: Good) -> &'static str {
    match good {
        Good::Up => "è meglio se cresce",
        Good::Down => "è meglio se scende",
    }
}

pub(super) fn figures_of(source: Source, scheme: Option<&str>, window: u8) -> String {
    let from = match (source, scheme) {
        (Source::Accounts, Some(scheme)) => format!("dalla contabilità, schema `{scheme}`"),
        (Source::Accounts, None) => "dalla contabilità".to_owned(),
        (Source::Office, _) => "dalla scheda dell'ufficio".to_owned(),
        (Source::Payments, _) => "dai pagamenti".to_owned(),
    };
    if window == 3 { format!("{from}, su tre esercizi") } else { from }
}

pub(super) fn judging_of(it: &Definition) -> String {
    let read = match it.read_as() {
        Reading::Cumulata => "cumulata",
        Reading::Media => "media",
        Reading::Rapporto => "rapporto",
        Reading::RapportoContabile => "rapporto contabile",
        Reading::Stock => "stock",
        Reading::Milestone => "milestone",
    };
    let due = it.due.map_or_else(String::new, |due| match due {
        Due::Day(day) => format!(", entro il {}", italian_date(day)),
        Due::OfYear(month, day) => format!(", entro il {day:02}/{month:02}"),
    });
    format!("si legge come {read}{due}, fascia «vicino» {}", Ratio(it.near_within).italian_percent(2))
}

/// How much it counts, and in which group of the scorecard.
pub(super) fn weight_of(weight: f64) -> String {
    let weight = Ratio(weight).italian(4);
    format!("peso {}", weight.trim_end_matches('0').trim_end_matches(','))
}

/// By which act the weights of a scorecard are what they are.
pub(super) fn weights_of(card: &Scorecard) -> String {
    let Scorecard { act, why, .. } = card;
    match card.valid_from {
        _ if card.corrects => format!("I pesi sono corretti ({act}): {why}."),
        Some(day) => format!("I pesi valgono dal {} ({act}).", italian_date(day)),
        None => String::new(),
    }
}

/// In which list of a scorecard an indicator counts.
pub(super) fn group_of(group: Option<&str>) -> String {
    group.map_or_else(|| "in nessun elenco della scheda".to_owned(), |group| format!("nell'elenco `{group}`"))
}

/// What a cause makes of a figure, signed, out of the last unit that is shown of it.
pub(super) fn signed_part(definition: &Definition, units: i64) -> String {
    let decimals = definition.decimals;
    #[expect(clippy::cast_precision_loss, reason = "figures of a chamber are far below 2^53 of any unit shown")]
    let number = units as f64 / 10_f64.powi(i32::try_from(decimals).unwrap_or_default());
    let sign = if units < 0 { "-" } else { "+" };
    let number = Ratio(number.abs()).italian(decimals);
    let unit = match definition.unit {
        Unit::Percent => " punti",
        Unit::Days => " giorni",
        Unit::Euro => " €",
        Unit::Number | Unit::Milestone => "",
    };
    format!("{sign}{number}{unit}")
}

/// By what a figure changed: `+7,31 punti per la definizione`; the causes that moved nothing are not named.
pub(super) fn parts(it: &Restated) -> String {
    let parts =
        [("per i dati", &it.data, it.change.data), ("per la definizione", &it.definition, it.change.definition)];
    let said = parts.into_iter().filter(|(.., units)| units.is_some_and(|units| units != 0));
    let said: Vec<String> = said.filter_map(|(by, part, _)| Some(format!("{} {by}", part.as_deref()?))).collect();
    italian::listed(&said)
}

/// What a released month said of an indicator, what it says now, and by what: one sentence.
pub(super) fn restated(it: &Restated) -> String {
    let of = if it.of_year_end { ", proiezione a fine anno" } else { "" };
    let said = format!("{} diceva {} (emissione {})", it.period.italian(), it.issued, it.issue);
    format!("{}{of}: {said}, ora {}", it.name, change(it))
}

/// What it says now, by what, and how that changes its judgement.
pub(super) fn change(it: &Restated) -> String {
    let mut out = it.now.clone();
    let parts = parts(it);
    if !parts.is_empty() {
        out += &format!(": {parts}");
    }
    if let Some((before, now)) = &it.targets {
        let none = |target: &str| if target.is_empty() { "nessuno".to_owned() } else { target.to_owned() };
        let margin = it.margin.as_ref().map(|margin| format!(" (margine {margin})")).unwrap_or_default();
        out += &format!("; valore atteso da {} a {}{margin}", none(before), none(now));
    }
    if let Some((before, now)) = it.standings {
        out += &format!("; giudizio da «{}» a «{}»", before.italian(), now.italian());
    }
    if let Some(Corrects { act, why }) = &it.corrects {
        out += &format!("; correzione ({act}): {why}");
    }
    out + "."
}

/// The code of the problem that the plan of a month's exercise is not loaded.
pub const PLAN_NOT_LOADED: &str = "indicators.plan_not_loaded";

/// The plan of an exercise is not loaded; `drafted` when a draft of it lies there.
#[must_use]
pub fn plan_not_loaded(exercise: Exercise, drafted: bool) -> Problem {
    let file = format!("`config/plans/{exercise}.toml`");
    let (text, remedy) = if drafted {
        (
            format!("Piano {exercise} non caricato: {file} è ancora una bozza"),
            format!("confermare ciò che in {file} porta `da confermare`, e togliere `draft = true`"),
        )
    } else {
        (
            format!("Piano {exercise} non caricato"),
            format!(
                "prepararne la bozza da quello di prima con `quadratura plan new {exercise}`, e confermarla in {file}"
            ),
        )
    };
    let until =
        "fino ad allora i valori si calcolano, e nessun indicatore, obiettivo o scheda di valutazione è giudicato";
    Problem::warning(PLAN_NOT_LOADED, format!("{text}: {until}"), remedy)
}

/// A value that nothing judges, because the plan of the exercise is not loaded.
pub(super) fn without_plan(value: &str, period: Period, exercise: Exercise) -> String {
    format!("{}: {value} {}, Piano {exercise} non caricato", Standing::ToDate.italian(), at_month(period))
}

/// The state of a milestone as it is written.
pub(super) fn stage(written: &str) -> String {
    format!("stato `{written}`")
}

pub(super) fn no_operator(signs: &str) -> String {
    format!("`{signs}` non è un operatore: si usano `>=`, `>`, `<=`, `<`")
}

pub(super) fn number_missing(signs: &str, rest: &str) -> String {
    format!("dopo `{signs}` ci vuole un numero, non `{rest}`")
}

pub(super) fn no_number(written: &str) -> String {
    format!("`{written}` non è un numero: si scrive come `1.234,5`")
}

pub(super) fn thousands_or_decimals(written: &str) -> String {
    let (plain, comma) = (written.replace('.', ""), written.replace('.', ","));
    format!("`{written}` si può leggere in due modi: si scriva `{plain}` oppure `{comma}`")
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Why there is no figure. Always begins as the state does.
pub(super) fn no_data(names: &[String]) -> String {
    format!("non rilevato: manca {}", if names.is_empty() { "il valore".to_owned() } else { listed(names) })
}

pub(super) fn no_statement(scheme: &str) -> String {
    format!("non rilevato: manca il prospetto `{scheme}`")
}

/// Why a figure of some functions is missing where the accounts know it for the whole chamber, and what there is to do.
pub(super) fn undivided(functions: &BTreeSet<Function>, scheme: &Scheme) -> String {
    let letters: Vec<String> = functions.iter().map(|it| it.letter().to_string()).collect();
    let of = if letters.len() == 1 { "la funzione" } else { "le funzioni" };
    let missing = format!("non rilevato: i conti non distinguono {of} {}", italian::listed(&letters));
    match &scheme.functions_from {
        Some(table) => {
            format!(
                "{missing}, e la tabella dello schema `{table}`, che li ripartisce, manca o non le ha: va messa in drop una volta"
            )
        }
        None => format!(
            "{missing}: si ripartiscono con una tabella, di solito l'Allegato A, dichiarata in `functions_from` dello schema `{}`",
            scheme.id
        ),
    }
}

/// That the functions of a figure are those of a table, not of the accounts.
pub(super) fn divided(title: &str) -> String {
    format!("funzioni ripartite come in «{title}»")
}

pub(super) const NO_SCHEME: &str = "non rilevato: la definizione non dice lo schema di bilancio";
pub(super) const NO_FORMULA: &str = "non rilevato: la definizione non ha una formula";
pub(super) const NO_STATE: &str = "non rilevato: manca lo stato";

pub(super) const NOT_DELIVERED: &str = "non rilevato: manca il valore nella scheda dell'ufficio";

/// The former years of a triennium that are missing, each with the voci of which it is; without voci, of what an office measures.
pub(super) fn incomplete(missing: &BTreeMap<u16, BTreeSet<String>>) -> String {
    let of = |voci: &BTreeSet<String>| italian::listed(&voci.iter().cloned().collect::<Vec<_>>());
    let verb = missing_is(missing.len());
    let mut each: Vec<&BTreeSet<String>> = missing.values().collect();
    each.dedup();
    let years = |shown: &dyn Fn(&u16, &BTreeSet<String>) -> String| {
        italian::listed(&missing.iter().map(|(year, voci)| shown(year, voci)).collect::<Vec<_>>())
    };
    let years = match each.as_slice() {
        [voci] if voci.is_empty() => years(&|year, _| format!("il {year}")),
        [voci] => format!("{} di {}", years(&|year, _| format!("il {year}")), of(voci)),
        _ => years(&|year, voci| format!("il {year} ({})", of(voci))),
    };
    format!(
        "non rilevato: triennio incompleto: {verb} {years}, con il dicembre emesso o, per le voci, l'anno intero scritto in observations.toml o in un prospetto (`whole_year`)"
    )
}

/// `manca il 2019`, `mancano il 2019 e il 2020`.
fn missing_is(count: usize) -> &'static str {
    if count == 1 { "manca" } else { "mancano" }
}

pub(super) fn blank(origin: Origin, names: &[String]) -> String {
    format!("non rilevato: manca {} nella scheda dell'ufficio, riga {}", listed(names), origin.row + 1)
}

pub(super) fn measured_by(office: &str, former: bool) -> String {
    let former = if former { ", nella scheda di prima: in quella di ora non si può usare" } else { "" };
    format!("misurato da `{office}`{former}")
}

pub(super) fn measured_twice(code: &str, rows: &[(&str, Origin)]) -> String {
    let cells: Vec<String> =
        rows.iter().map(|(office, origin)| format!("ufficio `{office}` cella {}", origin.cell())).collect();
    format!("non rilevato: la misura `{code}` compare {} volte ({})", rows.len(), cells.join(", "))
}

pub(super) fn state_unknown(state: &str) -> String {
    format!("non rilevato: lo stato `{state}` non è tra `non avviato`, `in corso`, `completato`")
}

pub(super) fn undefined(denominator: &str) -> String {
    format!("non definito: `{denominator}`, per cui si divide, è zero o negativo")
}

pub(super) fn not_judged(scenario: Scenario) -> String {
    format!("{}: non si giudica", scenario.italian().to_lowercase())
}

/// `a giugno`, `ad aprile`, without the year: the exercise is known to who reads.
fn at_month(period: Period) -> String {
    let whole = period.italian_at();
    whole.rsplit_once(' ').map_or(whole.as_str(), |(month, _)| month).to_owned()
}

pub(super) fn without_target(value: &str, period: Period, heading: Option<String>) -> String {
    match heading {
        None => format!("in corso: {value} {}, senza valore atteso", at_month(period)),
        Some(range) => {
            format!("in corso: {}, senza valore atteso (alla data, {}, {value})", projection(&range), at_month(period))
        }
    }
}

/// How a value is compared with its target, in words before the number: `almeno 30%`, `al massimo 20 giorni`.
pub(super) fn comparison(op: Op) -> &'static str {
    match op {
        Op::AtLeast => "almeno",
        Op::MoreThan => "più di",
        Op::AtMost => "al massimo",
        Op::LessThan => "meno di",
    }
}

/// `in corso: 38,88% a giugno, valore atteso almeno 30%`, and what there is to add.
pub(super) fn against_target(standing: Standing, value: &str, period: Period, target: &str, added: &str) -> String {
    let comma = if added.is_empty() { "" } else { ", " };
    format!("{}: {value} {}, valore atteso {target}{comma}{added}", standing.italian(), at_month(period))
}

/// What a ratio of the accounts is before its day, and what is expected of the year.
pub(super) struct ToDate<'a> {
    pub(super) value: &'a str,
    pub(super) period: Period,
    pub(super) target: &'a str,
}

impl ToDate<'_> {
    /// Where the year brings it is not known.
    pub(super) fn alone(&self) -> String {
        format!("{} {}, valore atteso sull'anno {}", self.value, at_month(self.period), self.target)
    }

    /// Where the year brings it stands first, since that is what is judged.
    pub(super) fn beside(&self, range: &str) -> String {
        let Self { value, period, target } = self;
        format!("{}, valore atteso {target} (alla data, {}, {value})", projection(range), at_month(*period))
    }
}

/// A value, or the values between which one lies: `13,18%`, `tra 10,84% e 13,18%`.
pub(super) fn between(least: &str, most: &str) -> String {
    if least == most { least.to_owned() } else { format!("tra {least} e {most}") }
}

/// Where the year brings a ratio.
pub(super) fn projection(range: &str) -> String {
    format!("proiezione a fine anno {range}")
}

/// Why the course of a ratio is not judged: too little of it is booked.
pub(super) fn little_is_booked(booked: f64) -> String {
    format!("registrato solo {} degli importi che lo compongono", italian::il(&Ratio(booked).italian_percent(1)))
}

/// Why a ratio has no value where the year is heading: as the value says it.
pub(super) fn no_projection(value: &Value) -> String {
    match value {
        Value::NoData(names) => no_data(names),
        Value::Undefined(denominator) => undefined(denominator),
        Value::Cents(_) | Value::Number(_) => String::new(),
    }
}

/// The same after what the ratio is to date.
pub(super) fn without_projection(why: &str) -> String {
    format!("; proiezione a fine anno {why}")
}

/// How a ratio was judged before, and the voce that turned it: `; a maggio era in linea, lo ha cambiato «Interventi economici»
/// (preconsuntivo +212.000,00 €)`.
pub(super) fn turned(month: Period, before: Standing, turning: Option<&Turning>) -> String {
    let by = turning.map(|Turning { label, change }| {
        let sign = if *change > Cents::ZERO { "+" } else { "" };
        format!(", lo ha cambiato «{label}» (preconsuntivo {sign}{} €)", change.italian())
    });
    format!("; {} era {}{}", at_month(month), before.italian(), by.unwrap_or_default())
}

/// What an indicator of payments adds of the quarters that are over: `; trimestri chiusi: 1° -2,10 giorni, 2° 0,64 giorni`.
pub(super) fn quarters(closed: &[(u8, String)]) -> String {
    let said: Vec<String> = closed.iter().map(|(number, value)| format!("{number}° {value}")).collect();
    if said.is_empty() { String::new() } else { format!("; trimestri chiusi: {}", said.join(", ")) }
}

pub(super) const MET_TODAY: &str = "oggi raggiunto";
pub(super) const NOT_MET_TODAY: &str = "oggi non raggiunto";
pub(super) const STILL_WITHIN: &str = "oggi rispettato";
pub(super) const BEYOND_TODAY: &str = "oggi oltre il limite";
pub(super) const ALREADY_EXCEEDED: &str = "già oltre il limite";

pub(super) fn milestone(state: State, written: &str, period: Period, target: &str) -> String {
    let target = if target.is_empty() { String::new() } else { format!(", valore atteso `{target}`") };
    format!("{}: {} {}{target}", state.italian(), stage(written), at_month(period))
}

/// How the year end of a voce was projected, and what there is to do.
pub(super) fn heading(it: &Projected) -> String {
    let euro = |cents: Cents| format!("{} €", cents.italian());
    let share = it.share.map(|share| Ratio(share).italian_percent(2)).unwrap_or_default();
    let rest = it.share.map(|share| Ratio(1.0 - share).italian_percent(2)).unwrap_or_default();
    let (booked, budget) = (euro(it.booked), euro(it.assestato.unwrap_or_default()));
    let mut said = match it.how {
        How::Rest => format!("profilo: registrati {booked}, più il {rest} dell'assestato di {budget}"),
        How::Pace => match &it.learnt {
            Some(learnt) => {
                format!("storico: registrati {booked}, e {} era il {share} dell'anno", in_years(&learnt.years))
            }
            None => format!("ritmo: registrati {booked} nel {share} dell'anno"),
        },
        How::Budget => format!("assestato di {budget}"),
        How::Booked => format!("ciò che è registrato, {booked}, che è già oltre la proiezione; assestato di {budget}"),
        How::NoBudget => format!("senza assestato: ciò che è registrato, {booked}"),
        How::Closed => format!("ciò che è registrato a dicembre, {booked}"),
    };
    if let Some(learnt) = it.learnt.as_ref().filter(|it| it.share().is_none()) {
        said = format!("{}: {said}", unlearnt(learnt));
    }
    if !it.declared {
        said = format!("senza metodo in phasing.toml: {said}");
    }
    if let Some(correction) = &it.correction {
        said = format!("{}; senza rettifica: {said}", corrected(correction, it.computed));
    }
    match (it.committed, it.over_budget) {
        (true, _) => said.push_str("; registrato e prenotato oltre lo stanziamento, serve una variazione"),
        (false, true) => said.push_str("; di questo passo oltre lo stanziamento, serve una variazione"),
        (false, false) => {}
    }
    said
}

/// That a voce was corrected, from what, why, and where it stands: `rettificato dalla contabilità: 120.000,00 € (calcolato
/// 98.500,00 €): due pensionamenti; rettifiche.xlsx, cella B4, 15/07/2021`.
fn corrected(it: &Correction, computed: Cents) -> String {
    let date = it.date.map(|date| format!(", {}", italian_date(date))).unwrap_or_default();
    format!(
        "rettificato dalla contabilità: {} € (calcolato {} €): {}; {}, cella {}{date}",
        it.cents.italian(),
        computed.italian(),
        it.reason,
        it.file,
        it.origin.cell()
    )
}

/// A correction that ends below what is booked, which a person may know.
pub(super) fn correction_below(it: &Projected) -> Option<Problem> {
    let said = || {
        Problem::warning(
            "indicators.correction_below",
            format!(
                "rettifica sotto il registrato: «{}» finirebbe a {} €, e ne sono già registrati {} €; la rettifica conta",
                it.label,
                it.cents.italian(),
                it.booked.italian()
            ),
            "controllare l'importo e il segno (un costo è positivo); se ci saranno storni, va bene così",
        )
    };
    it.below_booked.then(said)
}

/// `part` is a sum of accounts that is not all of its voce.
pub(super) fn part_stays(part: &Projected) -> Problem {
    Problem::warning(
        "indicators.correction_of_part",
        format!(
            "«{}» è solo una parte della voce rettificata: la rettifica non dice quanto ne cambi, e resta come è calcolata, {} €",
            part.label,
            part.cents.italian()
        ),
        "tenerne conto negli indicatori che la usano",
    )
}

/// A correction of a voce of which neither a budget nor anything booked is known.
pub(super) fn correction_of_nothing(label: &str) -> Problem {
    Problem::warning(
        "indicators.correction_of_nothing",
        format!("la rettifica di «{label}» non si può usare: questo mese il suo preconsuntivo non c'è"),
        "depositare i file dei conti del mese, con l'assestato e il consuntivo della voce",
    )
}

/// By what a voce divides among the functions.
pub(super) fn by_function(it: &Projected) -> String {
    match it.divided {
        Some(Divided::Corrected) => "per funzione come dice la rettifica".to_owned(),
        Some(Divided::Booked) => "per funzione come è registrato".to_owned(),
        Some(Divided::Shares) => "per funzione con le quote di phasing.toml".to_owned(),
        None => format!("manca la quota per funzione di `{}` in phasing.toml", it.line),
    }
}

/// `lines` are the voci of which nothing tells how they divide among the functions.
pub(super) fn no_shares(lines: &[String]) -> String {
    format!("non rilevato: manca la quota per funzione di {} in phasing.toml", listed(lines))
}

/// `nel 2019 e nel 2020`.
fn in_years(years: &[u16]) -> String {
    italian::listed(&years.iter().map(|year| format!("nel {year}")).collect::<Vec<_>>())
}

/// Why no share was learnt of former years, and what there is to do.
fn unlearnt(learnt: &Learnt) -> String {
    if learnt.is_enough() {
        return format!(
            "storico non applicato, ciò che era registrato {} non è una quota dell'anno",
            in_years(&learnt.years)
        );
    }
    let known = match learnt.years.as_slice() {
        [] => "non c'è nessuno degli anni prima".to_owned(),
        years => format!("c'è solo il {}", italian::listed(&years.iter().map(ToString::to_string).collect::<Vec<_>>())),
    };
    let missing: Vec<String> = learnt.missing.iter().map(|year| format!("il {year}")).collect();
    let verb = missing_is(missing.len());
    let missing = if missing.is_empty() { String::new() } else { format!(", {verb} {}", italian::listed(&missing)) };
    format!(
        "storico non applicato, {known}{missing} e ne servono due: il mese e dicembre, emessi o scritti in observations.toml"
    )
}

/// A number with at most four decimals and its unit: `83,5%`, `12,25 giorni`.
pub(super) fn in_unit(unit: Unit, number: f64) -> String {
    let text = Ratio(number).italian(4);
    let text = text.trim_end_matches('0').trim_end_matches(',');
    match unit {
        Unit::Percent => format!("{text}%"),
        Unit::Days => format!("{text} giorni"),
        Unit::Euro => format!("{text} €"),
        Unit::Number | Unit::Milestone => text.to_owned(),
    }
}

fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "una percentuale (`%`)",
        Unit::Number => "un numero",
        Unit::Days => "giorni",
        Unit::Euro => "euro",
        Unit::Milestone => "uno stato di avanzamento",
    }
}

pub(super) fn outside(date: NaiveDate, period: Period, at: Origin) -> String {
    let (date, last) = (italian_date(date), italian_date(period.last_day()));
    format!("non rilevato: la misura è datata {date} (cella {}), fuori dal periodo che finisce il {last}", at.cell())
}

pub(super) fn date_outside(code: &str, date: NaiveDate, period: Period) -> Problem {
    let (date, last) = (italian_date(date), italian_date(period.last_day()));
    Problem::error(
        "indicators.date_outside",
        format!("la misura `{code}` è datata {date}, fuori dal periodo dal 1° gennaio al {last}: non viene presa"),
        "correggere la data di rilevazione, o riportare la misura nella scheda del suo mese",
    )
}

pub(super) fn date_earlier(code: &str, date: NaiveDate, period: Period) -> Problem {
    let (date, month, at) = (italian_date(date), period.italian(), period.italian_at());
    Problem::warning(
        "indicators.date_earlier",
        format!("la misura `{code}` è datata {date}, prima di {month}: viene presa così com'è"),
        format!("aggiornare la misura {at}, o confermare che da allora non è cambiata"),
    )
}

pub(super) fn without_proof(proof: &str, at: Origin) -> String {
    format!(
        "non rilevato: completato secondo l'ufficio (cella {}), ma le note non dicono il documento: {proof}",
        at.cell()
    )
}

pub(super) fn proof_missing(code: &str, proof: &str) -> Problem {
    Problem::warning(
        "indicators.proof_missing",
        format!("`{code}` è dato per completato senza indicare il documento che lo prova ({proof})"),
        "scrivere nelle note gli estremi del documento (numero e data)",
    )
}

pub(super) fn other_unit(written: &str, declared: Unit, at: Origin) -> String {
    format!(
        "non rilevato: l'unità `{written}` (cella {}) non è quella dell'indicatore, {}",
        at.cell(),
        unit_name(declared)
    )
}

pub(super) fn wrong_unit(code: &str, written: &str, declared: Unit) -> Problem {
    Problem::error(
        "indicators.wrong_unit",
        format!(
            "la misura `{code}` porta l'unità `{written}`, ma l'indicatore è {}: non viene presa",
            unit_name(declared)
        ),
        "correggere l'unità, o il valore, nella scheda",
    )
}

fn plain(number: f64) -> String {
    let text = Ratio(number).italian(6);
    text.trim_end_matches('0').trim_end_matches(',').to_owned()
}

pub(super) fn doubtful_scale(shown: f64, meant: f64, at: Origin) -> String {
    format!(
        "non rilevato: `{}` (cella {}) può voler dire {}%: si chiede all'ufficio",
        plain(shown),
        at.cell(),
        plain(meant)
    )
}

pub(super) fn percent_scale(code: &str, shown: f64, meant: f64) -> Problem {
    let (shown, meant) = (plain(shown), plain(meant));
    Problem::error(
        "indicators.percent_scale",
        format!(
            "la misura `{code}` vale {shown}%: per il suo obiettivo sembra {meant}% scritto in un'altra scala, e non viene presa"
        ),
        format!(
            "se si intendeva {meant}%, scrivere `{meant}` con unità `%`; altrimenti correggere numeratore e denominatore"
        ),
    )
}

pub(super) fn not_its_ratio(computed: &str, typed: &str, at: Origin) -> String {
    format!(
        "non rilevato: numeratore e denominatore danno {computed}, il valore scritto è {typed} (cella {})",
        at.cell()
    )
}

pub(super) fn value_mismatch(code: &str, computed: &str, typed: &str) -> Problem {
    Problem::error(
        "indicators.value_mismatch",
        format!(
            "la misura `{code}` porta il valore {typed}, ma numeratore e denominatore danno {computed}: non viene presa"
        ),
        "correggere nella scheda il valore, il numeratore o il denominatore",
    )
}

/// Codes that a reason names; those beyond are counted.
const CODES_MAX: usize = 4;

/// `; fuori linea: CODE, CODE e altri 2`; nothing without codes.
pub(super) fn codes(before: &str, codes: &[&str]) -> String {
    if codes.is_empty() {
        return String::new();
    }
    let named = codes.iter().take(CODES_MAX).copied().collect::<Vec<_>>().join(", ");
    let rest = codes.len().saturating_sub(CODES_MAX);
    let rest = if rest == 0 { String::new() } else { format!(" e altri {rest}") };
    format!("; {before}: {named}{rest}")
}

/// Why an objective stands as it does, before the codes that are named.
pub(super) fn objective(state: ObjectiveState, measured: usize, total: usize) -> String {
    let name = state.italian();
    if state == ObjectiveState::NoIndicators {
        return format!("{name}: il Piano non gliene dà, né sotto di esso");
    }
    format!("{name}: indicatori misurati {measured} su {total}")
}

/// `Causa (Ufficio, 10/05/2021): testo; azione: testo, entro il 31/07/2021, se ne occupa chi`.
pub(super) fn caused(it: &Answer, office: &str) -> String {
    let part = |before: &str, text: &str| {
        let text = text.trim().trim_end_matches('.');
        if text.is_empty() { String::new() } else { format!("{before}{text}") }
    };
    let until = it.until.map(|day| format!(", entro il {}", italian_date(day))).unwrap_or_default();
    let parts = [part("", &it.why), part("; azione: ", &it.action), until, part(", se ne occupa ", &it.responsible)];
    format!("Causa ({office}, {}): {}{}.", italian_date(it.day), parts.concat(), part("; nota: ", &it.note))
}

/// The same of one that was given on something else: it is no cause of what is there now.
pub(super) fn caused_before(it: &Answer, office: &str, then: &str, now: &str) -> String {
    let day = italian_date(it.day);
    format!("La causa scritta da {office} il {day} è data su {then}, ora {now}: va detta di nuovo.")
}

/// A value, with how it stood where that is another state than now.
pub(super) fn value_and_state(value: &str, state: Option<&str>) -> String {
    state.map_or_else(|| value.to_owned(), |state| format!("{value} ({state})"))
}
