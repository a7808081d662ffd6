//! A visto that a file brings: the month's prospetto signed in an envelope or inside the PDF, and the cell of the first page.
//! Signatures are made by `openssl`; without it these tests say so and pass.

use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;
use std::process::Command;

use calamine::Reader as _;
use serde_json::Value;

use crate::office::Office;

const MONTH: &str = "2021-01";
const SIGNER: &str = "ROSSI MARIA";

/// A chamber that asks for a visto, with more in its `[release]` and its `[intake]`.
pub fn asking(release: &str, intake: &str) -> Office {
    let office = Office::new();
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    let settings = settings.replace("\n[intake]\n", &format!("\n[intake]\n{intake}\n"));
    office.configure("settings.toml", &format!("{settings}\n[release]\nmode = \"visto\"\n{release}\n"));
    office
}

/// A draft of the month, in a chamber that knows who may sign.
fn drafted() -> Office {
    let office = asking(&format!("signers = [\"{SIGNER}\"]"), "");
    for (name, bytes) in crate::samples::of_month(MONTH) {
        office.drop_file(&name, &bytes);
    }
    let (_, run) = office.run(MONTH);
    assert_eq!(run["state"], "draft");
    office
}

fn prospetto(office: &Office) -> Vec<u8> {
    std::fs::read(office.root().join(format!("reports/{MONTH}/prospetto-{MONTH}.pdf"))).unwrap()
}

fn is_there() -> bool {
    let there = Command::new("openssl").arg("version").output().is_ok();
    if !there {
        eprintln!("skipped: `openssl` is not on this machine");
    }
    there
}

fn openssl(folder: &Path, arguments: &[&str]) {
    let made = Command::new("openssl").args(arguments).current_dir(folder).output().unwrap();
    assert!(made.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&made.stderr));
}

/// A person with a key: a folder with `NAME.key` and `NAME.pem`.
fn person(folder: &Path, name: &str, key: &[&str]) {
    let (private, public, subject) = (format!("{name}.key"), format!("{name}.pem"), format!("/C=IT/CN={name}"));
    let mut arguments =
        vec!["req", "-x509", "-nodes", "-days", "3650", "-subj", &subject, "-keyout", &private, "-out", &public];
    arguments.extend(key);
    openssl(folder, &arguments);
}

const RSA: [&str; 2] = ["-newkey", "rsa:2048"];
const CURVE: [&str; 4] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];

/// The envelope of a document, by who is in the folder.
fn envelope(folder: &Path, document: &[u8], name: &str, more: &[&str]) -> Vec<u8> {
    std::fs::write(folder.join("document"), document).unwrap();
    let (private, public) = (format!("{name}.key"), format!("{name}.pem"));
    let mut arguments = vec!["cms", "-sign", "-binary", "-md", "sha256", "-signer", &public, "-inkey", &private];
    arguments.extend(["-in", "document", "-out", "envelope"]);
    arguments.extend(more);
    openssl(folder, &arguments);
    std::fs::read(folder.join("envelope")).unwrap()
}

/// The PDF with a signature inside, as signers append it: what was there stays byte for byte.
fn signed_inside(folder: &Path, pdf: &[u8], name: &str) -> Vec<u8> {
    const ROOM: usize = 8192;
    let mut out = pdf.to_vec();
    out.extend_from_slice(b"\n90 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange [0 ");
    let numbers = out.len();
    out.extend_from_slice(format!("{:<34}", "]").as_bytes());
    out.extend_from_slice(b"/Contents ");
    let before = out.len();
    out.extend_from_slice(format!("<{}>", "0".repeat(ROOM)).as_bytes());
    let resume = out.len();
    out.extend_from_slice(b">>\nendobj\ntrailer\n<</Prev 0>>\nstartxref\n0\n%%EOF\n");
    let range = format!("{before} {resume} {}]", out.len() - resume);
    out[numbers..numbers + range.len()].copy_from_slice(range.as_bytes());
    let covered = [&out[..before], &out[resume..]].concat();
    let made = envelope(folder, &covered, name, &["-outform", "DER"]);
    let hex: String = made.iter().map(|byte| format!("{byte:02x}")).collect();
    out[before + 1..before + 1 + hex.len()].copy_from_slice(hex.as_bytes());
    out
}

/// What became of a file that was dropped: the state of its arrival, why it was refused, and how the month stands.
fn dropped(office: &Office, name: &str, bytes: &[u8]) -> (String, String, (Value, Value)) {
    office.drop_file(name, bytes);
    let (_, run) = office.run(MONTH);
    let files = run["arrivals"].as_array().unwrap();
    let own = files.iter().find(|it| it["file"] == name).unwrap_or_else(|| panic!("{name}: {files:?}"));
    let why = office.root().join(format!("drop/rifiutati/{name}.motivo.txt"));
    let why = std::fs::read_to_string(why).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    (own["state"].as_str().unwrap().to_owned(), why, (run["state"].clone(), run["issue"].clone()))
}

/// A way of signing a document.
type Signing<'a> = &'a dyn Fn(&[u8]) -> Vec<u8>;

#[test]
fn the_prospetto_signed_in_any_way_lets_the_month_out() {
    if !is_there() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    person(folder.path(), SIGNER, &RSA);
    let ways: [(&str, Signing<'_>); 4] = [
        ("prospetto-2021-01.pdf.p7m", &|pdf| envelope(folder.path(), pdf, SIGNER, &["-nodetach", "-outform", "DER"])),
        // Lengths left open, texts in pieces.
        ("firmato.p7m", &|pdf| envelope(folder.path(), pdf, SIGNER, &["-nodetach", "-stream", "-outform", "DER"])),
        ("firmato come testo.p7m", &|pdf| envelope(folder.path(), pdf, SIGNER, &["-nodetach", "-outform", "PEM"])),
        ("prospetto-2021-01_signed.pdf", &|pdf| signed_inside(folder.path(), pdf, SIGNER)),
    ];
    for (name, sign) in ways {
        let office = drafted();
        let bytes = sign(&prospetto(&office));
        let (state, why, month) = dropped(&office, name, &bytes);
        assert_eq!(state, "accepted", "{name}: {why}");
        assert_eq!(month, ("released".into(), 2.into()), "{name}");
        assert!(office.root().join("drop/accettati").join(name).exists(), "{name}");
        let path = office.root().join(format!("reports/{MONTH}/monitoraggio-{MONTH}-v2.xlsx"));
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
        let said = book.worksheet_range("Sommario").unwrap().get_value((1, 0)).unwrap().to_string();
        assert!(said.ends_with(&format!("diffusa con il visto firmato da {SIGNER}")), "{said}");
        let output = office.program(&["verify", "--json"]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&output.stdout));
        // The same document again says nothing more.
        let (state, why, _) = dropped(&office, &format!("ancora {name}"), &bytes);
        assert_eq!(state, "duplicate", "{name}: {why}");
    }
}

#[test]
fn what_is_not_our_prospetto_signed_by_who_may_is_refused_with_its_reason() {
    if !is_there() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    person(folder.path(), SIGNER, &CURVE);
    person(folder.path(), "BIANCHI LUCA", &RSA);
    let office = drafted();
    let pdf = prospetto(&office);
    let der = ["-nodetach", "-outform", "DER"];
    let stamp = [&der[..], &["-econtent_type", "1.2.840.113549.1.9.16.1.4"]].concat();
    let own = envelope(folder.path(), &pdf, SIGNER, &der);
    let touched = |bytes: &[u8], near: &[u8], shift: usize| {
        let mut bytes = bytes.to_vec();
        let at = bytes.windows(near.len()).position(|it| it == near).unwrap() + shift;
        bytes[at] ^= 1;
        bytes
    };
    let inside = signed_inside(folder.path(), &pdf, SIGNER);
    let over = [pdf.as_slice(), b"91 0 obj\n<</Over true>>\nendobj\nstartxref\n0\n"].concat();
    let whole = [over.as_slice(), b"%%EOF\n"].concat();
    let more = [inside.as_slice(), b"91 0 obj\n<</Added true>>\nendobj\n"].concat();
    let mut other_key = own.clone();
    let last = other_key.len() - 1;
    other_key[last] ^= 1;
    let cases = [
        ("altro.p7m", envelope(folder.path(), b"%PDF-1.7 altro", SIGNER, &der), "non è, byte per byte"),
        (
            "altra persona.p7m",
            envelope(folder.path(), &pdf, "BIANCHI LUCA", &der),
            "«BIANCHI LUCA», che non è fra chi può vistare",
        ),
        (
            "staccata.p7m",
            envelope(folder.path(), &pdf, SIGNER, &["-outform", "DER"]),
            "c'è la firma e non il documento",
        ),
        ("ritoccato.p7m", touched(&own, b"%PDF-", 3), "non è quello che è stato firmato"),
        ("altra chiave.p7m", other_key, "non è di quel certificato"),
        ("ritoccato.pdf", touched(&inside, b"/Sig/", 2), "non è quello che è stato firmato"),
        ("aggiunto.pdf", more, "aggiunto dopo la firma"),
        ("coperto.pdf", signed_inside(folder.path(), &whole, SIGNER), "non è, byte per byte"),
        ("coperto a metà.pdf", signed_inside(folder.path(), &over, SIGNER), "aggiunto altro prima della firma"),
        ("marca.p7m", envelope(folder.path(), &pdf, SIGNER, &stamp), "una marca temporale a sé"),
        ("tronco.p7m", own[..own.len() / 2].to_vec(), "non si può leggere"),
    ];
    for (name, bytes, says) in cases {
        let (state, why, month) = dropped(&office, name, &bytes);
        assert_eq!(state, "refused", "{name}");
        assert!(why.contains(says), "{name}: {why}");
        assert_eq!(month, ("draft".into(), 1.into()), "{name}");
    }
    named_by_its_certificate(&office, folder.path(), &own);
    // What is out needs no visto.
    let again = envelope(folder.path(), &pdf, SIGNER, &der);
    let (state, why, _) = dropped(&office, "di nuovo.p7m", &again);
    assert!(state == "refused" && why.contains("ce n'è un'altra"), "{why}");
}

/// By a key of another kind, and named by its certificate, it counts as well.
fn named_by_its_certificate(office: &Office, folder: &Path, own: &[u8]) {
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    let refused = office.root().join("drop/rifiutati/altra persona.p7m.motivo.txt");
    let told: String = std::fs::read_to_string(refused).unwrap().split_whitespace().collect();
    assert!(told.contains("sha256:"), "{told}");
    openssl(folder, &["x509", "-in", &format!("{SIGNER}.pem"), "-outform", "DER", "-out", "own.der"]);
    let digest = quadratura::origin::Digest::of(&std::fs::read(folder.join("own.der")).unwrap());
    let named = settings.replace(&format!("signers = [\"{SIGNER}\"]"), &format!("signers = [\"sha256:{digest}\"]"));
    assert_ne!(settings, named);
    office.configure("settings.toml", &named);
    let (state, why, month) = dropped(office, "valido.p7m", own);
    assert_eq!((state.as_str(), month), ("accepted", ("released".into(), 2.into())), "{why}");
}

/// The workbook with a name typed into the cell of the visto.
pub fn declared(bytes: &[u8], name: &str) -> Vec<u8> {
    let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("Sommario").unwrap();
    let label = range.used_cells().find(|(_, _, it)| it.to_string().starts_with("Visto dichiarato da")).unwrap();
    let cell = format!("<c r=\"C{}\" s=\"", label.0 + 1);
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..package.len() {
        let mut part = package.by_index(at).unwrap();
        let (own, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        if own == "xl/worksheets/sheet1.xml" {
            let xml = String::from_utf8(bytes).unwrap();
            let start = xml.find(&cell).unwrap();
            let end = start + xml[start..].find("/>").unwrap();
            let typed = format!("{} t=\"inlineStr\"><is><t>{name}</t></is></c>", &xml[start..end]);
            bytes = [&xml[..start], &typed, &xml[end + 2..]].concat().into_bytes();
        }
        out.start_file(own, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn the_cell_counts_from_the_tray_of_the_accounts_alone() {
    let office = asking("accept_cell = true", "own_trays = true");
    for tray in ["contabilita", "estero"] {
        std::fs::create_dir_all(office.root().join("drop").join(tray)).unwrap();
    }
    let (code, said) = office.check();
    assert_eq!(code, 0, "{said}");
    for (name, bytes) in crate::samples::of_month(MONTH) {
        office.drop_file(&format!("contabilita/{name}"), &bytes);
    }
    office.run(MONTH);
    let draft = std::fs::read(office.root().join(format!("reports/{MONTH}/monitoraggio-{MONTH}.xlsx"))).unwrap();
    let typed = declared(&draft, "Responsabile finanziario");
    office.drop_file("estero/vista.xlsx", &typed);
    let (_, run) = office.run(MONTH);
    assert_eq!((&run["state"], &run["issue"]), (&"draft".into(), &1.into()));
    let receipts = |role: &str| -> Vec<String> {
        let outbox = std::fs::read_dir(office.root().join("outbox")).unwrap().map(|it| it.unwrap().path());
        let own = outbox.filter(|it| {
            it.to_str().is_some_and(|it| it.contains("ricevuta") && it.ends_with(&format!("-{role}.eml")))
        });
        own.map(|it| crate::arrivals::quoted_printable(&std::fs::read(it).unwrap())).collect()
    };
    for role in ["estero", "contabilita"] {
        let told = receipts(role);
        assert!(told.iter().any(|it| it.contains("la cella del visto è compilata")), "{role}: {told:?}");
    }
    // Other bytes of the same workbook, from whoever may.
    let typed = declared(&draft, "Responsabile  finanziario");
    office.drop_file("contabilita/vista.xlsx", &typed);
    let (_, run) = office.run(MONTH);
    assert_eq!((&run["state"], &run["issue"]), (&"released".into(), &2.into()), "{}", run["arrivals"]);
    let path = office.root().join(format!("reports/{MONTH}/monitoraggio-{MONTH}-v2.xlsx"));
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
    let summary = book.worksheet_range("Sommario").unwrap();
    let said = summary.get_value((1, 0)).unwrap().to_string();
    assert!(said.contains("con il visto dichiarato da Responsabile"), "{said}");
    assert!(
        !summary.used_cells().any(|(_, _, it)| it.to_string().starts_with("Visto dichiarato da")),
        "no cell any more"
    );
}
