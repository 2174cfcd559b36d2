//! Saying: what is new in lines that are heard one after the other. Signs and columns of the painted console
//! become words; where the words are the same, its own lines are taken.

use super::super::app::App;
use super::super::form::Form;
use super::super::overlay::Overlay;
use super::items::{alert, count, filtered, others, pane_title, preview_lines, row_line};
use super::sheets;
use crate::domain::{ItemId, Login, Revision};

/// Which item, in which pane.
pub type ItemKey = Option<(usize, ItemId, Revision)>;

/// Where the person stands, as it was said last.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Standing {
    me: Option<Login>,
    alert: String,
    pane: Option<(usize, String)>,
    filter: String,
    marks: Vec<String>,
    /// The item under the cursor.
    pub item: ItemKey,
    sheet: Option<String>,
    empty: bool,
}

/// What is new.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct News {
    /// In lines.
    pub lines: Vec<String>,
    /// The item that has been shown once they are printed.
    pub shown: Option<(ItemId, Revision)>,
}

impl Standing {
    /// Lets everything be said again.
    pub fn forget(&mut self) {
        *self = Standing::default();
    }

    /// Lets what lies on top be said again from its beginning, or else the item.
    pub fn forget_top(&mut self) {
        match &mut self.sheet {
            Some(sheet) => sheet.clear(),
            None => (self.item, self.empty) = (None, false),
        }
    }

    /// Lets only what is asked now be said again.
    pub fn forget_question(&mut self) {
        if let Some(sheet) = &mut self.sheet {
            sheet.push(' ');
        }
    }
}

/// Who sits here, what day it is, what must never be forgotten.
pub fn greeting(app: &App) -> Vec<String> {
    let texts = &app.texts;
    let (day, name) = (texts.date(app.today), app.setup.roster.name(&app.me));
    let practice = if app.practice { texts.get("ui.practice") } else { "" };
    let what = [("date", day.as_str()), ("weekday", texts.weekday(app.today)), ("name", name)];
    let hello = format!("{} {practice}", texts.fill("linear.hello", &what));
    vec![
        hello.trim_end().to_owned(),
        texts.get("ui.no-secrets").to_owned(),
        texts.get("linear.how-to-begin").to_owned(),
    ]
}

/// What the next line is typed behind.
pub fn prompt(app: &App) -> String {
    let texts = &app.texts;
    let said = match app.overlays.last() {
        None if app.filtering => texts.get("ui.filter").to_owned(),
        None => match app.pane() {
            Some(pane) if !pane.rows.is_empty() => {
                format!("{} {}/{}", app.pane_name(pane), pane.cursor + 1, count(app, pane))
            }
            Some(pane) => app.pane_name(pane).to_owned(),
            None => texts.get("place.list").to_owned(),
        },
        Some(Overlay::Form(form)) => {
            form.fields.get(form.focus).map(|field| sheets::label(app, field.name)).unwrap_or_default()
        }
        Some(Overlay::Reader(reader)) => match &reader.typing {
            Some((asked, _)) => texts.get(sheets::asked_key(*asked)).to_owned(),
            None => texts.get(&format!("page.{}", reader.page.key())).to_owned(),
        },
        Some(_) => texts.get(&format!("place.{}", app.place().key())).to_owned(),
    };
    format!("{said}> ")
}

/// What is new since it was said last, and remembers that it is said now.
pub fn news(app: &App, said: &mut Standing, columns: usize) -> News {
    let mut news = News::default();
    let alert = alert(app);
    if alert != said.alert {
        news.lines.push(alert.clone());
        said.alert = alert;
    }
    let sheet = sheet_key(app);
    let before = std::mem::replace(&mut said.sheet, sheet);
    if said.sheet.is_none() {
        in_list(app, said, before.is_some(), &mut news);
    } else if said.sheet != before {
        news.lines.extend(sheets::lines(app, before.as_deref(), columns));
    }
    news
}

/// What is new where nothing lies over the lists; `returned` from something that did.
fn in_list(app: &App, said: &mut Standing, returned: bool, news: &mut News) {
    let texts = &app.texts;
    if app.filtering {
        return news.lines.push(texts.get("linear.ask-filter").to_owned());
    }
    let first = said.me.as_ref() != Some(&app.me);
    if first {
        said.me = Some(app.me.clone());
        said.item = None;
    }
    let pane = app.pane().map(|pane| (app.focus, pane_title(app, pane)));
    if first || pane != said.pane {
        news.lines.extend(pane.iter().map(|(_, title)| title.clone()));
        news.lines.extend(others(app).filter(|_| first));
        said.pane = pane;
    }
    let filter = filtered(app);
    let narrowed = filter != said.filter;
    if narrowed {
        let none = filter.is_empty().then(|| texts.get("linear.no-filter").to_owned());
        news.lines.push(none.unwrap_or_else(|| filter.clone()));
        said.filter = filter;
    }
    let marks = app.marked();
    if marks != said.marks {
        let none = marks.is_empty().then(|| texts.get("linear.no-marks").to_owned());
        news.lines.push(none.unwrap_or_else(|| marks.join("  ")));
        said.marks = marks;
    }
    let item = item_key(app);
    let another = item != said.item;
    match (app.row(), app.pane()) {
        (Some(row), Some(pane)) => {
            if another || returned || narrowed {
                news.lines.push(row_line(app, pane, pane.cursor, row));
            }
            if let Some(preview) = app.preview.as_ref().filter(|preview| another && preview.row.id == row.id)
            {
                news.lines.extend(preview_lines(app, preview));
                news.shown = Some((preview.row.id, preview.row.revision));
            }
        }
        _ if another || narrowed || !said.empty => {
            let key = if app.filters().is_empty() { "ui.nothing-waits" } else { "ui.nothing-matches" };
            news.lines.push(texts.get(key).to_owned());
        }
        _ => {}
    }
    said.empty = app.row().is_none();
    said.item = item;
}

/// The item under the cursor.
pub fn item_key(app: &App) -> ItemKey {
    app.row().map(|row| (app.focus, row.id, row.revision))
}

/// What lies on top, and what of it is asked about now; nothing over the lists.
pub fn sheet_key(app: &App) -> Option<String> {
    let top = app.overlays.last()?;
    let what = match top {
        Overlay::Reader(reader) => {
            let item = app.preview.as_ref().map(|preview| (preview.row.id, preview.row.revision));
            let file = (reader.chosen, reader.file.as_ref().map(|file| file.digest));
            let asked = reader.typing.as_ref().map(|(asked, _)| *asked);
            format!(
                "{item:?} {:?} {} {:?} {file:?} {} {asked:?}",
                reader.page,
                reader.top(),
                reader.hit,
                reader.day
            )
        }
        Overlay::Menu(menu) => menu.title.clone(),
        Overlay::Form(form) => {
            format!("{} {} {:?} {:?}", form_key(form), form.focus, form.problem, form.refused)
        }
        Overlay::Check(check) => {
            let answers: Vec<_> = check.groups.iter().map(|group| group.confirmed).collect();
            format!("{:?} {} {answers:?} {}", check.verb, check.asked, check.counting.is_some())
        }
        Overlay::Palette(palette) => palette.typed.value().to_owned(),
        Overlay::Paper(paper) => {
            format!("{:?} {:?} {:?} {:?}", paper.wanted, paper.year, paper.batch, paper.shown.len())
        }
        Overlay::Result(_) | Overlay::Name(_) | Overlay::Help(_) | Overlay::Summary(..) => String::new(),
    };
    Some(format!("{} {} {what}", app.overlays.len(), app.place().key()))
}

/// Which form: that of the next of several items is another.
pub fn form_key(form: &Form) -> String {
    format!("{:?} {:?}", form.verb, form.series.as_ref().map(|series| series.filled.len()))
}
