//! The chart of accounts, the budget of 2021 and how its actuals grow. The totals by voce are Cremona's published ones;
//! everything below them, and every actual, is invented.

use super::grants::Registration;
use super::lcg::Lcg;
use super::{FIRST_YEAR, MONTHS, Month};

/// An account with its budget, in whole euro.
pub struct Account {
    /// Six digits; the first three are the mastro.
    pub code: u32,
    /// As the export prints it.
    pub name: &'static str,
    /// The budget as approved.
    preventivo: i64,
    /// What the variation of May adds.
    variation: i64,
    /// How its actual grows.
    growth: Growth,
    /// Hundredths of functions A to D.
    functions: [i64; 4],
}

/// A posting on the wrong account, both costs of voce 7.
struct Misposted {
    from: u32,
    to: u32,
    cents: i64,
}

const MISPOSTED: Misposted = Misposted { from: 325_010, to: 327_009, cents: 240_000 };

/// The account planted far over its share of the first year.
pub const OVER_SHARE: u32 = 329_001;

/// How much of the year's budget is booked by the end of each month, in thousandths.
enum Growth {
    /// About so much.
    About([i64; MONTHS]),
    /// Exactly so much.
    Exactly([i64; MONTHS]),
    /// What the registrations of interventi economici say.
    Registered,
}

use Growth::{About, Exactly, Registered};

const MONTHLY: Growth = About([80, 160, 245, 325, 405, 490, 565, 640, 715, 790, 865, 980]);
const BILLS: Growth = About([30, 110, 190, 270, 350, 430, 505, 565, 640, 725, 815, 955]);
const FEE: Growth = About([12, 26, 45, 70, 110, 520, 790, 830, 860, 885, 925, 990]);
const DUTIES: Growth = About([75, 150, 240, 315, 400, 480, 565, 620, 705, 795, 885, 985]);
const RENTS: Growth = About([0, 250, 250, 250, 500, 500, 500, 740, 740, 740, 970, 970]);
const QUOTAS: Growth = Exactly([0, 0, 500, 500, 500, 500, 500, 500, 1000, 1000, 1000, 1000]);
const EXTRAORDINARY: Growth = About([0, 60, 140, 200, 310, 420, 470, 510, 600, 690, 780, 920]);
const FROM_MAY: Growth = Exactly([0, 0, 0, 0, 500, 500, 500, 500, 500, 500, 1000, 1000]);
const AT_YEAR_END: Growth = Exactly([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000]);
const IN_JANUARY: Growth = Exactly([1000; MONTHS]);
/// The line planted far over its share of the first year; in the others it grows as bills do.
const BODIES: Growth = Exactly([120, 250, 410, 580, 780, 920, 930, 935, 950, 965, 980, 995]);

const SUPPORT: [i64; 4] = [0, 100, 0, 0];
const REGISTER: [i64; 4] = [0, 0, 100, 0];
const PROMOTION: [i64; 4] = [0, 0, 0, 100];
const STAFF: [i64; 4] = [10, 22, 46, 22];
const OFFICES: [i64; 4] = [6, 27, 45, 22];
const BOARD: [i64; 4] = [100, 0, 0, 0];

#[expect(clippy::too_many_arguments, reason = "a row of the chart of accounts, in the order of its table")]
const fn account(
    code: u32,
    name: &'static str,
    preventivo: i64,
    variation: i64,
    growth: Growth,
    functions: [i64; 4],
) -> Account {
    Account { code, name, preventivo, variation, growth, functions }
}

/// The mastri of the oneri export, which prints a subtotal for each.
pub const MASTRI: [(u32, &str); 16] = [
    (321, "COMPETENZE AL PERSONALE"),
    (322, "ONERI SOCIALI"),
    (323, "ACCANTONAMENTI AL T.F.R."),
    (324, "ALTRI COSTI DEL PERSONALE"),
    (325, "PRESTAZIONE SERVIZI"),
    (326, "GODIMENTO DI BENI DI TERZI"),
    (327, "ONERI DIVERSI DI GESTIONE"),
    (328, "QUOTE ASSOCIATIVE"),
    (329, "ORGANI ISTITUZIONALI"),
    (330, "INTERVENTI ECONOMICI"),
    (340, "AMMORTAMENTO IMMOBILIZZAZIONI IMMATERIALI"),
    (341, "AMMORTAMENTO IMMOBILIZZAZIONI MATERIALI"),
    (342, "SVALUTAZIONE CREDITI"),
    (343, "FONDI RISCHI E ONERI"),
    (351, "ONERI FINANZIARI"),
    (361, "ONERI STRAORDINARI"),
];

/// The accounts of the proventi export.
pub const PROVENTI: &[Account] = &[
    // 3.160.000
    account(310_000, "DIRITTO ANNUALE", 2_433_333, 0, FEE, SUPPORT),
    account(310_001, "SANZIONI DIRITTO ANNUALE", 190_000, 0, FEE, SUPPORT),
    account(310_002, "INTERESSI MORATORI DIRITTO ANNUALE", 18_000, 0, FEE, SUPPORT),
    account(310_004, "DIRITTO ANNUALE INCREMENTO 20%", 526_667, 0, FEE, SUPPORT),
    account(310_009, "RESTITUZIONE DIRITTO ANNUALE", -8_000, 0, DUTIES, SUPPORT),
    // 1.218.000
    account(311_000, "DIRITTI DI SEGRETERIA REGISTRO IMPRESE", 1_062_000, 0, DUTIES, REGISTER),
    account(311_003, "DIRITTI DI SEGRETERIA AMBIENTE", 78_000, 0, DUTIES, REGISTER),
    account(311_006, "DIRITTI DI SEGRETERIA COMMERCIO ESTERO", 62_000, 0, DUTIES, PROMOTION),
    account(311_010, "SANZIONI AMMINISTRATIVE", 18_000, 0, DUTIES, REGISTER),
    account(311_099, "RESTITUZIONE DIRITTI DI SEGRETERIA", -2_000, 0, DUTIES, REGISTER),
    // 512.500
    account(312_000, "CONTRIBUTI FONDO PEREQUATIVO SU PROGETTI", 0, 24_000, FROM_MAY, PROMOTION),
    account(312_005, "CONTRIBUTI PER FINALITA' PROMOZIONALI", 0, 36_000, FROM_MAY, PROMOTION),
    account(312_010, "AFFITTI ATTIVI", 165_000, 0, RENTS, SUPPORT),
    account(312_014, "RIMBORSI E RECUPERI DIVERSI", 147_500, 0, BILLS, [5, 35, 40, 20]),
    account(312_018, "RIMBORSI PER ATTIVITA' DELEGATE", 120_000, 0, RENTS, REGISTER),
    account(312_020, "CONTRIBUTI E RIMBORSI DA CONVENZIONI", 80_000, 0, BILLS, [0, 20, 50, 30]),
    // 255.000
    account(313_000, "RICAVI CESSIONE BENI E SERVIZI", 40_000, 0, DUTIES, REGISTER),
    account(313_004, "RICAVI CARNET E CERTIFICATI", 35_000, 0, DUTIES, PROMOTION),
    account(313_006, "RICAVI SERVIZI METROLOGICI", 48_000, 0, BILLS, REGISTER),
    account(313_010, "RICAVI ORGANISMO DI MEDIAZIONE E ARBITRATO", 60_000, 0, BILLS, REGISTER),
    account(313_014, "RICAVI CONCESSIONE SALE", 22_000, 0, BILLS, SUPPORT),
    account(313_020, "ALTRI RICAVI ATTIVITA' COMMERCIALE", 50_000, 0, BILLS, [0, 0, 60, 40]),
    // -5.000
    account(314_000, "RIMANENZE INIZIALI", -15_000, 0, IN_JANUARY, REGISTER),
    account(314_003, "RIMANENZE FINALI", 10_000, 0, AT_YEAR_END, REGISTER),
    // 25.000 and 300.000: with oneri of 2.000 and 50.000 a balance of 273.000
    account(350_000, "INTERESSI ATTIVI", 3_000, 0, BILLS, SUPPORT),
    account(350_004, "INTERESSI SU PRESTITI AL PERSONALE", 9_000, 0, MONTHLY, SUPPORT),
    account(350_006, "PROVENTI DA PARTECIPAZIONI", 13_000, 0, FROM_MAY, SUPPORT),
    account(360_006, "SOPRAVVENIENZE ATTIVE", 180_000, 0, EXTRAORDINARY, SUPPORT),
    account(360_010, "SOPRAVVENIENZE ATTIVE PER DIRITTO ANNUALE", 120_000, 0, EXTRAORDINARY, SUPPORT),
];

/// The accounts of the oneri export.
pub const ONERI: &[Account] = &[
    // 1.889.000
    account(321_000, "RETRIBUZIONE ORDINARIA", 1_010_000, 0, MONTHLY, STAFF),
    account(321_003, "RETRIBUZIONE STRAORDINARIA", 12_000, 0, BILLS, STAFF),
    account(321_006, "INDENNITA' VARIE", 98_000, 0, MONTHLY, STAFF),
    account(321_012, "RETRIBUZIONE DI POSIZIONE E RISULTATO", 110_000, 0, MONTHLY, STAFF),
    account(321_014, "FONDO RISORSE DECENTRATE", 140_000, 0, BILLS, STAFF),
    account(322_000, "ONERI PREVIDENZIALI", 330_000, 0, MONTHLY, STAFF),
    account(322_003, "INAIL DIPENDENTI", 9_000, 0, QUOTAS, STAFF),
    account(322_004, "ALTRI ONERI PREVIDENZIALI", 6_000, 0, BILLS, STAFF),
    account(323_000, "ACCANTONAMENTO T.F.R.", 60_000, 0, AT_YEAR_END, STAFF),
    account(323_001, "ACCANTONAMENTO INDENNITA' DI ANZIANITA'", 80_000, 0, AT_YEAR_END, STAFF),
    account(324_000, "INTERVENTI ASSISTENZIALI", 14_000, 0, BILLS, STAFF),
    account(324_003, "SPESE PERSONALE DISTACCATO", 8_000, 0, BILLS, STAFF),
    account(324_006, "ALTRE SPESE PER IL PERSONALE", 12_000, 0, BILLS, STAFF),
    // 1.412.500
    account(325_000, "ONERI TELEFONICI", 12_000, 0, BILLS, OFFICES),
    account(325_002, "SPESE CONSUMO ACQUA ED ENERGIA ELETTRICA", 62_000, 0, BILLS, OFFICES),
    account(325_006, "ONERI RISCALDAMENTO E CONDIZIONAMENTO", 45_000, 0, BILLS, OFFICES),
    account(325_010, "ONERI PULIZIE LOCALI", 58_000, 0, BILLS, OFFICES),
    account(325_013, "ONERI PER SERVIZI DI VIGILANZA", 6_000, 0, BILLS, OFFICES),
    account(325_020, "ONERI PER MANUTENZIONE ORDINARIA", 64_000, 0, BILLS, OFFICES),
    account(325_030, "ONERI PER ASSICURAZIONI", 28_000, 0, BILLS, OFFICES),
    account(325_040, "ONERI CONSULENTI ED ESPERTI", 9_000, 0, BILLS, OFFICES),
    account(325_043, "ONERI LEGALI", 14_000, 0, BILLS, OFFICES),
    account(325_050, "SPESE AUTOMAZIONE SERVIZI", 235_000, 6_000, BILLS, OFFICES),
    account(325_051, "ONERI DI RAPPRESENTANZA", 1_000, 0, BILLS, BOARD),
    account(325_053, "ONERI POSTALI E DI RECAPITO", 16_000, 0, BILLS, OFFICES),
    account(325_056, "ONERI PER LA RISCOSSIONE DI ENTRATE", 45_000, 0, BILLS, OFFICES),
    account(325_060, "ONERI PER MEZZI DI TRASPORTO", 4_000, 0, BILLS, OFFICES),
    account(325_068, "ONERI VARI DI FUNZIONAMENTO", 41_000, -6_000, BILLS, OFFICES),
    account(326_000, "AFFITTI PASSIVI", 16_000, 0, RENTS, OFFICES),
    account(326_003, "NOLEGGIO ATTREZZATURE", 12_000, 0, BILLS, OFFICES),
    account(327_000, "ONERI PER ACQUISTO LIBRI E QUOTIDIANI", 3_900, 0, BILLS, OFFICES),
    account(327_003, "ONERI PER ACQUISTO CANCELLERIA", 7_000, 0, BILLS, OFFICES),
    account(327_009, "IMPOSTE E TASSE", 118_000, 0, BILLS, OFFICES),
    account(327_017, "IRAP", 122_000, 0, MONTHLY, OFFICES),
    account(327_018, "IRES", 40_000, 0, FROM_MAY, OFFICES),
    account(327_027, "VERSAMENTO ALLO STATO RISPARMI DI SPESA", 156_000, 0, FROM_MAY, OFFICES),
    account(328_000, "PARTECIPAZIONE FONDO PEREQUATIVO", 92_000, 0, QUOTAS, BOARD),
    account(328_001, "QUOTA ASSOCIATIVA UNIONE NAZIONALE", 78_000, 0, QUOTAS, BOARD),
    account(328_003, "QUOTA ASSOCIATIVA UNIONE REGIONALE", 74_000, 0, QUOTAS, BOARD),
    account(328_005, "ALTRE QUOTE ASSOCIATIVE", 7_100, 0, BILLS, BOARD),
    account(OVER_SHARE, "COMPENSI, INDENNITA' E RIMBORSI AGLI ORGANI", 46_500, 0, BODIES, BOARD),
    // 2.100.000
    account(330_000, "INTERVENTI PER INNOVAZIONE E DIGITALIZZAZIONE", 430_000, 24_000, Registered, PROMOTION),
    account(330_010, "INTERVENTI DI MARKETING TERRITORIALE", 500_000, 0, Registered, PROMOTION),
    account(330_011, "INTERVENTI PER TURISMO E PRODOTTI TIPICI", 366_000, 0, Registered, PROMOTION),
    account(330_012, "INTERVENTI A SOSTEGNO DELLE FILIERE", 240_000, 0, Registered, PROMOTION),
    account(330_020, "INTERVENTI PER FORMAZIONE E CAPITALE UMANO", 115_000, 0, Registered, PROMOTION),
    account(330_021, "CONTRIBUTO ALL'AZIENDA SPECIALE", 150_000, 0, Registered, PROMOTION),
    account(330_030, "INTERVENTI PER LA REGOLAZIONE DEL MERCATO", 48_000, 0, Registered, PROMOTION),
    account(330_040, "INTERVENTI PER L'INTERNAZIONALIZZAZIONE", 251_000, 36_000, Registered, PROMOTION),
    // 812.000
    account(340_000, "AMMORTAMENTO SOFTWARE E LICENZE", 6_000, 0, AT_YEAR_END, OFFICES),
    account(341_000, "AMMORTAMENTO IMMOBILI", 62_000, 0, AT_YEAR_END, OFFICES),
    account(341_013, "AMMORTAMENTO ATTREZZATURE E ARREDI", 22_000, 0, AT_YEAR_END, OFFICES),
    account(342_000, "ACCANTONAMENTO FONDO SVALUTAZIONE CREDITI DIRITTO ANNUALE", 722_000, 0, AT_YEAR_END, SUPPORT),
    account(343_000, "ACCANTONAMENTO FONDO RISCHI E ONERI", 0, 0, AT_YEAR_END, SUPPORT),
    // 2.000 and 50.000
    account(351_000, "INTERESSI PASSIVI", 500, 0, BILLS, SUPPORT),
    account(351_003, "ALTRI ONERI FINANZIARI", 1_500, 0, BILLS, SUPPORT),
    account(361_003, "SOPRAVVENIENZE PASSIVE", 20_000, 0, EXTRAORDINARY, SUPPORT),
    account(361_006, "SOPRAVVENIENZE PASSIVE PER DIRITTO ANNUALE", 30_000, 0, EXTRAORDINARY, SUPPORT),
];

/// What a month's export prints of an account, in cents.
#[derive(Clone)]
pub struct Balance {
    /// The account.
    pub account: &'static Account,
    /// The actual by function A to D; their sum is the actual, to the cent.
    pub functions: [i64; 4],
    /// The budget as approved.
    pub preventivo: i64,
    /// The budget after its variations.
    pub assestato: i64,
    /// Committed and not yet used.
    pub prenotato: i64,
    /// The actual since 1 January.
    pub consuntivo: i64,
}

impl Account {
    /// The first three digits of the code.
    pub fn mastro(&self) -> u32 {
        self.code / 1000
    }

    fn consuntivo(&self, month: Month, registrations: &[Registration]) -> i64 {
        // An account that the budget did not foresee grows along its variation.
        let budget = if self.preventivo == 0 { self.variation } else { self.preventivo };
        let year_cents = 100 * in_year(budget, month.year);
        let growth = if month.is_first_year() || self.code != OVER_SHARE { &self.growth } else { &BILLS };
        match growth {
            Exactly(by_month) => year_cents * by_month[month.index()] / 1000,
            About(by_month) => {
                let mut lcg = Lcg::in_year(month.year, u64::from(self.code));
                let mut before = 0;
                let mut cents = 0;
                for share in &by_month[..=month.index()] {
                    let step = year_cents * (share - before) / 1000;
                    let (about, odd) = (lcg.between(-60, 60), lcg.between(0, 99));
                    if step != 0 {
                        cents += step + step * about / 1000 + odd * step.signum();
                    }
                    before = *share;
                }
                cents
            }
            Registered => {
                let mine =
                    |one: &&Registration| one.account == self.code && one.month <= month.number && one.is_booked();
                registrations.iter().filter(mine).map(|one| one.cents).sum()
            }
        }
    }

    fn balance(&'static self, month: Month, registrations: &[Registration]) -> Balance {
        let consuntivo = self.consuntivo(month, registrations);
        let mut functions = self.functions.map(|hundredths| consuntivo * hundredths / 100);
        // What truncation left over goes to the largest function, so that the four make the whole.
        let largest = (0..4).max_by_key(|&i| self.functions[i]).unwrap_or(0);
        functions[largest] += consuntivo - functions.iter().sum::<i64>();
        let preventivo = 100 * in_year(self.preventivo, month.year);
        let varied = month.number >= 5;
        let assestato = preventivo + if varied { 100 * in_year(self.variation, month.year) } else { 0 };
        let committed_hundredths = match self.mastro() {
            325..=327 => 8,
            330 => 18,
            _ => 0,
        };
        // Whole euro, as a commitment is written.
        let prenotato = (assestato - consuntivo) * committed_hundredths / 10_000 * 100;
        Balance { account: self, functions, preventivo, assestato, prenotato, consuntivo }
    }
}

/// An amount of the first budget in the one of another exercise, in whole euro: two per cent more each year.
fn in_year(euro: i64, year: u16) -> i64 {
    euro * i64::from(100 + 2 * (year - FIRST_YEAR)) / 100
}

/// A month's balances.
pub struct Balances {
    /// Of the proventi export.
    pub proventi: Vec<Balance>,
    /// Of the oneri export.
    pub oneri: Vec<Balance>,
}

impl Balances {
    /// The oneri as they were first exported in the month of a wrong posting: what belongs to one account stands on another.
    pub fn oneri_misposted(&self) -> Vec<Balance> {
        let mut oneri = self.oneri.clone();
        for (code, cents) in [(MISPOSTED.from, -MISPOSTED.cents), (MISPOSTED.to, MISPOSTED.cents)] {
            for one in oneri.iter_mut().filter(|one| one.account.code == code) {
                one.consuntivo += cents;
                one.functions[2] += cents;
            }
        }
        oneri
    }

    /// Proventi less oneri, in cents.
    pub fn avanzo(&self) -> i64 {
        let sum = |of: &[Balance]| of.iter().map(|one| one.consuntivo).sum::<i64>();
        sum(&self.proventi) - sum(&self.oneri)
    }

    /// The actual of an account, in cents; zero when there is none.
    pub fn consuntivo(&self, code: u32) -> i64 {
        self.oneri.iter().chain(&self.proventi).find(|one| one.account.code == code).map_or(0, |one| one.consuntivo)
    }
}

/// The balances of a month, with accounts 330 made of its registrations.
pub fn balances(month: Month, registrations: &[Registration]) -> Balances {
    let of = |accounts: &'static [Account]| accounts.iter().map(|one| one.balance(month, registrations)).collect();
    Balances { proventi: of(PROVENTI), oneri: of(ONERI) }
}
