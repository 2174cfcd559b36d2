//! How fast the desk is over a thousand, a hundred thousand and a million items, each measure beside its
//! yardstick in the same run: SQLite writing the same rows, taskwarrior, raw SM3, raw JSON, a plain search.
//!
//! `cargo bench --bench desk -- 1000 100000` takes other sizes; with `serving` behind them only what many at once
//! feel, with `site` only the site: of 220,000 items about 100,000 are published. The bureaus are made once, under `target/bench-data`, and each run acts in fresh copies.

#![allow(clippy::print_stdout, reason = "a benchmark reports on standard output")]

mod bureau;
mod looking;
mod acting;
mod serving;
mod verifying;
mod papers;
mod sqlite;
mod taskwarrior;

use std::error::Error;
use std::time::Instant;

use bureau::Bureau;

/// What everything here may end with.
type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const SIZES: [usize; 3] = [1_000, 100_000, 1_000_000];

fn main() -> Outcome {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if let [word, folder] = words.as_slice()
        && word == "act-until-killed"
    {
        return acting::act_until_killed(&Bureau::at(folder));
    }
    let (parts, words): (Vec<&str>, Vec<&str>) =
        words.iter().map(String::as_str).partition(|word| ["serving", "site"].contains(word));
    let sizes = match words.is_empty() {
        true => SIZES.to_vec(),
        false => words.iter().map(|word| word.parse()).collect::<Result<_, _>>()?,
    };
    println!("| items | what | measured | yardstick | ratio |\n|---|---|---|---|---|");
    for items in sizes {
        let bureau = Bureau::of(items)?;
        for part in &parts {
            match *part {
                "site" => papers::report_site(&bureau)?,
                _ => serving::report(&bureau)?,
            }
        }
        if parts.is_empty() {
            looking::report(&bureau)?;
            acting::report(&bureau)?;
            serving::report(&bureau)?;
            verifying::report(&bureau)?;
            papers::report_site(&bureau)?;
            papers::report_register(&bureau)?;
        }
    }
    if !parts.is_empty() {
        return Ok(());
    }
    papers::report_scan()?;
    bureau::report_import()
}

/// Prints one line of the table.
fn say(items: usize, what: &str, measured: &str, yardstick: &str, ratio: Option<f64>) {
    let ratio = ratio.map_or(String::new(), |ratio| format!("{ratio:.2}"));
    println!("| {items} | {what} | {measured} | {yardstick} | {ratio} |");
}

/// What the work gives, and the milliseconds that it took.
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let begun = Instant::now();
    let done = work();
    (done, begun.elapsed().as_secs_f64() * 1e3)
}

/// The value below which this share of them lies.
fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}
