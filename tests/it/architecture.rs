//! Holds the order of the house: a room names only rooms above it, each outside crate lives in its room,
//! every file says what it is for, and ARCHITECTURE.md draws the map that is built.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::rust_source::{self, functions, tokens};

/// Outside crates that belong to a room, with the rooms or files (below `src/`) that may name them.
const HOMES: [(&str, &[&str]); 45] = [
    ("ab_glyph", &["report/prospetto/pdf/lettering.rs"]),
    ("anstream", &["cli/terminal.rs"]),
    ("anstyle", &["cli/colour.rs"]),
    // What Excel encrypts by itself is decrypted.
    ("aes", &["sheets/encryption/agile.rs", "sheets/encryption/records.rs", "sheets/encryption/standard.rs"]),
    ("base64", &["intake/signed/envelope.rs", "sheets/encryption/agile.rs"]),
    ("calamine", &["sheets/cell.rs", "sheets/number_format.rs"]),
    ("cbc", &["sheets/encryption/agile.rs"]),
    ("chrono_tz", &["calendar"]),
    ("croner", &["calendar"]),
    ("clap", &["cli", "main.rs"]),
    ("clap_complete", &["cli/completions.rs"]),
    ("clap_mangen", &["cli/manual.rs"]),
    // What somebody signed is opened here, and nowhere else.
    ("cms", &["intake/signed/envelope.rs"]),
    // `export --csv` writes what people open in a spreadsheet.
    ("csv", &["sheets/text/records.rs", "cli", "pipeline/fascicolo/tables.rs"]),
    ("der", &["intake/signed/envelope.rs"]),
    ("dejavu", &["mail/chart.rs", "report/prospetto/pdf/lettering.rs"]),
    ("encoding_rs", &["sheets/encoding.rs", "sheets/xml.rs"]),
    (
        "html5gum",
        &[
            "sheets/html.rs",
            "sheets/html/cell.rs",
            "sheets/html/island.rs",
            "sheets/html/page.rs",
            "sheets/html/style.rs",
        ],
    ),
    ("icu_normalizer", &["read/words.rs"]),
    ("include_dir", &["config", "cli"]),
    ("indicatif", &["cli", "main.rs"]),
    ("krilla", &["report/prospetto/pdf.rs", "report/prospetto/pdf/lettering.rs"]),
    ("lettre", &["mail"]),
    ("md5", &["sheets/encryption/keys.rs"]),
    ("minijinja", &["mail", "overview/written.rs"]),
    // Whose a file is by name, in a directory too.
    ("nix", &["pipeline/owner.rs"]),
    ("plotters", &["mail/chart.rs"]),
    ("png", &["mail/chart.rs"]),
    ("polars", &["history", "indicators/frame.rs"]),
    ("quick_xml", &["sheets"]),
    ("ring", &["intake/signed/envelope.rs"]),
    ("rc4", &["sheets/encryption/records.rs"]),
    ("rusqlite", &["store"]),
    ("rust_xlsxwriter", &["report", "documents"]),
    ("sd_notify", &["schedule"]),
    ("tokio", &["schedule"]),
    ("tokio_cron_scheduler", &["schedule"]),
    ("rustix", &["intake", "sheets/child.rs", "store", "pipeline"]),
    ("rustls", &["mail"]),
    ("rustls_native_certs", &["mail"]),
    ("sha1", &["sheets/encryption/keys.rs"]),
    ("terminal_size", &["cli/terminal.rs"]),
    ("toml", &["config"]),
    ("winnow", &["formula"]),
    ("zip", &["sheets/package.rs", "intake/format.rs", "report/package.rs"]),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every source file below `src/`, as (path below `src/` with `/`, text), sorted.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let src = root().join("src");
    let mut found = Vec::new();
    walk(&src, &mut found);
    found.sort();
    let name = |path: &Path| {
        path.strip_prefix(&src)
            .unwrap()
            .components()
            .map(|c| c.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/")
    };
    found.iter().map(|path| (name(path), read(path))).collect()
}

/// Whether a file is compiled for tests only: `tests.rs`, or anything in a folder `tests`.
fn is_test(file: &str) -> bool {
    file.split('/').any(|part| part == "tests" || part == "tests.rs")
}

/// The room of a file: `read/layout.rs` and `read.rs` are of `read`; `main.rs` and `lib.rs` stand above all rooms.
fn room_of(file: &str) -> Option<&str> {
    let first = file.split('/').next().unwrap_or(file);
    let room = first.strip_suffix(".rs").unwrap_or(first);
    (!matches!(room, "main" | "lib")).then_some(room)
}

/// How deep a file's module lies below the crate: 1 for `money.rs` and `read/mod.rs`, 2 for `read/layout.rs`.
fn depth_of(file: &str) -> usize {
    file.split('/').filter(|part| *part != "mod.rs").count()
}

/// The rooms in order: the modules that `lib.rs` declares.
fn rooms_of(lib: &str) -> Vec<String> {
    let tokens = tokens(lib);
    let declared = |window: &[String]| window[0] == "mod" && window[2] == ";";
    tokens.windows(3).filter(|window| declared(window)).map(|window| window[1].clone()).collect()
}

/// The first segments after `crate::`, groups included, and `super` for a chain that climbs to the crate's root.
fn named_from_root(tokens: &[String], depth: usize) -> Vec<String> {
    let is = |i: usize, mark: &str| tokens.get(i).is_some_and(|token| token == mark);
    let path_mark = |i: usize| is(i, ":") && is(i + 1, ":");
    let mut named = Vec::new();
    // One entry for each open brace: whether it opened an inline module, in which `super` climbs one less.
    let mut braces = Vec::new();
    for i in 0..tokens.len() {
        match tokens[i].as_str() {
            "{" => braces.push(i >= 2 && is(i - 2, "mod")),
            "}" => {
                braces.pop();
            }
            "crate" if path_mark(i + 1) && is(i + 3, "{") => named.extend(group(&tokens[i + 3..])),
            "crate" if path_mark(i + 1) => named.extend(tokens.get(i + 3).cloned()),
            "super" if i < 3 || !is(i - 3, "super") || !path_mark(i - 2) => {
                let climbed =
                    (0..).take_while(|k| is(i + 3 * k, "super") && (*k == 0 || path_mark(i + 3 * k - 2))).count();
                let inline = braces.iter().filter(|module| **module).count();
                if climbed >= depth + inline {
                    named.push("super".to_owned());
                }
            }
            _ => {}
        }
    }
    named
}

/// The first segment of each member of a group that starts with its brace.
fn group(tokens: &[String]) -> Vec<String> {
    let mut depth = 0;
    let mut out = Vec::new();
    let mut begins = false;
    for token in tokens {
        match token.as_str() {
            "{" => {
                depth += 1;
                begins = depth == 1;
            }
            "}" => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            "," => begins = depth == 1,
            word if begins => {
                out.push(word.to_owned());
                begins = false;
            }
            _ => {}
        }
    }
    out
}

/// What a file names that lies below its room, one sentence each.
fn reaches_down(file: &str, source: &str, rooms: &[String]) -> Vec<String> {
    let Some(room) = room_of(file) else { return Vec::new() };
    let place = |name: &str| rooms.iter().position(|other| other == name);
    let Some(own) = place(room) else { return vec![format!("src/{file} belongs to no room of lib.rs")] };
    named_from_root(&tokens(source), depth_of(file))
        .into_iter()
        .filter_map(|name| match place(&name) {
            _ if name == "super" => Some(format!("src/{file} climbs to the crate's root by `super`: write `crate::`")),
            Some(other) if other > own => Some(format!("src/{file} names `crate::{name}`, a room below `{room}`")),
            _ => None,
        })
        .collect()
}

/// Outside crates of another room that a file names, one sentence each.
fn strays(file: &str, source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let is = |i: usize, mark: &str| tokens.get(i).is_some_and(|token| token == mark);
    // `std::iter::zip` and `.zip(..)` are somebody else's; `::zip::` and `zip::` are the crate.
    let inner = |i: usize| {
        let ends_a_path = |token: &String| token.chars().all(|c| c.is_alphanumeric() || c == '_') || token == ">";
        i >= 1 && is(i - 1, ".") || i >= 3 && is(i - 1, ":") && is(i - 2, ":") && ends_a_path(&tokens[i - 3])
    };
    let names = |i: usize| {
        !inner(i) && (is(i + 1, ":") && is(i + 2, ":") || i >= 1 && (is(i - 1, "use") || is(i - 1, "crate")))
    };
    let at_home = |homes: &[&str]| homes.iter().any(|home| *home == file || room_of(file) == Some(home));
    HOMES
        .iter()
        .filter(|(_, homes)| !at_home(homes))
        .filter(|(name, _)| (0..tokens.len()).any(|i| tokens[i] == *name && names(i)))
        .map(|(name, homes)| format!("src/{file} names `{name}`, which lives in {}", homes.join(" and ")))
        .collect()
}

/// The rooms that a map draws, in its order: lines that begin with `ROOM/` or `ROOM.rs`, first mention only.
fn drawn(map: &str, rooms: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in map.lines() {
        let line = line.trim_start_matches([' ', '\t', '-', '*', '|', '`']);
        let line = line.strip_prefix("src/").unwrap_or(line);
        let name: String = line.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
        let rest = &line[name.len()..];
        let Some(after) = rest.strip_prefix(".rs").or_else(|| rest.strip_prefix('/')) else { continue };
        let ends = after.chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, '`' | '|' | ':'));
        if ends && rooms.contains(&name) && !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

fn house() -> Vec<String> {
    rooms_of(&read(&root().join("src/lib.rs")))
}

#[test]
fn a_room_names_only_rooms_above_it() {
    let rooms = house();
    assert!(rooms.len() > 10, "lib.rs declares only {rooms:?}");
    let found: Vec<String> = sources()
        .iter()
        .filter(|(file, _)| !is_test(file))
        .flat_map(|(file, source)| reaches_down(file, source, &rooms))
        .collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn each_outside_crate_lives_in_its_room() {
    let files = sources();
    let found: Vec<String> =
        files.iter().filter(|(file, _)| !is_test(file)).flat_map(|(file, source)| strays(file, source)).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn the_table_of_homes_speaks_of_dependencies_and_files_that_exist() {
    let manifest: toml::Table = read(&root().join("Cargo.toml")).parse().unwrap();
    let dependencies = manifest["dependencies"].as_table().unwrap();
    let rooms = house();
    for (name, homes) in HOMES {
        let package = if name == "md5" { "md-5".to_owned() } else { name.replace('_', "-") };
        assert!(dependencies.contains_key(name) || dependencies.contains_key(&package), "{name}");
        for home in homes {
            let exists = rooms.iter().any(|room| room == home) || root().join("src").join(home).is_file();
            assert!(exists, "{name} lives in {home}, which is no room and no file");
        }
    }
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let silent: Vec<String> =
        sources().into_iter().filter(|(_, source)| !source.starts_with("//! ")).map(|(file, _)| file).collect();
    assert!(silent.is_empty(), "without `//!` on the first line: {silent:?}");
}

#[test]
fn the_map_of_the_architecture_is_the_house() {
    let path = root().join("ARCHITECTURE.md");
    assert!(path.is_file(), "ARCHITECTURE.md is not there: it must name every room, in the order of lib.rs");
    let rooms = house();
    assert_eq!(drawn(&read(&path), &rooms), rooms, "the rooms of ARCHITECTURE.md (left) and of lib.rs (right)");
}

/// Rooms in which no file takes a name, however far round, from a file that takes one from it. The others follow.
const WITHOUT_CIRCLES: [&str; 15] = [
    "documents",
    "draft",
    "history",
    "intake",
    "issue",
    "mail",
    "monitor",
    "named",
    "overview",
    "pipeline",
    "read",
    "report",
    "schedule",
    "sheets",
    "store",
];

/// The module path of a file below `src/`: `store/found/mod.rs` is `store::found`.
fn module_of(file: &str) -> Vec<String> {
    let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').map(str::to_owned).collect()
}

/// The files of a room, by module, and which of them each takes names from; what a module only gives on is taken from
/// where it is.
fn ties(room: &str) -> BTreeMap<String, BTreeSet<String>> {
    let own: Vec<(Vec<String>, rust_source::Names)> = sources()
        .into_iter()
        .filter(|(file, _)| !is_test(file) && room_of(file) == Some(room))
        .map(|(file, source)| (module_of(&file), rust_source::names(&source)))
        .collect();
    let modules: BTreeMap<&[String], &rust_source::Names> =
        own.iter().map(|(path, names)| (&path[..], names)).collect();
    // A path, from a module, as it is from the crate's root.
    let absolute = |from: &[String], path: &[String]| -> Option<Vec<String>> {
        let mut at = from.to_vec();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" => {
                at.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {}
            // A module of its own, or a name that another line imports.
            first => {
                at.push(first.to_owned());
                return modules.contains_key(&at[..]).then(|| [from, path].concat());
            }
        }
        while rest.first().is_some_and(|it| it == "super") {
            at.pop();
            rest = &rest[1..];
        }
        Some([&at[..], rest].concat())
    };
    type Absolute<'a> = &'a dyn Fn(&[String], &[String]) -> Option<Vec<String>>;
    fn file_of(
        path: &[String],
        modules: &BTreeMap<&[String], &rust_source::Names>,
        absolute: Absolute<'_>,
        depth: usize,
    ) -> Option<Vec<String>> {
        let at = (1..=path.len()).rev().find(|it| modules.contains_key(&path[..*it]))?;
        let (module, rest) = path.split_at(at);
        let given = rest.first().and_then(|name| {
            let on = &modules.get(module)?.given_on;
            on.iter().find(|(given, _)| given == name).map(|(_, behind)| behind)
        });
        match given.filter(|_| depth < 8).and_then(|behind| absolute(module, behind)) {
            Some(behind) => file_of(&behind, modules, absolute, depth + 1),
            None => Some(module.to_vec()),
        }
    }
    let mut ties: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (module, names) in &own {
        let taken = names.taken.iter().filter_map(|path| absolute(module, path));
        let files = taken.filter_map(|path| file_of(&path, &modules, &absolute, 0)).filter(|it| it != module);
        ties.insert(module.join("::"), files.map(|it| it.join("::")).collect());
    }
    ties
}

/// The files that lead back to themselves.
fn in_circles(ties: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let leads_back = |start: &String| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![start]);
        while let Some(file) = next.pop() {
            for to in ties.get(file).into_iter().flatten() {
                if to == start {
                    return true;
                }
                if seen.insert(to) {
                    next.push(to);
                }
            }
        }
        false
    };
    ties.keys().filter(|file| leads_back(file)).cloned().collect()
}

#[test]
fn no_files_of_a_room_lean_on_each_other_in_a_circle() {
    let found: Vec<String> = WITHOUT_CIRCLES
        .iter()
        .flat_map(|room| {
            let ties = ties(room);
            let round = in_circles(&ties);
            let of = |file: &String| {
                let to: Vec<&str> = ties[file].iter().filter(|to| round.contains(to)).map(String::as_str).collect();
                format!("{file} -> {}", to.join(", "))
            };
            round.iter().map(of).collect::<Vec<_>>()
        })
        .collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// Values that a function is given, at most, however they are packed.
const VALUES_MAX: usize = 5;

#[test]
fn no_tuple_hides_a_parameter() {
    let found: Vec<String> = sources()
        .iter()
        .filter(|(file, _)| !is_test(file))
        .flat_map(|(file, source)| functions(source).into_iter().map(move |it| (file, it)))
        .filter(|(_, it)| it.values > VALUES_MAX && it.values > it.parameters)
        .map(|(file, it)| format!("src/{file}:{} {} is given {} values", it.line, it.name, it.values))
        .collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn a_circle_is_found() {
    let of = |ties: &[(&str, &[&str])]| {
        let set = |to: &[&str]| to.iter().map(|it| (*it).to_owned()).collect();
        in_circles(&ties.iter().map(|(file, to)| ((*file).to_owned(), set(to))).collect())
    };
    assert_eq!(of(&[("a", &["b"]), ("b", &["c"]), ("c", &["a"]), ("d", &["a"])]), ["a", "b", "c"]);
    assert!(of(&[("a", &["b", "c"]), ("b", &["c"]), ("c", &[])]).is_empty());
}

fn names(rooms: &[&str]) -> Vec<String> {
    rooms.iter().map(|room| (*room).to_owned()).collect()
}

#[test]
fn a_name_of_a_room_below_is_found_however_it_is_written() {
    let rooms = rooms_of("//! pub mod x;\npub mod money;\npub mod read;\npub mod mail;\n#[cfg(test)] mod tests;");
    assert_eq!(rooms, names(&["money", "read", "mail"]));
    for down in [
        "use crate::mail::Settings;",
        "use crate::{money::Cents, mail::{self, Message}};",
        "use crate::{\n    money::{self, Cents},\n    mail,\n};",
        "pub use crate :: mail;",
        "fn f() { crate::mail::compose() }",
        "#[cfg(unix)] fn f() -> crate::mail::Message {}",
        "#[cfg(test)] mod tests; use crate::mail;",
        "use super::super::mail;",
        "mod inner { use super::super::super::mail; }",
    ] {
        assert_eq!(reaches_down("read/layout.rs", down, &rooms).len(), 1, "{down}");
    }
    for right in [
        "use crate::money::{Cents, mail};",
        "use crate::{money, read::words};",
        "// use crate::mail;\n/// [`crate::mail`]\nfn f() {}",
        "const X: &str = \"crate::mail\";",
        "use super::words; use super::{rows, mail};",
        "mod inner { use super::super::words; }",
        "#[cfg(test)] mod tests { use crate::mail; }",
    ] {
        assert!(reaches_down("read/layout.rs", right, &rooms).is_empty(), "{right}");
    }
    assert_eq!(reaches_down("money.rs", "use super::mail;", &rooms).len(), 1);
    assert_eq!(reaches_down("cellar/mod.rs", "", &rooms), ["src/cellar/mod.rs belongs to no room of lib.rs"]);
    assert!(reaches_down("main.rs", "use crate::mail;", &rooms).is_empty());
}

#[test]
fn a_crate_outside_its_room_is_found() {
    for (file, source) in [
        ("mail/mod.rs", "use calamine::Reader;"),
        ("mail/mod.rs", "#[derive(clap::Parser)] struct A;"),
        ("intake/mod.rs", "fn f() { ::zip::ZipArchive::new(x) }"),
        ("indicators/mod.rs", "use polars as p;"),
        ("ledger/mod.rs", "extern crate csv;"),
    ] {
        assert_eq!(strays(file, source).len(), 1, "{source}");
    }
    for (file, source) in [
        ("sheets/cell.rs", "use calamine::Reader; use quick_xml::Reader;"),
        ("intake/format.rs", "use zip::ZipArchive;"),
        ("indicators/frame.rs", "use polars::prelude::*;"),
        ("main.rs", "use clap::Parser;"),
        ("mail/mod.rs", "fn f() { a.iter().zip(b); std::iter::zip(a, b); x.zip::<u8>(y); use std::iter::zip::Zip; }"),
        ("mail/mod.rs", "#[cfg(test)] mod tests { use calamine::Reader; }"),
    ] {
        assert!(strays(file, source).is_empty(), "{file}: {source}");
    }
    assert!(is_test("report/tests.rs") && is_test("report/tests/month.rs") && !is_test("report/latests.rs"));
}

#[test]
fn a_map_is_read_in_its_own_order() {
    let rooms = names(&["money", "read", "config"]);
    let map = "Prose on read/ and money.rs.\n\n    money.rs    amounts\n- `read/`: rows\nconfig/settings.toml\n| `src/config/` | texts |\nreads/ x";
    assert_eq!(drawn(map, &rooms), rooms);
    assert_eq!(drawn("read/ x\nmoney.rs y", &rooms), names(&["read", "money"]));
}
