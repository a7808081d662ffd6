//! What `explain` tells of a difference, and `export differences` of both its sides.

use serde_json::Value;

use crate::cases;
use crate::office::{Office, json_of};

const ACCOUNTS: &str = "\
Camera di commercio di esempio
Interventi economici al 30/06/2021

Conto;Obiettivo;Iniziativa;Provvedimento;Mandato;Data;Beneficiario;Codice fiscale;Importo
'330000;2021_01_01;Voucher;'12/2021;'118;2021-06-15;Alfa Esempio s.r.l.;'00000000018;1000
'330000;2021_01_01;Voucher;'13/2021;'119;2021-06-16;Beta Esempio s.p.a.;'00000000026;1200
'330000;2021_01_01;Voucher;'20/2021;'120;2021-06-17;Gamma Esempio s.n.c.;'00000000034;500
'330000;2021_01_01;Voucher;'40/2021;'1188;2021-06-18;Epsilon Esempio;'00000000059;10
'330000;2021_01_01;Voucher;'40/2021;'8482;2021-06-18;Epsilon Esempio;'00000000059;25
";

const SHEET_FILE: &str = "scheda_interventi_promozione_2021-06.xlsx";

const SHEET: &str = "\
Camera di commercio di esempio
Scheda interventi al 30/06/2021

Obiettivo;Iniziativa;Provvedimento;Data liquidazione;Beneficiario;Codice fiscale;Stanziato;Liquidato;Note
2021_01_01_05;Voucher;DET n. 12 del 2021;2021-06-12;Alfa Esempio;'00000000018;;960;
2021_01_01_05;Voucher;'31/2021;2021-04-02;Beta Esempio s.p.a.;'00000000026;;1200;
2021_01_01_05;Voucher;'20/2021;2021-06-14;Gamma Esempio s.n.c.;'00000000034;;300;
2021_01_01_05;Voucher;'20/2021;2021-06-14;Gamma Esempio s.n.c.;'00000000034;;200;
2021_01_01_05;Voucher;'20/2021;2021-06-14;Gamma Esempio s.n.c.;'00000000034;;350;
2021_01_01_05;Voucher;'20/2021;2021-06-14;Gamma Esempio s.n.c.;'00000000034;;150;
";

/// A month with a difference of amount, two rows that are each other's nearest, and one that two sums of rows make; and what
/// `export differences --json` says of them.
fn june() -> (Office, Vec<Value>) {
    let office = cases::office();
    let all = issued(&office);
    (office, all)
}

fn issued(office: &Office) -> Vec<Value> {
    office.drop_file("interventi_economici_2021-06.xlsx", &cases::workbook(ACCOUNTS));
    office.drop_file(SHEET_FILE, &cases::workbook(SHEET));
    let (code, run) = office.run("2021-06");
    assert!(matches!(code, 0 | 3), "{run}");
    exported(office, "2021-06")
}

fn exported(office: &Office, month: &str) -> Vec<Value> {
    let exported = json_of(&office.program(&["export", "differences", "--period", month, "--json"]));
    exported["differences"].as_array().unwrap().clone()
}

/// The difference of an act.
fn of<'d>(differences: &'d [Value], act: &str) -> &'d Value {
    let is_of = |it: &&Value| it["file"] != SHEET_FILE && it["key"].as_str().unwrap().contains(act);
    differences.iter().find(is_of).unwrap()
}

fn id<'d>(differences: &'d [Value], act: &str) -> &'d str {
    of(differences, act)["id"].as_str().unwrap()
}

fn explained(office: &Office, id: &str) -> String {
    let output = office.program(&["explain", id, "--period", "2021-06"]);
    let said = if output.status.success() { output.stdout } else { output.stderr };
    String::from_utf8(said).unwrap()
}

#[test]
fn a_difference_is_told_with_both_its_sides_and_why_no_pass_paired_them() {
    let (office, all) = june();
    insta::assert_snapshot!(explained(&office, id(&all, "12/2021")), @r"
        Differenza: importo diverso, ritenuta del 4%, aperta
          a5ecb50fa5b98e085da63008660e03b5 · giugno 2021

          Che cosa     Provvedimento `12/2021`, Alfa Esempio s.r.l.: la contabilità registra 1.000,00 € il
                       15/06/2021 (mandato 118), la scheda dell'ufficio riporta 960,00 €; lo scarto di
                       40,00 € è la ritenuta del 4% sui contributi (art. 28 DPR 600/73). Indicare da
                       entrambe le parti l'importo lordo.
          Importo      40,00 € (contabilità meno ufficio)
          Ufficio      Ufficio Attività promozionali, obiettivo 2021_01_01
          Vista dal    30/06/2021, nuova

          In contabilità
                  1.000,00 €  interventi_economici_2021-06.xlsx, foglio Sheet1, cella I5
                              2021_01_01 · 12/2021 · Alfa Esempio s.r.l. · 00000000018 · 15/06/2021 ·
                                mandato 118

          Nella scheda dell'ufficio
                    960,00 €  scheda_interventi_promozione_2021-06.xlsx, foglio Sheet1, cella H5
                              2021_01_01_05 (vale 2021_01_01) · DET n. 12 del 2021 (vale 12/2021) · Alfa
                                Esempio · 00000000018 · 12/06/2021

          Perché non è abbinata, regola per regola
            codice_fiscale, beneficiario, provvedimento: importi diversi: 1.000,00 € e 960,00 €, scarto
              40,00 €
        ");
}

#[test]
fn a_row_without_partner_is_told_beside_the_nearest_one() {
    let (office, all) = june();
    insta::assert_snapshot!(explained(&office, id(&all, "13/2021")), @r"
        Differenza: manca nella scheda dell'ufficio, aperta
          65aedf49f794dfd0ca90d7ed4abc2a51 · giugno 2021

          Che cosa     Provvedimento `13/2021`, Beta Esempio s.p.a.: 1.200,00 € in contabilità il 16/06/2021
                       (mandato 119), ma la scheda dell'ufficio non ne parla. Potrebbe essere provvedimento
                       `31/2021`, Beta Esempio s.p.a., 1.200,00 € (provvedimento diverso): verificare.
          Importo      1.200,00 € (contabilità meno ufficio)
          Ufficio      Ufficio Attività promozionali, obiettivo 2021_01_01
          Vista dal    30/06/2021, nuova

          In contabilità
                  1.200,00 €  interventi_economici_2021-06.xlsx, foglio Sheet1, cella I6
                              2021_01_01 · 13/2021 · Beta Esempio s.p.a. · 00000000026 · 16/06/2021 ·
                                mandato 119

          Riga più vicina
                  1.200,00 €  scheda_interventi_promozione_2021-06.xlsx, foglio Sheet1, cella H6
                              2021_01_01_05 (vale 2021_01_01) · 31/2021 · Beta Esempio s.p.a. · 00000000026
                                · 02/04/2021
                              in comune: ufficio, obiettivo, codice fiscale, beneficiario, importo
                              diverso: provvedimento (13/2021 e 31/2021), data (75 giorni)

          Perché non è abbinata, regola per regola
            codice_fiscale, beneficiario, provvedimento: provvedimento diverso: 13/2021 e 31/2021
        ");
}

#[test]
fn an_ambiguous_difference_is_told_with_all_that_are_equally_good() {
    let (office, all) = june();
    insta::assert_snapshot!(explained(&office, id(&all, "20/2021")), @r"
        Differenza: più corrispondenze possibili, aperta
          50ce0d43424c8ab14921ee7188488589 · giugno 2021

          Che cosa     Provvedimento `20/2021`, Gamma Esempio s.n.c.: 1 registrazione per 500,00 € (del
                       17/06/2021, mandato 120) e 4 righe della scheda per 1.000,00 € (350,00 €, del
                       14/06/2021; 300,00 €, del 14/06/2021; 200,00 €, del 14/06/2021; 150,00 €, del
                       14/06/2021) si possono abbinare in più modi e nessuno è stato scelto (ambigua).
                       Scrivere nella scheda ciò che le distingue: il codice fiscale, il provvedimento o
                       l'importo.
          Importo      -500,00 € (contabilità meno ufficio)
          Ufficio      Ufficio Attività promozionali, obiettivo 2021_01_01
          Vista dal    30/06/2021, nuova

          In contabilità
                    500,00 €  interventi_economici_2021-06.xlsx, foglio Sheet1, cella I7
                              2021_01_01 · 20/2021 · Gamma Esempio s.n.c. · 00000000034 · 17/06/2021 ·
                                mandato 120

          Nella scheda dell'ufficio
                    300,00 €  scheda_interventi_promozione_2021-06.xlsx, foglio Sheet1, cella H7
                              2021_01_01_05 (vale 2021_01_01) · 20/2021 · Gamma Esempio s.n.c. · 00000000034
                                · 14/06/2021
                    200,00 €  scheda_interventi_promozione_2021-06.xlsx, foglio Sheet1, cella H8
                              2021_01_01_05 (vale 2021_01_01) · 20/2021 · Gamma Esempio s.n.c. · 00000000034
                                · 14/06/2021
                    350,00 €  scheda_interventi_promozione_2021-06.xlsx, foglio Sheet1, cella H9
                              2021_01_01_05 (vale 2021_01_01) · 20/2021 · Gamma Esempio s.n.c. · 00000000034
                                · 14/06/2021
                    150,00 €  scheda_interventi_promozione_2021-06.xlsx, foglio Sheet1, cella H10
                              2021_01_01_05 (vale 2021_01_01) · 20/2021 · Gamma Esempio s.n.c. · 00000000034
                                · 14/06/2021

          Ugualmente buone per I7
            in comune: ufficio, obiettivo, provvedimento, codice fiscale, beneficiario
            H7    diverso: importo (scarto 200,00 €), data (3 giorni)
            H8    diverso: importo (scarto 300,00 €), data (3 giorni)
            H9    diverso: importo (scarto 150,00 €), data (3 giorni)
            H10   diverso: importo (scarto 350,00 €), data (3 giorni)

          Perché non è abbinata, regola per regola
            codice_fiscale, beneficiario: più abbinamenti ugualmente buoni, fra 1 registrazione e 4 righe
              della scheda
            provvedimento: abbina una riga a una sola
        ");
}

#[test]
fn a_beginning_is_enough_where_it_is_of_one_alone() {
    let (office, all) = june();
    let amount = id(&all, "12/2021");
    let short = amount[..6].to_uppercase();
    assert_eq!(explained(&office, &short), explained(&office, amount));
    insta::assert_snapshot!(explained(&office, "0123456789abcdef0123456789abcdef"), @"quadratura: nessuna differenza ha l'identificativo `0123456789abcdef0123456789abcdef`, né a giugno 2021 né nei mesi emessi");
    // The payments 1188 and 8482 of one act have ids that begin alike.
    insta::assert_snapshot!(explained(&office, "9f2638"), @"quadratura: con `9f2638` cominciano più differenze: `9f2638005c8c636a3c552c97ab3b5fb5` e `9f26385b75db8f94087514d5c7103596`. Scriverne più cifre");
    assert!(explained(&office, "facade").contains("non è un indicatore, un obiettivo, una voce, un conto"));
}

#[test]
fn programs_read_the_same_as_fields() {
    let (office, all) = june();
    let amount = id(&all, "12/2021");
    let whole = json_of(&office.program(&["explain", amount, "--period", "2021-06", "--json"]));
    let sides = whole["sides"].as_array().unwrap();
    assert_eq!((&sides[1]["act"], &sides[1]["act_read"]), (&"DET n. 12 del 2021".into(), &"12/2021".into()));
    let passes = whole["passes"].as_array().unwrap();
    assert_eq!(passes[0]["pass"], "codice_fiscale");
    assert_eq!(passes[0]["keys"].as_array().unwrap().len(), 4);
    assert_eq!(passes[0]["reasons"][0]["code"], "amount_differs");
    let nearest = json_of(&office.program(&["explain", id(&all, "13/2021"), "--period", "2021-06", "--json"]));
    let candidate = &nearest["candidates"][0];
    assert_eq!((&candidate["row"]["cell"], &candidate["apart"][0]["code"]), (&"H6".into(), &"act".into()));
}

#[test]
fn an_exported_difference_says_both_its_sides_and_the_nearest_row() {
    let (_, all) = june();
    let amount = of(&all, "12/2021");
    let said = |it: &Value, names: &str| {
        names.split(' ').map(|name| it[name].to_string()).collect::<Vec<_>>().join(" ").replace('"', "")
    };
    insta::assert_snapshot!(
        said(amount, "cell other_file other_sheet other_row other_cell other_amount_cents candidate_cell"),
        @"I5 scheda_interventi_promozione_2021-06.xlsx Sheet1 5 H5 96000 null"
    );
    insta::assert_snapshot!(
        said(amount, "accounting_rows accounting_cents accounting_cells office_rows office_cents office_cells"),
        @"1 100000 interventi_economici_2021-06.xlsx!Sheet1!I5 1 96000 scheda_interventi_promozione_2021-06.xlsx!Sheet1!H5"
    );
    let missing = of(&all, "13/2021");
    insta::assert_snapshot!(
        said(missing, "other_cell candidate_file candidate_row candidate_cell candidate_amount_cents office_rows office_cents"),
        @"null scheda_interventi_promozione_2021-06.xlsx 6 H6 120000 0 null"
    );
    insta::assert_snapshot!(said(of(&all, "20/2021"), "accounting_cells office_cells"), @"interventi_economici_2021-06.xlsx!Sheet1!I7 scheda_interventi_promozione_2021-06.xlsx!Sheet1!H10 + H8 + H9 + H7");
}

#[test]
fn a_letter_points_at_the_nearest_registration_of_its_office() {
    let (office, _) = june();
    let letters = std::fs::read_dir(office.root().join("outbox")).unwrap();
    let letters = letters.map(|letter| std::fs::read_to_string(letter.unwrap().path()).unwrap());
    let text = letters.collect::<String>().replace("=\r\n", "").replace("=\n", "");
    let near: Vec<String> = text.split("simile: ").skip(1).map(|it| it.chars().take(120).collect()).collect();
    assert!(near.iter().any(|it| it.contains("interventi_economici_2021-06.xlsx") && it.contains("I6")), "{near:?}");
}

#[test]
fn an_id_that_another_month_has_is_told_with_that_month() {
    let (office, all) = june();
    let amount = id(&all, "12/2021");
    let corrected = SHEET.replace(";960;", ";1000;").replace("30/06/2021", "31/07/2021");
    office.drop_file(
        "interventi_economici_2021-07.xlsx",
        &cases::workbook(&ACCOUNTS.replace("30/06/2021", "31/07/2021")),
    );
    office.drop_file("scheda_interventi_promozione_2021-07.xlsx", &cases::workbook(&corrected));
    let (code, run) = office.run("2021-07");
    assert!(matches!(code, 0 | 3), "{run}");
    let closed = office.program(&["explain", amount, "--period", "2021-07"]);
    insta::assert_snapshot!(String::from_utf8(closed.stdout).unwrap(), @r"
        Differenza: importo diverso, ritenuta del 4%, chiusa
          a5ecb50fa5b98e085da63008660e03b5 · luglio 2021

          Che cosa     Chiusa a luglio 2021. Era: provvedimento `12/2021`, Alfa Esempio s.r.l.: la
                       contabilità registra 1.000,00 € il 15/06/2021 (mandato 118), la scheda dell'ufficio
                       riporta 960,00 €; lo scarto di 40,00 € è la ritenuta del 4% sui contributi (art. 28
                       DPR 600/73).
          Importo      40,00 € (contabilità meno ufficio)
          Ufficio      Ufficio Attività promozionali, obiettivo 2021_01_01
          Vista dal    30/06/2021, 31 giorni
        ");

    office.drop_file(
        "interventi_economici_2021-08.xlsx",
        &cases::workbook(&ACCOUNTS.replace("30/06/2021", "31/08/2021")),
    );
    office
        .drop_file("scheda_interventi_promozione_2021-08.xlsx", &cases::workbook(&corrected.replace("31/07", "31/08")));
    office.run("2021-08");
    let gone = office.program(&["explain", &amount[..8], "--period", "2021-08"]);
    assert_eq!(gone.status.code(), Some(2));
    insta::assert_snapshot!(String::from_utf8(gone.stderr).unwrap(), @"quadratura: la differenza `a5ecb50fa5b98e085da63008660e03b5` ad agosto 2021 non c'è: aperta dal 30/06/2021, è stata chiusa a luglio 2021. Per vederla, `--period 2021-07`");
}

#[test]
fn an_id_that_the_month_has_no_more_or_not_yet_is_told_with_who_has_it() {
    let (office, all) = june();
    office.drop_file(SHEET_FILE, &cases::workbook(&SHEET.replace(";960;", ";1000;")));
    office.run("2021-06");
    insta::assert_snapshot!(explained(&office, id(&all, "12/2021")), @"quadratura: la differenza `a5ecb50fa5b98e085da63008660e03b5` a giugno 2021 non c'è: l'emissione 1 la riporta, i file di adesso no");

    let july = |text: &str| cases::workbook(&text.replace("30/06/2021", "31/07/2021"));
    office.drop_file("interventi_economici_2021-07.xlsx", &july(&ACCOUNTS.replace("13/2021", "50/2021")));
    office.drop_file("scheda_interventi_promozione_2021-07.xlsx", &july(SHEET));
    office.run("2021-07");
    let late = exported(&office, "2021-07");
    let told = explained(&office, id(&late, "50/2021"));
    assert!(told.contains(" a giugno 2021 non c'è: compare a luglio 2021. Per vederla, `--period 2021-07`"), "{told}");
}

#[test]
fn an_accepted_difference_says_until_when_and_why() {
    let office = cases::office();
    let accepted = "[[accepted]]\nid = 'a5ecb50fa5b98e085da63008660e03b5'\nkind = 'amount'\namount = '40,00'\n\
                    why = 'ritenuta versata'\nfrom = '2021-06'\nuntil = '2021-12-31'\n";
    office.configure("accepted.toml", accepted);
    let all = issued(&office);
    let told = explained(&office, id(&all, "12/2021"));
    assert!(told.starts_with("Differenza: importo diverso, ritenuta del 4%, accettata\n"), "{told}");
    assert!(
        told.contains("  Accettata    da giugno 2021 fino al 31/12/2021, per 40,00 €: ritenuta versata\n"),
        "{told}"
    );
}
