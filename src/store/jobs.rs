//! What the service did and when: a due time of a job is claimed once, and remembered for a while.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{OptionalExtension as _, Row, params};

use super::Store;
use super::table::{Table, parsed, parsed_or_none};

use crate::named::named;

/// Minutes beyond now up to which the begin of a run is believed: clocks are set right by seconds all the time. What was
/// begun later than that was begun by a clock that was ahead, and is as if it had not been.
const AHEAD_MINUTES: i64 = 5;

/// The latest begin that is believed.
fn believed(now: DateTime<Utc>) -> String {
    (now + TimeDelta::minutes(AHEAD_MINUTES)).to_rfc3339()
}

/// How a run of a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// Under way.
    Running,
    /// Done.
    Done,
    /// Ended by a failure.
    Failed,
    /// Ended before its end: the service was stopped or killed.
    Interrupted,
    /// Never begun, and not to be.
    Skipped,
}

named!(JobState {
    Running = "running",
    Done = "done",
    Failed = "failed",
    Interrupted = "interrupted",
    Skipped = "skipped",
});

/// How a run ended.
#[derive(Clone, Copy, Debug)]
pub struct RunEnd<'a> {
    /// Its state from now on.
    pub state: JobState,
    /// What it said; empty when there was nothing to say.
    pub said: &'a str,
}

/// A run of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRun {
    /// The job's name.
    pub job: String,
    /// When it was due.
    pub due: DateTime<Utc>,
    /// How it stands.
    pub state: JobState,
    /// When it was begun.
    pub started: DateTime<Utc>,
    /// When it ended.
    pub ended: Option<DateTime<Utc>>,
    /// What it said, in Italian.
    pub said: String,
}

const TABLE: Table = Table { name: "job_run", columns: &["job", "due", "state", "started", "ended", "said"] };

fn from_row(row: &Row<'_>) -> anyhow::Result<JobRun> {
    Ok(JobRun {
        job: row.get("job")?,
        due: parsed(row, "due")?,
        state: parsed(row, "state")?,
        started: parsed(row, "started")?,
        ended: parsed_or_none(row, "ended")?,
        said: row.get("said")?,
    })
}

impl Store {
    /// The last due time of a job that is settled or under way, not after this instant.
    ///
    /// # Errors
    /// When the database fails; so for every function below.
    pub fn last_due(&self, job: &str, now: DateTime<Utc>) -> anyhow::Result<Option<DateTime<Utc>>> {
        let sql = "SELECT max(due) FROM job_run WHERE job = ?1 AND due <= ?2 AND started <= ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        let last: Option<String> =
            statement.query_row([job, &now.to_rfc3339(), &believed(now)], |row| row.get(0)).optional()?.flatten();
        Ok(last.map(|text| text.parse()).transpose()?)
    }

    /// The runs of a job that failed or were interrupted, by due time.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unfinished_runs(&self, job: &str) -> anyhow::Result<Vec<JobRun>> {
        self.runs("WHERE job = ?1 AND state IN ('failed', 'interrupted')", params![job])
    }

    /// The latest run of each job that was begun, by job.
    ///
    /// # Errors
    /// When the database fails.
    pub fn latest_runs(&self) -> anyhow::Result<Vec<JobRun>> {
        self.runs(
            "WHERE state <> 'skipped' AND due = \
             (SELECT max(due) FROM job_run AS other WHERE other.job = job_run.job AND other.state <> 'skipped')",
            [],
        )
    }

    /// Every remembered run, by job and due time.
    ///
    /// # Errors
    /// When the database fails.
    pub fn all_runs(&self) -> anyhow::Result<Vec<JobRun>> {
        self.runs("", [])
    }

    fn runs(&self, filter: &str, params: impl rusqlite::Params) -> anyhow::Result<Vec<JobRun>> {
        TABLE.rows(&self.connection, &format!("{filter} ORDER BY job, due"), params, from_row)
    }

    /// Claims a due time: whether it is the caller's to do. Only one that failed, was interrupted or was begun by a
    /// clock that was ahead is given out again.
    ///
    /// # Errors
    /// When the database fails.
    pub fn claim_run(&self, job: &str, due: DateTime<Utc>, now: DateTime<Utc>) -> anyhow::Result<bool> {
        let sql = "INSERT INTO job_run VALUES (?1, ?2, 'running', ?3, NULL, '') ON CONFLICT (job, due) DO UPDATE \
                   SET state = 'running', started = excluded.started, ended = NULL, said = '' \
                   WHERE state IN ('failed', 'interrupted') OR started > ?4";
        Ok(self.connection.execute(sql, [job, &due.to_rfc3339(), &now.to_rfc3339(), &believed(now)])? == 1)
    }

    /// Says how a claimed run ended.
    ///
    /// # Errors
    /// When the database fails.
    pub fn end_run(&self, job: &str, due: DateTime<Utc>, now: DateTime<Utc>, end: RunEnd<'_>) -> anyhow::Result<()> {
        let RunEnd { state, said } = end;
        let sql = "UPDATE job_run SET state = ?3, ended = ?4, said = ?5 WHERE job = ?1 AND due = ?2";
        self.connection.execute(sql, [job, &due.to_rfc3339(), state.id(), &now.to_rfc3339(), said])?;
        Ok(())
    }

    /// Settles every due time of a job up to this one without doing it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn skip_runs(&self, job: &str, due: DateTime<Utc>, now: DateTime<Utc>, why: &str) -> anyhow::Result<()> {
        let sql = "INSERT INTO job_run VALUES (?1, ?2, 'skipped', ?3, ?3, ?4) ON CONFLICT (job, due) DO UPDATE \
                   SET state = 'skipped', started = excluded.started, ended = excluded.ended, said = excluded.said \
                   WHERE started > ?5";
        self.connection.execute(sql, [job, &due.to_rfc3339(), &now.to_rfc3339(), why, &believed(now)])?;
        Ok(())
    }

    /// What a killed service left under way is interrupted. Only for a caller that holds the lock of the data root.
    ///
    /// # Errors
    /// When the database fails.
    pub fn interrupt_runs(&self, now: DateTime<Utc>, said: &str) -> anyhow::Result<usize> {
        let sql = "UPDATE job_run SET state = 'interrupted', ended = ?1, said = ?2 WHERE state = 'running'";
        Ok(self.connection.execute(sql, [&now.to_rfc3339(), said])?)
    }

    /// Forgets runs that were due before an instant, but for the last one of each job as of now, which says where it
    /// stands.
    ///
    /// # Errors
    /// When the database fails.
    pub fn forget_runs(&self, before: DateTime<Utc>, now: DateTime<Utc>) -> anyhow::Result<usize> {
        let sql = "DELETE FROM job_run WHERE due < ?1 AND state <> 'running' AND due < (SELECT max(due) \
                   FROM job_run AS other WHERE other.job = job_run.job AND other.due <= ?2 AND other.started <= ?3)";
        Ok(self.connection.execute(sql, [&before.to_rfc3339(), &now.to_rfc3339(), &believed(now)])?)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("quadratura.db"), "esempio").unwrap();
        (folder, store)
    }

    #[test]
    fn a_due_time_is_claimed_once_and_again_only_when_it_did_not_end_well() {
        let (_folder, store) = store();
        let claim = || store.claim_run("notte", at(1), at(2)).unwrap();
        assert!(claim());
        assert!(!claim(), "it is under way");
        for (state, again) in [(JobState::Failed, true), (JobState::Interrupted, true), (JobState::Done, false)] {
            store.end_run("notte", at(1), at(3), RunEnd { state, said: "fatto" }).unwrap();
            assert_eq!(claim(), again, "{state:?}");
        }
        assert!(store.claim_run("posta", at(1), at(2)).unwrap(), "another job's time is its own");
    }

    #[test]
    fn what_a_clock_that_was_ahead_began_is_as_if_it_had_not_been() {
        let (_folder, store) = store();
        store.claim_run("notte", at(1), at(1)).unwrap();
        store.end_run("notte", at(1), at(1), RunEnd { state: JobState::Done, said: "" }).unwrap();
        // The clock is ahead by more than the time between two due times.
        store.skip_runs("notte", at(8), at(100), "saltata").unwrap();
        assert!(store.claim_run("notte", at(9), at(100)).unwrap());
        store.end_run("notte", at(9), at(101), RunEnd { state: JobState::Done, said: "fatto" }).unwrap();
        assert_eq!(store.last_due("notte", at(10)).unwrap(), Some(at(1)));
        assert_eq!(store.forget_runs(at(5), at(10)).unwrap(), 0, "it says where the job stands");
        store.skip_runs("notte", at(8), at(10), "saltata davvero").unwrap();
        assert_eq!(store.last_due("notte", at(10)).unwrap(), Some(at(8)));
        assert!(store.claim_run("notte", at(9), at(10)).unwrap(), "it is given out again");
        assert!(!store.claim_run("notte", at(9), at(11)).unwrap(), "once");
        assert_eq!(store.last_due("notte", at(10)).unwrap(), Some(at(9)));
        // A clock that is set right by a little changes nothing.
        store.end_run("notte", at(9), at(10), RunEnd { state: JobState::Done, said: "" }).unwrap();
        assert_eq!(store.last_due("notte", at(9)).unwrap(), Some(at(9)));
        assert!(!store.claim_run("notte", at(9), at(9)).unwrap());
    }

    #[test]
    fn where_a_job_stands_is_its_last_due_time_that_is_not_of_the_future() {
        let (_folder, store) = store();
        assert_eq!(store.last_due("notte", at(100)).unwrap(), None);
        store.skip_runs("notte", at(5), at(6), "primo avvio").unwrap();
        store.claim_run("notte", at(9), at(9)).unwrap();
        store.claim_run("notte", at(5000), at(5000)).unwrap();
        assert_eq!(store.last_due("notte", at(100)).unwrap(), Some(at(9)));
        assert_eq!(store.last_due("posta", at(100)).unwrap(), None);
    }

    #[test]
    fn what_was_under_way_is_interrupted_and_what_is_old_forgotten() {
        let (_folder, store) = store();
        store.claim_run("notte", at(1), at(1)).unwrap();
        store.end_run("notte", at(1), at(2), RunEnd { state: JobState::Done, said: "presi 3 file" }).unwrap();
        store.claim_run("notte", at(9), at(9)).unwrap();
        assert_eq!(store.interrupt_runs(at(10), "fermata").unwrap(), 1);
        let states: Vec<JobState> = store.all_runs().unwrap().into_iter().map(|run| run.state).collect();
        assert_eq!(states, [JobState::Done, JobState::Interrupted]);
        assert_eq!(store.unfinished_runs("notte").unwrap()[0].said, "fermata");
        assert_eq!(store.forget_runs(at(50), at(60)).unwrap(), 1);
        assert_eq!(store.last_due("notte", at(50)).unwrap(), Some(at(9)), "the last one is kept");
        assert_eq!(store.latest_runs().unwrap().len(), 1);
    }
}
