//! `unkey-kit emulator`: an Unkey API on this machine, until Ctrl-C.

use std::{
    io::{self, Write},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use clap::Args;
use serde::Serialize;
use serde_with::skip_serializing_none;
use unkey_kit::{ENV_BASE_URL, ENV_ROOT_KEY};
use unkey_kit_emulator::{Emulator, EmulatorHandle, FreshWorkspace, SeededKeys, Setup};

use crate::{
    exit::Exit,
    failure::Failure,
    input,
    interrupt::Interrupts,
    output::{
        Output, counted, fact,
        style::{BOLD, NAME},
    },
};

/// From so many keys on, a person waits long enough to wonder.
const MANY: u32 = 200_000;

/// Starts an Unkey API on this machine, for tests that need no account and no network
///
/// Everything is in memory, and gone when it stops, at Ctrl-C or SIGTERM. Its root keys are no real ones. It checks
/// requests, permissions and limits as the service does.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  unkey-kit emulator
  unkey-kit emulator --keys 10000 --apis 2 --users 50 --seed 7
  unkey-kit emulator --json --port 4000 --seed-file seed.json

With --json: one line as soon as it listens, {\"url\", \"rootKey\", \"adminUrl\", \"workspaceId\"}; also
\"urls\" of each node if there are several, \"apiIds\" if --keys made APIs, and with --seed-file
\"rootKeys\" and \"ids\" by the aliases of the file, and the \"keys\" of its list. The users that
--keys makes have the external ids user_0, user_1, ...")]
pub(crate) struct EmulatorArgs {
    /// Port of the API; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,

    /// Address to listen on; whoever reaches it may do everything
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,

    /// How many nodes answer, each with caches of its own; connections go round
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=64))]
    nodes: u8,

    /// Begins with this many keys, spread over users and APIs
    #[arg(long, value_name = "COUNT")]
    keys: Option<u32>,

    /// Over how many APIs the keys are spread
    #[arg(long, value_name = "COUNT", default_value_t = 1, requires = "keys")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    apis: u32,

    /// Over how many users the keys are spread; with 0 they are nobody's
    #[arg(long, value_name = "COUNT", default_value_t = 10, requires = "keys")]
    users: u32,

    /// Begins with the workspace that this JSON file describes
    #[arg(long, value_name = "FILE", conflicts_with_all = ["keys", "apis", "users"])]
    seed_file: Option<PathBuf>,

    /// Makes every id and secret follow from this number
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
}

pub(crate) async fn run(
    args: &EmulatorArgs,
    output: &Output,
    interrupts: &Interrupts,
) -> Result<Exit, Failure> {
    let seeded = args.keys.map(|count| SeededKeys {
        count,
        apis: args.apis,
        users: args.users,
        seed: args.seed.unwrap_or_default(),
    });
    if let Some(keys) = seeded.filter(|keys| keys.count >= MANY) {
        output.aside(|to| {
            writeln!(to, "Making {}, which takes a while ...", counted(keys.count.into(), "key"))
        })?;
    }
    let emulator = start(args, seeded).await?;
    // Before anybody is told that it listens, and may stop it.
    let stopped = interrupts.graceful();
    let started = Started {
        url: emulator.url(),
        root_key: emulator.root_key(),
        admin_url: emulator.admin_url(),
        workspace_id: emulator.emulator().workspace_id(),
        urls: Some(emulator.urls()).filter(|urls| urls.len() > 1),
        api_ids: seeded.map(|keys| (0..keys.apis).map(|number| keys.api_id(number)).collect()),
        of_file: args.seed_file.as_ref().map(|_| emulator.emulator().first_workspace()),
    };
    if output.is_json() {
        output.json(&started)?;
    } else {
        output.text(|to| started.write(seeded, to))?;
    }
    stopped.await;
    emulator.shutdown().await;
    Ok(Exit::Done)
}

async fn start(args: &EmulatorArgs, seeded: Option<SeededKeys>) -> Result<EmulatorHandle, Failure> {
    let setup = match (&args.seed_file, seeded) {
        (Some(file), _) => Setup::from_json(&input::file(file)?).map_err(|error| {
            Failure::usage(format!("{} does not describe a workspace: {error}", file.display()))
        })?,
        (None, Some(keys)) => Setup::with_keys(keys),
        (None, None) => Setup::default(),
    };
    let address = SocketAddr::new(args.bind, args.port);
    let mut builder = Emulator::builder().bind(address).nodes(args.nodes.into());
    if let Some(seed) = args.seed {
        builder = builder.seed(seed);
    }
    builder.start_with(setup).await.map_err(|error| match error.kind() {
        io::ErrorKind::InvalidInput => Failure::usage(format!("the seed file cannot be used: {error}")),
        _ => Failure::io(format!("cannot listen on {address}"), error),
    })
}

/// Where it listens, and what it begins with.
#[skip_serializing_none]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Started<'a> {
    url: &'a str,
    root_key: &'a str,
    admin_url: &'a str,
    workspace_id: &'a str,
    urls: Option<&'a [String]>,
    api_ids: Option<Vec<String>>,
    /// What the seed file has become.
    #[serde(flatten)]
    of_file: Option<&'a FreshWorkspace>,
}

impl Started<'_> {
    fn write(&self, seeded: Option<SeededKeys>, to: &mut dyn Write) -> io::Result<()> {
        writeln!(
            to,
            "{BOLD}An Unkey API on this machine.{BOLD:#} Ctrl-C stops it, and all it holds is gone.\n"
        )?;
        writeln!(to, "  export {ENV_BASE_URL}={NAME}{}{NAME:#}", self.url)?;
        writeln!(to, "  export {ENV_ROOT_KEY}={NAME}{}{NAME:#}\n", self.root_key)?;
        fact(to, "admin", self.admin_url)?;
        fact(to, "workspace", self.workspace_id)?;
        for (number, url) in self.urls.unwrap_or_default().iter().enumerate() {
            fact(to, &format!("node {number}"), url)?;
        }
        let (Some(keys), Some(api_ids)) = (seeded, &self.api_ids) else { return Ok(()) };
        fact(to, "keys", counted(keys.count.into(), "key"))?;
        if let Some(last) = keys.users.checked_sub(1) {
            let range = if last == 0 { String::new() } else { format!(" to user_{last}") };
            fact(to, "users", format_args!("user_0{range}"))?;
        }
        let (shown, more) = api_ids.split_at(api_ids.len().min(5));
        let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        fact(to, "APIs", format_args!("{}{more}", shown.join(", ")))
    }
}
