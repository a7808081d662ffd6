//! `serve` and `run` killed at random points, again and again: what is there in the end is what is there when nobody
//! kills them. How many kills, `QUADRATURA_KILLS` says; `tests/kill_loop` makes hundreds.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use quadratura::config;

use crate::office::{Office, waiting};

/// Kills of a test that is run all the time.
const KILLS: u32 = 24;

/// The months of the loop: when files lie there for the first time, and when they are issued.
const MONTHS: [(&str, &str, &str); 2] = [
    ("2021-01", "2021-02-04T10:00:00+01:00", "2021-02-05T07:00:00+01:00"),
    ("2021-02", "2021-03-04T10:00:00+01:00", "2021-03-05T07:00:00+01:00"),
];

/// Numbers that look random and are the same in every run.
pub struct Seeded(pub u64);

impl Seeded {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

fn drop_month(office: &Office, month: &str) {
    // One sheet that is refused. It names its month: one that does not is of the month of who takes it in.
    let refused = format!("scheda_interventi_estero_{month}.xlsx");
    office.drop_samples(month, &["scheda_interventi_estero"]);
    office.drop_file(&refused, format!("un testo di {month}").as_bytes());
    let (_, oneri) = config::embedded_samples(month).into_iter().find(|(name, _)| name.starts_with("oneri")).unwrap();
    office.drop_file(&format!("copia di oneri_{month}.xlsx"), oneri);
}

/// Runs the program and kills it after so many milliseconds, if it is still there: whether it was.
pub fn killed(office: &Office, arguments: &[&str], milliseconds: u64) -> bool {
    let seconds = format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000);
    let status = Command::new("timeout")
        .args(["--signal=KILL", &seconds, env!("CARGO_BIN_EXE_quadratura")])
        .args(arguments)
        .arg("--config")
        .arg(office.settings())
        .current_dir(office.root())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    // A kill from outside is no fault of the file that was being read.
    for entry in std::fs::read_dir(office.root().join("drop/.in-lavorazione")).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "lettura") {
            std::fs::remove_file(path).unwrap();
        }
    }
    // The shell's way of saying killed, or the signal itself.
    status.code().is_none_or(|code| code == 137)
}

pub fn once(office: &Office, now: &str) {
    let output = office.program(&["serve", "--once", "--now", now]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

/// All jobs at one instant: whichever of them takes a file in, after whatever kill, the file came then.
pub fn all_at_once(office: &Office) {
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    let cron = regex::Regex::new("(?m)^cron = \"[^\"]*\"").unwrap();
    office.configure("settings.toml", &cron.replace_all(&settings, "cron = \"0 7 5 * *\""));
}

/// Lives through the months; `disturb` is called between the arrival of the files and the time to issue them.
fn lived(mut disturb: impl FnMut(&Office, &str, &str)) -> Office {
    let office = Office::new();
    all_at_once(&office);
    for (month, arrive, issue) in MONTHS {
        once(&office, arrive);
        drop_month(&office, month);
        disturb(&office, month, issue);
        // The first look sees the files, the second takes them and issues the month, the third has nothing to do.
        for _ in 0..3 {
            once(&office, issue);
        }
    }
    office
}

/// The database but for what the service remembers of its runs, and when a message was tried: those tell of the kills.
pub fn told(office: &Office) -> Vec<String> {
    let instant = regex::Regex::new(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^\x22]*").unwrap();
    // In which order rows were committed, the chain tells, and a kill may change it.
    let lines =
        office.database().into_iter().filter(|line| !line.starts_with("job_run ") && !line.starts_with("chain "));
    let plain = |line: String| {
        if line.starts_with("message ") { instant.replace_all(&line, "").into_owned() } else { line }
    };
    lines.map(plain).collect()
}

/// Every file with its digest; of the registry what it tells, but for the links.
pub fn files(office: &Office) -> BTreeMap<String, String> {
    let own = |(name, digest): (String, String)| {
        if !name.starts_with("archive/registro/") {
            return (name, digest);
        }
        let mut told: serde_json::Value =
            serde_json::from_slice(&std::fs::read(office.root().join(&name)).unwrap()).unwrap();
        if let Some(told) = told.as_object_mut() {
            told.remove("chain");
        }
        (name, told.to_string())
    };
    office.files().into_iter().map(own).collect()
}

#[test]
fn kills_at_random_points_change_nothing_in_the_end() {
    let kills = std::env::var("QUADRATURA_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(KILLS);
    let undisturbed = lived(|_, _, _| {});
    for folder in ["reports/", "drop/duplicati/", "drop/rifiutati/"] {
        let there = undisturbed.files().into_keys().filter(|name| name.starts_with(folder)).count();
        assert!(there >= MONTHS.len(), "{there} in {folder}");
    }
    let (mut random, mut hit) = (Seeded(20_210_705), 0);
    // Many short loops find more than one long one: what is done once is not done again.
    const IN_A_ROW: u32 = 6;
    for _ in 0..kills.div_ceil(2 * IN_A_ROW).max(1) {
        let office = lived(|office, month, issue| {
            for number in 0..IN_A_ROW {
                let wait = 10 + random.below(if number % 2 == 0 { 400 } else { 2500 });
                let by_hand = ["run", "--period", month, "--now", issue];
                let service = ["serve", "--once", "--now", issue];
                let arguments = if random.below(3) == 0 { &by_hand[..] } else { &service[..] };
                hit += u32::from(killed(office, arguments, wait));
            }
        });
        assert_eq!(files(&office), files(&undisturbed));
        assert_eq!(told(&office), told(&undisturbed));
        let verified = office.program(&["verify"]);
        assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
        assert!(waiting(&office).is_empty());
    }
    println!("{hit} kills hit a process at work");
    assert!(hit > kills / 4, "only {hit} of {kills} kills hit a process at work");
}
