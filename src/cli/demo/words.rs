//! Titles, texts and chance for the practice bureau: the same number always gives the same.

use crate::procedure::Attribute;

/// Titles seen on portals, and crafted ones in their style.
const TITLES: &str = include_str!("titles.csv");

/// Where the demonstration's chances begin.
const SEED: u64 = 0x6f70_656e_2019_0531;

/// A little source of chance (SplitMix64), which is all that a demonstration needs.
pub(super) struct Chance(u64);

impl Chance {
    /// The chances of the item with this number.
    pub(super) fn new(number: usize) -> Self {
        Chance(SEED ^ u64::try_from(number).unwrap_or(0).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// A number below this one; zero where it is zero.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        let limit = u64::try_from(limit).unwrap_or(u64::MAX).max(1);
        usize::try_from((mixed ^ mixed >> 31) % limit).unwrap_or(0)
    }

    fn pick<'p>(&mut self, from: &[&'p str]) -> &'p str {
        from.get(self.below(from.len())).copied().unwrap_or_default()
    }
}

/// A document's title, the section that wrote it, and the section's letters in its number.
pub(super) struct Title {
    pub title: String,
    pub section: &'static str,
    pub code: &'static str,
}

/// Sections with their letters in a 文号.
const SECTIONS: &[(&str, &str)] = &[
    ("投资科", "投资"),
    ("装备科", "装备"),
    ("运行科", "运行"),
    ("消费品科", "消费品"),
    ("产业科", "产业"),
    ("节能科", "节能"),
    ("安全科", "安全"),
    ("中小企业科", "中小"),
    ("人事科", "人"),
    ("生产服务业科", "服务"),
    ("法规科", "规"),
    ("信息化科", "信息"),
];

/// A title that fits the attribute: one from the list while it lasts, then a made-up one.
pub(super) fn words(number: usize, attribute: Attribute, chance: &mut Chance) -> Title {
    let (section, code) = SECTIONS.get(chance.below(SECTIONS.len())).copied().unwrap_or(("投资科", "投资"));
    let fitting = TITLES.lines().skip(1).filter(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        let said = match attribute {
            Attribute::Proactive => "主动公开",
            Attribute::OnRequest => "依申请公开",
            Attribute::Withheld => "不公开",
        };
        fields.get(5) == Some(&"公文") && fields.get(6) == Some(&said)
    });
    let listed: Vec<&str> = fitting.filter_map(|line| line.split(',').nth(2)).collect();
    let title = match listed.get(number) {
        Some(title) => title.trim_start_matches("泉州市工业和信息化局").to_owned(),
        None => made_up(attribute, chance),
    };
    Title { title, section, code }
}

fn made_up(attribute: Attribute, chance: &mut Chance) -> String {
    let year = 2025 + chance.below(3);
    let topic = chance.pick(&[
        "省级重点技术改造项目",
        "智能制造数字化示范车间",
        "专精特新中小企业",
        "工业企业能效对标",
        "消费品工业三品行动",
        "民用爆炸物品安全生产检查",
        "工业互联网标识解析应用",
        "纺织鞋服业数字化转型",
        "绿色工厂和绿色园区",
        "企业技术中心认定",
        "迎峰度夏有序用电",
        "产业链供应链对接",
    ]);
    match attribute {
        Attribute::Proactive => {
            let verb = chance.pick(&["组织申报", "公布", "做好", "开展", "印发", "下达"]);
            let kind = chance.pick(&["的通知", "名单的通知", "工作的通知", "实施方案的通知"]);
            format!("关于{verb}{year}年{topic}{kind}")
        }
        Attribute::OnRequest => format!("关于{year}年{topic}备案事项的复函"),
        Attribute::Withheld => format!("关于{year}年{topic}资金安排的请示"),
    }
}

/// A text under this title: who is addressed, and a few sentences.
pub(super) fn text(title: &str, chance: &mut Chance) -> String {
    let whom = chance.pick(&[
        "各县(市、区)工信局,泉州开发区、泉州台商投资区科技经济发展局",
        "市财政局",
        "各有关企业、行业协会",
        "局机关各科室",
    ]);
    let mut text = format!("{title}\n\n{whom}:\n");
    for _ in 0..3 + chance.below(4) {
        text.push_str(chance.pick(&[
            "    为贯彻落实省、市关于推动制造业高质量发展的部署要求,结合我市实际,现就有关事项通知如下。\n",
            "    一、申报主体应在本市依法登记注册,具有独立法人资格,近三年未发生重大安全、环保事故。\n",
            "    二、请于本月25日前将申报材料(纸质一式二份及电子版)报送我局,逾期不予受理。\n",
            "    三、各地要加强组织领导,认真审核把关,确保数据真实、准确、完整。\n",
            "    四、我局将会同有关部门开展抽查,对弄虚作假的取消资格并予以通报。\n",
            "    五、联系电话:0595-22500000。\n",
        ]));
    }
    text
}

/// A table that goes with a document, as a spreadsheet saves it.
pub(super) fn table(chance: &mut Chance) -> String {
    let mut table = String::from("序号,项目名称,所在县(市、区),总投资(万元)\n");
    for row in 1..=4 + chance.below(6) {
        let place = chance.pick(&["鲤城区", "丰泽区", "晋江市", "石狮市", "南安市", "惠安县", "安溪县"]);
        let kind = chance.pick(&["智能化改造", "绿色工厂", "工业设计中心", "首台套装备", "节能改造"]);
        let sum = 100 * (1 + chance.below(90));
        table.push_str(&format!("{row},{kind}项目{row},{place},{sum}\n"));
    }
    table
}
