//! The `gongkai` program: everything is in the library; this hands it the command line.

fn main() -> std::process::ExitCode {
    gongkai::cli::main()
}
