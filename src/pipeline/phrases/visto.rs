//! What is said of the visto.

use crate::calendar;
use crate::intake::{Signer, Unsigned};
use crate::issue::Visto;
use crate::italian::listed;
use crate::period::Period;
use crate::problem::Problem;

pub(in crate::pipeline) fn awaited() -> String {
    "Il mese è da vistare: `quadratura visto` lo diffonde".to_owned()
}

pub(in crate::pipeline) fn suspended(before: &Visto, changed: &[String]) -> String {
    let what = if changed.is_empty() { "ciò su cui si regge".to_owned() } else { listed(changed) };
    let (by, when) = (&before.by, calendar::shown(before.at));
    format!(
        "Il visto di {by} del {when} è sospeso, perché è cambiato altro: {what}. `quadratura visto` lo diffonde di nuovo"
    )
}

pub(in crate::pipeline) fn file(name: &str) -> String {
    format!("il file `{name}`")
}

pub(in crate::pipeline) fn gone(name: &str) -> String {
    format!("non vale più il file `{name}`")
}

pub(in crate::pipeline) fn configuration() -> String {
    "la configurazione".to_owned()
}

pub(in crate::pipeline) fn answers() -> String {
    "le risposte".to_owned()
}

pub(in crate::pipeline) fn other_months() -> String {
    "ciò che dicono altri mesi".to_owned()
}

pub(in crate::pipeline) fn not_asked_for() -> String {
    "questa camera diffonde i mesi senza visto: per chiederlo, `mode = \"visto\"` in `[release]` di settings.toml"
        .to_owned()
}

pub(in crate::pipeline) fn never_issued(period: Period) -> String {
    format!("di {} non c'è una bozza da vistare: prima `quadratura run --period {period}`", period.italian())
}

pub(in crate::pipeline) fn is_out(period: Period, number: u32) -> String {
    format!("{} è già diffuso, con l'emissione {number}", period.italian())
}

pub(in crate::pipeline) fn changed_since(period: Period, number: u32) -> String {
    format!(
        "dopo l'emissione {number} di {} qualcosa è cambiato: `quadratura run --period {period}` fa la bozza nuova, da guardare e vistare",
        period.italian()
    )
}

/// Things that block, by their ids.
fn ids(findings: &[String]) -> String {
    listed(&findings.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>())
}

pub(in crate::pipeline) fn blocked(count: usize, first: &str, findings: &[String]) -> String {
    let more = if count > 1 { format!(" (e altri {})", count - 1) } else { String::new() };
    let all_the_same = match findings {
        [only] => format!(
            ". Corretto quello, o diffuso lo stesso in due con `--force {only} --why MOTIVO --second NOME`, che resta scritto"
        ),
        _ => String::new(),
    };
    format!("il visto non si può dare finché qualcosa tiene il mese in bozza: {first}{more}{all_the_same}")
}

pub(in crate::pipeline) fn nothing_blocks() -> String {
    "niente tiene il mese in bozza: il visto si dà senza `--force`".to_owned()
}

pub(in crate::pipeline) fn no_such_finding(finding: &str, findings: &[String]) -> String {
    format!("`--force {finding}` non è ciò che tiene il mese in bozza, che è {}", ids(findings))
}

pub(in crate::pipeline) fn blocked_by_more(findings: &[String]) -> String {
    format!("si forza una cosa sola, e a tenere il mese in bozza sono {}: correggere prima le altre", ids(findings))
}

pub(in crate::pipeline) fn forced_needs_both() -> String {
    "diffondere un mese nonostante un blocco chiede un motivo (`--why`) e una seconda firma (`--second`)".to_owned()
}

pub(in crate::pipeline) fn second_is_first(by: &str) -> String {
    format!("la seconda firma (`--second`) è di un'altra persona che non sia {by}")
}

/// The code of a visto that was filled in where it does not count: who answers for the accounts learns it too.
pub(in crate::pipeline) const NOT_HERE: &str = "visto.not_here";

pub(in crate::pipeline) fn no_cell_here(accounts: &str) -> Problem {
    Problem::error(
        NOT_HERE,
        "la cella del visto è compilata, e qui non vale: il mese resta com'è",
        format!(
            "il visto lo dà {accounts}: con `quadratura visto`, con il prospetto firmato, o dalla propria cartella dove la cella è ammessa"
        ),
    )
}

pub(in crate::pipeline) fn not_signed(why: Unsigned) -> Problem {
    Problem::refusal(
        "visto.not_signed",
        format!("il documento firmato non vale come visto: {why}"),
        "firmare una copia del prospetto così come è arrivato, senza riaprirlo con altri programmi e senza marca temporale a sé (LTV), e depositarla",
    )
}

pub(in crate::pipeline) fn unknown_document() -> Problem {
    Problem::refusal(
        "visto.unknown_document",
        "ciò che è firmato non è, byte per byte, il prospetto di nessuna emissione",
        "firmare il PDF allegato al messaggio della bozza, o una copia di quello in `reports`, senza riaprirlo con altri programmi",
    )
}

pub(in crate::pipeline) fn no_signer(signers: &[Signer]) -> Problem {
    let names: Vec<String> = signers.iter().map(|it| format!("«{}»", it.name)).collect();
    let first = signers.first().map(|it| format!("sha256:{}", it.certificate)).unwrap_or_default();
    Problem::refusal(
        "visto.no_signer",
        format!("ha firmato {}, che non è fra chi può vistare", listed(&names)),
        format!(
            "far firmare chi può, o scriverlo in `signers` di `[release]` (settings.toml): il nome come sta nel certificato o, più stretto, \
             l'impronta del certificato, che è `{first}`"
        ),
    )
}

pub(in crate::pipeline) fn signed_in_another_tray(accounts: &str) -> Problem {
    Problem::refusal(
        "visto.other_tray",
        "il prospetto firmato è nella cartella di un ufficio che non risponde dei conti",
        format!("depositarlo in quella di {accounts}, o fuori dalle cartelle degli uffici"),
    )
}

pub(in crate::pipeline) fn with_answers() -> Problem {
    Problem::error(
        "visto.with_answers",
        "la stessa cartella risponde e dà il visto: le risposte valgono, il visto no, perché con loro il mese è un altro",
        "dare il visto sulla bozza nuova, che le mostra",
    )
}

pub(in crate::pipeline) fn nobody_asks() -> Problem {
    Problem::refusal(
        "visto.not_asked_for",
        "questa camera diffonde i mesi senza visto",
        "per chiederlo, `mode = \"visto\"` in `[release]` di settings.toml",
    )
}

pub(in crate::pipeline) fn out_already(period: Period, number: u32) -> Problem {
    Problem::refusal(
        "visto.out_already",
        format!("l'emissione {number} di {} è già diffusa", period.italian()),
        "non c'è altro da fare",
    )
}

pub(in crate::pipeline) fn overtaken(period: Period, number: u32) -> Problem {
    Problem::refusal(
        "visto.overtaken",
        format!(
            "dopo l'emissione {number} di {} ce n'è un'altra: il visto è su ciò che non vale più",
            period.italian()
        ),
        "guardare e vistare la bozza più recente",
    )
}

pub(in crate::pipeline) fn held_by_others(period: Period, number: u32) -> Problem {
    Problem::refusal(
        "visto.held_by_others",
        format!("l'emissione {number} di {} è in bozza per altri motivi, che la bozza dice", period.italian()),
        format!("rimuoverli, o diffondere lo stesso in due con `quadratura visto {period} --force`"),
    )
}
