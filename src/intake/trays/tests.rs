//! Facts about claims and trays: every step is taken twice and from half-done states.

use chrono::DateTime;
use proptest::prelude::*;

use super::super::Sighting;
use super::*;

const BYTES: &[u8] = b"conto;importo";

fn dropped(drop: &Path, name: &str) -> Found {
    fs::write(drop.join(name), BYTES).unwrap();
    let sighting = Sighting::first(None, name, DateTime::UNIX_EPOCH);
    Found { name: name.to_owned(), path: drop.join(name), sighting }
}

/// Claims a file that can be taken: where it stands then.
fn taken(drop: &Path, found: &Found, arrival: &str) -> anyhow::Result<PathBuf> {
    match claim(drop, found, arrival)? {
        Claimed::InHand(path) => Ok(path),
        other => bail!("{other:?}"),
    }
}

/// An archive that has the bytes, in a folder that lives as long as the test.
struct Archived(tempfile::TempDir);

impl Archived {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        crate::intake::archive::keep(folder.path(), BYTES).unwrap();
        Self(folder)
    }

    fn kept(&self) -> Kept<'_> {
        Kept { archive: self.0.path(), ..not_asked() }
    }
}

/// What an archive would have that is not there: nothing can be copied out of it.
fn not_asked() -> Kept<'static> {
    Kept { archive: Path::new("/nessun/archivio"), digest: crate::origin::Digest::of(BYTES), bytes: BYTES.len() as u64 }
}

/// Every path below the folder, relative and sorted, with its content.
fn tree(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.push((name, fs::read_to_string(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn to(tray: Tray, reason: Option<&str>) -> Deposit<'_> {
    static FLAT: [Place; 3] = [
        Place { tray: Tray::Accepted, office: None },
        Place { tray: Tray::Refused, office: None },
        Place { tray: Tray::Duplicate, office: None },
    ];
    Deposit { place: FLAT.iter().find(|it| it.tray == tray).unwrap(), reason }
}

#[test]
fn a_claim_made_twice_is_one_claim() {
    let drop = tempfile::tempdir().unwrap();
    let found = dropped(drop.path(), "oneri.csv");
    let claimed = taken(drop.path(), &found, "A1").unwrap();
    assert_eq!(taken(drop.path(), &found, "A1").unwrap(), claimed);
    assert_eq!(
        in_hand(drop.path()).unwrap(),
        [Standing { arrival: "A1".to_owned(), name: "oneri.csv".to_owned(), path: claimed }]
    );
    assert!(!found.path.exists());
}

#[test]
fn a_claim_never_overwrites() {
    let drop = tempfile::tempdir().unwrap();
    let found = dropped(drop.path(), "oneri.csv");
    taken(drop.path(), &found, "A1").unwrap();
    let again = dropped(drop.path(), "oneri.csv");
    assert!(taken(drop.path(), &again, "A1").is_err());
    assert!(again.path.exists());
    assert!(taken(drop.path(), &again, "A2").is_ok());
}

#[test]
fn nothing_escapes_the_drop_folder() {
    let archive = Archived::new();
    let drop = tempfile::tempdir().unwrap();
    let found = dropped(drop.path(), "oneri.csv");
    for name in ["../oneri.csv", "/etc/oneri.csv", "a/b", "..", ".", "", "a/"] {
        let wrong = Found { name: name.to_owned(), ..found.clone() };
        assert!(taken(drop.path(), &wrong, "A1").is_err(), "{name}");
        assert!(taken(drop.path(), &found, name).is_err(), "{name}");
        assert!(settle(drop.path(), "A1", name, to(Tray::Refused, None), archive.kept()).is_err(), "{name}");
        assert!(put_back(drop.path(), &found.path, name).is_err(), "{name}");
    }
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), drop.path().join("accettati")).unwrap();
    taken(drop.path(), &found, "A1").unwrap();
    assert!(settle(drop.path(), "A1", "oneri.csv", to(Tray::Accepted, None), archive.kept()).is_err());
    assert_eq!(tree(outside.path()), []);
}

#[test]
fn a_file_put_back_twice_is_there_once() {
    let drop = tempfile::tempdir().unwrap();
    let found = dropped(drop.path(), "oneri.csv");
    let claimed = taken(drop.path(), &found, "A1").unwrap();
    put_back(drop.path(), &claimed, "oneri.csv").unwrap();
    put_back(drop.path(), &claimed, "oneri.csv").unwrap();
    assert_eq!(tree(drop.path()), [("oneri.csv".to_owned(), "conto;importo".to_owned())]);
    let claimed = taken(drop.path(), &found, "A2").unwrap();
    fs::write(&found.path, "nuovo").unwrap();
    put_back(drop.path(), &claimed, "oneri.csv").unwrap();
    let names: Vec<String> = tree(drop.path()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["oneri (2).csv", "oneri.csv"]);
}

#[test]
fn a_refused_file_stands_beside_its_reason_however_often_it_is_settled() {
    let archive = Archived::new();
    let drop = tempfile::tempdir().unwrap();
    let found = dropped(drop.path(), "oneri.csv");
    taken(drop.path(), &found, "A1").unwrap();
    let settled =
        settle(drop.path(), "A1", "oneri.csv", to(Tray::Refused, Some("manca una colonna")), not_asked()).unwrap();
    let after = tree(drop.path());
    assert_eq!(settled, drop.path().join("rifiutati/oneri.csv"));
    for _ in 0..2 {
        let again =
            settle(drop.path(), "A1", "oneri.csv", to(Tray::Refused, Some("manca una colonna")), archive.kept());
        assert_eq!(again.unwrap(), settled);
        assert_eq!(tree(drop.path()), after);
    }
    assert_eq!(after[1], ("rifiutati/oneri.csv.motivo.txt".to_owned(), "manca una colonna".to_owned()));
    assert_eq!(in_hand(drop.path()).unwrap(), []);
}

#[test]
fn every_half_done_settling_ends_in_the_same_state() {
    let archive = Archived::new();
    let reason = Some("manca una colonna");
    let mut ends = Vec::new();
    for half_done in 0..4 {
        let drop = tempfile::tempdir().unwrap();
        let found = dropped(drop.path(), "oneri.csv");
        let claimed = taken(drop.path(), &found, "A1").unwrap();
        if half_done > 0 {
            fs::create_dir(drop.path().join("rifiutati")).unwrap();
        }
        if half_done > 1 {
            fs::rename(&claimed, drop.path().join("rifiutati/oneri.csv")).unwrap();
        }
        if half_done > 2 {
            // The move was lost with the power: neither the source nor the target is there.
            fs::remove_file(drop.path().join("rifiutati/oneri.csv")).unwrap();
        }
        settle(drop.path(), "A1", "oneri.csv", to(Tray::Refused, reason), archive.kept()).unwrap();
        ends.push(tree(drop.path()));
    }
    assert!(ends.windows(2).all(|pair| pair[0] == pair[1]), "{ends:?}");
}

#[test]
fn a_taken_name_gives_way_to_the_arrival_and_keeps_its_own_reason() {
    let archive = Archived::new();
    let drop = tempfile::tempdir().unwrap();
    for (arrival, reason) in [("A1", "primo motivo"), ("A2", "secondo motivo")] {
        let found = dropped(drop.path(), "scheda.v2.xlsx");
        taken(drop.path(), &found, arrival).unwrap();
        for _ in 0..2 {
            settle(drop.path(), arrival, "scheda.v2.xlsx", to(Tray::Refused, Some(reason)), archive.kept()).unwrap();
        }
    }
    let found: Vec<(String, String)> = tree(drop.path());
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "rifiutati/scheda.v2 (A2).xlsx",
            "rifiutati/scheda.v2 (A2).xlsx.motivo.txt",
            "rifiutati/scheda.v2.xlsx",
            "rifiutati/scheda.v2.xlsx.motivo.txt"
        ]
    );
    assert_eq!((found[1].1.as_str(), found[3].1.as_str()), ("secondo motivo", "primo motivo"));
}

#[test]
fn a_reason_left_behind_is_not_read_as_that_of_another_file() {
    let drop = tempfile::tempdir().unwrap();
    fs::create_dir(drop.path().join("rifiutati")).unwrap();
    fs::write(drop.path().join("rifiutati/oneri.csv.motivo.txt"), "vecchio").unwrap();
    let found = dropped(drop.path(), "oneri.csv");
    taken(drop.path(), &found, "A1").unwrap();
    let path = settle(drop.path(), "A1", "oneri.csv", to(Tray::Refused, Some("nuovo")), not_asked()).unwrap();
    assert_eq!(path, drop.path().join("rifiutati/oneri (A1).csv"));
    assert_eq!(fs::read_to_string(drop.path().join("rifiutati/oneri (A1).csv.motivo.txt")).unwrap(), "nuovo");
}

#[test]
fn the_longest_names_fit_with_their_reasons() {
    let drop = tempfile::tempdir().unwrap();
    let name = format!("{}.xlsx", "è".repeat(125));
    assert_eq!(name.len(), 255);
    for arrival in ["20210705-1", "20210705-2"] {
        let found = dropped(drop.path(), &name);
        taken(drop.path(), &found, arrival).unwrap();
        let path = settle(drop.path(), arrival, &name, to(Tray::Refused, Some(arrival)), not_asked()).unwrap();
        assert!(path.exists());
    }
    let reasons: Vec<String> =
        tree(drop.path()).into_iter().filter(|(name, _)| name.ends_with(REASON)).map(|(_, reason)| reason).collect();
    assert_eq!(reasons, ["20210705-1", "20210705-2"]);
}

proptest! {
    #[test]
    fn a_labelled_name_fits_and_keeps_its_extension(stem in "\\PC{1,120}") {
        let name = labelled(&format!("{}.xlsx", stem.replace(['/', '\0'], "_")), "A1", REASON);
        prop_assert!(name.len() <= NAME_BYTES_MAX);
        prop_assert!(name.ends_with(" (A1).xlsx.motivo.txt"));
    }
}

#[test]
fn a_file_still_written_after_it_was_taken_is_taken_again() {
    let archive = Archived::new();
    let drop = tempfile::tempdir().unwrap();
    fs::create_dir(drop.path().join("promozione")).unwrap();
    let path = drop.path().join("promozione/scheda.csv");
    fs::write(&path, BYTES).unwrap();
    let sighting = Sighting::first(Some("promozione".into()), "scheda.csv", DateTime::UNIX_EPOCH);
    let found = Found { name: "scheda.csv".to_owned(), path, sighting };
    let claimed = taken(drop.path(), &found, "A1.promozione").unwrap();
    fs::write(&claimed, "conto;importo\n310000;1,00").unwrap();
    settle(drop.path(), "A1.promozione", "scheda.csv", to(Tray::Accepted, None), archive.kept()).unwrap();
    let expected = [("accettati/scheda.csv", "conto;importo"), ("promozione/scheda.csv", "conto;importo\n310000;1,00")];
    assert_eq!(tree(drop.path()), expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
}

#[test]
fn a_file_that_cannot_be_taken_is_left_with_its_reason() {
    let drop = tempfile::tempdir().unwrap();
    let found = dropped(drop.path(), "oneri.csv");
    fs::remove_file(&found.path).unwrap();
    assert_eq!(claim(drop.path(), &found, "A1").unwrap(), Claimed::Gone);
    let below = Found { path: drop.path().join("oneri.csv/x"), ..dropped(drop.path(), "oneri.csv") };
    let Claimed::Left(why) = claim(drop.path(), &below, "A2").unwrap() else { panic!("{below:?}") };
    assert_eq!(why, Reason::unclaimable(&io::ErrorKind::NotADirectory.into()));
    assert_eq!(in_hand(drop.path()).unwrap(), []);
    assert_eq!(fs::read_dir(drop.path().join(IN_HAND)).unwrap().count(), 0, "nothing is left behind");
}

#[test]
fn a_folder_that_is_a_mount_of_its_own_gives_and_takes_copies() {
    use std::os::unix::fs::MetadataExt as _;
    let drop = tempfile::tempdir().unwrap();
    let Ok(other) = tempfile::tempdir_in("/dev/shm") else { return eprintln!("skipped: no second file system") };
    if other.path().metadata().unwrap().dev() == drop.path().metadata().unwrap().dev() {
        return eprintln!("skipped: no second file system");
    }
    let archive = Archived::new();
    let found = Found { path: other.path().join("oneri.csv"), ..dropped(other.path(), "oneri.csv") };
    let claimed = taken(drop.path(), &found, "A1").unwrap();
    assert!(!found.path.exists() && fs::read(&claimed).unwrap() == BYTES);
    // What leads out of the drop folder is no tray: a mount is seen by the move alone.
    let tray = other.path().join("oneri.csv");
    assert_eq!(move_file(&claimed, &tray).unwrap_err().kind(), io::ErrorKind::CrossesDevices);
    settle(drop.path(), "A1", "oneri.csv", to(Tray::Accepted, None), archive.kept()).unwrap();
    assert_eq!(tree(drop.path()), [("accettati/oneri.csv".to_owned(), "conto;importo".to_owned())]);
}

#[test]
fn what_is_no_file_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let (file, link, pipe) = (folder.path().join("f"), folder.path().join("l"), folder.path().join("p"));
    fs::write(&file, BYTES).unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    rustix::fs::mknodat(CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR, 0).unwrap();
    let open = crate::intake::open_plain;
    assert!(open(&file).is_ok() && open(&link).is_err() && open(&pipe).is_err() && open(folder.path()).is_err());
}

#[test]
fn a_place_is_known_by_its_name_and_the_folder_of_an_office_however_it_is_written() {
    for name in ["accettati", "rifiutati", "estero/duplicati"] {
        assert_eq!(Place::named(name).unwrap().name(), name);
    }
    assert_eq!((Place::named(""), Place::named("altro"), Place::named("estero/altro")), (None, None, None));
    let drop = tempfile::tempdir().unwrap();
    for folder in ["Estero", "registro"] {
        fs::create_dir(drop.path().join(folder)).unwrap();
    }
    std::os::unix::fs::symlink("registro", drop.path().join("promozione")).unwrap();
    let found = |office: &str| folder_of(drop.path(), &office.into());
    assert_eq!(
        (found("estero"), found("registro")),
        (Some(drop.path().join("Estero")), Some(drop.path().join("registro")))
    );
    assert_eq!((found("promozione"), found("../altro")), (None, None), "a link, and what leads elsewhere");
}

#[test]
fn whose_a_file_was_is_known_of_a_copy_too() {
    let drop = tempfile::tempdir().unwrap();
    let found = dropped(drop.path(), "oneri.csv");
    let ours = fs::metadata(&found.path).unwrap().uid();
    let theirs = if rustix::process::geteuid().is_root() { ours + 1234 } else { ours };
    std::os::unix::fs::chown(&found.path, Some(theirs), None).unwrap();
    assert_eq!(owner_of(&found.path), Some(theirs));
    let folder = make_folder(drop.path(), &[IN_HAND, "A1"]).unwrap();
    assert!(copy_over(&found.path, &folder.join("oneri.csv")).unwrap());
    assert_eq!(owner_of(&folder.join("oneri.csv")), Some(theirs));
    let standing: Vec<String> = in_hand(drop.path()).unwrap().into_iter().map(|it| it.name).collect();
    assert_eq!(standing, ["oneri.csv"], "the word beside it is no file of anybody");
    // A word that was cut short says nothing, and none is left behind.
    fs::write(owned_beside(&folder), "12").unwrap();
    assert_eq!(owner_of(&folder.join("oneri.csv")), None);
    put_back(drop.path(), &folder.join("oneri.csv"), "oneri.csv").unwrap();
    assert_eq!(fs::read_dir(drop.path().join(IN_HAND)).unwrap().count(), 0);
}
