//! Who runs the program: what the kernel says, by the name that the host's user database gives.

/// The login name of the process's real user; the number itself where the host has no name for it.
pub fn login() -> String {
    let uid = rustix::process::getuid().as_raw();
    match uzers::get_user_by_uid(uid) {
        Some(user) => user.name().to_string_lossy().into_owned(),
        None => uid.to_string(),
    }
}
