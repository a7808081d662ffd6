//! Why passes did not pair, one obstacle after the other.

use chrono::NaiveDate;

use super::*;
use crate::reconcile::Kind;
use crate::reconcile::tried::{self, Reason, Tried};

const ALFA: &str = "01234567890";
const BETA: &str = "09876543210";

/// Each difference of these rows with its passes and candidates, one a line.
fn told(movements: Vec<Movement<'_>>, settings: &Settings) -> String {
    let (ledger, carried) = (ledger(movements), Carried::default());
    let found = compared(&ledger, &carried, settings);
    let objectives = objectives();
    let sheets = &[OfficeId::from("promozione")];
    let given = Given {
        ledger: &ledger,
        objectives: &objectives,
        carried: &carried,
        sheets,
        settings,
        answers: &crate::reconcile::Answers::default(),
        period: june(),
    };
    let of = |it: &Difference| {
        let Tried { passes, candidates, .. } = tried::of(given, &found, it).unwrap();
        let said = |all: &[Reason]| all.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join("; ");
        let passes = passes.iter().map(|it| format!("  {}: {}", it.pass, said(&it.reasons)));
        let near = |it: &tried::Candidate| {
            let apart = if it.apart.is_empty() { String::new() } else { format!(" | {}", said(&it.apart)) };
            format!("  {} per {}: {}{apart}", it.place, it.of, said(&it.shared))
        };
        let lines: Vec<String> = passes.chain(candidates.iter().map(near)).collect();
        format!("{} {:?}\n{}", it.kind.id(), it.rows, lines.join("\n"))
    };
    found.differences.iter().map(of).collect::<Vec<_>>().join("\n")
}

/// The settings with these passes in place of their own.
fn with(passes: &str) -> Settings {
    #[derive(serde::Deserialize)]
    struct Passes {
        pass: Vec<crate::reconcile::Pass>,
    }
    let mut settings = settings();
    settings.rule_sets[0].passes = toml::from_str::<Passes>(passes).unwrap().pass;
    settings
}

fn day(day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2021, 6, day)
}

#[test]
fn another_amount_is_told_with_its_gap() {
    insta::assert_snapshot!(
        told(vec![accounts("12/2021", ALFA, 50_000), office("12/2021", ALFA, 48_000)], &settings()),
        @r"
        amount [0, 1]
          codice_fiscale: importi diversi: 500,00 € e 480,00 €, scarto 20,00 €
          beneficiario: importi diversi: 500,00 € e 480,00 €, scarto 20,00 €
          senza_atto: importi diversi: 500,00 € e 480,00 €, scarto 20,00 €
        "
    );
    let tolerant = with("[[pass]]\nid = \"largo\"\nkeys = [\"act\"]\ntolerance = { above_cents = 100 }");
    insta::assert_snapshot!(
        told(vec![accounts("12/2021", ALFA, 50_000), office("12/2021", ALFA, 48_000)], &tolerant),
        @r"
        amount [0, 1]
          largo: importi diversi: 500,00 € e 480,00 €, scarto 20,00 €, oltre la tolleranza
        "
    );
}

#[test]
fn a_row_without_partner_is_told_what_keeps_it_from_the_nearest() {
    let nameless = Movement { beneficiary: "", ..office("13/2021", ALFA, 50_000) };
    let mut settings = settings();
    settings.rule_sets[0].passes.truncate(2);
    insta::assert_snapshot!(
        told(vec![accounts("12/2021", ALFA, 50_000), nameless], &settings),
        @r"
        missing_in_office [0]
          codice_fiscale: provvedimento diverso: 12/2021 e 13/2021
          beneficiario: non partecipa: nella scheda manca il beneficiario; provvedimento diverso: 12/2021 e 13/2021
          1 per 0: ufficio; obiettivo; codice fiscale; importo | provvedimento (12/2021 e 13/2021); beneficiario da una parte sola
        missing_in_accounting [1]
          codice_fiscale: provvedimento diverso: 12/2021 e 13/2021
          beneficiario: non partecipa: nella scheda manca il beneficiario; provvedimento diverso: 12/2021 e 13/2021
          0 per 1: ufficio; obiettivo; codice fiscale; importo | provvedimento (13/2021 e 12/2021); beneficiario da una parte sola
        "
    );
}

#[test]
fn a_row_that_nobody_knows_has_no_row_of_its_key() {
    insta::assert_snapshot!(told(vec![accounts("12/2021", ALFA, 50_000)], &settings()), @r"
        missing_in_office [0]
          codice_fiscale: nessuna riga con la stessa chiave nella scheda
          beneficiario: nessuna riga con la stessa chiave nella scheda
          senza_atto: nessuna riga con la stessa chiave nella scheda
        ");
}

#[test]
fn another_objective_is_told_as_it_rolls_up() {
    let other = Movement { objective: "2021_01_02", ..accounts("12/2021", ALFA, 50_000) };
    insta::assert_snapshot!(told(vec![other, office("12/2021", ALFA, 50_000)], &settings()), @r"
        coding [0, 1]
          codice_fiscale: obiettivo diverso: 2021_01_02 e 2021_01_01
          beneficiario: obiettivo diverso: 2021_01_02 e 2021_01_01
          senza_atto: obiettivo diverso: 2021_01_02 e 2021_01_01
        ");
}

#[test]
fn two_persons_are_told_by_codes_or_by_names() {
    let by_act = with("[[pass]]\nid = \"atto\"\nkeys = [\"act\"]\ncardinality = \"one_to_one\"");
    insta::assert_snapshot!(
        told(vec![accounts("12/2021", ALFA, 50_000), office("12/2021", BETA, 50_000)], &by_act),
        @r"
        missing_in_office [0]
          atto: codice fiscale diverso: 01234567890 e 09876543210
          1 per 0: ufficio; obiettivo; provvedimento; beneficiario; importo | codice fiscale (01234567890 e 09876543210)
        missing_in_accounting [1]
          atto: codice fiscale diverso: 01234567890 e 09876543210
          0 per 1: ufficio; obiettivo; provvedimento; beneficiario; importo | codice fiscale (09876543210 e 01234567890)
        "
    );
    let form = Movement { beneficiary: "Alfa S.p.A.", ..office("12/2021", "", 50_000) };
    insta::assert_snapshot!(told(vec![accounts("12/2021", ALFA, 50_000), form], &by_act), @r"
        missing_in_office [0]
          atto: beneficiari diversi: Alfa S.r.l. e Alfa S.p.A.
          1 per 0: ufficio; obiettivo; provvedimento; beneficiario; importo | codice fiscale da una parte sola; forma giuridica
        missing_in_accounting [1]
          atto: beneficiari diversi: Alfa S.r.l. e Alfa S.p.A.
          0 per 1: ufficio; obiettivo; provvedimento; beneficiario; importo | codice fiscale da una parte sola; forma giuridica
        ");
}

#[test]
fn what_is_equally_good_is_told_with_all_of_it() {
    let unnamed = Movement { beneficiary: "", ..office("12/2021", "", 50_000) };
    let beta = Movement { beneficiary: "Beta", ..accounts("12/2021", BETA, 50_000) };
    let by_act =
        with("[[pass]]\nid = \"codice\"\nkeys = [\"act\", \"fiscal_code\"]\n[[pass]]\nid = \"atto\"\nkeys = [\"act\"]");
    insta::assert_snapshot!(told(vec![accounts("12/2021", ALFA, 50_000), beta, unnamed], &by_act), @r"
        ambiguous [1, 0, 2]
          codice: non partecipa: nella scheda manca il codice fiscale
          atto: più abbinamenti ugualmente buoni, fra 2 registrazioni e 1 riga della scheda
          0 per 2: ufficio; obiettivo; provvedimento; importo | codice fiscale da una parte sola; beneficiario da una parte sola
          1 per 2: ufficio; obiettivo; provvedimento; importo | codice fiscale da una parte sola; beneficiario da una parte sola
        ");
}

#[test]
fn days_beyond_the_window_and_days_that_are_not_said() {
    let window = with("[[pass]]\nid = \"date\"\nkeys = [\"act\"]\nwindow = { days_after = 5 }");
    let booked = Movement { date: day(20), ..accounts("12/2021", ALFA, 50_000) };
    let paid = Movement { date: day(2), ..office("12/2021", ALFA, 50_000) };
    insta::assert_snapshot!(told(vec![booked, paid], &window), @r"
        timing [0, 1]
          date: registrata 18 giorni dopo la liquidazione, al massimo 5
        ");
    let undated = Movement { date: None, ..paid };
    insta::assert_snapshot!(told(vec![booked, undated], &window), @r"
        missing_in_office [0]
          date: non partecipa: nella scheda manca la data
          1 per 0: ufficio; obiettivo; provvedimento; codice fiscale; beneficiario; importo
        missing_in_accounting [1]
          date: non partecipa: nella scheda manca la data
          0 per 1: ufficio; obiettivo; provvedimento; codice fiscale; beneficiario; importo
        ");
}

#[test]
fn a_search_that_stopped_says_so() {
    let mut settings = settings();
    settings.rule_sets[0].search_steps_max = 3;
    let rows = vec![
        accounts("12/2021", ALFA, 50_000),
        accounts("12/2021", ALFA, 7_001),
        office("12/2021", ALFA, 1_003),
        office("12/2021", ALFA, 2_007),
        office("12/2021", ALFA, 3_011),
    ];
    insta::assert_snapshot!(told(rows, &settings), @r"
        search_stopped [1, 0, 4, 3, 2]
          codice_fiscale: ricerca interrotta: troppe somme possibili
          beneficiario: ricerca interrotta: troppe somme possibili
          senza_atto: ricerca interrotta: troppe somme possibili
        ");
}

#[test]
fn what_a_pass_only_suggests_is_no_match() {
    let suggested = with("[[pass]]\nid = \"proposta\"\nkeys = [\"fiscal_code\"]\nhit = \"suggested\"");
    insta::assert_snapshot!(
        told(vec![accounts("12/2021", ALFA, 50_000), office("13/2021", ALFA, 50_000)], &suggested),
        @r"
        missing_in_office [0]
          proposta: le abbina, ma solo come proposta da confermare
          1 per 0: ufficio; obiettivo; codice fiscale; beneficiario; importo | provvedimento (12/2021 e 13/2021)
        missing_in_accounting [1]
          proposta: le abbina, ma solo come proposta da confermare
          0 per 1: ufficio; obiettivo; codice fiscale; beneficiario; importo | provvedimento (13/2021 e 12/2021)
        "
    );
}

#[test]
fn a_row_told_twice_finds_its_partner_paired() {
    let row = Movement { mandate: "7", ..accounts("12/2021", ALFA, 50_000) };
    insta::assert_snapshot!(told(vec![row, row, office("12/2021", ALFA, 50_000)], &settings()), @r"
        duplicate [0]
          codice_fiscale: nella scheda, la riga con la stessa chiave è già abbinata
          beneficiario: nella scheda, la riga con la stessa chiave è già abbinata
          senza_atto: nella scheda, la riga con la stessa chiave è già abbinata
          1 per 0: ufficio; obiettivo; provvedimento; codice fiscale; beneficiario; mandato; importo
        ");
}

#[test]
fn a_row_whose_other_side_was_taken_back() {
    let rows = vec![
        Movement { date: day(1), ..accounts("12/2021", ALFA, 50_000) },
        Movement { date: day(2), ..accounts("12/2021", ALFA, -50_000) },
        office("12/2021", ALFA, 50_000),
    ];
    insta::assert_snapshot!(told(rows, &settings()), @r"
        missing_in_accounting [2]
          codice_fiscale: in contabilità, la riga è annullata dal suo storno
          beneficiario: in contabilità, la riga è annullata dal suo storno
          senza_atto: in contabilità, la riga è annullata dal suo storno
          0 per 2: ufficio; obiettivo; provvedimento; codice fiscale; beneficiario; importo
        ");
}

#[test]
fn a_registration_under_another_account_is_outside() {
    let mut settings = settings();
    settings.rule_sets[0].accounting.accounts = vec!["330".to_owned()];
    let outside = Movement { account: Some("325000"), ..accounts("12/2021", ALFA, 50_000) };
    insta::assert_snapshot!(
        told(vec![outside, accounts("1/2021", BETA, 100), office("12/2021", ALFA, 50_000)], &settings),
        @r"
        missing_in_office [1]
          codice_fiscale: nessuna riga con la stessa chiave nella scheda
          beneficiario: nessuna riga con la stessa chiave nella scheda
          senza_atto: nessuna riga con la stessa chiave nella scheda
        coding [2]
          codice_fiscale: il conto 325000 non è fra quelli confrontati
          beneficiario: il conto 325000 non è fra quelli confrontati
          senza_atto: il conto 325000 non è fra quelli confrontati
          0 per 2: ufficio; obiettivo; provvedimento; codice fiscale; beneficiario; importo
        "
    );
}

#[test]
fn a_pass_of_pairs_takes_no_sum() {
    let pairs = with(
        "[[pass]]\nid = \"coppie\"\nkeys = [\"act\", \"fiscal_code\"]\ncardinality = \"one_to_one\"\n\
         [[pass]]\nid = \"somme\"\nkeys = [\"act\", \"fiscal_code\"]",
    );
    let rows =
        vec![accounts("12/2021", ALFA, 50_000), office("12/2021", ALFA, 30_000), office("12/2021", ALFA, 19_995)];
    insta::assert_snapshot!(told(rows, &pairs), @r"
        amount [0, 1, 2]
          coppie: abbina una riga a una sola
          somme: importi diversi: 500,00 € e 499,95 €, scarto 0,05 €
        ");
}

#[test]
fn a_difference_without_rows_was_not_tried() {
    let (ledger, carried, settings) = (ledger(Vec::new()), Carried::default(), settings());
    let found = compared(&ledger, &carried, &settings);
    let row = ledger_of_one();
    let mut gone = compared(&row, &carried, &settings).differences.remove(0);
    gone.rows.clear();
    let objectives = objectives();
    let given = Given {
        ledger: &ledger,
        objectives: &objectives,
        carried: &carried,
        sheets: &[],
        settings: &settings,
        answers: &crate::reconcile::Answers::default(),
        period: june(),
    };
    assert_eq!((gone.kind, tried::of(given, &found, &gone)), (Kind::MissingInOffice, None));
}

fn ledger_of_one() -> Ledger {
    ledger(vec![accounts("12/2021", ALFA, 50_000)])
}
