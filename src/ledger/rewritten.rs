//! What of schemes, accounts and aggregates adds up otherwise than it did, and which objectives count otherwise: by what computes, never
//! by labels, order or comments. It refuses to know months: both sides are given as they hold in one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::chart::{Aggregate, Chart, Mapping};
use super::corrected::{OBJECTIVE, SCORECARD};
use super::objective::{Objective, Objectives, ScoreGroup, Scorecard};
use super::phrases;
use super::scheme::{ColumnRule, Line, Scheme};
use super::statement::split_function;
use crate::formula::Formula;

/// Lines stand on each other no deeper than this.
const DEPTH_MAX: usize = 32;

/// That a change puts right a mistake in months which were released.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Corrects {
    /// The act that authorised it.
    pub act: String,
    /// Why.
    pub why: String,
}

impl Corrects {
    /// What is written as a correction; none of what is not. One that the other side has too was used already.
    #[must_use]
    pub fn newly(now: (bool, &str, &str), before: Option<(bool, &str, &str)>) -> Option<Self> {
        let (corrects, act, why) = now;
        (corrects && before != Some(now)).then(|| Self { act: act.trim().to_owned(), why: why.trim().to_owned() })
    }
}

/// Something that adds up otherwise than it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// A stable name: `conto.325`, `aggregato.maggiorazione`, `voce.allegato_c.personale`, `obiettivo.2021_01`,
    /// `scheda.segretario_generale`.
    pub id: String,
    /// What it is, for people: `il conto 325`.
    pub name: String,
    /// What it was made of.
    pub before: String,
    /// What it is made of.
    pub now: String,
    /// What adds up otherwise by it: the line or the aggregate itself; of an account the line that it filled, and the one that it
    /// fills.
    pub touches: Vec<Arc<str>>,
    /// The degrees that it moves: `obiettivo.2021_01`, `scheda.segretario_generale`.
    pub moves: BTreeSet<String>,
    /// Where it corrects a mistake.
    pub corrects: Option<Corrects>,
}

impl Chart {
    /// Whether a line or aggregate of a scheme adds up otherwise by a change. What moves between two of its own parts leaves a
    /// total as it was.
    #[must_use]
    pub fn is_moved(&self, scheme: &str, name: &str, touches: &[Arc<str>]) -> bool {
        let parts = self.parts(scheme, name);
        let counted = |part: &Arc<str>| parts.get(&**part).copied().unwrap_or_default();
        match touches {
            [before, now] => counted(before) != counted(now),
            touched => touched.iter().any(|it| counted(it) != 0),
        }
    }

    /// Whether a line or aggregate of a scheme adds up as by another chart.
    #[must_use]
    pub fn adds_up_as(&self, issued: &Self, scheme: &str, name: &str) -> bool {
        // A total may have left out since what it was made of then.
        let is_moved =
            |it: &Rewritten| self.is_moved(scheme, name, &it.touches) || issued.is_moved(scheme, name, &it.touches);
        !self.rewritten(issued).iter().any(is_moved)
    }

    /// A line or aggregate and all that it is made of, each with how often it counts.
    fn parts<'a>(&'a self, scheme: &str, name: &'a str) -> BTreeMap<&'a str, i64> {
        let scheme = self.scheme(scheme);
        let mut parts: BTreeMap<&str, i64> = BTreeMap::new();
        let mut next = vec![(name, 1_i64, 0)];
        while let Some((name, sign, depth)) = next.pop() {
            *parts.entry(name).or_default() += sign;
            if depth == DEPTH_MAX {
                continue;
            }
            let formula = scheme.and_then(|it| it.line(name)).and_then(|line| line.formula.as_ref());
            let terms = formula.map(Formula::signed_inputs).unwrap_or_default();
            next.extend(
                terms.into_iter().map(|(term, times)| (split_function(term).0, sign * i64::from(times), depth + 1)),
            );
            let aggregate = self.aggregates.iter().find(|it| &*it.id == name);
            next.extend(aggregate.into_iter().flat_map(|it| &it.lines).map(|line| (&**line, sign, depth + 1)));
        }
        parts
    }

    /// What adds up otherwise than by another chart; what that one did not have adds to no figure of its time.
    #[must_use]
    pub fn rewritten(&self, issued: &Self) -> Vec<Rewritten> {
        let mut out = self.accounts_rewritten(issued);
        out.extend(issued.aggregates.iter().filter_map(|before| self.aggregate_rewritten(before)));
        for scheme in &issued.schemes {
            let now = self.scheme(&scheme.id);
            let lines = scheme.lines.iter().filter_map(|before| {
                let line = now.and_then(|it| it.line(&before.id));
                line_rewritten(&scheme.id, before, line)
            });
            out.extend(lines);
            out.extend(
                scheme.columns.iter().filter_map(|before| column_rewritten(scheme, before, now.map(|it| &**it))),
            );
        }
        out
    }

    /// Accounts that fill another line. Asked of every account that either chart names: a longer prefix takes from a shorter one.
    fn accounts_rewritten(&self, issued: &Self) -> Vec<Rewritten> {
        let mut seen = BTreeSet::new();
        let named = issued.mappings.iter().chain(&self.mappings).filter(|it| seen.insert(it.key()));
        let of = |chart: &Self, it: &Mapping| {
            let code = it.code.as_deref().or(it.prefix.as_deref()).unwrap_or_default();
            chart.mapping_of(code, it.label.as_deref().unwrap_or_default()).cloned()
        };
        let changed = named.filter_map(|it| {
            let (before, now) = (of(issued, it)?, of(self, it));
            if now.as_ref().is_some_and(|now| now.line == before.line) {
                return None;
            }
            let account = [&it.code, &it.prefix, &it.label].into_iter().flatten().next()?;
            let said = |it: &Mapping| phrases::fills(&it.line);
            let written = |it: &Mapping| (it.corrects, it.act.clone(), it.why.clone());
            let corrects = now.as_ref().map(written).and_then(|(corrects, act, why)| {
                Corrects::newly((corrects, &act, &why), Some((before.corrects, &before.act, &before.why)))
            });
            Some(Rewritten {
                id: format!("conto.{account}"),
                name: phrases::account_named(account),
                before: said(&before),
                touches: [Some(&before), now.as_ref()].into_iter().flatten().map(|it| Arc::clone(&it.line)).collect(),
                moves: BTreeSet::new(),
                now: now.as_ref().map_or_else(|| phrases::NO_LINE.to_owned(), said),
                corrects,
            })
        });
        changed.collect()
    }

    fn aggregate_rewritten(&self, before: &Aggregate) -> Option<Rewritten> {
        let now = self.aggregates.iter().find(|it| it.id == before.id);
        if now.is_some_and(|now| made_of(now) == made_of(before) && now.if_missing == before.if_missing) {
            return None;
        }
        let said = |it: &Aggregate| phrases::sum_of(&made_of(it).into_iter().collect::<Vec<_>>());
        Some(Rewritten {
            id: format!("aggregato.{}", before.id),
            name: phrases::aggregate_named(&before.id),
            before: said(before),
            now: now.map_or_else(|| phrases::GONE.to_owned(), said),
            touches: vec![Arc::clone(&before.id)],
            moves: BTreeSet::new(),
            corrects: now.and_then(|it| {
                Corrects::newly((it.corrects, &it.act, &it.why), Some((before.corrects, &before.act, &before.why)))
            }),
        })
    }
}

/// What an aggregate is a sum of, in whatever order.
fn made_of(it: &Aggregate) -> BTreeSet<&str> {
    it.accounts
        .iter()
        .map(String::as_str)
        .chain(it.lines.iter().map(|line| &**line))
        .chain(it.scheme.as_deref())
        .collect()
}

fn line_rewritten(scheme: &str, before: &Line, now: Option<&Line>) -> Option<Rewritten> {
    let same = |now: &Line| {
        (now.formula == before.formula) && now.nature == before.nature && now.if_missing == before.if_missing
    };
    if now.is_some_and(same) {
        return None;
    }
    let said = |it: &Line| it.formula.as_ref().map_or_else(|| phrases::FILLED.to_owned(), ToString::to_string);
    Some(Rewritten {
        id: format!("voce.{scheme}.{}", before.id),
        name: phrases::line_named(&before.label),
        before: said(before),
        now: now.map_or_else(|| phrases::GONE.to_owned(), said),
        touches: vec![Arc::clone(&before.id)],
        moves: BTreeSet::new(),
        corrects: now.and_then(|it| {
            Corrects::newly((it.corrects, &it.act, &it.why), Some((before.corrects, &before.act, &before.why)))
        }),
    })
}

/// A column of a table in which something else holds. What is not said of a column any more holds no longer.
fn column_rewritten(scheme: &Scheme, before: &ColumnRule, now: Option<&Scheme>) -> Option<Rewritten> {
    let now = now.and_then(|it| it.column(before.id));
    let holds =
        |it: &ColumnRule| (it.formula.clone(), it.tolerance.clone(), it.sums, it.if_missing, it.min, it.max, it.unit);
    if now.is_some_and(|now| holds(now) == holds(before)) {
        return None;
    }
    Some(Rewritten {
        id: format!("voce.{}.colonna_{}", scheme.id, before.id.id()),
        name: phrases::column_named(&before.label),
        before: phrases::column_holds(before),
        now: now.map_or_else(|| phrases::GONE.to_owned(), phrases::column_holds),
        touches: scheme.lines.iter().map(|line| Arc::clone(&line.id)).collect(),
        moves: BTreeSet::new(),
        corrects: now.and_then(|it| {
            Corrects::newly((it.corrects, &it.act, &it.why), Some((before.corrects, &before.act, &before.why)))
        }),
    })
}

impl Objectives {
    /// Objectives and groups of scorecards that count otherwise in the degrees of what is above them than in another tree, both as
    /// they stand in one month. What only one of them has is of another plan.
    #[must_use]
    pub fn reweighed(&self, issued: &Self) -> Vec<Rewritten> {
        // Without its plan nothing weighed.
        if issued.not_loaded.is_some() || self.not_loaded.is_some() {
            return Vec::new();
        }
        let objectives = issued.all.iter().filter_map(|before| self.objective_rewritten(before, issued));
        let scorecards = issued.scorecards.iter().filter_map(|before| {
            let now = self.scorecards.iter().find(|it| it.id == before.id)?;
            scorecard_rewritten(before, now)
        });
        objectives.chain(scorecards).collect()
    }

    fn objective_rewritten(&self, before: &Objective, issued: &Self) -> Option<Rewritten> {
        let now = self.get(&before.code)?;
        let counts = |it: &Objective| (it.weight.to_bits(), it.parent.clone());
        let said = |it: &Objective| phrases::counts(it.weight, it.parent.as_deref());
        let above = |tree: &Self, it: &Objective| -> Vec<String> {
            let above = it.parent.as_deref().map(|parent| tree.and_above(parent)).unwrap_or_default();
            above.into_iter().map(|code| format!("{OBJECTIVE}{code}")).collect()
        };
        (counts(before) != counts(now)).then(|| Rewritten {
            id: format!("{OBJECTIVE}{}", before.code),
            name: phrases::objective_named(&before.code),
            before: said(before),
            now: said(now),
            touches: Vec::new(),
            moves: above(issued, before).into_iter().chain(above(self, now)).collect(),
            corrects: Corrects::newly(
                (now.corrects, &now.act, &now.why),
                Some((before.corrects, &before.act, &before.why)),
            ),
        })
    }
}

/// A scorecard whose groups weigh otherwise. What somebody gives by hand is no weight: it comes when it comes.
fn scorecard_rewritten(before: &Scorecard, now: &Scorecard) -> Option<Rewritten> {
    // A group that begins to take its degree from a table had none, or one by hand.
    let taken = |it: &ScoreGroup| {
        let then = before.groups.iter().find(|then| then.id == it.id).is_some_and(|then| then.from.is_some());
        it.from.clone().filter(|_| then)
    };
    let counts = |it: &Scorecard| -> BTreeMap<String, (u64, bool, Option<String>)> {
        let of = |it: &ScoreGroup| (it.id.clone(), (it.weight.to_bits(), it.given_by.is_some(), taken(it)));
        it.groups.iter().map(of).collect()
    };
    let is_taken_otherwise = before
        .groups
        .iter()
        .any(|it| it.from.is_some() && now.groups.iter().any(|now| now.id == it.id && now.from != it.from));
    let id = format!("{SCORECARD}{}", before.id);
    (counts(before) != counts(now)).then(|| Rewritten {
        name: phrases::scorecard_named(&before.id),
        before: phrases::weighed(before, is_taken_otherwise),
        now: phrases::weighed(now, is_taken_otherwise),
        touches: Vec::new(),
        moves: BTreeSet::from([id.clone()]),
        id,
        corrects: Corrects::newly(
            (now.corrects, &now.act, &now.why),
            Some((before.corrects, &before.act, &before.why)),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(accounts: &str, line: &str) -> Chart {
        #[derive(serde::Deserialize)]
        struct Accounts {
            #[serde(default)]
            account: Vec<Mapping>,
            #[serde(default)]
            aggregate: Vec<Aggregate>,
        }
        let Accounts { account, aggregate } = toml::from_str(accounts).unwrap();
        let scheme = format!(
            "id = \"c\"\ntitle = \"C\"\nsource = \"\"\n[[line]]\nid = \"a\"\nlabel = \"Costi\"\nnature = \"onere\"\n\
             [[line]]\nid = \"b\"\nlabel = \"Altri\"\nnature = \"onere\"\n[[line]]\nid = \"t\"\nlabel = \"Totale\"\nnature = \"onere\"\n{line}\n"
        );
        Chart { schemes: vec![Arc::new(toml::from_str(&scheme).unwrap())], mappings: account, aggregates: aggregate }
    }

    const BEFORE: &str = "[[account]]\nprefix = \"325\"\nline = \"a\"\n[[account]]\nlabel = \"Bolli\"\nline = \"b\"\n\
                          [[aggregate]]\nid = \"m\"\nlabel = \"M\"\naccounts = [\"1\", \"2*\"]\n";

    fn told(accounts: &str, line: &str) -> Vec<(String, bool)> {
        let changed = chart(accounts, line).rewritten(&chart(BEFORE, "formula = \"a + b\""));
        changed.into_iter().map(|it| (it.id, it.corrects.is_some())).collect()
    }

    #[test]
    fn what_adds_up_as_before_is_no_change() {
        let written_otherwise = "# altro\n[[aggregate]]\nid = \"m\"\nlabel = \"Altro nome\"\naccounts = [\"2*\", \"1\"]\n\
             [[account]]\nlabel = \"BOLLI\"\nline = \"b\"\n[[account]]\nprefix = \"325\"\nline = \"a\"\n\
             [[account]]\nprefix = \"3251\"\nline = \"a\"\n[[account]]\nprefix = \"340\"\nline = \"b\"\n";
        assert_eq!(told(written_otherwise, "formula = \"a  +  b\""), []);
    }

    #[test]
    fn what_adds_up_otherwise_is_named_and_a_correction_is_told_apart() {
        let changed = BEFORE.replace("line = \"a\"", "line = \"b\"").replace("\"2*\"", "\"2*\", \"3\"");
        let is = |id: &str, corrects| (id.to_owned(), corrects);
        assert_eq!(
            told(&changed, "formula = \"a\""),
            [is("conto.325", false), is("aggregato.m", false), is("voce.c.t", false)]
        );
        // A longer prefix takes accounts from a shorter one.
        let taken =
            format!("{BEFORE}[[account]]\nprefix = \"3251\"\nline = \"b\"\ncorrects = true\nact = \"D.D. 1/2021\"\n");
        assert_eq!(told(&taken, "formula = \"a + b\""), [is("conto.3251", true)]);
        assert_eq!(
            told("", ""),
            [is("conto.325", false), is("conto.Bolli", false), is("aggregato.m", false), is("voce.c.t", false)]
        );
    }

    #[test]
    fn an_objective_that_counts_otherwise_is_named() {
        let tree = |more: &str| -> Objectives {
            let text = format!(
                "[[objective]]\ncode = \"2021_01\"\nlevel = \"area\"\ntitle = \"A\"\n\
                 [[objective]]\ncode = \"2021_01_01\"\nlevel = \"strategico\"\nparent = \"2021_01\"\ntitle = \"B\"\n{more}"
            );
            toml::from_str(&text).unwrap()
        };
        let told = |now: &Objectives, before: &Objectives| {
            let changed = now.reweighed(before).into_iter();
            let said = |it: Rewritten| format!("{}: {} -> {} {}", it.id, it.before, it.now, it.corrects.is_some());
            changed.map(said).collect::<Vec<_>>()
        };
        let (before, heavier) = (tree(""), tree("weight = 2.5"));
        assert_eq!(told(&tree("resources_euro = 5\nweight = 1"), &before), [""; 0]);
        assert_eq!(
            told(&heavier, &before),
            ["obiettivo.2021_01_01: peso 1 in `2021_01` -> peso 2,5 in `2021_01` false"]
        );
        let corrected = tree("weight = 2.5\ncorrects = true\nact = \"D.G. 1\"\nwhy = \"refuso\"");
        assert!(told(&corrected, &before)[0].ends_with("true"));
        // Of a tree that stood in for a plan which was not there nobody was judged.
        let mut rolled = tree("");
        rolled.not_loaded = Some(crate::period::Exercise(2021));
        assert_eq!(told(&heavier, &rolled), [""; 0]);
    }

    #[test]
    fn a_scorecard_that_weighs_otherwise_is_named_and_what_is_given_by_hand_is_no_weight() {
        let card = |groups: &str, more: &str| -> Objectives {
            let text = format!("[[scorecard]]\nid = \"sg\"\ntitle = \"Segretario\"\n{more}\ngroup = [{groups}]");
            toml::from_str(&text).unwrap()
        };
        let (half, given) =
            ("{ id = \"a\", title = \"A\", weight = 0.5 }", "title = \"B\", weight = 0.5, given_by = \"OIV\"");
        let before = card(&format!("{half}, {{ id = \"b\", {given} }}"), "");
        let told = |now: &Objectives| {
            let changed = now.reweighed(&before).into_iter();
            changed
                .map(|it| format!("{}: {} -> {} {}", it.id, it.before, it.now, it.corrects.is_some()))
                .collect::<Vec<_>>()
        };
        let again = card(&format!("{{ id = \"b\", {given}, given = 0.9 }}, {half}"), "");
        assert_eq!(told(&again), [""; 0]);
        let other = format!("{}, {{ id = \"b\", {} }}", half.replace("0.5", "0.7"), given.replace("0.5", "0.3"));
        let is = "scheda.sg: `a` 0,5 e `b` 0,5 a mano -> `a` 0,7 e `b` 0,3 a mano";
        assert_eq!(told(&card(&other, "")), [format!("{is} false")]);
        assert_eq!(told(&card(&other, "corrects = true\nact = \"D.G. 1\"\nwhy = \"refuso\"")), [format!("{is} true")]);
        // From a day on it is another, and the months before keep theirs.
        let mut both = card(&format!("{half}, {{ id = \"b\", {given} }}"), "");
        both.scorecards.extend(card(&other, "valid_from = \"2021-07-01\"\nact = \"D.G. 1\"").scorecards);
        let of = |month: &str| told(&both.at(month.parse().unwrap())).len();
        assert_eq!((of("2021-06"), of("2021-07")), (0, 1));
        assert_eq!(both.at("2021-12".parse().unwrap()).scorecards.len(), 1);
    }

    #[test]
    fn what_holds_in_a_column_is_held_against_what_held() {
        let table = |column: &str| {
            let scheme = format!(
                "id = \"p\"\ntitle = \"P\"\nsource = \"\"\nas_printed = true\n[[column]]\nid = \"resto\"\nlabel = \"Resto\"\n{column}\n\
                 [[line]]\nid = \"totale\"\nlabel = \"Totale\"\nnature = \"risultato\"\n"
            );
            Chart { schemes: vec![Arc::new(toml::from_str(&scheme).unwrap())], ..Chart::default() }
        };
        let before = table("formula = \"max(dati - spesi; 0)\"\nmin = 0\nmax = 20\nsums = false\nunit = \"percent\"");
        let told = |now: &Chart| -> Vec<String> {
            let changed = now.rewritten(&before).into_iter();
            changed
                .map(|it| format!("{} {}: {} -> {} {}", it.id, it.name, it.before, it.now, it.corrects.is_some()))
                .collect()
        };
        assert_eq!(told(&before), [""; 0]);
        let was = "voce.p.colonna_resto la colonna «Resto»: max(dati - spesi; 0), `min` 0, `max` 20, `sums` false e `unit` percent";
        assert_eq!(
            told(&table("formula = \"dati - spesi\"\ntolerance = \"dati\"\nif_missing = \"zero\"")),
            [format!("{was} -> dati - spesi, `tolerance` dati e `if_missing` zero false")]
        );
        let corrected = table("corrects = true\nact = \"D.G. 1\"\nwhy = \"refuso\"");
        assert_eq!(told(&corrected), [format!("{was} -> cifra stampata true")]);
        assert!(told(&Chart::default()).contains(&format!("{was} -> tolto false")));
    }

    #[test]
    fn a_degree_is_taken_from_the_line_that_it_was_taken_from() {
        let card = |from: &str| -> Objectives {
            let group = format!("{{ id = \"b\", title = \"B\", weight = 1.0, given_by = \"OIV\"{from} }}");
            toml::from_str(&format!("[[scorecard]]\nid = \"sg\"\ntitle = \"S\"\ngroup = [{group}]")).unwrap()
        };
        let (by_hand, whole, other) = (card(""), card(", from = \"v.totale\""), card(", from = \"v.leadership\""));
        let told = |now: &Objectives, before: &Objectives| -> Vec<String> {
            now.reweighed(before).into_iter().map(|it| format!("{} -> {}", it.before, it.now)).collect()
        };
        assert_eq!(told(&whole, &by_hand), [""; 0]);
        let was = "`b` 1 a mano da `v.totale`";
        assert_eq!(told(&other, &whole), [format!("{was} -> `b` 1 a mano da `v.leadership`")]);
        assert_eq!(told(&by_hand, &whole), [format!("{was} -> `b` 1 a mano")]);
    }

    #[test]
    fn what_it_was_and_is_is_said() {
        let before = chart(BEFORE, "formula = \"a + b\"");
        let changed = chart("", "").rewritten(&before).into_iter();
        let told: Vec<String> = changed.map(|it| format!("{}: {} -> {}", it.name, it.before, it.now)).collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        il conto `325`: la voce `a` -> nessuna voce
        il conto `Bolli`: la voce `b` -> nessuna voce
        l'aggregato `m`: 1 + 2* -> tolto
        la voce «Totale»: a + b -> conti o cifra stampata
        ");
        let unsaid = "[[account]]\nprefix = \"325\"\nline = \"a\"\nvalid_from = \"2021-07-01\"\n\
                      [[aggregate]]\nid = \"m\"\nlabel = \"M\"\naccounts = [\"1\"]\ncorrects = true\nact = \"D.D. 1\"\n";
        let faults: Vec<String> = chart(unsaid, "").faults().into_iter().map(|it| it.text).collect();
        insta::assert_snapshot!(faults.join("\n"), @r"
        il conto `325`: ci vuole l'atto che autorizza la modifica (`act`)
        l'aggregato `m`: una correzione (`corrects`) dice anche perché (`why`)
        ");
    }

    #[test]
    fn what_moves_within_a_total_leaves_it_alone() {
        let before = chart(BEFORE, "formula = \"a + b\"");
        let moved = BEFORE.replacen("line = \"a\"", "line = \"b\"", 1);
        let adds_up = |formula: &str, accounts: &str| {
            let now = chart(accounts, formula);
            ["a", "b", "t", "m"].map(|line| now.adds_up_as(&before, "c", line))
        };
        assert_eq!(adds_up("formula = \"a + b\"", BEFORE), [true, true, true, true]);
        assert_eq!(adds_up("formula = \"a + b\"", &moved), [false, false, true, true]);
        assert_eq!(adds_up("formula = \"a - b\"", BEFORE), [true, true, false, true]);
        let without = BEFORE.replacen("prefix = \"325\"", "prefix = \"999\"", 1).replace("2*", "3*");
        assert_eq!(adds_up("formula = \"a + b\"", &without), [false, true, false, false]);
    }

    #[test]
    fn a_mapping_holds_from_its_day() {
        let all =
            chart(&format!("{BEFORE}[[account]]\nprefix = \"325\"\nline = \"b\"\nvalid_from = \"2021-07-01\"\n"), "");
        let of = |month: &str| all.at(month.parse().unwrap()).line_of("325001", "").map(|line| line.to_string());
        assert_eq!((of("2021-06").as_deref(), of("2021-07").as_deref()), (Some("a"), Some("b")));
    }
}
