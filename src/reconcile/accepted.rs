//! Differences that the finance office has looked at and lets stand, from `config/accepted.toml`: which of them still are
//! what was accepted. Refuses to judge whether that was right; a difference that has changed since is open again.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

use super::Kind;
use crate::ledger::RowId;
use crate::money::{Cents, parse_italian};
use crate::period::Period;

/// One difference that somebody accepted, with the reason.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// Which one: the id of the difference, as the sheet `Differenze` shows it.
    #[serde(deserialize_with = "id")]
    pub id: RowId,
    /// What kind it was.
    pub kind: Kind,
    /// What it was worth, as the sheet `Differenze` shows it: `-1.234,56`.
    #[serde(rename = "amount", deserialize_with = "amount")]
    pub cents: Cents,
    /// Why it may stand.
    pub why: String,
    /// The last day on which it may: a date, or the end of a month.
    #[serde(deserialize_with = "last_day")]
    pub until: NaiveDate,
    /// The first month in which it may; without it, in every month up to that day.
    pub from: Option<Period>,
}

fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<RowId, D::Error> {
    let text = String::deserialize(deserializer)?;
    let whole = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.parse().ok().filter(|_| whole).ok_or_else(|| {
        serde::de::Error::custom(format!(
            "`{text}` non è l'identificativo di una differenza: sono le 32 cifre dell'ultima colonna del foglio Differenze"
        ))
    })
}

fn amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cents, D::Error> {
    let text = String::deserialize(deserializer)?;
    match parse_italian(&text) {
        Ok(typed) if typed.if_point_is_decimal.is_none() => Ok(typed.cents),
        _ => Err(serde::de::Error::custom(format!("`{text}` non è un importo come 1.234,56"))),
    }
}

fn last_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let text = String::deserialize(deserializer)?;
    let month = text.parse::<Period>().map(Period::last_day);
    month
        .or_else(|_| text.parse())
        .map_err(|_| serde::de::Error::custom(format!("`{text}` non è una data né un mese, come 2021-12-31 o 2021-12")))
}

impl Acceptance {
    /// Whether its month has come and its day has not passed.
    fn in_force(&self, period: Period) -> bool {
        self.from.is_none_or(|from| from <= period) && period.last_day() <= self.until
    }
}

/// What an acceptance is worth for a difference as it stands now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict<'a> {
    /// Nobody accepted it, or not for this month yet.
    Open,
    /// It is what was accepted.
    Accepted(&'a Acceptance),
    /// It was accepted, and its day has passed.
    Expired(&'a Acceptance),
    /// It was accepted when it was something else.
    Changed(&'a Acceptance),
}

/// How a difference of this name, kind and amount stands with what was accepted. Where one name was accepted several
/// times, in turn, the acceptance of this month is asked.
pub(super) fn verdict(all: &[Acceptance], id: RowId, kind: Kind, cents: Cents, period: Period) -> Verdict<'_> {
    let mut own = all.iter().filter(|it| it.id == id && it.from.is_none_or(|from| from <= period));
    let Some(first) = own.next() else { return Verdict::Open };
    let own: Vec<&Acceptance> = std::iter::once(first).chain(own).filter(|it| it.in_force(period)).collect();
    let fits = own.iter().find(|it| (it.kind, it.cents) == (kind, cents));
    match fits.or(own.first()) {
        Some(it) if (it.kind, it.cents) == (kind, cents) => Verdict::Accepted(it),
        Some(it) => Verdict::Changed(it),
        None => Verdict::Expired(first),
    }
}

/// The names that were accepted for this month and that nothing in it bears, in the order in which they are written.
pub(super) fn unknown(all: &[Acceptance], period: Period, known: &dyn Fn(RowId) -> bool) -> Vec<RowId> {
    all.iter().filter(|it| it.in_force(period) && !known(it.id)).map(|it| it.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acceptance(fields: &str) -> Result<Acceptance, String> {
        let id = RowId::hash("x");
        let text = format!("id = '{id}'\nkind = 'amount'\nwhy = 'ritenuta versata'\n{fields}");
        toml::from_str(&text).map_err(|error: toml::de::Error| error.message().to_owned())
    }

    #[test]
    fn it_holds_for_its_kind_and_amount_until_its_day() {
        let all = [acceptance("amount = '-1.040,00'\nuntil = '2021-07'\nfrom = '2021-05'").unwrap()];
        let asked = |kind, cents, month: &str| match verdict(
            &all,
            RowId::hash("x"),
            kind,
            Cents(cents),
            month.parse().unwrap(),
        ) {
            Verdict::Open => "open",
            Verdict::Accepted(_) => "accepted",
            Verdict::Expired(_) => "expired",
            Verdict::Changed(_) => "changed",
        };
        assert_eq!(asked(Kind::Amount, -104_000, "2021-04"), "open");
        assert_eq!(asked(Kind::Amount, -104_000, "2021-05"), "accepted");
        assert_eq!(asked(Kind::Amount, -104_000, "2021-07"), "accepted");
        assert_eq!(asked(Kind::Amount, -104_000, "2021-08"), "expired");
        assert_eq!(asked(Kind::Amount, -104_001, "2021-07"), "changed");
        assert_eq!(asked(Kind::MissingInAccounting, -104_000, "2021-07"), "changed");
        assert_eq!(unknown(&all, "2021-06".parse().unwrap(), &|_| false), [RowId::hash("x")]);
        assert_eq!(unknown(&all, "2021-08".parse().unwrap(), &|_| false), []);
    }

    #[test]
    fn what_is_accepted_again_counts_anew() {
        let all = [
            acceptance("amount = '10,00'\nuntil = '2021-05-31'").unwrap(),
            acceptance("amount = '20,00'\nuntil = '2021-12-31'\nfrom = '2021-06'").unwrap(),
        ];
        let of =
            |cents, month: &str| verdict(&all, RowId::hash("x"), Kind::Amount, Cents(cents), month.parse().unwrap());
        assert_eq!(of(1_000, "2021-05"), Verdict::Accepted(&all[0]));
        assert_eq!(of(2_000, "2021-06"), Verdict::Accepted(&all[1]));
        assert_eq!(of(1_000, "2021-06"), Verdict::Changed(&all[1]));
    }

    #[test]
    fn what_is_no_id_amount_or_day_is_refused_in_words() {
        let wrong = |fields: &str| acceptance(fields).unwrap_err();
        insta::assert_snapshot!(wrong("amount = 'dieci'\nuntil = '2021-07'"), @"`dieci` non è un importo come 1.234,56");
        insta::assert_snapshot!(wrong("amount = '1.024'\nuntil = '2021-07'"), @"`1.024` non è un importo come 1.234,56");
        insta::assert_snapshot!(wrong("amount = '10,00'\nuntil = 'mai'"), @"`mai` non è una data né un mese, come 2021-12-31 o 2021-12");
        let text = "id = '12'\nkind = 'amount'\nwhy = 'x'\namount = '1,00'\nuntil = '2021-07'";
        insta::assert_snapshot!(toml::from_str::<Acceptance>(text).unwrap_err().message(), @"`12` non è l'identificativo di una differenza: sono le 32 cifre dell'ultima colonna del foglio Differenze");
    }
}
