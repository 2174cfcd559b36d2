//! The bureau as a whole: its configuration, who may do what, who deputises for whom.

use std::io;
use std::path::Path;

use serde::Serialize;

use super::acts::{PATIENCE, RefusalForm};
use super::args::{DelegateArgs, InitArgs, PermissionsArgs};
use super::exit::{Answer, Status, Trouble};
use super::look::queues;
use super::print::{harmless, table};
use super::session::Session;
use crate::client::{self, Client, Failure, Kind};
use crate::domain::{
    BureauCommand, Delegation, Login, Permission, Refusal, Standing, Upkeep, Verb, deputies, permissions_of,
};
use crate::intake;
use crate::shell::{self, Places};
use crate::texts::Lang;

/// `init`: a commented configuration to fill in; once its roster is there, the database.
pub(super) fn init(args: &InitArgs, session: &Session) -> Answer {
    if session.fixes_moment() && !args.practice {
        return Err(session.usage("cli.official", &[]));
    }
    if session.names_folders() {
        return Err(session.usage("cli.init-folder", &[]));
    }
    let places = Places { data: args.dir.clone(), config: args.dir.clone() };
    let filled_in = places.config.join("roster.toml").exists();
    let files = [
        ("roster.toml", if args.practice { intake::roster::DEMO } else { intake::roster::DEFAULT }),
        ("procedures.toml", intake::procedures::DEFAULT),
        ("settings.toml", intake::settings::DEFAULT),
    ];
    let mut written = Vec::new();
    let unmade = |error| Trouble::File(places.config.clone(), error);
    shell::make_own_folder(&places.config).map_err(unmade)?;
    for (name, text) in files {
        let path = places.config.join(name);
        match shell::write_new(&path, text.as_bytes()) {
            Ok(()) => written.push(name),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Trouble::File(path, error)),
        }
    }
    // An official database begins with a roster that somebody has written and that can do the work.
    if filled_in && !args.practice && !may_begin(&places, session)? {
        return Ok(Status::Refused);
    }
    let served = !args.practice && is_of_a_service(&places.config);
    let founding = args.practice || filled_in && !served;
    if founding {
        let kind = if args.practice { Kind::Practice } else { Kind::Official };
        client::found(&places, kind, session.now())?;
    }
    if session.json {
        session.say_json(&InitForm { written, founded: founding, practice: args.practice })?;
        return Ok(Status::Done);
    }
    let dir = harmless(&args.dir.display().to_string());
    let said = |name: &&str| session.texts.fill("cli.written", &[("path", &format!("{dir}/{name}"))]);
    let next = match (founding, args.practice) {
        (false, _) if served && filled_in => "cli.init-served",
        (false, _) if served => "cli.fill-in-served",
        (false, _) => "cli.fill-in",
        (true, true) => "cli.founded-practice",
        (true, false) => "cli.founded",
    };
    session.say(written.iter().map(said).chain([session.texts.fill(next, &[("dir", &dir)])]))?;
    Ok(Status::Done)
}

/// Whether a configuration in this folder is that of a service, which keeps its database elsewhere and makes it itself.
fn is_of_a_service(config: &Path) -> bool {
    std::path::absolute(config).is_ok_and(|config| config.starts_with("/etc"))
}

/// Whether an official database may begin with the configuration of this folder: its roster is nobody's sample, and
/// every stage has somebody to do it. What is missing is said.
pub(super) fn may_begin(places: &Places, session: &Session) -> Result<bool, Trouble> {
    let Checked { gaps, sample } = checked(places, session)?;
    let may = !sample && !gaps.iter().any(|gap| gap.stops);
    if !may {
        said_gaps(&gaps, session)?;
    }
    Ok(may)
}

/// What `init` made, for scripts.
#[derive(Serialize)]
struct InitForm {
    written: Vec<&'static str>,
    founded: bool,
    practice: bool,
}

/// `check-config`: every fault of every file, then every section and procedure that nobody could staff.
pub(super) fn check_config(session: &Session) -> Answer {
    let Checked { gaps, .. } = checked(&session.places()?, session)?;
    said_gaps(&gaps, session)?;
    Ok(if gaps.iter().any(|gap| gap.stops) { Status::Refused } else { Status::Done })
}

/// A configuration without faults.
struct Checked {
    /// What nobody could do under it.
    gaps: Vec<GapForm>,
    /// Whether its roster is still the one that `init` writes.
    sample: bool,
}

/// Checks the configuration of this folder.
///
/// # Errors
/// Every fault of every file in one go.
fn checked(places: &Places, session: &Session) -> Result<Checked, Trouble> {
    let configuration = client::configuration(&places.config)?.ok_or(Failure::NoRoster)?;
    let faults = |checked: Result<(), Trouble>| match checked {
        Ok(()) => Ok(Vec::new()),
        Err(Trouble::Faults(faults)) => Ok(faults),
        Err(other) => Err(other),
    };
    let mut found = faults(configuration.checked().map(drop).map_err(Trouble::from))?;
    found.extend(faults(session.keymap(places).map(drop))?);
    found.extend(faults(session.phrases(places).map(drop))?);
    if !found.is_empty() {
        return Err(Trouble::Faults(found));
    }
    let roster = intake::roster::parse(&configuration.roster, "roster.toml").map_err(Trouble::Faults)?;
    let procedures =
        intake::procedures::parse(&configuration.procedures, "procedures.toml").map_err(Trouble::Faults)?;
    let chinese = session.texts.lang() == Lang::Zh;
    let form = |gap: intake::roster::Gap| GapForm {
        stops: gap.stops,
        message: if chinese { gap.zh } else { gap.en },
    };
    let gaps = intake::roster::staffing(&roster, &procedures).into_iter().map(form).collect();
    Ok(Checked { gaps, sample: intake::roster::is_sample(&roster) })
}

fn said_gaps(gaps: &[GapForm], session: &Session) -> Result<(), Trouble> {
    if session.json {
        session.say_json(&gaps)?;
    } else if gaps.is_empty() {
        session.say([session.texts.get("cli.config-sound").to_owned()])?;
    } else {
        for gap in gaps {
            session.note(&gap.message);
        }
    }
    Ok(())
}

/// What nobody could do.
#[derive(Serialize)]
struct GapForm {
    /// Whether it stops the procedure; else it only may, when a person drafts or is away.
    stops: bool,
    message: String,
}

/// `delegate`: appoints a deputy, or ends a deputy's time.
pub(super) fn delegate(args: &DelegateArgs, session: &Session) -> Answer {
    let mut client = session.open_to_act()?;
    let from = args.on_behalf.clone().unwrap_or_else(|| client.me().clone());
    let to = args.to.clone();
    let first = args.from.unwrap_or(client.today());
    let command = match args.until {
        None => BureauCommand::EndDeputy { from, to },
        Some(last) => {
            let authority = args.authority.clone();
            BureauCommand::AppointDeputy(Delegation { from, to, first, last, authority })
        }
    };
    let answer = client.act_on_bureau_at_last(command, PATIENCE)?;
    report(&answer, session, &client)
}

/// `clock confirm`: records go on by a clock that had stopped them.
pub(super) fn confirm_clock(session: &Session) -> Answer {
    let mut client = session.open_to_act()?;
    let answer = client.act_on_bureau_at_last(BureauCommand::ConfirmClock, PATIENCE)?;
    report(&answer, session, &client)
}

/// What became of a command to the bureau as a whole.
fn report(answer: &Result<(), Refusal>, session: &Session, client: &Client) -> Answer {
    let refusal = answer.as_ref().err();
    let said = refusal.map(|refusal| session.texts.refusal(refusal, session.names(client.setup(), None)));
    let status = if refusal.is_some() { Status::Refused } else { Status::Done };
    if session.json {
        let refusal = refusal.zip(said).map(|(refusal, message)| RefusalForm::of(refusal.key(), message));
        session.say_json(&ReportForm { done: refusal.is_none(), refusal })?;
    } else if let Some(said) = said {
        session.note(&said);
    } else {
        session.say([session.texts.get("cli.recorded").to_owned()])?;
    }
    Ok(status)
}

#[derive(Serialize)]
struct ReportForm {
    done: bool,
    refusal: Option<RefusalForm>,
}

/// `permissions`: a person's roles, the queues that wait for them, and the acts they may do.
pub(super) fn permissions(args: &PermissionsArgs, session: &Session) -> Answer {
    let client = session.open()?;
    let (texts, roster) = (session.texts, &client.setup().roster);
    let login = args.person.as_ref().unwrap_or(client.me());
    let Some(person) = roster.person(login) else {
        return Err(session.usage("cli.stranger", &[("login", &login.0)]));
    };
    let roles = roster.roles(login);
    let acts = permissions_of(roster, login);
    let standing = |upkeep: &Upkeep| {
        let standing = client.setup().standing(*upkeep, login, client.today())?;
        Some((*upkeep, standing))
    };
    let upkeep: Vec<(Upkeep, Standing)> = Upkeep::ALL.iter().filter_map(standing).collect();
    // What a deputy may do besides is what these may, each for the one.
    let (delegations, today) = (&client.setup().delegations, client.today());
    let people = roster.people.iter().map(|person| &person.login);
    let deputised: Vec<&Login> = people
        .filter(|other| *other != login && deputies(roster, delegations, other, today).contains(login))
        .collect();
    if session.json {
        session.say_json(&PermissionsForm {
            login: &login.0,
            name: &person.name,
            roles: roles.iter().map(|role| role.key()).collect(),
            queues: roles.iter().flat_map(|role| queues(*role)).map(|queue| queue.key()).collect(),
            acts: acts.iter().map(|(verb, _)| verb.key()).collect(),
            upkeep: upkeep.iter().map(|(upkeep, _)| upkeep.key()).collect(),
            deputises: deputised.iter().map(|login| login.0.as_str()).collect(),
            reads_all: client.setup().reads_everything(login, client.today()),
            administers: person.administrator,
        })?;
        return Ok(Status::Done);
    }
    let named: Vec<&str> = roles.iter().map(|role| texts.role(*role)).collect();
    let head = format!("{} ({})  {}", person.name, login, named.join(texts.get("who.separator")));
    let stood_in: Vec<&str> = deputised.iter().map(|login| roster.name(login)).collect();
    let stands_in = (!stood_in.is_empty())
        .then(|| texts.fill("cli.deputises", &[("people", &stood_in.join(texts.get("who.separator")))]));
    let head = std::iter::once(harmless(&head)).chain(stands_in);
    let heads = ["cli.column-act", "cli.column-command", "cli.column-as"].map(|key| texts.get(key));
    let row = |(verb, permissions): &(Verb, Vec<Permission>)| {
        let mut roles: Vec<&str> = permissions.iter().map(|(role, _)| texts.role(*role)).collect();
        roles.dedup();
        let roles = roles.join(texts.get("who.separator"));
        [texts.verb_name(*verb).to_owned(), verb.key().to_owned(), roles]
    };
    let upkeep_row = |(upkeep, standing): &(Upkeep, Standing)| {
        [texts.upkeep(*upkeep), upkeep.key(), texts.standing(*standing)].map(str::to_owned)
    };
    let rows: Vec<[String; 3]> = acts.iter().map(row).chain(upkeep.iter().map(upkeep_row)).collect();
    session.say(head.chain(table(heads, &rows)))?;
    Ok(Status::Done)
}

#[derive(Serialize)]
struct PermissionsForm<'a> {
    login: &'a str,
    name: &'a str,
    roles: Vec<&'static str>,
    queues: Vec<&'static str>,
    acts: Vec<&'static str>,
    upkeep: Vec<&'static str>,
    /// Those whose deputy this person is today.
    deputises: Vec<&'a str>,
    reads_all: bool,
    administers: bool,
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::is_of_a_service;

    #[test]
    fn what_stands_under_etc_is_a_service_s() {
        for (config, served) in
            [("/etc/gongkai", true), ("/etc/gongkai/b", true), ("/etcetera/gongkai", false), ("etc", false)]
        {
            assert_eq!(is_of_a_service(Path::new(config)), served, "{config}");
        }
    }
}
