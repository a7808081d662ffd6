//! Which rows are one payment, as a careful clerk would say: by the rules that a chamber begins with.

use chrono::NaiveDate;

use super::*;
use crate::reconcile::RuleSet;

const ALFA: &str = "01234567890";
const BETA: &str = "09876543210";

fn shipped() -> Settings {
    let rules: RuleSet = toml::from_str(include_str!("../../../config/matching/interventi.toml")).unwrap();
    let rules = RuleSet {
        accounting_layout: vec!["registrazioni".to_owned()],
        office_layout: vec!["schede".to_owned()],
        ..rules
    };
    Settings { rule_sets: vec![rules], ..Settings::default() }
}

/// A day of May, which is late in June for what an office liquidated.
fn on(day: u32, movement: Movement<'_>) -> Movement<'_> {
    Movement { date: NaiveDate::from_ymd_opt(2021, 5, day), ..movement }
}

fn named<'t>(beneficiary: &'t str, code: &'t str, movement: Movement<'t>) -> Movement<'t> {
    Movement { beneficiary, fiscal_code: code, ..movement }
}

/// Matches by pass, and differences with their rows, one a line; `c` are rows of the accounts, `u` of the office, by number.
fn found(movements: Vec<Movement<'_>>) -> String {
    let all = ledger(movements);
    let found = compared(&all, &Carried::default(), &shipped());
    let names = |places: &[usize]| {
        let name = |place: &usize| {
            let side = all.movements.at(*place).side;
            let before = (0..*place).filter(|other| all.movements.at(*other).side == side).count();
            format!("{}{}", if side == Side::Accounting { "c" } else { "u" }, before + 1)
        };
        let mut names: Vec<String> = places.iter().map(name).collect();
        names.sort();
        names.join(" ")
    };
    let group = |it: &Match| {
        let (_, pass) = it.rule.split_once('.').unwrap();
        format!("{pass}: {} = {}", names(&it.accounting), names(&it.office))
    };
    let difference = |it: &Difference| {
        let near = it.candidate.map_or_else(String::new, |place| format!(" (forse {})", names(&[place])));
        format!("{}/{}: {}{near}", it.kind.id(), it.reason, names(&it.rows))
    };
    let mut lines: Vec<String> =
        found.matches.iter().map(group).chain(found.differences.iter().map(difference)).collect();
    lines.sort();
    lines.join("\n")
}

fn texts(movements: Vec<Movement<'_>>) -> String {
    let found = compared(&ledger(movements), &Carried::default(), &shipped());
    found.differences.into_iter().map(|difference| difference.text).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_was_booked_reversed_and_booked_anew_leaves_the_last_one() {
    let rows = vec![
        on(3, accounts("12/2021", ALFA, 50_000)),
        on(10, accounts("12/2021", ALFA, -50_000)),
        on(11, accounts("12/2021", ALFA, 45_000)),
        on(2, office("12/2021", ALFA, 45_000)),
    ];
    insta::assert_snapshot!(found(rows.clone()), @r"
        codice_fiscale: c3 = u1
        storno: c1 c2 =
        ");
    // Of the same amount, the one that stands is the one that was not reversed.
    let rows =
        rows.into_iter().map(|row| if row.cents.0 == 45_000 { Movement { cents: Cents(50_000), ..row } } else { row });
    insta::assert_snapshot!(found(rows.collect()), @r"
        codice_fiscale: c3 = u1
        storno: c1 c2 =
        ");
}

#[test]
fn what_was_reversed_and_is_still_in_the_sheet_is_told_as_such() {
    let rows = || {
        vec![
            on(3, accounts("12/2021", ALFA, 50_000)),
            on(10, accounts("12/2021", ALFA, -50_000)),
            on(2, office("12/2021", ALFA, 50_000)),
        ]
    };
    insta::assert_snapshot!(found(rows()), @r"
        missing_in_accounting/reversed: u1 (forse c1)
        storno: c1 c2 =
        ");
    insta::assert_snapshot!(texts(rows()), @"Provvedimento `12/2021`, Alfa S.r.l.: l'ufficio riporta 500,00 € il 02/05/2021, ma in contabilità la registrazione è stata stornata il 10/05/2021. Togliere la riga dalla scheda, o chiedere alla contabilità quando sarà registrata di nuovo.");
    let other_way = rows().into_iter().map(|row| match row.side {
        Side::Accounting => Movement { side: Side::Office, layout: "schede", account: None, ..row },
        Side::Office => Movement { side: Side::Accounting, layout: "registrazioni", account: Some("330000"), ..row },
    });
    insta::assert_snapshot!(texts(other_way.collect()), @"Provvedimento `12/2021`, Alfa S.r.l.: 500,00 € in contabilità il 02/05/2021, ma nella scheda la riga è annullata da una di segno opposto il 10/05/2021. Chiedere all'ufficio se il pagamento va stornato.");
}

#[test]
fn equal_instalments_pair_by_the_nearest_day() {
    let rows = vec![
        on(1, accounts("12/2021", ALFA, 10_000)),
        on(11, accounts("12/2021", ALFA, 10_000)),
        on(21, accounts("12/2021", ALFA, 10_000)),
        on(20, office("12/2021", ALFA, 10_000)),
        on(2, office("12/2021", ALFA, 10_000)),
    ];
    insta::assert_snapshot!(found(rows), @r"
        codice_fiscale: c1 = u2
        codice_fiscale: c3 = u1
        missing_in_office/: c2
        ");
}

#[test]
fn two_that_are_equally_good_for_a_row_that_says_less_are_ambiguous() {
    let rows = vec![
        on(3, named("Alfa S.r.l.", ALFA, accounts("12/2021", "", 50_000))),
        on(9, named("Beta S.n.c.", BETA, accounts("12/2021", "", 50_000))),
        named("", "", office("12/2021", "", 50_000)),
    ];
    insta::assert_snapshot!(found(rows.clone()), @"ambiguous/: c1 c2 u1");
    insta::assert_snapshot!(texts(rows.clone()), @"Provvedimento `12/2021`: 2 registrazioni per 1.000,00 € (Alfa S.r.l., 500,00 €, del 03/05/2021; Beta S.n.c., 500,00 €, del 09/05/2021) e 1 riga della scheda per 500,00 € si possono abbinare in più modi e nessuno è stato scelto (ambigua). Scrivere nella scheda ciò che le distingue: il codice fiscale, il provvedimento o l'importo.");
    // Of other names, where no code says that it is somebody else.
    let other = rows.into_iter().map(|row| if row.side == Side::Office { named("Gamma", "", row) } else { row });
    insta::assert_snapshot!(found(other.collect()), @"ambiguous/: c1 c2 u1");
    let rows = vec![
        named("Alfa S.r.l.", ALFA, accounts("12/2021", "", 50_000)),
        named("Gamma", "", office("12/2021", "", 50_000)),
        named("Delta", "", office("12/2021", "", 50_000)),
    ];
    insta::assert_snapshot!(found(rows), @"ambiguous/: c1 u1 u2");
    let rows = vec![
        named("Alfa S.r.l.", ALFA, accounts("12/2021", "", 50_000)),
        named("Beta S.n.c.", BETA, accounts("12/2021", "", 50_000)),
        named("", "", office("12/2021", "", 50_000)),
        named("", "", office("12/2021", "", 50_000)),
    ];
    insta::assert_snapshot!(found(rows), @"ambiguous/: c1 c2 u1 u2");
}

#[test]
fn a_call_pairs_by_beneficiary_only() {
    let firms = ["Alfa S.r.l.", "Beta S.n.c.", "Gamma", "Delta", "Epsilon"];
    let mut rows: Vec<Movement<'_>> =
        firms.iter().map(|firm| named(firm, "", accounts("12/2021", "", 50_000))).collect();
    rows.extend(firms[2..].iter().rev().map(|firm| named(firm, "", office("12/2021", "", 50_000))));
    rows.push(named("Zeta", "", office("12/2021", "", 50_000)));
    insta::assert_snapshot!(found(rows), @r"
        beneficiario: c3 = u3
        beneficiario: c4 = u2
        beneficiario: c5 = u1
        missing_in_accounting/: u4
        missing_in_office/: c1
        missing_in_office/: c2
        ");
}

#[test]
fn legal_forms_are_compared() {
    let of = |firm: &'static str| named(firm, "", office("12/2021", "", 50_000));
    let booked = |firm: &'static str| named(firm, ALFA, accounts("12/2021", "", 50_000));
    insta::assert_snapshot!(found(vec![booked("Delta S.r.l."), of("DELTA SPA")]), @r"
        missing_in_accounting/: u1 (forse c1)
        missing_in_office/: c1 (forse u1)
        ");
    let two = [booked("Delta S.r.l."), named("Delta S.p.A.", BETA, accounts("12/2021", "", 50_000))];
    let rows = two.iter().copied().chain([of("Delta srl"), of("delta s.p.a.")]);
    insta::assert_snapshot!(found(rows.collect()), @r"
        beneficiario: c1 = u1
        beneficiario: c2 = u2
        ");
    let nobody = |row| Movement { fiscal_code: "", ..row };
    let without_codes = two.map(nobody).into_iter().chain([of("delta s.p.a."), of("Delta srl")]);
    insta::assert_snapshot!(found(without_codes.collect()), @r"
        beneficiario: c1 = u2
        beneficiario: c2 = u1
        ");
    insta::assert_snapshot!(found(two.iter().copied().chain([of("Delta")]).collect()), @"ambiguous/: c1 c2 u1");
    insta::assert_snapshot!(found(vec![booked("Muñoz Šimić"), of("MUN\u{303}OZ S\u{30c}IMIC")]), @"beneficiario: c1 = u1");
}

#[test]
fn a_row_without_a_day_is_near_to_none() {
    let rows = vec![
        on(1, accounts("12/2021", ALFA, 10_000)),
        on(11, accounts("12/2021", ALFA, 10_000)),
        on(21, accounts("12/2021", ALFA, 10_000)),
        on(20, office("12/2021", ALFA, 10_000)),
        on(10, office("12/2021", ALFA, 10_000)),
        office("12/2021", ALFA, 10_000),
    ];
    insta::assert_snapshot!(found(rows), @r"
        codice_fiscale: c1 = u3
        codice_fiscale: c2 = u2
        codice_fiscale: c3 = u1
        ");
}

#[test]
fn two_persons_of_one_name_make_no_sum() {
    let rows = vec![
        named("Rossi Mario", "RSSMRA70A01D150H", accounts("12/2021", "", 50_000)),
        named("Rossi Mario", "RSSMRA75B02D150Q", accounts("12/2021", "", 70_000)),
        named("Rossi Mario", "", office("12/2021", "", 120_000)),
    ];
    insta::assert_snapshot!(found(rows), @r"
        missing_in_accounting/: u1 (forse c2)
        missing_in_office/: c1 (forse u1)
        missing_in_office/: c2 (forse u1)
        ");
    // Nor is a person the company of that name.
    let rows = vec![
        named("Rossi Mario", "RSSMRA70A01D150H", accounts("12/2021", "", 50_000)),
        named("Rossi Mario S.r.l.", "", office("12/2021", "", 50_000)),
    ];
    insta::assert_snapshot!(found(rows), @r"
        missing_in_accounting/: u1 (forse c1)
        missing_in_office/: c1 (forse u1)
        ");
}

#[test]
fn of_parts_that_are_worth_the_same_the_nearest_makes_the_sum() {
    let rows = vec![
        on(20, accounts("12/2021", ALFA, 50_000)),
        on(15, office("12/2021", ALFA, 40_000)),
        on(1, office("12/2021", ALFA, 10_000)),
        on(16, office("12/2021", ALFA, 10_000)),
    ];
    insta::assert_snapshot!(found(rows), @r"
        codice_fiscale: c1 = u1 u3
        missing_in_accounting/overdue: u2
        ");
}

#[test]
fn a_storno_of_another_payment_of_its_act_or_of_a_later_day_takes_nothing_back() {
    let paid = |mandate, day, cents| on(day, Movement { mandate, ..accounts("12/2021", ALFA, cents) });
    let part = vec![
        paid("1", 3, 20_000),
        paid("2", 4, 100_000),
        paid("2", 5, -20_000),
        office("12/2021", ALFA, 20_000),
        office("12/2021", ALFA, 80_000),
    ];
    insta::assert_snapshot!(found(part), @r"
        codice_fiscale: c1 = u1
        codice_fiscale: c2 c3 = u2
        ");
    let before = vec![paid("1", 1, -80_000), paid("2", 20, 80_000), office("12/2021", ALFA, 80_000)];
    insta::assert_snapshot!(found(before), @r"
        codice_fiscale: c2 = u1
        missing_in_office/: c1
        ");
    let without_act = vec![
        paid("118", 1, 80_000),
        Movement { act: "", ..paid("118", 5, -80_000) },
        paid("131", 6, 80_000),
        on(1, office("12/2021", ALFA, 80_000)),
    ];
    insta::assert_snapshot!(found(without_act), @r"
        codice_fiscale: c3 = u1
        storno: c1 c2 =
        ");
    let noted = vec![
        paid("118", 1, 80_000),
        Movement { note: "revoca del mandato per IBAN errato", ..paid("118", 5, -80_000) },
        paid("131", 6, 80_000),
        on(1, office("12/2021", ALFA, 80_000)),
    ];
    insta::assert_snapshot!(found(noted), @r"
        codice_fiscale: c3 = u1
        storno: c1 c2 =
        ");
}

#[test]
fn a_name_that_may_be_a_slip_keeps_who_says_none_from_being_chosen() {
    let rows = vec![
        named("Beta S.n.c.", BETA, accounts("12/2021", "", 50_000)),
        named("Betta", "", office("12/2021", "", 50_000)),
        named("", "", office("12/2021", "", 50_000)),
    ];
    insta::assert_snapshot!(found(rows), @"ambiguous/: c1 u1 u2");
}

#[test]
fn a_gap_with_a_name_is_no_economia_and_a_payment_elsewhere_no_duplicate() {
    let rows = vec![
        accounts("12/2021", ALFA, 96_000),
        Movement { note: "Bando economia circolare", ..office("12/2021", ALFA, 100_000) },
    ];
    insta::assert_snapshot!(found(rows), @"amount/withholding_4: c1 u1");
    let rows = vec![
        on(10, accounts("12/2021", ALFA, 50_000)),
        on(10, accounts("12/2021", ALFA, 50_000)),
        on(8, office("12/2021", ALFA, 50_000)),
        on(8, Movement { objective: "2021_01_02", ..office("12/2021", ALFA, 50_000) }),
    ];
    insta::assert_snapshot!(found(rows), @r"
        codice_fiscale: c2 = u1
        coding/objective: c1 u2
        ");
}

#[test]
fn who_has_a_firm_of_their_own_has_two_fiscal_codes() {
    let booked = |code| named("Rossi Mario", code, accounts("12/2021", "", 50_000));
    let told = |code| named("MARIO ROSSI", code, office("12/2021", "", 50_000));
    insta::assert_snapshot!(found(vec![booked(ALFA), told("RSSMRA80A01H501U")]), @"beneficiario: c1 = u1");
    insta::assert_snapshot!(found(vec![booked("VRDMRA80A01H501U"), told("RSSMRA80A01H501U")]), @r"
        missing_in_accounting/: u1 (forse c1)
        missing_in_office/: c1 (forse u1)
        ");
}

#[test]
fn another_objective_is_coding_without_a_fiscal_code_too() {
    let elsewhere = |row| Movement { objective: "2021_01_02", ..row };
    let rows = vec![
        named("Alfa S.r.l.", ALFA, accounts("12/2021", "", 50_000)),
        elsewhere(named("ALFA SRL", "", office("12/2021", "", 50_000))),
    ];
    insta::assert_snapshot!(found(rows), @"coding/objective: c1 u1");
    let rows = vec![
        on(1, accounts("12/2021", ALFA, 50_000)),
        on(20, accounts("12/2021", ALFA, 50_000)),
        on(2, elsewhere(office("12/2021", ALFA, 50_000))),
        on(21, elsewhere(office("12/2021", ALFA, 50_000))),
    ];
    insta::assert_snapshot!(found(rows), @r"
        coding/objective: c1 u1
        coding/objective: c2 u2
        ");
}

#[test]
fn a_gap_among_several_rows_of_a_key_is_not_lost() {
    let rows = vec![
        accounts("12/2021", ALFA, 100_000),
        accounts("12/2021", ALFA, 50_000),
        office("12/2021", ALFA, 96_000),
        office("12/2021", ALFA, 47_000),
    ];
    insta::assert_snapshot!(found(rows), @r"
        amount/: c2 u2
        amount/withholding_4: c1 u1
        ");
    let thirds = vec![
        accounts("12/2021", ALFA, 10_000),
        office("12/2021", ALFA, 3_333),
        office("12/2021", ALFA, 3_333),
        office("12/2021", ALFA, 3_333),
    ];
    insta::assert_snapshot!(found(thirds.clone()), @"amount/cents: c1 u1 u2 u3");
    insta::assert_snapshot!(texts(thirds), @"Provvedimento `12/2021`, Alfa S.r.l.: la contabilità registra 100,00 €, la scheda dell'ufficio riporta 99,99 € in 3 righe (33,33 € + 33,33 € + 33,33 €); lo scarto di 0,01 € è un arrotondamento. Riportare nella scheda l'importo del mandato.");
    let signs = vec![accounts("12/2021", ALFA, -10_000), office("12/2021", ALFA, 10_000)];
    insta::assert_snapshot!(found(signs.clone()), @"amount/sign: c1 u1");
    insta::assert_snapshot!(texts(signs), @"Provvedimento `12/2021`, Alfa S.r.l.: la contabilità registra -100,00 €, la scheda dell'ufficio riporta 100,00 €; lo scarto di 200,00 € viene dal segno: le due parti riportano lo stesso importo, l'una in più e l'altra in meno. Vedere sul mandato qual è il segno giusto e correggere l'altro.");
    let missing =
        vec![accounts("12/2021", ALFA, 100_000), accounts("12/2021", ALFA, 20_000), office("12/2021", ALFA, 99_000)];
    insta::assert_snapshot!(found(missing), @r"
        amount/: c1 u1
        missing_in_office/: c2
        ");
}

#[test]
fn a_payment_told_twice_is_not_taken_for_another_one_with_a_gap() {
    let rows = vec![
        Movement { mandate: "118", ..accounts("12/2021", ALFA, 50_000) },
        Movement { mandate: "118", ..accounts("12/2021", ALFA, 50_000) },
        office("12/2021", ALFA, 50_000),
        office("12/2021", ALFA, 49_000),
    ];
    insta::assert_snapshot!(found(rows), @r"
        codice_fiscale: c2 = u1
        duplicate/same_mandate: c1 (forse c2)
        missing_in_accounting/: u2
        ");
}

#[test]
fn a_row_without_an_act_is_proposed_to_the_only_one_that_it_may_be() {
    let rows = vec![accounts("12/2021", ALFA, 50_000), office("", ALFA, 50_000)];
    insta::assert_snapshot!(found(rows.clone()), @r"
        missing_in_accounting/suggested: u1 (forse c1)
        missing_in_office/suggested: c1 (forse u1)
        ");
    insta::assert_snapshot!(texts(rows.clone()), @r"
        Provvedimento `12/2021`, Alfa S.r.l.: 500,00 € in contabilità; nella scheda dell'ufficio gli corrisponde probabilmente Alfa S.r.l., 500,00 € (una delle due righe non dice il numero del provvedimento). Scriverlo dove manca.
        Alfa S.r.l.: 500,00 € nella scheda dell'ufficio; in contabilità gli corrisponde probabilmente provvedimento `12/2021`, Alfa S.r.l., 500,00 € (una delle due righe non dice il numero del provvedimento). Scriverlo dove manca.
        ");
    // Of two that it may be neither is chosen.
    let two = rows.into_iter().chain([accounts("13/2021", ALFA, 50_000)]).collect();
    insta::assert_snapshot!(found(two), @"ambiguous/: c1 c2 u1");
}
