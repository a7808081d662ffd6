//! How much a file may ask for: its bytes, its cells, and what the process that reads it may take of the machine.

use std::path::PathBuf;

use super::fault::{Excess, Fault, too_large};

/// Bounds that a chamber never meets and a hostile file always does.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of the file as dropped.
    pub file_bytes_max: u64,
    /// Bytes of all its parts after inflating, counted while inflating.
    pub inflated_bytes_max: u64,
    /// Entries of the zip.
    pub entries_max: usize,
    /// Cells with a value, over all sheets.
    pub cells_max: u64,
    /// Columns: a value further right refuses the file.
    pub columns_max: u32,
    /// Characters of one text.
    pub text_chars_max: usize,
    /// Problems listed for one file; the rest is counted.
    pub problems_max: usize,
    /// Bytes of memory of the process that reads all formats but `.xlsx` and text.
    pub child_memory_bytes_max: u64,
    /// Seconds of processor time of that process.
    pub child_cpu_seconds_max: u64,
    /// Seconds after which it is killed.
    pub child_wall_seconds_max: u64,
    /// Bytes of the lines that it may write.
    pub child_output_bytes_max: u64,
    /// The program whose command `read-child` that process is; without it, the one that is running.
    #[serde(skip)]
    pub child: Option<PathBuf>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes_max: 256 << 20,
            inflated_bytes_max: 1 << 30,
            entries_max: 5_000,
            cells_max: 20_000_000,
            columns_max: 1_024,
            text_chars_max: 32_767,
            problems_max: 50,
            child_memory_bytes_max: 768 << 20,
            child_cpu_seconds_max: 8,
            child_wall_seconds_max: 60,
            child_output_bytes_max: 256 << 20,
            child: None,
        }
    }
}

impl Limits {
    /// Bounds that would refuse what every chamber has.
    #[must_use]
    pub fn faults(&self) -> Vec<crate::fault::Fault> {
        let least = [
            ("file_bytes_max", self.file_bytes_max, 10_000),
            ("inflated_bytes_max", self.inflated_bytes_max, 1 << 20),
            ("entries_max", self.entries_max as u64, 100),
            ("cells_max", self.cells_max, 10_000),
            ("columns_max", u64::from(self.columns_max), 50),
            ("text_chars_max", self.text_chars_max as u64, 1_000),
            ("problems_max", self.problems_max as u64, 1),
            ("child_memory_bytes_max", self.child_memory_bytes_max, 64 << 20),
            ("child_cpu_seconds_max", self.child_cpu_seconds_max, 1),
            ("child_wall_seconds_max", self.child_wall_seconds_max, 1),
            ("child_output_bytes_max", self.child_output_bytes_max, 1 << 20),
        ];
        let too_low = least.into_iter().filter(|(_, value, least)| value < least);
        too_low
            .map(|(key, value, least)| {
                let text = format!("`{key}` è {value}, e nessun file sarebbe letto: scrivere almeno {least}");
                crate::fault::Fault::at(key, text)
            })
            .collect()
    }

    /// What the child process is told of them by its command line, which [`Limits::of_child`] reads.
    pub(super) fn child_arguments(&self) -> [String; 6] {
        [
            self.child_memory_bytes_max.to_string(),
            self.child_cpu_seconds_max.to_string(),
            self.inflated_bytes_max.to_string(),
            self.entries_max.to_string(),
            self.cells_max.to_string(),
            self.columns_max.to_string(),
        ]
    }

    /// The limits that the child process holds itself to; `None` when its command line does not tell them all.
    #[must_use]
    pub fn of_child(arguments: &[String]) -> Option<Self> {
        let [memory, cpu, inflated, entries, cells, columns] = arguments else { return None };
        Some(Self {
            child_memory_bytes_max: memory.parse().ok()?,
            child_cpu_seconds_max: cpu.parse().ok()?,
            inflated_bytes_max: inflated.parse().ok()?,
            entries_max: entries.parse().ok()?,
            cells_max: cells.parse().ok()?,
            columns_max: columns.parse().ok()?,
            ..Self::default()
        })
    }

    /// Counts a cell that the child is to list, and refuses one beyond the limits: the parent would refuse it anyway.
    pub(super) fn admit(&self, cells: &mut u64, column: u32) -> Result<(), Fault> {
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
