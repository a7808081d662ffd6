//! Firms and persons that nobody can take for real ones: invented names, and tax codes of offices and places that do not exist.

use super::chance::Chance;

/// What a firm is by law, by which it is called in more than one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Srl,
    Srls,
    Spa,
    Snc,
    Sas,
    Cooperative,
    SoleTrader,
    /// A consortium or an association has nothing after its name, a person neither.
    None,
}

impl Form {
    /// How it is spelled, the way of the accounts first.
    pub fn spellings(self) -> &'static [&'static str] {
        match self {
            Self::Srl => {
                &["S.r.l.", "s.r.l.", "srl", "SRL", "S.R.L.", "S. r. l.", "Srl", "società a responsabilità limitata"]
            }
            Self::Srls => &["S.r.l.s.", "SRLS", "srls", "S.R.L.S.", "s.r.l.s.", "S.r.l. semplificata"],
            Self::Spa => &["S.p.A.", "SPA", "spa", "S.P.A.", "s.p.a.", "SpA", "società per azioni"],
            Self::Snc => &["S.n.c.", "SNC", "snc", "s.n.c.", "società in nome collettivo"],
            Self::Sas => &["S.a.s.", "SAS", "sas", "s.a.s.", "società in accomandita semplice"],
            Self::Cooperative => &[
                "Soc. coop. a r.l.",
                "SOC. COOP. A R.L.",
                "Società cooperativa a r.l.",
                "soc.coop.",
                "Soc. coop. arl",
                "Società cooperativa",
                "società cooperativa a responsabilità limitata",
            ],
            Self::SoleTrader => &["ditta individuale", "Ditta individuale", "impresa individuale", "DITTA INDIVIDUALE"],
            Self::None => &[""],
        }
    }
}

/// Who is paid.
#[derive(Clone, Debug)]
pub struct Firm {
    /// The name without the form; a person's begins with the surname.
    pub name: String,
    pub form: Form,
    /// Eleven digits, or sixteen characters.
    pub code: String,
    /// The given name at the end of a person's.
    pub given: &'static str,
}

/// How many firms have their name for themselves.
pub const FIRMS: usize = 500;

/// Two firms of one name and of different forms.
pub const TWINS: usize = 24;

const PERSONS: usize = 80;

const TRADES: [&str; 27] = [
    "Caseificio",
    "Officine",
    "Tessitura",
    "Panificio",
    "Liuteria",
    "Agriturismo",
    "Cantina",
    "Tipografia",
    "Falegnameria",
    "Molino",
    "Salumificio",
    "Ferramenta",
    "Carpenteria",
    "Pasticceria",
    "Torrefazione",
    "Vivai",
    "Trasporti",
    "Impianti",
    "Edilizia",
    "Ceramiche",
    "Vetreria",
    "Conserve",
    "Calzaturificio",
    "Maglificio",
    "Oleificio",
    "Locanda",
    "Consorzio",
];

const HOUSES: [&str; 44] = [
    "Brandolà",
    "Vernèl",
    "dell'Adda Morta",
    "Ca' Bruna",
    "Žerjav",
    "Šterk & Figli",
    "Muñez",
    "Fratelli Zanoré",
    "D'Ambrogiò",
    "San Zenò",
    "L'Aquilone",
    "Façonnet",
    "Müllner",
    "Hörstel",
    "Nicolò Sereni",
    "Trebbia Verde",
    "Ronco Nuovo",
    "Val d'Orlo",
    "Po Vecchio",
    "Castelvì",
    "Tre Torri",
    "Gussolé",
    "Sant'Eligio",
    "Cento Rose",
    "Borgo Ticchio",
    "Quattro Venti",
    "Il Càrpine",
    "Acquadolce",
    "Mezzadì",
    "Prandèl",
    "Orzivalle",
    "Fontanasecca",
    "Rovereta",
    "Stagnò",
    "Pizzidoro",
    "Isola Dovì",
    "Grontà",
    "Malpensieri",
    "1908",
    "Alfa 3",
    "Più Verde",
    "Città del Violino",
    "Perché No",
    "Nord-Est",
];

const SURNAMES: [&str; 16] = [
    "Zanobretti",
    "Malcotti",
    "Perdisà",
    "Šimunič",
    "Žagarin",
    "Muñiz",
    "D'Astolfi",
    "De' Rogati",
    "Lo Grassi",
    "Fumagallò",
    "Trevisòl",
    "Gallinèr",
    "Bassanò",
    "Quadrilli",
    "Scotturà",
    "Dell'Ombra",
];

const GIVEN: [&str; 10] =
    ["Niccolò", "Mosè", "Desirée", "Anna", "Zoé", "Giosuè", "Carlo Maria", "Irene", "Vittoria", "José"];

const COMPANIES: [Form; 10] = [
    Form::Srl,
    Form::Srl,
    Form::Srl,
    Form::Srl,
    Form::Srls,
    Form::Spa,
    Form::Snc,
    Form::Sas,
    Form::Cooperative,
    Form::Cooperative,
];

/// The firms of a chamber, and after them [`TWINS`] firms, each two of one name.
pub fn all(chance: &mut Chance) -> Vec<Firm> {
    let names = chance.several(FIRMS - PERSONS + TWINS / 2, TRADES.len() * HOUSES.len());
    let mut names = names.into_iter().map(|at| format!("{} {}", TRADES[at % TRADES.len()], HOUSES[at / TRADES.len()]));
    let mut firms = Vec::new();
    for name in names.by_ref().take(FIRMS - PERSONS) {
        let form = if name.starts_with("Consorzio") { Form::None } else { chance.pick(&COMPANIES) };
        firms.push(Firm { name, form, code: of_firm(firms.len(), chance), given: "" });
    }
    for at in chance.several(PERSONS, SURNAMES.len() * GIVEN.len()) {
        let (surname, given) = (SURNAMES[at % SURNAMES.len()], GIVEN[at / SURNAMES.len()]);
        let form = if chance.percent(60) { Form::SoleTrader } else { Form::None };
        // Who trades is known by eleven digits as often as by the code of the person.
        let by_digits = form == Form::SoleTrader && chance.percent(50);
        let code = if by_digits { of_firm(firms.len(), chance) } else { of_person(surname, given, chance) };
        firms.push(Firm { name: format!("{surname} {given}"), form, code, given });
    }
    for name in names {
        for form in chance.pick(&[[Form::Srl, Form::Spa], [Form::Snc, Form::Sas], [Form::Srl, Form::Cooperative]]) {
            firms.push(Firm { name: name.clone(), form, code: of_firm(firms.len(), chance), given: "" });
        }
    }
    firms
}

/// Eleven digits of the office `000`, which no province has, with their check digit. Two in five begin with zeros.
fn of_firm(number: usize, chance: &mut Chance) -> String {
    let number = number + 1;
    let body = if chance.percent(40) {
        format!("{number:07}000")
    } else {
        format!("{}{number:05}000", chance.between(10, 99))
    };
    let worth = |(place, digit): (usize, u8)| {
        let value = u32::from(digit - b'0') * if place % 2 == 0 { 1 } else { 2 };
        value / 10 + value % 10
    };
    let sum: u32 = body.bytes().enumerate().map(worth).sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

/// What characters are worth at the odd places of a person's code: D.M. 23/12/1976.
const ODD: [u32; 26] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/// Sixteen characters of somebody born at `X999`, which is no place.
fn of_person(surname: &str, given: &str, chance: &mut Chance) -> String {
    let letters = |name: &str| {
        let plain = super::spelling::without_accents(name).to_uppercase();
        let letters: Vec<char> = plain.chars().filter(char::is_ascii_alphabetic).collect();
        let vowel = |letter: &&char| "AEIOU".contains(**letter);
        let consonants = letters.iter().filter(|letter| !vowel(letter));
        let three = consonants.chain(letters.iter().filter(vowel)).copied().chain("XXX".chars());
        three.take(3).collect::<String>()
    };
    let (year, day) = (chance.between(40, 99), chance.between(1, 28));
    let month = chance.pick(&['A', 'B', 'C', 'D', 'E', 'H', 'L', 'M', 'P', 'R', 'S', 'T']);
    let body = format!("{}{}{year}{month}{day:02}X999", letters(surname), letters(given));
    let worth = |(place, byte): (usize, u8)| {
        let ordinal = u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' });
        if place % 2 == 0 { ODD[ordinal as usize] } else { ordinal }
    };
    let sum: u32 = body.bytes().enumerate().map(worth).sum();
    format!("{body}{}", char::from(b'A' + u8::try_from(sum % 26).unwrap()))
}
