//! What a bureau sets for itself, apart from its people and procedures.

use super::index_number::{IndexPattern, index_parts};

/// A bureau's settings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// The bureau's name, as it stands on papers.
    pub bureau: String,
    /// 机构代码: the first part of every index number, such as `QZ00000`.
    pub agency_code: String,
    /// How an index number is written.
    pub index_pattern: IndexPattern,
    /// 信息类别 where an item names none: four digits.
    pub default_category: String,
    /// 信息类别, in the order in which the catalogue names them.
    pub categories: Vec<Category>,
    /// After how many months 不公开 is evaluated again (条例 18); none where the bureau doesn't.
    pub evaluate_after_months: Option<u32>,
    /// A summary (内容概述) longer than so many characters is remarked upon.
    pub summary_chars: u32,
    /// 送交: to whom, and whom to call.
    pub delivery: Delivery,
    /// The column 政府信息公开 of the bureau's site.
    pub site: Site,
}

/// One of the classes of information (信息类别).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Category {
    /// Four digits.
    pub code: String,
    /// What it holds.
    pub name: String,
}

/// What a delivery list (移交清单) says besides its items.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// Who receives: the city archives, and the library where the bureau wants it.
    pub receivers: Vec<String>,
    /// Whom to ask.
    pub contact: String,
    /// Under which number.
    pub phone: String,
}

/// What the pages of the site say of themselves (国办发〔2017〕47号).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Site {
    /// SiteName 网站名称.
    pub name: String,
    /// SiteDomain 网站域名.
    pub domain: String,
    /// SiteIDCode 网站标识码; empty until the bureau fills its own in.
    pub id_code: String,
    /// Where the column stands, ending in `/`; the address of each page begins so.
    pub address: String,
}

impl Default for Settings {
    fn default() -> Self {
        let bureau = "泉州市工业和信息化局";
        Settings {
            bureau: bureau.to_owned(),
            agency_code: "QZ00000".to_owned(),
            index_pattern: IndexPattern::default(),
            default_category: "3000".to_owned(),
            categories: categories(),
            evaluate_after_months: Some(12),
            summary_chars: 200,
            delivery: Delivery::default(),
            site: Site::of(bureau),
        }
    }
}

impl Default for Delivery {
    fn default() -> Self {
        Delivery {
            receivers: vec!["市档案馆政府信息公开查阅中心".to_owned()],
            contact: String::new(),
            phone: String::new(),
        }
    }
}

impl Site {
    /// The pages of a bureau that has said nothing of its site: addresses that nobody can mistake for real.
    pub fn of(bureau: &str) -> Site {
        Site {
            name: bureau.to_owned(),
            domain: "www.example.gov.cn".to_owned(),
            id_code: String::new(),
            address: "https://www.example.gov.cn/zfxxgk/".to_owned(),
        }
    }
}

impl Site {
    /// Where the 依申请公开 catalogue is, from the column's folder.
    pub const CATALOGUE: &str = "on-request.html";

    /// Where an item's page is, from the column's folder: in the folder of its year, under its index number.
    pub fn path(index_number: &str) -> Option<String> {
        let parts = index_parts(index_number)?;
        Some(format!("{}/{}.html", parts.year, index_number.replace('/', "-")))
    }

    /// Whether the bureau has said where its column stands.
    pub fn is_known(&self) -> bool {
        self.address != Site::default().address
    }

    /// The address that an item's page has; none while it isn't known where the column stands.
    pub fn page(&self, index_number: &str) -> Option<String> {
        let path = Site::path(index_number).filter(|_| self.is_known())?;
        Some(format!("{}{path}", self.address))
    }

    /// The address of the 依申请公开 catalogue, where its rows are read; none while it isn't known where the column
    /// stands.
    pub fn catalogue(&self) -> Option<String> {
        self.is_known().then(|| format!("{}{}", self.address, Site::CATALOGUE))
    }
}

/// The host of the address of a page; none where it isn't one: http or https, with a host and nothing invisible in
/// it.
pub fn host(url: &str) -> Option<&str> {
    let after = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let host = after.split('/').next().filter(|host| !host.is_empty())?;
    let fits = url.len() <= 2048
        && !url.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c));
    fits.then_some(host)
}

impl Default for Site {
    fn default() -> Self {
        Site::of("")
    }
}

impl Settings {
    /// 索引号: the serial runs for each code and year.
    pub fn index_number(&self, category: &str, year: i32, serial: u64) -> String {
        let category = if category.is_empty() { &self.default_category } else { category };
        self.index_pattern.write(&self.agency_code, category, year, serial)
    }

    /// The name of a 信息类别; its code where the bureau has none for it.
    pub fn category_name<'a>(&'a self, code: &'a str) -> &'a str {
        let known = self.categories.iter().find(|category| category.code == code);
        known.map_or(code, |category| &category.name)
    }
}

/// The classes of the province's list of 2008; 25 and 30 differ between agencies.
fn categories() -> Vec<Category> {
    let list = [
        ("0100", "机构职能"),
        ("0200", "法规规章和规范性文件"),
        ("0300", "规划计划"),
        ("0400", "统计信息"),
        ("0500", "财政预决算"),
        ("0600", "行政事业性收费"),
        ("0700", "政府采购"),
        ("0800", "行政许可"),
        ("0900", "重大建设项目"),
        ("1000", "扶贫、教育、医疗、社会保障、促进就业"),
        ("1100", "突发公共事件应急"),
        ("1200", "环境保护、公共卫生、安全生产等监督检查"),
        ("1400", "社会公益事业"),
        ("2500", "工作动态"),
        ("2600", "办事指南"),
        ("3000", "其他"),
    ];
    list.iter().map(|(code, name)| Category { code: (*code).to_owned(), name: (*name).to_owned() }).collect()
}
