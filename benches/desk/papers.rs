//! What leaves the system: the site built whole and after one change, a register as a workbook, and how fast a
//! text is scanned for personal data.

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;

use chrono::{Days, NaiveDate};
use gongkai::domain::{Act, Correction, ItemId};
use gongkai::procedure::DutyKey;
use serde_json::Value;
use sm3::Digest as _;

use super::bureau::{Bureau, gongkai};
use super::{Outcome, median, say, timed};

/// The office, which builds the site and corrects dates.
const OFFICE: &str = "zheng";

const ROUNDS: usize = 5;

/// The site built whole, after one change, and after none; with the files that each has touched.
pub fn report_site(bureau: &Bureau) -> Outcome {
    let folder = bureau.folder().join("site");
    forget(&folder)?;
    let (whole, whole_ms) = timed(|| build(bureau, &folder));
    let (items, files) = (whole?.items, count(&folder)?);
    say(
        bureau.items,
        "build the site",
        &format!("{whole_ms:.0} ms"),
        &format!("{items} items, {files} files"),
        None,
    );

    let published = published(bureau)?;
    let (mut after_one, mut unchanged, mut written) = (Vec::new(), Vec::new(), 0);
    for round in 0..ROUNDS {
        redate(bureau, &published, round)?;
        let (built, ms) = timed(|| build(bureau, &folder));
        written = built?.written;
        after_one.push(ms);
        let (same, ms) = timed(|| build(bureau, &folder));
        if same?.written > 0 {
            return Err("a build after no change wrote files".into());
        }
        unchanged.push(ms);
    }
    let whole = format!("all of it {whole_ms:.0} ms");
    let (ms, idle_ms) = (median(&after_one), median(&unchanged));
    let measured = format!("{ms:.0} ms, {written} files");
    say(bureau.items, "build the site after one change", &measured, &whole, Some(ms / whole_ms));
    say(
        bureau.items,
        "build the site after none",
        &format!("{idle_ms:.0} ms"),
        &whole,
        Some(idle_ms / whole_ms),
    );
    forget(&folder)
}

/// The register as a workbook.
pub fn report_register(bureau: &Bureau) -> Outcome {
    let register = bureau.folder().join("register.xlsx");
    let mut paper = gongkai();
    paper.args(["paper", "register", "--output"]).arg(&register);
    let (status, ms) = timed(|| as_office(bureau, &mut paper).output());
    let answer = status?;
    if !answer.status.success() {
        return Err(String::from_utf8_lossy(&answer.stderr).into());
    }
    let kib = fs::metadata(&register)?.len() >> 10;
    say(bureau.items, "the register as a workbook", &format!("{ms:.0} ms"), &format!("{kib} KiB"), None);
    fs::remove_file(register)?;
    Ok(())
}

/// MB of text scanned in a second, beside SM3 over the same bytes, which every text goes through as well.
pub fn report_scan() -> Outcome {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default();
    for (what, every) in [("scan a text without findings", None), ("scan a list of persons", Some(10))] {
        let text = paragraphs(every)?;
        let (mut scanning, mut hashing) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            scanning.push(timed(|| black_box(gongkai::scan::scan(&text, today))).1);
            hashing.push(timed(|| black_box(sm3::Sm3::digest(text.as_bytes()))).1);
        }
        let mb_per_s = |ms: f64| text.len() as f64 / ms / 1e3;
        let (ours, sm3) = (median(&scanning), median(&hashing));
        let (ours_mb, sm3_mb) = (mb_per_s(ours), mb_per_s(sm3));
        say(
            text.len(),
            what,
            &format!("{ours_mb:.0} MB/s"),
            &format!("SM3 {sm3_mb:.0} MB/s"),
            Some(ours / sm3),
        );
    }
    Ok(())
}

/// Some ten million bytes of official Chinese; a telephone number in every so many sentences.
fn paragraphs(every: Option<usize>) -> Outcome<String> {
    let mut text = String::new();
    for number in 0..60_000 {
        write!(text, "{number}. 各县(市、区)工信局,市直有关单位:现将2026年第{number}批技术改造项目申报工作")?;
        text.push_str("有关事项通知如下,请认真组织,按时报送,联系电话0595-22285400。");
        if every.is_some_and(|every| number % every == 0) {
            write!(text, "联系人手机138{:08}", number * 7_919 % 100_000_000)?;
        }
        text.push('\n');
    }
    Ok(text)
}

/// What a build said.
struct Built {
    items: u64,
    written: u64,
}

fn build(bureau: &Bureau, folder: &Path) -> Outcome<Built> {
    let mut site = gongkai();
    site.args(["site", "build"]).arg(folder).arg("--json");
    let answer = as_office(bureau, &mut site).output()?;
    if !answer.status.success() {
        return Err(String::from_utf8_lossy(&answer.stderr).into());
    }
    let form: Value = serde_json::from_slice(&answer.stdout)?;
    let number = |name: &str| form.get(name).and_then(Value::as_u64).ok_or("a build without numbers");
    Ok(Built { items: number("items")?, written: number("written")? })
}

fn as_office<'c>(bureau: &Bureau, command: &'c mut Command) -> &'c mut Command {
    command.arg("--data").arg(bureau.folder()).arg("--config").arg(bureau.folder()).args(["--as", OFFICE])
}

/// An item with a page of ours: its publication, and the day of that.
fn published(bureau: &Bureau) -> Outcome<(ItemId, DutyKey, NaiveDate)> {
    let mut found = None;
    bureau.open(OFFICE)?.each_card(&mut |_, _| {}, &mut |card| {
        let live = |duty: &DutyKey| card.item.duty(duty).is_some_and(|state| !state.url.is_empty());
        let publication = card.obligations.iter().find(|one| one.done.is_some() && live(&one.duty));
        if let (None, Some(duty)) = (&found, publication) {
            found = duty.done.map(|on| (card.item.id, duty.duty.clone(), on));
        }
    })?;
    found.ok_or_else(|| "nothing is published".into())
}

/// Corrects the day of a publication, to and fro.
fn redate(bureau: &Bureau, published: &(ItemId, DutyKey, NaiveDate), round: usize) -> Outcome {
    let (id, duty, on) = published;
    let days = Days::new(if round.is_multiple_of(2) { 1 } else { 0 });
    let on = on.checked_sub_days(days).ok_or("no day before")?;
    let to = Correction::DoneOn(duty.clone(), on);
    let mut client = bureau.open(OFFICE)?;
    let order = client.order(Some(*id), None, Act::Correct { to, reason: "日期录入有误".to_owned() });
    match client.act(&[order])?.first() {
        Some(answer) if answer.is_done() => Ok(()),
        answer => Err(format!("not corrected: {answer:?}").into()),
    }
}

/// A site's folder, and the trees that stand beside it.
fn forget(folder: &Path) -> Outcome {
    let trees = folder.with_file_name(".site.gongkai");
    for place in [folder, &trees] {
        match place.symlink_metadata() {
            Ok(there) if there.is_dir() => fs::remove_dir_all(place)?,
            Ok(_) => fs::remove_file(place)?,
            Err(_) => {}
        }
    }
    Ok(())
}

fn count(folder: &Path) -> Outcome<usize> {
    let mut files = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        files += if entry.file_type()?.is_dir() { count(&entry.path())? } else { 1 };
    }
    Ok(files)
}
