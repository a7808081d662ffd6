//! Tests of the whole, one binary: each further one would link polars again.

mod accounts;
mod alerts;
mod architecture;
mod arrivals;
mod bad_input;
mod cases;
mod contract;
mod corpus;
mod demo;
mod explain;
mod formats;
mod formulas;
mod kill;
mod layouts_page;
mod libreoffice;
mod office;
mod page;
mod planted;
mod reading;
mod rust_source;
mod samples;
mod statements;
