//! To be written.

use crate::client::Client;
use crate::texts::Lang;

/// To be written.
///
/// # Errors
/// To be written.
#[expect(clippy::needless_pass_by_value, reason = "the console owns its client")]
pub fn run(_client: Client, _lang: Lang) -> Result<(), std::io::Error> {
    Ok(())
}
