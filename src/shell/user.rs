//! Who runs a program: what the kernel says, by the name that the host's user database gives.

/// The login name of the process's real user; the number itself where the host has no name for it.
pub fn login() -> String {
    login_of(rustix::process::getuid().as_raw())
}

/// The login name of an account; the number itself where the host has no name for it.
pub fn login_of(account: u32) -> String {
    match uzers::get_user_by_uid(account) {
        Some(user) => user.name().to_string_lossy().into_owned(),
        None => account.to_string(),
    }
}
