//! No core dump: a crash must not write keys and patients to the disk.

/// Forbids core dumps to this process and those that it starts. A limit of one byte, and not of none, since the kernel
/// hands dumps of processes without a limit to a program all the same, and of those with this one to nobody.
#[cfg(unix)]
pub fn forbid() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let one = Rlimit { current: Some(1), maximum: Some(1) };
    // Where the system says no, everything else works as before.
    let _outcome = setrlimit(Resource::Core, one);
}

/// Elsewhere there are none that a process can forbid.
#[cfg(not(unix))]
pub fn forbid() {}

#[cfg(test)]
mod tests {
    /// As the kernel sees this process.
    #[test]
    #[cfg(target_os = "linux")]
    fn the_kernel_knows_the_limit() {
        super::forbid();
        let limits = std::fs::read_to_string("/proc/self/limits").expect("reads");
        let line = limits.lines().find(|line| line.starts_with("Max core file size")).expect("a limit");
        assert_eq!(line.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["1", "1"], "{line}");
    }
}
