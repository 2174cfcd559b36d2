//! 发文处理单: one item with every opinion, name and date, to be printed and filed.

use askama::Template;

use super::bureau::Bureau;
use super::field::{Field, title};
use crate::projection::{Card, Past, opinions};

/// What the template is filled with.
#[derive(Template)]
#[template(path = "form.html", config = "src/papers/askama.toml")]
struct Form<'a> {
    lang: &'static str,
    heading: String,
    bureau: &'a str,
    title: &'a str,
    number: String,
    fields: Vec<(&'static str, String)>,
    opinions_label: &'a str,
    opinions: Vec<Said>,
    duties_label: &'a str,
    duties: Vec<(String, String)>,
    made: String,
}

/// A line of the form's opinions.
struct Said {
    stage: String,
    what: String,
    on: String,
}

/// What stands in the form's table besides title, opinions and duties.
const FIELDS: [Field; 16] = [
    Field::Number,
    Field::IndexNumber,
    Field::Procedure,
    Field::Section,
    Field::Drafter,
    Field::Attribute,
    Field::Ground,
    Field::Reason,
    Field::DocumentDate,
    Field::IssuedOn,
    Field::DeterminedBy,
    Field::DeterminedOn,
    Field::Pages,
    Field::Files,
    Field::Summary,
    Field::State,
];

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
    let names = bureau.names(item);
    let opinions = opinions(item.id, past, bureau.calendar).into_iter().map(|opinion| Said {
        stage: opinion.stage.map(|stage| texts.stage(&stage, names)).unwrap_or_default(),
        what: texts.event(opinion.past.author, opinion.past.event, names),
        on: texts.moment(opinion.past.at),
    });
    let fields = FIELDS.into_iter().filter_map(|field| {
        let said = field.of(card, bureau).said();
        (!said.is_empty()).then(|| (texts.paper_field(field.key()), said))
    });
    let duties = card.obligations.iter().map(|one| {
        let limit = one.limit.map(|(_, due)| texts.fill("paper-line.by", &[("day", &due.date.to_string())]));
        let done = one.done.map(|on| texts.fill("paper-line.done", &[("day", &on.to_string())]));
        let waived = one.waived.then(|| texts.get("paper-line.waived").to_owned());
        let said = [limit, done, waived].into_iter().flatten().collect::<Vec<_>>();
        (texts.duty(&one.duty, names), said.join(texts.get("paper-line.separator")))
    });
    let form = Form {
        lang: texts.lang().html(),
        heading: bureau.headed(texts.paper("form")),
        bureau: &bureau.settings.bureau,
        title: title(card, bureau),
        number: texts.fill(
            "paper-line.form-number",
            &[("item", &item.id.to_string()), ("revision", &item.revision.0.to_string())],
        ),
        fields: fields.collect(),
        opinions_label: texts.get("paper-line.opinions"),
        opinions: opinions.collect(),
        duties_label: texts.get("paper-line.duties"),
        duties: duties.collect(),
        made: texts.fill("paper-line.made", &[("day", &bureau.today.to_string())]),
    };
    form.render()
}
