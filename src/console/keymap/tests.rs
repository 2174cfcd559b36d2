use super::*;

const DEFAULT: &str = include_str!("../keymap.toml");

#[test]
fn the_keys_that_come_with_the_program_have_no_fault() {
    let read = read::read(None, DEFAULT.as_bytes(), "keymap.toml");
    assert_eq!(
        read.as_ref().map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>()),
        Ok(&Keymap::default())
    );
    assert!(Place::ALL.iter().all(|place| !Keymap::default().bindings(*place).is_empty()));
}

#[test]
fn the_daily_acts_need_no_letter() {
    use Action::*;
    for action in [Main, SendBack, Change, Comment, Remind, NextAlert, Recall, More, Open, Mark, Down, Up] {
        let keymap = Keymap::default();
        let keys = keymap.keys(Place::List, action);
        assert!(keys.iter().any(|key| key.len() > 1 || !key.chars().all(char::is_alphabetic)), "{action:?}");
    }
}

#[test]
fn a_file_changes_what_it_names_and_nothing_else() {
    let file = "[list]\ndown = [\"ｎ\", \"down\"]\ndraft = []\n\n[check]\nconfirm = [\"y\"]\n";
    let keymap = Keymap::parse(file.as_bytes(), "keys.toml").unwrap();
    for (place, key, action) in [
        (Place::List, "n", Some(Action::Down)),
        (Place::List, "j", None),
        (Place::List, "up", Some(Action::Up)),
        (Place::List, " ", Some(Action::Mark)),
        (Place::Check, "7", None),
        (Place::Menu, "j", Some(Action::Down)),
    ] {
        assert_eq!(keymap.action(place, key), action, "{place:?} {key}");
    }
    assert!(keymap.keys(Place::List, Action::Draft).is_empty());
    assert_eq!(Keymap::parse(b"", "keys.toml"), Ok(Keymap::default()));
}

#[test]
fn every_fault_is_found_at_once_with_its_place() {
    for (file, places, said) in [
        ("[lists]\n", &[(1, 2)][..], "unknown key lists"),
        ("[list]\njump = [\"x\"]\n", &[(2, 1)], "unknown key jump"),
        ("[list]\nconfirm = [\"x\"]\n", &[(2, 1)], "unknown key confirm"),
        ("[list]\nzoom = [\"f1\", \"Enter\", \"x\"]\n", &[(2, 9), (2, 15)], "is no key"),
        ("[list]\nzoom = \"x\"\n", &[(2, 8)], "list of texts"),
        ("[list]\nzoom = [\"x\"]\nsort = [\"ｘ\"]\n", &[(2, 9)], "in list x is the key of sort already"),
        ("[list]\nzoom = [\"j\"]\n", &[(2, 8)], "in list j is the key of down by default"),
        ("[menu]\ncancel = []\n", &[(2, 10)], "no way out of menu"),
        ("[list]\nquit = []\n", &[(2, 8)], "no way out of list"),
        ("[help]\ncancel = [\"q\"]\n", &[(2, 10), (2, 11)], ""),
        ("[check]\nconfirm = [\"enter\"]\n", &[(2, 11)], "can't confirm"),
        ("[check]\nconfirm = [\"1\"]\n", &[(2, 11)], "can't confirm"),
        ("[list]\nzoom = [\"f1\"]\n\n[menu]\ncancel = []\n[nowhere]\n", &[(2, 9), (5, 10), (6, 2)], ""),
        ("[list\n", &[(1, 6)], "TOML"),
    ] {
        let faults = Keymap::parse(file.as_bytes(), "keys.toml").unwrap_err();
        let found: Vec<(u32, u32)> = faults.iter().map(|fault| (fault.line, fault.column)).collect();
        assert_eq!(found, places, "{file}{faults:?}");
        assert!(faults[0].en.contains(said), "{said}: {}", faults[0].en);
    }
}

#[test]
fn a_place_that_a_file_does_not_name_keeps_its_keys() {
    // A default that is given up can be taken by another action.
    let file = "[list]\ndown = [\"down\"]\nzoom = [\"j\"]\n";
    let keymap = Keymap::parse(file.as_bytes(), "keys.toml").unwrap();
    assert_eq!(keymap.action(Place::List, "j"), Some(Action::Zoom));
    assert_eq!(keymap.action(Place::Reader, "j"), Some(Action::Down));
}
