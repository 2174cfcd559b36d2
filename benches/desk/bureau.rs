//! Bureaus of a size: made by `gongkai demo` and kept; each run acts in a fresh copy, as one of their people.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use gongkai::client::{self, Client, Who};
use gongkai::shell::{DATABASE, Places};

use super::{Outcome, median, say, timed};

/// Rows of the imported file.
const IMPORTED: usize = 100_000;

/// A practice bureau in a folder.
pub struct Bureau {
    /// How many items it was made with.
    pub items: usize,
    folder: PathBuf,
}

impl Bureau {
    /// A fresh copy of the bureau with so many items, which is made if it isn't there yet.
    ///
    /// Acts are slower where histories are long, so no run is to find those of the run before.
    pub fn of(items: usize) -> Outcome<Bureau> {
        let bureau = Bureau { items, folder: data_folder().join(items.to_string()) };
        if !bureau.made_mark().exists() {
            let (made, ms) = timed(|| bureau.make());
            made?;
            fs::write(bureau.made_mark(), "")?;
            let mib = fs::metadata(bureau.database())?.len() >> 20;
            say(items, "making the bureau", &format!("{:.0} s, {mib} MiB", ms / 1e3), "", None);
        }
        bureau.copied_to(data_folder().join(format!("{items}-run")))
    }

    fn copied_to(&self, folder: PathBuf) -> Outcome<Bureau> {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                fs::copy(entry.path(), folder.join(entry.file_name()))?;
            }
        }
        Ok(Bureau { items: self.items, folder })
    }

    /// The one in this folder.
    pub fn at(folder: &str) -> Bureau {
        Bureau { items: 0, folder: folder.into() }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn database(&self) -> PathBuf {
        self.folder.join(DATABASE)
    }

    /// A client who speaks as this person.
    pub fn open(&self, login: &str) -> Outcome<Client> {
        let places = Places { data: self.folder.clone(), config: self.folder.clone() };
        Ok(client::open(&places, &Who { login: Some(login.into()), now: None })?)
    }

    /// A mark beside the database that says that it was finished.
    fn made_mark(&self) -> PathBuf {
        self.folder.join("made")
    }

    fn make(&self) -> Outcome {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        let items = self.items.to_string();
        let mut demo = gongkai();
        demo.args(["demo", "--no-console", "--items", &items, "--dir"]).arg(&self.folder);
        match demo.stdout(Stdio::null()).status()?.success() {
            true => Ok(()),
            false => Err(format!("no bureau in {}", self.folder.display()).into()),
        }
    }
}

/// Drafts from a CSV file, durable when the command ends.
pub fn report_import() -> Outcome {
    let file = data_folder().join("import.csv");
    let mut csv = String::from("标题,类别,主办科室,拟稿人,公开属性,正文\n");
    for number in 0..IMPORTED {
        writeln!(
            csv,
            "关于做好第{number}批技术改造项目申报工作的通知,official,消费品科,zhuang,主动公开,各县(市、区)工信局:现将有关事项通知如下。"
        )?;
    }
    fs::write(&file, csv)?;
    let mut rounds = Vec::new();
    for _ in 0..3 {
        let bureau = Bureau { items: 0, folder: data_folder().join("import") };
        bureau.make()?;
        let mut import = gongkai();
        import.arg("import").arg(&file).arg("--data").arg(&bureau.folder);
        import.arg("--config").arg(&bureau.folder).args(["--as", "zheng"]);
        let (status, ms) = timed(|| import.stdout(Stdio::null()).status());
        if !status?.success() {
            return Err("the import was refused".into());
        }
        rounds.push(ms);
    }
    let rows_per_s = IMPORTED as f64 / median(&rounds) * 1e3;
    say(IMPORTED, "import CSV, the whole command", &format!("{rows_per_s:.0} rows/s"), "", None);
    Ok(())
}

/// The program itself.
pub fn gongkai() -> Command {
    Command::new(env!("CARGO_BIN_EXE_gongkai"))
}

fn data_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-data")
}
