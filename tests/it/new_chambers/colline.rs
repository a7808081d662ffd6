//! The Camera di commercio delle Colline, invented: six digits numbered its own way with mastri above the accounts, one file a
//! side, offices that keep sheets of their own with other captions, codes of objectives and indicators as its PIAO writes them.

use super::{Month, workbook};

/// The files of a month.
pub fn files(month: Month) -> Vec<(String, Vec<u8>)> {
    let Month { year, number, .. } = month;
    let name = |what: &str| format!("{what} {year}-{number:02}.xlsx");
    let book = |lines: String| workbook(&[("Foglio1", &lines)]);
    vec![
        (format!("Preventivo Allegato A {year}.xlsx"), workbook(&[("Allegato A", &budget(year))])),
        (name("Situazione proventi"), book(balances("SITUAZIONE DEI PROVENTI", PROVENTI, month))),
        (name("Situazione oneri"), book(balances("SITUAZIONE DEGLI ONERI", ONERI, month))),
        (name("Registrazioni interventi"), book(registrations(month))),
        (name("Contributi promozione"), book(promozione(month))),
        (name("Contributi estero"), book(estero(month))),
        (name("Indicatori promozione"), book(indicators(month))),
    ]
}

/// An account: its code, what it is called, its budget in euro.
type Account = (&'static str, &'static str, i64);

/// A mastro with its accounts.
type Mastro = (&'static str, &'static str, &'static [Account]);

const PROVENTI: &[Mastro] = &[
    (
        "510",
        "Diritto annuale",
        &[
            ("510001", "Diritto annuale anno corrente", 2_400_000),
            ("510002", "Maggiorazione diritto annuale 20%", 480_000),
            ("510009", "Sanzioni diritto annuale", 60_000),
        ],
    ),
    (
        "520",
        "Diritti di segreteria",
        &[("520001", "Diritti di segreteria registro imprese", 900_000), ("520002", "Sanzioni amministrative", 12_000)],
    ),
    (
        "530",
        "Contributi trasferimenti e altre entrate",
        &[("530001", "Contributi fondo perequativo", 48_000), ("530002", "Rimborsi e recuperi diversi", 24_000)],
    ),
    ("540", "Proventi da gestione di beni e servizi", &[("540001", "Ricavi da servizi di metrologia", 36_000)]),
];

const ONERI: &[Mastro] = &[
    (
        "410",
        "Competenze al personale",
        &[("410001", "Stipendi e assegni fissi", 840_000), ("410002", "Lavoro straordinario", 12_000)],
    ),
    ("411", "Oneri sociali", &[("411001", "Contributi previdenziali", 216_000)]),
    (
        "420",
        "Prestazione servizi",
        &[
            ("420001", "Energia elettrica", 60_000),
            ("420002", "Pulizie", 36_000),
            ("420003", "Spese varie di funzionamento", 12_000),
        ],
    ),
    (
        "430",
        "Interventi economici",
        &[
            ("430001", "Contributi alle imprese per la transizione digitale", 600_000),
            ("430002", "Iniziative promozionali dirette", 120_000),
        ],
    ),
    ("440", "Accantonamenti", &[("440001", "Accantonamento svalutazione crediti diritto annuale", 480_000)]),
];

/// What is booked of an account: of interventi what is registered, of the others as many twelfths as months have passed.
fn booked((code, _, budget): &Account, month: Month) -> i64 {
    match *code {
        "430001" => 5_750,
        "430002" => 8_000,
        _ => budget * i64::from(month.number) / 12,
    }
}

fn at(Month { year, number, last_day }: Month) -> String {
    format!("{last_day:02}.{number:02}.{year}")
}

/// The day on which everything was paid.
fn day(Month { year, number, .. }: Month) -> String {
    format!("10/{number:02}/{year}")
}

fn balances(title: &str, mastri: &[Mastro], month: Month) -> String {
    let at = at(month);
    let mut lines = format!(
        "CAMERA DI COMMERCIO DELLE COLLINE\n{title} AL {at}\n\nConto | Descrizione | Preventivo aggiornato | Consuntivo al {at}\n"
    );
    let of = |accounts: &[Account]| -> (i64, i64) {
        (accounts.iter().map(|it| it.2).sum(), accounts.iter().map(|it| booked(it, month)).sum())
    };
    for (code, name, accounts) in mastri {
        let (budget, actual) = of(accounts);
        lines.push_str(&format!("{code} | {name} | {budget} | {actual}\n"));
        for account in *accounts {
            lines.push_str(&format!("{} | {} | {} | {}\n", account.0, account.1, account.2, booked(account, month)));
        }
    }
    let all: Vec<Account> = mastri.iter().flat_map(|(.., accounts)| accounts.iter().copied()).collect();
    let (budget, actual) = of(&all);
    lines + &format!("Totale | | {budget} | {actual}\n")
}

fn budget(year: u16) -> String {
    format!(
        "Camera di commercio delle Colline\nAllegato A - preventivo economico {year}\n\n\
         Voci di oneri, proventi e investimento | Preventivo {year} | Organi istituzionali e segreteria generale (A) | \
         Servizi di supporto (B) | Anagrafe e servizi di regolazione del mercato (C) | \
         Studio, formazione, informazione e promozione economica (D)\n\
         1) Diritto annuale | 2940000 | 0 | 2940000 | 0 | 0\n\
         2) Diritti di segreteria | 912000 | 0 | 0 | 912000 | 0\n\
         3) Contributi trasferimenti e altre entrate | 72000 | 0 | 24000 | 0 | 48000\n\
         4) Proventi da gestione di beni e servizi | 36000 | 0 | 0 | 36000 | 0\n\
         6) Personale | 1068000 | 106800 | 213600 | 534000 | 213600\n\
         7) Funzionamento | 108000 | 10800 | 43200 | 43200 | 10800\n\
         8) Interventi economici | 720000 | 0 | 0 | 0 | 720000\n\
         9) Ammortamenti e accantonamenti | 480000 | 0 | 480000 | 0 | 0\n"
    )
}

fn registrations(month: Month) -> String {
    let (at, day, year) = (at(month), day(month), month.year);
    format!(
        "CAMERA DI COMMERCIO DELLE COLLINE\nRegistrazioni sui conti degli interventi al {at}\n\n\
         Conto | Obiettivo | Provvedimento | Data reg. | Beneficiario | Codice fiscale | Importo\n\
         430001 | OB-1 | 12/{year} | {day} | Officine Uno S.r.l. | 00000010009 | 3500\n\
         430001 | OB-1 | 13/{year} | {day} | Cantina Due S.n.c. | 00000020008 | 2250\n\
         430002 | OB-2 | 15/{year} | {day} | Fiere Tre S.p.A. | 00000030007 | 8000\n\
         Totale | | | | | | 13750\n"
    )
}

const PAID: &str =
    "Ob. operativo | Descrizione obiettivo | N. provv. | Ragione sociale | C.F. | Data liquidazione | Liquidato";

fn promozione(month: Month) -> String {
    let (at, day, year) = (at(month), day(month), month.year);
    format!(
        "Camera di commercio delle Colline\nUfficio Promozione - contributi liquidati al {at}\n\n{PAID}\n\
         OB-1 | Imprese più digitali | 12/{year} | OFFICINE UNO SRL | 00000010009 | {day} | 3500\n\
         OB-1 | Imprese più digitali | 13/{year} | Cantina Due snc | 00000020008 | {day} | 2250\n"
    )
}

fn estero(month: Month) -> String {
    let (at, day, year) = (at(month), day(month), month.year);
    format!(
        "Camera di commercio delle Colline\nUfficio Estero - contributi liquidati al {at}\n\n{PAID}\n\
         OB-2 | Imprese sui mercati esteri | 15/{year} | Fiere Tre spa | 00000030007 | {day} | 7000\n"
    )
}

fn indicators(month: Month) -> String {
    let at = at(month);
    format!(
        "Camera di commercio delle Colline\nUfficio Promozione - indicatori al {at}\n\n\
         Codice indicatore | Indicatore | Unità di misura | Numeratore | Denominatore | Valore\n\
         OB-1/a | Imprese seguite dal punto digitale | numero | | | 42\n\
         OB-1/b | Quota di domande evase entro 30 giorni | % | 90 | 100 | 90\n"
    )
}
