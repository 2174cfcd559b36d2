//! The words that give a bare number its meaning, and how far each of them speaks.
//!
//! It knows words and distances, no numbers. A word speaks for what follows closely; as a table heading it
//! speaks for the rest of the table, which ends at an empty line.

use std::cell::LazyCell;
use std::ops::Range;

/// What a word is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    Identity,
    Travel,
    Phone,
    Account,
    /// An account of an organisation.
    Corporate,
    CreditCode,
    Vehicle,
    Dwelling,
    /// A sum of money.
    Sum,
    /// A number that papers and orders are counted with.
    Serial,
    /// A person, of whom a number may be the number.
    Person,
}

const TOPICS: usize = Topic::Person as usize + 1;
/// About twenty Chinese characters, in bytes.
const BEFORE: usize = 60;
/// An opening bracket and a blank, in bytes: `… (身份证)`.
const AFTER: usize = 3;
/// A colon and a blank or 为, in bytes.
const LABEL_GAP: usize = 4;
/// Between columns; runs of blanks part them too, but nobody can tell which.
const BETWEEN_COLUMNS: [u8; 3] = [b'\t', b',', b'|'];
/// A row with columns is no longer than this, in bytes.
const ROW: usize = 1_000;
/// Between cells; each is one byte wide, and the folded text has no full-width forms of them.
const BETWEEN_CELLS: [char; 6] = ['\n', '\t', ',', ';', '|', ' '];

/// Enterprises are diagnosed too (数字化诊断, 节能诊断); it is somebody's only where the table is one of persons.
const DIAGNOSIS: &str = "诊断";
const PERSONS: [&str; 3] = ["姓名", "患者", "户主"];

/// Every telling word of one folded text.
pub(super) struct Context {
    mentions: [Vec<Mention>; TOPICS],
    headings: Vec<Range<usize>>,
    tables: Vec<Table>,
}

/// A table of which columns have a heading of some topic.
struct Table {
    at: Range<usize>,
    /// Which columns, in order of topic and place.
    columns: Vec<(Topic, usize)>,
}

struct Mention {
    at: Range<usize>,
    /// The furthest byte for which this mention, or an earlier one of its topic, speaks.
    reach: usize,
}

impl Context {
    pub(super) fn of(text: &str) -> Self {
        let mut context = Self { mentions: Default::default(), headings: Vec::new(), tables: Vec::new() };
        let mut start = 0;
        for table in text.split("\n\n") {
            context.read_table(table, start);
            context.read_columns(text, start..start + table.len());
            start += table.len() + 2;
        }
        context
    }

    /// Whether a word of this topic stands close to `span` or at the head of its table.
    pub(super) fn is_near(&self, topic: Topic, span: &Range<usize>) -> bool {
        let mentions = &self.mentions[topic as usize];
        let begun = mentions.partition_point(|mention| mention.at.start <= span.end + AFTER);
        mentions[..begun]
            .last()
            .is_some_and(|mention| mention.at.start >= span.end || mention.reach >= span.start)
    }

    /// Whether a word of this topic is the label of what starts at `start`.
    pub(super) fn is_label(&self, topic: Topic, start: usize) -> bool {
        let mentions = &self.mentions[topic as usize];
        let ended = mentions.partition_point(|mention| mention.at.end <= start);
        mentions[..ended].last().is_some_and(|mention| start - mention.at.end <= LABEL_GAP)
    }

    /// Whether what starts at `start` is labelled as this, or stands in a column of such a heading.
    pub(super) fn is_called(&self, topic: Topic, start: usize, text: &str) -> bool {
        self.is_label(topic, start) || self.is_in_column(topic, start, text)
    }

    fn is_in_column(&self, topic: Topic, start: usize, text: &str) -> bool {
        let begun = self.tables.partition_point(|table| table.at.start <= start);
        let table = self.tables[..begun].last().filter(|table| start < table.at.end);
        table.is_some_and(|table| {
            column(text, start).is_some_and(|column| table.columns.binary_search(&(topic, column)).is_ok())
        })
    }

    /// Where the words of this topic stand, in order.
    pub(super) fn mentions(&self, topic: Topic) -> impl Iterator<Item = Range<usize>> {
        self.mentions[topic as usize].iter().map(|mention| mention.at.clone())
    }

    /// Where sensitive table headings stand, in order.
    pub(super) fn headings(&self) -> impl Iterator<Item = Range<usize>> {
        self.headings.iter().cloned()
    }

    fn read_table(&mut self, table: &str, start: usize) {
        let mut at = start;
        let of_persons = LazyCell::new(|| PERSONS.iter().any(|word| table.contains(word)));
        for cell in table.split(BETWEEN_CELLS) {
            let after = &table[at - start + cell.len()..];
            let heading = heading(cell).filter(|_| !labels_a_number(after));
            let heading = heading.filter(|_| !cell.contains(DIAGNOSIS) || *of_persons);
            if let Some(inside) = &heading {
                self.headings.push(at + inside.start..at + inside.end);
            }
            let heads = heading.is_some() || PERSONS.contains(&cell.trim_matches('"'));
            self.read_cell(cell, at, heads.then_some(start + table.len()));
            at += cell.len() + 1;
        }
    }

    /// Which columns of the table have a heading of a topic that whole columns can be of.
    fn read_columns(&mut self, text: &str, at: Range<usize>) {
        let mut columns = Vec::new();
        for topic in [Topic::Sum, Topic::Serial] {
            let mentions = &self.mentions[topic as usize];
            let first = mentions.partition_point(|mention| mention.at.start < at.start);
            let headings = mentions[first..].iter().filter(|mention| is_heading(text, &mention.at));
            columns.extend(headings.filter_map(|mention| Some((topic, column(text, mention.at.start)?))));
        }
        columns.sort_unstable();
        columns.dedup();
        if !columns.is_empty() {
            self.tables.push(Table { at, columns });
        }
    }

    fn read_cell(&mut self, cell: &str, start: usize, table_end: Option<usize>) {
        let mut read = 0;
        for (at, first) in cell.char_indices().filter(|(_, first)| !first.is_ascii()) {
            let found = words(first).iter().find(|(word, _)| cell[at..].starts_with(word));
            if let Some(&(word, topic)) = found.filter(|_| at >= read) {
                read = at + word.len();
                self.mention(topic, start + at..start + read, table_end);
            }
        }
    }

    fn mention(&mut self, topic: Topic, at: Range<usize>, table_end: Option<usize>) {
        let mentions = &mut self.mentions[topic as usize];
        let before = mentions.last().map_or(0, |mention| mention.reach);
        let reach = before.max(table_end.unwrap_or(at.end + BEFORE));
        mentions.push(Mention { at, reach });
    }
}

/// The column in which this place is; `None` where its row is too long to be one of a table.
fn column(text: &str, at: usize) -> Option<usize> {
    let row = text.as_bytes()[..at].iter().rev().take(ROW);
    let before = row.clone().take_while(|byte| **byte != b'\n');
    let (length, column) = before.fold((0, 0), |(length, column), byte| {
        (length + 1, column + usize::from(BETWEEN_COLUMNS.contains(byte)))
    });
    (length < ROW).then_some(column)
}

/// Whether this word ends a cell that says nothing else after it but a remark in brackets, and heads no number.
fn is_heading(text: &str, word: &Range<usize>) -> bool {
    let rest = &text[word.end..];
    let end = rest.find(['\t', ',', '|', '\n']).unwrap_or(rest.len());
    let after = rest[..end].trim_matches([' ', '"']);
    (after.is_empty() || after.starts_with('(') && after.ends_with(')')) && !labels_a_number(&rest[end..])
}

/// Where in the cell a sensitive heading stands, if the cell holds nothing else but quotes and a remark.
fn heading(cell: &str) -> Option<Range<usize>> {
    let title = cell.split('(').next()?.trim_matches(['"', '*', '\'']);
    let start = cell.find(|char: char| !matches!(char, '"' | '*' | '\''))?;
    is_sensitive(title).then(|| start..start + title.len())
}

/// Whether a number follows on the same line, so that the cell before is its label and heads no column.
fn labels_a_number(after: &str) -> bool {
    matches!(after.as_bytes(), [separator, b'0'..=b'9', ..] if *separator != b'\n')
}

fn is_sensitive(title: &str) -> bool {
    matches!(
        title,
        "身份证"
            | "身份证号"
            | "身份证号码"
            | "身份证件号码"
            | "公民身份号码"
            | "公民身份证号码"
            | "证件号"
            | "证件号码"
            | "家庭住址"
            | "家庭地址"
            | "户籍地址"
            | "户籍所在地"
            | "现住址"
            | "现居住地"
            | "现居住地址"
            | "现居住于"
            | "住址"
            | "居住地址"
            | "银行账号"
            | "银行帐号"
            | "银行卡号"
            | "银行账户"
            | "卡号"
            | "开户账号"
            | "收款账号"
            | "一卡通账号"
            | "护照号"
            | "护照号码"
            | "残疾"
            | "残疾等级"
            | "残疾类别"
            | "残疾类型"
            | "残疾情况"
            | "残疾证号"
            | "残疾人证号"
            | "病史"
            | "病情"
            | "病种"
            | "病名"
            | "疾病名称"
            | "疾病种类"
            | "疾病类型"
            | "患病情况"
            | "诊断"
            | "诊断结果"
            | "健康状况"
            | "健康情况"
            | "致贫原因"
            | "贫困类型"
            | "贫困类别"
            | "困难类型"
            | "困难类别"
            | "困难原因"
            | "低保类别"
            | "低保类型"
            | "处分"
            | "处分情况"
            | "处分类型"
            | "处分原因"
    )
}

/// The telling words with this first character, longer before shorter.
fn words(first: char) -> &'static [(&'static str, Topic)] {
    use Topic::{
        Account, Corporate, CreditCode, Dwelling, Identity, Person, Phone, Serial, Sum, Travel, Vehicle,
    };
    match first {
        '身' => &[("身份证", Identity), ("身份号码", Identity)],
        '证' => &[("证件", Identity), ("证号", Identity)],
        '护' => &[("护照", Travel)],
        '通' => &[("通行证", Travel)],
        '港' => &[("港澳", Travel)],
        '台' => &[("台胞", Travel)],
        '回' => &[("回乡证", Travel)],
        '手' => &[("手机", Phone)],
        '电' => &[("电话", Phone)],
        '联' => &[("联系", Phone)],
        '卡' => &[("卡号", Account)],
        '账' => &[("账号", Account), ("账户", Account)],
        '帐' => &[("帐号", Account), ("帐户", Account)],
        '开' => &[("开户", Account)],
        '银' => &[("银行卡", Account)],
        '一' => &[("一卡通", Account)],
        '存' => &[("存折", Account)],
        '对' => &[("对公", Corporate)],
        '基' => &[("基本户", Corporate), ("基本存款", Corporate)],
        '专' => &[("专户", Corporate)],
        '信' => &[("信用代码", CreditCode)],
        '机' => &[("机构代码", CreditCode)],
        '识' => &[("识别号", CreditCode)],
        '税' => &[("税号", CreditCode)],
        '车' => &[("车牌", Vehicle), ("车主", Vehicle), ("车辆", Vehicle)],
        '号' => &[("号牌", Vehicle)],
        '驾' => &[("驾驶", Vehicle)],
        '户' => &[
            ("户主", Person),
            ("户口所在地", Dwelling),
            ("户籍所在地", Dwelling),
            ("户籍地址", Dwelling),
            ("户籍地", Dwelling),
            ("户籍", Dwelling),
        ],
        '家' => &[("家庭住址", Dwelling), ("家庭地址", Dwelling), ("家住", Dwelling)],
        '现' => &[("现居住地", Dwelling), ("现居住", Dwelling), ("现住址", Dwelling), ("现住", Dwelling)],
        '居' => &[("居住地址", Dwelling), ("居住地", Dwelling), ("居住在", Dwelling), ("居住于", Dwelling)],
        '姓' => &[("姓名", Person)],
        '性' => &[("性别", Person)],
        '出' => &[("出生", Person)],
        '患' => &[("患者", Person)],
        '金' => &[("金额", Sum)],
        '合' => &[("合同编号", Serial), ("合同号", Serial), ("合计", Sum)],
        '总' => &[("总计", Sum), ("总额", Sum), ("总价", Sum), ("总投资", Sum)],
        '小' => &[("小计", Sum)],
        '人' => &[("人民币", Sum)],
        '元' => &[("元)", Sum)],
        '产' => &[("产值", Sum)],
        '投' => &[("投资额", Sum)],
        '销' => &[("销售额", Sum)],
        '编' => &[("编号", Serial), ("编码", Serial)],
        '订' => &[("订单编号", Serial), ("订单号", Serial)],
        '流' => &[("流水号", Serial)],
        '单' => &[("单号", Serial), ("单价", Sum)],
        '凭' => &[("凭证号", Serial)],
        '发' => &[("发票号", Serial)],
        '项' => &[("项目代码", Serial)],
        '备' => &[("备案号", Serial)],
        '批' => &[("批次号", Serial)],
        '住' => &[("住址", Dwelling), ("住在", Dwelling), ("住", Dwelling)],
        _ => &[],
    }
}
