//! The procedures file: a bureau's ways from draft to disclosure.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Fault;
use super::table::{At, Table, read};
use crate::procedure::{
    Attribute, Condition, Duty, DutyAct, DutyKey, DutyLimit, Fact, Force, Name, Procedure, Procedures, Role,
    Stage, StageAct, StageKey, StartFact,
};

/// The four procedures that come with the program.
pub const DEFAULT: &str = include_str!("defaults/procedures.toml");

/// Limits lie within these working days: a year has about 250.
const LIMIT_DAYS: std::ops::RangeInclusive<u32> = 1..=250;

/// Reads and checks a procedures file as a whole.
///
/// # Errors
/// Every fault of the file, in its order.
pub fn parse(bytes: &[u8], file: &str) -> Result<Procedures, Vec<Fault>> {
    read(bytes, file, |root| {
        let found = root.tables("procedure", |table| Some((procedure(table)?, table.span())));
        let mut keys = BTreeSet::new();
        for (procedure, span) in &found {
            if !keys.insert(procedure.key.clone()) {
                root.fault(
                    span,
                    format!("流程 {} 重复", procedure.key),
                    format!("procedure {} occurs twice", procedure.key),
                );
            }
        }
        if root.length("procedure") == 0 {
            root.fault(&(0..0), "至少要有一个流程 [[procedure]]", "there must be at least one [[procedure]]");
        }
        Some(Procedures(found.into_iter().map(|(procedure, _)| procedure).collect()))
    })
}

fn procedure(table: &Table<'_>) -> Option<Procedure> {
    let key = table.needed("key");
    let name = name(table);
    let clause = table.needed("clause");
    let needs = table.texts("needs").into_iter();
    let needs: Vec<Fact> =
        needs.filter_map(|found| table.known(found, Fact::ALL, Fact::key)).map(|found| found.value).collect();
    let drafted_by = match table.term("drafted_by", &[Role::Staff, Role::Office], Role::key, false) {
        Some(found) => found.value,
        None => Role::Staff,
    };
    let stages = table.tables("stage", |table| Some((stage(table)?, table.span())));
    let duties = table.tables("duty", |table| Some((duty(table)?, table.span())));
    // Where one has a fault of its own, nothing is said of what is lacking: it may have been that.
    let whole = [stages.len() == table.length("stage"), duties.len() == table.length("duty")];
    check_stages(table, &stages, whole[0]);
    check_duties(table, &stages, &duties, whole);
    Some(Procedure {
        key: key?.value.into(),
        name: name?,
        clause: clause?.value.to_owned(),
        needs,
        drafted_by,
        stages: stages.into_iter().map(|(stage, _)| stage).collect(),
        duties: duties.into_iter().map(|(duty, _)| duty).collect(),
    })
}

fn name(table: &Table<'_>) -> Option<Name> {
    let zh = table.needed("name");
    let en = table.text("name_en").map(|found| found.value);
    let zh = zh?.value;
    Some(Name { zh: zh.to_owned(), en: en.unwrap_or(zh).to_owned() })
}

const DECIDING: &[Role] = &[Role::Drafter, Role::Head, Role::Leader, Role::Chief, Role::Office];
const FALLBACKS: &[Role] = &[Role::Staff, Role::Head, Role::Office];

fn stage(table: &Table<'_>) -> Option<Stage> {
    let key = table.needed("key");
    let act = table.term("act", StageAct::ALL, StageAct::key, true);
    let name = name(table);
    let role = table.term("role", DECIDING, Role::key, true);
    let fallback = table.texts("fallback").into_iter();
    let fallback = fallback.filter_map(|found| table.known(found, FALLBACKS, Role::key));
    let fallback: Vec<Role> = fallback.map(|found| found.value).collect();
    let clause = table.needed("clause");
    let limit = table.number("limit_days", LIMIT_DAYS);
    let (act, role) = (act?, role?);
    let fitting: &[Role] = match act.value {
        StageAct::Draft => &[Role::Drafter],
        StageAct::Confirm | StageAct::Review => &[Role::Head],
        StageAct::Determine => &[Role::Leader],
        StageAct::Sign => &[Role::Chief],
        StageAct::Issue => &[Role::Office],
    };
    if !fitting.contains(&role.value) {
        let roles: Vec<&str> = fitting.iter().map(|role| role.key()).collect();
        let roles = roles.join(", ");
        table.fault(
            &role.span,
            format!("{} 环节由 {roles} 办理", act.value.key()),
            format!("a {} stage is done by: {roles}", act.value.key()),
        );
    }
    Some(Stage {
        key: key?.value.into(),
        act: act.value,
        name: name?,
        role: role.value,
        fallback,
        clause: clause?.value.to_owned(),
        limit_days: limit.and_then(|found| u16::try_from(found.value).ok()),
    })
}

fn duty(table: &Table<'_>) -> Option<Duty> {
    let key = table.needed("key");
    let act = table.term("act", DutyAct::ALL, DutyAct::key, true);
    let name = name(table);
    let role = table.term("role", &[Role::Staff, Role::Office], Role::key, true);
    let clause = table.needed("clause");
    let attribute = table.term("attribute", Attribute::ALL, Attribute::key, false);
    let when = table.term("when", Condition::ALL, Condition::key, false);
    let after = table.text("after");
    let limit = limit(table, after.as_ref());
    let batch_days = table.numbers("batch_days").into_iter().filter_map(|found| match found.value {
        day @ 1..=31 => u8::try_from(day).ok(),
        _ => {
            table.fault(&found.span, "批次日应在1到31之间", "a batch day is from 1 to 31");
            None
        }
    });
    Some(Duty {
        batch_days: batch_days.collect(),
        key: key?.value.into(),
        act: act?.value,
        name: name?,
        role: role?.value,
        clause: clause?.value.to_owned(),
        attribute: attribute.map_or(Attribute::Proactive, |found| found.value),
        when: when.map_or(Condition::Always, |found| found.value),
        after: after.map(|found| found.value.into()),
        limit,
    })
}

fn limit(table: &Table<'_>, after: Option<&At<&str>>) -> Option<DutyLimit> {
    let days = table.number("days", LIMIT_DAYS);
    let from = table.term("from", StartFact::ALL, StartFact::key, days.is_some());
    let force = table.term("force", Force::ALL, Force::key, days.is_some());
    let basis = if days.is_some() { table.needed("basis") } else { table.text("basis") };
    let from = from?;
    if from.value == StartFact::Preceding && after.is_none() {
        table.fault(&from.span, "从前一项起算的,须写明 after", "a limit from the preceding duty needs after");
    }
    Some(DutyLimit {
        days: u16::try_from(days?.value).ok()?,
        from: from.value,
        force: force?.value,
        basis: basis?.value.to_owned(),
    })
}

fn check_stages(table: &Table<'_>, stages: &[(Stage, Range<usize>)], whole: bool) {
    let mut keys: BTreeSet<&StageKey> = BTreeSet::new();
    for (stage, span) in stages {
        if !keys.insert(&stage.key) {
            table.fault(
                span,
                format!("环节 {} 重复", stage.key),
                format!("stage {} occurs twice", stage.key),
            );
        }
    }
    let place = |act| stages.iter().position(|(stage, _)| stage.act == act);
    if whole && place(StageAct::Draft) != Some(0) {
        table.fault(
            &table.span(),
            "第一个环节须为拟稿(act = \"draft\")",
            "the first stage must be the draft",
        );
    }
    for act in [StageAct::Draft, StageAct::Determine] {
        let count = stages.iter().filter(|(stage, _)| stage.act == act).count();
        if count > 1 || count == 0 && whole {
            table.fault(
                &table.span(),
                format!("须有且只有一个 {} 环节,现有{count}个", act.key()),
                format!("there must be exactly one {} stage, not {count}", act.key()),
            );
        }
    }
    let determined = place(StageAct::Determine).unwrap_or(usize::MAX);
    for (at, (stage, span)) in stages.iter().enumerate() {
        let late = matches!(stage.act, StageAct::Confirm | StageAct::Review) && at > determined;
        let early = matches!(stage.act, StageAct::Sign | StageAct::Issue)
            && at < determined
            && determined != usize::MAX;
        if late || early {
            let (zh, en) = if late { ("之前", "before") } else { ("之后", "after") };
            table.fault(
                span,
                format!("环节 {} 须在审定{zh}", stage.key),
                format!("stage {} must stand {en} the determination", stage.key),
            );
        }
    }
}

fn check_duties(
    table: &Table<'_>,
    stages: &[(Stage, Range<usize>)],
    duties: &[(Duty, Range<usize>)],
    [stages_whole, duties_whole]: [bool; 2],
) {
    let find = |key: &DutyKey| duties.iter().find(|(duty, _)| duty.key == *key).map(|(duty, _)| duty);
    let issues = stages.iter().any(|(stage, _)| stage.act == StageAct::Issue);
    let mut keys: BTreeSet<&DutyKey> = BTreeSet::new();
    for (duty, span) in duties {
        if !keys.insert(&duty.key) {
            table.fault(span, format!("义务 {} 重复", duty.key), format!("duty {} occurs twice", duty.key));
        }
        if let Some(after) = &duty.after {
            if find(after).is_none() && duties_whole {
                table.fault(span, format!("没有义务 {after}"), format!("after names no duty: {after}"));
            }
            let mut at = Some(after);
            for _ in duties {
                at = at.and_then(find).and_then(|duty| duty.after.as_ref());
            }
            if at.is_some() {
                table.fault(
                    span,
                    format!("义务 {} 的先后成环", duty.key),
                    format!("duty {} waits for itself", duty.key),
                );
            }
        }
        let from = duty.limit.as_ref().map(|limit| limit.from);
        if matches!(from, Some(StartFact::Issued | StartFact::FormedOrIssued)) && !issues && stages_whole {
            table.fault(
                span,
                format!("义务 {} 从发文起算,但流程没有登记发文环节", duty.key),
                format!("duty {} runs from issue, but the procedure has no issue stage", duty.key),
            );
        }
        if duty.act == DutyAct::Receive && duty.after.is_none() {
            table.fault(
                span,
                format!("签收 {} 须写明 after", duty.key),
                format!("receipt {} needs after", duty.key),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_procedures_are_whole() {
        let found = parse(DEFAULT.as_bytes(), "procedures.toml").unwrap();
        let keys: Vec<&str> = found.0.iter().map(|procedure| procedure.key.0.as_str()).collect();
        assert_eq!(keys, ["official", "non-document", "obtained", "historical"]);
        for procedure in &found.0 {
            assert!(procedure.stages.iter().all(|stage| !stage.clause.is_empty()));
            assert!(
                procedure
                    .duties
                    .iter()
                    .all(|duty| duty.limit.as_ref().is_some_and(|limit| !limit.basis.is_empty()))
            );
        }
    }

    #[test]
    fn ten_faults_are_found_in_one_go_each_at_its_place() {
        let file = r#"
[[procedure]]
key = "a"
name = "甲"
clause = ""
colour = "red"
needs = ["formed", "moon"]
[[procedure.stage]]
key = "review"
act = "review"
name = "审核"
role = "leader"
clause = "一"
limit_days = 0
[[procedure.stage]]
key = "determine"
act = "decide"
name = 7
role = "leader"
clause = "一"
[[procedure.duty]]
key = "publish"
act = "publish"
name = "发布"
role = "staff"
clause = "一"
days = -5
batch_days = [40]
from = "moon"
force = "law"
"#;
        let faults = parse(file.as_bytes(), "p.toml").unwrap_err();
        let places: Vec<(u32, u32)> = faults.iter().map(|fault| (fault.line, fault.column)).collect();
        assert!(faults.len() >= 10, "{faults:#?}");
        for place in [(5, 10), (6, 1), (7, 20), (12, 8), (14, 14), (17, 7), (18, 8), (27, 8), (28, 15)] {
            assert!(places.contains(&place), "{place:?} in {faults:#?}");
        }
        assert!(faults.iter().all(|fault| !fault.zh.is_empty() && !fault.en.is_empty()));
    }

    #[test]
    fn a_fault_brings_no_others_with_it() {
        for (right, wrong, said, count) in [
            ("role = \"leader\"", "role = \"moon\"", "moon", 1),
            ("clause = \"细则一(一)1\"", "claus = \"细则一(一)1\"", "clause", 2),
            ("\ndays = 10\n", "\ndays = -5\n", "from 1 to 250", 1),
        ] {
            let faults = parse(DEFAULT.replacen(right, wrong, 1).as_bytes(), "p.toml").unwrap_err();
            assert!(faults.iter().any(|fault| fault.en.contains(said)), "{faults:#?}");
            // A misspelt key is unknown, and missing.
            assert_eq!(faults.len(), count, "{faults:#?}");
        }
        // Where every procedure has its faults, there are procedures all the same.
        let faults = parse(DEFAULT.replace("role = \"leader\"", "role = \"moon\"").as_bytes(), "p.toml");
        assert!(faults.unwrap_err().iter().all(|fault| fault.en.contains("moon")));
    }

    #[test]
    fn syntax_that_is_broken_is_a_fault_at_its_place() {
        for (file, line) in [("[[procedure]\n", 1), ("key = \n", 1), ("a = 1\nb = \"x\n", 2), ("", 1)] {
            let faults = parse(file.as_bytes(), "p.toml").unwrap_err();
            assert_eq!(faults.first().map(|fault| fault.line), Some(line), "{file:?}");
        }
        assert!(parse(&[0xff, 0xfe, 0], "p.toml").is_err());
    }
}
