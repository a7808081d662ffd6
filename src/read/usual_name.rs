//! How a layout wants its files to be called, told to people: a pattern turned into a name. Refuses to know which names it fits beside.

use super::layout::Layout;

/// What stands for the month in a name that is told.
pub const A_MONTH: &str = "AAAA-MM";

/// The name without ending that a layout's pattern asks for, where it is plain enough to be told: groups that may be left out are, the
/// month is [`A_MONTH`], the office its id.
#[must_use]
pub fn usual_name(layout: &Layout, office: Option<&str>) -> Option<String> {
    of_pattern(layout.file.0.as_str(), office)
}

fn of_pattern(pattern: &str, office: Option<&str>) -> Option<String> {
    let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
    let name = plain(pattern.strip_suffix('$').unwrap_or(pattern), office)?;
    (!name.is_empty()).then_some(name)
}

fn plain(pattern: &str, office: Option<&str>) -> Option<String> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        match c {
            '(' => {
                let end = closing(rest)?;
                let (inner, after) = (&rest[1..end], &rest[end + 1..]);
                if let Some(after) = after.strip_prefix(['?', '*']) {
                    rest = after;
                    continue;
                }
                match inner {
                    _ if inner.starts_with("?<period>") => out.push_str(A_MONTH),
                    _ if inner.starts_with("?<office>") => out.push_str(office.unwrap_or("UFFICIO")),
                    _ => out.push_str(&plain(inner.strip_prefix("?:").unwrap_or(inner), office)?),
                }
                rest = after;
            }
            '\\' => {
                let literal = rest[1..].chars().next().filter(|c| !c.is_ascii_alphanumeric())?;
                out.push(literal);
                rest = &rest[1 + literal.len_utf8()..];
            }
            '.' | '[' | ']' | '*' | '+' | '?' | '|' | '{' | '}' | ')' | '^' | '$' => return None,
            c => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    Some(out)
}

/// Where the group ends that begins a pattern.
fn closing(pattern: &str) -> Option<usize> {
    let (mut depth, mut is_escaped, mut in_class) = (0_usize, false, false);
    for (at, c) in pattern.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_where_its_pattern_is_plain_enough() {
        let name = |pattern| of_pattern(pattern, Some("estero"));
        let usual = r"^(copia di )?scheda_interventi_(?<office>[a-z][a-z_]*?)_(?<period>\d{4}-\d{2})([ _(-].*)?$";
        assert_eq!(name(usual).as_deref(), Some("scheda_interventi_estero_AAAA-MM"));
        assert_eq!(name(r"^conto\.(?:economico)_(?<period>.*)$").as_deref(), Some("conto.economico_AAAA-MM"));
        for unclear in [r"^a|b$", r"^oneri\d$", r"^oneri.*$", "(aperta", "", r"^x(a|b)$"] {
            assert_eq!(name(unclear), None, "{unclear}");
        }
    }
}
