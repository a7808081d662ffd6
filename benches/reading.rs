//! How much reading costs beyond what the parser itself costs: two files of 200 000 liquidations, from bytes to typed,
//! located rows, against calamine's own streaming pass over the same cells, in one run.
//!
//! `cargo bench --bench reading [-- ROWS]`. Each measure is taken in a process of its own, five times; the least user time
//! and the greatest peak count. Ends with 1 when a ratio is beyond 1.5 or a peak beyond 100 MiB, that of both files' rows
//! kept as a pass keeps them included; what is kept is compared, cell by cell, with the file read once more.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context as _, anyhow, bail, ensure};
use calamine::Reader as _;
use quadratura::ledger::{Cell, Rows};
use quadratura::read::{self, Layout, Row};
use quadratura::sheets::Limits;
use rust_xlsxwriter::{Format, Workbook};

const RATIO_MAX: f64 = 1.5;
const PEAK_KIB_MAX: u64 = 100 << 10;
const ROUNDS: usize = 5;

const ACCOUNTS: &str = r#"
id = "interventi_economici"
title = "Interventi economici"
kind = "registrations"
file = '^interventi_economici_(?P<period>\d{4}-\d{2})$'
column = [
  { id = "conto", header = ["Conto"], kind = "code", required = true },
  { id = "descrizione", header = ["Descrizione conto"], kind = "text" },
  { id = "obiettivo", header = ["Obiettivo"], kind = "code", required = true },
  { id = "provvedimento", header = ["Provvedimento"], kind = "code" },
  { id = "mandato", header = ["Mandato"], kind = "code" },
  { id = "data", header = ["Data"], kind = "date" },
  { id = "beneficiario", header = ["Beneficiario"], kind = "text" },
  { id = "causale", header = ["Causale"], kind = "text" },
  { id = "importo", header = ["Importo"], kind = "money", required = true, amount = { scenario = "consuntivo" } },
]
row = [{ column = "conto", matches = '^totale', is = "total" }]
"#;

const OFFICE: &str = r#"
id = "scheda_interventi"
title = "Scheda degli interventi"
kind = "initiatives"
file = '^scheda_interventi_(?P<office>[a-z]+)_(?P<period>\d{4}-\d{2})$'
unreadable = "row"
column = [
  { id = "obiettivo", header = ["Obiettivo"], kind = "code", required = true },
  { id = "provvedimento", header = ["Provvedimento"], kind = "code" },
  { id = "mandato", header = ["Mandato"], kind = "code" },
  { id = "data_liquidazione", header = ["Data liquidazione"], kind = "date" },
  { id = "beneficiario", header = ["Beneficiario"], kind = "text" },
  { id = "liquidato", header = ["Importo liquidato"], kind = "money", required = true, amount = { scenario = "consuntivo" } },
]
"#;

const FILES: [(&str, &str); 2] =
    [("interventi_economici_2021-06.xlsx", ACCOUNTS), ("scheda_interventi_promozione_2021-06.xlsx", OFFICE)];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["measure", what, folder] => measure(what, Path::new(folder)).map(|()| true),
        rest => compare(rest.iter().find_map(|word| word.parse().ok()).unwrap_or(200_000)),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// What one process took.
#[derive(Clone, Copy)]
struct Taken {
    count: u64,
    user_seconds: f64,
    wall_seconds: f64,
    peak_kib: u64,
}

fn compare(rows: u32) -> anyhow::Result<bool> {
    let folder = tempfile::tempdir()?;
    write_files(rows, folder.path())?;
    let mut holds = true;
    println!("{rows} liquidations; user seconds, least of {ROUNDS}; peak of the process");
    for (number, (name, _)) in FILES.iter().enumerate() {
        let (mut bare, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            bare.push(in_a_process(&format!("calamine{number}"), folder.path())?);
            ours.push(in_a_process(&format!("read{number}"), folder.path())?);
        }
        let (bare, ours) = (least(&bare)?, least(&ours)?);
        let ratio = ours.user_seconds / bare.user_seconds;
        holds &= ratio <= RATIO_MAX && ours.peak_kib <= PEAK_KIB_MAX;
        println!("{name}");
        println!("  calamine streaming {:>9} cells {:>6.2} s {:>6.1} MiB", bare.count, bare.user_seconds, mib(bare));
        println!("  read::rows         {:>9} rows  {:>6.2} s {:>6.1} MiB", ours.count, ours.user_seconds, mib(ours));
        println!("  ratio {ratio:.2} (at most {RATIO_MAX})");
    }
    for (what, told) in [("both", "rows counted"), ("kept", "rows kept as a pass keeps them")] {
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            rounds.push(in_a_process(what, folder.path())?);
        }
        let both = least(&rounds)?;
        holds &= both.peak_kib <= PEAK_KIB_MAX;
        println!(
            "both files on two threads, {told}: {} rows, {:.2} s user in {:.2} s, {:.1} MiB",
            both.count,
            both.user_seconds,
            both.wall_seconds,
            mib(both)
        );
    }
    println!("{}", if holds { "within bounds" } else { "BEYOND BOUNDS" });
    Ok(holds)
}

#[expect(clippy::cast_precision_loss, reason = "kibibytes of one process")]
fn mib(taken: Taken) -> f64 {
    taken.peak_kib as f64 / 1024.0
}

/// The round of the least user time, with the greatest peak of all.
fn least(rounds: &[Taken]) -> anyhow::Result<Taken> {
    let least = rounds.iter().min_by(|a, b| a.user_seconds.total_cmp(&b.user_seconds)).context("no round was run")?;
    let peak_kib = rounds.iter().map(|round| round.peak_kib).max().unwrap_or(least.peak_kib);
    Ok(Taken { peak_kib, ..*least })
}

fn in_a_process(what: &str, folder: &Path) -> anyhow::Result<Taken> {
    let output = Command::new(std::env::current_exe()?).args(["measure", what]).arg(folder).output()?;
    let told = String::from_utf8(output.stdout)?;
    let fields: Vec<&str> = told.split_whitespace().collect();
    let ([count, user, wall, peak], true) = (fields.as_slice(), output.status.success()) else {
        bail!("`{what}` told `{told}` {}", String::from_utf8_lossy(&output.stderr))
    };
    Ok(Taken {
        count: count.parse()?,
        user_seconds: user.parse()?,
        wall_seconds: wall.parse()?,
        peak_kib: peak.parse()?,
    })
}

fn measure(what: &str, folder: &Path) -> anyhow::Result<()> {
    let begun = Instant::now();
    let mut kept = Vec::new();
    let count = match what {
        "calamine0" => cells_of(&folder.join(FILES[0].0))?,
        "calamine1" => cells_of(&folder.join(FILES[1].0))?,
        "read0" => rows_of(folder, 0)?,
        "read1" => rows_of(folder, 1)?,
        "both" => on_two_threads(|number| rows_of(folder, number))?.into_iter().sum(),
        "kept" => {
            kept = on_two_threads(|number| kept_rows_of(folder, number))?;
            kept.iter().map(|rows| rows.len() as u64).sum()
        }
        other => bail!("nothing is called `{other}`"),
    };
    let wall = begun.elapsed().as_secs_f64();
    println!("{count} {} {wall} {}", user_seconds()?, peak_kib()?);
    // No part of what was measured.
    kept.iter().enumerate().try_for_each(|(number, rows)| same_as_in_file(folder, number, rows))
}

/// Does something with both files at once.
fn on_two_threads<T: Send>(of: impl Fn(usize) -> anyhow::Result<T> + Sync) -> anyhow::Result<Vec<T>> {
    std::thread::scope(|scope| {
        let other = scope.spawn(|| of(1));
        let mine = of(0)?;
        Ok(vec![mine, other.join().map_err(|_| anyhow!("the other thread panicked"))??])
    })
}

/// The parser alone, over all cells of the first sheet.
fn cells_of(path: &PathBuf) -> anyhow::Result<u64> {
    let bytes = std::fs::read(path)?;
    let mut workbook = calamine::Xlsx::new(Cursor::new(&bytes[..]))?;
    let sheet = workbook.sheet_names().first().context("no sheet")?.clone();
    let mut reader = workbook.worksheet_cells_reader(&sheet)?;
    let mut count = 0;
    while let Some(cell) = reader.next_cell()? {
        std::hint::black_box(&cell);
        count += 1;
    }
    Ok(count)
}

/// From bytes to typed, located rows.
fn rows_of(folder: &Path, number: usize) -> anyhow::Result<u64> {
    let bytes = std::fs::read(folder.join(FILES[number].0))?;
    each_row(&bytes, number, &mut |row| drop(std::hint::black_box(row)))
}

/// The same, kept as a pass keeps them until they are posted.
fn kept_rows_of(folder: &Path, number: usize) -> anyhow::Result<Rows> {
    let bytes = std::fs::read(folder.join(FILES[number].0))?;
    let mut rows = Rows::of_file(bytes.len());
    each_row(&bytes, number, &mut |row| rows.push(&row))?;
    rows.drop_index();
    Ok(rows)
}

/// Whether every value, its place and what its row is come back from what was kept as the file gives them.
fn same_as_in_file(folder: &Path, number: usize, kept: &Rows) -> anyhow::Result<()> {
    let bytes = std::fs::read(folder.join(FILES[number].0))?;
    let (mut kept, mut others) = (kept.iter(), 0);
    each_row(&bytes, number, &mut |row| {
        let same = kept.next().is_some_and(|at| {
            let places = (0..row.values.len()).all(|column| at.origin_of(column) == row.origin_of(column));
            let values = at.cells().eq(row.values.iter().map(Cell::from));
            places && values && (at.origin, at.kind) == (row.origin, row.kind)
        });
        others += u64::from(!same);
    })?;
    ensure!(others == 0 && kept.next().is_none(), "{others} rows were not kept as they are");
    Ok(())
}

/// Every row of a file's bytes; all of them are good.
fn each_row(bytes: &[u8], number: usize, sink: &mut dyn FnMut(Row)) -> anyhow::Result<u64> {
    let (name, layout) = FILES[number];
    let layout: Layout = toml::from_str(layout)?;
    let reading = read::rows(0, name, bytes, &layout, &Limits::default(), sink);
    match reading.problems.first() {
        Some(problem) => bail!("{}", problem.text),
        None => Ok(reading.rows),
    }
}

/// User time of this process, all threads; the kernel counts it in hundredths of a second.
fn user_seconds() -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit_once(')').context("no process name")?.1;
    Ok(fields.split_whitespace().nth(11).context("no user time")?.parse::<f64>()? / 100.0)
}

fn peak_kib() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).context("no peak")?;
    Ok(line.split_whitespace().nth(1).context("no number")?.parse()?)
}

/// A sequence that only looks random, so that each run writes the same files.
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(end.max(1))).unwrap_or(0)
    }
}

/// An export of liquidations and the sheet of the office that made them, shaped like those of a large month.
fn write_files(rows: u32, folder: &Path) -> anyhow::Result<()> {
    const OBJECTIVES: [&str; 4] = ["2021_01_01_01", "2021_01_02_03", "2021_02_01_03", "2021_03_01_03"];
    let (money, date) = (Format::new().set_num_format("#,##0.00"), Format::new().set_num_format("dd/mm/yyyy"));
    let accounts = [
        "Conto",
        "Descrizione conto",
        "Obiettivo",
        "Provvedimento",
        "Mandato",
        "Data",
        "Beneficiario",
        "Causale",
        "Importo",
    ];
    let office = ["Obiettivo", "Provvedimento", "Mandato", "Data liquidazione", "Beneficiario", "Importo liquidato"];
    for (number, header) in [accounts.as_slice(), &office].into_iter().enumerate() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_name("Dati")?;
        sheet.write_string(0, 0, "Camera di commercio di esempio - esercizio 2021")?;
        sheet.write_string(1, 0, "Interventi economici al 30/06/2021")?;
        for (column, caption) in (0..).zip(header) {
            sheet.write_string(3, column, *caption)?;
        }
        let mut sequence = Sequence(7);
        for i in 0..rows {
            let row = 4 + i;
            let objective = OBJECTIVES[sequence.below(4) as usize];
            let deed = format!("{}/2021", 1 + i / 7);
            let firm = format!("Impresa {:06} s.r.l.", sequence.below(rows / 3 + 1));
            let day = f64::from(44_197 + sequence.below(180));
            let amount = f64::from(5_000 + sequence.below(4_995_000)) / 100.0;
            let mut column = 0;
            if number == 0 {
                sheet.write_number(row, 0, f64::from(330_000 + sequence.below(40)))?;
                sheet.write_string(row, 1, "INTERVENTI ECONOMICI")?;
                column = 2;
            }
            sheet.write_string(row, column, objective)?;
            sheet.write_string(row, column + 1, deed)?;
            sheet.write_number(row, column + 2, f64::from(i + 1))?;
            sheet.write_number_with_format(row, column + 3, day, &date)?;
            sheet.write_string(row, column + 4, firm)?;
            column += 5;
            if number == 0 {
                sheet.write_string(row, column, "Voucher digitali")?;
                column += 1;
            }
            sheet.write_number_with_format(row, column, amount, &money)?;
        }
        book.save(folder.join(FILES[number].0))?;
    }
    Ok(())
}
