//! Arguments to exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    quadratura::cli::main(std::env::args_os())
}
