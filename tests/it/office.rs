//! A chamber in a temporary folder: its configuration, its drop folder, and the program as its offices run it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use chrono::{DateTime, Utc};
use quadratura::config::{self, Config};
use quadratura::mail::EmlFolder;
use quadratura::origin::Digest;
use quadratura::period::Period;
use quadratura::pipeline::{self, Folders, Hands, Lock, Outcome, Step};
use quadratura::{calendar, intake};
use serde_json::Value;
use tempfile::TempDir;

/// A data root that vanishes with the test.
pub struct Office {
    folder: TempDir,
}

impl Office {
    /// A chamber with the configuration that the program carries.
    pub fn new() -> Self {
        let office = Self::empty();
        for (name, text) in config::embedded_configuration() {
            office.configure(&name, &text);
        }
        std::fs::create_dir_all(office.root().join("drop")).unwrap();
        office
    }

    /// A data root with nothing in it.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// Replaces a text of the configuration.
    pub fn configure(&self, name: &str, text: &str) {
        let path = self.root().join("config").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn settings(&self) -> PathBuf {
        self.root().join("config/settings.toml")
    }

    /// Puts a file into the drop folder.
    pub fn drop_file(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.root().join("drop").join(name), bytes).unwrap();
    }

    /// Puts the sample files of a month into the drop folder, but for those whose name holds one of these words.
    pub fn drop_samples(&self, month: &str, without: &[&str]) {
        for (name, bytes) in config::embedded_samples(month) {
            if !without.iter().any(|word| name.contains(word)) {
                self.drop_file(&name, bytes);
            }
        }
    }

    /// Runs the program with these arguments and `--config`.
    pub fn program(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quadratura"));
        command.args(arguments).arg("--config").arg(self.settings()).current_dir(self.root());
        command.output().unwrap()
    }

    /// `check --json`: its exit code and what it says.
    pub fn check(&self) -> (i32, Value) {
        let output = self.program(&["check", "--json"]);
        (output.status.code().unwrap(), json_of(&output))
    }

    /// Puts all sample files of a month into the drop folder and issues it: what `run --json` says of a month that is released.
    pub fn release_samples(&self, month: &str) -> Value {
        for (name, bytes) in crate::samples::of_month(month) {
            self.drop_file(&name, &bytes);
        }
        let (code, run) = self.run(month);
        assert!(matches!(code, 0 | 3), "{month}: {code}");
        assert_eq!(run["state"], "released", "{month}: {}", run["blocking"]);
        run
    }

    /// `run --json` for a month, at seven on the fifth of the next one.
    pub fn run(&self, month: &str) -> (i32, Value) {
        let now = issued_at(month).to_rfc3339();
        // What is not there is told of as such: a test may want a month without files.
        let output = self.program(&["run", "--json", "--empty", "--period", month, "--now", &now]);
        (output.status.code().unwrap(), json_of(&output))
    }

    /// A pass inside this process, ended where the witness says so.
    pub fn pass(&self, month: &str, witness: pipeline::Witness<'_>) -> anyhow::Result<Outcome> {
        let config = Config::load(&self.settings())?;
        let folders = Folders::of(&config);
        let _lock = Lock::take(&config.root)?;
        let mut store = pipeline::open(&config)?;
        let transport = EmlFolder::new(folders.outbox());
        let mut hands = Hands::of(&config, &mut store, &transport, issued_at(month), witness);
        pipeline::issue(month.parse().unwrap(), &mut hands)
    }

    /// Every file of the data root that a person can come across, with its digest: trays, reports, outbox, archive. The pages of how
    /// things stand are of the instant in which they were written, and left out.
    pub fn files(&self) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for folder in ["drop", "reports", "outbox", "archive"] {
            collect(&self.root().join(folder), self.root(), &mut found);
        }
        found.retain(|name, _| !(name.starts_with("reports/stato") && name.ends_with(".html")));
        found
    }

    /// What the database holds, as text: every table, every row, sorted; nothing when there is no database.
    pub fn database(&self) -> Vec<String> {
        let path = self.root().join("quadratura.db");
        if !path.exists() {
            return Vec::new();
        }
        let connection = rusqlite::Connection::open(path).unwrap();
        let mut tables =
            connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").unwrap();
        let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let mut lines = Vec::new();
        for table in tables {
            let mut rows = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
            let columns = rows.column_count();
            let line = |row: &rusqlite::Row<'_>| {
                let values: Result<Vec<rusqlite::types::Value>, _> = (0..columns).map(|at| row.get(at)).collect();
                Ok(format!("{table} {:?}", values?))
            };
            lines.extend(rows.query_map([], line).unwrap().map(Result::unwrap));
        }
        lines.sort();
        lines
    }
}

/// The step of a pass that lets it go on.
pub fn go_on(_: Step<'_>) -> anyhow::Result<()> {
    Ok(())
}

/// Seven in the morning, in Rome, on the fifth of the month after.
pub fn issued_at(month: &str) -> DateTime<Utc> {
    let month: Period = month.parse().unwrap();
    calendar::rome(month.next().first_day() + chrono::Days::new(4), 7)
}

/// The JSON object on a program's stdout.
pub fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| {
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        panic!("{e}\nstdout: {out}\nstderr: {err}")
    })
}

fn collect(folder: &Path, root: &Path, found: &mut BTreeMap<String, String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, root, found);
        } else if !path.ends_with(".quadratura.lock") {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            found.insert(name, Digest::of(&std::fs::read(&path).unwrap()).to_string());
        }
    }
}

/// The files of a tray, by name.
pub fn tray(office: &Office, tray: &str) -> Vec<String> {
    let prefix = format!("drop/{tray}/");
    office.files().keys().filter_map(|name| name.strip_prefix(&prefix).map(str::to_owned)).collect()
}

/// The names that wait in the drop folder itself.
pub fn waiting(office: &Office) -> Vec<String> {
    let wait = intake::Wait { now: issued_at("2021-01"), settled_scans: 1, settings: intake::Settings::default() };
    let scan = intake::scan(&office.root().join("drop"), &quadratura::office::Offices::default(), &[], &wait).unwrap();
    scan.arrivals.into_iter().map(|file| file.name).collect()
}
