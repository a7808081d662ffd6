//! What is said of identities that fail, of differences with offices, of accounts without a line.

use std::collections::BTreeSet;

use super::{Rows, Said, detail, detail_of};
use crate::italian::{capital, counted, days};
use crate::money::Cents;
use crate::monitor::Detail;
use crate::period::italian_date;
use crate::reconcile::{Difference, TieOut};

/// Codes named in a sentence before it says how many more there are.
const CODES_SHOWN_MAX: usize = 10;
/// Failures told one by one before the rest is only counted.
const FAILURES_MAX: usize = 4;

/// Both sides of a failure and their gap: of a statement what is printed and what its lines give, of a check, which sets two
/// figures side by side, both as they are.
fn sides(it: &TieOut) -> [String; 3] {
    let euro = |cents: Option<Cents>| cents.map_or_else(|| "non noto".to_owned(), |cents| it.unit.shown(cents));
    let (left, right) = (euro(it.left), euro(it.right));
    if it.id.contains('.') || !it.label.contains(['=', '≤']) {
        let gap = format!("scarto {}", euro(it.difference()));
        return [format!("stampato {left}"), format!("calcolato {right}"), gap];
    }
    let gap = match it.difference() {
        Some(gap) if gap.0 < 0 => format!("al primo mancano {}", it.unit.shown(gap.abs())),
        Some(gap) => format!("il primo ha {} in più", it.unit.shown(gap)),
        None => "scarto non noto".to_owned(),
    };
    [format!("il primo è {left}"), format!("il secondo {right}"), gap]
}

/// The failures of one identity: what it says once, then where it fails and by how much.
pub(in crate::monitor) fn tie_outs_failed(failed: &[&TieOut], blocking: bool, rows: Rows) -> Said {
    let Some(first) = failed.first() else { return (String::new(), Detail::default()) };
    let action = if blocking {
        "Correggere l'esportazione e depositarla di nuovo: finché non torna il mese resta in bozza."
    } else {
        "Controllare il prospetto alla fonte."
    };
    if failed.len() == 1 {
        let hint = first.hint.as_ref().map_or_else(String::new, |hint| format!(" {hint}"));
        let [left, right, gap] = sides(first);
        let said = format!("Non quadra «{}», {}: {left}, {right}, {gap}.{hint}", first.label, first.figures);
        let detail = Detail {
            figure: left,
            target: right,
            deviation: format!("{gap}{}", hint.trim_end_matches('.')),
            ..detail(format!("Non quadra «{}»", first.label), action, format!("Ora quadra «{}».", first.label))
        };
        return (said, detail);
    }
    let same = failed.iter().all(|it| it.label == first.label);
    let gap = |it: &&TieOut| {
        let gap = it.difference().map_or_else(|| "non noto".to_owned(), |gap| it.unit.shown(gap));
        if same { format!("{} di {gap}", it.figures) } else { format!("«{}» di {gap}", it.label) }
    };
    let told: Vec<String> = failed.iter().take(FAILURES_MAX).map(gap).collect();
    let rest = match failed.len() - told.len() {
        0 => String::new(),
        more => format!("; e altre {more}"),
    };
    let gaps = format!("{}{rest}", told.join("; "));
    let (what, which) = if same {
        (format!("«{}» in {} casi", first.label, failed.len()), format!("«{}»", first.label))
    } else {
        (format!("in {} casi", failed.len()), format!("«{}» e altro", first.label))
    };
    let sheet = if rows == Rows::InWorkbookToCome { "" } else { " Vedere il foglio Quadrature." };
    let detail = Detail {
        figure: format!("{} casi", failed.len()),
        deviation: gaps.clone(),
        ..detail(format!("Non quadra {which}"), action, format!("Ora quadra {which}."))
    };
    (format!("Non quadra {what}: {gaps}.{sheet}"), detail)
}

/// How an office stands that has no open difference of its own but those that the accounts put right.
pub(in crate::monitor) const HANDED_ON: &str = "quelle rimaste le corregge la contabilità";

/// Of whom differences are.
#[derive(Clone, Copy)]
pub(in crate::monitor) struct Whose<'a> {
    /// An office by name; empty where they are of nobody.
    pub name: &'a str,
    /// Whether it answers for the accounts and puts right what other offices have.
    pub puts_right: bool,
}

impl Whose<'_> {
    fn italian(self) -> String {
        match self {
            Self { puts_right: true, .. } => "Contabilità".to_owned(),
            Self { name: "", .. } => "Senza ufficio".to_owned(),
            Self { name, .. } => capital(name),
        }
    }
}

pub(in crate::monitor) fn differences(office: Whose<'_>, count: usize, sum: Cents, at: &str, rows: Rows) -> Said {
    let open = counted(count, "differenza aperta", "differenze aperte");
    let open = if office.puts_right { format!("{open} da correggere in contabilità") } else { open };
    let whose = office.italian();
    // A payment under another objective is worth nothing by its difference.
    let worth = match (sum.0, count) {
        (0, _) => String::new(),
        (_, 1) => format!("per {sum}"),
        _ => format!("per {sum} in tutto"),
    };
    let close = match (office.name.is_empty(), count) {
        _ if office.puts_right && count == 1 => "Correggerla come è stato deciso",
        _ if office.puts_right => "Correggerle come è stato deciso",
        (false, 1) => "Chiuderla con l'ufficio",
        (false, _) => "Chiuderle con l'ufficio",
        (true, 1) => "Attribuirla a un ufficio",
        (true, _) => "Attribuirle a un ufficio",
    };
    let (the_rows, are) = if count == 1 { ("la riga", "è") } else { ("le righe", "sono") };
    let sheet = match rows {
        Rows::Here => "nel foglio Differenze",
        Rows::InWorkbook => "nel foglio Differenze della cartella del mese",
        Rows::InWorkbookToCome => "nel foglio Differenze della cartella del mese, quando è emessa",
    };
    let comma = if worth.is_empty() { "" } else { ", " };
    let said = format!("{whose}: {open} {at}{comma}{worth}.");
    let detail = Detail {
        figure: open,
        deviation: worth,
        ..detail_of(&whose, "differenze aperte", format!("{close}; {the_rows} {are} {sheet}."), "differenze chiuse")
    };
    (said, detail)
}

pub(in crate::monitor) fn differences_aged(office: Whose<'_>, count: usize, oldest: &Difference, at: &str) -> Said {
    let late = counted(count, "differenza fuori tempo", "differenze fuori tempo");
    let whose = office.italian();
    let since = format!("aperta dal {} ({})", italian_date(oldest.first_seen), days(oldest.age_days));
    let (since, action) = if count == 1 {
        (since, "Chiuderla: correggere la scheda, o dire perché resta.")
    } else {
        (format!("la più vecchia {since}"), "Chiuderle: correggere la scheda, o dire perché restano.")
    };
    let action =
        if office.puts_right { "Correggere in contabilità come è stato deciso, o decidere altro." } else { action };
    let said = format!("{whose}: {late} {at}, {since}.");
    let detail = detail_of(&whose, "differenze aperte da troppo tempo", action, "nessuna differenza fuori tempo");
    (said, Detail { figure: late, deviation: since, ..detail })
}

pub(in crate::monitor) fn unmapped_accounts(codes: &BTreeSet<&str>) -> Said {
    let shown: Vec<String> = codes.iter().take(CODES_SHOWN_MAX).map(|code| format!("`{code}`")).collect();
    let more = match codes.len().saturating_sub(CODES_SHOWN_MAX) {
        0 => String::new(),
        more => format!(" e altri {more}"),
    };
    let (which, remedy) =
        if codes.len() == 1 { ("Un conto non ha", "Aggiungerlo") } else { ("Alcuni conti non hanno", "Aggiungerli") };
    let said = format!("{which} una voce dello schema: {}{more}.", shown.join(", "));
    let detail = Detail {
        figure: format!("{}{more}", shown.join(", ")),
        ..detail(
            "Conti senza voce dello schema",
            format!("{remedy} in `accounts.toml`."),
            "Ora tutti i conti hanno una voce dello schema.",
        )
    };
    (said, detail)
}
