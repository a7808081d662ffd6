//! Facts of row matching.

use super::*;
use crate::reconcile::Kind;

const ALFA: &str = "01234567890";
const BETA: &str = "09876543210";

/// Matches as `rule: accounts|office`, differences as `kind reason cents`, one a line.
fn found(movements: Vec<Movement<'_>>) -> String {
    let (matches, differences) = matched(&ledger(movements));
    let groups = matches.iter().map(|group| format!("{}: {:?}|{:?}", group.rule, group.accounting, group.office));
    let rest = differences.iter().map(|difference| {
        let Difference { kind, reason, cents, rows, candidate, .. } = difference;
        format!("{kind:?} {reason:?} {} {rows:?} {candidate:?}", cents.italian())
    });
    groups.chain(rest).collect::<Vec<_>>().join("\n")
}

fn texts(movements: Vec<Movement<'_>>) -> String {
    matched(&ledger(movements)).1.into_iter().map(|difference| difference.text).collect::<Vec<_>>().join("\n")
}

#[test]
fn one_payment_told_by_both_sides_is_a_match() {
    insta::assert_snapshot!(
        found(vec![accounts("12/2021", ALFA, 50_000), office("DET n. 12 del 2021", "012 345 678 90", 50_000)]),
        @"interventi.codice_fiscale: [0]|[1]"
    );
}

#[test]
fn what_says_nothing_on_both_sides_pairs_with_nothing() {
    let by_mandate =
        |side, mandate| Movement { mandate, cup: "0", cor: "n.d.", ..movement(side, "12/2021", ALFA, 500) };
    for (keys, movements) in [
        ("\"fiscal_code\"", vec![accounts("1/2021", "00000000000", 500), office("2/2021", "0", 500)]),
        ("\"fiscal_code\"", vec![accounts("1/2021", "n.d.", 500), office("2/2021", "N.D.", 500)]),
        ("\"act\"", vec![accounts("0", ALFA, 500), office("n. 0 del 2021", ALFA, 500)]),
        ("\"act\"", vec![accounts("Determina", ALFA, 500), office("determina", ALFA, 500)]),
        ("\"mandate\"", vec![by_mandate(Side::Accounting, "n.d."), by_mandate(Side::Office, "n.d.")]),
        ("\"cup\"", vec![by_mandate(Side::Accounting, "1"), by_mandate(Side::Office, "1")]),
        ("\"cor\"", vec![by_mandate(Side::Accounting, "1"), by_mandate(Side::Office, "1")]),
    ] {
        let mut settings = settings();
        settings.rule_sets[0].passes = vec![toml::from_str(&format!("id = \"uno\"\nkeys = [{keys}]")).unwrap()];
        let found = compared(&ledger(movements), &Carried::default(), &settings);
        assert_eq!((found.matches, found.differences.len()), (Vec::new(), 2), "{keys}");
    }
}

#[test]
fn a_payment_split_in_two_rows_leaves_no_difference() {
    insta::assert_snapshot!(
        found(vec![accounts("12/2021", ALFA, 50_000), office("12/2021", ALFA, 30_000), office("12/2021", ALFA, 20_000)]),
        @"interventi.codice_fiscale: [0]|[1, 2]"
    );
    insta::assert_snapshot!(
        found(vec![accounts("7/2021", ALFA, 1_000), accounts("7/2021", ALFA, 2_000), office("7/2021", ALFA, 3_000)]),
        @"interventi.codice_fiscale: [0, 1]|[2]"
    );
}

#[test]
fn whole_groups_of_equal_sum_agree() {
    insta::assert_snapshot!(
        found(vec![
            accounts("12/2021", ALFA, 10_000),
            accounts("12/2021", ALFA, 5_000),
            office("12/2021", ALFA, 8_000),
            office("12/2021", ALFA, 7_000),
        ]),
        @"interventi.codice_fiscale: [0, 1]|[2, 3]"
    );
}

#[test]
fn equal_rows_stay_as_many_as_they_are() {
    insta::assert_snapshot!(
        found(vec![
            accounts("12/2021", ALFA, 10_000),
            accounts("12/2021", ALFA, 10_000),
            accounts("12/2021", ALFA, 10_000),
            office("12/2021", ALFA, 10_000),
            office("12/2021", ALFA, 10_000),
        ]),
        @r#"
        interventi.codice_fiscale: [0]|[3]
        interventi.codice_fiscale: [1]|[4]
        MissingInOffice "" 100,00 [2] None
        "#
    );
}

#[test]
fn a_storno_pairs_with_a_storno() {
    insta::assert_snapshot!(
        found(vec![
            accounts("12/2021", ALFA, 10_000),
            accounts("12/2021", ALFA, -10_000),
            office("12/2021", ALFA, -10_000),
            office("12/2021", ALFA, 10_000),
        ]),
        @r"
        interventi.codice_fiscale: [0]|[3]
        interventi.codice_fiscale: [1]|[2]
        "
    );
}

#[test]
fn a_beneficiary_stands_for_a_fiscal_code_that_was_not_written() {
    let office = Movement { beneficiary: "ALFA SRL", ..office("12/2021", "", 50_000) };
    insta::assert_snapshot!(found(vec![accounts("12/2021", ALFA, 50_000), office]), @"interventi.beneficiario: [0]|[1]");
}

#[test]
fn another_amount_is_one_difference_with_two_sides() {
    let rows = vec![accounts("12/2021", ALFA, 100_000), office("12/2021", ALFA, 96_000)];
    insta::assert_snapshot!(found(rows.clone()), @r#"Amount "withholding_4" 40,00 [0, 1] None"#);
    insta::assert_snapshot!(texts(rows), @"Provvedimento `12/2021`, Alfa S.r.l.: la contabilità registra 1.000,00 €, la scheda dell'ufficio riporta 960,00 €; lo scarto di 40,00 € è la ritenuta del 4% sui contributi (art. 28 DPR 600/73). Indicare da entrambe le parti l'importo lordo.");
    let rows = vec![accounts("12/2021", ALFA, 100_000), office("12/2021", ALFA, 90_000)];
    insta::assert_snapshot!(texts(rows), @"Provvedimento `12/2021`, Alfa S.r.l.: la contabilità registra 1.000,00 €, la scheda dell'ufficio riporta 900,00 €; lo scarto è di 100,00 €. Verificare l'importo sul mandato e correggere dove serve.");
}

#[test]
fn two_acts_with_two_amounts_are_two_payments() {
    insta::assert_snapshot!(
        found(vec![accounts("12/2021", ALFA, 100_000), office("13/2021", ALFA, 90_000)]),
        @r#"
        MissingInOffice "" 1.000,00 [0] Some(1)
        MissingInAccounting "" -900,00 [1] Some(0)
        "#
    );
}

#[test]
fn another_objective_is_a_difference_of_coding() {
    let office = Movement { objective: "2021_01_02", ..office("12/2021", ALFA, 50_000) };
    let rows = vec![accounts("12/2021", ALFA, 50_000), office];
    insta::assert_snapshot!(found(rows.clone()), @r#"Coding "objective" 0,00 [0, 1] None"#);
    insta::assert_snapshot!(texts(rows), @"Provvedimento `12/2021`, Alfa S.r.l.: 500,00 € sull'obiettivo 2021_01_01 in contabilità e sull'obiettivo 2021_01_02 nella scheda dell'ufficio. Decidere qual è l'obiettivo giusto e correggere l'altra parte.");
}

#[test]
fn two_sums_that_fit_are_refused_and_listed() {
    let rows = vec![
        accounts("12/2021", ALFA, 10_000),
        office("12/2021", ALFA, 6_000),
        office("12/2021", ALFA, 4_000),
        office("12/2021", ALFA, 7_000),
        office("12/2021", ALFA, 3_000),
        office("12/2021", ALFA, 99_900),
    ];
    insta::assert_snapshot!(found(rows.clone()), @r#"
        Ambiguous "" -100,00 [0, 1, 4, 3, 2] None
        MissingInAccounting "" -999,00 [5] None
        "#);
    insta::assert_snapshot!(texts(rows), @r"
        Provvedimento `12/2021`, Alfa S.r.l.: 1 registrazione per 100,00 € e 4 righe della scheda per 200,00 € (70,00 €; 60,00 €; 40,00 €; 30,00 €) si possono abbinare in più modi e nessuno è stato scelto (ambigua). Scrivere nella scheda ciò che le distingue: il codice fiscale, il provvedimento o l'importo.
        Provvedimento `12/2021`, Alfa S.r.l.: l'ufficio ha liquidato 999,00 €, ma in contabilità non risultano. Chiedere alla contabilità se e quando sono stati registrati.
        ");
}

#[test]
fn two_acts_that_fit_a_row_without_act_are_refused_and_listed() {
    insta::assert_snapshot!(
        found(vec![accounts("12/2021", ALFA, 10_000), accounts("13/2021", ALFA, 10_000), office("", ALFA, 10_000)]),
        @r#"Ambiguous "" 100,00 [1, 0, 2] None"#
    );
}

#[test]
fn a_search_too_long_is_stopped_and_said() {
    let mut rows = vec![accounts("12/2021", ALFA, 777_777), accounts("12/2021", ALFA, 555_555)];
    rows.extend((0..20).map(|n| office("12/2021", ALFA, 50_001 + 2 * n)));
    let (_, differences) = matched(&ledger(rows.clone()));
    assert_eq!(differences.len(), 1);
    assert_eq!((differences[0].kind, differences[0].rows.len()), (Kind::SearchStopped, 22));
    insta::assert_snapshot!(texts(rows), @"Provvedimento `12/2021`, Alfa S.r.l.: 2 registrazioni per 13.333,32 € e 20 righe della scheda per 10.004,00 €; ricerca interrotta, le somme possibili sono troppe per provarle tutte. Abbinarle a mano o distinguerle con il provvedimento.");
}

#[test]
fn a_row_of_one_side_is_missing_on_the_other() {
    let registered = Movement {
        mandate: "88",
        date: chrono::NaiveDate::from_ymd_opt(2021, 5, 17),
        ..accounts("12/2021", ALFA, 50_000)
    };
    let rows = vec![registered, office("99/2021", BETA, 4_200)];
    insta::assert_snapshot!(found(rows.clone()), @r#"
        MissingInOffice "" 500,00 [0] None
        MissingInAccounting "" -42,00 [1] None
        "#);
    insta::assert_snapshot!(texts(rows), @r"
        Provvedimento `12/2021`, Alfa S.r.l.: 500,00 € in contabilità il 17/05/2021 (mandato 88), ma la scheda dell'ufficio non ne parla. Aggiungere la riga alla scheda o chiarire con la contabilità.
        Provvedimento `99/2021`, Alfa S.r.l.: l'ufficio ha liquidato 42,00 €, ma in contabilità non risultano. Chiedere alla contabilità se e quando sono stati registrati.
        ");
}

#[test]
fn the_nearest_row_of_the_other_side_is_named() {
    let rows = vec![
        accounts("12/2021", ALFA, 50_000),
        office("13/2021", ALFA, 48_000),
        office("14/2021", ALFA, 1_000),
        office("15/2021", BETA, 300),
    ];
    insta::assert_snapshot!(found(rows.clone()), @r#"
        MissingInOffice "" 500,00 [0] Some(1)
        MissingInAccounting "" -480,00 [1] Some(0)
        MissingInAccounting "" -10,00 [2] None
        MissingInAccounting "" -3,00 [3] None
        "#);
    insta::assert_snapshot!(texts(rows), @r"
        Provvedimento `12/2021`, Alfa S.r.l.: 500,00 € in contabilità, ma la scheda dell'ufficio non ne parla. Potrebbe essere provvedimento `13/2021`, Alfa S.r.l., 480,00 € (provvedimento diverso, importo diverso): verificare.
        Provvedimento `13/2021`, Alfa S.r.l.: l'ufficio ha liquidato 480,00 €, ma in contabilità non risultano. Potrebbe essere provvedimento `12/2021`, Alfa S.r.l., 500,00 € (provvedimento diverso, importo diverso): verificare.
        Provvedimento `14/2021`, Alfa S.r.l.: l'ufficio ha liquidato 10,00 €, ma in contabilità non risultano. Chiedere alla contabilità se e quando sono stati registrati.
        Provvedimento `15/2021`, Alfa S.r.l.: l'ufficio ha liquidato 3,00 €, ma in contabilità non risultano. Chiedere alla contabilità se e quando sono stati registrati.
        ");
}

#[test]
fn an_initiative_with_nothing_paid_is_no_difference() {
    insta::assert_snapshot!(found(vec![office("12/2021", ALFA, 0)]), @"interventi.senza_importo: []|[0]");
}

#[test]
fn an_office_without_sheet_is_one_difference() {
    let of = |office: &'static str, movement| Movement { office: Some(office), ..movement };
    let rows = vec![
        of("estero", accounts("1/2021", ALFA, 10_000)),
        of("estero", accounts("2/2021", BETA, 25_000)),
        of("promozione", accounts("3/2021", ALFA, 500)),
        of("", accounts("4/2021", ALFA, 600)),
    ];
    insta::assert_snapshot!(found(rows.clone()), @r#"
        MissingInOffice "" 6,00 [3] None
        MissingInOffice "side_absent" 350,00 [1, 0] None
        MissingInOffice "" 5,00 [2] None
        "#);
    insta::assert_snapshot!(texts(rows), @r"
        Provvedimento `4/2021`, Alfa S.r.l.: 6,00 € in contabilità, ma la scheda dell'ufficio non ne parla. Aggiungere la riga alla scheda o chiarire con la contabilità.
        La scheda dell'ufficio non c'è: 2 registrazioni per 350,00 € in attesa di confronto. Chiedere la scheda del mese.
        Provvedimento `3/2021`, Alfa S.r.l.: 5,00 € in contabilità, ma la scheda dell'ufficio non ne parla. Aggiungere la riga alla scheda o chiarire con la contabilità.
        ");
}

#[test]
fn accounts_that_are_not_there_are_one_difference_an_office() {
    insta::assert_snapshot!(texts(vec![office("12/2021", ALFA, 10_000), office("13/2021", ALFA, 5_000)]), @"Le registrazioni della contabilità non ci sono: 2 righe della scheda per 150,00 € in attesa di confronto. Chiedere l'esportazione alla contabilità.");
}

#[test]
fn a_difference_keeps_its_name_and_ages() {
    let rows = ledger(vec![accounts("12/2021", ALFA, 50_000)]);
    let (_, first) = matched(&rows);
    assert_eq!((first[0].first_seen, first[0].age_days), (june().last_day(), 0));
    let april: Period = "2021-04".parse().unwrap();
    let settings = settings();
    let in_april = compared_in(april, &rows, &Carried::default(), &settings);
    let later = compared(&rows, &handed_on(&in_april, &rows, "2021-04", &rows), &settings).differences;
    assert_eq!((later[0].id, later[0].first_seen, later[0].age_days), (first[0].id, april.last_day(), 61));
}

#[test]
fn two_fiscal_codes_under_one_name_are_not_one_firm() {
    let by_name = |code: &'static str| Movement { fiscal_code: code, ..office("12/2021", ALFA, 50_000) };
    let rows = vec![accounts("12/2021", ALFA, 50_000), by_name(BETA)];
    insta::assert_snapshot!(found(rows), @r#"
        MissingInOffice "" 500,00 [0] Some(1)
        MissingInAccounting "" -500,00 [1] Some(0)
        "#);
    let rows = vec![accounts("12/2021", ALFA, 50_000), by_name("")];
    insta::assert_snapshot!(found(rows), @"interventi.beneficiario: [0]|[1]");
}
