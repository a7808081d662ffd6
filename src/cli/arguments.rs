//! The commands and their arguments, with their help in Italian.

use std::ffi::OsString;
use std::path::PathBuf;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::backup::{BackupArguments, RestoreArguments};
use super::completions::Shell;
use super::exit::Exit;
use crate::documents::Kind;
use crate::indicators::names;
use crate::period::{Exercise, Period, Scenario};
use crate::read::words::folded;
use crate::reconcile::answers::Outcome;

#[derive(Parser)]
#[command(
    name = "quadratura",
    version,
    about = "Quadra ogni notte i conti di una Camera di commercio con le schede degli uffici e con il Piano della performance.",
    after_help = format!("Esiti: {}.\n\nPer cominciare: quadratura demo", Exit::told()),
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

/// What can be asked.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Fa tutto il lavoro su sei mesi di esempio, in una cartella sua, e lo racconta.
    Demo {
        /// La cartella da creare, o quella di una dimostrazione precedente; senza, `demo`.
        #[arg(long, value_name = "CARTELLA", default_value = "demo", hide_default_value = true)]
        dir: PathBuf,
    },
    /// Legge ciò che è arrivato, quadra il mese, emette la cartella di monitoraggio e i messaggi.
    Run(RunArguments),
    /// Lavora da solo, agli orari di [schedule]: prende i file, calcola, emette, consegna la posta.
    Serve(ServeArguments),
    /// Prepara una cartella: configurazione commentata e cartelle dei dati. Non sovrascrive nulla.
    Init(InitArguments),
    /// Controlla la configurazione, senza eseguire nulla; con --mail prova anche il server di posta.
    Check(CheckArguments),
    /// Mostra che cosa si vede in un file; con un tracciato, le righe e i problemi.
    Read {
        /// Il file da guardare.
        file: PathBuf,
        /// Il file `settings.toml`; senza, quello che dice la variabile d'ambiente QUADRATURA_CONFIG.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// Il tracciato con cui leggerlo: il suo id (con --config) o un file .toml; senza, quello che il nome indica.
        #[arg(long, value_name = "ID|FILE.toml")]
        layout: Option<String>,
        /// Propone una bozza di tracciato da finire a mano, in TOML.
        #[arg(long, conflicts_with_all = ["layout", "json"])]
        suggest: bool,
        /// Stampa un solo oggetto JSON.
        #[arg(long)]
        json: bool,
    },
    /// Prepara il Piano della performance di un nuovo esercizio da quello di prima.
    Plan {
        #[command(subcommand)]
        what: Plan,
    },
    /// Riprova i file rifiutati, dall'archivio, con la configurazione di adesso.
    Retry(RetryArguments),
    /// Prende atto di un avviso: non se ne riparla fino a un giorno, con un motivo che resta scritto.
    Ack(AckArguments),
    /// Risponde a mano su una differenza o un'anomalia (accettata, chi la corregge, o in attesa di documento, con un motivo) o su un
    /// indicatore (causa e azione correttiva). Resta scritto.
    Decide(DecideArguments),
    /// Dà il visto a un mese come la sua bozza lo mostra, e lo diffonde; dove `[release]` lo chiede.
    Visto(VistoArguments),
    /// Ritira la bozza di un mese fatta per errore: avvisi, messaggi e mesi seguenti non ne tengono più conto.
    Withdraw(WithdrawArguments),
    /// Dice come stanno le cose: mesi emessi, file in attesa, posta.
    Status(StatusArguments),
    /// Copia i dati in un'altra cartella, anche con il servizio attivo; ripetuto, aggiunge ciò che è nuovo.
    Backup(BackupArguments),
    /// Rimette una copia in una cartella vuota.
    Restore(RestoreArguments),
    /// Ricostruisce dall'archivio un database perduto, danneggiato o più vecchio dei dati. Non manda nulla.
    Recover(Common),
    /// Verifica che ciò che fu emesso sia ancora com'era: archivio, reports, registro, database; rifà ogni emissione. Guarda soltanto.
    Verify(VerifyArguments),
    /// Raccoglie in una cartella, per i revisori, ciò che fu emesso in un esercizio e ciò su cui si regge. Guarda soltanto.
    Fascicolo(FascicoloArguments),
    /// Prepara un documento del ciclo della performance dall'ultimo mese diffuso di un esercizio: una cartella di lavoro con formule vive e
    /// l'origine di ogni cifra, da completare dove un dato manca. Non sovrascrive e non invia nulla.
    Documento(DocumentArguments),
    /// Scrive le schede di un ufficio da compilare per un mese: codici e obiettivi, le righe del mese prima, elenchi e controlli nelle
    /// celle. Non sovrascrive nulla.
    Template(TemplateArguments),
    /// Elenca i messaggi, ne mostra uno, lo riprova o lo annulla.
    Outbox {
        #[command(subcommand)]
        what: Outbox,
    },
    /// Scrive intera una tabella del mese: registrazioni, abbinamenti, differenze, indicatori, obiettivi o la proiezione a fine anno.
    Export(ExportArguments),
    /// Legge un file dallo standard input entro limiti propri e ne scrive le celle; lo avvia il programma stesso.
    #[command(hide = true)]
    ReadChild {
        /// Il formato.
        format: String,
        /// I limiti.
        bounds: Vec<String>,
    },
    /// Spiega una cifra: la formula con i nomi e con i numeri, e le righe dei file da cui viene. O una differenza: le righe delle
    /// due parti, e perché nessuna regola le abbina.
    Explain(ExplainArguments),
    /// Scrive ciò che serve a una shell per completare comandi e opzioni con il tasto Tab.
    Completions {
        /// La shell.
        #[arg(value_enum, value_name = "SHELL")]
        shell: Shell,
    },
    /// Scrive le pagine di manuale, una per comando.
    Man {
        /// La cartella in cui scriverle, per esempio `/usr/local/share/man/man1`; senza, stampa la prima.
        #[arg(value_name = "CARTELLA")]
        dir: Option<PathBuf>,
    },
    /// Mostra l'aiuto, anche di un solo comando: `help run`.
    Help {
        /// Il comando, anche di due parole: `outbox list`.
        #[arg(value_name = "COMANDO")]
        command: Vec<OsString>,
    },
}

/// What can be done with plans.
#[derive(Subcommand)]
pub(super) enum Plan {
    /// Scrive la bozza in `plans/ANNO.toml`, accanto alle impostazioni, con ciò che va confermato. Non sovrascrive nulla.
    New {
        /// L'esercizio, per esempio 2022.
        #[arg(value_name = "ANNO", value_parser = exercise)]
        exercise: Exercise,
        #[command(flatten)]
        common: Common,
    },
}

fn exercise(text: &str) -> Result<Exercise, String> {
    text.parse().map(Exercise).map_err(|_| format!("`{text}` non è un esercizio: scrivere un anno, per esempio 2022"))
}

/// What every command over a configuration takes.
#[derive(Args)]
pub(super) struct Common {
    /// Il file `settings.toml`; senza, quello che dice la variabile d'ambiente QUADRATURA_CONFIG.
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
    /// Stampa un solo oggetto JSON.
    #[arg(long)]
    pub json: bool,
}

/// The arguments of `check`.
#[derive(Args)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    pub common: Common,
    /// Prova la conversazione con il server di posta fino al mittente, e dice ogni passo; non manda nulla.
    #[arg(long)]
    pub mail: bool,
}

/// The arguments of `run`.
#[derive(Args)]
pub(super) struct RunArguments {
    #[command(flatten)]
    pub common: Common,
    /// Il mese, AAAA-MM; senza, il mese prima di adesso (con --nightly, il mese in corso).
    #[arg(long, value_name = "AAAA-MM")]
    pub period: Option<Period>,
    /// Il primo di più mesi da eseguire uno dopo l'altro, AAAA-MM; interrotto, si riprende con lo stesso comando.
    #[arg(long, value_name = "AAAA-MM", requires = "to", conflicts_with_all = ["period", "nightly", "dry_run"])]
    pub from: Option<Period>,
    /// L'ultimo di quei mesi.
    #[arg(long, value_name = "AAAA-MM", requires = "from")]
    pub to: Option<Period>,
    /// Esegue anche un mese di cui non c'è nessun file, o che non è ancora cominciato.
    #[arg(long)]
    pub empty: bool,
    /// Prende i file, calcola e avvisa, ma non emette la cartella né il messaggio mensile.
    #[arg(long)]
    pub nightly: bool,
    /// L'istante da considerare adesso, per esempio 2021-07-05T07:00:00+02:00.
    #[arg(long, value_name = "ISTANTE", value_parser = instant)]
    pub now: Option<DateTime<Utc>>,
    /// Non cambia nulla: scrive ciò che emetterebbe sotto --out.
    #[arg(long, requires = "out")]
    pub dry_run: bool,
    /// La cartella in cui una prova scrive.
    #[arg(long, value_name = "CARTELLA", requires = "dry_run")]
    pub out: Option<PathBuf>,
}

/// The arguments of `status`.
#[derive(Args)]
pub(super) struct StatusArguments {
    #[command(flatten)]
    pub common: Common,
    /// Elenca tutto: anche i mesi a posto degli esercizi passati, e ogni elenco per intero.
    #[arg(long)]
    pub all: bool,
    /// Per un programma di sorveglianza: una riga sola. Esiti: 0 va bene, 3 qualcuno deve guardare, 1 il servizio non gira.
    #[arg(long, conflicts_with = "all")]
    pub probe: bool,
    /// L'istante da considerare adesso, per esempio 2021-07-05T07:00:00+02:00.
    #[arg(long, value_name = "ISTANTE", value_parser = instant)]
    pub now: Option<DateTime<Utc>>,
}

/// The arguments of `serve`.
#[derive(Args)]
pub(super) struct ServeArguments {
    /// Il file `settings.toml`; senza, quello che dice la variabile d'ambiente QUADRATURA_CONFIG.
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
    /// Fa ciò che è scaduto e termina, invece di restare in servizio.
    #[arg(long)]
    pub once: bool,
    /// Comincia come se adesso fosse questo istante, per provare: 2021-07-05T06:59:00+02:00.
    #[arg(long, value_name = "ISTANTE", value_parser = instant)]
    pub now: Option<DateTime<Utc>>,
}

/// The arguments of `init`.
#[derive(Args)]
pub(super) struct InitArguments {
    /// La cartella da preparare.
    pub dir: PathBuf,
    /// L'identificativo dell'ente, in lettere minuscole: un database appartiene a un solo ente.
    #[arg(long, value_name = "ID")]
    pub ente: Option<String>,
    /// Il nome dell'ente, come lo scrivono i titoli delle esportazioni.
    #[arg(long, value_name = "NOME")]
    pub nome: Option<String>,
    /// Una cartella con i file veri di un mese, o di pochi: esportazioni e schede, come sono. La configurazione è proposta
    /// guardandoli, e il mese è provato. L'unità di systemd si aggiunge dopo, con `init` sulla stessa cartella.
    #[arg(long, value_name = "CARTELLA", conflicts_with = "systemd")]
    pub from: Option<PathBuf>,
    /// Scrive anche `quadratura@.service`, l'unità di systemd, e `quadratura.sysusers`, l'utente del servizio.
    #[arg(long)]
    pub systemd: bool,
    /// Stampa un solo oggetto JSON.
    #[arg(long)]
    pub json: bool,
}

/// The arguments of `retry`.
#[derive(Args)]
#[command(group(clap::ArgGroup::new("which").required(true).args(["file", "all"])))]
pub(super) struct RetryArguments {
    /// Il nome del file rifiutato, o l'identificativo del suo arrivo (A000012).
    pub file: Option<String>,
    /// Riprova tutti i file rifiutati.
    #[arg(long)]
    pub all: bool,
    /// L'istante da considerare adesso, per esempio 2021-07-05T07:00:00+02:00.
    #[arg(long, value_name = "ISTANTE", value_parser = instant)]
    pub now: Option<DateTime<Utc>>,
    #[command(flatten)]
    pub common: Common,
}

/// The arguments of `ack`.
#[derive(Args)]
pub(super) struct AckArguments {
    /// L'avviso, come lo scrivono i messaggi e `status --json`: `share_of_year:personale`.
    pub id: String,
    /// L'ultimo giorno di silenzio, AAAA-MM-GG.
    #[arg(long, value_name = "GIORNO", value_parser = day)]
    pub until: NaiveDate,
    /// Il motivo.
    #[arg(long, value_name = "TESTO")]
    pub why: String,
    /// Il ruolo di chi lo dice; senza, la contabilità.
    #[arg(long, value_name = "RUOLO")]
    pub by: Option<String>,
    /// L'istante da considerare adesso, per esempio 2021-07-05T07:00:00+02:00.
    #[arg(long, value_name = "ISTANTE", value_parser = instant)]
    pub now: Option<DateTime<Utc>>,
    #[command(flatten)]
    pub common: Common,
}

/// The arguments of `decide`.
#[derive(Args)]
pub(super) struct DecideArguments {
    /// L'identificativo, nell'ultima colonna dei fogli Differenze e Anomalie, o come comincia; di un indicatore il codice.
    pub id: String,
    /// Di una differenza o di un'anomalia che cosa ne è: accettata, ufficio (la corregge l'ufficio), contabilita (la corregge la
    /// contabilità), documento (si attende).
    #[arg(long = "esito", value_name = "ESITO", value_parser = outcome, conflicts_with_all = ["cause", "action"])]
    pub outcome: Option<Outcome>,
    /// Il motivo dell'esito.
    #[arg(long, value_name = "TESTO", requires = "outcome")]
    pub why: Option<String>,
    /// Di un indicatore la causa.
    #[arg(long = "causa", value_name = "TESTO")]
    pub cause: Option<String>,
    /// Di un indicatore l'azione correttiva.
    #[arg(long = "azione", value_name = "TESTO")]
    pub action: Option<String>,
    /// Fino a quando: di una differenza accettata l'ultimo giorno per cui vale, delle altre quello fino a cui nessuno sollecita.
    #[arg(long, value_name = "GIORNO", value_parser = day)]
    pub until: Option<NaiveDate>,
    /// Chi se ne occupa.
    #[arg(long, value_name = "NOME")]
    pub responsible: Option<String>,
    /// Chi l'approva con chi decide, dove l'importo lo chiede.
    #[arg(long, value_name = "NOME")]
    pub second: Option<String>,
    /// Che cosa c'è da aggiungere.
    #[arg(long, value_name = "TESTO")]
    pub note: Option<String>,
    /// Chi decide; l'utente di sistema resta scritto accanto.
    #[arg(long, value_name = "NOME")]
    pub by: Option<String>,
    /// L'istante da considerare adesso, per esempio 2021-07-05T07:00:00+02:00.
    #[arg(long, value_name = "ISTANTE", value_parser = instant)]
    pub now: Option<DateTime<Utc>>,
    #[command(flatten)]
    pub common: Common,
}

/// The arguments of `verify`.
#[derive(Args)]
pub(super) struct VerifyArguments {
    /// Solo questo mese, AAAA-MM.
    #[arg(long, value_name = "AAAA-MM", conflicts_with = "all")]
    pub period: Option<Period>,
    /// Tutti i mesi e tutto l'archivio, come senza opzioni.
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub common: Common,
}

/// An outcome by its own name, the words of the workbook, or a word of them.
fn outcome(text: &str) -> Result<Outcome, String> {
    let said = folded(text);
    let is_it = |it: &Outcome| folded(it.italian()) == said || it.id() == text.trim() || short(*it) == said;
    Outcome::ALL.into_iter().find(is_it).ok_or_else(|| {
        let all: Vec<&str> = Outcome::ALL.into_iter().map(short).collect();
        format!("`{text}` non è un esito: sono {}", all.join(", "))
    })
}

fn short(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted => "accettata",
        Outcome::OfficeCorrects => "ufficio",
        Outcome::AccountsCorrect => "contabilita",
        Outcome::AwaitingDocument => "documento",
    }
}

/// The arguments of `visto`.
#[derive(Args)]
pub(super) struct VistoArguments {
    /// Il mese, AAAA-MM.
    #[arg(value_name = "AAAA-MM")]
    pub period: Period,
    /// Chi lo dà; l'utente di sistema resta scritto accanto.
    #[arg(long, value_name = "NOME")]
    pub by: String,
    /// Che cosa c'è da aggiungere.
    #[arg(long, value_name = "TESTO", default_value = "", hide_default_value = true)]
    pub note: String,
    /// Diffonde il mese nonostante la sola cosa che lo tiene in bozza, che si nomina come la dice il comando senza --force.
    #[arg(long, value_name = "CHE-COSA", requires_all = ["why", "second"])]
    pub force: Option<String>,
    /// Con --force: il motivo, che resta scritto nella cartella.
    #[arg(long, value_name = "TESTO", default_value = "", hide_default_value = true, requires = "force")]
    pub why: String,
    /// Con --force: chi firma insieme a chi dà il visto.
    #[arg(long, value_name = "NOME", default_value = "", hide_default_value = true, requires = "force")]
    pub second: String,
    /// L'istante da considerare adesso, per esempio 2021-07-05T07:00:00+02:00.
    #[arg(long, value_name = "ISTANTE", value_parser = instant)]
    pub now: Option<DateTime<Utc>>,
    #[command(flatten)]
    pub common: Common,
}

/// The arguments of `fascicolo`.
#[derive(Args)]
pub(super) struct FascicoloArguments {
    /// L'esercizio, per esempio 2021.
    #[arg(value_name = "ANNO", value_parser = exercise)]
    pub exercise: Exercise,
    /// Dove scrivere la cartella `fascicolo-ANNO`; senza, nella cartella in cui ci si trova.
    #[arg(long, value_name = "CARTELLA", default_value = ".", hide_default_value = true)]
    pub out: PathBuf,
    #[command(flatten)]
    pub common: Common,
}

/// The arguments of `documento`.
#[derive(Args)]
pub(super) struct DocumentArguments {
    /// Quale: `pira` (con il preventivo), `risultati` (il rapporto, con il bilancio), `relazione` (sulla performance) o `itp`
    /// (tempestività dei pagamenti).
    #[arg(value_name = "DOCUMENTO", value_parser = document(), hide_possible_values = true)]
    pub kind: Kind,
    /// L'esercizio, per esempio 2021.
    #[arg(long, value_name = "ANNO", value_parser = exercise)]
    pub year: Exercise,
    /// La cartella in cui scriverlo, come `DOCUMENTO-ANNO.xlsx`; senza, quella in cui ci si trova.
    #[arg(long, value_name = "CARTELLA", default_value = ".", hide_default_value = true)]
    pub out: PathBuf,
    #[command(flatten)]
    pub common: Common,
}

/// One of the documents, by its name.
fn document() -> impl TypedValueParser<Value = Kind> {
    PossibleValuesParser::new(Kind::ALL.map(Kind::id)).try_map(|name| name.parse::<Kind>())
}

/// The arguments of `template`.
#[derive(Args)]
pub(super) struct TemplateArguments {
    /// L'ufficio, con il suo id.
    #[arg(value_name = "UFFICIO")]
    pub office: String,
    /// Il mese, AAAA-MM; senza, quello dopo l'ultimo emesso.
    #[arg(long, value_name = "AAAA-MM")]
    pub period: Option<Period>,
    /// La cartella in cui scriverle; senza, quella in cui ci si trova.
    #[arg(long, value_name = "CARTELLA", default_value = ".", hide_default_value = true)]
    pub out: PathBuf,
    /// L'istante da considerare adesso, per esempio 2021-07-05T07:00:00+02:00.
    #[arg(long, value_name = "ISTANTE", value_parser = instant)]
    pub now: Option<DateTime<Utc>>,
    #[command(flatten)]
    pub common: Common,
}

/// The arguments of `withdraw`.
#[derive(Args)]
pub(super) struct WithdrawArguments {
    /// Il mese, AAAA-MM.
    #[arg(value_name = "AAAA-MM")]
    pub period: Period,
    /// Il motivo, che resta scritto.
    #[arg(long, value_name = "TESTO")]
    pub why: String,
    /// L'istante da considerare adesso, per esempio 2021-07-05T07:00:00+02:00.
    #[arg(long, value_name = "ISTANTE", value_parser = instant)]
    pub now: Option<DateTime<Utc>>,
    #[command(flatten)]
    pub common: Common,
}

fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| format!("`{text}` non è un giorno come 2021-09-30"))
}

/// What can be asked of the outbox.
#[derive(Subcommand)]
pub(super) enum Outbox {
    /// Elenca i messaggi.
    List(Common),
    /// Mostra un messaggio come viaggia.
    Show {
        /// L'identificativo, come lo dice `outbox list`.
        id: String,
        #[command(flatten)]
        common: Common,
    },
    /// Rimette in coda i messaggi che non sono partiti, e li consegna subito.
    Retry(OutboxRetry),
    /// Annulla un messaggio che non è partito: nessuno lo riceverà.
    Cancel {
        /// L'identificativo, come lo dice `outbox list`.
        id: String,
        #[command(flatten)]
        common: Common,
    },
}

/// The arguments of `outbox retry`.
#[derive(Args)]
#[command(group(clap::ArgGroup::new("which").required(true).args(["id", "all"])))]
pub(super) struct OutboxRetry {
    /// L'identificativo, come lo dice `outbox list`.
    pub id: Option<String>,
    /// Riprova tutti quelli non partiti, anche rifiutati e abbandonati; non quelli annullati.
    #[arg(long)]
    pub all: bool,
    /// L'istante da considerare adesso, per esempio 2021-07-05T07:00:00+02:00.
    #[arg(long, value_name = "ISTANTE", value_parser = instant)]
    pub now: Option<DateTime<Utc>>,
    #[command(flatten)]
    pub common: Common,
}

/// The arguments of `export`.
#[derive(Args)]
pub(super) struct ExportArguments {
    /// La tabella: `entries` ogni riga contabilizzata, `matches` ogni riga abbinata, `differences` ogni differenza,
    /// `indicators` ogni indicatore, `objectives` ogni obiettivo, `preconsuntivo` dove arriva a fine anno ogni voce,
    /// `previsione-consuntivo` lo stesso nelle righe e nelle funzioni dell'Allegato A del prossimo preventivo.
    #[arg(value_enum, value_name = "TABELLA", hide_possible_values = true)]
    pub table: Table,
    /// Il mese, AAAA-MM.
    #[arg(long, value_name = "AAAA-MM")]
    pub period: Period,
    #[command(flatten)]
    pub common: Common,
    /// Scrive un CSV da aprire con Excel o LibreOffice in italiano: intestazioni italiane, virgola decimale, date gg/mm/aaaa. Senza,
    /// e senza --json, un CSV per programmi: nomi fissi, importi in centesimi interi.
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

/// The arguments of `explain`.
#[derive(Args)]
pub(super) struct ExplainArguments {
    /// Un indicatore (nome o codice), un obiettivo (codice), una voce dello schema o una differenza (l'identificativo del foglio
    /// Differenze, o le sue prime cifre: almeno 6).
    pub id: String,
    /// Il mese, AAAA-MM.
    #[arg(long, value_name = "AAAA-MM")]
    pub period: Period,
    #[command(flatten)]
    pub common: Common,
    /// Le cifre su cui spiegarlo: consuntivo (se non si dice altro), preventivo, assestato, preconsuntivo.
    #[arg(long, value_name = "SCENARIO", value_parser = scenario)]
    pub scenario: Option<Scenario>,
}

fn scenario(text: &str) -> Result<Scenario, String> {
    let told = || names::SCENARIOS.into_iter().chain([Scenario::Preconsuntivo]);
    told().find(|scenario| scenario.id() == text).ok_or_else(|| {
        let known: Vec<&str> = told().map(Scenario::id).collect();
        format!("`{text}` non è uno scenario: si può scrivere {}", known.join(", "))
    })
}

/// The tables that can be written whole.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Table {
    /// Ogni riga contabilizzata, con file, foglio e cella.
    Entries,
    /// Ogni riga abbinata, con il suo gruppo.
    Matches,
    /// Ogni differenza.
    Differences,
    /// Ogni indicatore.
    Indicators,
    /// Ogni obiettivo con il suo grado, e quello che fu emesso.
    Objectives,
    /// Dove arriva a fine anno ogni voce, con il suo metodo.
    Preconsuntivo,
    /// La prima colonna del prossimo Allegato A, intera e per funzione.
    PrevisioneConsuntivo,
}

/// The years of which a run can be made.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2200;

fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    let instant = DateTime::parse_from_rfc3339(text)
        .map(|instant| instant.with_timezone(&Utc))
        .map_err(|_| format!("`{text}` non è un istante come 2021-07-05T07:00:00+02:00"))?;
    // Beyond these years no month has a name, and no letter a date.
    if YEARS.contains(&instant.year()) {
        return Ok(instant);
    }
    Err(format!("`{text}` non è di questo tempo: indicare un istante fra il {} e il {}", YEARS.start(), YEARS.end()))
}
