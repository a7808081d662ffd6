//! What the monthly message opens with: the verdict, the headline ratios, the accounts in the course of their year, what needs a
//! variation. The same as the workbook's first page.

use minijinja::context;
use minijinja::value::Value;

use super::chart::Bullet;
use super::message::Pictures;
use super::phrases;
use crate::indicators::{Target, Trend};
use crate::money::Cents;
use crate::monitor::Reading;
use crate::report::View;
use crate::report::brief::{self, Figure, Headline, Tone, Variation, Verdict};

/// What the templates open with.
pub(super) fn said(view: &View<'_>, pictures: &Pictures) -> Value {
    context! {
        verdict => verdict(&brief::verdict(view)),
        headlines => headlines(&brief::headlines(view)),
        headlines_picture => context! {
            id => pictures.headlines.as_ref().map_or("", |it| it.id.as_str()),
            alt => phrases::HEADLINES_SAID,
        },
        course => course(view),
        variations => variations(view),
        year_is_over => view.period.month() == 12,
    }
}

/// The verdict, by its word, its colour and its sentences.
fn verdict(verdict: &Verdict) -> Value {
    context! { word => verdict.tone.italian(), tone => tone(Some(verdict.tone)), sentences => &verdict.sentences }
}

/// By what the templates know a light: `good`, `watch`, `bad`, and `calm` where there is none yet.
fn tone(tone: Option<Tone>) -> &'static str {
    match tone {
        Some(Tone::Good) => "good",
        Some(Tone::Watch) => "watch",
        Some(Tone::Bad) => "bad",
        None => "calm",
    }
}

/// The headline ratios.
fn headlines(all: &[Headline<'_>]) -> Vec<Value> {
    let one = |it: &Headline<'_>| {
        context! {
            name => it.name,
            to_date => &it.to_date,
            projection => &it.projection,
            target => &it.target,
            standing => it.standing.italian(),
            tone => tone(Tone::of(it.standing)),
            trend => it.trend.map_or("", Trend::italian),
        }
    };
    all.iter().map(one).collect()
}

/// The headline ratios as their picture draws them: those of which there is a number.
pub(super) fn bullets(all: &[Headline<'_>]) -> Vec<Bullet> {
    let bullet = |it: &Headline<'_>| {
        let projected = it.indicator.projection.as_ref().map(|it| it.range);
        let (least, most) = projected.or_else(|| it.series.last().map(|(_, value)| (*value, *value)))?;
        let target = match it.indicator.definition.target {
            Target::Number { value, .. } => Some(value),
            Target::None | Target::Milestone(_) => None,
        };
        let (shown, said) = if it.projection.is_empty() {
            (it.to_date.clone(), "alla data")
        } else {
            (it.projection.clone(), "proiezione")
        };
        let label = it.name.to_owned();
        Some(Bullet { label, shown, said, least, most, target, tone: Tone::of(it.standing), wanted: it.target.clone() })
    };
    all.iter().filter_map(bullet).collect()
}

/// The totals of the statement: to date, expected by now, where the year is heading, the budget.
fn course(view: &View<'_>) -> Vec<Value> {
    let shown = |cents: Option<Cents>| cents.map_or_else(|| "n.d.".to_owned(), Cents::italian);
    let one = |it: Figure<'_>| {
        context! {
            label => it.label,
            actual => shown(it.actual),
            expected => shown(it.expected),
            projected => shown(it.projected),
            assestato => shown(it.assestato),
            effect => it.effect.map_or("", Reading::italian),
            bad => it.effect == Some(Reading::Unfavourable),
        }
    };
    brief::figures(view).into_iter().map(one).collect()
}

/// The voci that end beyond their budget.
fn variations(view: &View<'_>) -> Vec<Value> {
    let one = |it: Variation<'_>| {
        context! {
            label => &it.voce.label,
            projected => it.voce.cents.italian(),
            assestato => it.voce.assestato.unwrap_or_default().italian(),
            beyond => it.beyond.italian(),
            committed => it.committed,
            slight => it.slight,
        }
    };
    brief::variations(view).into_iter().map(one).collect()
}
