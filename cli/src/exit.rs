//! How the command ends: the one list of exit codes.

/// How the command ends. The numbers are an interface: scripts rely on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, and every outcome is a success.
    Done = 0,
    /// The service refused, the network failed, or something broke.
    Failed = 1,
    /// The command was called wrongly; nothing was sent.
    Usage = 2,
    /// Done, but not every outcome is a success.
    Incomplete = 3,
    /// Nothing matched; nothing was changed.
    NothingMatched = 4,
    /// A guard refused, before anything was changed.
    Refused = 5,
    /// The root key is unknown, disabled, or lacks a permission.
    NotAllowed = 6,
    /// Stopped by Ctrl-C or SIGTERM.
    Interrupted = 130,
}

impl Exit {
    /// The number that the process ends with.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }
}

/// The list for `--help`.
pub(crate) const HELP: &str = "\
Exit codes:
  0    done, and every outcome is a success
  1    the service refused, the network failed, or something broke
  2    called wrongly; nothing was sent
  3    done, but not every outcome is a success
  4    nothing matched; nothing was changed
  5    refused by a guard, before anything was changed
  6    the root key is unknown, disabled, or lacks a permission
  130  stopped by Ctrl-C or SIGTERM";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_lists_every_code() {
        let all = [
            Exit::Done,
            Exit::Failed,
            Exit::Usage,
            Exit::Incomplete,
            Exit::NothingMatched,
            Exit::Refused,
            Exit::NotAllowed,
            Exit::Interrupted,
        ];
        let listed =
            HELP.lines().skip(1).filter_map(|line| line.split_whitespace().next()?.parse::<u8>().ok());
        assert!(all.into_iter().map(Exit::code).eq(listed));
    }
}
