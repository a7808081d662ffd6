//! How a new chamber's interventi are reconciled: by keys that both sides have, with one test out of a pair that both tell.

use std::fmt::Write as _;
use std::sync::Arc;

use super::super::quoted::quoted;
use super::plan::Plan;
use super::seen::{Payment, Seen};
use crate::ledger::Level;
use crate::period::Period;
use crate::read::acts::Writing;
use crate::read::layout::Field;
use crate::read::words::folded;

/// One side: its layouts, what its rows fill, and some of them with their office.
#[derive(Default)]
pub(super) struct Side {
    pub layouts: Vec<String>,
    filled: std::collections::BTreeSet<Field>,
    rows: Vec<(Arc<str>, Payment)>,
}

impl Side {
    /// Takes in a file that is read by this layout.
    pub(super) fn take(&mut self, seen: &mut Seen, layout: &str) {
        if !self.layouts.iter().any(|known| known == layout) {
            self.layouts.push(layout.to_owned());
        }
        self.filled.extend(seen.facts.filled.iter().copied());
        let of_file: Arc<str> = Arc::from(seen.office.as_deref().unwrap_or_default());
        let row = |it: Payment| {
            let office = if it.office.is_empty() { Arc::clone(&of_file) } else { Arc::from(it.office.as_str()) };
            (office, it)
        };
        self.rows.extend(std::mem::take(&mut seen.facts.payments).into_iter().map(row));
    }
}

/// Both sides of the reconciliation.
#[derive(Default)]
pub(super) struct Sides {
    pub accounting: Side,
    pub office: Side,
}

/// The passes from the strictest to the widest: the keys of each, and how many against how many.
const PASSES: [(&str, &[&str], &str); 3] = [
    ("codice_fiscale", &["office", "objective", "act", "fiscal_code"], ""),
    ("beneficiario", &["office", "objective", "act", "beneficiary"], ""),
    ("provvedimento", &["office", "objective", "act"], "one_to_one"),
];

impl Sides {
    /// Whether both are there.
    pub(super) fn is_whole(&self) -> bool {
        !self.accounting.layouts.is_empty() && !self.office.layouts.is_empty()
    }

    fn both_fill(&self, field: Field) -> bool {
        self.accounting.filled.contains(&field) && self.office.filled.contains(&field)
    }

    /// Which parts of a key tell rows of this chamber: those that both sides fill, and offices and objectives where they mean the
    /// same.
    fn has(&self, part: &str, plan: &Plan) -> bool {
        match part {
            "office" => plan.is_of_offices() && !self.office.rows.iter().all(|(office, _)| office.is_empty()),
            "objective" => plan.is_shared(),
            "act" => self.both_fill(Field::Act),
            "fiscal_code" => self.both_fill(Field::FiscalCode),
            _ => self.both_fill(Field::Beneficiary),
        }
    }

    /// `matching/interventi.toml`, with a test out of a pair where it is wanted; `comments` are the lines with which the usual
    /// one begins.
    pub(super) fn text(&self, plan: &Plan, comments: &str, to_complete: &str) -> String {
        let list = |names: &[String]| match names {
            [one] => quoted(one),
            several => format!("[{}]", several.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(", ")),
        };
        let mut out = format!(
            "{comments}\nid = \"interventi\"\ntitle = \"Interventi economici: contabilità e uffici\"\naccounting_layout = {}\noffice_layout = {}\n",
            list(&self.accounting.layouts),
            list(&self.office.layouts)
        );
        out.push_str(match plan.common_level() {
            Some(Level::Strategico) => {
                "# Una parte scrive gli obiettivi strategici, l'altra gli operativi: prima del confronto si risale.\nobjective_level = \"strategico\"\n"
            }
            _ => "objective_level = \"operativo\"\n",
        });
        out.push_str("materiality_cents = 100\nexpected_days = 30\noverdue_days = 60\n");
        if !plan.is_shared() {
            let [accounting, offices] = plan.codes();
            let _ = writeln!(
                out,
                "\n# {to_complete}: la contabilità scrive gli obiettivi ({accounting}) in un modo e gli uffici ({offices}) in un altro: dire con\n\
                 #   `parent` in objectives.toml quali stanno sotto quali, e aggiungere \"objective\" alle chiavi qui sotto."
            );
        }
        let mut written = 0;
        for (id, all, cardinality) in PASSES {
            let keys: Vec<&str> = all.iter().copied().filter(|part| self.has(part, plan)).collect();
            // Each pass is there for its last key; offices and objectives alone tell no payment from another.
            if keys.last() != all.last() {
                continue;
            }
            let quoted_keys: Vec<String> = keys.iter().map(|it| quoted(it)).collect();
            let _ = writeln!(out, "\n[[pass]]\nid = \"{id}\"\nkeys = [{}]", quoted_keys.join(", "));
            if !cardinality.is_empty() {
                let _ = writeln!(out, "cardinality = \"{cardinality}\"");
            }
            written += 1;
        }
        if written == 0 {
            let _ = writeln!(
                out,
                "\n# {to_complete}: le due parti non hanno in comune né provvedimento, né codice fiscale, né beneficiario. Finché una scheda\n\
                 #   non ne porta uno, le righe si propongono per obiettivo e importo, e nessuna si abbina da sola.\n\
                 [[pass]]\nid = \"importo\"\nkeys = [\"objective\"]\ncardinality = \"one_to_one\"\nhit = \"suggested\""
            );
        }
        out
    }

    /// A test of the rules out of a payment that both sides tell, if there is one.
    pub(super) fn test(&self, month: Option<Period>) -> Option<String> {
        let exercise = month?.exercise();
        let act = |it: &Payment| Writing::default().read(&it.act, exercise);
        let same = |a: &Payment, b: &Payment| {
            let who =
                |it: &Payment| if it.fiscal_code.is_empty() { folded(&it.beneficiary) } else { it.fiscal_code.clone() };
            a.cents == b.cents && act(a) == act(b) && who(a) == who(b) && !who(a).is_empty()
        };
        let only = |rows: &[(Arc<str>, Payment)], cents| rows.iter().filter(|(_, it)| it.cents == cents).count() == 1;
        let (accounting, office) = (&self.accounting.rows, &self.office.rows);
        let pair = |(_, own): &(Arc<str>, Payment)| {
            let (by, other) = office.iter().find(|(_, other)| same(own, other))?;
            (only(accounting, own.cents) && only(office, own.cents))
                .then(|| (own.clone(), Arc::clone(by), other.clone()))
        };
        let (own, by, other) = accounting.iter().find_map(pair)?;
        let row = |it: &Payment, office: &str| {
            let mut said = vec![("office", office.to_owned()), ("account", it.account.clone())];
            said.extend([("objective", it.objective.clone()), ("act", it.act.clone())]);
            said.extend([("beneficiary", it.beneficiary.clone()), ("fiscal_code", it.fiscal_code.clone())]);
            said.push(("amount", it.cents.italian()));
            let said = said.iter().filter(|(_, value)| !value.is_empty());
            said.map(|(key, value)| format!("{key} = {}", quoted(value))).collect::<Vec<_>>().join(", ")
        };
        Some(format!(
            "\n# Una coppia vera, dai file: `quadratura check` prova che le regole la trovano.\n[[test]]\nname = \"un pagamento che dicono tutti e due\"\n\
             accounting = [{{ {} }}]\noffice = [{{ {} }}]\npairs = [\"c1 = u1\"]\n",
            row(&own, ""),
            row(&other, &by)
        ))
    }
}
