//! What a pass costs with the years kept: a third month, and the same month with 117 issued before it, with the shipped
//! indicators; the same of a night with nothing new and of `status`.
//!
//! `cargo bench --profile dev --bench years [-- ROUNDS]`. Processor seconds of the program, the least of five rounds; ends with 1
//! when a ratio is beyond 1.2. The months before are copies of one that the program issued, each in its own year.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context as _, ensure};
use quadratura::config;
use quadratura::period::Period;
use rusqlite::Connection;

const RATIO_MAX: f64 = 1.2;
const ROUNDS: usize = 5;
const MONTHS: usize = 120;
/// The month of which the copies are, and the one that is measured.
const COPIED: &str = "2021-02";
const MEASURED: &str = "2021-03";

fn main() -> ExitCode {
    let rounds = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(ROUNDS);
    match compare(rounds) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// What is measured of a root: the pass of its last month, a night after it, what it says of itself.
#[derive(Clone, Copy)]
struct Taken {
    pass: f64,
    night: f64,
    status: f64,
}

fn compare(rounds: usize) -> anyhow::Result<bool> {
    let folder = tempfile::tempdir()?;
    let (few, many) = (folder.path().join("few"), folder.path().join("many"));
    prepare(&few)?;
    copy(&few, &many)?;
    let added = fill(&many)?;
    ensure!(added + 3 == MONTHS, "{added} months were added");
    // What the copies left to be done is done: the registry of them, once.
    for root in [&few, &many] {
        program(root, &["run", "--nightly", "--period", COPIED, "--now", "2021-03-21T02:30:00+01:00"])?;
    }
    let (mut third, mut last) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        third.push(measure(&few, &folder.path().join(format!("few{round}")))?);
        last.push(measure(&many, &folder.path().join(format!("many{round}")))?);
    }
    println!("processor seconds, least of {rounds}: with 3 months, with {MONTHS}, ratio (at most {RATIO_MAX})");
    let mut holds = true;
    for (what, of) in
        [("pass", (|it| it.pass) as fn(Taken) -> f64), ("night", |it| it.night), ("status", |it| it.status)]
    {
        let least = |taken: &[Taken]| taken.iter().map(|it| of(*it)).fold(f64::INFINITY, f64::min);
        let (third, last) = (least(&third), least(&last));
        holds &= last <= RATIO_MAX * third;
        println!("{what:<7}{third:>7.2}{last:>7.2}{:>7.2}", last / third);
    }
    println!("{}", if holds { "within bounds" } else { "BEYOND BOUNDS" });
    Ok(holds)
}

/// A chamber with two issued months.
fn prepare(root: &Path) -> anyhow::Result<()> {
    for (name, text) in config::embedded_configuration() {
        let path = root.join("config").join(name);
        std::fs::create_dir_all(path.parent().context("a file of the configuration")?)?;
        std::fs::write(path, text)?;
    }
    std::fs::create_dir_all(root.join("drop"))?;
    for month in ["2021-01", COPIED] {
        drop_files(root, month)?;
        program(root, &["run", "--period", month, "--now", "2021-03-20T07:00:00+01:00"])?;
    }
    Ok(())
}

fn drop_files(root: &Path, month: &str) -> anyhow::Result<()> {
    for (name, bytes) in config::embedded_samples(month) {
        std::fs::write(root.join("drop").join(name), bytes)?;
    }
    Ok(())
}

fn measure(from: &Path, root: &Path) -> anyhow::Result<Taken> {
    copy(from, root)?;
    drop_files(root, MEASURED)?;
    let now = "2021-04-05T07:00:00+02:00";
    let pass = program(root, &["run", "--period", MEASURED, "--now", now])?;
    let issued: bool = Connection::open(root.join("quadratura.db"))?.query_row(
        "SELECT count(*) = 1 FROM issue WHERE period = ?1",
        [MEASURED],
        |row| row.get(0),
    )?;
    ensure!(issued, "the month was not issued");
    let night = program(root, &["run", "--nightly", "--period", MEASURED, "--now", "2021-04-06T02:30:00+02:00"])?;
    // A hundredth of a second is the finest that is told.
    let status = (0..5).map(|_| program(root, &["status"])).sum::<anyhow::Result<f64>>()?;
    std::fs::remove_dir_all(root)?;
    Ok(Taken { pass, night, status })
}

/// Copies one issued month into the months from April 2011 to December 2020; how many there are.
fn fill(root: &Path) -> anyhow::Result<usize> {
    let mut database = Connection::open(root.join("quadratura.db"))?;
    let transaction = database.transaction()?;
    let tables: Vec<String> = transaction
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND (name IN ('issue', 'arrival') OR name LIKE 'issued_%')")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut month: Period = "2011-04".parse().map_err(anyhow::Error::msg)?;
    let mut months = 0;
    while month.exercise().0 < 2021 {
        for table in &tables {
            let columns: Vec<String> = transaction
                .prepare(&format!("SELECT name FROM pragma_table_info('{table}')"))?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            let back = 2021 - month.exercise().0;
            let value = |column: &String| match (table.as_str(), column.as_str()) {
                ("issued_amount", "exercise") => format!("exercise - {back}"),
                ("arrival", "id") => format!("'{month}-' || id"),
                (_, "period" | "manifest" | "workbook_name" | "name") => {
                    format!("replace({column}, '{COPIED}', '{month}')")
                }
                _ => column.clone(),
            };
            let values: Vec<String> = columns.iter().map(value).collect();
            let sql = format!(
                "INSERT INTO {table} ({}) SELECT {} FROM {table} WHERE period = '{COPIED}'",
                columns.join(", "),
                values.join(", ")
            );
            transaction.execute(&sql, [])?;
        }
        month = month.next();
        months += 1;
    }
    transaction.commit()?;
    Ok(months)
}

/// Runs the program on a root; the processor seconds that it took.
fn program(root: &Path, arguments: &[&str]) -> anyhow::Result<f64> {
    let before = seconds_of_children()?;
    let settings = root.join("config/settings.toml");
    let output = Command::new(env!("CARGO_BIN_EXE_quadratura"))
        .args(arguments)
        .arg("--config")
        .arg(settings)
        .stdout(Stdio::null())
        .output()?;
    // 3 says that somebody has to look: the samples have faults.
    let done = matches!(output.status.code(), Some(0 | 3));
    ensure!(done, "{arguments:?}: {} {}", output.status, String::from_utf8_lossy(&output.stderr));
    Ok(seconds_of_children()? - before)
}

/// User and system time of the children that have ended.
fn seconds_of_children() -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = stat.rsplit_once(')').context("no process name")?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).context("no time of children")?.parse::<f64>().context("no number");
    Ok((ticks(13)? + ticks(14)?) / 100.0)
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    let mut open = vec![PathBuf::new()];
    while let Some(inner) = open.pop() {
        std::fs::create_dir_all(to.join(&inner))?;
        for entry in std::fs::read_dir(from.join(&inner))? {
            let entry = entry?;
            let path = inner.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                open.push(path);
            } else {
                std::fs::copy(entry.path(), to.join(&path))?;
            }
        }
    }
    Ok(())
}
