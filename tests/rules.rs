//! The bureau's rules as scenarios: given a bureau, when somebody acts, then this is so.
//!
//! A scenario is read line by line:
//!
//! - `on DATE` is the day from here on;
//! - `WHO VERB WORDS…` is an act, which must be done; with `! KEY` at the end it must be refused for
//!   that reason;
//! - `then FIELD VALUE` is what must be so now.
//!
//! `WHO` is a login of the roster below, or `WHO@REVISION` for somebody who was shown that revision.

mod world;

use std::collections::BTreeSet;

use world::World;

const SCENARIOS: &[(&str, &str)] = &[
    ("official", include_str!("rules/official.txt")),
    ("non-document", include_str!("rules/non-document.txt")),
    ("obtained", include_str!("rules/obtained.txt")),
    ("historical", include_str!("rules/historical.txt")),
    ("two persons", include_str!("rules/two-persons.txt")),
    ("remedies", include_str!("rules/remedies.txt")),
    ("clocks", include_str!("rules/clocks.txt")),
    ("precedence", include_str!("rules/precedence.txt")),
];

#[test]
fn the_rules_hold_in_every_scenario() {
    for (name, text) in SCENARIOS {
        World::new().play(name, text);
    }
}

/// Every reason that an item's command can be refused for is met in some scenario.
#[test]
fn every_refusal_is_met() {
    let met: BTreeSet<&str> = SCENARIOS
        .iter()
        .flat_map(|(_, text)| text.lines())
        .filter_map(|line| line.split_once(" ! ").map(|(_, key)| key.trim()))
        .collect();
    let source = include_str!("../src/domain/refusal.rs");
    let keys = source.lines().filter_map(|line| {
        let (variant, key) = line.trim().strip_prefix("Refusal::")?.split_once("=> \"")?;
        (!variant.is_empty()).then(|| key.trim_end_matches("\","))
    });
    // These belong to deputies, whose tests stand beside the bureau's rules.
    let elsewhere = ["cannot-deputise", "period-empty"];
    let missing: Vec<&str> = keys.filter(|key| !met.contains(key) && !elsewhere.contains(key)).collect();
    assert_eq!(missing, [] as [&str; 0]);
}
