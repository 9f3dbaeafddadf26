//! Which keys to revoke.

use std::fmt;

use clap::Args;
use unkey_kit::{PlanRevocation, Selector};

use super::ids;
use crate::failure::Failure;

/// Options that select keys; exactly one of `--user`, `--key`, `--keys` and `--whole-api`.
#[derive(Args, Debug)]
#[command(next_help_heading = "Which keys")]
#[group(skip)]
pub(crate) struct SelectionArgs {
    #[command(flatten)]
    selector: SelectorArgs,

    /// With --user: an API to look in for the user's keys; repeat it for each, since the service cannot list APIs
    #[arg(long = "api", value_name = "API_ID", requires = "user", conflicts_with_all = ["key", "keys", "whole_api"])]
    apis: Vec<String>,

    /// With --keys: takes the ids from this field of JSON objects, in a list or one after the other
    #[arg(long, value_name = "NAME", requires = "keys", conflicts_with_all = ["user", "key", "whole_api"])]
    field: Option<String>,

    /// With --user or --whole-api: reports an API that cannot be seen as not visible, rather than refusing the plan
    #[arg(long, conflicts_with_all = ["key", "keys"])]
    allow_hidden: bool,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct SelectorArgs {
    /// The keys of this user, by the external id; upper and lower case differ
    #[arg(long, value_name = "EXTERNAL_ID", requires = "apis")]
    user: Option<String>,

    /// A key by its id (key_...), which is not its secret; may be repeated
    #[arg(long = "key", value_name = "KEY_ID")]
    key: Vec<String>,

    /// Keys by their ids, one on each line of this file; - is standard input
    #[arg(long, value_name = "FILE")]
    keys: Option<String>,

    /// Every key of this API
    #[arg(long, value_name = "API_ID")]
    whole_api: Option<String>,
}

impl SelectionArgs {
    /// Whether the keys come from standard input, which then cannot answer a question.
    pub(crate) fn takes_stdin(&self) -> bool {
        self.selector.keys.as_deref() == Some(ids::STDIN)
    }

    /// Reads what there is to read, and says what to plan.
    pub(crate) fn request(&self) -> Result<PlanRevocation, Failure> {
        let selector = match &self.selector {
            SelectorArgs { user: Some(user), .. } => {
                Selector::User { external_id: user.clone(), apis: self.apis.clone() }
            }
            SelectorArgs { whole_api: Some(api_id), .. } => Selector::Api { api_id: api_id.clone() },
            SelectorArgs { keys: Some(file), .. } => {
                ids::check_file(file)?;
                let ids = ids::read(file, self.field.as_deref())?;
                if ids.is_empty() {
                    return Err(Failure::NothingMatched(format!("{} names no key", ids::Source(file))));
                }
                Selector::Keys { ids }
            }
            SelectorArgs { key, .. } => {
                ids::check(key)?;
                Selector::Keys { ids: key.clone() }
            }
        };
        Ok(PlanRevocation::new(selector).allow_hidden(self.allow_hidden))
    }
}

/// What is selected, in words.
impl fmt::Display for SelectionArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.selector {
            SelectorArgs { user: Some(user), .. } => {
                write!(f, "the keys of user {user} in {}", self.apis.join(", "))
            }
            SelectorArgs { whole_api: Some(api_id), .. } => write!(f, "every key of {api_id}"),
            SelectorArgs { keys: Some(file), .. } => write!(f, "the keys that {} names", ids::Source(file)),
            SelectorArgs { key, .. } if key.len() > 5 => write!(f, "{} keys by their ids", key.len()),
            SelectorArgs { key, .. } => {
                write!(f, "the key{} {}", if key.len() == 1 { "" } else { "s" }, key.join(", "))
            }
        }
    }
}
