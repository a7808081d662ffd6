//! Which of the year's figures a caption names in words: scenario, function, year. Refuses to look at cells.

use std::sync::LazyLock;

use regex::Regex;

use crate::period::Function;
use crate::read::layout::Kind;

/// An amount that a caption names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    /// As a layout writes it.
    pub scenario: &'static str,
    /// The function.
    pub function: Option<Function>,
    /// Of which year it is.
    pub year: Year,
}

/// The year of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    /// That of the file.
    OfFile,
    /// The one before it.
    Before,
    /// This one, whatever the file's.
    Fixed(i32),
}

/// The amount that the words of a caption name, in a table of this kind and of a file of this year.
pub(super) fn named(words: &str, kind: Kind, exercise: Option<i32>) -> Option<Amount> {
    static YEAR: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b(?:19|20)\d\d\b").expect("a pattern that was written with this program"));
    static FUNCTION: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\bfunz(?:ion[ei])? (?:istituzionali )?([a-d])\b|\b(organi istituzionali)|\b(servizi di supporto)|\b(anagrafe)|\b(studio|promozione economica)")
            .expect("a pattern that was written with this program")
    });
    const SCENARIOS: [(&str, &str); 14] = [
        ("previsione consuntivo", "previsione_consuntivo"),
        ("preconsuntivo", "previsione_consuntivo"),
        ("previsione di consuntivo", "previsione_consuntivo"),
        ("variazion", "variazioni"),
        ("assestat", "assestato"),
        ("aggiornat", "assestato"),
        ("prenotat", "prenotato"),
        ("impegnat", "prenotato"),
        ("disponibil", "disponibile"),
        ("utilizzat", "utilizzato"),
        ("consuntiv", "consuntivo"),
        ("iniziale", "iniziale"),
        ("preventiv", "preventivo"),
        ("budget", "preventivo"),
    ];
    let function =
        FUNCTION.captures(words).map(|found| match (found.get(1), found.get(2), found.get(3), found.get(4)) {
            (Some(letter), ..) if letter.as_str() == "a" => Function::A,
            (Some(letter), ..) if letter.as_str() == "b" => Function::B,
            (Some(letter), ..) if letter.as_str() == "c" => Function::C,
            (_, Some(_), ..) => Function::A,
            (_, _, Some(_), _) => Function::B,
            (.., Some(_)) => Function::C,
            _ => Function::D,
        });
    let year: Option<i32> = YEAR.find_iter(words).last().and_then(|year| year.as_str().parse().ok());
    let named = SCENARIOS.iter().find(|(word, _)| words.contains(word)).map(|(_, scenario)| *scenario);
    // A statement prints dates over its columns, and functions divide the actual; a table that belongs to no month is a budget.
    let divided = function.map(|_| if kind == Kind::Reference { "preventivo" } else { "consuntivo" });
    let dated = (year.is_some() && kind == Kind::Statement).then_some("consuntivo");
    let scenario = named.or(divided).or(dated)?;
    let year = match (year, exercise) {
        // A table that belongs to no month prints former years side by side, each of its own.
        (Some(year), Some(exercise)) if kind != Kind::Reference && year + 1 == exercise => Year::Before,
        (Some(year), own) if Some(year) != own => Year::Fixed(year),
        _ => Year::OfFile,
    };
    Some(Amount { scenario, function, year })
}
