//! The letter of a scorecard: how those who are assessed on the plan stand, to the roles that the settings name and to
//! nobody else. Shows what others weighed.

use std::collections::BTreeSet;
use std::io::Cursor;

use chrono::{DateTime, Utc};
use minijinja::context;
use minijinja::value::Value;

use super::letter::{Addressed, Sender};
use super::message::{Message, Said, free_id, scope};
use super::page::Pages;
use super::phrases;
use super::settings::{Recipient, ScorecardPost, Settings};
use crate::indicators::tree::{GroupStanding, ScorecardStanding};
use crate::indicators::{Indicator, judged, target_said};
use crate::issue::IssueState;
use crate::italian::listed;
use crate::ledger::{RestatedDegree, SCORECARD};
use crate::period::italian_date;
use crate::report::{View, render_scorecard};

/// The letters of the scorecards that go with this issue, each with a workbook of its own. A draft has none.
pub(super) fn letters(
    pages: &Pages,
    view: &View<'_>,
    settings: &Settings,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Message>> {
    let mut out = Vec::new();
    let posts: &[ScorecardPost] = if view.state == IssueState::Draft { &[] } else { &settings.scorecards };
    let scope = scope(view.ente, view.period);
    let mut ids = BTreeSet::new();
    for post in posts.iter().filter(|post| post.goes_with(view.period)) {
        let Some(card) = view.standings.scorecards.iter().find(|card| card.id == post.id) else { continue };
        let mut workbook = Vec::new();
        render_scorecard(view, card, Cursor::new(&mut workbook))?;
        let name = phrases::scorecard_file(&card.id, &view.workbook_name());
        let reply_to = post.reply_to(&settings.recipients);
        let said = said(pages, view, card, &Way { post, settings, file: &name, reply_to: &reply_to })?;
        let sender = Sender::new(settings, now)?.answered_at(&reply_to)?;
        for recipient in recipients(post, settings) {
            let id = free_id(&format!("{}-{}-scheda_{}", view.period, view.issue, card.id), &recipient.role, &mut ids);
            out.push(sender.seal(Addressed { scope: &scope, id, recipient }, &said, Some((&name, &workbook)))?);
        }
    }
    Ok(out)
}

/// What a letter says of its own way.
struct Way<'a> {
    post: &'a ScorecardPost,
    settings: &'a Settings,
    /// The name of its workbook.
    file: &'a str,
    /// Who is answered.
    reply_to: &'a str,
}

fn recipients<'a>(post: &'a ScorecardPost, settings: &'a Settings) -> impl Iterator<Item = &'a Recipient> {
    settings.recipients.iter().filter(|it| post.to.contains(&it.role))
}

fn said(pages: &Pages, view: &View<'_>, card: &ScorecardStanding, way: &Way<'_>) -> anyhow::Result<Said> {
    let month = view.period.italian();
    let subject = phrases::scorecard_subject(&card.title, &month, view.issue);
    let names: Vec<String> = recipients(way.post, way.settings).map(|it| it.name.clone()).collect();
    let page = context! {
        subject => &subject,
        ente => view.ente,
        month => &month,
        issue => view.issue,
        title => &card.title,
        as_of => italian_date(view.period.last_day()),
        provisional => card.provisional,
        degree => phrases::degree(card.rolled.achievement),
        coverage => phrases::degree(Some(card.rolled.coverage)),
        weights => weights(view, card),
        groups => card.groups.iter().map(|group| shown_group(group, view)).collect::<Vec<_>>(),
        to => listed(&names),
        file => way.file,
        workbook => view.workbook_name(),
        manifest => view.manifest.short(),
        reply_to => way.reply_to,
    };
    Said::of(pages, "scheda", subject, &page)
}

/// By which act its groups weigh so, and what months that were released say otherwise by it.
fn weights(view: &View<'_>, card: &ScorecardStanding) -> String {
    let of_card = view.reweighed.iter().filter(|it| it.id.strip_prefix(SCORECARD) == Some(card.id.as_str()));
    let said = [card.weights_said.clone()].into_iter().chain(of_card.map(RestatedDegree::sentence));
    said.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

fn shown_group(group: &GroupStanding, view: &View<'_>) -> Value {
    context! {
        title => &group.title,
        weight => phrases::degree(Some(group.weight)),
        degree => phrases::degree(group.rolled.achievement),
        given_by => group.given_by.as_deref().unwrap_or_default(),
        given => group.rolled.achievement.is_some(),
        measured => group.measured,
        total => group.total,
        indicators => view.of_group(&group.id).map(shown_indicator).collect::<Vec<_>>(),
    }
}

fn shown_indicator(indicator: &Indicator) -> Value {
    context! {
        code => indicator.definition.code_text(),
        name => &indicator.definition.name,
        value => judged(indicator),
        target => target_said(indicator),
        state => indicator.standing.italian(),
        degree => indicator.achievement.map(|it| phrases::degree(Some(it))).unwrap_or_default(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::june::june;
    use super::*;

    pub(in crate::mail) fn said(pages: &Pages, view: &View<'_>, card: &ScorecardStanding, settings: &Settings) -> Said {
        let post = &settings.scorecards[0];
        let reply_to = post.reply_to(&settings.recipients);
        let way = Way { post, settings, file: "scheda-segretario_generale-2021-06.xlsx", reply_to: &reply_to };
        super::said(pages, view, card, &way).unwrap()
    }

    #[test]
    fn weights_that_were_corrected_are_told_with_their_act_and_what_they_move() {
        let month = june();
        let mut card = month.standings.scorecards[0].clone();
        assert_eq!(weights(&month.view(), &card), "");
        card.weights_said = "I pesi sono corretti (D.G. 6/2021): refuso.".to_owned();
        let moved = RestatedDegree {
            period: "2021-05".parse().unwrap(),
            issue: 1,
            id: "scheda.segretario_generale".to_owned(),
            title: card.title.clone(),
            is_kept: true,
            issued: Some(9_000),
            by_then: Some(9_000),
            now: Some(9_255),
        };
        let other = RestatedDegree { id: "scheda.dirigente".to_owned(), ..moved.clone() };
        let view = View { reweighed: &[moved, other], ..month.view() };
        insta::assert_snapshot!(weights(&view, &card), @"I pesi sono corretti (D.G. 6/2021): refuso. Valutazione del Segretario generale, maggio 2021 (emissione 1): grado di raggiungimento da 90,00% a 92,55% (+2,55 punti per definizioni e pesi).");
    }

    #[test]
    fn a_scorecard_goes_only_to_its_roles_with_its_months_and_never_with_a_draft() {
        use crate::mail::tests::{golden, now};
        let ids = |month: &crate::mail::tests::Month| {
            let workbook = crate::mail::tests::WORKBOOK;
            let first = crate::mail::tests::FIRST;
            let all = crate::mail::compose(&month.view(), workbook, first, &golden::with_scorecard(), now()).unwrap();
            all.into_iter().map(|it| it.id).filter(|id| id.contains("scheda")).collect::<Vec<_>>()
        };
        let sent =
            ["2021-06-1-scheda_segretario_generale-oiv", "2021-06-1-scheda_segretario_generale-segretario_generale"];
        assert_eq!(ids(&june()), sent);
        assert!(ids(&crate::mail::tests::Month { state: IssueState::Draft, ..june() }).is_empty());
        let may = crate::mail::tests::Month { period: "2021-05".parse().unwrap(), ..june() };
        assert!(ids(&may).is_empty());
    }
}
