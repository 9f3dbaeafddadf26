//! Resource URNs: `unkey:v1:{workspace}:{path}#{action}`.

/// A granted URN, in which `*` stands for one segment and a trailing `**` for any number of them.
#[derive(Debug)]
pub(crate) struct UrnGrant {
    workspace: Box<str>,
    path: Vec<Box<str>>,
    action: Box<str>,
}

impl UrnGrant {
    /// Reads a grant; `None` for a tuple, and for what the service takes for no URN and so ignores: an empty segment,
    /// a wildcard that is not a whole segment, a `**` before the end, a given id below any id, an action that is no
    /// word, or `*` as the action of less than everything.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (workspace, path, action) = parts(text)?;
        let path: Vec<Box<str>> = path.split('/').map(Into::into).collect();
        let (last, before) = path.split_last()?;
        let any = path.iter().position(|segment| &**segment == "*").unwrap_or(path.len());
        let mut below = path.iter().skip(any).step_by(2);
        let everything = before.is_empty() && &**last == "**";
        let well_formed = !workspace.is_empty()
            && before.iter().all(|segment| &**segment != "**")
            && path
                .iter()
                .all(|segment| !segment.is_empty() && (is_wildcard(segment) || !segment.contains('*')))
            && below.all(|segment| is_wildcard(segment))
            && (is_word(action) || action == "*" && everything);
        well_formed.then(|| Self { workspace: workspace.into(), path, action: action.into() })
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

fn is_wildcard(segment: &str) -> bool {
    matches!(segment, "*" | "**")
}

fn is_word(action: &str) -> bool {
    !action.is_empty()
        && !action.contains([':', '#', '/', '*'])
        && !action.starts_with('_')
        && !action.ends_with('_')
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
    fn what_is_no_urn_grants_nothing() {
        for granted in [
            "unkey:v1:ws_1:keyspaces/ks_*/keys/*#read_key",
            "unkey:v1:ws_1:keyspaces/**/keys/*#read_key",
            "unkey:v1:ws_1:keyspaces/*/keys/key_1#read_key",
            "unkey:v1:ws_1:keyspaces//ks_1/**#read_key",
            "unkey:v1:ws_1:keyspaces/**#read_key#read_key",
            "unkey:v1:ws_1:keyspaces/**#_read_key",
            "unkey:v1:ws_1:keyspaces/**",
            "unkey:v1::**#*",
        ] {
            assert!(UrnGrant::parse(granted).is_none(), "{granted}");
        }
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
