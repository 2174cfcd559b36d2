//! One host, many people: a real sshd, real accounts, and a daemon that takes the kernel's word for who they are.
//!
//! The test makes accounts and a socket of its own and takes them away again, so it runs as root only, and
//! where there is an sshd; elsewhere it says that it did not run.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use portable_pty::CommandBuilder;
use tempfile::TempDir;

use crate::practice::did_not_run;
use crate::pty::{Session, patiently};

const SSHD: &str = "/usr/sbin/sshd";

/// People of the host, by what they are in the bureau.
const DRAFTER: &str = "d";
const HEAD: &str = "h";
const LEADER: &str = "l";
const STRANGER: &str = "x";
/// The account that the daemon runs under.
const SERVICE: &str = "s";

/// A host with its accounts, its sshd and its daemon, all of this test alone.
struct Host {
    folder: TempDir,
    port: u16,
    running: Vec<Child>,
    accounts: Vec<String>,
}

impl Host {
    /// Sets everything up; `None` for who isn't root.
    fn set_up() -> Option<Host> {
        let test = "the test with real accounts and a real sshd";
        if !rustix::process::geteuid().is_root() {
            did_not_run(test, "it needs root");
            return None;
        }
        let needed = [SSHD, "/usr/bin/ssh", "/usr/bin/ssh-keygen", "/usr/sbin/useradd", "/usr/sbin/runuser"];
        if let Some(missing) = needed.into_iter().find(|program| !Path::new(program).exists()) {
            did_not_run(test, &format!("{missing} is missing"));
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        open_to_all(folder.path());
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut host = Host { folder, port, running: Vec::new(), accounts: Vec::new() };
        for person in [DRAFTER, HEAD, LEADER, STRANGER, SERVICE] {
            host.add_account(person);
        }
        host.configure();
        host.start_sshd();
        host.serve();
        Some(host)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn account(&self, person: &str) -> String {
        format!("gk{}{person}", std::process::id())
    }

    fn add_account(&mut self, person: &str) {
        let account = self.account(person);
        // An account without a password, which is not locked.
        let home = self.folder.path().to_str().unwrap();
        run("/usr/sbin/useradd", &["-M", "-N", "-d", home, "-s", "/bin/sh", "-p", "*", &account]);
        self.accounts.push(account);
    }

    /// Keys for everybody, the program where all may run it, the bureau's configuration, the data folder.
    fn configure(&self) {
        let program = self.path("gongkai");
        fs::copy(env!("CARGO_BIN_EXE_gongkai"), &program).unwrap();
        open_to_all(&program);
        let key = self.path("key");
        for name in ["key", "hostkey"] {
            let path = self.path(name);
            run("/usr/bin/ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", path.to_str().unwrap()]);
        }
        fs::copy(key.with_extension("pub"), self.path("authorized")).unwrap();
        fs::set_permissions(self.path("authorized"), Permissions::from_mode(0o644)).unwrap();

        let config = self.path("config");
        fs::create_dir(&config).unwrap();
        open_to_all(&config);
        self.write_roster("");
        let socket_folder = self.path("run");
        fs::create_dir(&socket_folder).unwrap();
        open_to_all(&socket_folder);
        let data = self.path("data");
        fs::create_dir(&data).unwrap();
        fs::set_permissions(&data, Permissions::from_mode(0o700)).unwrap();
        for folder in [&socket_folder, &data] {
            run("/bin/chown", &[&self.account(SERVICE), folder.to_str().unwrap()]);
        }
    }

    fn write_roster(&self, more: &str) {
        let person = |who: &str, name: &str, section: &str| {
            format!("[[person]]\nlogin = \"{}\"\nname = \"{name}\"\n{section}\n", self.account(who))
        };
        let (head, leader) = (self.account(HEAD), self.account(LEADER));
        let roster = [
            format!(
                "[[section]]\nname = \"办公室\"\noffice = true\nheads = [\"office\"]\nleader = \"{leader}\"\n"
            ),
            format!("[[section]]\nname = \"消费品科\"\nheads = [\"{head}\"]\nleader = \"{leader}\"\n"),
            person(DRAFTER, "庄毅", "section = \"消费品科\""),
            person(HEAD, "王建国", "section = \"消费品科\""),
            person(LEADER, "陈志强", "leader = true"),
            "[[person]]\nlogin = \"office\"\nname = \"郑丽\"\nsection = \"办公室\"\n".to_owned(),
            more.to_owned(),
        ];
        let path = self.path("config").join("roster.toml");
        fs::write(&path, roster.join("\n")).unwrap();
        fs::set_permissions(path, Permissions::from_mode(0o644)).unwrap();
    }

    fn start_sshd(&mut self) {
        // Where sshd puts aside what it doesn't need.
        fs::create_dir_all("/run/sshd").unwrap();
        let (hostkey, authorized) = (self.path("hostkey"), self.path("authorized"));
        let console = format!("{} --socket {}", self.path("gongkai").display(), self.socket().display());
        let mut lines = vec![
            format!("Port {}", self.port),
            "ListenAddress 127.0.0.1".to_owned(),
            format!("HostKey {}", hostkey.display()),
            format!("AuthorizedKeysFile {}", authorized.display()),
            format!("PidFile {}", self.path("sshd.pid").display()),
            "StrictModes no".to_owned(),
            "UsePAM no".to_owned(),
            "PasswordAuthentication no".to_owned(),
            "AcceptEnv LANG LC_*".to_owned(),
        ];
        // Whoever reviews gets the console and nothing else.
        for person in [HEAD, LEADER, STRANGER] {
            lines.push(format!("Match User {}\n  ForceCommand {console}", self.account(person)));
        }
        let config = self.path("sshd_config");
        fs::write(&config, lines.join("\n") + "\n").unwrap();
        let sshd = Command::new(SSHD).args(["-D", "-e", "-f"]).arg(config).stderr(Stdio::null()).spawn();
        self.running.push(sshd.unwrap());
    }

    fn serve(&mut self) {
        let daemon = self.as_service(&["serve"]).stderr(Stdio::null()).spawn().unwrap();
        self.running.push(daemon);
        patiently("the daemon answers", || self.as_service(&["status"]).output().unwrap().status.success());
    }

    fn socket(&self) -> PathBuf {
        self.path("run").join("gongkai.sock")
    }

    /// The program under the account of the service.
    fn as_service(&self, words: &[&str]) -> Command {
        let mut command = Command::new("/usr/sbin/runuser");
        command.args(["-u", &self.account(SERVICE), "--"]).arg(self.path("gongkai"));
        command.arg("--data").arg(self.path("data")).arg("--config").arg(self.path("config"));
        command.arg("--socket").arg(self.socket()).args(words);
        command.env("LC_ALL", "zh_CN.UTF-8").current_dir(self.folder.path());
        command
    }

    fn ssh(&self, person: &str) -> Vec<String> {
        let known = self.path("known");
        let options = [
            "-p".to_owned(),
            self.port.to_string(),
            "-i".to_owned(),
            self.path("key").display().to_string(),
            "-o".to_owned(),
            format!("UserKnownHostsFile={}", known.display()),
            "-o".to_owned(),
            "StrictHostKeyChecking=accept-new".to_owned(),
            "-o".to_owned(),
            "SendEnv=LC_ALL".to_owned(),
            "-o".to_owned(),
            "LogLevel=ERROR".to_owned(),
            format!("{}@127.0.0.1", self.account(person)),
        ];
        options.to_vec()
    }

    /// A command of this person, over ssh.
    fn say(&self, person: &str, words: &str) -> Output {
        let program =
            format!("{} --socket {} {words}", self.path("gongkai").display(), self.socket().display());
        self.shell(person, &program)
    }

    fn shell(&self, person: &str, line: &str) -> Output {
        let mut ssh = Command::new("/usr/bin/ssh");
        ssh.args(self.ssh(person)).arg(line).env("LC_ALL", "zh_CN.UTF-8").stdin(Stdio::null());
        ssh.output().unwrap()
    }

    /// The console of this person, over ssh, in a terminal.
    fn sit(&self, person: &str) -> Session {
        let mut ssh = CommandBuilder::new("/usr/bin/ssh");
        ssh.arg("-t");
        ssh.args(self.ssh(person));
        ssh.env("TERM", "xterm-256color");
        ssh.env("LC_ALL", "zh_CN.UTF-8");
        let mut session = Session::run(ssh);
        session.wait_for("开始办理");
        session.press("0");
        session.wait_for_not("开始办理");
        session
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        for child in self.running.iter_mut().rev() {
            // runuser hands a gentle signal on to the daemon; a kill would leave that behind.
            if let Some(pid) = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap_or(0)) {
                let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
            }
            let _ = child.wait();
        }
        for account in &self.accounts {
            let _ = Command::new("/usr/bin/pkill").args(["-9", "-u", account]).status();
            let _ = Command::new("/usr/sbin/userdel").arg(account).stderr(Stdio::null()).status();
        }
    }
}

fn run(program: &str, words: &[&str]) {
    let done = Command::new(program).args(words).output().unwrap();
    assert!(done.status.success(), "{program} {words:?}: {}", String::from_utf8_lossy(&done.stderr));
}

fn open_to_all(path: &Path) {
    fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), output.stderr.as_slice()].concat()).into_owned()
}

#[test]
fn a_document_goes_from_its_drafter_to_its_leader_over_ssh_and_nobody_passes_for_another() {
    let Some(mut host) = Host::set_up() else { return };
    let mut head = host.sit(HEAD);
    head.wait_for("待我审核 0");
    let mut leader = host.sit(LEADER);
    leader.wait_for("待我审定 0");

    let draft = "draft --procedure official --title 关于真实登录的通知 --text 正文 --attribute proactive";
    let drafted = host.say(DRAFTER, draft);
    assert!(drafted.status.success(), "{}", said(&drafted));
    let submitted = host.say(DRAFTER, "submit 1");
    assert!(submitted.status.success(), "{}", said(&submitted));

    // It comes to the head by itself; he loads it, reads, and agrees.
    head.wait_for("待我审核 1");
    head.press("r");
    head.wait_for("关于真实登录的通知");
    decide(&mut head, "同意 已办");
    leader.wait_for("待我审定 1");
    leader.press("r");
    leader.wait_for("关于真实登录的通知");
    decide(&mut leader, "已办");
    let history = said(&host.say(DRAFTER, "history 1"));
    assert!(history.contains("王建国 审核同意") && history.contains("陈志强"), "{history}");

    // Who has no role is told so, and nothing else.
    let kept_out = host.shell(STRANGER, "");
    assert!(!kept_out.status.success());
    assert!(said(&kept_out).contains("没有") && !said(&kept_out).contains("关于真实"), "{}", said(&kept_out));

    // Neither the file nor another's name is to be had.
    let database = host.path("data").join("gongkai.redb");
    let read = host.shell(DRAFTER, &format!("cat {}", database.display()));
    assert!(!read.status.success() && read.stdout.is_empty(), "{}", said(&read));
    let data = host.path("data");
    let direct =
        host.shell(DRAFTER, &format!("{} --data {} list", host.path("gongkai").display(), data.display()));
    assert!(!direct.status.success(), "{}", said(&direct));
    let other = host.say(DRAFTER, &format!("--as {} approve 1", host.account(HEAD)));
    assert_eq!(other.status.code(), Some(2), "{}", said(&other));
    // Nobody is more than the roster says.
    let destroy = format!("expunge 1 --reason 误录 --approver {}", host.account(LEADER));
    let refused = host.say(DRAFTER, &destroy);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    for words in ["reload", "backup /tmp/never", "rebuild", "export --journal", "verify", "history"] {
        let refused = host.say(DRAFTER, words);
        assert_eq!(refused.status.code(), Some(1), "{words}: {}", said(&refused));
    }

    // A new roster takes effect at once; a faulty one is refused whole.
    let person = format!(
        "[[person]]\nlogin = \"{}\"\nname = \"新人\"\nsection = \"消费品科\"\n",
        host.account(STRANGER)
    );
    host.write_roster("[[person]]\nlogin = 1\n");
    let faulty = host.as_service(&["reload"]).output().unwrap();
    assert_eq!(faulty.status.code(), Some(2), "{}", said(&faulty));
    assert!(said(&faulty).contains("roster.toml:"), "{}", said(&faulty));
    host.write_roster(&person);
    let reloaded = host.as_service(&["reload"]).output().unwrap();
    assert!(reloaded.status.success(), "{}", said(&reloaded));
    let newcomer = host.sit(STRANGER);
    newcomer.wait_for("新人");
    // Whoever leaves the roster sees nothing more, whatever was on the screen.
    host.write_roster("");
    assert!(host.as_service(&["reload"]).status().unwrap().success());
    newcomer.wait_for("名册中没有");

    // Who only runs the host is told that it isn't theirs, and not that nothing is there.
    for words in [&["list"][..], &["overdue", "--exit-code"], &["show", "1"]] {
        let answer = host.as_service(words).output().unwrap();
        assert_eq!(answer.status.code(), Some(1), "{words:?}: {}", said(&answer));
        assert!(answer.stdout.is_empty() && !said(&answer).contains("关于真实"), "{}", said(&answer));
    }

    // What belongs to the service is opened directly to look after it only.
    let mut daemon = host.running.pop().unwrap();
    let pid = rustix::process::Pid::from_raw(i32::try_from(daemon.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    daemon.wait().unwrap();
    head.wait_for("连接中断");
    let direct = |words: &[&str]| {
        let mut command = Command::new("/usr/sbin/runuser");
        command.args(["-u", &host.account(SERVICE), "--"]).arg(host.path("gongkai"));
        command.arg("--data").arg(host.path("data")).arg("--config").arg(host.path("config")).args(words);
        command.env("LC_ALL", "zh_CN.UTF-8").current_dir(host.folder.path()).output().unwrap()
    };
    assert!(said(&direct(&["list"])).contains("归服务所有"), "{}", said(&direct(&["list"])));
    assert!(direct(&["verify"]).status.success(), "{}", said(&direct(&["verify"])));
    host.serve();
    head.wait_for("已重新连接");
}

/// Agrees, as a person does who looks at the sheet first.
fn decide(session: &mut Session, done: &str) {
    session.press("1");
    session.wait_for("请核对");
    std::thread::sleep(std::time::Duration::from_millis(400));
    session.press("7");
    session.wait_for(done);
}
