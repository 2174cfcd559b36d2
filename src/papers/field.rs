//! Fields: what a list can say of an item, each said in one way whatever the list.

use chrono::NaiveDate;

use super::bureau::Bureau;
use super::table::{Cell, Column};
use crate::calendar::Due;
use crate::domain::{
    Attachment, Batch, Content, Login, Phase, batch_for, index_category, outdated_at_archives,
};
use crate::procedure::{Attribute, DutyAct, terms};
use crate::projection::{Card, Kept, LineState, Queue, Transferred};

terms! {
    /// What can stand in a column.
    Field {
        /// 序号, filled in when the rows are in order
        Serial = "serial",
        /// 索引号
        IndexNumber = "index-number",
        /// 标题
        Title = "title",
        /// 文号
        Number = "number",
        /// 内容概述
        Summary = "summary",
        /// 类别: which procedure
        Procedure = "procedure",
        /// 主办科室
        Section = "section",
        /// 拟稿人
        Drafter = "drafter",
        /// 公开属性
        Attribute = "attribute",
        /// 不公开依据
        Ground = "ground",
        /// 不公开理由
        Reason = "reason",
        /// 生成日期
        MadeOn = "made-on",
        /// 成文日期
        DocumentDate = "document-date",
        /// 发文日期
        IssuedOn = "issued-on",
        /// 审定人
        DeterminedBy = "determined-by",
        /// 审定日期
        DeterminedOn = "determined-on",
        /// 登记日期
        RegisteredOn = "registered-on",
        /// 公开日期
        PublishedOn = "published-on",
        /// 网址
        Url = "url",
        /// 公开方式
        Way = "way",
        /// 发布机构
        Publisher = "publisher",
        /// 信息类别
        Category = "category",
        /// 主题分类
        Subject = "subject",
        /// 体裁分类
        Genre = "genre",
        /// 关键词
        Keywords = "keywords",
        /// 有效性
        Validity = "validity",
        /// 移交公开办日期
        HandedOn = "handed-on",
        /// 移交人
        HandedBy = "handed-by",
        /// 原件份数
        Originals = "originals",
        /// 移交时限
        HandOverBy = "hand-over-by",
        /// 签收日期
        ReceivedOn = "received-on",
        /// 签收人
        ReceivedBy = "received-by",
        /// 移交档案馆日期
        TransferredOn = "transferred-on",
        /// 批次
        Batch = "batch",
        /// 移交档案馆时限
        TransferBy = "transfer-by",
        /// 公开标识
        Mark = "mark",
        /// 份数
        Copies = "copies",
        /// 页数
        Pages = "pages",
        /// 附件数
        Files = "files",
        /// 电子文件名
        FileNames = "file-names",
        /// 评估期限
        EvaluateBy = "evaluate-by",
        /// 上次评估
        EvaluatedOn = "evaluated-on",
        /// 状态
        State = "state",
        /// 备注
        Remark = "remark",
        /// 备注 for the archives: whether it replaces what went before
        Replaces = "replaces",
        /// 会办科室
        WithSections = "with-sections",
        /// 签发: who signed for issue, and when
        Signed = "signed",
        /// 联合、牵头机关
        LeadAgency = "lead-agency",
        /// 规范性文件, with its 有效性
        Normative = "normative",
        /// 第三方意见 (条例 15)
        ThirdParty = "third-party",
        /// 形成日期
        FormedOn = "formed-on",
        /// 获取日期
        ObtainedOn = "obtained-on",
        /// 来源, with the page where it has published it
        Source = "source",
        /// 档号
        FileNumber = "file-number",
        /// 原密级
        FormerClassification = "former-classification",
        /// 保密期限届满日
        SecrecyExpiresOn = "secrecy-expires-on",
        /// 附件, every one by name and whether the public is given it
        Attachments = "attachments",
    }
}

/// Formats in which the archives take electronic text (闽政办函〔2016〕42号).
const ARCHIVED_FORMATS: [&str; 2] = [".pdf", ".ceb"];

/// Originals that go with an item where nobody said how many: one for the archives, one for the library.
const COPIES: u32 = 2;

impl Field {
    /// The column of this field.
    pub(super) fn column(self, bureau: &Bureau<'_>) -> Column {
        let name = bureau.texts.paper_field(self.key()).to_owned();
        Column { key: self.key(), name, width: self.width() }
    }

    /// Half-width characters that fit what usually stands there.
    const fn width(self) -> u16 {
        match self {
            Field::Serial => 6,
            Field::Copies | Field::Pages | Field::Files | Field::Originals => 8,
            Field::IndexNumber => 30,
            Field::Title => 60,
            Field::Summary | Field::Reason | Field::Url => 44,
            Field::Number => 28,
            Field::FileNames | Field::Category | Field::Keywords => 24,
            Field::Publisher => 22,
            Field::State | Field::Remark | Field::Replaces | Field::Ground => 20,
            _ => 14,
        }
    }

    /// What this field says of an item.
    pub(super) fn of(self, card: &Card, bureau: &Bureau<'_>) -> Cell {
        let (item, texts) = (&card.item, bureau.texts);
        let (content, issue) = (&item.submission.content, item.issue.as_ref());
        let elements = &content.elements;
        let determined = item.determination.as_ref();
        let proposal = determined.map_or(&item.submission.proposal, |made| &made.proposal);
        let person = |login: &Login| Cell::text(bureau.roster.name(login));
        match self {
            Field::Serial => Cell::Empty,
            Field::IndexNumber => Cell::text(item.index_number.as_deref().unwrap_or_default()),
            Field::Title => Cell::text(title(card, bureau)),
            Field::Number => Cell::text(card.number()),
            Field::Summary => Cell::text(&elements.summary),
            Field::Procedure => match bureau.names(item).procedure {
                Some(procedure) => Cell::text(texts.name(&procedure.name)),
                None => Cell::text(&item.procedure.0),
            },
            Field::Section => Cell::text(&item.section.0),
            Field::Drafter => person(&item.drafter),
            Field::Attribute => Cell::text(texts.attribute(proposal.attribute)),
            Field::Ground => {
                Cell::text(proposal.ground.map(|ground| texts.ground(ground)).unwrap_or_default())
            }
            Field::Reason => Cell::text(&proposal.reason),
            Field::MadeOn => Cell::day(card.made_on()),
            Field::DocumentDate => {
                Cell::day(issue.map(|issue| issue.document_date).or(content.document_date))
            }
            Field::IssuedOn => Cell::day(issue.map(|issue| issue.issue_date)),
            Field::DeterminedBy => determined.map_or(Cell::Empty, |made| person(&made.by)),
            Field::DeterminedOn => Cell::day(determined.map(|made| made.on)),
            Field::RegisteredOn => Cell::day(card.registered_on),
            Field::PublishedOn => Cell::day(card.page().map(|(on, _)| on)),
            Field::Url => Cell::text(card.page().map(|(_, url)| url).unwrap_or_default()),
            Field::Way => Cell::text(texts.attribute(item.determined())),
            Field::Publisher => Cell::text(publisher(card, bureau)),
            Field::Category => {
                let code = category(card, bureau);
                Cell::text(format!("{code} {}", bureau.settings.category_name(code)))
            }
            Field::Subject => Cell::text(&elements.subject),
            Field::Genre => Cell::text(&elements.genre),
            Field::Keywords => Cell::text(elements.keywords.join(" ")),
            Field::Validity => Cell::text(texts.validity(content.validity)),
            Field::HandedOn => Cell::day(card.handed_over.as_ref().map(|(on, ..)| *on)),
            Field::HandedBy => card.handed_over.as_ref().map_or(Cell::Empty, |(_, by, _)| person(by)),
            Field::Originals => Cell::number(card.handed_over.as_ref().map(|(_, _, originals)| *originals)),
            Field::HandOverBy => last_day(card, DutyAct::HandOver),
            Field::ReceivedOn => Cell::day(card.received.as_ref().map(|(on, _)| *on)),
            Field::ReceivedBy => card.received.as_ref().map_or(Cell::Empty, |(_, by)| person(by)),
            Field::TransferredOn => Cell::day(there(card).map(|went| went.on)),
            Field::Batch => there(card).map_or(Cell::Empty, |went| Cell::text(&went.batch)),
            Field::TransferBy => last_day(card, DutyAct::Transfer),
            Field::Mark => Cell::text(texts.attribute(Attribute::Proactive)),
            Field::Copies => Cell::number(Some(content.copies.unwrap_or(COPIES))),
            Field::Pages => Cell::number(content.pages),
            Field::Files => Cell::number(Some(disclosed(content).count())),
            Field::FileNames => Cell::text(archived_files(card)),
            Field::EvaluateBy => Cell::day(evaluate_by(card)),
            Field::EvaluatedOn => Cell::day(item.evaluated_on),
            Field::State => Cell::text(state(card, bureau)),
            Field::Remark => Cell::text(remark(card, bureau)),
            Field::Replaces => {
                Cell::text(at_archives(card, bureau).join(bureau.texts.get("paper-line.separator")))
            }
            Field::WithSections => Cell::text(content.with_sections.join("、")),
            Field::Signed => Cell::text(signed(content)),
            Field::LeadAgency => Cell::text(&content.lead_agency),
            Field::Normative if content.normative => Cell::text(texts.validity(content.validity)),
            Field::Normative => Cell::Empty,
            Field::ThirdParty => Cell::text(&content.third_party),
            Field::FormedOn => Cell::day(content.formed_on),
            Field::ObtainedOn => Cell::day(content.obtained_on),
            Field::Source => Cell::text(source(content)),
            Field::FileNumber => Cell::text(&content.file_number),
            Field::FormerClassification => Cell::text(&content.former_classification),
            Field::SecrecyExpiresOn => Cell::day(content.secrecy_expires_on),
            Field::Attachments => Cell::text(attachments(content, bureau)),
        }
    }
}

/// 标题; where only a neutral number may stand, that.
pub(super) fn title<'a>(card: &'a Card, bureau: &Bureau<'_>) -> &'a str {
    match (card.item.expunged, card.item.submission.content.title.as_str()) {
        (true, _) => bureau.texts.get("ui.expunged"),
        (false, "") => bureau.texts.get("ui.neutral-title"),
        (false, title) => title,
    }
}

/// 发布机构: who made what was obtained, where that is another body's; else this bureau.
pub(super) fn publisher<'a>(card: &'a Card, bureau: &Bureau<'a>) -> &'a str {
    let content = &card.item.submission.content;
    match (content.lead_agency.as_str(), &content.source) {
        ("", source) if !source.url.is_empty() && !source.name.is_empty() => &source.name,
        ("", _) => &bureau.settings.bureau,
        (lead, _) => lead,
    }
}

/// 信息类别: the one that its index number carries for good, else its own, or the one for items that name none.
pub(super) fn category<'a>(card: &'a Card, bureau: &Bureau<'a>) -> &'a str {
    if let Some(given) = card.item.index_number.as_deref().and_then(index_category) {
        return given;
    }
    match card.item.submission.content.elements.category.as_str() {
        "" => &bureau.settings.default_category,
        code => code,
    }
}

/// The day by which the evaluation of 不公开 is due (条例 18).
pub(super) fn evaluate_by(card: &Card) -> Option<NaiveDate> {
    let lines = card.row.lines.iter().filter(|line| line.queue == Queue::Evaluate);
    lines.flat_map(|line| &line.clocks).find_map(|clock| match clock.state {
        LineState::Running(due) => Some(due.date),
        LineState::NotStarted | LineState::Paused(_) => None,
    })
}

/// The batch with which this should go to the archives.
pub(super) fn batch(card: &Card, bureau: &Bureau<'_>) -> Option<Batch> {
    let obligation = card.obligation(DutyAct::Transfer)?;
    let days = &bureau.names(&card.item).procedure?.duty(&obligation.duty)?.batch_days;
    let (_, due) = obligation.limit?;
    batch_for(bureau.today, due.date, days, bureau.calendar)
}

pub(super) fn day(batch: Batch) -> NaiveDate {
    match batch {
        Batch::InTime(day) | Batch::TooLate(day) => day,
    }
}

fn last_day(card: &Card, act: DutyAct) -> Cell {
    Cell::day(card.obligation(act).and_then(|obligation| obligation.limit).map(|(_, Due { date, .. })| date))
}

/// The files that the public is given; what is kept inside is neither counted nor named outside.
pub(super) fn disclosed(content: &Content) -> impl Iterator<Item = &Attachment> {
    content.attachments.iter().filter(|file| file.disclosed == Some(true))
}

fn signed(content: &Content) -> String {
    content.signed.as_ref().map(|signed| format!("{} {}", signed.name, signed.on)).unwrap_or_default()
}

fn source(content: &Content) -> String {
    format!("{} {}", content.source.name, content.source.url).trim().to_owned()
}

/// Every file by its number, a line each; who signs has to see what goes along and what stays.
fn attachments(content: &Content, bureau: &Bureau<'_>) -> String {
    let line = |(number, file): (usize, &Attachment)| {
        let key = match file.disclosed {
            Some(true) => "paper-line.file-disclosed",
            Some(false) => "paper-line.file-withheld",
            None => "paper-line.file-undecided",
        };
        bureau.texts.fill(key, &[("n", &number.to_string()), ("name", &file.name)])
    };
    (1..).zip(&content.attachments).map(line).collect::<Vec<_>>().join("\n")
}

fn archived_files(card: &Card) -> String {
    let archived = |name: &&str| ARCHIVED_FORMATS.iter().any(|end| name.to_lowercase().ends_with(end));
    let names = disclosed(&card.item.submission.content).map(|file| file.name.as_str());
    names.filter(archived).collect::<Vec<_>>().join(" ")
}

/// Where it is: how it ended, or what is open.
pub(super) fn state(card: &Card, bureau: &Bureau<'_>) -> String {
    let (texts, row) = (bureau.texts, &card.row);
    if card.item.expunged {
        return texts.get("ui.expunged").to_owned();
    }
    if row.terminated {
        return texts.get("cli.terminated").to_owned();
    }
    if row.closed {
        return texts.get("cli.closed").to_owned();
    }
    let names = bureau.names(&card.item);
    let open: Vec<String> = row.lines.iter().map(|line| texts.task(&line.task, names)).collect();
    open.join("+")
}

/// What is remarkable: a page taken down, a determination being reconsidered, a replacement, a batch to be met.
fn remark(card: &Card, bureau: &Bureau<'_>) -> String {
    let (item, texts) = (&card.item, bureau.texts);
    let waits = |queue: Queue| card.row.lines.iter().any(|line| line.queue == queue);
    let mut said: Vec<String> = Vec::new();
    if let Some(taken) = &item.take_down {
        said.push(texts.fill("paper-line.taken-down", &[("on", &taken.on.to_string())]));
    }
    if item.determination.is_some() && matches!(item.phase, Phase::At(_)) && !item.is_determined() {
        said.push(texts.get("paper-line.reconsidered").to_owned());
    }
    said.extend(at_archives(card, bureau));
    if let Some((on, reference)) = there(card).and_then(|went| went.acknowledged.as_ref()) {
        let on = on.to_string();
        said.push(
            texts.fill("paper-line.acknowledged", &[("on", &on), ("reference", reference)]).trim().to_owned(),
        );
    }
    if waits(Queue::Transfer) || waits(Queue::HandOver) {
        said.extend(batch(card, bureau).map(|batch| batch_said(batch, bureau)));
    }
    let late = card.obligations.iter().filter(|one| one.kept(bureau.today) == Some(Kept::Late));
    let names = bureau.names(item);
    said.extend(late.map(|one| {
        let legal = one.limit.is_some_and(|(force, _)| force.is_legal());
        let key = if legal { "paper-line.overdue" } else { "paper-line.past-target" };
        texts.fill(key, &[("what", &texts.duty(&one.duty, names))])
    }));
    said.join(texts.get("paper-line.separator"))
}

/// What the archives hold.
fn there(card: &Card) -> Option<&Transferred> {
    card.transfers.last().filter(|went| !went.withdrawn)
}

/// What became of what the archives hold: 撤换, and what was corrected since the list was signed, which stands as it
/// was signed.
fn at_archives(card: &Card, bureau: &Bureau<'_>) -> Vec<String> {
    let corrected = there(card).map_or(&[][..], |went| &went.corrected);
    let since = corrected.iter().map(|to| {
        let what = bureau.texts.correction(to, bureau.names(&card.item));
        bureau.texts.fill("paper-line.corrected-since", &[("what", &what)])
    });
    let replaced = Some(replaces(card, bureau)).filter(|said| !said.is_empty());
    replaced.into_iter().chain(since).collect()
}

/// 撤换: what waits to take the place of what went before, or has done so, or was withdrawn.
fn replaces(card: &Card, bureau: &Bureau<'_>) -> String {
    let texts = bureau.texts;
    if card.row.lines.iter().any(|line| line.queue == Queue::Replace) {
        let setting = bureau.names(&card.item).procedure;
        let outdated = setting.and_then(|procedure| outdated_at_archives(&card.item, procedure));
        let gone = outdated.is_some_and(|outdated| outdated.to_be_withdrawn);
        return texts.get(if gone { "paper-line.withdraws" } else { "paper-line.replaces" }).to_owned();
    }
    let Some(Transferred { letter: Some(letter), on, withdrawn, .. }) = card.transfers.last() else {
        return String::new();
    };
    let key = if *withdrawn { "paper-line.withdrawn" } else { "paper-line.replaced" };
    texts.fill(key, &[("on", &on.to_string()), ("letter", letter)])
}

/// 最迟须于 x 日前移交,以赶上 y 日批次.
pub(super) fn batch_said(batch: Batch, bureau: &Bureau<'_>) -> String {
    let (key, day) = match batch {
        Batch::InTime(day) => ("paper-line.batch", day),
        Batch::TooLate(day) => ("paper-line.batch-too-late", day),
    };
    let before = bureau.calendar.last_working_day_before(day);
    bureau.texts.fill(key, &[("before", &before.to_string()), ("batch", &day.to_string())])
}
