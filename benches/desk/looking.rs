//! What is looked up: opening, windows with the alert line's counts, the filter.

use gongkai::client::Client;
use gongkai::projection::{Filter, Pane, Query, Queue, Row, Sort, watched};

use super::bureau::Bureau;
use super::{Outcome, median, quantile, say, timed};

/// Rows of a window.
const ROWS: usize = 60;

pub fn report(bureau: &Bureau) -> Outcome {
    let mut opened = Vec::new();
    for _ in 0..9 {
        let (client, ms) = timed(|| bureau.open("wang").and_then(|client| first_answer(&client)));
        client?;
        opened.push(ms);
    }
    say(bureau.items, "open, first window, close", &format!("{:.1} ms", median(&opened)), "", None);

    for (who, login) in [("section head", "wang"), ("office", "zheng")] {
        let client = bureau.open(login)?;
        let mut answers = Vec::new();
        for _ in 0..300 {
            let (answer, ms) = timed(|| window_and_counts(&client));
            answer?;
            answers.push(ms);
        }
        let answers = format!("p50 {:.2} ms, p99 {:.2} ms", median(&answers), quantile(&answers, 0.99));
        say(bureau.items, &format!("window of 60 and alert counts, {who}"), &answers, "", None);
    }
    filter(bureau)
}

/// What a person sees first.
pub fn first_answer(client: &Client) -> Outcome {
    let panes = client.panes();
    let Some(pane) = panes.into_iter().next() else { return Err("nobody's panes".into()) };
    client.window(&query(pane, ""))?;
    Ok(())
}

/// What a console asks when something is new.
pub fn window_and_counts(client: &Client) -> Outcome {
    let panes = client.panes();
    let watched = watched(&client.setup().roster, &panes, client.me());
    client.counts(&watched)?;
    for pane in panes.into_iter().take(1) {
        client.window(&query(pane, ""))?;
    }
    Ok(())
}

/// Each keystroke's filter over everything that is closed, the widest pane, beside a plain search through
/// one text of all its titles.
fn filter(bureau: &Bureau) -> Outcome {
    let client = bureau.open("audit")?;
    let closed = Pane::whole(Queue::Closed);
    let titles = titles(&client, &closed)?;
    for (what, word) in [("many hits", "通知"), ("few hits", "数字化示范车间"), ("no hit", "查无此件")]
    {
        let mut found = 0;
        let (mut filtered, mut searched) = (Vec::new(), Vec::new());
        for _ in 0..5 {
            let (window, ms) = timed(|| client.window(&query(closed.clone(), word)));
            found = window?.rows.len();
            filtered.push(ms);
            let (_, ms) = timed(|| std::hint::black_box(titles.matches(word).count()));
            searched.push(ms);
        }
        let (filtered, searched) = (median(&filtered), median(&searched));
        let measured = format!("{filtered:.1} ms, {found} rows");
        let what = format!("filter by text, {what}");
        say(bureau.items, &what, &measured, &format!("search {searched:.1} ms"), Some(filtered / searched));
    }
    Ok(())
}

fn titles(client: &Client, pane: &Pane) -> Outcome<String> {
    let mut all = String::new();
    let mut query = Query { limit: 10_000, ..query(pane.clone(), "") };
    loop {
        let window = client.window(&query)?;
        window.rows.iter().for_each(|row| all.extend([row.title.as_str(), "\n"]));
        let Some(last) = window.rows.last().filter(|_| window.more) else { return Ok(all) };
        query.after = Some(place(last));
    }
}

/// Where a closed row stands in its pane.
fn place(row: &Row) -> (chrono::NaiveDate, gongkai::domain::ItemId) {
    (row.touched_on, row.id)
}

pub fn query(pane: Pane, text: &str) -> Query {
    let filter = Filter { text: text.to_owned(), ..Filter::default() };
    Query { pane, filter, sort: Sort::Due, after: None, limit: ROWS }
}
