use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};
use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};

use super::super::ink::Depth;
use super::super::width::{Ambiguous, SECOND_HALF, widened};
use super::{Manner, Painter};

/// A terminal that keeps each write apart.
#[derive(Default)]
struct Writes(Vec<Vec<u8>>);

impl std::io::Write for Writes {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.push(bytes.to_vec());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A terminal painted on, and what an emulator makes of the bytes.
struct Painted {
    painter: Painter<Writes>,
    emulator: vt100::Parser,
    /// The last frame; before the first one nothing is known, and every cell counts as changed.
    before: Option<Buffer>,
}

impl Painted {
    fn new(width: u16, height: u16, ambiguous: Ambiguous) -> Self {
        let painter = Painter::new(Writes::default(), Manner { depth: Depth::True, ambiguous });
        let emulator = vt100::Parser::new(height.try_into().unwrap(), width.try_into().unwrap(), 0);
        Painted { painter, emulator, before: None }
    }

    fn small(ambiguous: Ambiguous) -> Self {
        Painted::new(20, 4, ambiguous)
    }

    /// Draws a frame; its bytes, and how many bytes of text the changed cells hold.
    fn draw(&mut self, frame: &Buffer, cursor: Option<Position>) -> (Vec<u8>, usize) {
        self.painter.show(frame, cursor).unwrap();
        let writes = std::mem::take(&mut self.painter.out.0);
        assert!(writes.len() <= 1, "a frame is one write");
        let bytes = writes.concat();
        self.emulator.process(&bytes);
        let unknown = Buffer::filled(frame.area, Cell::new("?"));
        let before = self.before.replace(frame.clone()).unwrap_or(unknown);
        let changed = before.diff(frame).iter().map(|(_, _, cell)| cell.symbol().len()).sum();
        (bytes, changed)
    }

    /// What the emulator shows other than the frame has it.
    fn differences(&self, frame: &Buffer) -> Vec<String> {
        let mut found = Vec::new();
        for y in 0..frame.area.height {
            let mut x = 0;
            while x < frame.area.width {
                let cell = &frame[(x, y)];
                let shown = self.emulator.screen().cell(y, x).unwrap();
                let blank = cell.symbol() == " ";
                let text = if shown.has_contents() { shown.contents() } else { " " };
                let has = |modifier| cell.modifier.contains(modifier);
                let (reversed, lined) = (has(Modifier::REVERSED), has(Modifier::UNDERLINED));
                let same = text == cell.symbol()
                    && shown.bgcolor() == emulated(cell.bg)
                    && (shown.inverse(), shown.underline()) == (reversed, lined)
                    && (blank && !reversed && !lined || shown.fgcolor() == emulated(cell.fg))
                    && (blank
                        || (shown.bold(), shown.dim(), shown.italic())
                            == (has(Modifier::BOLD), has(Modifier::DIM), has(Modifier::ITALIC)));
                if !same {
                    found.push(format!("{x},{y}: {cell:?} is shown as {shown:?}"));
                }
                x += cell.cell_width().max(1);
            }
        }
        found
    }
}

fn emulated(colour: Color) -> vt100::Color {
    match colour {
        Color::Indexed(n) => vt100::Color::Idx(n),
        Color::Red => vt100::Color::Idx(1),
        Color::DarkGray => vt100::Color::Idx(8),
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        _ => vt100::Color::Default,
    }
}

fn styles() -> impl Strategy<Value = Style> {
    let colour = prop_oneof![
        4 => Just(Color::Reset),
        2 => any::<u8>().prop_map(Color::Indexed),
        1 => any::<(u8, u8, u8)>().prop_map(|(r, g, b)| Color::Rgb(r, g, b)),
    ];
    let modifiers = prop::sample::select(vec![
        Modifier::empty(),
        Modifier::empty(),
        Modifier::BOLD,
        Modifier::DIM,
        Modifier::REVERSED,
        Modifier::REVERSED | Modifier::BOLD,
        Modifier::UNDERLINED | Modifier::ITALIC,
    ]);
    (colour.clone(), colour, modifiers).prop_map(|(fg, bg, modifier)| Style {
        fg: Some(fg),
        bg: Some(bg),
        add_modifier: modifier,
        ..Style::new()
    })
}

/// Rows of pieces of text, each in a style and as many columns behind the last as it says.
type Rows = Vec<Vec<(u16, String, Style)>>;

fn frames() -> impl Strategy<Value = Vec<Rows>> {
    let symbols = prop::sample::select(vec![
        "a",
        "b",
        "7",
        " ",
        " ",
        "           ",
        "中",
        "文",
        "公开",
        "，",
        "“",
        "”",
        "…",
        "—",
        "·",
        "①",
        "→",
        "×",
        "Ⅳ",
        "─",
        "│",
        "🙂",
        "e\u{301}",
        "❤\u{fe0f}",
    ]);
    let text = prop::collection::vec(symbols, 0..9).prop_map(|symbols| symbols.concat());
    let piece = (0u16..4, text, styles());
    let row = prop::collection::vec(piece, 0..4);
    prop::collection::vec(prop::collection::vec(row, 4), 1..6)
}

fn laid_out(rows: &Rows) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 4));
    for (y, row) in (0..).zip(rows) {
        let mut x = 0;
        for (gap, text, style) in row {
            if x + gap < 20 {
                x = buffer.set_stringn(x + gap, y, text, usize::from(20 - x - gap), *style).0;
            }
        }
        // A row under the cursor.
        if row.first().is_some_and(|(gap, ..)| *gap == 1) {
            buffer.set_style(Rect::new(0, y, 20, 1), Style::new().add_modifier(Modifier::REVERSED));
        }
    }
    buffer
}

proptest! {
    #[test]
    fn whatever_is_drawn_is_shown_cell_by_cell(frames in frames()) {
        for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
            let mut painted = Painted::small(ambiguous);
            let scrolled = |rows: &Rows| {
                let (mut up, mut down) = (rows.clone(), rows.clone());
                up.rotate_left(1);
                down.rotate_right(1);
                [rows.clone(), up, rows.clone(), down]
            };
            for rows in frames.iter().flat_map(scrolled) {
                let frame = laid_out(&rows);
                let bytes = painted.draw(&frame, None).0;
                assert!(is_placed_behind_margins(&bytes), "{:?}", String::from_utf8_lossy(&bytes));
                assert_eq!(painted.differences(&frame), Vec::<String>::new());
                assert_eq!(painted.draw(&frame, None).0.len(), 0, "nothing changed");
            }
        }
    }
}

/// Whether the cursor is told where to go once margins were taken back: there are terminals that leave it where
/// it was, and a list that had scrolled got a digit of the line above it there.
fn is_placed_behind_margins(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.split("\x1b[r").skip(1).all(|behind| {
        let mut sequences = behind.split("\x1b[").skip(1);
        let first =
            sequences.find_map(|sequence| sequence.find(char::is_alphabetic).map(|end| &sequence[..=end]));
        // Where nothing follows, the next frame says where it begins.
        behind.is_empty()
            || behind.starts_with('\x1b')
                && first.is_some_and(|first| first.ends_with('H') || first == "?2026l")
    })
}

/// A list as the console draws it, from an item on and with one under the cursor.
fn list(area: Rect, first: usize, cursor: usize) -> Buffer {
    let titles =
        ["关于印发“十四五”规划的通知", "行业协会报送的9月鞋服行业运行分析", "市场监管抽检结果", "答复意见"];
    let mut buffer = Buffer::empty(area);
    let width = usize::from(area.width);
    let (red, quiet) = (Style::new().fg(Color::Red), Style::new().fg(Color::DarkGray));
    buffer.set_stringn(0, 0, "期限 !逾期2 *今日0 +临期0", width, red);
    for y in 1..area.height - 2 {
        let item = first + usize::from(y) - 1;
        let late = if item.is_multiple_of(5) { red } else { Style::new() };
        buffer.set_string(2, y, ["-正常", "!超限"][usize::from(item.is_multiple_of(5))], late);
        buffer.set_string(8, y, format!("{:>3} 主动   公", item % 30), Style::new());
        buffer.set_string(21, y, titles[item % 4], Style::new());
        buffer.set_string(64, y, ["庄毅", "王建国"][item % 2], quiet);
        if item == cursor {
            buffer.set_style(Rect::new(0, y, area.width, 1), Style::reset().add_modifier(Modifier::REVERSED));
        }
    }
    buffer.set_stringn(0, area.height - 1, "1发布 2退回 3登记", width, Style::new());
    buffer
}

#[test]
fn a_frame_takes_few_bytes() {
    for (mut painted, width, height) in [
        (Painted::new(80, 24, Ambiguous::Narrow), 80, 24),
        (Painted::new(200, 50, Ambiguous::Narrow), 200, 50),
        (Painted::new(80, 24, Ambiguous::Wide), 80, 24),
    ] {
        let (area, page) = (Rect::new(0, 0, width, height), usize::from(height) - 4);
        for (first, cursor, percent) in [
            (0, 0, 115),
            (0, 1, 115),
            (0, page, 115),
            (1, page + 1, 115),
            (2, page + 2, 115),
            // Another page: little text that changes in every row, and colours with it.
            (page + 7, page + 7, 150),
            (page + 6, page + 6, 115),
        ] {
            let frame = list(area, first, cursor);
            let (bytes, changed) = painted.draw(&frame, None);
            let bound = changed * percent / 100 + 100;
            assert!(bytes.len() <= bound, "{area} {first} {cursor}: {} > {bound}", bytes.len());
            assert!(cursor > 1 || cursor == 0 || width > 80 || bytes.len() <= 250, "{}", bytes.len());
            assert!(first % page == 0 || first > page || bytes.len() <= 450, "{}", bytes.len());
            assert_eq!(painted.differences(&frame), Vec::<String>::new());
        }
    }
}

#[test]
fn what_may_come_in_pieces_is_shown_at_once() {
    let area = Rect::new(0, 0, 80, 24);
    let mut painted = Painted::new(80, 24, Ambiguous::Narrow);
    for (first, cursor, whole) in [(0, 0, true), (0, 1, false)] {
        let (bytes, _) = painted.draw(&list(area, first, cursor), None);
        let marked = bytes.starts_with(b"\x1b[?2026h") && bytes.ends_with(b"\x1b[?2026l");
        assert_eq!((bytes.len() > 1_000, marked), (whole, whole), "{first} {cursor}");
    }
}

#[test]
fn an_idle_frame_is_no_bytes_and_a_cursor_is_sent_once() {
    let mut painted = Painted::small(Ambiguous::Narrow);
    let mut frame = Buffer::empty(Rect::new(0, 0, 20, 4));
    frame.set_string(0, 0, "标题", Style::new());
    let (first, _) = painted.draw(&frame, None);
    assert!(first.starts_with(b"\x1b[m\x1b[H\x1b[2J"));
    for (cursor, sent) in [
        (None, ""),
        (Some(Position::new(6, 2)), "\x1b[3;7H\x1b[?25h"),
        (Some(Position::new(6, 2)), ""),
        (Some(Position::new(7, 2)), " "),
        (None, "\x1b[?25l"),
        (None, ""),
    ] {
        let (bytes, _) = painted.draw(&frame, cursor);
        assert_eq!(String::from_utf8(bytes).unwrap(), sent);
    }
}

#[test]
fn the_cursor_takes_the_shortest_way_and_no_erasing_colours_the_screen() {
    let (plain, blue) = (Style::new(), Style::new().bg(Color::Indexed(4)));
    for (before, after, sent) in [
        ("abcdef", "Xbcdef", "\x1b[HX"),
        ("abcdef", "XbcXef", "\x1b[HXbcX"),
        ("中文公开标题", "中X 公开标题", "\x1b[1;3HX "),
        ("abcdefghij", "abcd", "\x1b[1;5H\x1b[K"),
        ("aaaaaaaaaaaaaab", "a             b", "\x1b[1;2H\x1b[13X"),
        ("“abc", "”abc", "\x1b[H”"),
        ("“abc", "”abX", "\x1b[H”\x1b[2GabX"),
    ] {
        let ambiguous = if sent.contains("\x1b[2G") { Ambiguous::Wide } else { Ambiguous::Narrow };
        let mut painted = Painted::small(ambiguous);
        let mut frame = Buffer::empty(Rect::new(0, 0, 20, 4));
        frame.set_string(0, 0, before, plain);
        frame.set_string(0, 3, "          ", blue);
        painted.draw(&frame, None);
        frame.set_string(0, 0, " ".repeat(20), plain);
        frame.set_string(0, 0, after, plain);
        let (bytes, _) = painted.draw(&frame, None);
        let bytes = String::from_utf8(bytes).unwrap();
        assert_eq!(
            (bytes.replace("\x1b[m", ""), painted.differences(&frame)),
            (sent.to_owned(), vec![]),
            "{after}"
        );
    }
}

/// What a terminal that draws them wide makes of ambiguous characters: letters of the same number that every
/// emulator draws wide.
fn drawn_wide(text: &str) -> String {
    let wide = |c: char| match widened(c.encode_utf8(&mut [0; 4]), Ambiguous::Wide).chars().count() {
        2 => char::from_u32(0x20000 + u32::from(c)).unwrap(),
        _ => c,
    };
    text.chars().map(wide).collect()
}

#[test]
fn what_was_widened_is_whole_on_a_terminal_that_draws_it_wide_and_on_one_that_does_not() {
    let emulator = || vt100::Parser::new(2.try_into().unwrap(), 20.try_into().unwrap(), 0);
    let (mut narrow, mut wide) = (emulator(), emulator());
    let mut painted = Painted::new(20, 2, Ambiguous::Wide);
    let reversed = Style::new().add_modifier(Modifier::REVERSED);
    for (text, style) in [
        ("“十四五”规划①…", Style::new()),
        ("“十五五”规划②—", Style::new()),
        ("“十五五”规划②—", reversed),
        ("规划“十四五”", Style::new()),
        ("——……“”·℃α", reversed),
        ("a“b”c", Style::new()),
    ] {
        let mut frame = Buffer::empty(Rect::new(0, 0, 20, 2));
        let end = frame.set_stringn(0, 0, widened(text, Ambiguous::Wide), 19, style).0;
        frame.set_string(end, 0, "|", style);
        let (bytes, _) = painted.draw(&frame, None);
        narrow.process(&bytes);
        wide.process(drawn_wide(std::str::from_utf8(&bytes).unwrap()).as_bytes());
        let gapped: String = widened(text, Ambiguous::Wide).replace(SECOND_HALF, " ");
        let shown = |emulator: &vt100::Parser| emulator.screen().contents().trim_end().to_owned();
        assert_eq!(shown(&narrow), format!("{gapped}|"));
        assert_eq!(shown(&wide), drawn_wide(&format!("{text}|")));
        for cell in
            (0..end).filter_map(|x| narrow.screen().cell(0, x)).filter(|cell| !cell.is_wide_continuation())
        {
            assert_eq!(cell.inverse(), style == reversed, "{text}");
        }
    }
}

#[test]
fn another_size_paints_anew() {
    let mut painted = Painted::small(Ambiguous::Narrow);
    for width in [20, 12, 30] {
        painted.emulator.screen_mut().set_size(4.try_into().unwrap(), width.try_into().unwrap());
        let mut frame = Buffer::empty(Rect::new(0, 0, width, 4));
        frame.set_string(0, 1, "公开标题", Style::new());
        painted.before = None;
        painted.draw(&frame, None);
        assert_eq!(painted.differences(&frame), Vec::<String>::new());
    }
}

#[test]
fn controls_in_a_cell_are_never_sent() {
    let mut painted = Painted::small(Ambiguous::Narrow);
    let mut frame = Buffer::empty(Rect::new(0, 0, 20, 4));
    frame[(0, 0)].set_symbol("a\x1b\u{9b}");
    frame[(1, 0)].set_symbol("\x07");
    let (bytes, _) = painted.draw(&frame, None);
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.ends_with("\x1b[2J??"), "{text:?}");
}
