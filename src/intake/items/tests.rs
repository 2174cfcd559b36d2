use super::*;
use crate::domain::{DocumentNumber, SourceKind, TITLE_CHARS, Urgency, Validity};
use crate::intake::{procedures, roster};

fn read(bytes: &[u8]) -> Result<Sheet, Vec<Fault>> {
    let roster = roster::parse(roster::DEMO.as_bytes(), "roster").unwrap();
    let procedures = procedures::parse(procedures::DEFAULT.as_bytes(), "procedures").unwrap();
    let reading = Reading { file: "items", sheet: None, maps: &Maps::default() };
    match parse(bytes, reading, &roster, &procedures) {
        Ok(sheet) if sheet.faults.is_empty() => Ok(sheet),
        Ok(sheet) => Err(sheet.faults),
        Err(fault) => Err(vec![fault]),
    }
}

const SAMPLE: &str = include_str!("../../../tests/data/sample-items.csv");

#[test]
fn the_sample_is_read_whole() {
    let sheet = read(SAMPLE.as_bytes()).unwrap();
    assert_eq!((sheet.rows.len(), sheet.warnings.len()), (27, 0));
    let issued = sheet.rows.iter().filter(|row| row.issue.is_some()).count();
    assert_eq!(
        issued,
        SAMPLE
            .lines()
            .filter(|line| line.contains(",公文,")
                && line.matches("-0").count() + line.matches("-1").count() >= 2)
            .count()
            .min(issued)
    );
    let linked = sheet.rows.iter().find(|row| !row.submission.content.source.url.is_empty()).unwrap();
    assert_eq!(linked.submission.content.source.kind, SourceKind::Agency);
}

#[test]
fn another_encoding_order_and_writing_give_the_same_rows() {
    let messy = "发文日期,Title,题名,类别,主办科室,文号,拟稿人,成文日期,公开属性\r\n\
                 2019/6/3,通知一,x,公文类,投资科,泉工信投资[2019]027号,林晓,2019年6月3日,主动公开\r\n";
    let (bytes, _, _) = encoding_rs::GB18030.encode(messy);
    let sheet = read(&bytes).unwrap();
    let row = &sheet.rows[0];
    let day: NaiveDate = "2019-06-03".parse().unwrap();
    let number = DocumentNumber::Own("泉工信投资〔2019〕27号".to_owned());
    assert_eq!(row.issue, Some(Issued { number, document_date: day, issue_date: day }));
    assert_eq!(row.drafter, Some("lin".into()));
    assert_eq!(sheet.warnings.iter().map(|fault| fault.column).collect::<Vec<_>>(), [3]);
}

#[test]
fn cells_may_be_parted_by_semicolons_or_tabs() {
    for separator in [';', '\t'] {
        let file = "标题|类别|主办科室|拟稿人|公开属性\n\"甲,乙\"|公文|投资科|林晓|主动公开\n丙|公文|月球科|林晓|主动公开\n";
        let file = file.replace('|', &separator.to_string());
        let whole = file.replace("月球科", "投资科");
        let titles = read(whole.as_bytes()).unwrap().rows;
        let titles: Vec<_> = titles.iter().map(|row| row.submission.content.title.as_str()).collect();
        assert_eq!(titles, ["甲,乙", "丙"], "{file}");
        let fault = &read(file.as_bytes()).unwrap_err()[0];
        assert_eq!((fault.line, fault.column), (3, 3), "{file}");
        let fault = &read(format!("{whole}\"丁").as_bytes()).unwrap_err()[0];
        assert_eq!((fault.line, fault.column), (4, 1), "an open quote, {file}");
    }
}

#[test]
fn each_faulty_cell_is_named_by_line_and_column() {
    let file = "标题,类别,主办科室,拟稿人,公开属性,文号,发文日期,审定人\n\
                通知,公文,投资科,林晓,公开,号,2019-02-30,\n\
                ,小说,月球科,某人,,,,陈志强\n";
    let file = format!("{file}{},公文,投资科,林晓,,,,\n", "长".repeat(TITLE_CHARS + 1));
    let places: Vec<(u32, u32)> =
        read(file.as_bytes()).unwrap_err().iter().map(|fault| (fault.line, fault.column)).collect();
    for place in [(2, 5), (2, 6), (2, 7), (3, 1), (3, 2), (3, 3), (3, 4), (3, 8), (4, 1)] {
        assert!(places.contains(&place), "{place:?} in {places:?}");
    }
}

#[test]
fn a_file_cut_in_the_middle_of_a_character_says_where() {
    let whole = "标题,类别,主办科室\n通知,公文,投资科";
    let cut = &whole.as_bytes()[..whole.len() - 1];
    let faults = read(cut).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].line, 2, "{faults:?}");
    let (bytes, _, _) = encoding_rs::GB18030.encode(whole);
    assert!(read(&bytes[..bytes.len() - 1]).is_err());
}

#[test]
fn what_an_import_says_beside_the_title_is_read() {
    let file = "标题,类别,主办科室,缓急,有效性,规范性文件,页数,份数,关键词,会办科室,来源,来源性质,牵头机关,信息类别\n\
                通知,公文,投资科,特急,废止,是,１２页,3,技改；节能、绿色 制造,办公室;节能科,泉州市财政局,公众,市财政局,0200\n";
    let sheet = read(file.as_bytes()).unwrap();
    let content = &sheet.rows[0].submission.content;
    assert_eq!((content.urgency, content.validity), (Urgency::ExtraUrgent, Validity::Repealed));
    assert_eq!((content.normative, content.pages, content.copies), (true, Some(12), Some(3)));
    assert_eq!(content.elements.keywords, ["技改", "节能", "绿色", "制造"]);
    assert_eq!(content.with_sections, ["办公室", "节能科"]);
    assert_eq!((content.source.kind, content.lead_agency.as_str()), (SourceKind::Public, "市财政局"));
    assert_eq!(content.elements.category, "0200");
    let faulty = "标题,类别,主办科室,缓急,有效性,规范性文件,页数,来源性质,信息类别,备注\n\
                  通知,公文,投资科,急,无,也许,半,邻居,30,#N/A\n\
                  #REF!,公文,投资科,,,,,,,\n";
    let faults = read(faulty.as_bytes()).unwrap_err();
    let places: Vec<(u32, u32)> = faults.iter().map(|fault| (fault.line, fault.column)).collect();
    for column in 4..=9 {
        assert!(places.contains(&(2, column)), "{column} in {places:?}");
    }
    assert_eq!((places.len(), places.last()), (7, Some(&(3, 1))));
}

#[test]
fn columns_are_lettered_as_a_workbook_letters_them() {
    for (column, named) in [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (703, "AAA")] {
        assert_eq!(letters(column), named);
    }
}
