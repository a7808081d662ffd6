//! Acts in every form that people give them.

use proptest::prelude::*;

use super::*;

const IN_2021: Exercise = Exercise(2021);

/// What a text is normally, in a file of 2021 of an office that writes as most do.
fn normal(text: &str) -> String {
    Writing::default().read(text, IN_2021).normal().to_owned()
}

/// What a text is as an office of its own writing means it.
fn written(writing: &str, text: &str) -> String {
    toml::from_str::<Writing>(writing).unwrap().read(text, IN_2021).normal().to_owned()
}

/// All of these are one act.
fn assert_785(texts: &[&str]) {
    for text in texts {
        assert_eq!(normal(text), "785/2021", "{text}");
    }
}

#[test]
fn an_act_is_one_however_people_write_it() {
    assert_785(&[
        "785/2021",
        "00785/21",
        "785/21",
        "785 / 21",
        "785-21",
        "785_21",
        "785_2021",
        "2021/785",
        "n. 785 del 21",
        "n. 785 del 2021",
        "n. 2021/785",
        "n.785 dell'anno 2021",
        "N° 0785/2021",
        "nº785/2021",
        "det785/2021",
        "785-2021",
        "D.D. n. 785/2021",
        "D.D.n.785/2021",
        "DET. DIR. 785-2021",
        "Det. SG n°785 del 12.05.21",
        "D.S.G. 785/2021",
        "Determinazione S.G. 785/2021",
        "Determinazione del Segretario Generale n. 785 del 12/05/2021",
        "Determinazione del Segretario Generale f.f. n. 785/2021",
        "Determina dirigenziale n. 785 del 12 maggio 2021",
        "785 del 12 maggio 2021",
        "785 del 1° mag. 21",
        "785 - 12/05/2021",
        "785 del 12 05 2021",
        "785 in data 12/05/2021",
        "12/05/2021 n. 785",
        "785/2021 del 12/05/2021",
        "785/21 del 12.05.21",
        "Provv. 785/2021",
        "atto n. 785 del 2021-05-12",
    ]);
    for (text, expected) in [
        ("12/2021 del 05/03/2021", "12/2021"),
        ("DET 12-2021", "12/2021"),
        ("12/20", "12/2020"),
        ("12/18", "12/2018"),
        ("3/22", "3/2022"),
        ("1.234/2021", "1234/2021"),
        ("n. 1.234 del 12.05.2021", "1234/2021"),
        ("anno 2021 n. 2020", "2020/2021"),
        ("2020/2021", "2020/2021"),
        ("785/1998", "785/1998"),
    ] {
        assert_eq!(normal(text), expected, "{text}");
    }
}

#[test]
fn who_signed_it_and_what_is_paid_by_it_make_no_other_act() {
    assert_785(&[
        "Det. Area 2 n. 785/2021",
        "Det. Dirigente Area Promozione e Sviluppo n. 785/2021",
        "Determinazione del responsabile del Servizio 3° n. 785/21",
        "785/2021 Area II",
        "785/2021 saldo",
        "785/2021 - saldo",
        "provv. 785/2021 acconto",
        "785/21 saldo",
        "785/2021 - I tranche",
        "785/2021 1^ rata",
        "785/2021, 1a rata",
        "785/2021 seconda rata del contributo",
        "785/2021 rata n. 2",
        "785/2021 acconto 50%",
        "785/2021 50% a saldo",
        "785 del 12/05/2021 saldo contributo 2020",
        "Det. 785/2021 prot. 4567",
        "Det. 785/2021 prot. n. 4567 del 12/05/2021",
    ]);
}

#[test]
fn what_has_a_numbering_of_its_own_keeps_its_word() {
    for (text, expected) in [
        ("Delibera n. 12/2021", "delibera 12/2021"),
        ("Deliberazione 12 del 2021", "delibera 12/2021"),
        ("Delibera di Giunta 12/2021", "delibera giunta 12/2021"),
        ("Deliberazione n. 12 del 15/03/2021 della Giunta camerale", "delibera giunta 12/2021"),
        ("D.G.C. 12/21", "delibera giunta 12/2021"),
        ("Delibera del Consiglio n. 12/2021", "delibera consiglio 12/2021"),
        ("delib. consiliare 12/2021", "delibera consiglio 12/2021"),
        ("Determinazione del Presidente n. 12/2021", "presidente 12/2021"),
        ("Determina presidenziale 12/21", "presidente 12/2021"),
        ("Determinazione del Commissario straordinario n. 12/2021", "commissario 12/2021"),
        ("Decreto 12/2021", "decreto 12/2021"),
        ("Ordinanza n. 12 del 2021", "ordinanza 12/2021"),
        ("prot. 12/2021", "prot 12/2021"),
        ("Prot. gen. n. 12 del 15/03/2021", "prot 12/2021"),
        ("12bis/2021", "bis 12/2021"),
        ("12/2021 bis", "bis 12/2021"),
        ("12/2021/A", "a 12/2021"),
        ("12/2021/A saldo", "a 12/2021"),
        ("Bando fiere 12/2021", "bando fiere 12/2021"),
        ("atto di liquidazione 12/2021", "liquidazione 12/2021"),
        ("Area Giunta 12/2021", "giunta 12/2021"),
    ] {
        assert_eq!(normal(text), expected, "{text}");
    }
}

#[test]
fn what_may_be_read_in_two_ways_is_not_read() {
    for text in [
        "12/15",
        "12/17",
        "12/23",
        "785",
        "n. 785",
        "785 21",
        "785,21",
        "785.21",
        "12 21",
        "21/785",
        "12/2021 del 05/03/2022",
        "785/2021 e 786/2021",
        "785-786/2021",
        "785/2021-786",
        "5-6-7/2021",
        "5/6/7/2021",
        "785/2021 saldo 786/2021",
        "785/2021 saldo, 786",
        "785/2021 acconto determina 12",
        "785/2021/12",
        "Det. 785 prot. 4567 del 12/05/2021",
        "Convenzione quadro",
        "del 12/05/2021 n.",
        "Ufficio promozione",
        "1.234",
        "saldo 2021",
    ] {
        assert_eq!(Writing::default().read(text, IN_2021), Act::Text(folded(text)), "{text}");
    }
}

#[test]
fn what_names_nothing_is_nothing() {
    for text in
        ["", " ", "-", "n.d.", "0", "n. 0 del 2021", "0/2021", "00/21", "n. 0", "Determina", "det. n.", "D.D. n."]
    {
        assert_eq!(Writing::default().read(text, IN_2021), Act::Unsaid, "{text}");
    }
}

#[test]
fn a_date_is_no_act_and_may_have_been_one() {
    for (text, maybe) in [
        ("01/05/2021", Some("5/2021")),
        ("1.5.21", Some("5/2021")),
        ("2021-12-01", Some("12/2021")),
        ("1° maggio 2021", Some("5/2021")),
        ("mag-21", Some("5/2021")),
        ("Maggio 2021", Some("5/2021")),
        ("dic 21", Some("12/2021")),
        ("12/05/2021", None),
    ] {
        let act = Writing::default().read(text, IN_2021);
        let expected = Act::Date { normal: folded(text), maybe: maybe.map(str::to_owned) };
        assert_eq!(act, expected, "{text}");
        assert_eq!((act.maybe(), act.year()), (maybe, None), "{text}");
    }
    for text in ["05/2021", "5/21", "12/2021", "maggio", "31/02/2021", "202105", "mag-785"] {
        assert_eq!(date_of(text), None, "{text}");
    }
}

#[test]
fn an_office_may_write_the_year_first() {
    let year_first = "order = 'year_number'";
    for (text, expected) in [
        ("21/785", "785/2021"),
        ("2021/785", "785/2021"),
        ("785/2021", "785/2021"),
        ("2021/2020", "2020/2021"),
        ("21/22", "22/2021"),
        ("n. 785 del 21", "785/2021"),
        ("785/21", "785 21"),
        ("15/785", "15 785"),
    ] {
        assert_eq!(written(year_first, text), expected, "{text}");
    }
    assert_eq!(normal("21/22"), "21/2022");
}

#[test]
fn an_office_may_leave_the_year_out() {
    let without = "without_year = 'exercise'";
    for (text, expected) in [
        ("785", "785/2021"),
        ("n. 00785", "785/2021"),
        ("Det. S.G. 785 saldo", "785/2021"),
        ("n. 2021", "2021/2021"),
        ("785/2020", "785/2020"),
        ("2021", "2021"),
        ("Delibera 785", "delibera 785"),
        ("fattura 785", "fattura 785"),
        ("785 rata 2", "785 rata 2"),
        ("0", ""),
    ] {
        assert_eq!(written(without, text), expected, "{text}");
    }
}

#[test]
fn an_office_may_have_words_that_say_nothing() {
    let words = "words = ['registro', 'Reg. Gen.', 'Prot.', 'R.U.']";
    for text in ["Registro 785/2021", "reg. gen. n. 785/21", "prot. 785/2021", "R.U. 785/2021"] {
        assert_eq!(written(words, text), "785/2021", "{text}");
    }
    assert_eq!(normal("Registro 785/2021"), "registro 785/2021");
    for (wrong, reason) in [
        ("words = ['']", "`` non è una parola: in `words` ci vanno parole senza numeri"),
        ("words = ['reg 2']", "`reg 2` non è una parola"),
        ("order = 'primo_il_numero'", "unknown variant"),
        ("years = 2", "unknown field"),
    ] {
        let error = toml::from_str::<Writing>(wrong).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
}

proptest! {
    #[test]
    fn a_normal_act_is_normal(
        text in "\\PC{0,24}|(det|n|del|area|prot|delib|giunta|saldo|i|bis|mag|[a-c]|[0-9]{1,4}|2021|21|[ /._-]|%|'){0,9}",
        year_first in any::<bool>(),
    ) {
        let once = normal(&text);
        prop_assert_eq!(normal(&once), once);
        let order = if year_first { Order::YearNumber } else { Order::NumberYear };
        let writing = Writing { order, without_year: Some(WithoutYear::Exercise), words: vec!["registro".to_owned()] };
        let _ = writing.read(&text, IN_2021);
    }

    #[test]
    fn number_and_year_are_found_in_each_form(number in 1_u32..100_000, year in 2018_u16..2023, form in 0_usize..7) {
        let (short, month) = (year % 100, 1 + number % 12);
        let text = [
            format!("{number:05}/{short}"),
            format!("Det. n. {number} del 7/{month}/{year}"),
            format!("{number}-{year} acconto"),
            format!("S.G. {number} dell'anno {year}"),
            format!("n.{number}/{year} II tranche"),
            format!("{number}_{year}"),
            format!("Area 1 n. {number} del 07.{month:02}.{short}"),
        ][form].clone();
        let act = Writing::default().read(&text, IN_2021);
        prop_assert_eq!((act.normal(), act.year()), (&*format!("{number}/{year}"), Some(year)), "{}", text);
    }
}
