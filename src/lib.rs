//! Quadratura ties out the accounts of a Camera di commercio, every night, from the files dropped into a folder.
//!
//! The rooms below stand in reading order, which is also the order in which a file travels:
//! drop folder → [`intake`] → [`sheets`] → [`read`] → [`ledger`] → [`reconcile`] → [`history`] → [`indicators`] → [`monitor`] → [`report`] → [`mail`].
//! A room may use any room above it, never one below; `tests/it/architecture.rs` holds that order.
//! What lies on disk under the data root: `drop/` and its trays, `archive/` (every original by SHA-256),
//! `reports/`, `outbox/`, `quadratura.db`, `quadratura.lock` and
//! `quadratura.servizio.lock`, `heartbeat.json`.

pub mod named;
pub mod origin;
pub mod problem;
pub mod fault;
pub mod money;
pub mod italian;
pub mod period;
pub mod office;
pub mod issue;
pub mod duties;
pub mod formula;
pub mod intake;
pub mod sheets;
pub mod read;
pub mod ledger;
pub mod reconcile;
pub mod history;
pub mod indicators;
pub mod monitor;
pub mod report;
pub mod documents;
pub mod mail;
pub mod clock;
pub mod calendar;
pub mod store;
pub mod config;
pub mod draft;
pub mod pipeline;
pub mod overview;
pub mod schedule;
pub mod cli;
