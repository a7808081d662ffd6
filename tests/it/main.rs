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
mod formats;
mod formulas;
mod kill;
mod layouts_page;
mod libreoffice;
mod mail_server;
mod office;
mod outbox;
mod page;
mod planted;
mod reading;
mod rust_source;
mod real_mail_server;
mod samples;
mod smtp;
mod statements;
