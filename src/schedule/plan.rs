//! Which due times of a job are done and which are passed over. Pure: instants and what the database remembers go in,
//! a plan comes out.

use chrono::{DateTime, TimeDelta, Utc};

use crate::calendar;
use crate::config::schedule::{CatchUp, Job};
use crate::store::{JobRun, JobState};

/// Minutes after which a run that failed is tried again: a share comes back, somebody makes room on the disk.
const RETRY_MINUTES: i64 = 15;

/// A due time that is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot<'a> {
    /// The job.
    pub job: &'a Job,
    /// When it is due: the `now` of what it does.
    pub due: DateTime<Utc>,
}

/// Due times that are not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skipped<'a> {
    /// The job.
    pub job: &'a Job,
    /// The first of them.
    pub from: DateTime<Utc>,
    /// The last of them.
    pub to: DateTime<Utc>,
}

/// What becomes of a job's due times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan<'a> {
    /// To be done, oldest first.
    pub slots: Vec<Slot<'a>>,
    /// Passed over.
    pub skipped: Option<Skipped<'a>>,
}

/// Plans a job: `last` is its last due time that is settled or under way, `unfinished` what failed or was interrupted.
/// Due times before `awake_since` fell while nobody was there: the job's policy says what becomes of them. Later ones
/// that pile up behind a long run are collapsed into the last, unless the job makes up for all.
#[must_use]
pub fn of_job<'a>(
    job: &'a Job,
    last: DateTime<Utc>,
    unfinished: &[JobRun],
    now: DateTime<Utc>,
    awake_since: DateTime<Utc>,
) -> Plan<'a> {
    let oldest = now - job.age_max();
    let slots: Vec<DateTime<Utc>> = calendar::due(&job.cron, last.max(oldest), now).collect();
    let first = match job.catch_up {
        CatchUp::All => 0,
        CatchUp::Latest => slots.len().saturating_sub(1),
        CatchUp::Skip => match slots.last() {
            Some(last) if *last >= awake_since => slots.len() - 1,
            _ => slots.len(),
        },
    };
    let done = &slots[first..];
    // The first due time that was not settled: it may be older than what is worth looking at.
    let skipped_to = if first > 0 { slots.get(first - 1).copied() } else { None };
    let too_old = || calendar::next(&job.cron, last).filter(|at| *at <= oldest);
    let skipped_to = skipped_to.or_else(|| too_old().map(|_| oldest));
    let skipped = skipped_to.and_then(|to| calendar::next(&job.cron, last).map(|from| Skipped { job, from, to }));

    let newest = slots.last().copied().unwrap_or(last);
    let again = unfinished.iter().filter(|run| match job.catch_up {
        CatchUp::All => true,
        CatchUp::Latest => run.due >= newest,
        CatchUp::Skip => false,
    });
    // What a clock that was ahead began is of its own time.
    let again = again.filter(|run| run.due >= oldest && run.due <= now && rested(run, now)).map(|run| run.due);
    let mut due: Vec<DateTime<Utc>> = again.chain(done.iter().copied()).collect();
    due.sort();
    due.dedup();
    Plan { slots: due.into_iter().map(|due| Slot { job, due }).collect(), skipped }
}

/// What was interrupted is done again at once; what failed waits a little.
fn rested(run: &JobRun, now: DateTime<Utc>) -> bool {
    let rests = |ended| ended <= now && now - ended < TimeDelta::minutes(RETRY_MINUTES);
    run.state != JobState::Failed || !run.ended.is_some_and(rests)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::Cron;
    use crate::config::schedule::Kind;

    fn job(cron: &str, catch_up: CatchUp, max_age_hours: Option<u32>) -> Job {
        let cron = Cron::try_from(cron.to_owned()).unwrap();
        Job { name: "prova".to_owned(), kind: Kind::Nightly, cron, catch_up, max_age_hours }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn days(plan: &Plan<'_>) -> Vec<String> {
        plan.slots.iter().map(|slot| slot.due.format("%d").to_string()).collect()
    }

    /// Off from the second to the fifth of June, at two every night.
    fn after_an_outage(catch_up: CatchUp, max_age_hours: Option<u32>) -> (Vec<String>, Option<(String, String)>) {
        let job = job("0 2 * * *", catch_up, max_age_hours);
        let now = at("2025-06-05T10:00:00Z");
        let plan = of_job(&job, at("2025-06-01T00:00:00Z"), &[], now, now);
        let skipped = plan.skipped.map(|it| (it.from.format("%d").to_string(), it.to.format("%d").to_string()));
        (days(&plan), skipped)
    }

    #[test]
    fn what_was_missed_is_made_up_for_as_the_policy_says() {
        let range = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
        assert_eq!(
            after_an_outage(CatchUp::All, Some(1000)),
            (vec!["02".into(), "03".into(), "04".into(), "05".into()], None)
        );
        assert_eq!(after_an_outage(CatchUp::Latest, None), (vec!["05".into()], range("02", "04")));
        assert_eq!(after_an_outage(CatchUp::Skip, None), (vec![], range("02", "05")));
    }

    #[test]
    fn what_is_too_old_is_passed_over_and_said() {
        let range = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
        assert_eq!(after_an_outage(CatchUp::All, Some(48)), (vec!["04".into(), "05".into()], range("02", "03")));
        assert_eq!(after_an_outage(CatchUp::Latest, Some(4)), (vec![], range("02", "05")));
    }

    #[test]
    fn a_time_that_comes_while_somebody_is_there_is_done_under_every_policy() {
        for catch_up in [CatchUp::All, CatchUp::Latest, CatchUp::Skip] {
            let job = job("0 2 * * *", catch_up, Some(48));
            let now = at("2025-06-02T00:00:20Z");
            let plan = of_job(&job, at("2025-06-01T00:00:00Z"), &[], now, at("2025-05-01T00:00:00Z"));
            assert_eq!((days(&plan), plan.skipped), (vec!["02".to_owned()], None));
        }
    }

    #[test]
    fn a_run_that_failed_is_tried_again_after_a_rest_and_one_interrupted_at_once() {
        let job = job("0 7 5 * *", CatchUp::Latest, Some(1000));
        let due = at("2025-06-05T05:00:00Z");
        let run = |state| JobRun {
            job: "prova".to_owned(),
            due,
            state,
            started: due,
            ended: Some(due + TimeDelta::minutes(1)),
            said: String::new(),
        };
        let at_minute = |state, minute| {
            let now = due + TimeDelta::minutes(minute);
            of_job(&job, due, &[run(state)], now, at("2025-05-01T00:00:00Z")).slots.len()
        };
        assert_eq!((at_minute(JobState::Failed, 2), at_minute(JobState::Failed, 16)), (0, 1));
        assert_eq!(at_minute(JobState::Interrupted, 1), 1);
        let next_month = due + TimeDelta::days(30);
        assert_eq!(days(&of_job(&job, due, &[run(JobState::Failed)], next_month, due)), ["05"], "only the newest");
        let of_the_future = JobRun { due: next_month, ended: Some(next_month), ..run(JobState::Failed) };
        assert_eq!(
            of_job(&job, due, std::slice::from_ref(&of_the_future), due, due).slots,
            [],
            "its time has not come"
        );
        let ahead = JobRun { due, ..of_the_future };
        assert_eq!(days(&of_job(&job, due, &[ahead], due, due)), ["05"], "nobody rests until a time that was never");
        let skip = Job { catch_up: CatchUp::Skip, ..job.clone() };
        assert_eq!(of_job(&skip, due, &[run(JobState::Interrupted)], due, due).slots, []);
    }

    proptest! {
        #[test]
        fn every_due_time_is_done_or_passed_over_and_never_both(
            outages in proptest::collection::vec((1..4000i64, proptest::bool::ANY), 1..12),
            policy in 0..3usize,
            cron in prop_oneof![Just("0 2 * * *"), Just("*/30 * * * *"), Just("0 7 5 * *"), Just("30 2 * * *")],
        ) {
            let policy = [CatchUp::All, CatchUp::Latest, CatchUp::Skip][policy];
            let job = job(cron, policy, Some(24 * 365));
            let start = at("2025-03-20T10:00:00Z");
            let (mut last, mut now, mut awake) = (start, start, start);
            let (mut done, mut passed) = (Vec::new(), 0);
            for (minutes, off) in outages {
                now += TimeDelta::minutes(minutes);
                if off {
                    awake = now;
                }
                let plan = of_job(&job, last, &[], now, awake);
                if let Some(skipped) = plan.skipped {
                    prop_assert!(skipped.from > last && plan.slots.iter().all(|slot| slot.due > skipped.to));
                    passed += calendar::due(&job.cron, last, skipped.to).count();
                    last = last.max(skipped.to);
                }
                done.extend(plan.slots.iter().map(|slot| slot.due));
                last = plan.slots.last().map_or(last, |slot| slot.due);
            }
            prop_assert!(done.windows(2).all(|pair| pair[0] < pair[1]));
            let all = calendar::due(&job.cron, start, now).count();
            prop_assert_eq!(done.len() + passed, all);
            if policy == CatchUp::All {
                prop_assert_eq!(passed, 0);
            }
        }
    }
}
