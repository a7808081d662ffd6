//! A draft of a layout, put together from the guesses at its header, its columns and its rows.
//! It refuses to guess what a column is for.

use std::collections::{BTreeMap, BTreeSet};

use super::alike::{Names, Table, code_pattern, names_ente};
use super::amounts::{Amount, Year};
use super::captions;
use super::doubts;
use super::kinds::{self, Guess};
use super::proposal::{Alike, Blank, Column, Draft, FromSheet, holds_figures};
use super::rows::{self, Row};
use super::survey::{grid, one_line};
use super::{amounts, dates, summaries, synonyms, uncoded, write};
use crate::money::Cents;
use crate::office::Offices;
use crate::origin::{column_name, stem};
use crate::period::Period;
use crate::read::ColumnKind;
use crate::read::claims::unit_euro;
use crate::read::layout::{Field, Kind};
use crate::read::typed_date::as_of;
use crate::read::wording::Said;
use crate::read::words::folded;
use crate::sheets::{CellKind, RawCell, RawSheet};

/// A draft for the sheet and the lines that look most like a table; `None` where nothing does. `offices` are those that are declared,
/// none where there is no configuration yet.
#[must_use]
pub fn suggest(name: &str, sheets: &[RawSheet], offices: &Offices) -> Option<String> {
    suggested(name, sheets, offices).map(|it| it.text)
}

/// A draft, and what tells its table from others.
pub(super) struct Suggested {
    pub text: String,
    /// The captions as other months have them too.
    pub captions: Vec<String>,
}

/// The same, with what tells its table from others.
pub(super) fn suggested(name: &str, sheets: &[RawSheet], offices: &Offices) -> Option<Suggested> {
    let visible: Vec<&RawSheet> = sheets.iter().filter(|sheet| sheet.visible).collect();
    let tables: Vec<Table<'_>> = visible
        .iter()
        .enumerate()
        .filter_map(|(place, sheet)| {
            let cells = grid(sheet);
            let header = captions::header(&cells, &sheet.hidden)?;
            Some(Table { place, sheet, cells, header })
        })
        .collect();
    let widest = tables.iter().max_by_key(|it| it.header.captions.len())?;
    let month = dates::month_in(stem(name)).map(|(.., period)| period);
    let alike: Vec<&Table<'_>> = tables.iter().filter(|it| it.is_like(widest)).collect();
    let is_beside = |it: &&&RawSheet| alike.iter().all(|table| table.sheet.name != it.name);
    let beside: Vec<&RawSheet> = visible.iter().filter(is_beside).copied().collect();
    let names = Names::of(&alike, offices, month.map(Period::exercise)).beside(&beside);
    let chosen = alike.iter().find(|it| month.is_some_and(|month| names.say(&it.sheet.name, month))).copied();
    let names = if matches!(names, Names::Months(_)) && chosen.is_none() { Names::Others } else { names };
    let chosen = chosen.unwrap_or(widest);
    let others: Vec<&Table<'_>> = alike.into_iter().filter(|it| it.sheet.name != chosen.sheet.name).collect();
    let draft = draft((name, offices), chosen, &others, &names);
    let captions = draft.columns.iter().map(|column| folded(&column.wording)).collect();
    let text = write::toml(&Draft { many_tables: visible.len() > 1, ..draft });
    Some(Suggested { text, captions })
}

#[expect(clippy::too_many_lines, reason = "a draft is written line by line, in the order in which it is read")]
fn draft<'g, 's>(
    (name, offices): (&'g str, &'g Offices),
    table: &'g Table<'s>,
    others: &[&'g Table<'s>],
    names: &Names,
) -> Draft<'g, 's> {
    let Table { sheet, cells, header, .. } = table;
    let title = cells.range(..header.first).flat_map(|(_, line)| line.values()).map(|cell| one_line(&cell.value));
    let title = title.collect::<Vec<_>>().join(" ");
    let captions = synonyms::Captions::of(&header.captions, &header.own);
    let is_dated = |caption: &String| dates::changing(caption).is_some_and(|(_, said)| said.period().is_some());
    let kind = captions.kind(as_of(&title).is_some() || header.captions.values().any(is_dated));
    let mut ids = captions.ids(kind);
    let alike = together(table, others, names, (kind, captions.has(Field::Objective)));
    if let Some(said) = alike.said_by_sheets() {
        // What the sheets say is no column that was taken for it for want of another.
        for (at, id) in ids.iter_mut().filter(|(_, id)| *id == said.id) {
            *id = header.captions.get(at).map_or_else(String::new, |it| folded(it).replace(' ', "_"));
            if id.is_empty() || *id == said.id {
                *id = format!("{}_2", said.id);
            }
        }
    }
    if synonyms::is_of_lines(kind)
        && !ids.values().any(|id| id == "voce")
        && let Some(first) = ids.values_mut().next()
    {
        // A statement must say its lines somewhere, and they stand first.
        "voce".clone_into(first);
    }
    let mut rows = rows::tell(cells, header, synonyms::is_of_lines(kind));
    if matches!(alike, Alike::Every(..)) {
        // Whatever is guessed holds for all of them.
        others.iter().for_each(|it| rows.add(rows::tell(&it.cells, &it.header, synonyms::is_of_lines(kind))));
    }
    let of_id = |id: &str| ids.iter().find(|(_, it)| *it == id).map(|(at, _)| *at).filter(|_| kind == Kind::Accounts);
    let uncoded = of_id("conto").zip(of_id("descrizione"));
    let uncoded = uncoded.map(|(code, name)| (name, uncoded::take(code, name, &mut rows)));
    let doubtful: &[u32] = uncoded.as_ref().map_or(&[], |(_, it)| &it.doubtful);
    let measures = kind == Kind::Measurements;
    let mut columns: Vec<Column> = header
        .captions
        .iter()
        .map(|(at, caption)| {
            let filled: Vec<&RawCell> = rows.data.iter().filter_map(|(_, line)| line.get(at).copied()).collect();
            let mut guess = kinds::of(caption, &filled, measures);
            let id = ids.get(at).cloned().unwrap_or_default();
            if id == "voce" {
                guess = Guess { kind: ColumnKind::Text, evidence: "ipotesi: il nome della riga".to_owned(), ..guess };
            }
            if kind == Kind::Statement
                && matches!(guess.kind, ColumnKind::Integer | ColumnKind::Number)
                && is_dated(caption)
            {
                let evidence = "ipotesi: importi, perché sono sotto una data".to_owned();
                guess = Guess { kind: ColumnKind::Money, evidence, ..guess };
            }
            let of_function = || amounts::named(&folded(caption), kind, None).is_some_and(|it| it.function.is_some());
            if holds_figures(kind) && matches!(guess.kind, ColumnKind::Integer | ColumnKind::Number) && of_function() {
                let evidence = "ipotesi: importi, perché sono di una funzione istituzionale".to_owned();
                guess = Guess { kind: ColumnKind::Money, evidence, ..guess };
            }
            if let Some(given) = synonyms::given(kind, &id) {
                guess = kinds::giving(guess, given, &filled);
            }
            let (caption, wording) = (caption.clone(), caption.clone());
            let mut blank = blank(*at, &rows.data, &guess);
            if id == "conto" && !doubtful.is_empty() {
                // Whoever does not look at them has them refused, and not counted with the account above.
                blank = Blank::Never;
                guess.doubt = Some(doubts::without_a_code(doubtful));
            }
            Column { at: *at, blank, id, caption, wording, guess, amount: None }
        })
        .collect();
    let is_month = |caption: &str| dates::changing(caption).is_some_and(|(wording, _)| wording == "{data}");
    let months: Vec<u16> = columns.iter().filter(|it| is_month(&it.caption)).map(|column| column.at).collect();
    let months = if months.len() > 2 { months } else { Vec::new() };
    let of_year = || dates::year_in(stem(name)).filter(|_| kind == Kind::Reference).map(|(.., period)| period);
    let month_over = told_by_captions(&mut columns, kind, dates::month_of(name, &title).or_else(of_year));
    let filled: BTreeSet<u16> = rows.data.iter().flat_map(|(_, line)| line.keys().copied()).collect();
    let unnamed = filled.into_iter().filter(|at| !header.captions.contains_key(at)).map(column_name).collect();
    if kind == Kind::Accounts {
        doubt_signs(&mut columns, &rows.data);
    }
    doubt_texts(&mut columns, &rows.data);
    if holds_figures(kind) {
        tell_month_from_to_date(&mut columns);
    }
    let codes = columns.iter().find(|column| kind == Kind::Accounts && column.id == "conto").map(|column| column.at);
    let money: Vec<u16> = columns.iter().filter(|it| it.guess.kind == ColumnKind::Money).map(|it| it.at).collect();
    let summaries = codes.and_then(|at| Some((at, summaries::take(at, &money, &mut rows.data)?)));
    let said = alike.said_by_sheets().map(|it| it.id.to_owned());
    let identity = said.into_iter().chain(identity(&columns, &rows.data)).collect();
    Draft {
        name,
        offices,
        sheet,
        many_tables: false,
        alike,
        header: header.clone(),
        title,
        kind,
        columns,
        unnamed,
        identity,
        rows,
        uncoded,
        summaries,
        month_over,
        months,
    }
}

/// What becomes of sheets with the header of one that was chosen. They are one table where their names say of what each is, and
/// nothing else that they say of themselves differs.
fn together(table: &Table<'_>, others: &[&Table<'_>], names: &Names, of: (Kind, bool)) -> Alike {
    let (kind, has_objective) = of;
    let own = |it: &Table<'_>| it.sheet.name.clone();
    let unsure = || Alike::Unsure(others.iter().map(|it| own(it)).collect());
    let title = |it: &Table<'_>| {
        let title = it.title();
        (as_of(&title).and_then(Period::of), unit_euro(&title), names_ente(&title))
    };
    let agrees = |it: &&Table<'_>| it.header.captions == table.header.captions && title(it) == title(table);
    let every = |said: Option<FromSheet>| {
        let mut all: Vec<&Table<'_>> = std::iter::once(table).chain(others.iter().copied()).collect();
        all.sort_by_key(|it| it.place);
        Alike::Every(all.into_iter().map(own).collect(), said)
    };
    let of_objectives = matches!(kind, Kind::Initiatives | Kind::Registrations | Kind::Measurements);
    match names {
        _ if others.is_empty() => Alike::Alone,
        Names::Months(pattern) => Alike::OfMonth(pattern.clone()),
        _ if !others.iter().all(agrees) => unsure(),
        Names::Codes(words) if of_objectives => {
            let id = Field::Objective.id();
            let said = FromSheet { id, kind: ColumnKind::Code, pattern: code_pattern(words, id) };
            every((!has_objective).then_some(said))
        }
        Names::Offices if of_objectives || kind == Kind::Accounts => {
            every(Some(FromSheet { id: "ufficio", kind: ColumnKind::Text, pattern: None }))
        }
        Names::Codes(_) | Names::Offices | Names::Others => unsure(),
    }
}

/// Says it of columns whose amounts are mostly below zero beside others that are not: a layout has to say which sign is a
/// cost's.
fn doubt_signs(columns: &mut [Column], data: &[Row<'_, '_>]) {
    let signs = |column: &Column| {
        let shown = data.iter().filter_map(|(_, line)| line.get(&column.at)).map(|cell| summaries::cents(cell).0);
        let (below, above): (Vec<i64>, Vec<i64>) = shown.filter(|cents| *cents != 0).partition(|cents| *cents < 0);
        below.len().cmp(&above.len())
    };
    let money = |column: &Column| column.guess.kind == ColumnKind::Money;
    if !columns.iter().any(|it| money(it) && signs(it).is_lt()) {
        return;
    }
    for column in columns.iter_mut().filter(|it| money(it) && signs(it).is_gt()) {
        let doubt = "quasi tutti gli importi sono col meno, al contrario di altre colonne: se sono costi, aggiungere \
                     `sign = -1` in `amount`";
        column.guess.doubt.get_or_insert_with(|| doubt.to_owned());
    }
}

/// Says it of amounts that are text in a sheet that has numbers: the point of `1.234` is no decimal one.
fn doubt_texts(columns: &mut [Column], data: &[Row<'_, '_>]) {
    let cells = |at: u16| data.iter().filter_map(move |(_, line)| line.get(&at));
    let money = |column: &&mut Column| column.guess.kind == ColumnKind::Money;
    let has_numbers = columns.iter().any(|it| cells(it.at).any(|cell| cell.kind == CellKind::Number));
    for column in columns.iter_mut().filter(money).filter(|_| has_numbers) {
        let is_amount = |cell: &&&RawCell| cell.kind == CellKind::Text && summaries::cents(cell) != Cents::ZERO;
        let mut texts = cells(column.at).filter(is_amount).peekable();
        if let Some(first) = texts.peek().map(|cell| one_line(&cell.value)) {
            column.guess.doubt.get_or_insert_with(|| doubts::amounts_as_text(texts.count(), &first));
        }
    }
}

/// A column of a month's own movements, beside one of what there is to date: that one is meant.
fn tell_month_from_to_date(columns: &mut [Column]) {
    let is_money = |it: &Column| it.guess.kind == ColumnKind::Money;
    let is_plain = |it: &Column| it.amount.as_ref().is_none_or(|it| it.scenario == "consuntivo");
    let to_date = |it: &Column| {
        let words = folded(&it.caption);
        [
            "progressiv",
            "cumulat",
            "alla data",
            "da inizio anno",
            "dall inizio dell anno",
            "da gennaio",
            "dal 1 gennaio",
            "totale al ",
        ]
        .iter()
        .any(|said| words.contains(said))
    };
    let of_month = |it: &Column| {
        let words = folded(&it.caption);
        let said =
            ["del mese", "nel mese", "mensile", "di periodo", "del periodo"].iter().any(|said| words.contains(said));
        said || words == "mese" || it.wording == "{data}"
    };
    let mut candidates = columns.iter_mut().filter(|it| is_money(it) && is_plain(it) && to_date(it));
    let (Some(whole), None) = (candidates.next(), candidates.next()) else { return };
    let caption = whole.caption.clone();
    let amount = Amount { scenario: "consuntivo", function: None, year: Year::OfFile };
    whole.amount.get_or_insert(amount);
    for column in columns.iter_mut().filter(|it| is_money(it) && is_plain(it) && of_month(it) && !to_date(it)) {
        column.amount = None;
        column.guess.doubt.get_or_insert_with(|| doubts::of_month_alone(&caption));
    }
}

/// What the captions say in words of each column: its amount, and the wording that holds next month too. Answers the id of
/// the column that says the file's month, where nothing else does: the one of the latest date.
fn told_by_captions(columns: &mut [Column], kind: Kind, month: Option<Period>) -> Option<String> {
    let changing: Vec<Option<(String, Said)>> = columns.iter().map(|column| dates::changing(&column.caption)).collect();
    let latest = || changing.iter().zip(&*columns).filter_map(|(it, column)| Some((it.as_ref()?.1.period()?, column)));
    let said = latest().max_by_key(|(period, _)| *period).filter(|_| month.is_none() && kind != Kind::Reference);
    let month_over = said.map(|(_, column)| column.id.clone());
    let month = month.or(said.map(|(period, _)| period));
    let wordings: Vec<String> = changing.iter().flatten().map(|(wording, _)| folded(wording)).collect();
    for (column, changing) in columns.iter_mut().zip(changing) {
        // Of several columns that differ by their year alone, each is of its own.
        let is_alone = |wording: &str| wordings.iter().filter(|it| **it == folded(wording)).count() == 1;
        let changing = changing.filter(|(wording, _)| kind != Kind::Reference || is_alone(wording));
        if column.may_be_amount(kind) {
            let own = month.filter(|_| kind != Kind::Reference || changing.is_some());
            let exercise = own.map(|month| i32::from(month.exercise().0));
            column.amount = amounts::named(&folded(&column.caption), kind, exercise);
        }
        // Braces are a layout's own; to tell a caption they count as little as any other mark.
        column.wording = column.caption.replace(['{', '}'], " ");
        let year = column.amount.as_ref().map(|amount| amount.year);
        if let Some((wording, said)) = changing
            && dates::is_expected(said, year, month)
            && (kind != Kind::Reference || said.month.is_none())
        {
            column.wording = wording;
        }
    }
    month_over
}

/// What the blanks of a column seem to mean: a code or a name that stands on the first row of its group only is meant
/// for the rows below too.
fn blank(at: u16, data: &[Row<'_, '_>], guess: &Guess) -> Blank {
    let blanks = data.iter().filter(|(_, line)| !line.contains_key(&at)).count();
    let leads = data.first().is_some_and(|(_, line)| line.contains_key(&at) && line.keys().next() == Some(&at));
    let is_name = match guess.kind {
        ColumnKind::Code => true,
        // A group has some rows: a name that was forgotten is rarer than a third of them.
        ColumnKind::Text => 3 * blanks >= data.len(),
        _ => false,
    };
    let is_measure = matches!(guess.kind, ColumnKind::Number | ColumnKind::Integer | ColumnKind::Percent);
    let unsaid = || data.iter().filter_map(|(_, line)| line.get(&at)).any(|cell| kinds::is_missing(cell));
    match blanks {
        // `n.d.` is no blank, and no value either.
        0 if is_measure && unsaid() => Blank::Some(0),
        0 if !data.is_empty() => Blank::Never,
        some if leads && is_name && some < data.len() => Blank::Above(some),
        some => Blank::Some(some),
    }
}

/// The first columns that together tell the rows apart: codes first, then names and dates; never amounts.
fn identity(columns: &[Column], data: &[Row<'_, '_>]) -> Vec<String> {
    const COLUMNS_MAX: usize = 5;
    let rank = |column: &Column| match column.guess.kind {
        ColumnKind::Code => Some(0),
        ColumnKind::FiscalCode => Some(1),
        ColumnKind::Text if column.id != "note" && column.id != "descrizione" => Some(2),
        ColumnKind::Date => Some(3),
        _ => None,
    };
    let mut able: Vec<(i32, &Column)> = columns.iter().filter_map(|column| Some((rank(column)?, column))).collect();
    able.retain(|(_, column)| column.blank == Blank::Never || matches!(column.blank, Blank::Above(_)));
    able.sort_by_key(|(rank, column)| (*rank, column.at));
    let mut chosen: Vec<&Column> = Vec::new();
    for (_, column) in able {
        let distinct = |chosen: &[&Column]| {
            let key = |line: &BTreeMap<u16, &RawCell>| -> Vec<String> {
                chosen
                    .iter()
                    .map(|column| line.get(&column.at).map_or_else(String::new, |cell| folded(&cell.value)))
                    .collect()
            };
            data.iter().map(|(_, line)| key(line)).collect::<BTreeSet<_>>().len()
        };
        if chosen.len() == COLUMNS_MAX || (!chosen.is_empty() && distinct(&chosen) == data.len()) {
            break;
        }
        chosen.push(column);
    }
    chosen.into_iter().map(|column| column.id.clone()).collect()
}
