//! A pass that ends anywhere is finished by the next one: the same files, the same database, to the byte.

use std::cell::Cell;

use anyhow::bail;
use quadratura::config;
use quadratura::pipeline::Step;

use crate::office::{Office, go_on, tray, waiting};

/// Where a pass is ended.
fn ends_at(wanted: &'static str) -> impl Fn(Step<'_>) -> anyhow::Result<()> {
    move |step| {
        let here = match step {
            Step::Reading(name) => name.starts_with(wanted),
            Step::Kept => wanted == "kept",
            Step::Committed => wanted == "committed",
            _ => false,
        };
        if here { bail!("ended at {wanted}") } else { Ok(()) }
    }
}

/// Ends a pass at its step of this number, and counts the steps that it made.
fn ends_after(number: usize, made: &Cell<usize>) -> impl Fn(Step<'_>) -> anyhow::Result<()> + '_ {
    move |step| {
        made.set(made.get() + 1);
        if made.get() == number { bail!("ended at step {number}, {step:?}") } else { Ok(()) }
    }
}

/// The files of a month that are enough to have every step: accepted, refused and doubled ones.
fn some_files() -> Office {
    let office = Office::new();
    office.drop_samples("2021-03", &["interventi", "scheda", "risultanze"]);
    office.drop_file("verbale.xlsx", b"un testo");
    office.drop_file("verbale bis.xlsx", b"un testo");
    let (_, oneri) =
        config::embedded_samples("2021-03").into_iter().find(|(name, _)| name.starts_with("oneri")).unwrap();
    office.drop_file("copia di oneri_2021-03.xlsx", oneri);
    office
}

/// Ends a pass over these files at each of so many steps, and the next one makes of it what an undisturbed one made.
fn killed_at_each(steps: usize, prepared: impl Fn() -> Office, undisturbed: &Office) {
    let (files, database) = (undisturbed.files(), undisturbed.database());
    for number in 1..=steps {
        let office = prepared();
        let error = office.pass("2021-03", &ends_after(number, &Cell::new(0))).unwrap_err();
        let outcome = office.pass("2021-03", &go_on).unwrap();
        assert_eq!(office.files(), files, "after {error}");
        assert_eq!(office.database(), database, "after {error}");
        assert!(waiting(&office).is_empty());
        assert!(outcome.messages.iter().all(|message| message.state.id() == "sent"));
    }
}

#[test]
fn a_pass_killed_at_any_of_its_steps_is_finished_by_the_next() {
    let undisturbed = some_files();
    let steps = Cell::new(0);
    undisturbed.pass("2021-03", &ends_after(0, &steps)).unwrap();
    let (files, rows) = (undisturbed.files(), undisturbed.database().len());
    assert!(rows > 100, "{rows} rows in the database");
    assert!(files.keys().any(|name| name.ends_with("monitoraggio-2021-03.xlsx")));
    assert!(files.keys().any(|name| name.starts_with("drop/duplicati/")), "{files:?}");
    assert!(files.keys().any(|name| name.starts_with("drop/rifiutati/")), "{files:?}");
    assert!(steps.get() > 20, "only {} steps", steps.get());

    killed_at_each(steps.get(), some_files, &undisturbed);
}

#[test]
fn a_pass_that_keeps_a_file_too_large_to_be_read_may_be_killed_at_any_of_its_steps() {
    let settings = include_str!("../../config/settings.toml");
    let smaller = settings.replace("file_bytes_max = 268435456", "file_bytes_max = 20000");
    let prepared = || {
        let office = Office::new();
        office.configure("settings.toml", &smaller);
        office.drop_file("oneri_2021-03.xlsx", &vec![b'x'; 60_000]);
        office.drop_file("oneri_2021-03 (2).xlsx", &vec![b'x'; 60_000]);
        office
    };
    let undisturbed = prepared();
    let steps = Cell::new(0);
    undisturbed.pass("2021-03", &ends_after(0, &steps)).unwrap();
    assert_eq!(tray(&undisturbed, "rifiutati").len(), 4);
    assert!(steps.get() > 8, "only {} steps", steps.get());
    killed_at_each(steps.get(), prepared, &undisturbed);
}

#[test]
fn a_pass_that_tries_refused_files_again_may_be_killed_at_any_of_its_steps() {
    let accounts = include_str!("../../config/layouts/oneri.toml").replace("\"Conto\", ", "");
    let prepared = || {
        let office = Office::new();
        office.configure("layouts/oneri.toml", &accounts);
        office.drop_samples("2021-03", &["interventi", "scheda", "risultanze"]);
        office.pass("2021-03", &go_on).unwrap();
        assert!(tray(&office, "rifiutati").iter().any(|name| name.starts_with("oneri")));
        office.configure("layouts/oneri.toml", include_str!("../../config/layouts/oneri.toml"));
        office
    };
    let undisturbed = prepared();
    let steps = Cell::new(0);
    undisturbed.pass("2021-03", &ends_after(0, &steps)).unwrap();
    assert_eq!(tray(&undisturbed, "rifiutati"), Vec::<String>::new());
    killed_at_each(steps.get(), prepared, &undisturbed);
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
