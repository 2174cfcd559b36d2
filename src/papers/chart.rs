//! Charts: the figures of a year as bars, for a screen.

use super::bureau::Bureau;
use super::figures::Figures;

/// Bars that are compared with each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chart {
    /// What they tell.
    pub title: String,
    /// One below the other.
    pub bars: Vec<Bar>,
}

/// A bar of two parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bar {
    /// Of what.
    pub name: String,
    /// How long it is in all.
    pub whole: u64,
    /// How much of it is late.
    pub late: u64,
    /// What it says at its end.
    pub said: String,
}

/// The charts of a year: what each section determined, limits kept and missed, stages, who is waited for.
pub fn charts(figures: &Figures, bureau: &Bureau<'_>) -> Vec<Chart> {
    let texts = bureau.texts;
    let number = |number: u64| number.to_string();
    let sections = figures.sections.iter().map(|(section, tallied)| {
        let [proactive, on_request, withheld] = tallied.determined.map(number);
        let values = [
            ("proactive", proactive.as_str()),
            ("on-request", on_request.as_str()),
            ("withheld", withheld.as_str()),
        ];
        Bar {
            name: section.0.clone(),
            whole: tallied.determined.iter().sum(),
            late: 0,
            said: texts.fill("chart.determined", &values),
        }
    });
    let limits = figures.sections.iter().map(|(section, tallied)| {
        let values = [("overdue", number(tallied.overdue)), ("past", number(tallied.past_target))];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        Bar {
            name: section.0.clone(),
            whole: tallied.kept + tallied.overdue + tallied.kept_inside + tallied.past_target,
            late: tallied.overdue + tallied.past_target,
            said: texts.fill("chart.limits", &values),
        }
    });
    let stages = figures.stages_in_order().into_iter().map(|stayed| {
        let values = [("n", stayed.days.len().to_string()), ("days", stayed.median().to_string())];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        Bar {
            name: format!("{} {}", stayed.procedure, stayed.name),
            whole: u64::try_from(stayed.median()).unwrap_or(0),
            late: 0,
            said: texts.fill("chart.median", &values),
        }
    });
    let holders = figures.holders().into_iter().map(|(holder, waiting, who)| {
        let (open, days) = (waiting.open.to_string(), waiting.longest.to_string());
        let said = match who.map(|who| texts.holder(who, bureau.roster)) {
            Some(who) => texts.fill("chart.waiting", &[("n", &open), ("days", &days), ("who", &who)]),
            None => texts.fill("chart.unseen", &[("n", &open), ("days", &days)]),
        };
        Bar { name: texts.holder(holder, bureau.roster), whole: waiting.open, late: waiting.late, said }
    });
    let chart = |key: &'static str, bars: Vec<Bar>| Chart { title: texts.get(key).to_owned(), bars };
    vec![
        chart("chart.by-section", sections.collect()),
        chart("chart.by-limit", limits.collect()),
        chart("chart.by-stage", stages.collect()),
        chart("chart.by-holder", holders.collect()),
    ]
}
