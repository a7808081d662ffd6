//! What is said of the visto.

use crate::calendar;
use crate::issue::Visto;
use crate::italian::listed;
use crate::period::Period;

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
    "le risposte alle differenze".to_owned()
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

pub(in crate::pipeline) fn blocked(count: usize, first: &str) -> String {
    let more = if count > 1 { format!(" (e altri {})", count - 1) } else { String::new() };
    format!("il visto non si può dare finché qualcosa tiene il mese in bozza: {first}{more}")
}
