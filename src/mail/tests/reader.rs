//! Reads a message back as a mail program would: its parts, and what a reader sees of them.

use std::collections::BTreeMap;

use crate::mail::Message;

/// A message's parts by content type, decoded.
pub(super) fn parts(message: &Message) -> BTreeMap<String, Vec<u8>> {
    let text = std::str::from_utf8(&message.bytes)
        .unwrap()
        .replace("\r\n--parti-", "\r\n--testo-")
        .replace("\r\n--figura-", "\r\n--testo-");
    let mut out = BTreeMap::new();
    for part in text.split("\r\n--testo-").filter(|part| part.contains("Content-Transfer-Encoding")) {
        let (headers, body) = part.split_once("\r\n\r\n").unwrap();
        let headers = headers.replace("\r\n ", " ");
        let header = |name: &str| {
            let line = headers.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            line.trim_start_matches(": ").split(';').next().unwrap().to_owned()
        };
        let decoded = match header("Content-Transfer-Encoding").as_str() {
            "quoted-printable" => unquoted(body),
            "base64" => unbase64(body),
            other => panic!("{other}"),
        };
        assert!(out.insert(header("Content-Type"), decoded).is_none());
    }
    out
}

fn unquoted(body: &str) -> Vec<u8> {
    let body = body.replace("=\r\n", "");
    let mut bytes = body.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte == b'=' {
            let hex = [bytes.next().unwrap(), bytes.next().unwrap()];
            out.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
        } else {
            out.push(byte);
        }
    }
    out
}

fn unbase64(body: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        other => panic!("{other}"),
    };
    let digits: Vec<u8> = body.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n' | b'=')).map(value).collect();
    let mut out = Vec::new();
    for chunk in digits.chunks(4) {
        let bits = chunk.iter().fold(0_u32, |bits, digit| bits << 6 | u32::from(*digit)) << (6 * (4 - chunk.len()));
        out.extend_from_slice(&bits.to_be_bytes()[1..chunk.len()]);
    }
    out
}

pub(super) fn text_of(message: &Message) -> String {
    String::from_utf8(parts(message).remove("text/plain").unwrap()).unwrap().replace("\r\n", "\n")
}

pub(super) fn html_of(message: &Message) -> String {
    String::from_utf8(parts(message).remove("text/html").unwrap()).unwrap().replace("\r\n", "\n")
}

/// What a reader sees of the HTML: without tags, entities resolved, ordered lists with their numbers, pictures by their words.
pub(super) fn read_aloud(html: &str) -> String {
    let mut body = html[html.find("<body").unwrap()..].to_owned();
    let mut from = 0;
    while let Some(start) = body[from..].find("<ol").map(|at| from + at) {
        let end = start + body[start..].find("</ol>").unwrap();
        let items: Vec<&str> = body[start..end].split("<li").collect();
        let first =
            items[0].split("start=\"").nth(1).map_or(1, |rest| rest.split('"').next().unwrap().parse().unwrap());
        let numbered = (first..).zip(&items[1..]).map(|(number, item)| format!("{number}. <li{item}"));
        let list = format!("{}{}", items[0], numbered.collect::<String>());
        from = start + list.len();
        body = format!("{}{list}{}", &body[..start], &body[end..]);
    }
    let pictures = body.split("alt=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let mut out = pictures.collect::<Vec<_>>().join(" ");
    let mut inside = false;
    for c in body.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    for (entity, c) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")]
    {
        out = out.replace(entity, c);
    }
    out
}

/// Every figure of a text: runs of digits with the marks inside them, sorted.
pub(super) fn figures(text: &str) -> Vec<String> {
    let mark = |c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '/' | '%' | '_' | '-'));
    let trimmed = text.split(mark).map(|word| word.trim_matches(|c: char| !c.is_ascii_digit() && c != '%'));
    let mut out: Vec<String> = trimmed.filter(|word| !word.is_empty()).map(str::to_owned).collect();
    out.sort();
    out
}
