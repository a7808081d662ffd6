//! The Italian of messages that depends on what was found: counts, states, what to do.
//! What every message says alike stands in the templates.

use chrono::NaiveDate;

use super::changes::{Changed, NewFile};
use super::chart::Bar;
use crate::formula::Value;
use crate::issue::SourceState;
use crate::italian::{capital, counted, listed};
use crate::money::{Cents, Ratio};
use crate::monitor::{Kind as AlertKind, News};
use crate::period::{Period, italian_date};
use crate::reconcile::Kind;
use crate::report::View;
use crate::report::brief::{Ask, Tone};

/// In place of an office, of differences that the accounts put right.
pub(super) const PUT_RIGHT: &str = "Contabilità";

/// Letters of a subject that a phone shows, and a list of messages.
const SUBJECT_MAX: usize = 69;

/// What the subject of a month is made of.
pub(super) struct Subject<'a> {
    pub month: &'a str,
    pub issue: u32,
    /// How many reasons keep it a draft; none of a month that is released.
    pub blocking: Option<usize>,
    /// Whether that is nothing but its visto.
    pub awaits_visto: bool,
    /// How it stands.
    pub tone: Tone,
    /// What is otherwise than the issue before and no alert tells.
    pub changed: Vec<String>,
    /// What the alerts that are new ask.
    pub asks: Vec<Ask>,
    /// How many stood before.
    pub standing: usize,
}

/// How the visto is given without the command, after the command itself; empty where it cannot be.
pub(super) fn visto_otherwise(view: &View<'_>) -> String {
    let signed = view.visto_signed.then_some(
        "firmando il prospetto allegato con la propria firma digitale (.p7m o PAdES) e rimettendolo nella cartella dei file",
    );
    let cell = view.visto_cell.then_some(
        "scrivendo il proprio nome nella cella del visto, in testa al Sommario, e rimettendo la cartella nel proprio vassoio",
    );
    [signed, cell].into_iter().flatten().map(|it| format!("; oppure {it}")).collect::<String>() + "."
}

/// The subject of the monthly message: how the month stands, and what is new in it, by what it asks; so much of it as fits.
pub(super) fn month_subject(it: &Subject<'_>) -> String {
    let month = match it.issue {
        0 | 1 => format!("Monitoraggio {}", it.month),
        number => format!("{}, emissione {number}", capital(it.month)),
    };
    if it.awaits_visto {
        return format!("BOZZA DA VISTARE – {month}");
    }
    if let Some(reasons) = it.blocking {
        let reasons = counted(reasons, "motivo di blocco", "motivi di blocco");
        return format!("BOZZA – {month}: {reasons}");
    }
    const ORDER: [Ask; 5] = [Ask::Unblock, Ask::Decide, Ask::Correct, Ask::Complete, Ask::Watch];
    let asked = ORDER.into_iter().filter_map(|ask| {
        let count = it.asks.iter().filter(|one| **one == ask).count();
        (count > 0).then(|| format!("{count} {}", ask.italian()))
    });
    let known = (it.standing > 0).then(|| counted(it.standing, "nota", "note"));
    let none = (it.changed.is_empty() && it.asks.is_empty()).then(|| match it.standing {
        0 => "nessuna segnalazione".to_owned(),
        _ => "nulla di nuovo".to_owned(),
    });
    // A month issued again is what changed; how it stands was told before.
    let tone = it.changed.is_empty().then(|| it.tone.italian().to_owned());
    let parts = it.changed.iter().cloned().chain(tone).chain(none).chain(asked).chain(known);
    let mut subject = format!("{month}: ");
    for (place, part) in parts.enumerate() {
        let part = if place == 0 { part } else { format!(", {part}") };
        if place > 0 && subject.chars().count() + part.chars().count() > SUBJECT_MAX {
            break;
        }
        subject.push_str(&part);
    }
    subject
}

/// That amounts changed since the issue before, for a subject.
pub(super) const AMOUNTS_CHANGED: &str = "importi cambiati";

/// What changed since the issue before beside the amounts, for a subject; none for nothing.
pub(super) fn changed(year_end: bool, indicators: usize) -> Option<String> {
    let counted = counted(indicators, "indicatore", "indicatori");
    match (year_end, indicators) {
        (false, 0) => None,
        (true, 0) => Some("preconsuntivo cambiato".to_owned()),
        (false, 1) => Some(format!("{counted} cambiato")),
        (false, _) => Some(format!("{counted} cambiati")),
        (true, _) => Some(format!("preconsuntivo e {counted} cambiati")),
    }
}

/// What an alert is counted as in the subject of a digest: one, many.
fn counted_as(kind: AlertKind) -> (&'static str, &'static str) {
    match kind {
        AlertKind::SourceMissing => ("file non arrivato", "file non arrivati"),
        AlertKind::SourceRefused => ("file rifiutato", "file rifiutati"),
        AlertKind::RowsRefused => ("file con righe che non contano", "file con righe che non contano"),
        AlertKind::RunIncomplete => ("mese in bozza", "mesi in bozza"),
        AlertKind::VistoAwaited => ("mese da vistare", "mesi da vistare"),
        AlertKind::UnmappedAccounts => ("conto senza voce", "conti senza voce"),
        AlertKind::DefinitionChanged => ("definizione cambiata sul posto", "definizioni cambiate sul posto"),
        AlertKind::TieOutFailed => ("quadratura che non torna", "quadrature che non tornano"),
        AlertKind::Restatement => ("mese cambiato dopo la distribuzione", "mesi cambiati dopo la distribuzione"),
        AlertKind::OneriOverBudget
        | AlertKind::ShareOfYear
        | AlertKind::OneriAboveProfile
        | AlertKind::OneriBelowProfile
        | AlertKind::ProventiBelowProfile => ("voce fuori limite", "voci fuori limite"),
        AlertKind::IndicatorMissed => ("indicatore mancato", "indicatori mancati"),
        AlertKind::IndicatorNear => ("indicatore vicino al valore atteso", "indicatori vicini al valore atteso"),
        AlertKind::RatioMoved => ("indicatore cambiato di molto", "indicatori cambiati di molto"),
        AlertKind::IndicatorNoData => ("indicatore senza dati", "indicatori senza dati"),
        AlertKind::Differences => ("ufficio con differenze nuove", "uffici con differenze nuove"),
        AlertKind::DifferencesAged => ("ufficio con differenze fuori tempo", "uffici con differenze fuori tempo"),
    }
}

/// What the alerts of a digest are, in the order in which they stand: `1 file non arrivato e 2 indicatori mancati`.
/// An office's own differences are counted one by one.
pub(super) fn alerts(kinds: &[AlertKind], own_new: usize, own_aged: usize) -> String {
    listed(&kinds_counted(kinds, own_new, own_aged))
}

/// Kinds with how many there are of each, in the order in which they are first met.
fn kinds_counted(kinds: &[AlertKind], own_new: usize, own_aged: usize) -> Vec<String> {
    let mut parts: Vec<(&str, &str, usize)> = Vec::new();
    for kind in kinds {
        let ((one, many), count) = match kind {
            AlertKind::Differences if own_new > 0 => (("differenza nuova", "differenze nuove"), own_new),
            AlertKind::DifferencesAged if own_aged > 0 => {
                (("differenza fuori tempo", "differenze fuori tempo"), own_aged)
            }
            kind => (counted_as(*kind), 1),
        };
        match parts.iter_mut().find(|(known, ..)| *known == one) {
            Some((.., known)) => *known += count,
            None => parts.push((one, many, count)),
        }
    }
    parts.into_iter().map(|(one, many, count)| counted(count, one, many)).collect()
}

/// `giugno 2021`, `giugno e luglio 2021`, `dicembre 2021 e gennaio 2022`: the year where it changes. Sorted months.
pub(super) fn months(months: &[Period]) -> String {
    let name = |(place, month): (usize, &Period)| {
        let whole = month.italian();
        let goes_on = months.get(place + 1).is_some_and(|next| next.exercise() == month.exercise());
        match whole.split_once(' ') {
            Some((name, _)) if goes_on => name.to_owned(),
            _ => whole,
        }
    };
    listed(&months.iter().enumerate().map(name).collect::<Vec<_>>())
}

/// Which of a digest's months are drafts; empty for none. Where it is of one month alone, that needs no name.
pub(super) fn drafts(drafts: &[Period], several: bool) -> String {
    match drafts {
        [] => String::new(),
        [_] if !several => "Il mese è ancora in BOZZA".to_owned(),
        [month] => format!("{} è ancora in BOZZA", capital(&month.italian())),
        all => format!("{} sono ancora in BOZZA", capital(&months(all))),
    }
}

/// Letters of a thing's name that a subject bears.
const NAME_MAX: usize = 72;

/// The only thing that a digest tells, for its subject; none where its name is too long for one.
pub(super) fn one_thing(news: News, title: &str, text: &str) -> Option<String> {
    let said = match news {
        News::Reminder => format!("promemoria, {title}"),
        News::Resolved => text.trim_end_matches('.').to_owned(),
        News::Raised | News::Worse | News::Grown | News::Again => title.to_owned(),
    };
    let said = said.replace('`', "");
    (!said.is_empty() && said.chars().count() <= NAME_MAX).then_some(said)
}

/// What a digest tells, counted, for its subject.
pub(super) fn things_counted(asks: &str, reminders: usize, resolved: usize) -> String {
    match (asks.is_empty(), reminders) {
        (false, _) => asks.to_owned(),
        (true, 0) => counted(resolved, "rientrato", "rientrati"),
        (true, reminders) => format!("promemoria, {}", counted(reminders, "ancora aperto", "ancora aperti")),
    }
}

/// The subject of a digest.
pub(super) fn digest_subject(periods: &[Period], about: &str) -> String {
    format!("Avvisi di {}: {about}", months(periods))
}

/// Why an alert is said, where it is not new.
pub(super) fn news(news: News) -> &'static str {
    match news {
        News::Raised | News::Reminder | News::Resolved => "",
        News::Worse => "più grave",
        News::Grown => "ce n'è di più",
        News::Again => "presa visione scaduta",
    }
}

/// What the accounts office is called where the chamber gives it no name.
pub(super) const THE_ACCOUNTS: &str = "la contabilità";

/// Who is at something that a reader cannot mend; `decides`: whether a change of the budget is left to decide.
pub(super) fn attended(who: &str, decides: bool) -> String {
    let left = if decides { " Resta da decidere se serve una variazione." } else { "" };
    format!("Se ne occupa: {who}.{left}")
}

/// What comes of something that is not there.
pub(super) fn therefore(what: &str) -> String {
    format!("Per questo: {what}.")
}

/// A problem of a file, and how many others it has.
pub(super) fn with_others(first: &str, others: usize) -> String {
    match others {
        0 => first.to_owned(),
        1 => format!("{first} (e un altro problema)"),
        others => format!("{first} (e altri {others} problemi)"),
    }
}

/// How many voci of the year end are corrected, and by how much that changes its result.
pub(super) fn corrected(count: usize, effect: Cents) -> String {
    let who = match count {
        1 => "Una voce del preconsuntivo è rettificata".to_owned(),
        _ => format!("{} del preconsuntivo sono rettificate", counted(count, "voce", "voci")),
    };
    let sign = if effect > Cents::ZERO { "+" } else { "" };
    format!("{who} dalla contabilità: il risultato a fine anno cambia di {sign}{} €.", effect.italian())
}

/// Why there is no income statement.
pub(super) fn no_figures(told: bool) -> &'static str {
    if told {
        "Nessun conto economico, finché manca ciò che è detto sopra."
    } else {
        "Nessun conto economico: l'estrazione della contabilità non è tra i file accettati."
    }
}

/// How a month stands beside its last released issue where none of its amounts to date changed.
pub(super) fn compared(issue: u32, year_end: bool, indicators: usize) -> String {
    let said = match (year_end, indicators) {
        (false, 0) => "nessun importo e nessun indicatore è cambiato".to_owned(),
        (false, 1) => "è cambiato un indicatore, e nessun importo".to_owned(),
        (false, many) => format!("sono cambiati {many} indicatori, e nessun importo"),
        (true, 0) => "è cambiato il preconsuntivo, e nessun importo alla data".to_owned(),
        (true, 1) => "sono cambiati il preconsuntivo e un indicatore, e nessun importo alla data".to_owned(),
        (true, many) => format!("sono cambiati il preconsuntivo e {many} indicatori, e nessun importo alla data"),
    };
    format!("Rispetto all'emissione {issue} {said}.")
}

/// The files that came after an issue.
pub(super) fn files_since(files: &[NewFile]) -> String {
    let named = |file: &NewFile| match &file.before {
        Some(before) if *before != file.name => format!("`{}` al posto di `{before}`", file.name),
        Some(_) => format!("`{}` in una nuova versione", file.name),
        None => format!("`{}`, che non c'era", file.name),
    };
    let came = if files.len() == 1 { "È arrivato" } else { "Sono arrivati" };
    format!("{came} {}.", listed(&files.iter().map(named).collect::<Vec<_>>()))
}

/// An indicator with what it was and is.
pub(super) fn changed_indicator(it: &Changed) -> String {
    let parts = if it.parts.is_empty() { String::new() } else { format!("; {}", it.parts) };
    format!("{}: prima {}, ora {}{parts}.", it.name, it.before, it.now)
}

/// Where a voce, or the result, was and is heading.
pub(super) fn changed_year_end(it: &Changed) -> String {
    format!("Preconsuntivo di «{}»: prima {}, ora {}.", it.name, it.before, it.now)
}

/// In a subject, that months which were released are corrected.
pub(super) const CORRECTION: &str = "correzione di mesi già diffusi";

/// That months which were released are corrected.
pub(super) fn months_corrected(months: usize, of_indicators: bool) -> String {
    let months = counted(months, "mese già diffuso", "mesi già diffusi");
    let what = if of_indicators { "gli indicatori di " } else { "" };
    format!("Una correzione tocca {what}{months}: le cartelle già inviate restano come sono.")
}

/// Voci that are heading elsewhere and are not told one by one.
pub(super) fn voci_left(count: usize) -> String {
    format!("Il preconsuntivo di {} è cambiato.", counted(count, "un'altra voce", "altre voci"))
}

/// Rows that changed and are not told one by one.
pub(super) fn rows_left(count: usize) -> String {
    let rows = counted(count, "altra riga cambiata è", "altre righe cambiate sono");
    format!("{rows} nel foglio Variazioni della cartella di lavoro.")
}

/// Changes of indicators of former months that are not told one by one.
pub(super) fn revised_left(count: usize) -> String {
    let all = counted(count, "altra cifra corretta è", "altre cifre corrette sono");
    format!("{all} nel foglio Variazioni della cartella di lavoro.")
}

/// The same of indicators.
pub(super) fn indicators_left(count: usize) -> String {
    let indicators = counted(count, "altro indicatore cambiato è", "altri indicatori cambiati sono");
    format!("{indicators} nel foglio Indicatori della cartella di lavoro.")
}

/// An amount of a statement, without the currency.
pub(super) fn amount(value: &Value) -> String {
    match value {
        Value::Cents(cents) => i64::try_from(*cents).map_or_else(|_| "fuori misura".to_owned(), |c| Cents(c).italian()),
        Value::Number(number) => Ratio(*number).italian(2),
        Value::NoData(_) => "nessun dato".to_owned(),
        Value::Undefined(_) => "non definito".to_owned(),
    }
}

/// How much of the assestato is there; a dash where that is no share of anything.
pub(super) fn share(consuntivo: &Value, assestato: &Value) -> String {
    let share = match (consuntivo, assestato) {
        #[expect(clippy::cast_precision_loss, reason = "a share of two decimals needs no more than 52 bits")]
        (Value::Cents(actual), Value::Cents(budget)) => Ratio::of_budget(*actual as f64, *budget as f64),
        _ => None,
    };
    share.map_or_else(|| "–".to_owned(), |share| share.italian_percent(2))
}

/// A degree of achievement, a weight or a coverage: `92,30%`; what is not known is said so.
pub(super) fn degree(share: Option<f64>) -> String {
    share.map_or_else(|| "non rilevato".to_owned(), |share| Ratio(share).italian_percent(2))
}

/// The subject of the letter of a scorecard.
pub(super) fn scorecard_subject(title: &str, month: &str, issue: u32) -> String {
    let issue = if issue > 1 { format!(" (emissione {issue})") } else { String::new() };
    format!("{title}, {month}{issue}")
}

/// The file of a scorecard beside the workbook that its figures come from: `scheda-segretario_generale-2021-06.xlsx`.
pub(super) fn scorecard_file(id: &str, workbook: &str) -> String {
    format!("scheda-{id}-{}", workbook.trim_start_matches("monitoraggio-"))
}

/// The name of a kind of difference, for the office.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::MissingInOffice => "Manca nella vostra scheda",
        Kind::MissingInAccounting => "Manca in contabilità",
        Kind::Amount => "Importo diverso",
        Kind::Coding => "Obiettivo o conto diverso",
        Kind::Timing => "Altro periodo",
        Kind::Duplicate => "Indicato due volte",
        Kind::Ambiguous => "Più di un abbinamento possibile",
        Kind::SearchStopped => "Ricerca interrotta",
        Kind::Vanished => "Non c'è più",
        Kind::FormerYear => "Atto di un anno precedente",
        Kind::Revocation => "Revoca",
        Kind::Saving => "Economia",
    }
}

/// What the office does about a difference: in its sheet, or by a reply. The difference's own sentence says why.
pub(super) fn advice(kind: Kind, reason: &str) -> &'static str {
    match (kind, reason) {
        (Kind::MissingInOffice, "side_absent") => "Depositare la scheda del mese nella cartella di arrivo.",
        (Kind::MissingInAccounting, "side_absent") => {
            "Nulla, per ora: mancano le registrazioni della contabilità, non la scheda."
        }
        (Kind::MissingInOffice, _) => {
            "Aggiungere la riga e depositare di nuovo la scheda; se il pagamento non è di questo ufficio, rispondere a questo messaggio."
        }
        (Kind::MissingInAccounting, _) => {
            "Se la liquidazione è avvenuta, rispondere a questo messaggio; se no, togliere la riga e depositare di nuovo la scheda."
        }
        (Kind::Amount, "withholding_4" | "withholding_20") => {
            "Scrivere l'importo lordo e depositare di nuovo la scheda."
        }
        (Kind::Amount, _) => {
            "Correggere l'importo e depositare di nuovo la scheda; se la scheda è giusta, rispondere a questo messaggio."
        }
        (Kind::Coding, _) => {
            "Correggere l'obiettivo e depositare di nuovo la scheda; se la scheda è giusta, rispondere a questo messaggio."
        }
        (Kind::Timing, _) => "Nulla, se la registrazione arriva entro il mese prossimo.",
        (Kind::Duplicate, _) => {
            "Se la liquidazione è una sola, togliere la riga ripetuta e depositare di nuovo la scheda."
        }
        (Kind::Ambiguous | Kind::SearchStopped, _) => {
            "Completare provvedimento e codice fiscale delle righe e depositare di nuovo la scheda."
        }
        (Kind::FormerYear | Kind::Revocation | Kind::Saving, _) => {
            "Nulla: è elencata a parte, e la scheda resta com'è."
        }
        (Kind::Vanished, _) => "Dire perché la riga del mese scorso non c'è più, rispondendo a questo messaggio.",
    }
}

/// Since when a difference is open.
pub(super) fn open_since(first_seen: NaiveDate) -> String {
    format!("aperta dal {}", italian_date(first_seen))
}

/// How a file stands, said of the file.
pub(super) fn source_state(state: SourceState) -> &'static str {
    match state {
        SourceState::Accepted => "accettato",
        SourceState::Refused => "rifiutato",
        SourceState::Duplicate => "doppione",
        SourceState::Superseded => "sostituito",
        SourceState::Missing => "non arrivato",
    }
}

/// `148 kB`, `9,3 MB`: as a file manager shows it.
pub(super) fn bytes(count: u64) -> String {
    if count < 1_000_000 {
        format!("{} kB", count.div_ceil(1000))
    } else {
        #[expect(clippy::cast_precision_loss, reason = "one decimal of megabytes")]
        let megabytes = count as f64 / 1e6;
        format!("{} MB", Ratio(megabytes).italian(1))
    }
}

/// The subject of a notice to the operator.
pub(super) fn notice_subject(what: &str) -> String {
    format!("Quadratura: {what}")
}

/// The subject of a receipt: of the files that ask for something first.
pub(super) fn receipt_subject(files: &[&str], asking: usize, refused: usize) -> String {
    let name = files.first().copied().unwrap_or_default();
    match (asking, refused) {
        (0, _) if files.len() == 1 => format!("Preso in carico: {name}"),
        (0, _) => format!("Presi in carico {} file", files.len()),
        (1, 1) => format!("File non accettato: {name}"),
        (1, _) => format!("File da sistemare: {name}"),
        (asking, refused) if asking == refused => format!("{asking} file non accettati: {name} e altri"),
        (asking, _) => format!("{asking} file da sistemare: {name} e altri"),
    }
}

/// Files that a message only counts; none where it tells of each.
pub(super) fn files_left(count: usize) -> Option<String> {
    (count > 0).then(|| counted(count, "altro file", "altri file"))
}

/// Where the reasons are that a receipt does not tell.
pub(super) const REASONS_BESIDE: &str = "da sistemare; il perché di ognuno è nel `.motivo.txt` accanto, in `rifiutati`";

/// Of files of which nothing is asked.
pub(super) const TAKEN: &str = "presi in carico";

/// Of refused files that the month's message only counts.
pub(super) const IN_THE_WORKBOOK: &str = "nel foglio Fonti della cartella di lavoro";

/// The subject of what is said of a file that waits.
pub(super) fn waiting_subject(name: &str) -> String {
    format!("File non ancora letto: {name}")
}

/// How it begins.
pub(super) const WAITING_OPENING: &str =
    "Un file che sta nella cartella di arrivo aspetta, e finché aspetta non conta nel monitoraggio.";

/// How such a file stands.
pub(super) const WAITING: &str = "non ancora letto";

/// How a receipt begins.
pub(super) fn receipt_opening(asking: usize, refused: usize, has_less: bool) -> String {
    match (asking, refused) {
        (0, _) if has_less => "Ciò che è stato depositato è stato preso in carico, e in parte ha meno di prima: controllare che sia voluto.".to_owned(),
        (0, _) => "Nulla da fare: i file depositati sono stati presi in carico.".to_owned(),
        (1, 1) => "Un file depositato non è stato accettato e non conta nel monitoraggio.".to_owned(),
        (asking, refused) if asking == refused => {
            format!("{refused} file depositati non sono stati accettati e non contano nel monitoraggio.")
        }
        (1, _) => "Un file depositato è da sistemare.".to_owned(),
        (asking, _) => format!("{asking} file depositati sono da sistemare."),
    }
}

/// What became of a file that counts as it is, and does not add up.
pub(super) const TO_CORRECT: &str = "accettato, ma da correggere";

/// What became of a file that asks for something; `partly`: some of its rows do not count.
pub(super) fn received(state: SourceState, partly: bool) -> &'static str {
    match state {
        SourceState::Accepted if partly => "accettato, ma alcune righe non contano",
        SourceState::Accepted => "accettato; il suo mese è da controllare",
        SourceState::Superseded => "letto, ma vale un altro file",
        state => source_state(state),
    }
}

/// What became of a file that asks for nothing.
pub(super) fn taken(state: SourceState, rows: u64) -> String {
    match state {
        SourceState::Duplicate => "identico a uno già ricevuto, non contato due volte".to_owned(),
        state if rows == 1 => format!("{}, 1 riga", source_state(state)),
        state => format!("{}, {rows} righe", source_state(state)),
    }
}

/// The titles of what the reader must act on and of what others do, where there is some of it; where all is of others, they are
/// no others.
pub(super) fn groups(mine: bool, others: bool) -> Vec<&'static str> {
    match (mine, others) {
        (true, true) => vec!["Che cosa tocca a chi legge", "Che cosa fanno altri"],
        (true, false) => vec!["Che cosa tocca a chi legge"],
        (false, true) => vec!["Da guardare per prime"],
        (false, false) => Vec::new(),
    }
}

/// What the picture of the headline ratios shows, for who does not see it.
pub(super) const HEADLINES_SAID: &str =
    "Gli indici principali contro il loro valore atteso: le cifre sono nella tabella qui sotto.";

/// What the picture of the voci shows, for who does not see it.
pub(super) fn chart_said(bars: &[Bar]) -> String {
    let said = |bar: &Bar| {
        let due = bar.due_shown();
        let due = if due.is_empty() { due } else { format!(" (atteso {due})") };
        format!("{} {}{due}", bar.label, bar.share_shown())
    };
    let bars: Vec<String> = bars.iter().map(said).collect();
    format!("Realizzato sull'assestato alla data, voce per voce: {}.", bars.join("; "))
}

pub(super) fn unknown_template(name: &str, known: &[&str]) -> String {
    format!("nessun messaggio usa un modello di nome `{name}`; i nomi sono {}", known.join(", "))
}

pub(super) fn template_syntax(detail: &str) -> String {
    format!(
        "il modello non è scritto bene ({detail}): controllare graffe e segni di percentuale, e che ogni blocco sia chiuso"
    )
}

pub(super) fn template_unknown_value(detail: &str) -> String {
    let detail = if detail.is_empty() { String::new() } else { format!(" ({detail})") };
    format!("il modello chiede un valore che il messaggio non ha{detail}: usare i nomi del modello originale")
}

pub(super) fn template_not_found(detail: &str) -> String {
    format!("il modello ne include uno che non c'è ({detail})")
}

pub(super) fn template_unknown_word(detail: &str) -> String {
    format!("il modello usa una parola che non esiste ({detail})")
}

pub(super) fn template_other(why: &str) -> String {
    format!("il modello non si può usare ({why})")
}
