//! The month in a few words as its manifest keeps it: who looks later at how things stand reads what the first page said.

use super::super::View;
use super::headline::{Headline, headlines};
use super::tone::Tone;
use super::verdict::verdict;
use crate::issue::{Brief, BriefRatio, Light};

/// The verdict and the headline ratios, as they are printed.
#[must_use]
pub fn kept(view: &View<'_>) -> Brief {
    let verdict = verdict(view);
    let ratio = |it: &Headline<'_>| BriefRatio {
        indicator: it.indicator.definition.id.clone(),
        name: it.name.to_owned(),
        value: it.to_date.clone(),
        projection: it.projection.clone(),
        target: it.target.clone(),
        standing: it.standing.id().to_owned(),
    };
    let light = match verdict.tone {
        Tone::Good => Light::Good,
        Tone::Watch => Light::Watch,
        Tone::Bad => Light::Bad,
    };
    Brief { light, sentences: verdict.sentences, ratios: headlines(view).iter().map(ratio).collect() }
}
