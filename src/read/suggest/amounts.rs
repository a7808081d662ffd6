//! Which of the year's figures a caption names in words: scenario, function, year. Refuses to look at cells.

use std::sync::LazyLock;

use regex::Regex;

/// An amount that a caption names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    /// As a layout writes it.
    pub scenario: &'static str,
    /// The letter of the function.
    pub function: Option<String>,
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
pub(super) fn named(words: &str, kind: &str, exercise: Option<i32>) -> Option<Amount> {
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
            (Some(letter), ..) => letter.as_str().to_owned(),
            (_, Some(_), ..) => "a".to_owned(),
            (_, _, Some(_), _) => "b".to_owned(),
            (.., Some(_)) => "c".to_owned(),
            _ => "d".to_owned(),
        });
    let year: Option<i32> = YEAR.find_iter(words).last().and_then(|year| year.as_str().parse().ok());
    let named = SCENARIOS.iter().find(|(word, _)| words.contains(word)).map(|(_, scenario)| *scenario);
    // A statement prints dates over its columns, and functions divide the actual.
    let scenario = named.or((function.is_some() || (year.is_some() && kind == "statement")).then_some("consuntivo"))?;
    let year = match (year, exercise) {
        (Some(year), Some(exercise)) if kind != "reference" && year + 1 == exercise => Year::Before,
        (Some(year), own) if Some(year) != own || kind == "reference" => Year::Fixed(year),
        _ => Year::OfFile,
    };
    Some(Amount { scenario, function, year })
}
