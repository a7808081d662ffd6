//! Across New Year, on the samples: what December leaves open goes on, what is paid, revoked or saved of last year's acts is
//! set apart, and months that were passed over are named.

use quadratura::issue::Manifest;
use serde_json::{Value, json};

use crate::office::{Office, json_of};
use crate::samples;

/// State, kind, reason, cents, day of the first sight and number of rows of each difference, sorted.
fn differences(run: &Value) -> Vec<String> {
    let text = |it: &Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
    let one = |it: &Value| {
        let said = ["state", "kind", "reason", "amount_cents", "first_seen"].map(|name| text(&it[name]));
        format!("{} {}", said.join(" "), it["sides"].as_array().unwrap().len())
    };
    let mut all: Vec<String> = run["differences"].as_array().unwrap().iter().map(one).collect();
    all.sort();
    all
}

/// Nothing is unexplained in any bridge; the sum of each kind of item.
fn bridged(run: &Value) -> Vec<(String, i64)> {
    let mut sums = std::collections::BTreeMap::new();
    for bridge in run["bridges"].as_array().unwrap() {
        let cents = |value: &Value| value.as_i64().unwrap();
        let items = bridge["items"].as_array().unwrap();
        let listed: i64 = items.iter().map(|it| cents(&it["amount_cents"])).sum();
        assert_eq!(cents(&bridge["unexplained_cents"]), 0, "{bridge}");
        assert_eq!(cents(&bridge["accounting_cents"]) + listed, cents(&bridge["office_cents"]), "{bridge}");
        for item in items {
            *sums.entry(item["kind"].as_str().unwrap().to_owned()).or_default() += cents(&item["amount_cents"]);
        }
    }
    sums.into_iter().collect()
}

fn sums(of: &[(&str, i64)]) -> Vec<(String, i64)> {
    of.iter().map(|(kind, cents)| ((*kind).to_owned(), *cents)).collect()
}

/// The problem that names the months passed over, if there is one.
fn gap(run: &Value) -> Option<String> {
    let problems = run["problems"].as_array().unwrap();
    let gap = problems.iter().find(|it| it["code"] == "pipeline.never_issued")?;
    Some(format!("{}; {}", gap["text"].as_str().unwrap(), gap["remedy"].as_str().unwrap()))
}

const PAID_IN_JANUARY: [&str; 2] = ["apart former_year  -95000 2022-01-31 1", "apart former_year  120000 2022-01-31 1"];

#[test]
fn what_december_left_open_goes_on_and_last_years_acts_are_set_apart() {
    let office = Office::new();
    office.release_samples("2021-03");
    let december = office.release_samples("2021-12");
    assert_eq!(differences(&december), ["open missing_in_office  350000 2021-03-31 1"]);
    assert_eq!(
        gap(&december).unwrap(),
        "8 mesi, da aprile 2021 a novembre 2021, non sono mai stati emessi: differenze riportate e andamenti di dicembre 2021 \
         vengono da prima; se i file ci sono, emetterli in ordine: `run --from 2021-04 --to 2021-12`"
    );

    // Still open, with its age; no row of it stands in the files of the new year.
    let january = office.release_samples("2022-01");
    assert_eq!(
        differences(&january),
        [&PAID_IN_JANUARY[..], &["open missing_in_office  350000 2021-03-31 0"]].concat()
    );
    assert_eq!(bridged(&january), sums(&[("former_year", -25_000)]));
    assert_eq!((gap(&january), january.get("never_issued")), (None, None));
    assert_eq!(january["restated_rows"], json!([]));

    // The office's sheet of the new year settles it; a row of December that both sides have now agrees.
    let february = office.release_samples("2022-02");
    let later = [
        "apart former_year open_item -350000 2022-02-28 1",
        "apart revocation  -467600 2022-02-28 1",
        "apart saving  -36000 2022-02-28 2",
        "apart saving  40000 2022-02-28 1",
    ];
    let mut apart = [&PAID_IN_JANUARY[..], &later].concat();
    apart.sort_unstable();
    let closed = ["closed missing_in_office paid_next_year 350000 2021-03-31 0"];
    assert_eq!(differences(&february), [&apart[..], &closed].concat());
    assert_eq!(bridged(&february), sums(&[("former_year", 325_000), ("revocation", 467_600), ("saving", -4_000)]));

    // Nobody is asked for a row: no alert of differences stands, and no office is written to.
    let alerts = february["alerts"].as_array().unwrap();
    let of_differences =
        |it: &&Value| it["kind"].as_str().unwrap().starts_with("differences") && it["state"] != "resolved";
    assert_eq!(alerts.iter().find(of_differences), None);

    a_year_later(&office);

    // Run again, nothing is new; and the months that were passed over are listed.
    for month in ["2022-01", "2023-01", "2023-02"] {
        assert_eq!(office.run(month).1["changed"], false, "{month}");
    }
    let status = json_of(&office.program(&["status", "--json"]));
    let months = status["never_issued"].as_array().unwrap();
    assert_eq!((months.len(), &months[0], &months[16]), (17, &json!("2021-04"), &json!("2022-11")));
    let said = String::from_utf8(office.program(&["status"]).stdout).unwrap();
    assert!(said.contains("Mai emesso   aprile 2021, saltato fra mesi emessi"), "{said}");
}

/// What was to be booked is late in January, and settled in February by the accounts.
fn a_year_later(office: &Office) {
    let december = office.release_samples("2022-12");
    let open: Vec<String> = differences(&december).into_iter().filter(|it| !it.starts_with("apart")).collect();
    assert_eq!(
        open,
        ["expected timing not_yet_booked -870000 2022-12-31 1", "open missing_in_office  415000 2022-12-31 1"]
    );
    let january = office.release_samples("2023-01");
    assert_eq!(
        differences(&january),
        ["open missing_in_accounting overdue -870000 2022-12-31 0", "open missing_in_office  415000 2022-12-31 0"]
    );
    assert_eq!(bridged(&january), []);
    let february = office.release_samples("2023-02");
    assert_eq!(
        differences(&february),
        [
            "apart former_year open_item 870000 2023-02-28 1",
            "closed missing_in_accounting paid_next_year -870000 2022-12-31 0",
            "open missing_in_office  415000 2022-12-31 0",
        ]
    );
    assert_eq!(bridged(&february), sums(&[("former_year", -870_000)]));
}

#[test]
fn a_december_issued_anew_makes_january_due_only_where_it_leaves_something_else_open() {
    let office = Office::new();
    let late = "scheda_interventi_estero_2021-12.xlsx";
    let mut files = samples::of_month("2021-12");
    let sheet = files.remove(late).unwrap();
    files.iter().for_each(|(name, bytes)| office.drop_file(name, bytes));
    assert_eq!(office.run("2021-12").1["state"], "released");
    // That a whole sheet of December never came is open in January too: nobody compared its rows.
    let open = "open missing_in_office  350000 2021-12-31 0";
    let january = office.release_samples("2022-01");
    let told = differences(&january);
    let absent = told.iter().find(|it| it.contains("side_absent")).unwrap();
    assert!(absent.starts_with("open missing_in_office side_absent ") && absent.ends_with(" 2021-12-31 0"), "{absent}");
    assert!(told.contains(&open.to_owned()) && told.len() == 4, "{told:?}");

    office.drop_file(late, &sheet);
    assert_eq!(office.run("2021-12").1["issue"], 2);
    let again = office.run("2022-01").1;
    assert_eq!(
        (&again["issue"], differences(&again)),
        (&json!(2), [&PAID_IN_JANUARY[..], &[open]].concat().iter().map(|it| (*it).to_owned()).collect())
    );
}

#[test]
fn a_january_that_an_earlier_program_issued_without_december_stays_as_it_is() {
    let office = Office::new();
    office.release_samples("2021-12");
    office.release_samples("2022-01");
    // As that program left it: it used nothing of December, and said so nowhere.
    let database = rusqlite::Connection::open(office.root().join("quadratura.db")).unwrap();
    let of_january = "WHERE period = '2022-01' AND number = 1";
    let text: String =
        database.query_row(&format!("SELECT manifest FROM issue {of_january}"), [], |row| row.get(0)).unwrap();
    let mut manifest: Manifest = serde_json::from_str(&text).unwrap();
    assert_eq!(manifest.carried_from, Some(("2021-12".parse().unwrap(), 1)));
    let open = std::mem::take(&mut manifest.decisive.carried);
    assert_eq!(open.len(), 1);
    manifest.decisive.used.pop();
    manifest.carried_from = None;
    let (text, decisive) = (serde_json::to_string(&manifest).unwrap(), manifest.digest().unwrap().to_string());
    assert!(!text.contains("carried_from") && !text.contains("never_issued"));
    database.execute(&format!("UPDATE issue SET manifest = ?1, decisive = ?2 {of_january}"), [text, decisive]).unwrap();
    drop(database);

    let (_, january) = office.run("2022-01");
    assert_eq!((&january["changed"], &january["issue"]), (&json!(false), &json!(1)));
    assert_eq!(differences(&january), PAID_IN_JANUARY);
}

#[test]
fn a_gap_is_told_once_across_new_year_and_never_before_the_first_month() {
    let office = Office::new();
    let first = office.release_samples("2021-11");
    assert_eq!((gap(&first), first.get("never_issued")), (None, None));
    let january = office.release_samples("2022-01");
    assert_eq!(january["never_issued"], json!(["2021-12"]));
    let told =
        "dicembre 2021 non è mai stato emesso: differenze riportate e andamenti di gennaio 2022 vengono da prima";
    assert!(gap(&january).unwrap().starts_with(told));
    let letters = office.files().into_keys().filter(|name| name.starts_with("outbox/2022-01-1-mensile-"));
    let letters: Vec<String> = letters.map(|name| std::fs::read_to_string(office.root().join(name)).unwrap()).collect();
    let unfolded = |letter: &String| letter.replace("=\r\n", "").replace("=\n", "");
    assert!(!letters.is_empty() && letters.iter().all(|it| unfolded(it).contains("dicembre 2021 non")), "{letters:?}");
    // What was passed over is told by the month after it, not by those that follow.
    let february = office.release_samples("2022-02");
    assert_eq!((gap(&february), february.get("never_issued")), (None, None));
    // A month that is not over and not issued says nothing of the one before it.
    let night =
        office.program(&["run", "--json", "--nightly", "--period", "2022-04", "--now", "2022-04-02T02:30:00+02:00"]);
    assert_eq!(json_of(&night).get("never_issued"), None);

    // Issued at last, December is named no more, and January goes on with what it left open.
    office.release_samples("2021-12");
    let (_, january) = office.run("2022-01");
    assert_eq!((&january["issue"], january.get("never_issued")), (&json!(2), None));
    assert!(differences(&january).contains(&"open missing_in_office  350000 2021-11-30 0".to_owned()));
}
