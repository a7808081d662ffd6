//! What the child process is told of the limits, and holds itself to.

use super::Limits;
use super::fault::{Excess, Fault, too_large};

/// The limits of the child process, as its command line tells them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of its address space.
    pub memory_bytes_max: u64,
    /// Seconds of processor time.
    pub cpu_seconds_max: u64,
    /// Bytes of all parts after inflating.
    pub inflated_bytes_max: u64,
    /// Entries of a zip.
    pub entries_max: usize,
    /// Cells with a value.
    pub cells_max: u64,
    /// Columns.
    pub columns_max: u32,
}

impl Bounds {
    /// The limits of this process, as far as they concern the child.
    pub(super) fn of(limits: &Limits) -> Self {
        Self {
            memory_bytes_max: limits.child_memory_bytes_max,
            cpu_seconds_max: limits.child_cpu_seconds_max,
            inflated_bytes_max: limits.inflated_bytes_max,
            entries_max: limits.entries_max,
            cells_max: limits.cells_max,
            columns_max: limits.columns_max,
        }
    }

    /// The command line that [`Bounds::parse`] reads.
    pub(super) fn arguments(self) -> [String; 6] {
        [
            self.memory_bytes_max.to_string(),
            self.cpu_seconds_max.to_string(),
            self.inflated_bytes_max.to_string(),
            self.entries_max.to_string(),
            self.cells_max.to_string(),
            self.columns_max.to_string(),
        ]
    }

    /// The bounds from the command line of the child; `None` when they are not all there.
    #[must_use]
    pub fn parse(arguments: &[String]) -> Option<Self> {
        let [memory, cpu, inflated, entries, cells, columns] = arguments else { return None };
        Some(Self {
            memory_bytes_max: memory.parse().ok()?,
            cpu_seconds_max: cpu.parse().ok()?,
            inflated_bytes_max: inflated.parse().ok()?,
            entries_max: entries.parse().ok()?,
            cells_max: cells.parse().ok()?,
            columns_max: columns.parse().ok()?,
        })
    }

    /// Refuses what lies beyond the limits before it is written: the parent would refuse it anyway.
    pub(super) fn admit(self, cells: &mut u64, column: u32) -> Result<(), Fault> {
        *cells += 1;
        if *cells > self.cells_max {
            return Err(too_large(Excess::Cells));
        }
        if column >= self.columns_max {
            return Err(too_large(Excess::Columns));
        }
        Ok(())
    }
}
