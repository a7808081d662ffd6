//! Templates of the chamber's that stand in for the program's own: what is wrong with one, before any message needs it.
//! Each is tried on examples of what a message can say; refuses to send one.

use std::collections::BTreeMap;

use minijinja::value::Value;
use minijinja::{Environment, Error, ErrorKind};

use super::page::{TEMPLATES, environment};
use super::phrases;

/// What each message was given once, with something of everything that it can say.
const EXAMPLES: [(&str, &str); 5] = [
    ("mensile", include_str!("templates/esempi/mensile.json")),
    ("avvisi", include_str!("templates/esempi/avvisi.json")),
    ("ricevuta", include_str!("templates/esempi/ricevuta.json")),
    ("scheda", include_str!("templates/esempi/scheda.json")),
    ("operatore", include_str!("templates/esempi/operatore.json")),
];

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFault {
    /// Its name.
    pub name: String,
    /// The line, from 1; none when it is of the whole template.
    pub line: Option<usize>,
    /// One Italian sentence.
    pub text: String,
}

/// The first thing wrong with templates that stand in for the program's own: a name that none has, a text that cannot be
/// read, or one that asks for what no message knows.
#[must_use]
pub fn template_fault(own: &BTreeMap<String, String>) -> Option<TemplateFault> {
    let whole = |name: &str, text: String| TemplateFault { name: name.to_owned(), line: None, text };
    let mut pages = environment();
    for (name, source) in TEMPLATES {
        let _ = pages.add_template(name, source);
    }
    for (name, source) in own {
        if !TEMPLATES.iter().any(|(known, _)| known == name) {
            let known: Vec<&str> = TEMPLATES.iter().map(|(known, _)| *known).collect();
            return Some(whole(name, phrases::unknown_template(name, &known)));
        }
        if let Err(error) = pages.add_template_owned(name.clone(), source.clone()) {
            return Some(fault(name, &error));
        }
    }
    EXAMPLES.iter().find_map(|(name, examples)| {
        // They are the program's own, and a test reads them.
        let examples: Vec<Value> = serde_json::from_str(examples).unwrap_or_default();
        let renders = |example: &Value| {
            [".txt", ".html"].into_iter().find_map(|ending| failure(&pages, &format!("{name}{ending}"), example))
        };
        examples.iter().find_map(renders)
    })
}

fn failure(pages: &Environment<'_>, name: &str, example: &Value) -> Option<TemplateFault> {
    let rendered = pages.get_template(name).and_then(|template| template.render(example));
    rendered.err().map(|error| fault(name, &error))
}

/// What the library says, at the line where it says it; of a template that another one includes, of that one.
fn fault(asked: &str, error: &Error) -> TemplateFault {
    let mut inner = error;
    while let Some(cause) = std::error::Error::source(inner).and_then(|cause| cause.downcast_ref::<Error>()) {
        inner = cause;
    }
    let detail = inner.detail().unwrap_or_default();
    let text = match inner.kind() {
        ErrorKind::SyntaxError => phrases::template_syntax(detail),
        ErrorKind::UndefinedError => phrases::template_unknown_value(detail),
        ErrorKind::TemplateNotFound => phrases::template_not_found(detail),
        ErrorKind::UnknownFilter | ErrorKind::UnknownFunction | ErrorKind::UnknownTest | ErrorKind::UnknownMethod => {
            phrases::template_unknown_word(detail)
        }
        _ => phrases::template_other(&inner.to_string()),
    };
    TemplateFault { name: inner.name().unwrap_or(asked).to_owned(), line: inner.line(), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, source: &str) -> String {
        let fault = template_fault(&BTreeMap::from([(name.to_owned(), source.to_owned())])).unwrap();
        format!("{} {}: {}", fault.name, fault.line.unwrap_or_default(), fault.text)
    }

    #[test]
    fn the_programs_own_templates_have_no_fault() {
        let own = TEMPLATES.iter().map(|(name, source)| ((*name).to_owned(), (*source).to_owned())).collect();
        assert_eq!(template_fault(&own), None);
        assert_eq!(template_fault(&BTreeMap::new()), None);
    }

    #[test]
    fn a_broken_template_is_told_with_its_line_and_its_reason() {
        insta::assert_snapshot!(told("mensile.txt", "a\n{% if draft %}\nb"), @"mensile.txt 3: il modello non è scritto bene (unexpected end of input, expected end of block): controllare graffe e segni di percentuale, e che ogni blocco sia chiuso");
        insta::assert_snapshot!(told("ricevuta.html", "a\nb\n{{ oggetto }}"), @"ricevuta.html 3: il modello chiede un valore che il messaggio non ha (`oggetto` is undefined): usare i nomi del modello originale");
        insta::assert_snapshot!(told("mensile.txt", "{% for thing in things %}\n{{ thing.testo }}\n{% endfor %}"), @"mensile.txt 2: il modello chiede un valore che il messaggio non ha (`thing.testo` is undefined): usare i nomi del modello originale");
        insta::assert_snapshot!(told("operatore.txt", "\n{{ what|maiuscole }}"), @"operatore.txt 2: il modello usa una parola che non esiste (filter maiuscole is unknown)");
        insta::assert_snapshot!(told("testa.html", "<p>\n{{ titolo }}"), @"testa.html 2: il modello chiede un valore che il messaggio non ha (`titolo` is undefined): usare i nomi del modello originale");
        insta::assert_snapshot!(told("mensile.html", "{% include \"testata.html\" %}"), @"mensile.html 1: il modello ne include uno che non c'è (tried to include non-existing template 'testata.html')");
        insta::assert_snapshot!(told("mensili.txt", "a"), @"mensili.txt 0: nessun messaggio usa un modello di nome `mensili.txt`; i nomi sono stile.html, testa.html, piede.html, scadenze.txt, scadenze.html, mensile.txt, mensile.html, avvisi.txt, avvisi.html, ricevuta.txt, ricevuta.html, scheda.txt, scheda.html, operatore.txt, operatore.html");
    }
}
