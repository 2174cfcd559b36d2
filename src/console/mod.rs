//! To be written.

use crate::client::Client;
use crate::texts::Lang;

/// To be written.
///
/// # Errors
/// To be written.
pub fn run(_client: Client, _lang: Lang) -> Result<(), std::io::Error> {
    Ok(())
}
