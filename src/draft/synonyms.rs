//! By which captions offices and accounting packages head what the ledger takes (`Cod. conto`, `n. provv.`, `ragione sociale`),
//! and of which kind a table with such columns seems to be. Refuses to look at cells.

use std::collections::{BTreeMap, BTreeSet};

use crate::italian::listed;
use crate::read::layout::{Field, Given, Kind, Need};
use crate::read::words::folded;

/// The captions of a field, folded, the surest first: where several columns of a table bear one, the surest is it.
#[expect(clippy::too_many_lines, reason = "a table, field by field")]
fn captions(field: Field) -> &'static [&'static str] {
    match field {
        Field::Account => {
            &["conto", "codice conto", "cod conto", "c conto", "n conto", "conto contabile", "codice del conto"]
        }
        Field::Description => &["descrizione", "denominazione"],
        Field::Centre => &["centro", "centro di responsabilita", "cdr", "centro di costo"],
        Field::Line => &["voce", "voci"],
        Field::Office => &["ufficio", "ufficio competente", "servizio", "unita organizzativa", "ufficio responsabile"],
        Field::Objective => &[
            "obiettivo",
            "codice obiettivo",
            "cod obiettivo",
            "obiettivo operativo",
            "codice dell obiettivo",
            "ob operativo",
            "cod ob",
            "obiettivo strategico",
            "ob strategico",
        ],
        Field::Initiative => &[
            "iniziativa",
            "titolo iniziativa",
            "progetto",
            "intervento",
            "bando",
            "oggetto",
            "linea di intervento",
            "linea d intervento",
        ],
        Field::Act => &[
            "provvedimento",
            "n provvedimento",
            "numero provvedimento",
            "n provv",
            "num provv",
            "provv",
            "estremi provvedimento",
            "provvedimento di liquidazione",
            "determina",
            "n determina",
            "numero determina",
            "determinazione",
            "n determinazione",
            "numero determinazione",
            "determina di liquidazione",
            "determina dirigenziale",
            "determinazione dirigenziale",
            "d d",
            "dd",
            "n d d",
            "det",
            "n det",
            "atto",
            "n atto",
            "numero atto",
            "estremi atto",
            "estremi dell atto",
            "atto di liquidazione",
            "delibera",
            "n delibera",
        ],
        Field::Mandate => &[
            "mandato",
            "n mandato",
            "numero mandato",
            "num mandato",
            "mandato n",
            "mand",
            "n mand",
            "ordinativo",
            "n ordinativo",
        ],
        Field::Beneficiary => &[
            "beneficiario",
            "beneficiari",
            "beneficiario ragione sociale",
            "denominazione beneficiario",
            "soggetto beneficiario",
            "impresa beneficiaria",
            "percettore",
            "percipiente",
            "ragione sociale",
            "impresa",
            "denominazione impresa",
            "ditta",
            "azienda",
            "societa",
            "soggetto",
            "nominativo",
            "intestatario",
            "creditore",
            "fornitore",
            "denominazione",
            "destinatario",
        ],
        Field::FiscalCode => &[
            "codice fiscale",
            "c f",
            "cf",
            "p iva",
            "partita iva",
            "codice fiscale p iva",
            "c f p iva",
            "p iva c f",
            "p iva codice fiscale",
            "cod fiscale",
            "cod fisc",
        ],
        Field::Cup => &["cup", "codice cup", "c u p"],
        Field::Cor => &["cor", "codice cor", "c o r"],
        Field::Booked => &[
            "data",
            "data registrazione",
            "data di registrazione",
            "data reg",
            "registrato il",
            "data contabile",
            "data movimento",
            "data operazione",
            "data mandato",
        ],
        Field::Liquidated => &[
            "data liquidazione",
            "data di liquidazione",
            "liquidato il",
            "data liq",
            "data erogazione",
            "erogato il",
            "data pagamento",
            "pagato il",
            "data",
            "data mandato",
            "data provvedimento",
            "data determina",
            "data atto",
        ],
        Field::Amount => &["importo", "importo pagato", "importo euro", "importo registrazione"],
        Field::Dare => &["dare"],
        Field::Avere => &["avere"],
        Field::Allotted => &[
            "stanziato",
            "importo stanziato",
            "stanziamento",
            "impegnato",
            "importo impegnato",
            "contributo concesso",
            "importo concesso",
            "concesso",
            "assegnato",
        ],
        Field::Paid => &["liquidato", "importo liquidato", "liquidazione", "somma liquidata", "importo liquidato euro"],
        Field::Indicator => &["codice", "codice indicatore", "cod indicatore", "cod", "id indicatore"],
        Field::Numerator => &["numeratore"],
        Field::Denominator => &["denominatore"],
        Field::Value => &["valore", "valore rilevato", "risultato", "valore misurato", "misura"],
        Field::Unit => &["unita", "unita di misura", "u m", "um"],
        Field::Measured => &["data rilevazione", "data di rilevazione", "rilevato il", "data misura", "data"],
        Field::State => &["stato", "stato di avanzamento", "stato avanzamento", "avanzamento"],
        Field::Note => &["note", "annotazioni", "osservazioni"],
        Field::Supplier => {
            &["fornitore", "ragione sociale", "denominazione fornitore", "creditore", "beneficiario", "ditta"]
        }
        Field::Invoice => &["fattura", "n fattura", "numero fattura", "num fattura", "documento", "n documento"],
        Field::Due => &["data scadenza", "scadenza", "scad", "data scad"],
        Field::PaidOn => &["data pagamento", "pagamento", "data pag", "data pag to", "pagato il"],
        Field::Function => &["funzione", "funzione istituzionale"],
        Field::Reason => &["motivo", "motivazione", "motivo della rettifica"],
    }
}

/// Words with which a caption of a field may begin.
fn beginnings(field: Field) -> &'static [&'static str] {
    match field {
        Field::Description => &["descrizione", "denominazione"],
        Field::Line => &["voce", "voci"],
        _ => &[],
    }
}

/// How sure it is that a caption is one of this field, 0 the surest.
fn rank(field: Field, caption: &str) -> Option<usize> {
    let known = captions(field);
    let begins = || beginnings(field).iter().any(|start| caption.starts_with(start)).then_some(known.len());
    known.iter().position(|it| *it == caption).or_else(begins)
}

/// The columns of a table by what stands above them.
pub(super) struct Captions<'c> {
    /// Whole, folded.
    whole: BTreeMap<u16, String>,
    /// The lowest line alone, where that is one column's only, folded.
    own: BTreeMap<u16, String>,
    shown: &'c BTreeMap<u16, String>,
}

impl<'c> Captions<'c> {
    pub(super) fn of(captions: &'c BTreeMap<u16, String>, own: &BTreeMap<u16, String>) -> Self {
        let all = |captions: &BTreeMap<u16, String>| captions.iter().map(|(at, it)| (*at, folded(it))).collect();
        Self { whole: all(captions), own: all(own), shown: captions }
    }

    /// The column that is surest to be of a field, among those that these do not hold.
    fn column(&self, field: Field, taken: &BTreeMap<u16, Field>) -> Option<u16> {
        let free = self.whole.iter().filter(|(at, _)| !taken.contains_key(at));
        let ranked = free.filter_map(|(at, whole)| {
            let own = || rank(field, self.own.get(at).map_or("", String::as_str));
            Some((rank(field, whole).or_else(own)?, *at))
        });
        ranked.min().map(|(_, at)| at)
    }

    /// Whether a column is called so.
    pub(super) fn has(&self, field: Field) -> bool {
        self.column(field, &BTreeMap::new()).is_some()
    }

    /// The column of what an office paid, which is called many things.
    fn likeliest_paid(&self, taken: &BTreeMap<u16, Field>) -> Option<u16> {
        let paid = |words: &str| {
            ["liquidat", "erogat", "pagat", "import", "contribut", "somm"].iter().position(|it| words.contains(it))
        };
        let free = self.whole.iter().filter(|(at, _)| !taken.contains_key(at));
        free.filter_map(|(at, words)| Some((paid(words)?, *at))).min().map(|(_, at)| at)
    }

    /// Whether a table says of each payment who was paid, when and by which act: an office keeps it, whatever it calls its objectives.
    fn is_of_office(&self) -> bool {
        [Field::FiscalCode, Field::Liquidated, Field::Act].into_iter().all(|field| self.has(field))
    }

    /// The column of the objectives of an office's sheet, which are called many things.
    fn likeliest_objective(&self, taken: &BTreeMap<u16, Field>) -> Option<u16> {
        let named = |words: &str| {
            ["obiettiv", "ob ", "linea", "ambito", "programma", "area", "azione", "missione", "misura"]
                .iter()
                .position(|it| words.starts_with(it) || words.contains(&format!(" {it}")))
        };
        let free = self.whole.iter().filter(|(at, _)| !taken.contains_key(at));
        free.filter_map(|(at, words)| Some((named(words)?, *at))).min().map(|(_, at)| at)
    }

    /// What the ledger would make of a table with these columns. One that is of no known kind is proposed as a reference,
    /// which needs the least.
    pub(super) fn kind(&self, dated: bool) -> Kind {
        let has = |field| self.has(field);
        if has(Field::Indicator) && has(Field::Value) {
            Kind::Measurements
        } else if has(Field::Account)
            && has(Field::Objective)
            && (has(Field::Amount) || (has(Field::Dare) && has(Field::Avere)))
        {
            Kind::Registrations
        } else if has(Field::Due) && has(Field::PaidOn) && has(Field::Amount) {
            Kind::Payments
        } else if has(Field::Account) && has(Field::Description) {
            Kind::Accounts
        } else if (has(Field::Objective) || self.is_of_office())
            && (has(Field::Paid) || self.likeliest_paid(&BTreeMap::new()).is_some())
        {
            Kind::Initiatives
        } else if has(Field::Line) && has(Field::Amount) && has(Field::Reason) {
            Kind::Corrections
        } else if has(Field::Line) && dated {
            Kind::Statement
        } else {
            Kind::Reference
        }
    }

    /// The `id` of each column of a table of this kind: that of the field that it is, else its words.
    pub(super) fn ids(&self, kind: Kind) -> BTreeMap<u16, String> {
        let mut fields: BTreeMap<u16, Field> = BTreeMap::new();
        let take = |field: Field, fields: &mut BTreeMap<u16, Field>| {
            let column = match self.column(field, fields) {
                None if field == Field::Paid => self.likeliest_paid(fields),
                None if field == Field::Objective && kind == Kind::Initiatives => self.likeliest_objective(fields),
                column => column,
            };
            if let Some(at) = column {
                fields.insert(at, field);
            }
        };
        kind.fields().iter().for_each(|(field, _)| take(*field, &mut fields));
        // What another kind would take is called so here too: a person may say that the kind is that one.
        for field in Field::ALL.into_iter().filter(|field| kind.field(field.id()).is_none()) {
            take(field, &mut fields);
        }
        let mut taken: BTreeSet<String> = fields.values().map(|field| field.id().to_owned()).collect();
        let mut free = |wanted: &str| {
            let id = (1..).map(|n| if n == 1 { wanted.to_owned() } else { format!("{wanted}_{n}") });
            let id = id.into_iter().find(|id| !taken.contains(id)).unwrap_or_default();
            taken.insert(id.clone());
            id
        };
        let id = |(at, whole): (&u16, &String)| {
            let twin = || fields.iter().find(|(other, _)| self.whole.get(other) == Some(whole)).map(|(_, field)| field);
            let id = match (fields.get(at), twin()) {
                (Some(field), _) => field.id().to_owned(),
                (None, Some(field)) => free(field.id()),
                (None, None) => free(&slug(&self.shown[at])),
            };
            (*at, id)
        };
        self.whole.iter().map(id).collect()
    }
}

fn slug(caption: &str) -> String {
    let slug: String = folded(caption).replace('%', "percento").split_whitespace().collect::<Vec<_>>().join("_");
    let slug: String = slug.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    // Whole words, as many as are read at a glance.
    const CHARS_MAX: usize = 32;
    let end = slug.match_indices('_').map(|(at, _)| at).take_while(|at| *at <= CHARS_MAX).last();
    let slug = if slug.len() <= CHARS_MAX { slug } else { slug[..end.unwrap_or(CHARS_MAX)].to_owned() };
    if slug.is_empty() { "colonna".to_owned() } else { slug }
}

/// The columns without which a layout of this kind is none.
pub(super) fn needed(kind: Kind) -> String {
    let needed = kind.fields().iter().filter(|(_, need)| *need != Need::Never).map(|(field, need)| match need {
        Need::Unless(others) => {
            let others: Vec<String> = others.iter().map(|other| other.id().to_owned()).collect();
            format!("{} (o {})", field.id(), listed(&others))
        }
        _ => field.id().to_owned(),
    });
    let figures = kind.has_figures().then(|| "e almeno una colonna con `amount`".to_owned());
    needed.chain(figures).collect::<Vec<_>>().join(", ")
}

/// What the ledger takes of a table of this kind from the column of this `id`.
pub(super) fn given(kind: Kind, id: &str) -> Option<Given> {
    kind.field(id).map(Field::given)
}

/// Whether the rows of such a table are lines of a statement, among which totals are lines like the others.
pub(super) fn is_of_lines(kind: Kind) -> bool {
    matches!(kind, Kind::Statement | Kind::Reference)
}
