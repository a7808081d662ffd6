//! One look into the drop folder: which files are whole and at rest, and which have to wait.

use std::fs;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::opening::open_plain;
use super::phrases::{self, Reason};
use super::sighting::{Found, Scan, Settling, Sighting, Wait};
use super::{format, trays};
use crate::office::OfficeId;
use crate::office::Offices;

/// Looks into the drop folder and, one level down, into the offices' subfolders of these names. Changes nothing.
/// The folder of an office's blank sheets, lock files (`~$*`, `.~lock.*`), dot files, temporary names and what systems leave in a share are left alone. A zip cut short settles, and so do a
/// file that a spreadsheet has open and one that too few scans in a row have seen unchanged; links, and folders in which
/// nobody reads, are named. `seen` is what the scan before told of the files that it did not give out.
///
/// # Errors
/// When the folder cannot be read.
pub fn scan(drop: &Path, offices: &Offices, seen: &[Sighting], wait: &Wait) -> io::Result<Scan> {
    let mut look = Look { seen, wait, scan: Scan::default() };
    for folder in look.look_into(drop, None)? {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if trays::is_tray(&name) {
            continue;
        }
        let Some(office) = office_of(&name, offices, wait) else {
            look.leaves_folder(&folder, None, no_office(&name, offices));
            continue;
        };
        match look.look_into(&folder, Some(office)) {
            Ok(deeper) => {
                // Where offices have no trays of their own, no folder in theirs is one.
                let is_own = |it: &&PathBuf| {
                    let name = it.file_name().unwrap_or_default().to_string_lossy();
                    wait.settings.own_trays && trays::is_tray(&name) || trays::is_of_templates(&name)
                };
                let strange = deeper.iter().filter(|it| !is_own(it));
                strange.for_each(|folder| look.leaves_folder(folder, Some(office), phrases::too_deep()));
            }
            // The other offices are read.
            Err(e) => look.leaves(&folder, None, &format!("{name}/"), Reason::unreadable(&e)),
        }
    }
    let mut scan = look.scan;
    scan.arrivals.sort();
    scan.settling.sort();
    Ok(scan)
}

/// The office of which a folder is, by its name; where offices have trays of their own, also who answers for the accounts.
fn office_of<'o>(name: &str, offices: &'o Offices, wait: &Wait) -> Option<&'o str> {
    let accounts = wait.settings.own_trays.then(|| &**offices.accounts());
    offices.ids().map(|id| &**id).chain(accounts).find(|office| office.eq_ignore_ascii_case(name))
}

/// Why the files of a folder are not read that is no office's; one that is called as an office is has its id to learn.
fn no_office(name: &str, offices: &Offices) -> Reason {
    let called = offices.iter().find(|office| office.name.to_lowercase() == name.to_lowercase());
    called.map_or_else(phrases::no_office_folder, |office| phrases::named_as_office(&office.id))
}

/// Folders below one in which nobody reads that are looked into for files.
const DEPTH_MAX: u32 = 5;

/// Files in such a folder that are named; nobody waits for more.
const INSIDE_MAX: usize = 200;

/// The names of the files in a folder that somebody may be waiting for.
fn files_inside(folder: &Path, depth: u32, names: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_passing(&name) || names.len() == INSIDE_MAX {
            continue;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_file() => names.push(name),
            Ok(kind) if kind.is_dir() && depth < DEPTH_MAX => files_inside(&entry.path(), depth + 1, names),
            _ => {}
        }
    }
}

/// A look into the drop folder.
struct Look<'l> {
    seen: &'l [Sighting],
    wait: &'l Wait,
    scan: Scan,
}

impl Look<'_> {
    /// Names a folder in which nobody reads, if somebody put files there.
    fn leaves_folder(&mut self, folder: &Path, office: Option<&str>, reason: Reason) {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let mut files = Vec::new();
        if !is_of_system(&name) {
            files_inside(folder, 0, &mut files);
        }
        if files.is_empty() {
            return;
        }
        files.sort();
        self.leaves(folder, office, &format!("{name}/"), reason);
        if let Some(it) = self.scan.settling.last_mut() {
            it.files = files;
        }
    }

    /// Names what lies there and is not read.
    fn leaves(&mut self, path: &Path, office: Option<&str>, name: &str, reason: Reason) {
        let sighting = self.sight(path, office, name, false);
        self.scan.settling.push(Settling::of(sighting, reason, self.wait));
    }

    /// Looks at the files of a folder, and gives the folders in it.
    fn look_into(&mut self, folder: &Path, office: Option<&str>) -> io::Result<Vec<PathBuf>> {
        let (mut names, mut folders) = (Vec::new(), Vec::new());
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // The type of the entry itself: a link is not followed out of the drop folder.
            let kind = entry.file_type()?;
            if kind.is_file() {
                names.push((name, entry.path()));
            } else if kind.is_dir() {
                folders.push(entry.path());
            } else if !is_passing(&name) {
                self.leaves(&entry.path(), office, &name, phrases::no_plain_file(kind.is_symlink()));
            }
        }
        names.sort();
        folders.sort();
        let locks: Vec<&str> = names.iter().filter_map(|(name, _)| locked_by(name)).collect();
        for (name, path) in names.iter().filter(|(name, _)| !is_passing(name)) {
            let is_open = locks.iter().any(|lock| holds_open(lock, name, &names));
            self.at_file(path, office, name, is_open);
        }
        Ok(folders)
    }

    /// Looks at a file: it can be claimed, or waits.
    fn at_file(&mut self, path: &Path, office: Option<&str>, name: &str, is_open: bool) {
        let sighting = self.sight(path, office, name, is_open);
        // What somebody holds open is not read.
        let reason = match (!is_open).then(|| is_whole(path)) {
            None => Some(phrases::open()),
            Some(Ok(true)) if sighting.scans >= self.wait.settled_scans => None,
            Some(Ok(true)) => Some(phrases::unsettled(!self.keeps_changing(&sighting))),
            Some(Ok(false)) => Some(phrases::incomplete()),
            Some(Err(e)) if e.kind() == io::ErrorKind::NotFound => return,
            Some(Err(e)) => Some(Reason::unreadable(&e)),
        };
        match reason {
            Some(reason) => self.scan.settling.push(Settling::of(sighting, reason, self.wait)),
            None => {
                self.scan.arrivals.push(Found { name: name.to_owned(), path: path.to_owned(), sighting });
            }
        }
    }

    /// What the scan before saw of a file.
    fn before(&self, folder: Option<&OfficeId>, name: &str) -> Option<&Sighting> {
        self.seen.iter().find(|it| it.folder.as_ref() == folder && it.name == name)
    }

    /// Whether a file that has been there for long was another at this look and at the one before.
    fn keeps_changing(&self, now: &Sighting) -> bool {
        let minutes = (self.wait.now - now.first_seen).num_minutes();
        let is_long = minutes >= i64::from(self.wait.settings.waiting_age_max_minutes);
        is_long && self.before(now.folder.as_ref(), &now.name).is_some_and(|it| it.scans == 1)
    }

    /// What is seen of a file now, counted on from what was seen of it before; of one that shows nothing, that it is there.
    fn sight(&self, path: &Path, office: Option<&str>, name: &str, is_open: bool) -> Sighting {
        let (folder, now) = (office.map(OfficeId::from), self.wait.now);
        let before = self.before(folder.as_ref(), name);
        let shown =
            |meta: fs::Metadata| (meta.len(), meta.mtime().wrapping_mul(1_000_000_000).wrapping_add(meta.mtime_nsec()));
        let (bytes, modified) = fs::symlink_metadata(path).map(shown).unwrap_or_default();
        let same = before.filter(|before| before.bytes == bytes && before.modified == modified);
        Sighting {
            bytes,
            modified,
            scans: same.map_or(0, |before| before.scans).saturating_add(1).min(SCANS_MAX),
            open_since: is_open.then(|| before.and_then(|before| before.open_since).unwrap_or(now)),
            ..Sighting::first(folder, name, before.map_or(now, |before| before.first_seen))
        }
    }
}

/// Scans that are counted: more would be written down for ever of what waits for ever.
const SCANS_MAX: u32 = 100;

/// Names that programs and systems give, and that no office's file bears: what is not finished, what they lay beside a
/// file or into a folder, links that Windows writes as files, and the word that somebody left for whoever opens a share.
fn is_passing(name: &str) -> bool {
    let lower = name.to_lowercase();
    let has = |ends: &[&str]| ends.iter().any(|end| lower.ends_with(end));
    name.starts_with('.')
        || name.starts_with("~$")
        || has(&[".tmp", ".part", ".crdownload", ".lnk", ".url", ".webloc"])
        || is_stream(&lower)
        || BESIDE.contains(&lower.as_str())
        || WORDS.iter().any(|word| lower.strip_prefix(word).is_some_and(|end| ["", ".txt", ".md"].contains(&end)))
}

/// Files that systems keep in a folder for themselves; the last is macOS's, whose name ends with a carriage return.
const BESIDE: [&str; 5] = ["thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "icon\r"];

/// How a word for whoever opens the folder is called, without its ending.
const WORDS: [&str; 4] = ["leggimi", "readme", "leggi mi", "read me"];

/// Whether this is what Windows notes of a file beside it: `NAME:Zone.Identifier`, as a share without streams keeps it. In
/// the place of the colon Samba may write a character of its own.
fn is_stream(lower: &str) -> bool {
    ["zone.identifier", "encryptable", "smartscreen", "afp_afpinfo", "afp_resource"]
        .iter()
        .filter_map(|stream| lower.trim_end_matches(":$data").strip_suffix(stream))
        .any(|before| before.ends_with([':', '\u{f022}', '\u{f03a}']))
}

/// Folders that systems keep in a share: bins, indices, thumbnails.
fn is_of_system(folder: &str) -> bool {
    let lower = folder.to_lowercase();
    folder.starts_with('.')
        || ["$recycle.bin", "system volume information", "@eadir", "#recycle", "lost+found", "recycler"]
            .contains(&lower.as_str())
}

/// The file of which this is the lock: of `~$Name` (Excel) or `.~lock.Name#` (LibreOffice).
fn locked_by(name: &str) -> Option<&str> {
    name.strip_prefix("~$").or_else(|| name.strip_prefix(".~lock.")?.strip_suffix('#'))
}

/// Whether a lock is of this file. Office writes `~$` over the first two characters of a long name, so a lock that
/// no whole name answers to is compared with the names less their first one or two characters.
fn holds_open(lock: &str, name: &str, names: &[(String, PathBuf)]) -> bool {
    if names.iter().any(|(other, _)| other == lock) {
        return lock == name;
    }
    !lock.is_empty() && name.strip_suffix(lock).is_some_and(|missing| (1..=2).contains(&missing.chars().count()))
}

/// Whether a file is whole, from its first bytes and its end: a large export is not read to know that.
fn is_whole(path: &Path) -> io::Result<bool> {
    let mut file = open_plain(path)?;
    let length = file.metadata()?.len();
    let mut head = Vec::new();
    (&file).take(4).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(length.saturating_sub(format::ZIP_TAIL as u64)))?;
    let mut tail = Vec::new();
    (&file).take(format::ZIP_TAIL as u64).read_to_end(&mut tail)?;
    Ok(format::complete_by_parts(&head, length, &tail, |offset| {
        let mut found = [0; 4];
        file.seek(SeekFrom::Start(offset)).ok()?;
        file.read_exact(&mut found).ok()?;
        Some(found)
    }))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::intake::{Settings, read_text};

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::TimeDelta::minutes(minute)
    }

    fn wait(minute: i64, settled_scans: u32) -> Wait {
        Wait { now: at(minute), settled_scans, settings: Settings::default() }
    }

    const CUT: &[u8] = b"PK\x03\x04 the rest is still on its way";

    fn drop_with(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let drop = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = drop.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        drop
    }

    #[test]
    fn a_text_is_read_through_a_link_and_a_pipe_is_not_waited_for() {
        let folder = drop_with(&[("a.toml", b"x = 1")]);
        let (link, pipe) = (folder.path().join("b.toml"), folder.path().join("c.toml"));
        std::os::unix::fs::symlink("a.toml", &link).unwrap();
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        assert_eq!(read_text(&link).unwrap(), "x = 1");
        assert_eq!(read_text(&pipe).unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }

    fn names(scan: &Scan) -> Vec<&str> {
        scan.arrivals.iter().map(|found| found.name.as_str()).collect()
    }

    #[test]
    fn only_whole_files_of_people_arrive_and_in_order_of_name() {
        let drop = drop_with(&[
            ("oneri.csv", b"a;b"),
            ("Proventi.csv", b"a;b"),
            ("vuoto.xlsx", b""),
            ("taglio.xlsx", CUT),
            (".nascosto.csv", b"a"),
            ("scarico.csv.PART", b"a"),
            ("scarico.tmp", b"a"),
            ("scarico.xlsx.crdownload", b"a"),
            ("accettati/vecchio.csv", b"a"),
            ("promozione/scheda.csv", b"a"),
            ("promozione/modelli/scheda.csv", b"a"),
            ("altra/scheda.csv", b"a"),
        ]);
        std::os::unix::fs::symlink(drop.path().join("oneri.csv"), drop.path().join("legame.csv")).unwrap();
        let scan = scan(drop.path(), &[("promozione", ""), ("accettati", "")].into_iter().collect(), &[], &wait(0, 1))
            .unwrap();
        assert_eq!(names(&scan), ["Proventi.csv", "oneri.csv", "scheda.csv", "vuoto.xlsx"]);
        assert_eq!(scan.arrivals[2].sighting.folder.as_deref(), Some("promozione"));
        let waiting: Vec<(&str, &str)> = scan.settling.iter().map(|it| (it.name.as_str(), it.why.as_str())).collect();
        let elsewhere = phrases::no_office_folder().why;
        let (link, cut) = (phrases::no_plain_file(true).why, phrases::incomplete().why);
        let expected = [("altra/", &elsewhere), ("legame.csv", &link), ("taglio.xlsx", &cut)]
            .map(|(name, why)| (name, why.as_str()));
        assert_eq!(waiting, expected);
    }

    #[test]
    fn what_systems_leave_in_a_share_is_nobodys_file() {
        let companions = [
            "oneri.csv:Zone.Identifier",
            "oneri.csv\u{f03a}Zone.Identifier",
            "Thumbs.db:encryptable:$DATA",
            "Thumbs.db",
            "ehthumbs.db",
            "Desktop.ini",
            ".DS_Store",
            "._oneri.csv",
            "Icon\r",
            "oneri - collegamento.lnk",
            "Area riservata.URL",
            "LEGGIMI.txt",
            "README.TXT",
            "readme",
            "Leggi mi.txt",
            "~$altro.xlsx",
            "$RECYCLE.BIN/oneri.csv",
            "@eaDir/oneri.csv/thumb.jpg",
            "promozione/oneri.csv:Zone.Identifier",
            "promozione/#recycle/scheda.csv",
        ];
        let of_people = ["icon", "leggimi_oneri.txt", "oneri.csv", "zone.identifier"];
        let all: Vec<(&str, &[u8])> = companions.iter().chain(&of_people).map(|name| (*name, &b"a;b"[..])).collect();
        let seen = scan(drop_with(&all).path(), &[("promozione", "")].into_iter().collect(), &[], &wait(0, 1)).unwrap();
        assert_eq!((names(&seen), seen.settling.len()), (of_people.to_vec(), 0));
    }

    #[test]
    fn a_file_open_in_a_spreadsheet_waits() {
        let drop = drop_with(&[
            ("oneri_2021-06.csv", b"a"),
            ("~$eri_2021-06.csv", b"owner"),
            ("proventi.csv", b"a"),
            ("~$proventi.csv", b"owner"),
            ("xxproventi.csv", b"a"),
            ("note.csv", b"a"),
            (".~lock.note.csv#", b"owner"),
            ("libero.csv", b"a"),
        ]);
        let scan = scan(drop.path(), &Offices::default(), &[], &wait(0, 1)).unwrap();
        assert_eq!(names(&scan), ["libero.csv", "xxproventi.csv"]);
        let settling: Vec<&str> = scan.settling.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(settling, ["note.csv", "oneri_2021-06.csv", "proventi.csv"]);
    }

    #[test]
    fn a_whole_zip_on_disk_arrives_and_a_missing_folder_is_an_error() {
        let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        writer.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
        let whole = writer.finish().unwrap().into_inner();
        let drop = drop_with(&[("proventi.xlsx", &whole), ("oneri.xlsx", &whole[..whole.len() - 1])]);
        let seen = scan(drop.path(), &Offices::default(), &[], &wait(0, 1)).unwrap();
        assert_eq!(names(&seen), ["proventi.xlsx"]);
        assert_eq!(seen.settling.len(), 1);
        assert!(scan(&drop.path().join("altrove"), &Offices::default(), &[], &wait(0, 1)).is_err());
    }

    #[test]
    fn a_service_takes_a_file_that_two_scans_saw_unchanged() {
        let drop = drop_with(&[("oneri.csv", b"a;b"), ("promozione/scheda.csv", b"a")]);
        let offices = [("promozione", "")].into_iter().collect();
        let first = scan(drop.path(), &offices, &[], &wait(0, 2)).unwrap();
        assert_eq!((first.arrivals.len(), first.settling.len(), first.sightings().len()), (0, 2, 2));
        assert_eq!(first.settling[0].why, phrases::unsettled(true).why);
        fs::write(drop.path().join("oneri.csv"), b"a;b;c").unwrap();
        let second = scan(drop.path(), &offices, &first.sightings(), &wait(1, 2)).unwrap();
        assert_eq!((names(&second), second.sightings().len()), (vec!["scheda.csv"], 1));
        assert_eq!((second.sightings()[0].scans, second.sightings()[0].first_seen), (1, at(0)));
        fs::remove_file(drop.path().join("promozione/scheda.csv")).unwrap();
        let third = scan(drop.path(), &offices, &second.sightings(), &wait(2, 2)).unwrap();
        assert_eq!((names(&third), third.sightings().as_slice()), (vec!["oneri.csv"], [].as_slice()));
    }

    #[test]
    fn what_nobody_reads_is_named_and_told_after_the_configured_time() {
        let drop = drop_with(&[
            ("promozione/giugno/vecchi/scheda.csv", b"a"),
            ("promozione/vuota/.nascosto", b"a"),
            ("altra/giugno/scheda.csv", b"a"),
            ("taglio.xlsx", CUT),
            ("buono.csv", b"a"),
        ]);
        let elsewhere = drop_with(&[("scheda.csv", b"a")]);
        std::os::unix::fs::symlink(elsewhere.path(), drop.path().join("estero")).unwrap();
        let offices = [("promozione", ""), ("estero", "")].into_iter().collect();
        let first = scan(drop.path(), &offices, &[], &wait(0, 1)).unwrap();
        let waiting = |scan: &Scan| -> Vec<String> {
            scan.settling
                .iter()
                .map(|it| format!("{}|{}", it.sighting.folder.as_deref().unwrap_or_default(), it.name))
                .collect()
        };
        assert_eq!(waiting(&first), ["|altra/", "|estero", "promozione|giugno/", "|taglio.xlsx"]);
        assert!(first.settling.iter().all(|it| it.problem.is_none()));
        let later = scan(drop.path(), &offices, &first.sightings(), &wait(119, 1)).unwrap();
        assert!(later.settling.iter().all(|it| it.problem.is_none()));
        let told = scan(drop.path(), &offices, &later.sightings(), &wait(120, 1)).unwrap();
        assert_eq!((names(&told), waiting(&told)), (vec!["buono.csv"], waiting(&first)));
        for it in &told.settling {
            let problem = it.problem.as_ref().unwrap();
            assert_eq!((problem.code.as_ref(), problem.file.as_ref()), ("intake.waiting_too_long", Some(&it.name)));
            assert_eq!(problem.text, format!("aspetta da almeno 2 ore e non è stato letto: {}", it.reason));
            assert!(!problem.remedy.is_empty(), "{}", it.name);
        }
    }

    #[test]
    fn a_folder_that_nobody_may_read_waits_and_the_others_are_read() {
        use std::os::unix::fs::PermissionsExt as _;
        let drop = drop_with(&[("promozione/scheda.csv", b"a"), ("estero/scheda.csv", b"a")]);
        let closed = drop.path().join("promozione");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        let is_root = fs::read_dir(&closed).is_ok();
        let seen =
            scan(drop.path(), &[("promozione", ""), ("estero", "")].into_iter().collect(), &[], &wait(0, 1)).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
        if !is_root {
            assert_eq!((seen.arrivals.len(), seen.settling[0].name.as_str()), (1, "promozione/"));
            assert_eq!(seen.settling[0].reason, "non si riesce ancora a leggerlo: mancano i permessi");
        }
    }

    #[test]
    fn a_file_left_open_is_said_after_the_configured_age() {
        let drop = drop_with(&[("oneri.csv", b"a"), ("~$oneri.csv", b"owner")]);
        let mut seen = Vec::new();
        for (minute, said) in [(0, false), (30, false), (60, true), (95, true)] {
            let scan = scan(drop.path(), &Offices::default(), &seen, &wait(minute, 1)).unwrap();
            assert_eq!(scan.settling[0].problem.is_some(), said, "after {minute} minutes");
            if minute == 95 {
                let problem = scan.settling[0].problem.as_ref().unwrap();
                assert_eq!(
                    (problem.code.as_ref(), problem.file.as_deref()),
                    ("intake.open_too_long", Some("oneri.csv"))
                );
                assert_eq!(
                    problem.text,
                    "è aperto in un foglio di calcolo da almeno 1 ora e 35 minuti, e non è stato letto"
                );
            }
            seen = scan.sightings();
        }
        let age_after = |minutes: i64| phrases::open_too_long(minutes).text;
        assert!(
            age_after(47 * 60).contains("da almeno 47 ore,")
                && age_after(3 * 24 * 60 + 700).contains("da almeno 3 giorni,")
        );
        // Closed and opened again, it is counted from the second opening.
        fs::remove_file(drop.path().join("~$oneri.csv")).unwrap();
        seen = scan(drop.path(), &Offices::default(), &seen, &wait(100, 9)).unwrap().sightings();
        fs::write(drop.path().join("~$oneri.csv"), b"owner").unwrap();
        assert!(scan(drop.path(), &Offices::default(), &seen, &wait(170, 1)).unwrap().settling[0].problem.is_none());
    }
}
