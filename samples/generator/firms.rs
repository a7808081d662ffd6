//! Beneficiaries that nobody can take for real ones: numbered names, and fiscal codes of an office that does not exist.

/// How many numbered firms there are; the number after the last is the chamber's own company.
pub const FIRMS: usize = 40;

const TRADES: [&str; 10] = [
    "Officine",
    "Caseificio",
    "Tessitura",
    "Panificio",
    "Liuteria",
    "Meccanica",
    "Agriturismo",
    "Cantina",
    "Tipografia",
    "Falegnameria",
];
const ORDINALS: [&str; FIRMS] = [
    "Uno",
    "Due",
    "Tre",
    "Quattro",
    "Cinque",
    "Sei",
    "Sette",
    "Otto",
    "Nove",
    "Dieci",
    "Undici",
    "Dodici",
    "Tredici",
    "Quattordici",
    "Quindici",
    "Sedici",
    "Diciassette",
    "Diciotto",
    "Diciannove",
    "Venti",
    "Ventuno",
    "Ventidue",
    "Ventitré",
    "Ventiquattro",
    "Venticinque",
    "Ventisei",
    "Ventisette",
    "Ventotto",
    "Ventinove",
    "Trenta",
    "Trentuno",
    "Trentadue",
    "Trentatré",
    "Trentaquattro",
    "Trentacinque",
    "Trentasei",
    "Trentasette",
    "Trentotto",
    "Trentanove",
    "Quaranta",
];
const LEGAL_FORMS: [&str; 4] = ["s.r.l.", "s.p.a.", "s.n.c.", "s.r.l."];

/// The firm's name as the accounts write it: `Officine Esempio Uno s.r.l.`.
pub fn name(firm: usize) -> String {
    ORDINALS.get(firm).map_or_else(
        || "Azienda Speciale di esempio".to_owned(),
        |ordinal| {
            format!("{} Esempio {ordinal} {}", TRADES[firm % TRADES.len()], LEGAL_FORMS[firm % LEGAL_FORMS.len()])
        },
    )
}

/// Eleven digits with a right check digit: seven for the firm, `000` for an office that no province has, the check.
pub fn fiscal_code(firm: usize) -> String {
    let body = format!("{:07}000", firm + 1);
    let sum: u32 = body
        .bytes()
        .enumerate()
        .map(|(i, byte)| {
            let digit = u32::from(byte - b'0');
            // Every second digit counts double, and a double of two digits counts their sum.
            if i % 2 == 0 { digit } else { 2 * digit / 10 + 2 * digit % 10 }
        })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}
