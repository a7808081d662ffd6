//! `settings.toml` of a new chamber: the usual one with its offices, the files that it expects, and who reads what.

use std::fmt::Write as _;

use super::super::quoted::quoted;

/// An office, and what it is called.
pub(super) struct Office {
    pub id: String,
    pub name: String,
    /// Whether the name of a file, or a title such as `Ufficio`, says that it is one.
    pub is_sure: bool,
}

/// A file that is expected every month.
pub(super) struct Expected {
    pub layout: String,
    pub office: Option<String>,
    pub is_required: bool,
}

/// The usual settings with what is this chamber's.
pub(super) fn text(
    usual: &str,
    offices: &[Office],
    expected: &[Expected],
    totals: &[String],
    blocking: &[String],
) -> String {
    let list = |names: &[String]| names.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(", ");
    let mut out = String::with_capacity(usual.len());
    let mut skipping = false;
    let (mut has_expected, mut has_offices, mut has_recipients) = (false, false, false);
    for line in usual.lines() {
        if line == "[[expected]]" {
            skipping = true;
            if !has_expected {
                expected.iter().for_each(|it| write_expected(&mut out, it));
            }
            has_expected = true;
        } else if line.is_empty() {
            if skipping {
                skipping = false;
                continue;
            }
        } else if line == "[[office]]" && !has_offices {
            offices.iter().for_each(|it| write_office(&mut out, it));
            has_offices = true;
        } else if line == "[[mail.recipient]]" && !has_recipients {
            offices.iter().for_each(|it| write_recipient(&mut out, it));
            has_recipients = true;
        }
        match line.split('=').next().map(str::trim) {
            _ if skipping => {}
            Some("blocking_totals") => {
                let _ = writeln!(out, "blocking_totals = [{}]", list(blocking));
            }
            Some("required_totals") => {
                let _ = writeln!(out, "required_totals = [{}]", list(totals));
            }
            _ => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

/// A text without those of its blocks that begin so and are such.
pub(super) fn without_blocks(text: &str, head: &str, is_such: &dyn Fn(&str) -> bool) -> String {
    let begins = |block: &str| block.lines().find(|line| !line.starts_with('#') && !line.is_empty()) == Some(head);
    let blocks = text.split("\n\n").filter(|block| !(begins(block) && is_such(block)));
    blocks.collect::<Vec<_>>().join("\n\n")
}

fn write_expected(out: &mut String, it: &Expected) {
    let _ = writeln!(out, "[[expected]]\nlayout = {}", quoted(&it.layout));
    if let Some(office) = &it.office {
        let _ = writeln!(out, "office = {}", quoted(office));
    }
    if it.is_required {
        out.push_str("required = true\n");
    }
    let ask = it.office.as_deref().unwrap_or(crate::office::ACCOUNTS);
    let late = if it.office.is_some() { 15 } else { 10 };
    let _ = writeln!(out, "ask = {}\nwarn_after_days = 4\nerror_after_days = {late}\n", quoted(ask));
}

fn write_office(out: &mut String, it: &Office) {
    if !it.is_sure {
        out.push_str("# DA GUARDARE: lo dicono solo i nomi di fogli o le celle di una colonna; se non è un ufficio, va tolto da qui e da quei fogli\n");
    }
    let _ = writeln!(out, "[[office]]\nid = {}\nname = {}\n", quoted(&it.id), quoted(&it.name));
}

fn write_recipient(out: &mut String, it: &Office) {
    let address = format!("{}@camera.example", it.id.replace('_', "."));
    let _ = writeln!(
        out,
        "[[mail.recipient]]\nrole = {}\nname = {}\naddress = {}\nreceives = [\"digest\"]\n",
        quoted(&it.id),
        quoted(&it.name),
        quoted(&address)
    );
}
