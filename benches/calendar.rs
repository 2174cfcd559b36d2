//! Nanoseconds for counting the working days between two dates, over random pairs of known years, beside
//! numpy.busday_count over as many pairs and holidays.

#![allow(clippy::print_stdout, reason = "a benchmark reports on standard output")]

use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use chrono::{Days, NaiveDate};
use gongkai::calendar::Calendar;

/// Counts over arrays of pairs, which is numpy's quickest way; prints the median in nanoseconds.
const NUMPY: &str = "
import sys, time, statistics, numpy
pairs, rounds = int(sys.argv[1]), int(sys.argv[2])
random = numpy.random.default_rng(42)
first, last = (numpy.datetime64('2007-01-01') + random.integers(0, 7305, pairs) for _ in range(2))
holidays = numpy.datetime64('2007-01-01') + random.integers(0, 7305, 220)
calendar = numpy.busdaycalendar(holidays=holidays)
def once():
    begun = time.perf_counter()
    numpy.busday_count(first, last, busdaycal=calendar)
    return (time.perf_counter() - begun) * 1e9 / pairs
print(statistics.median(once() for _ in range(rounds)))
";

const PAIRS: usize = 1 << 16;
const ROUNDS: u32 = 21;

fn main() {
    let calendar = Calendar::embedded();
    let pairs = random_pairs();
    let mut rounds: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            let days = pairs.iter().map(|(from, to)| calendar.working_days_between(*from, *to)).sum::<i64>();
            black_box(days);
            begun.elapsed().as_secs_f64() * 1e9 / PAIRS as f64
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    let (least, median) = (rounds[0], rounds[rounds.len() / 2]);
    println!("working_days_between: {median:.2} ns median, {least:.2} ns least, of {ROUNDS} x {PAIRS} pairs");
    match numpy_ns() {
        Some(numpy) => println!("numpy.busday_count: {numpy:.2} ns median; ratio {:.2}", median / numpy),
        None => println!("numpy.busday_count: there is no numpy"),
    }
}

/// What numpy needs for a pair, where one of the host's Pythons has it.
fn numpy_ns() -> Option<f64> {
    ["python3", "/usr/bin/python3"].into_iter().find_map(|python| {
        let asked =
            Command::new(python).args(["-c", NUMPY, &PAIRS.to_string(), &ROUNDS.to_string()]).output();
        String::from_utf8(asked.ok()?.stdout).ok()?.trim().parse().ok()
    })
}

/// Pairs of dates in 2007 to 2026, the same ones each time.
fn random_pairs() -> Vec<(NaiveDate, NaiveDate)> {
    let mut seed = 42_u64;
    let mut date = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let offset = Days::new((seed >> 33) % 7305);
        NaiveDate::from_ymd_opt(2007, 1, 1)
            .and_then(|first| first.checked_add_days(offset))
            .unwrap_or_default()
    };
    (0..PAIRS).map(|_| (date(), date())).collect()
}
