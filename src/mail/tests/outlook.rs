//! The letters where they are read: Outlook lays out tables and knows little else, a phone is narrow, a room is dark.

use super::golden::everything;
use super::*;

/// The value of a style's or an attribute's number: `width="640"`, `max-width:640px`.
fn number_after<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let rest = text.split_once(name)?.1;
    Some(&rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())])
}

#[test]
fn nothing_stands_in_a_letter_that_outlook_does_not_lay_out() {
    for message in everything() {
        let html = html_of(&message);
        for refused in ["flex", "grid", "background-image", "position:", "float:", "calc("] {
            assert!(!html.contains(refused), "{}: {refused}", message.id);
        }
        for (at, _) in html.match_indices("max-width:") {
            let wide = number_after(&html[at..], "max-width:").unwrap();
            let tag = &html[html[..at].rfind('<').unwrap()..at];
            let table = format!("width=\"{wide}\"");
            let ghost = html[..at].rfind("<!--[if mso]><table").is_some_and(|from| html[from..at].contains(&table));
            assert!(tag.contains(&table) || ghost, "{}: max-width {wide} without a table of that width", message.id);
        }
        assert_eq!(html.matches("<!--[if mso]>").count(), html.matches("<![endif]-->").count());
        assert_eq!(html.matches("<table").count(), html.matches("</table>").count(), "{}", message.id);
    }
}

#[test]
fn an_amount_and_its_currency_stay_on_one_line_and_a_dark_room_has_its_colours() {
    let mut amounts = 0;
    for message in everything() {
        let html = html_of(&message);
        assert!(!html.contains(" €"), "{}", message.id);
        amounts += html.matches("\u{a0}€").count();
        assert!(html.contains("prefers-color-scheme: dark") && html.contains("name=\"color-scheme\""));
    }
    assert!(amounts > 5);
}

#[test]
fn a_subject_is_shorter_than_what_a_phone_shows() {
    use crate::mail::phrases::{Subject, month_subject};
    use crate::report::brief::{Ask, Tone};
    for issue in [1, 12] {
        for (blocking, changed) in [
            (None, vec![]),
            (None, vec!["preconsuntivo e 12 indicatori cambiati".to_owned(), "correzione".to_owned()]),
            (Some(12), vec![]),
        ] {
            let asks = vec![Ask::Decide, Ask::Correct, Ask::Complete, Ask::Watch];
            let it = Subject {
                month: "settembre 2021",
                issue,
                blocking,
                awaits_visto: false,
                tone: Tone::Watch,
                changed,
                asks,
                standing: 12,
            };
            let subject = month_subject(&it);
            assert!(subject.chars().count() < 70, "{subject}");
        }
    }
}

/// The contrast of two colours, as WCAG 2 has it: 4.5 is AA for letters of usual size.
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |colour: &str| {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn the_letters_of_a_light_are_read_on_its_paper() {
    let style = include_str!("../templates/stile.html");
    let colours = |name: &str| -> Vec<String> {
        let line = style.lines().find(|line| line.contains(&format!("set {name} = {{"))).unwrap();
        line.match_indices('#').map(|(at, _)| line[at..at + 7].to_owned()).collect()
    };
    let (papers, inks) = (colours("paper"), colours("ink"));
    assert_eq!((papers.len(), inks.len()), (4, 4));
    for (paper, ink) in papers.iter().zip(&inks) {
        assert!(contrast(paper, ink) >= 4.5, "{ink} on {paper}: {}", contrast(paper, ink));
        assert!(contrast(paper, "#14181d") >= 4.5);
    }
}
