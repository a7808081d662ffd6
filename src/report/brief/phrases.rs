//! The Italian of the verdict.

use super::course::Variation;
use super::headline::Headline;
use super::tone::Tone;
use crate::indicators::{Counts, Standing};
use crate::issue::Visto;
use crate::italian::{counted, listed};
use crate::money::Cents;
use crate::period::Period;

/// Voci named one by one.
const NAMED_MAX: usize = 3;

pub(super) fn draft(reasons: usize) -> String {
    format!(
        "Il mese è una BOZZA: {} prima di diffonderlo",
        counted(reasons, "motivo da rimuovere", "motivi da rimuovere")
    )
}

/// `L'anno va verso un disavanzo di 713.214,83 € (proiezione), 86.785,17 € meglio dell'assestato, che prevede un disavanzo di ...`.
pub(super) fn heading(projected: Cents, assestato: Option<Cents>) -> String {
    let result = |cents: Cents| match cents.0 {
        0 => "il pareggio".to_owned(),
        1.. => format!("un avanzo di {} €", cents.italian()),
        _ => format!("un disavanzo di {} €", cents.abs().italian()),
    };
    let beside = assestato.map(|it| match (projected - it).0 {
        0 => ", come l'assestato".to_owned(),
        off => {
            let than = if off > 0 { "meglio" } else { "peggio" };
            let off = Cents(off).abs().italian();
            format!(", {off} € {than} dell'assestato, che prevede {}", result(it))
        }
    });
    format!("L'anno va verso {} (proiezione){}", result(projected), beside.unwrap_or_default())
}

/// `A fine giugno 2021 c'è un avanzo di 517.485,17 €; da qui a dicembre la proiezione aggiunge proventi correnti per 2.612.750,00 € e oneri
/// correnti per 3.979.950,00 €, soprattutto «Interventi economici» (1.387.200,00 €)`.
pub(super) fn turn(month: Period, actual: Cents, to_come: &[(&str, Cents)], heaviest: &[(&str, Cents)]) -> String {
    let to_come: Vec<String> =
        to_come.iter().map(|(label, cents)| format!("{} per {} €", label.to_lowercase(), cents.italian())).collect();
    let heaviest: Vec<String> =
        heaviest.iter().map(|(label, cents)| format!("«{label}» ({} €)", cents.italian())).collect();
    let above_all =
        if heaviest.is_empty() { String::new() } else { format!("; fra gli oneri, soprattutto {}", listed(&heaviest)) };
    let side = if actual.0 < 0 { "disavanzo" } else { "avanzo" };
    let (month, actual, to_come) = (month.italian(), actual.abs().italian(), listed(&to_come));
    format!("A fine {month} c'è un {side} di {actual} €; da qui a dicembre la proiezione aggiunge {to_come}{above_all}")
}

/// How the headline ratios stand: those that do not stand well by name.
pub(super) fn headlines(all: &[Headline<'_>]) -> Option<String> {
    let well = all.iter().filter(|it| Tone::of(it.standing) == Some(Tone::Good)).count();
    let named = |it: &&Headline<'_>| format!("«{}» {}", it.name, it.standing.italian());
    let others: Vec<String> =
        all.iter().filter(|it| Tone::of(it.standing) != Some(Tone::Good)).map(|it| named(&it)).collect();
    match (all.len(), others.is_empty()) {
        (0, _) => None,
        (_, true) => Some("Gli indici principali sono tutti in linea con il valore atteso".to_owned()),
        (count, false) => Some(format!("Indici principali in linea: {well} su {count}; {}", listed(&others))),
    }
}

/// The voci that need a variation, and those that pass their budget by little; after the last month of the year there is no
/// variation to make any more.
pub(super) fn variations(all: &[Variation<'_>], year_is_over: bool) -> Option<String> {
    let one = |it: &Variation<'_>| {
        let (label, beyond) = (&it.voce.label, it.beyond.italian());
        if it.committed {
            format!("«{label}» ({beyond} € oltre l'assestato, già impegnati)")
        } else {
            format!("«{label}» (in proiezione {} €, {beyond} € oltre l'assestato)", it.voce.cents.italian())
        }
    };
    let named = |all: Vec<&Variation<'_>>| {
        let mut named: Vec<String> = all.iter().take(NAMED_MAX).map(|it| one(it)).collect();
        let left = all.len().saturating_sub(NAMED_MAX);
        named.extend((left > 0).then(|| counted(left, "altra voce", "altre voci")));
        (!named.is_empty()).then(|| listed(&named))
    };
    let (slight, needed): (Vec<_>, Vec<_>) = all.iter().partition(|it| it.slight);
    let begins = if year_is_over { "Oltre lo stanziamento" } else { "Da decidere se serve una variazione per" };
    let needed = named(needed).map(|it| format!("{begins} {it}"));
    match (needed, named(slight)) {
        (needed, None) => needed,
        (None, Some(slight)) => Some(format!("Proiezione di poco oltre lo stanziamento: {slight}")),
        (Some(needed), Some(slight)) => Some(format!("{needed}; di poco oltre, da tenere d'occhio, {slight}")),
    }
}

/// How many fail of all, and whether one of them keeps the month a draft.
pub(super) fn to_be_seen() -> String {
    "Il mese è da vistare: così come è qui sarà diffuso".to_owned()
}

/// In spite of what a month went out, and who answers for that.
pub fn forced(visto: &Visto) -> Option<String> {
    let it = visto.forced.as_ref()?;
    let (told, why) = (it.told.trim_end_matches('.'), it.why.trim_end_matches('.'));
    Some(format!("Diffuso nonostante un blocco: {told}. Motivo: {why}. Firmano {} e {}.", visto.by, it.second))
}

pub(super) fn tie_outs(all: usize, failed: usize, blocking: usize, greatest: Option<Cents>) -> String {
    let greatest = greatest.map(|it| format!("; lo scarto maggiore è {} €", it.italian())).unwrap_or_default();
    let blocks = match blocking {
        0 => ", senza bloccare il mese".to_owned(),
        1 => ", e una blocca il mese".to_owned(),
        _ => format!(", e {blocking} bloccano il mese"),
    };
    match failed {
        0 => format!("I conti quadrano: {all} quadrature su {all}"),
        1 => format!("Una quadratura su {all} non torna{blocks}{greatest}"),
        _ => format!("{failed} quadrature su {all} non tornano{blocks}{greatest}"),
    }
}

/// `Indicatori del Piano (34): 10 raggiunti o in linea, 22 in corso, 1 a rischio e 1 non rilevato; da seguire «Tempi di ...»`.
pub(super) fn plan(counts: &Counts, named: &[&str]) -> Option<String> {
    let of = |wanted: &[Standing]| -> usize {
        counts.by_standing.iter().filter(|(one, _)| wanted.contains(one)).map(|(_, count)| count).sum()
    };
    let good = [Standing::Met, Standing::OnTrack];
    let well = Some(of(&good)).filter(|it| *it > 0);
    let well = well.map(|it| format!("{it} {} o in linea", Standing::Met.italian_of(it)));
    let others = counts.by_standing.iter().filter(|(one, _)| !good.contains(one));
    let others = others.map(|(one, count)| format!("{count} {}", one.italian_of(*count)));
    let said: Vec<String> = well.into_iter().chain(others).collect();
    let named: Vec<String> = named.iter().map(|it| format!("«{it}»")).collect();
    let named = if named.is_empty() { String::new() } else { format!("; da seguire {}", listed(&named)) };
    (counts.plan > 0).then(|| format!("Indicatori del Piano ({}): {}{named}", counts.plan, listed(&said)))
}
