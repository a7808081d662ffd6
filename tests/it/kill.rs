//! A pass that ends anywhere is finished by the next one: the same files, the same database, to the byte.

use anyhow::bail;
use quadratura::pipeline::Step;

use crate::office::{Office, go_on, waiting};

/// Where a pass is ended.
fn ends_at(wanted: &'static str) -> impl Fn(Step<'_>) -> anyhow::Result<()> {
    move |step| {
        let here = match step {
            Step::Reading(name) => name.starts_with(wanted),
            Step::Computing => wanted == "computing",
            Step::Kept => wanted == "kept",
            Step::Committed => wanted == "committed",
            Step::CarriedOut => wanted == "carried out",
        };
        if here { bail!("ended at {wanted}") } else { Ok(()) }
    }
}

#[test]
fn a_pass_killed_between_its_steps_is_finished_by_the_next() {
    let undisturbed = Office::new();
    undisturbed.drop_samples("2021-03", &[]);
    undisturbed.pass("2021-03", &go_on).unwrap();
    let (files, database) = (undisturbed.files(), undisturbed.database());
    assert!(files.keys().any(|name| name.ends_with("monitoraggio-2021-03.xlsx")));
    assert!(files.keys().any(|name| name.starts_with("drop/duplicati/")));

    for place in ["interventi_economici", "scheda_indicatori_registro", "computing", "kept", "committed", "carried out"]
    {
        let office = Office::new();
        office.drop_samples("2021-03", &[]);
        let error = office.pass("2021-03", &ends_at(place)).unwrap_err();
        assert_eq!(error.to_string(), format!("ended at {place}"));
        let outcome = office.pass("2021-03", &go_on).unwrap();
        let committed = matches!(place, "committed" | "carried out");
        assert_eq!(outcome.changed, !committed, "after {place}");
        assert_eq!(office.files(), files, "after {place}");
        assert_eq!(office.database(), database, "after {place}");
        assert!(waiting(&office).is_empty());
        assert!(outcome.messages.iter().all(|message| message.state.id() == "sent"));
    }
}

#[test]
fn a_pass_killed_twice_is_finished_by_the_third() {
    let undisturbed = Office::new();
    undisturbed.drop_samples("2021-04", &[]);
    undisturbed.pass("2021-04", &go_on).unwrap();

    let office = Office::new();
    office.drop_samples("2021-04", &[]);
    office.pass("2021-04", &ends_at("proventi")).unwrap_err();
    office.pass("2021-04", &ends_at("kept")).unwrap_err();
    office.pass("2021-04", &ends_at("committed")).unwrap_err();
    office.pass("2021-04", &go_on).unwrap();
    assert_eq!(office.files(), undisturbed.files());
    assert_eq!(office.database(), undisturbed.database());
}
