//! Why a pass did not pair two rows, and what two rows have in common: short, for lists.

use crate::italian::{counted, days, listed};
use crate::ledger::Side;
use crate::money::Cents;
use crate::reconcile::rules::{KeyPart, Window};

/// What stands between the rows of a difference in a pass. Counts and values of both sides come accounts first.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::reconcile) enum Obstacle {
    /// Rows do not say a part of the key: how many of each side, out of how many.
    Unsaid { part: KeyPart, lacking: [usize; 2], of: [usize; 2] },
    /// The pass looks at days, and rows have none.
    Undated { lacking: [usize; 2], of: [usize; 2] },
    /// The sides say another thing.
    Other { part: KeyPart, said: [Vec<String>; 2] },
    /// They name two persons, by their names or legal forms, as written.
    OtherPerson { said: [String; 2] },
    /// Their amounts are too far apart; whether the pass would take any gap.
    Gap { cents: [Cents; 2], tolerated: bool },
    /// Their days are: days from liquidation to booking.
    Days { late: i64, window: Window },
    /// So many rows of each side are equally good.
    Ambiguous { rows: [usize; 2] },
    /// The search ended at its bound.
    Stopped,
    /// The pass pairs them, and somebody has to confirm.
    Suggested,
    /// The pass takes one row against one.
    PairsAlone,
    /// So many rows of this side have the key and agree with others.
    Paired { side: Side, rows: usize },
    /// The row of this side was taken back by its own storno.
    Reversed { side: Side },
    /// The registration is booked under an account that is not compared.
    Outside { account: String },
    /// No row of this side has the key.
    Nobody { side: Side },
    /// Nothing keeps them apart, and yet no grouping was the only one.
    NoneAlone,
}

impl Obstacle {
    /// The name for programs.
    pub(in crate::reconcile) fn code(&self) -> &'static str {
        match self {
            Self::Unsaid { .. } => "key_unsaid",
            Self::Undated { .. } => "date_unsaid",
            Self::Other { .. } => "key_differs",
            Self::OtherPerson { .. } => "person_differs",
            Self::Gap { .. } => "amount_differs",
            Self::Days { .. } => "outside_window",
            Self::Ambiguous { .. } => "ambiguous",
            Self::Stopped => "search_stopped",
            Self::Suggested => "suggested",
            Self::PairsAlone => "pairs_alone",
            Self::Paired { .. } => "already_paired",
            Self::Reversed { .. } => "reversed",
            Self::Outside { .. } => "other_account",
            Self::Nobody { .. } => "no_row",
            Self::NoneAlone => "none_alone",
        }
    }

    /// The same for people.
    pub(in crate::reconcile) fn text(&self) -> String {
        match self {
            Self::Unsaid { part, lacking, of } => format!("non partecipa: {} {}", wanting(*lacking, *of), named(*part)),
            Self::Undated { lacking, of } => format!("non partecipa: {} la data", wanting(*lacking, *of)),
            Self::Other { part, said } => {
                let [part, one, other] = [self::part(*part).to_owned(), several(&said[0]), several(&said[1])];
                format!("{part} diverso: {one} e {other}")
            }
            Self::OtherPerson { said: [one, other] } => format!("beneficiari diversi: {one} e {other}"),
            Self::Gap { cents: [accounts, office], tolerated } => {
                let beyond = if *tolerated { ", oltre la tolleranza" } else { "" };
                format!("importi diversi: {accounts} e {office}, scarto {}{beyond}", (*accounts - *office).abs())
            }
            Self::Days { late, window } => {
                let (side, most) =
                    if *late > 0 { ("dopo la", window.days_after) } else { ("prima della", window.days_before) };
                format!("registrata {} {side} liquidazione, al massimo {most}", days(late.abs()))
            }
            Self::Ambiguous { rows: [accounts, office] } => format!(
                "più abbinamenti ugualmente buoni, fra {} e {}",
                counted(*accounts, "registrazione", "registrazioni"),
                counted(*office, "riga della scheda", "righe della scheda"),
            ),
            Self::Stopped => "ricerca interrotta: troppe somme possibili".to_owned(),
            Self::Suggested => "le abbina, ma solo come proposta da confermare".to_owned(),
            Self::PairsAlone => "abbina una riga a una sola".to_owned(),
            Self::Paired { side, rows: 1 } => {
                format!("{}, la riga con la stessa chiave è già abbinata", place(*side))
            }
            Self::Paired { side, rows } => {
                format!("{}, le {rows} righe con la stessa chiave sono già abbinate", place(*side))
            }
            Self::Reversed { side } => format!("{}, la riga è annullata dal suo storno", place(*side)),
            Self::Outside { account } => format!("il conto {account} non è fra quelli confrontati"),
            Self::Nobody { side } => format!("nessuna riga con la stessa chiave {}", place(*side)),
            Self::NoneAlone => "stessa chiave, ma nessun abbinamento è l'unico possibile".to_owned(),
        }
    }
}

fn place(side: Side) -> &'static str {
    match side {
        Side::Accounting => "in contabilità",
        Side::Office => "nella scheda",
    }
}

/// Where something is wanting, and in how many rows where not in all.
fn wanting(lacking: [usize; 2], of: [usize; 2]) -> String {
    let sides = [Side::Accounting, Side::Office];
    let said = |at: usize| {
        let some = if lacking[at] == of[at] {
            String::new()
        } else {
            format!(" ({} su {})", counted(lacking[at], "riga", "righe"), of[at])
        };
        (lacking[at] > 0).then(|| format!("{}{some}", place(sides[at])))
    };
    let places: Vec<String> = [0, 1].into_iter().filter_map(said).collect();
    format!("{} manca", listed(&places))
}

/// A part of a key with its article.
fn named(part: KeyPart) -> &'static str {
    match part {
        KeyPart::Office => "l'ufficio",
        KeyPart::Objective => "l'obiettivo",
        KeyPart::Act => "il provvedimento",
        KeyPart::FiscalCode => "il codice fiscale",
        KeyPart::Beneficiary => "il beneficiario",
        KeyPart::Mandate => "il mandato",
        KeyPart::Cup => "il CUP",
        KeyPart::Cor => "il COR",
    }
}

/// A part of a key alone.
pub(in crate::reconcile) fn part(part: KeyPart) -> &'static str {
    named(part).trim_start_matches("il ").trim_start_matches("l'")
}

/// What a side says: one text, or the first of several.
fn several(said: &[String]) -> String {
    match said {
        [] => String::new(),
        [only] => only.clone(),
        [first, rest @ ..] => format!("{first} (e {})", counted(rest.len(), "altro", "altri")),
    }
}

/// A part of which two rows say two things.
pub(in crate::reconcile) fn apart(of: KeyPart, [one, other]: [&str; 2]) -> String {
    format!("{} ({one} e {other})", part(of))
}

/// A part that one of two rows says.
pub(in crate::reconcile) fn on_one_side(of: KeyPart) -> String {
    format!("{} da una parte sola", part(of))
}

pub(in crate::reconcile) const LEGAL_FORM: &str = "forma giuridica";
pub(in crate::reconcile) const AMOUNT: &str = "importo";
pub(in crate::reconcile) const DATE: &str = "data";

/// An amount, with the gap between two rows.
pub(in crate::reconcile) fn other_amount(gap: Cents) -> String {
    format!("{AMOUNT} (scarto {gap})")
}

/// A date, with the days between two rows.
pub(in crate::reconcile) fn other_date(apart: i64) -> String {
    format!("{DATE} ({})", days(apart))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_few_months_have_is_said_as_shortly() {
        let texts = |said: &[&str]| said.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let all = [
            Obstacle::Unsaid { part: KeyPart::Act, lacking: [1, 2], of: [3, 2] },
            Obstacle::Undated { lacking: [2, 0], of: [2, 2] },
            Obstacle::Other { part: KeyPart::Mandate, said: [texts(&["118", "119", "120"]), texts(&["7"])] },
            Obstacle::Days { late: -1, window: Window { days_before: 0, days_after: 30 } },
            Obstacle::Paired { side: Side::Accounting, rows: 3 },
            Obstacle::NoneAlone,
        ];
        let said: Vec<String> = all.iter().map(Obstacle::text).collect();
        insta::assert_snapshot!(said.join("\n"), @r"
        non partecipa: in contabilità (1 riga su 3) e nella scheda manca il provvedimento
        non partecipa: in contabilità manca la data
        mandato diverso: 118 (e 2 altri) e 7
        registrata 1 giorno prima della liquidazione, al massimo 0
        in contabilità, le 3 righe con la stessa chiave sono già abbinate
        stessa chiave, ma nessun abbinamento è l'unico possibile
        ");
    }
}
