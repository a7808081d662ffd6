//! Which line each account of a new chamber seems to fill, and why: by the numbering that chambers have in common, by what its
//! mastro or the account itself is called. What nothing says stays without a line, for a person to say.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::quoted::quoted;
use super::super::survey::one_line;
use super::words;
use crate::config::Config;
use crate::italian::counted;
use crate::ledger::{Chart, Nature, Scheme, Statutory};
use crate::read::words::folded;

/// Accounts that must agree with the common numbering, and the share of those that say anything, before it is believed.
const AGREEING_MIN: usize = 5;
const AGREEING_SHARE: usize = 4;

/// What an account or a mastro fills.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Judged {
    line: String,
    why: String,
    /// Whether some words of its name are all that says so.
    is_guess: bool,
    /// Why a person should look at it.
    doubt: Option<String>,
}

/// Accounts of one mastro that words of their names take to one line, from which on it is no mere guess.
const GUESSES_MIN: usize = 3;

/// The accounts of a chamber with what they fill.
pub(super) struct Accounts {
    rules: Vec<Rule>,
    /// Accounts of which nothing says what they fill.
    pub unknown: Vec<(String, String)>,
    /// Named sums of which no account was found.
    pub sums_unknown: Vec<String>,
    /// Accounts of each line.
    lines: BTreeMap<String, Vec<(String, String)>>,
}

/// One `[[account]]`.
struct Rule {
    /// `prefix` or `code`.
    key: &'static str,
    account: String,
    judged: Judged,
    named: Vec<String>,
}

/// The accounts of files, and the mastri above them, each with its name.
pub(super) struct Charted {
    pub accounts: BTreeMap<String, String>,
    pub summaries: BTreeMap<String, String>,
    /// Of the accounts in files that say what they hold: proventi or oneri.
    pub sides: BTreeMap<String, Nature>,
}

impl Accounts {
    /// What the accounts of these files fill.
    pub(super) fn of(charted: &Charted, usual: &Config) -> Self {
        let mut out = Self { rules: Vec::new(), unknown: Vec::new(), sums_unknown: Vec::new(), lines: BTreeMap::new() };
        let Some(scheme) = usual.chart.scheme(Statutory::AllegatoC.id()) else { return out };
        let judge = Judge { scheme, usual: &usual.chart, charted, is_common: is_common(&usual.chart, scheme, charted) };
        let mut groups: BTreeMap<String, Vec<(&String, &String)>> = BTreeMap::new();
        for account in &charted.accounts {
            groups.entry(judge.mastro(account.0)).or_default().push(account);
        }
        for (mastro, accounts) in &groups {
            judge.group(mastro, accounts, &mut out);
        }
        for rule in &out.rules {
            let is_of = |code: &&String| {
                if rule.key == "code" { **code == rule.account } else { code.starts_with(&rule.account) }
            };
            let own = charted.accounts.iter().filter(|(code, _)| is_of(code));
            let own = own.map(|(code, name)| (code.clone(), name.clone()));
            out.lines.entry(rule.judged.line.clone()).or_default().extend(own);
        }
        out
    }

    /// How many accounts a person should look at.
    pub(super) fn doubtful(&self) -> usize {
        self.rules.iter().filter(|rule| rule.judged.doubt.is_some()).count()
    }

    /// `accounts.toml`.
    pub(super) fn text(&mut self, usual: &Config, to_complete: &str) -> String {
        let mut out = String::from(
            "# Piano dei conti: quale conto riempie quale voce dell'Allegato C. Proposto guardando i file dei conti; accanto a ognuno il\n\
             # perché. Un conto si cerca prima per codice esatto (`code`), poi per il prefisso più lungo (`prefix`), infine per descrizione\n\
             # (`label`); uno che non trova voce è elencato e trattiene il mese in bozza: non viene mai lasciato cadere.\n",
        );
        if !self.unknown.is_empty() {
            let count = counted(self.unknown.len(), "conto", "conti");
            let _ = writeln!(out, "\n# {to_complete}: dire la voce di {count}, qui sotto senza `line`.");
            for (code, name) in &self.unknown {
                let _ =
                    writeln!(out, "# [[account]]      # {}\n# code = {}\n# line = \"\"", one_line(name), quoted(code));
            }
        }
        for Rule { key, account, judged, named } in &self.rules {
            let _ = writeln!(out, "\n# {}: {}", judged.why, named.join(", "));
            if let Some(doubt) = &judged.doubt {
                let _ = writeln!(out, "# DA GUARDARE: {doubt}");
            }
            let _ = writeln!(out, "[[account]]\n{key} = {}\nline = {}", quoted(account), quoted(&judged.line));
        }
        self.sums(usual, to_complete, &mut out);
        out
    }

    /// The named sums that the usual ratios deduct, of the accounts that are called so.
    fn sums(&mut self, usual: &Config, to_complete: &str, out: &mut String) {
        out.push_str("\n# Aggregati: somme di conti con un nome, che le formule degli indicatori deducono. `if_missing = \"zero\"`: la Camera\n# dichiara di non avere questa posta.\n");
        let scheme = usual.chart.scheme(Statutory::AllegatoC.id());
        let income = |line: &str| scheme.and_then(|it| it.line(line)).is_some_and(|it| it.nature == Nature::Provento);
        for sum in &usual.chart.aggregates {
            let lines: Vec<String> = sum.lines.iter().map(|line| quoted(line)).collect();
            let _ = writeln!(out, "\n[[aggregate]]\nid = {}\nlabel = {}", quoted(&sum.id), quoted(&sum.label));
            if let Some(scheme) = &sum.scheme {
                let _ = writeln!(out, "lines = [{}]\nscheme = {}", lines.join(", "), quoted(scheme));
                continue;
            }
            let of = |(line, accounts): (&String, &Vec<(String, String)>)| {
                let is_of = |(_, name): &&(String, String)| words::is_of_sum(&sum.id, name, income(line));
                accounts.iter().filter(is_of).cloned().collect::<Vec<_>>()
            };
            let found: Vec<(String, String)> = self.lines.iter().flat_map(of).collect();
            if found.is_empty() {
                self.sums_unknown.push(sum.label.clone());
                let _ = writeln!(out, "accounts = [{}]", quoted(to_complete));
            } else {
                let codes: Vec<String> = found.iter().map(|(code, _)| quoted(code)).collect();
                let names: Vec<String> = found.iter().map(|(_, name)| one_line(name)).collect();
                let _ = writeln!(out, "accounts = [{}]      # ipotesi: {}", codes.join(", "), names.join(", "));
            }
            let _ = writeln!(out, "if_missing = \"no_data\"");
        }
        if !self.sums_unknown.is_empty() {
            let _ = writeln!(
                out,
                "\n# {to_complete}: i conti di {}, o `if_missing = \"zero\"` se la Camera non ne ha.",
                self.sums_unknown.join(", ")
            );
        }
    }
}

/// Whether accounts are numbered as most chambers number them.
fn is_common(usual: &Chart, scheme: &Scheme, charted: &Charted) -> bool {
    let both = charted.accounts.iter().filter_map(|(code, name)| {
        let named = by_name(scheme, name)?;
        Some(usual.line_of(code, "").is_some_and(|line| **line == *named.line))
    });
    let said: Vec<bool> = both.collect();
    let agreeing = said.iter().filter(|agrees| **agrees).count();
    agreeing >= AGREEING_MIN && AGREEING_SHARE * (said.len() - agreeing) <= agreeing
}

/// The line that what something is called says: its own name, or words of it.
fn by_name(scheme: &Scheme, name: &str) -> Option<Judged> {
    let wanted = folded(name);
    let is_named = |label: &str| folded(label) == wanted;
    let own = scheme.lines.iter().filter(|line| line.formula.is_none());
    let mut own = own.filter(|line| is_named(&line.label) || line.aliases.iter().any(|alias| is_named(alias)));
    if let Some(line) = own.next().filter(|_| !wanted.is_empty()) {
        let why = format!("si chiama come la voce «{}»", line.label);
        return Some(Judged { line: line.id.to_string(), why, is_guess: false, doubt: None });
    }
    let (line, said) = words::line_of(name)?;
    Some(Judged { line: line.to_owned(), why: format!("ipotesi, dal nome (`{said}`)"), is_guess: true, doubt: None })
}

/// What is known while accounts are judged.
struct Judge<'a> {
    scheme: &'a Scheme,
    usual: &'a Chart,
    charted: &'a Charted,
    is_common: bool,
}

impl Judge<'_> {
    /// What stands above an account: a summary account, what comes before the last separator, or the first three digits.
    fn mastro(&self, code: &str) -> String {
        let above = self.charted.summaries.keys().filter(|it| it.len() < code.len() && code.starts_with(it.as_str()));
        if let Some(summary) = above.max_by_key(|it| it.len()) {
            return summary.clone();
        }
        if let Some(at) = code.rfind(['.', '-', '/', ' ']).filter(|at| *at > 0) {
            return code[..=at].to_owned();
        }
        let digits = code.bytes().all(|byte| byte.is_ascii_digit());
        if digits && code.len() >= 5 { code[..3].to_owned() } else { code.to_owned() }
    }

    /// What an account fills, apart from those beside it.
    fn own(&self, mastro: &str, code: &str, name: &str) -> Option<Judged> {
        let named = by_name(self.scheme, name);
        let by_number = self.usual.line_of(code, "").filter(|_| self.is_common).map(|line| Judged {
            line: line.to_string(),
            why: "numerazione comune delle Camere".to_owned(),
            is_guess: false,
            doubt: None,
        });
        let by_mastro = || {
            let above = self.charted.summaries.get(mastro)?;
            let judged = by_name(self.scheme, above)?;
            Some(Judged { why: format!("mastro «{}»", one_line(above)), is_guess: false, ..judged })
        };
        let judged = by_number.or_else(by_mastro);
        let judged = match (judged, named) {
            (Some(judged), Some(named)) if judged.line != named.line => {
                let doubt = format!("`{code}` «{}» sembrerebbe di `{}`", one_line(name), named.line);
                Some(Judged { doubt: Some(doubt), ..judged })
            }
            (Some(judged), _) => Some(judged),
            (None, named) => named,
        };
        judged.map(|it| self.held_by_file(code, name, it))
    }

    /// The same, doubtful where the file of the account holds proventi and the line is of oneri, or the reverse.
    fn held_by_file(&self, code: &str, name: &str, judged: Judged) -> Judged {
        let (side, line) = (self.charted.sides.get(code), self.scheme.line(&judged.line));
        let doubt = match (side, line.map(|it| it.nature)) {
            (Some(Nature::Provento), Some(Nature::Onere)) => "un file di proventi, e la voce è un onere",
            (Some(Nature::Onere), Some(Nature::Provento)) => "un file di oneri, e la voce è un provento",
            _ => return judged,
        };
        let doubt = format!("`{code}` «{}» sta in {doubt}", one_line(name));
        let before = judged.doubt.map_or_else(String::new, |before| format!("{before}; "));
        Judged { doubt: Some(before + &doubt), ..judged }
    }

    /// The accounts of a mastro: one rule for all that fill the same line, where that is most of them.
    fn group(&self, mastro: &str, accounts: &[(&String, &String)], out: &mut Accounts) {
        let judged: Vec<(&String, &String, Option<Judged>)> =
            accounts.iter().map(|(code, name)| (*code, *name, self.own(mastro, code, name))).collect();
        let lines: Vec<&str> = judged.iter().filter_map(|(.., it)| it.as_ref().map(|it| it.line.as_str())).collect();
        let count = |line: &str| lines.iter().filter(|it| **it == line).count();
        let most = lines.iter().copied().max_by_key(|line| count(line)).map(str::to_owned);
        let is_mastro = self.charted.summaries.contains_key(mastro) || self.is_common;
        let Some(most) = most.filter(|line| 2 * count(line) > accounts.len() && (is_mastro || count(line) > 1)) else {
            for (code, name, judged) in judged {
                match judged {
                    Some(judged) => out.rules.push(exact(code, name, judged)),
                    None => out.unknown.push((code.clone(), name.clone())),
                }
            }
            return;
        };
        let of_most = |it: &Option<Judged>| it.as_ref().is_none_or(|it| it.line == most);
        let named: Vec<String> =
            judged.iter().filter(|(.., it)| of_most(it)).map(|(code, name, _)| told(code, name)).collect();
        let inherited: Vec<String> =
            judged.iter().filter(|(.., it)| it.is_none()).map(|(code, name, _)| told(code, name)).collect();
        let first = judged.iter().find_map(|(.., it)| it.clone().filter(|it| it.line == most));
        let Some(first) = first else { return };
        let told_doubts =
            judged.iter().filter(|(.., it)| of_most(it)).filter_map(|(.., it)| it.as_ref()?.doubt.clone());
        let like_others =
            (!inherited.is_empty()).then(|| format!("come gli altri del mastro: {}", inherited.join(", ")));
        let guesses =
            judged.iter().filter(|(.., it)| it.as_ref().is_some_and(|it| it.line == most && it.is_guess)).count();
        let guessed = (first.is_guess && guesses < GUESSES_MIN).then(|| GUESSED.to_owned());
        let doubts: Vec<String> = told_doubts.chain(like_others).chain(guessed).collect();
        let doubt = (!doubts.is_empty()).then(|| doubts.join("; "));
        let rule = Rule { key: "prefix", account: mastro.to_owned(), judged: Judged { doubt, ..first }, named };
        out.rules.push(rule);
        let others = judged.into_iter().filter(|(.., it)| !of_most(it));
        out.rules.extend(others.filter_map(|(code, name, it)| Some(exact(code, name, it?))));
    }
}

fn told(code: &str, name: &str) -> String {
    format!("{code} {}", one_line(name))
}

/// Why a person should look at what some words of a name alone say.
const GUESSED: &str = "dal nome soltanto";

fn exact(code: &str, name: &str, judged: Judged) -> Rule {
    let guessed = judged.is_guess.then(|| GUESSED.to_owned());
    let judged = Judged { doubt: judged.doubt.or(guessed), ..judged };
    Rule { key: "code", account: code.to_owned(), judged, named: vec![told(code, name)] }
}
