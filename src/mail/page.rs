//! The two forms of a page, text and HTML, from templates that are part of the program.
//! Knows how a value is laid out and escaped; refuses to know what it says.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::Context as _;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, HtmlEscape, UndefinedBehavior, escape_formatter};

use crate::italian::{pieces, quoted, small};

/// The program's own templates, by the names under which others may stand in for them.
pub(super) const TEMPLATES: [(&str, &str); 15] = [
    ("stile.html", include_str!("templates/stile.html")),
    ("testa.html", include_str!("templates/testa.html")),
    ("piede.html", include_str!("templates/piede.html")),
    ("scadenze.txt", include_str!("templates/scadenze.txt")),
    ("scadenze.html", include_str!("templates/scadenze.html")),
    ("mensile.txt", include_str!("templates/mensile.txt")),
    ("mensile.html", include_str!("templates/mensile.html")),
    ("avvisi.txt", include_str!("templates/avvisi.txt")),
    ("avvisi.html", include_str!("templates/avvisi.html")),
    ("ricevuta.txt", include_str!("templates/ricevuta.txt")),
    ("ricevuta.html", include_str!("templates/ricevuta.html")),
    ("scheda.txt", include_str!("templates/scheda.txt")),
    ("scheda.html", include_str!("templates/scheda.html")),
    ("operatore.txt", include_str!("templates/operatore.txt")),
    ("operatore.html", include_str!("templates/operatore.html")),
];

/// The templates, parsed: the program's own, and those that stand in for some of them.
pub(super) struct Pages {
    given: Environment<'static>,
    own: Environment<'static>,
}

impl Pages {
    /// Parses the templates. One that cannot be parsed is left to the program's own: `check` has told of it.
    pub(super) fn new(own: &BTreeMap<String, String>) -> Self {
        let (mut given, mut preferred) = (environment(), environment());
        for (name, source) in TEMPLATES {
            // The program's own templates are parsed by every test.
            let _ = given.add_template(name, source);
            let _ = preferred.add_template(name, source);
        }
        for (name, source) in own {
            let _ = preferred.add_template_owned(name.clone(), source.clone());
        }
        Self { given, own: preferred }
    }

    /// `NAME.txt` and `NAME.html` of the same context. A template of the chamber's that fails is replaced by the program's:
    /// no message is lost for its form.
    pub(super) fn both(&self, name: &str, context: &Value) -> anyhow::Result<(String, String)> {
        let render = |environment: &Environment<'_>| {
            let render = |name: String| environment.get_template(&name).and_then(|template| template.render(context));
            Ok::<_, minijinja::Error>((render(format!("{name}.txt"))?, render(format!("{name}.html"))?))
        };
        render(&self.own).or_else(|error| {
            tracing::warn!(template = name, %error, "template failed; the program's own is used");
            render(&self.given).with_context(|| format!("template `{name}`"))
        })
    }
}

/// What every template may use: a page that is read in a browser too.
#[must_use]
pub fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let tags_leave_no_line =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    // The default syntax is only less tidy, and a test sees it.
    if let Ok(syntax) = tags_leave_no_line {
        environment.set_syntax(syntax);
    }
    // Whatever a value holds stays on one line: a beneficiary's name cannot begin a line of its own. And it is quoted as in
    // a letter, not as on a terminal.
    environment.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if !value.is_safe() => {
            let line = one_line(text);
            let shown = quoted(&line);
            let html = matches!(state.auto_escape(), AutoEscape::Html);
            escape_formatter(out, state, &Value::from(if html { held_together(&shown) } else { shown }))
        }
        _ => escape_formatter(out, state, value),
    });
    environment.add_filter("left", |text: String, width: usize| format!("{text:<width$}"));
    environment.add_filter("right", |text: String, width: usize| format!("{text:>width$}"));
    environment.add_filter("small", |text: String| small(&text));
    environment.add_filter("values", |text: String| Value::from_safe_string(marked(&held_together(&text))));
    environment
}

/// The text with everything that would begin a new line, or turn the reading direction, become a space.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    let breaks = |c: char| {
        c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.contains(breaks) { Cow::Owned(text.replace(breaks, " ")) } else { Cow::Borrowed(text) }
}

/// An amount and its currency stay on one line.
fn held_together(text: &str) -> Cow<'_, str> {
    if text.contains(" €") { Cow::Owned(text.replace(" €", "\u{a0}€")) } else { Cow::Borrowed(text) }
}

/// A sentence as HTML: escaped, and what stands between backticks set apart as a value.
fn marked(text: &str) -> String {
    let text = one_line(text);
    let mut out = String::with_capacity(text.len() + 16);
    for (is_value, piece) in pieces(&text) {
        let escaped = HtmlEscape(piece);
        // Writing into a `String` cannot fail.
        let _ = if is_value {
            write!(out, "<code style=\"font-family:Consolas,Menlo,monospace;font-size:0.94em\">{escaped}</code>")
        } else {
            write!(out, "{escaped}")
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_between_backticks_are_set_apart_and_escaped() {
        let html = marked("Il valore `<b>` non è `un numero");
        assert!(html.contains(">&lt;b&gt;</code> non è `un numero"), "{html}");
    }

    #[test]
    fn no_value_can_begin_a_line() {
        assert_eq!(one_line("Rossi\r\nBcc: x\u{202e}"), "Rossi  Bcc: x ");
        assert_eq!(one_line("Attività"), "Attività");
    }
}
