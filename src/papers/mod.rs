//! Papers: what leaves the system. Registers, catalogues and lists; forms; figures; the pages of the site.
//!
//! Each is made from cards and the setting in effect, and comes out as bytes of a well-known format. Where the
//! cards come from and where the bytes go isn't known here, nor what time it is: a paper made twice of the
//! same is the same, byte for byte.

mod table;
mod bureau;
mod field;
mod list;
mod figures;
mod chart;
mod form;
mod site;
mod write;

pub use bureau::Bureau;
pub use chart::{Bar, Chart, charts};
pub use figures::{Disclosed, Figures, Tallied, Waiting};
pub use form::form;
pub use list::{Kind, List, Selection, earlier_batch, later_batch, next_batch};
pub use site::{ASSETS, Entry, File, Listed, Page, Site, preview};
pub use table::{Cell, Column, Paper};
pub use write::{Encoding, Format, WriteError, write};
