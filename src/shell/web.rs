//! The web: asks a page whether it answers.

use std::io::Read;
use std::time::Duration;

use ureq::tls::{RootCerts, TlsConfig};

/// How long an answer is waited for, all in all.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long a host is waited for until it lets itself be spoken to.
const CONNECTING: Duration = Duration::from_secs(5);

/// Bytes of a page that are read at most; a title stands before them.
const MOST_BYTES: u64 = 4 << 20;

/// What a page answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answered {
    /// It is there, and these are its bytes, or the first of them.
    Page(Vec<u8>),
    /// It is elsewhere.
    Moved(String),
    /// It isn't there, by this status.
    Status(u16),
    /// Nothing came within so many seconds.
    Late(u64),
    /// There is no host of this name.
    NoHost,
    /// Nothing came, and why.
    Nothing(String),
}

/// Asks for pages; several may ask at once.
pub struct Web {
    agent: ureq::Agent,
}

impl Default for Web {
    fn default() -> Self {
        Web::new()
    }
}

impl Web {
    /// A web that is asked with patience and goes nowhere else: a page that moved is not followed.
    pub fn new() -> Web {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .timeout_connect(Some(CONNECTING))
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(concat!("gongkai/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls)
            .build();
        Web { agent: config.into() }
    }

    /// What this address answers.
    pub fn ask(&self, address: &str) -> Answered {
        let answer = match self.agent.get(address).call() {
            Ok(answer) => answer,
            Err(error) => return Answered::without(&error),
        };
        if let Some(to) = answer.headers().get("location").filter(|_| answer.status().is_redirection()) {
            return Answered::Moved(String::from_utf8_lossy(to.as_bytes()).into_owned());
        }
        if answer.status() != 200 {
            return Answered::Status(answer.status().as_u16());
        }
        let mut page = Vec::new();
        match answer.into_body().into_reader().take(MOST_BYTES).read_to_end(&mut page) {
            Ok(_) => Answered::Page(page),
            Err(error) => Answered::without(&ureq::Error::from(error)),
        }
    }
}

impl Answered {
    fn without(error: &ureq::Error) -> Answered {
        match error {
            ureq::Error::Timeout(ureq::Timeout::Connect) => Answered::Late(CONNECTING.as_secs()),
            ureq::Error::Timeout(_) => Answered::Late(PATIENCE.as_secs()),
            ureq::Error::HostNotFound => Answered::NoHost,
            // What the system's resolver says has no kind of its own.
            ureq::Error::Io(error) if error.to_string().contains("lookup address") => Answered::NoHost,
            other => Answered::Nothing(other.to_string()),
        }
    }
}
