//! Both catalogues say everything, and nothing is left unsaid in them.

mod catalogues;
mod sample;
mod words;
