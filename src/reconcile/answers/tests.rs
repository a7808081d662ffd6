//! Who proposes, who decides, what an answer is bound to, and how it is written.

use super::*;

fn answer(office: &str, outcome: Outcome, until: Option<&str>) -> Answer {
    let office_id = OfficeId::from(office);
    Answer {
        id: RowId::hash(""),
        subject: on(36_000),
        period: "2021-06".parse().unwrap(),
        issue: 1,
        outcome: Some(outcome),
        why: "due cifre scambiate".into(),
        action: String::new(),
        responsible: String::new(),
        second: String::new(),
        until: until.map(|day| day.parse().unwrap()),
        note: String::new(),
        decides: office == "contabilita",
        office: office_id,
        day: "2021-07-10".parse().unwrap(),
        by: String::new(),
        user: String::new(),
        file: None,
    }
    .named()
}

fn on(cents: i64) -> Subject {
    Subject::Difference { id: RowId::hash("x"), kind: Kind::Amount, cents: Cents(cents) }
}

fn standing(all: &[Answer], cents: i64, month: &str) -> Option<Standing> {
    Answers(all.to_vec()).standing(&on(cents), month.parse().unwrap())
}

#[test]
fn an_office_proposes_and_the_accounts_decide() {
    let proposal = answer("estero", Outcome::OfficeCorrects, Some("2021-07-31"));
    let stands = standing(std::slice::from_ref(&proposal), 36_000, "2021-07").unwrap();
    assert_eq!((&stands.answer, stands.changed, &stands.against), (&proposal, false, &None));
    assert!(stands.silences("2021-07".parse().unwrap()) && !stands.silences("2021-08".parse().unwrap()));
    let decision = answer("contabilita", Outcome::Accepted, None);
    for all in [[proposal.clone(), decision.clone()], [decision.clone(), proposal.clone()]] {
        let stands = standing(&all, 36_000, "2021-07").unwrap();
        assert_eq!((&stands.answer, stands.against.as_ref()), (&decision, Some(&proposal)));
    }
    assert_eq!(
        standing(std::slice::from_ref(&decision), 36_000, "2021-05"),
        None,
        "no month before the one answered on"
    );
    let of_now = Answer { subject: on(36_100), ..proposal.clone() }.named();
    let both = standing(&[decision.clone(), of_now.clone()], 36_100, "2021-07").unwrap();
    assert_eq!((&both.answer, both.changed), (&of_now, false), "a void decision hides no word on what is there now");
    let changed = standing(&[proposal], 36_100, "2021-07").unwrap();
    assert!(changed.changed && !changed.silences("2021-07".parse().unwrap()));
}

#[test]
fn what_was_decided_last_counts() {
    let accepted = answer("contabilita", Outcome::Accepted, None);
    let undone = answer("contabilita", Outcome::OfficeCorrects, None);
    let of = |all: &[Answer], month: &str| Answers(all.to_vec()).acceptances(month.parse().unwrap());
    let made = of(std::slice::from_ref(&accepted), "2021-06");
    assert_eq!((made[0].until, made[0].cents), ("2021-12-31".parse().unwrap(), Cents(36_000)));
    assert_eq!(of(&[accepted.clone(), undone.clone()], "2021-07"), []);
    assert_eq!(of(&[undone, accepted.clone()], "2021-07").len(), 1);
    assert_eq!(of(&[accepted], "2021-05"), []);
    assert_eq!(of(&[answer("estero", Outcome::Accepted, None)], "2021-06"), [], "an office only proposes");
}

/// As a row of the table `answer` has it that a program wrote which knew of differences alone.
const OF_BEFORE: &str = r#"{"id":"b2f4ab10a1a1b0c7f62a21e0f9e8fa4e","difference":"2d711642b726b04401627ca9fbac32f5","period":"2021-06","issue":1,"kind":"amount","cents":36000,"outcome":"accepted","why":"due cifre scambiate","responsible":"","second":"","until":null,"note":"","office":"contabilita","decides":true,"day":"2021-07-10","by":"Responsabile, mrossi","file":null}"#;

#[test]
fn what_was_written_before_is_read_and_written_in_the_same_bytes() {
    let it: Answer = serde_json::from_str(OF_BEFORE).unwrap();
    assert_eq!(it.subject, on(36_000));
    assert_eq!(
        (it.who().as_str(), it.user.as_str(), it.outcome),
        ("Responsabile, mrossi", "", Some(Outcome::Accepted))
    );
    assert_eq!(serde_json::to_string(&it).unwrap(), OF_BEFORE);
    let parts =
        ["contabilita", &RowId::hash("x").to_string(), "2021-06/1", "accepted", "due cifre scambiate", "", "", "", ""];
    assert_eq!(it.named().id, RowId::hash(&parts.join("\u{1f}")), "the same answer again has the id that it had");
}

#[test]
fn what_is_no_difference_comes_back_as_it_was_written() {
    let base = answer("estero", Outcome::OfficeCorrects, Some("2021-07-31"));
    let (value, state) = ("23,5 giorni".to_owned(), "missed".to_owned());
    let indicator = Subject::Indicator { id: "tempi".to_owned(), value, state };
    let problem = Subject::Problem { id: RowId::hash("p"), text: "«31.6.2021» non è una data".to_owned() };
    let of_indicator = Answer { outcome: None, action: "due addetti".into(), subject: indicator, ..base.clone() };
    for it in [of_indicator.named(), Answer { subject: problem, user: "mrossi".into(), ..base }.named()] {
        let text = serde_json::to_string(&it).unwrap();
        assert_eq!(serde_json::from_str::<Answer>(&text).unwrap(), it);
        assert!(!text.contains("difference") && !text.contains("cents"), "{text}");
    }
    for without in [r#""difference":"2d711642b726b04401627ca9fbac32f5","#, r#""outcome":"accepted","#] {
        let text = OF_BEFORE.replace(without, "");
        assert!(serde_json::from_str::<Answer>(&text).is_err(), "{text}");
    }
}

#[test]
fn an_answer_on_an_indicator_is_of_its_exercise() {
    let now = Subject::Indicator { id: "tempi".into(), value: "23,5 giorni".into(), state: "missed".into() };
    let base = answer("estero", Outcome::OfficeCorrects, Some("2021-07-31"));
    let all = Answers(vec![Answer { subject: now.clone(), outcome: None, ..base }.named()]);
    let of = |month: &str| all.standing(&now, month.parse().unwrap());
    assert!(of("2021-07").is_some_and(|it| !it.changed) && of("2022-01").is_none() && of("2021-05").is_none());
    let later = Subject::Indicator { id: "tempi".into(), value: "24,0 giorni".into(), state: "missed".into() };
    assert!(
        all.standing(&later, "2021-07".parse().unwrap()).is_some_and(|it| it.changed && it.silent_until().is_none())
    );
}

#[test]
fn the_same_answer_again_is_the_same() {
    let one = answer("estero", Outcome::OfficeCorrects, None);
    let later = Answer { day: "2021-07-20".parse().unwrap(), by: "altri".into(), ..one.clone() }.named();
    assert_eq!(one.id, later.id);
    assert_ne!(one.id, answer("contabilita", Outcome::OfficeCorrects, None).id);
}
