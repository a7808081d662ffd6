//! Tests of the whole, one binary: each further one would link polars again.

mod accounts;
mod architecture;
mod arrivals;
mod bad_input;
mod cases;
mod contract;
mod corpus;
mod demo;
mod explain;
mod failures;
mod formats;
mod formulas;
mod kill;
mod kills;
mod layouts_page;
mod libreoffice;
mod office;
mod operator_page;
mod page;
mod planted;
mod reading;
mod rust_source;
mod samples;
mod service;
mod statements;
mod year;
