//! The web: asks a page whether it answers.

use std::time::Duration;

use ureq::tls::{RootCerts, TlsConfig};

/// How long an answer is waited for, all in all.
const PATIENCE: Duration = Duration::from_secs(15);

/// Bytes of a page that are read at most.
const MOST_BYTES: u64 = 4 << 20;

/// What a page answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answered {
    /// It is there, and these are its bytes.
    Page(Vec<u8>),
    /// It isn't, by this status.
    Status(u16),
    /// Nothing came, and why.
    Nothing(String),
}

/// Asks for pages, one after another.
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
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(concat!("gongkai/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls)
            .build();
        Web { agent: config.into() }
    }

    /// What this address answers.
    pub fn ask(&self, address: &str) -> Answered {
        let mut answer = match self.agent.get(address).call() {
            Ok(answer) => answer,
            Err(error) => return Answered::Nothing(error.to_string()),
        };
        if answer.status() != 200 {
            return Answered::Status(answer.status().as_u16());
        }
        match answer.body_mut().with_config().limit(MOST_BYTES).read_to_vec() {
            Ok(page) => Answered::Page(page),
            Err(error) => Answered::Nothing(error.to_string()),
        }
    }
}
