//! 发文处理单: one item with every opinion, name and date, to be signed on, printed and filed.
//!
//! What hasn't been said or done yet stands there as an empty line, so that a draft can be printed and signed
//! on paper, and transcribed afterwards (代录).

use askama::Template;
use chrono::NaiveDate;

use super::bureau::Bureau;
use super::field::{Field, state, title};
use crate::domain::{DutyStanding, ItemEvent, Phase};
use crate::procedure::{Attribute, Duty, DutyKey, StageAct};
use crate::projection::{Card, Obligation, Opinion, Past, duties_ahead, opinions};

/// What the template is filled with.
#[derive(Template)]
#[template(path = "form.html", config = "src/papers/askama.toml")]
struct Form<'a> {
    lang: &'static str,
    heading: String,
    bureau: &'a str,
    above: Vec<(&'static str, String)>,
    title_label: &'static str,
    title: &'a str,
    rows: Vec<Vec<(&'static str, String)>>,
    attribute_label: &'static str,
    attributes: Vec<(&'static str, bool)>,
    remark: &'static str,
    below: Vec<(&'static str, String)>,
    opinions_label: &'static str,
    opinions: Vec<Said>,
    blanks: Vec<(String, &'static str)>,
    sign_label: &'static str,
    date_label: &'static str,
    handling_label: &'static str,
    heads: [&'static str; 5],
    handling: Vec<Handled>,
    number: String,
    made: String,
}

/// A line of the form's opinions.
struct Said {
    stage: String,
    what: String,
    on: String,
}

/// A line of what is done once it is decided: registered, published, handed over. Empty where still to be done.
#[derive(Default)]
struct Handled {
    what: String,
    limit: String,
    by: String,
    on: String,
    said: String,
}

/// What a form says in pairs. The first of each: whether it stands there empty too, to be filled in by hand.
const PAIRS: [(bool, Field); 20] = [
    (true, Field::Number),
    (true, Field::IndexNumber),
    (true, Field::Section),
    (true, Field::Drafter),
    (true, Field::WithSections),
    (true, Field::Signed),
    (true, Field::DocumentDate),
    (true, Field::IssuedOn),
    (true, Field::Copies),
    (true, Field::Pages),
    (true, Field::Category),
    (false, Field::FormedOn),
    (false, Field::ObtainedOn),
    (false, Field::Source),
    (false, Field::LeadAgency),
    (false, Field::Normative),
    (false, Field::FileNumber),
    (false, Field::FormerClassification),
    (false, Field::SecrecyExpiresOn),
    (false, Field::ThirdParty),
];

/// What only a document that is issued has; the form of other information leaves it out where it is empty.
const OF_ISSUE: [Field; 4] = [Field::Number, Field::Signed, Field::DocumentDate, Field::IssuedOn];

/// The form as a page of HTML that prints on A4.
///
/// # Errors
/// The template can't be filled; it always can.
pub fn form<'p>(
    card: &Card,
    past: impl IntoIterator<Item = Past<'p>>,
    bureau: &Bureau<'_>,
) -> Result<String, askama::Error> {
    let (item, texts) = (&card.item, bureau.texts);
    let past: Vec<Past<'p>> = past.into_iter().collect();
    let issued = is_issued(card, bureau);
    let number = texts.fill(
        "paper-line.form-number",
        &[("item", &item.id.to_string()), ("revision", &item.revision.0.to_string())],
    );
    let procedure = bureau.names(item).procedure;
    let label = |field: Field| texts.paper_field(field.key());
    let proposal = item.determination.as_ref().map_or(&item.submission.proposal, |made| &made.proposal);
    let reconsidered = item.determination.is_some() && !item.is_determined();
    let form = Form {
        lang: texts.lang().html(),
        heading: bureau.headed(texts.paper(if issued { "form" } else { "form-other" })),
        bureau: &bureau.settings.bureau,
        above: vec![
            (label(Field::Procedure), Field::Procedure.of(card, bureau).said()),
            (texts.get("paper-line.clause"), procedure.map(|one| one.clause.clone()).unwrap_or_default()),
            (texts.get("paper-line.urgency"), texts.urgency(item.submission.content.urgency).to_owned()),
            (label(Field::State), state(card, bureau)),
        ],
        title_label: label(Field::Title),
        title: title(card, bureau),
        rows: pairs(card, issued, bureau),
        attribute_label: label(Field::Attribute),
        attributes: Attribute::ALL
            .iter()
            .map(|one| (texts.attribute(Some(*one)), proposal.attribute == Some(*one)))
            .collect(),
        remark: if reconsidered { texts.get("paper-line.reconsidered") } else { "" },
        below: vec![
            (texts.get("paper-line.withheld-because"), because(card, bureau)),
            (label(Field::Summary), Field::Summary.of(card, bureau).said()),
            (label(Field::Attachments), Field::Attachments.of(card, bureau).said()),
        ],
        opinions_label: texts.get("paper-line.opinions"),
        opinions: said(&opinions(item.id, past.iter().copied(), bureau.calendar), card, bureau),
        blanks: blanks(card, bureau),
        sign_label: texts.get("paper-line.sign"),
        date_label: texts.get("paper-line.sign-date"),
        handling_label: texts.get("paper-line.duties"),
        heads: ["handled-what", "handled-limit", "handled-by", "handled-on", "handled-said"]
            .map(|key| texts.paper_field(key)),
        handling: handling(card, &past, bureau),
        number,
        made: texts.fill("paper-line.made", &[("day", &bureau.today.to_string())]),
    };
    form.render()
}

/// Whether it is a document that is issued (公文).
fn is_issued(card: &Card, bureau: &Bureau<'_>) -> bool {
    let procedure = bureau.names(&card.item).procedure;
    card.item.issue.is_some() || procedure.is_some_and(|one| one.stage_for(StageAct::Issue).is_some())
}

/// The short facts, two to a row.
fn pairs(card: &Card, issued: bool, bureau: &Bureau<'_>) -> Vec<Vec<(&'static str, String)>> {
    let content = &card.item.submission.content;
    let said = |(always, field): (bool, Field)| {
        let said = match field {
            // What the archives get where nobody said how many is no fact of the item.
            Field::Copies => content.copies.map(|copies| copies.to_string()).unwrap_or_default(),
            field => field.of(card, bureau).said(),
        };
        let wanted = always && (issued || !OF_ISSUE.contains(&field));
        (wanted || !said.is_empty()).then(|| (bureau.texts.paper_field(field.key()), said))
    };
    let said: Vec<_> = PAIRS.into_iter().filter_map(said).collect();
    said.chunks(2).map(<[_]>::to_vec).collect()
}

/// 不公开理由: the ground with the reason that is given.
fn because(card: &Card, bureau: &Bureau<'_>) -> String {
    let said = [Field::Ground, Field::Reason].map(|field| field.of(card, bureau).said());
    let said: Vec<&str> = said.iter().map(String::as_str).filter(|said| !said.is_empty()).collect();
    said.join(bureau.texts.get("paper-line.separator"))
}

/// Every word, oldest first. 保密审查 stands with what was handled.
fn said(opinions: &[Opinion<'_>], card: &Card, bureau: &Bureau<'_>) -> Vec<Said> {
    let (texts, names) = (bureau.texts, bureau.names(&card.item));
    let spoken = opinions.iter().filter(|one| !matches!(one.past.event, ItemEvent::SecrecyReviewed { .. }));
    let line = |one: &Opinion<'_>| Said {
        stage: match &one.stage {
            Some(stage) => texts.stage(stage, names),
            None => texts.get("paper-line.afterwards").to_owned(),
        },
        what: texts.opinion(one, names, &card.item),
        on: texts.moment(one.past.at),
    };
    spoken.map(line).collect()
}

/// The decisions still to be made: where to sign, and in what capacity.
fn blanks(card: &Card, bureau: &Bureau<'_>) -> Vec<(String, &'static str)> {
    let item = &card.item;
    let (Phase::At(here), Some(procedure)) = (&item.phase, bureau.names(item).procedure) else {
        return Vec::new();
    };
    let ahead = procedure.stage(here).into_iter().chain(procedure.stages_after(here));
    let decided = ahead.filter(|stage| !matches!(stage.act, StageAct::Draft | StageAct::Issue));
    decided.map(|stage| (bureau.texts.name(&stage.name).to_owned(), bureau.texts.role(stage.role))).collect()
}

/// What is recorded of it besides opinions, and what is still to be done.
fn handling(card: &Card, past: &[Past<'_>], bureau: &Bureau<'_>) -> Vec<Handled> {
    let (item, texts) = (&card.item, bureau.texts);
    let ended = matches!(item.phase, Phase::Terminated) || item.expunged;
    let open = |wanted: bool, what: &str| {
        (wanted && !ended).then(|| Handled { what: what.to_owned(), ..Handled::default() })
    };
    let mut lines: Vec<Handled> = past.iter().filter_map(|one| recorded(one, card, bureau)).collect();
    let proactive = item.attribute() == Some(Attribute::Proactive);
    let issue = bureau.names(item).procedure.and_then(|one| one.stage_for(StageAct::Issue));
    if let Some(stage) = issue {
        lines.extend(open(item.issue.is_none(), texts.name(&stage.name)));
    }
    lines.extend(open(proactive && item.secrecy.is_none(), texts.get("task.secrecy-review")));
    lines.extend(open(proactive && item.index_number.is_none(), texts.get("paper-line.registration")));
    match card.obligations.as_slice() {
        [] if !ended => lines.extend(
            foreseen(card, bureau)
                .map(|duty| Handled { what: texts.name(&duty.name).to_owned(), ..Handled::default() }),
        ),
        known => lines.extend(known.iter().map(|one| obliged(one, card, past, bureau))),
    }
    lines
}

/// The duties that it will have, if it is decided as it is proposed.
fn foreseen<'a>(card: &'a Card, bureau: &Bureau<'a>) -> impl Iterator<Item = &'a Duty> {
    let procedure = bureau.names(&card.item).procedure;
    procedure.into_iter().flat_map(|procedure| duties_ahead(&card.item, procedure))
}

/// What a record says that is no opinion and does no duty.
fn recorded(past: &Past<'_>, card: &Card, bureau: &Bureau<'_>) -> Option<Handled> {
    let (texts, names) = (bureau.texts, bureau.names(&card.item));
    let (what, on, said) = match past.event {
        ItemEvent::Declassified { authority, expired_on } => {
            let values = [("authority", authority.as_str()), ("day", &expired_on.to_string())];
            let said = texts.fill("paper-line.declassified", &values);
            (texts.get("fact.declassified").to_owned(), past.at.date_naive(), said)
        }
        ItemEvent::SecrecyReviewed { conclusion, on, opinion, .. } => {
            let said: Vec<&str> = [texts.secrecy(*conclusion), opinion].to_vec();
            let said: Vec<&str> = said.into_iter().filter(|said| !said.is_empty()).collect();
            let said = said.join(texts.get("paper-line.separator"));
            let voided = texts.voided(past.author, past.event, &card.item);
            (texts.get("task.secrecy-review").to_owned(), *on, said + voided)
        }
        ItemEvent::IssueRegistered { number, by_fallback, .. } => {
            let stage = names.procedure.and_then(|one| one.stage_for(StageAct::Issue));
            let what = stage.map_or(texts.stage_act(StageAct::Issue), |stage| texts.name(&stage.name));
            let fallback = by_fallback.then(|| texts.get("paper-line.by-fallback"));
            let now = card.item.issue.as_ref().map_or(number, |issue| &issue.number);
            let number = as_corrected(&texts.number(number), &texts.number(now), bureau);
            let said: Vec<String> =
                [Some(number), fallback.map(str::to_owned)].into_iter().flatten().collect();
            (what.to_owned(), past.at.date_naive(), said.join(texts.get("paper-line.separator")))
        }
        ItemEvent::Registered { index_number, .. } => {
            (texts.get("paper-line.registration").to_owned(), past.at.date_naive(), index_number.clone())
        }
        ItemEvent::Replaced { on, letter, batch, withdrawn, .. } => {
            let key = if *withdrawn { "paper-line.withdrawn-by" } else { "paper-line.replaced-by" };
            let batch = (!batch.is_empty()).then(|| texts.fill("paper-line.with-batch", &[("batch", batch)]));
            let said: Vec<String> =
                [Some(texts.fill(key, &[("letter", letter)])), batch].into_iter().flatten().collect();
            let said = said.join(texts.get("paper-line.separator"));
            (texts.get("paper-line.replacement").to_owned(), *on, said)
        }
        _ => return None,
    };
    let by = texts.author(past.author, bureau.roster);
    Some(Handled { what, limit: String::new(), by, on: on.to_string(), said })
}

/// What was recorded, as it is now that it has been corrected, with what it was before.
fn as_corrected(before: &str, now: &str, bureau: &Bureau<'_>) -> String {
    match before == now || now.is_empty() {
        true => before.to_owned(),
        false => bureau.texts.fill("paper-line.corrected", &[("now", now), ("before", before)]),
    }
}

/// A duty with its limit, and who did it when.
fn obliged(one: &Obligation, card: &Card, past: &[Past<'_>], bureau: &Bureau<'_>) -> Handled {
    let (item, texts) = (&card.item, bureau.texts);
    let day = |day: NaiveDate| day.to_string();
    let done =
        past.iter().rev().filter(|_| one.done.is_some()).find_map(|past| done(past, &one.duty, card, bureau));
    let waived = match item.duty(&one.duty).map(|duty| &duty.standing) {
        Some(DutyStanding::Waived(approver)) => {
            Some((bureau.roster.name(approver).to_owned(), texts.get("paper-line.waived").to_owned()))
        }
        _ => None,
    };
    let (by, said) = done.or(waived).unwrap_or_default();
    Handled {
        what: texts.duty(&one.duty, bureau.names(item)),
        limit: one.limit.map(|(_, due)| day(due.date)).unwrap_or_default(),
        by,
        on: one.done.map(day).unwrap_or_default(),
        said,
    }
}

/// Who did a duty, and what the record says of it.
fn done(past: &Past<'_>, wanted: &DutyKey, card: &Card, bureau: &Bureau<'_>) -> Option<(String, String)> {
    let texts = bureau.texts;
    let (duty, said) = match past.event {
        ItemEvent::HandedOver { duty, originals, .. } => {
            (duty, texts.fill("paper-line.originals", &[("n", &originals.to_string())]))
        }
        ItemEvent::Received { duty, .. } => (duty, String::new()),
        ItemEvent::Published { duty, url, .. } => {
            let now = card.item.duty(duty).map_or("", |state| state.url.as_str());
            (duty, as_corrected(url, now, bureau))
        }
        ItemEvent::Transferred { duty, batch, .. } if batch.is_empty() => (duty, String::new()),
        ItemEvent::Transferred { duty, batch, .. } => {
            (duty, texts.fill("paper-line.with-batch", &[("batch", batch)]))
        }
        _ => return None,
    };
    (duty == wanted).then(|| (texts.author(past.author, bureau.roster), said))
}
