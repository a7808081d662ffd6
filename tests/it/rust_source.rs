//! As much of Rust's grammar as tests of the sources need: words and marks of a source without comments, literals and what
//! is compiled for tests only, or its texts alone. Refuses to know types, macros or what a name resolves to.

/// The words and marks of a source: identifiers and numbers whole, every other character by itself.
/// Comments and the contents of literals are left out, and so is every item under `#[cfg(test)]`.
pub fn tokens(source: &str) -> Vec<String> {
    without_tests(&words(&without_literals(source)))
}

/// The texts of a source, each with its line, as they are when the program runs.
pub fn literals(source: &str) -> Vec<(usize, String)> {
    let chars: Vec<char> = source.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let (mut found, mut i, mut line) = (Vec::new(), 0, 1);
    while i < chars.len() {
        let after_word = i > 0 && is_word(at(i - 1));
        let end = match (at(i), at(i + 1)) {
            ('/', '/') => end_of_line(&chars, i),
            ('/', '*') => end_of_block_comment(&chars, i),
            ('"', _) => end_of_string(&chars, i),
            ('r', '"' | '#') if !after_word => end_of_raw_string(&chars, i + 1).unwrap_or(i),
            ('\'', '\\') => (i + 3..chars.len()).find(|&j| at(j) == '\'').map_or(chars.len(), |j| j + 1),
            ('\'', _) if at(i + 2) == '\'' => i + 3,
            _ => i,
        };
        let within = |edge: usize| chars[i + edge..end.saturating_sub(edge).max(i + edge)].iter().collect::<String>();
        match at(i) {
            '"' => found.push((line, unescaped(&within(1)))),
            // `r#"..."#`: as many hashes at its end, which is one sign shorter for the want of an `r`.
            'r' if end > i => {
                let hashes = (i + 1..).take_while(|&j| at(j) == '#').count();
                let text = within(hashes + 1);
                found.push((line, text.strip_prefix('"').unwrap_or(&text).to_owned()));
            }
            _ => {}
        }
        let next = end.max(i + 1);
        line += chars[i..next].iter().filter(|c| **c == '\n').count();
        i = next;
    }
    found
}

/// A text without its escapes; a line that ends with `\` goes on with what the next one begins with.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('\n')) => while chars.next_if(|c| c.is_whitespace()).is_some() {},
            ('\\', Some(_)) => out.extend(chars.next().map(|c| if c == 'n' { '\n' } else { c })),
            _ => out.push(c),
        }
    }
    out
}

/// The tests at the end of a source; nothing where it has none.
pub fn tests_of(source: &str) -> &str {
    source.find("#[cfg(test)]\nmod tests {").map_or("", |at| &source[at..])
}

/// The source with comments and literals replaced by spaces.
fn without_literals(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut out = String::with_capacity(source.len());
    let mut i = 0;
    while i < chars.len() {
        let after_word = i > 0 && is_word(at(i - 1));
        let end = match (at(i), at(i + 1)) {
            ('/', '/') => end_of_line(&chars, i),
            ('/', '*') => end_of_block_comment(&chars, i),
            ('"', _) => end_of_string(&chars, i),
            ('r', '"' | '#') if !after_word => end_of_raw_string(&chars, i + 1).unwrap_or(i),
            ('b', 'r') if !after_word => end_of_raw_string(&chars, i + 2).unwrap_or(i),
            // `'a'` and `'\n'` are characters, `'a` is a lifetime.
            ('\'', '\\') => (i + 3..chars.len()).find(|&j| at(j) == '\'').map_or(chars.len(), |j| j + 1),
            ('\'', _) if at(i + 2) == '\'' => i + 3,
            _ => i,
        };
        if end > i {
            out.push(' ');
            i = end;
        } else {
            out.push(at(i));
            i += 1;
        }
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn end_of_line(chars: &[char], from: usize) -> usize {
    (from..chars.len()).find(|&i| chars[i] == '\n').unwrap_or(chars.len())
}

fn end_of_block_comment(chars: &[char], from: usize) -> usize {
    let (mut depth, mut i) = (0, from);
    while i + 1 < chars.len() {
        match (chars[i], chars[i + 1]) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                i += 1;
                continue;
            }
        }
        i += 2;
        if depth == 0 {
            return i;
        }
    }
    chars.len()
}

fn end_of_string(chars: &[char], from: usize) -> usize {
    let mut i = from + 1;
    while i < chars.len() {
        match chars[i] {
            '\\' => i += 2,
            '"' => return i + 1,
            _ => i += 1,
        }
    }
    chars.len()
}

/// `from` is at the hashes or the quote of a raw string; `None` when it is something else (`r#type`).
fn end_of_raw_string(chars: &[char], from: usize) -> Option<usize> {
    let hashes = chars[from..].iter().take_while(|c| **c == '#').count();
    if chars.get(from + hashes) != Some(&'"') {
        return None;
    }
    let closes = |i: &usize| chars[*i] == '"' && chars[i + 1..].iter().take_while(|c| **c == '#').count() >= hashes;
    Some((from + hashes + 1..chars.len()).find(closes).map_or(chars.len(), |i| i + 1 + hashes))
}

fn words(source: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut inside = false;
    for c in source.chars() {
        match out.last_mut() {
            Some(word) if inside && is_word(c) => word.push(c),
            _ if c.is_whitespace() => {}
            _ => out.push(c.to_string()),
        }
        inside = is_word(c);
    }
    out
}

/// Without the items under `#[cfg(test)]`: up to their `;`, or to the end of their braces.
fn without_tests(tokens: &[String]) -> Vec<String> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut out = Vec::with_capacity(tokens.len());
    let mut i = 0;
    while i < tokens.len() {
        if !MARK.iter().enumerate().all(|(k, mark)| tokens.get(i + k).is_some_and(|token| token == mark)) {
            out.push(tokens[i].clone());
            i += 1;
            continue;
        }
        let (mut depth, mut j) = (0, i + MARK.len());
        while j < tokens.len() {
            match tokens[j].as_str() {
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth -= 1,
                _ => {}
            }
            j += 1;
            if depth == 0 && matches!(tokens[j - 1].as_str(), ";" | "}") {
                break;
            }
        }
        i = j;
    }
    out
}

#[test]
fn comments_literals_and_tests_are_no_code() {
    let code = |source: &str| tokens(source).join(" ");
    assert_eq!(code("a // crate::b\n/* crate::c /* d */ e */ f"), "a f");
    assert_eq!(code(r#"let x = "crate::b \" c"; y"#), "let x = ; y");
    assert_eq!(code(r###"r#"a " b"# + br"c" + r#type"###), "+ + r # type");
    assert_eq!(
        code("fn f<'a>(c: char) -> &'a str { '\\'' ; '\"' ; 'x' }"),
        "fn f < ' a > ( c : char ) - > & ' a str { ; ; }"
    );
    assert_eq!(code("#[cfg(test)] mod tests; use a;"), "use a ;");
    assert_eq!(code("#[cfg(test)] mod tests { fn f() { [1; 2]; } } use a;"), "use a ;");
    assert_eq!(code("#[cfg(test)] #[allow(x)] fn f(a: [u8; 2]) {} use a;"), "use a ;");
    assert_eq!(code("#[cfg(unix)] use a;"), "# [ cfg ( unix ) ] use a ;");
}
