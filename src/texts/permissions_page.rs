//! The page `docs/permissions.md`: made from the one table of who may do what, so that it can't go stale.

use std::fmt::Write;

use super::{Lang, Texts};
use crate::domain::{Relation, Standing, Upkeep, Verb};

const ABOUT: &str = r#"# Who may do what

<!-- Made from src/domain/verb.rs and upkeep.rs: GONGKAI_WRITE_DOCS=1 cargo test --test all keys_page -->

An act is allowed to whoever stands to the item as its row says; the first that fits is the role that the record names.
Whose turn it is, and that nobody determines his own proposal, the rules judge besides. `gongkai permissions LOGIN` prints
what a roster makes of this for a person. The table is enforced where acts are decided, so console, command line and
connections can do no more than it says.

Reading is limited as well: staff read their section's items, heads their sections', leaders those of the sections they
lead or stand in for; office, chief (局长) and auditor read all; a deputy what the person deputised reads; everybody
their own drafts. The administrator decides nothing and is shown no item. A copy of everything is his all the same: a
backup and the exported journal hold every text, as the host's disk does, and looking after the database needs them. Who
runs the host and isn't in the roster is in the same position. What is printed or written from items (lists, forms, figures, digests) holds what its reader may read.

| act | | | who | a deputy too |
|---|---|---|---|---|
"#;

const UPKEEP: &str = r#"
## For the bureau as a whole

Enforced where a question is answered, at the service as in a database that was opened directly. The service's account and
root are known by the kernel. Where folders decide, the host's file permissions do; the seal of each day the service
writes by itself. In practice databases everybody may do what the service's account may.

| what | | | who |
|---|---|---|---|
"#;

/// The page, as it should stand in `docs/permissions.md`.
pub fn permissions_page() -> String {
    let texts = [Lang::Zh, Lang::En].map(Texts::new);
    let mut page = ABOUT.to_owned();
    for verb in Verb::ALL.iter().filter(|verb| !verb.allowed().is_empty()) {
        let [zh, en] = texts.map(|texts| texts.verb(*verb).to_owned());
        let who = |relation: &Relation| {
            let key = format!("relation.{}", relation.key());
            texts.map(|texts| texts.get(&key).to_owned()).join(" ")
        };
        let who: Vec<String> = verb.allowed().iter().map(who).collect();
        let deputy = if verb.by_deputy() { "yes" } else { "" };
        // Writing to a string doesn't fail.
        let _ = writeln!(page, "| `{}` | {zh} | {en} | {} | {deputy} |", verb.key(), who.join("; "));
    }
    page.push_str(UPKEEP);
    for upkeep in Upkeep::ALL {
        let [zh, en] = texts.map(|texts| texts.upkeep(*upkeep));
        let who = |standing: &Standing| texts.map(|texts| texts.standing(*standing)).join(" ");
        let who: Vec<String> = upkeep.allowed().iter().map(who).collect();
        let _ = writeln!(page, "| `{}` | {zh} | {en} | {} |", upkeep.key(), who.join("; "));
    }
    page
}
