//! Resource URNs: `unkey:v1:{workspace}:{path}#{action}`.

/// A granted URN, in which `*` stands for one segment and a trailing `**` for any number of them.
#[derive(Debug)]
pub(crate) struct UrnGrant {
    workspace: Box<str>,
    path: Vec<Box<str>>,
    action: Box<str>,
}

impl UrnGrant {
    /// Reads a grant; `None` for a tuple, or where a wildcard stands where none may.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (workspace, path, action) = parts(text)?;
        let path: Vec<Box<str>> = path.split('/').map(Into::into).collect();
        let (last, before) = path.split_last()?;
        let misplaced = before.iter().any(|segment| &**segment == "**");
        let everything = before.is_empty() && &**last == "**";
        if misplaced || (action == "*" && !everything) {
            return None;
        }
        Some(Self { workspace: workspace.into(), path, action: action.into() })
    }

    pub(crate) fn covers(&self, wanted: &str) -> bool {
        let Some((workspace, path, action)) = parts(wanted) else { return false };
        *self.workspace == *workspace
            && (&*self.action == "*" || *self.action == *action)
            && self.covers_path(path)
    }

    fn covers_path(&self, path: &str) -> bool {
        let mut wanted = path.split('/');
        for granted in &self.path {
            if &**granted == "**" {
                return true;
            }
            match wanted.next() {
                Some(segment) if &**granted == "*" || **granted == *segment => {}
                _ => return false,
            }
        }
        wanted.next().is_none()
    }
}

/// Splits a URN into workspace, path and action.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let (workspace, rest) = text.strip_prefix("unkey:v1:")?.split_once(':')?;
    let (path, action) = rest.split_once('#')?;
    Some((workspace, path, action))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(granted: &str, wanted: &str) -> bool {
        UrnGrant::parse(granted).is_some_and(|grant| grant.covers(wanted))
    }

    const READ: &str = "unkey:v1:ws_1:keyspaces/ks_1/keys/key_1#read_key";

    #[test]
    fn a_star_is_one_segment_and_two_are_the_rest() {
        assert!(covers("unkey:v1:ws_1:keyspaces/*/keys/*#read_key", READ));
        assert!(!covers("unkey:v1:ws_1:keyspaces/*#read_key", READ));
        assert!(covers("unkey:v1:ws_1:keyspaces/**#read_key", READ));
        assert!(covers("unkey:v1:ws_1:keyspaces/ks_1/keys/key_1/**#read_key", READ));
    }

    #[test]
    fn an_action_may_be_a_star_only_over_everything() {
        assert!(covers("unkey:v1:ws_1:**#*", READ));
        assert!(!covers("unkey:v1:ws_1:keyspaces/**#*", READ));
    }

    #[test]
    fn another_workspace_is_never_covered() {
        assert!(!covers("unkey:v1:*:**#*", READ));
    }

    #[test]
    fn a_star_that_is_asked_for_must_be_granted() {
        let wanted = "unkey:v1:ws_1:projects/*/identities/*#read_identity";
        assert!(covers("unkey:v1:ws_1:projects/*/identities/*#read_identity", wanted));
        assert!(!covers("unkey:v1:ws_1:projects/p_1/identities/*#read_identity", wanted));
    }
}
