//! Formats whose parser can be tricked into asking for all memory are read by a process of their own, the hidden
//! command `read-child` of this same program: it limits itself first, reads the file on its standard input and writes
//! its cells as a [`listing`](super::listing). Whatever kills it, this process lives on and says so.
//!
//! The child's standard error goes nowhere: what a parser says when it panics is of no use to an office, and the end
//! of the listing tells the rest.

use std::io::{Read as _, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};

use super::fault::{Fault, Place, contained};
use super::listing::{self, Interrupted, Listing};
use super::{Limits, html, ods, spreadsheet_ml, xls, xlsb};
use crate::intake::{Format, disk_answer};

/// Lists the cells of a file by a child process.
pub(super) fn list(format: Format, bytes: &[u8], limits: &Limits) -> Result<Listing, Fault> {
    let word = match format {
        Format::Xls => "xls",
        Format::Xlsb => "xlsb",
        Format::Ods => "ods",
        Format::Xml => "xml",
        Format::Html => "html",
        other => return Err(Fault::Unsupported(other)),
    };
    // This very program, also where another has taken its place on the disk since it was started.
    let running = PathBuf::from("/proc/self/exe");
    let program = match &limits.child {
        Some(path) => path.clone(),
        None if running.exists() => running,
        None => std::env::current_exe().map_err(|e| not_started(&e))?,
    };
    let mut tries = 2;
    loop {
        let child = start(&program, word, limits).map_err(|e| not_started(&e))?;
        let (listed, status) = converse(child, bytes, limits, format)?;
        tries -= 1;
        return match Listing::parse(listed) {
            Ok(Some(listing)) if status.success() => Ok(listing),
            // The system makes room by killing, which is no fault of the file.
            Ok(_) if status.signal() == Some(SIGKILL) && tries > 0 => continue,
            Ok(_) => Err(died(status, format)),
            // The child knows no place, and that its parser fails does not prove that the file is damaged.
            Err(Fault::Damaged(_)) => Err(Fault::NotUnderstood(format)),
            Err(fault) => Err(fault),
        };
    }
}

fn not_started(error: &std::io::Error) -> Fault {
    Fault::NoChild(disk_answer(error).map_or_else(|| error.to_string(), str::to_owned))
}

const SIGKILL: i32 = 9;

fn start(program: &PathBuf, format: &str, limits: &Limits) -> std::io::Result<Child> {
    Command::new(program)
        .arg("read-child")
        .arg(format)
        .args(limits.child_arguments())
        // It needs nothing of this process's surroundings, where secrets may be.
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
}

/// Hands the file to the child and takes what it writes, both bounded; when its time is over it is killed.
fn converse(mut child: Child, bytes: &[u8], limits: &Limits, format: Format) -> Result<(Vec<u8>, ExitStatus), Fault> {
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(Fault::NoChild(String::new()));
    };
    let output_max = limits.child_output_bytes_max;
    let (listed, late) = std::thread::scope(|scope| {
        // A child that dies early stops listening: that it died is told by its exit.
        scope.spawn(move || stdin.write_all(bytes).is_ok());
        let (send, receive) = mpsc::channel();
        scope.spawn(move || {
            let mut listed = Vec::new();
            let read = stdout.take(output_max + 1).read_to_end(&mut listed);
            // The receiver is gone when the child was too late.
            let _ = send.send(read.map(|_| listed));
        });
        let told = receive.recv_timeout(Duration::from_secs(limits.child_wall_seconds_max));
        let late = told.is_err();
        let too_much = told.as_ref().is_ok_and(|read| read.as_ref().is_ok_and(|it| it.len() as u64 > output_max));
        if late || too_much {
            // It may have ended by itself in the meantime.
            let _ = child.kill();
        }
        (told, late)
    });
    let status = child.wait().map_err(|e| Fault::NoChild(e.to_string()))?;
    if late {
        return Err(Fault::TooSlow);
    }
    match listed {
        Ok(Ok(listed)) if listed.len() as u64 > output_max => Err(Fault::TooHeavy),
        Ok(Ok(listed)) => Ok((listed, status)),
        _ => Err(died(status, format)),
    }
}

/// What the death of a child means for the file.
fn died(status: ExitStatus, format: Format) -> Fault {
    const SIGABRT: i32 = 6;
    const SIGXCPU: i32 = 24;
    match status.signal() {
        // An allocation beyond the limit aborts; so does a stack that overflows.
        Some(SIGABRT) => Fault::TooHeavy,
        Some(SIGXCPU) => Fault::TooSlow,
        Some(SIGKILL) => Fault::NoChild("il sistema lo ha interrotto due volte".to_owned()),
        _ => Fault::NotUnderstood(format),
    }
}

/// The child's whole life: limits itself, reads a file on standard input, lists its cells on standard output. Answers
/// whether it could; why it could not is the last line of the listing.
///
/// # Errors
/// When the limits cannot be set or the parent is gone.
pub fn serve(format: &str, limits: &Limits) -> std::io::Result<()> {
    // Before a single byte of the file is seen.
    // Beyond its processor time it is told so, by another signal than the one by which the system makes room.
    let cpu = limits.child_cpu_seconds_max;
    for (resource, most, beyond) in [
        (Resource::As, limits.child_memory_bytes_max, limits.child_memory_bytes_max),
        (Resource::Cpu, cpu, cpu.saturating_add(5)),
        (Resource::Core, 0, 0),
    ] {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(beyond) })?;
    }
    let mut bytes = Vec::new();
    if let Err(error) = std::io::stdin().lock().read_to_end(&mut bytes) {
        // The death of any allocation beyond the limit, which the parent knows.
        if error.kind() == std::io::ErrorKind::OutOfMemory {
            std::process::abort();
        }
        return Err(error);
    }
    let mut out = std::io::BufWriter::with_capacity(64 << 10, std::io::stdout().lock());
    match contained(|| list_here(format, &bytes, limits, &mut out)) {
        Some(Ok(())) => out.flush(),
        Some(Err(Interrupted::Fault(fault))) => listing::write_fault(&mut out, &fault),
        None => listing::write_fault(&mut out, &Fault::Damaged(Place::default())),
        Some(Err(Interrupted::Parent(gone))) => Err(gone),
    }
}

/// Lists a file in this process: the part of the child's life that tests can look at.
pub(super) fn list_here(
    format: &str,
    bytes: &[u8],
    limits: &Limits,
    out: &mut impl std::io::Write,
) -> Result<(), Interrupted> {
    match format {
        "html" => html::list(bytes, limits, out),
        "ods" => ods::list(bytes, limits, out),
        "xlsb" => xlsb::list(bytes, limits, out),
        "xml" => spreadsheet_ml::list(bytes, limits, out),
        _ => xls::list(bytes, limits, out),
    }
}
