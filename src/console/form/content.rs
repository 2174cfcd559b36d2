//! What a draft says, as fields and back: the few that every draft needs, and the rest on demand.

use chrono::NaiveDate;

use super::ask::{Choices, anew, choice, day, line, lines, proposal};
use super::make::Made;
use super::{Field, Form, Known, Problem};
use crate::client::text_of;
use crate::domain::{Attachment, Content, Elements, Signature, SourceKind, Submission, Urgency, Validity};

/// A text longer than this is not written in a form but given as a file, on the command line.
pub const TEXT_BYTES: usize = 64 << 10;

/// What few drafts need; asked for on demand.
const DETAILS: [&str; 23] = [
    "attachments",
    "attach",
    "public-text",
    "public-text-file",
    "urgency",
    "number",
    "document-date",
    "signed-by",
    "signed-on",
    "with-sections",
    "lead-agency",
    "normative",
    "validity",
    "source-kind",
    "third-party",
    "former-classification",
    "secrecy-expires-on",
    "pages",
    "copies",
    "category",
    "subject",
    "genre",
    "keywords",
];

/// Whether a field is asked for on demand only.
pub(super) fn is_detail(name: &str) -> bool {
    DETAILS.contains(&name)
}

/// What a draft says, with what is known of it; no text where it is too long to be written here.
pub(super) fn fields(said: &Submission, text: Option<&str>, known: &Known<'_>) -> Vec<Field> {
    let Submission { content, .. } = said;
    let mut fields = vec![line("title", &content.title)];
    fields.extend(text.map(|text| lines("text", text)));
    fields.extend(proposal(known));
    fields.extend([
        anew("formed-on", &day(content.formed_on)),
        anew("obtained-on", &day(content.obtained_on)),
        line("source", &content.source.name),
        line("source-url", &content.source.url),
        line("file-number", &content.file_number),
        lines("summary", &content.elements.summary),
        choice("details", known.named(&["no", "yes"]), "no"),
    ]);
    fields.extend(details(content, known));
    fields
}

fn details(content: &Content, known: &Known<'_>) -> Vec<Field> {
    let texts = known.texts;
    let urgencies = Urgency::ALL.iter().map(|one| (one.key().to_owned(), texts.urgency(*one).to_owned()));
    let validities = Validity::ALL.iter().map(|one| (one.key().to_owned(), texts.validity(*one).to_owned()));
    let kinds = SourceKind::ALL.iter().map(|one| (one.key().to_owned(), texts.source_kind(*one).to_owned()));
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let signed = content.signed.as_ref();
    let mut fields = Vec::new();
    if !content.attachments.is_empty() {
        fields.push(lines("attachments", &listed(&content.attachments)));
    }
    fields.extend([
        lines("attach", ""),
        public_text(content, known),
        line("public-text-file", ""),
        choice("urgency", urgencies.collect(), content.urgency.key()),
        line("number", &content.document_number),
        anew("document-date", &day(content.document_date)),
        line("signed-by", signed.map_or("", |signed| signed.name.as_str())),
        anew("signed-on", &day(signed.map(|signed| signed.on))),
        line("with-sections", &content.with_sections.join(" ")),
        line("lead-agency", &content.lead_agency),
        choice("normative", known.named(&["no", "yes"]), if content.normative { "yes" } else { "no" }),
        choice("validity", validities.collect(), content.validity.key()),
        choice("source-kind", kinds.collect(), content.source.kind.key()),
        lines("third-party", &content.third_party),
        line("former-classification", &content.former_classification),
        anew("secrecy-expires-on", &day(content.secrecy_expires_on)),
        anew("pages", &number(content.pages)),
        anew("copies", &number(content.copies)),
    ]);
    fields.extend(elements(&content.elements, known));
    fields
}

/// Where the 公开版 comes from; what there is stays unless something else is chosen.
fn public_text(content: &Content, known: &Known<'_>) -> Field {
    let kept = content.public_text.is_some().then_some(("keep", "public-as-it-is"));
    let others = [("none", "public-none"), ("mask", "public-masked"), ("file", "public-file")];
    let choices: Vec<(&str, &str)> = kept.into_iter().chain(others).collect();
    choice("public-text", known.named_as(&choices), "")
}

/// The elements beside the summary.
pub(super) fn elements(said: &Elements, known: &Known<'_>) -> [Field; 4] {
    [
        choice("category", categories(&said.category, known), &said.category),
        line("keywords", &said.keywords.join(" ")),
        line("subject", &said.subject),
        line("genre", &said.genre),
    ]
}

/// The bureau's 信息类别, behind the one that an item has which names none; one that the bureau has no more stays.
fn categories(said: &str, known: &Known<'_>) -> Choices {
    let settings = &known.setup.settings;
    let usual = settings.category_name(&settings.default_category);
    let usual = (String::new(), known.texts.fill("choice.usual-category", &[("name", usual)]));
    let listed = settings.categories.iter();
    let listed = listed.map(|one| (one.code.clone(), format!("{} {}", one.code, one.name)));
    let mut choices: Choices = std::iter::once(usual).chain(listed).collect();
    if !choices.iter().any(|(code, _)| code == said) {
        choices.push((said.to_owned(), said.to_owned()));
    }
    choices
}

/// The elements that a form says.
pub(super) fn said_elements(form: &Form) -> Elements {
    let words = |name: &str| form.text(name).split_whitespace().map(str::to_owned).collect();
    Elements {
        summary: form.text("summary"),
        category: form.text("category"),
        keywords: words("keywords"),
        subject: form.text("subject"),
        genre: form.text("genre"),
    }
}

/// The content that a form says, over what is known; with its text, where that is new.
pub(super) fn said(form: &Form, known: Content) -> Result<Made<Content>, Problem> {
    let date = |name| form.date_or_none(name);
    let number = |name| form.number_or_none(name);
    let mut content = Content {
        title: form.text("title"),
        file_number: form.text("file-number"),
        formed_on: date("formed-on")?,
        obtained_on: date("obtained-on")?,
        urgency: Urgency::from_key(&form.text("urgency")).unwrap_or_default(),
        document_number: form.text("number"),
        document_date: date("document-date")?,
        signed: signature(form)?,
        with_sections: form.text("with-sections").split_whitespace().map(str::to_owned).collect(),
        lead_agency: form.text("lead-agency"),
        normative: form.text("normative") == "yes",
        validity: Validity::from_key(&form.text("validity")).unwrap_or_default(),
        third_party: form.text("third-party"),
        former_classification: form.text("former-classification"),
        secrecy_expires_on: date("secrecy-expires-on")?,
        pages: number("pages")?,
        copies: number("copies")?,
        elements: said_elements(form),
        attachments: attachments(form, &known.attachments)?,
        ..known
    };
    match form.text("public-text").as_str() {
        "none" => content.public_text = None,
        "file" => {
            form.needed("public-text-file")?;
        }
        _ => {}
    }
    content.source.name = form.text("source");
    content.source.url = form.text("source-url");
    content.source.kind = SourceKind::from_key(&form.text("source-kind")).unwrap_or_default();
    let mut blobs = Vec::new();
    // What wasn't touched stays byte for byte as it is, its line ends too.
    if form.is_changed("text") {
        let text = form.text("text").into_bytes();
        content.text = (!text.is_empty()).then(|| text_of(&text));
        blobs.extend((!text.is_empty()).then_some(text));
    }
    if form.masks() && content.text.is_none() {
        return Err(Problem { field: "public-text", text: "problem.no-text" });
    }
    Ok((content, blobs))
}

/// The attachments, one a line: `+` is disclosed with the item, `-` is not, `?` is undecided.
fn listed(attachments: &[Attachment]) -> String {
    let sign = |disclosed| match disclosed {
        Some(true) => '+',
        Some(false) => '-',
        None => '?',
    };
    let lines = attachments.iter().map(|one| format!("{} {}", sign(one.disclosed), one.name));
    lines.collect::<Vec<_>>().join("\n")
}

/// The attachments as they are listed now; one whose line is gone is taken off.
fn attachments(form: &Form, known: &[Attachment]) -> Result<Vec<Attachment>, Problem> {
    if !form.is_changed("attachments") {
        return Ok(known.to_vec());
    }
    let wrong = Problem { field: "attachments", text: "problem.attachment" };
    let one = |line: &str| {
        let (sign, name) = line.trim().split_once(' ').ok_or(wrong)?;
        let found = known.iter().find(|attachment| attachment.name == name.trim()).ok_or(wrong)?;
        let disclosed = match sign {
            "+" => Some(true),
            "-" => Some(false),
            "?" => None,
            _ => return Err(wrong),
        };
        Ok(Attachment { disclosed, ..found.clone() })
    };
    form.text("attachments").lines().filter(|line| !line.trim().is_empty()).map(one).collect()
}

fn signature(form: &Form) -> Result<Option<Signature>, Problem> {
    let name = form.text("signed-by");
    let on: Option<NaiveDate> = form.date_or_none("signed-on")?;
    match (name.is_empty(), on) {
        (true, None) => Ok(None),
        (true, Some(_)) => Err(Problem { field: "signed-by", text: "problem.empty" }),
        (false, _) => Ok(Some(Signature { name, on: form.date("signed-on")? })),
    }
}
