//! The problems of one file: the first of them are listed, the rest is counted so that nothing stays unsaid.

use super::phrases;
use crate::problem::{Problem, Severity};

/// A bounded list of problems.
pub(super) struct Problems {
    file: String,
    listed: Vec<Problem>,
    listed_max: usize,
    unlisted: u64,
    unlisted_severity: Severity,
    refused: bool,
}

impl Problems {
    /// No problems yet of the file of this name.
    pub fn of(file: &str, listed_max: usize) -> Self {
        Self {
            file: file.to_owned(),
            listed: Vec::new(),
            listed_max,
            unlisted: 0,
            unlisted_severity: Severity::Warning,
            refused: false,
        }
    }

    /// Adds a problem of the file.
    pub fn push(&mut self, problem: Problem) {
        self.refused |= problem.refuses();
        if self.listed.len() < self.listed_max {
            self.listed.push(problem.in_file(&self.file));
        } else {
            self.unlisted += 1;
            // `Refusal` is the first of the severities, `Warning` the last.
            self.unlisted_severity = self.unlisted_severity.min(problem.severity);
        }
    }

    /// Whether one of them, listed or not, refuses the file.
    pub fn refuse(&self) -> bool {
        self.refused
    }

    /// The list, ended by how many more there are; that last one is as grave as the gravest unlisted.
    pub fn finish(mut self) -> Vec<Problem> {
        if self.unlisted > 0 {
            let mut more = phrases::more_problems(self.unlisted).in_file(&self.file);
            more.severity = self.unlisted_severity;
            self.listed.push(more);
        }
        self.listed
    }
}
