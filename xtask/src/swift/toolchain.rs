//! A Swift toolchain: the machine's own, or where there is none, that of a small Debian in a folder.
//!
//! Debian carries Swift since its release 13, so a root of that release, made by `debootstrap`, has a compiler that the
//! machine's own release lacks. What runs in it sees the checkout at the same path as outside.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{process, workspace::Workspace};

/// Names the folder of the Debian root.
const ROOT: &str = "UNKEY_SWIFT_ROOT";
/// Where it is otherwise, below the home folder.
const DEFAULT_ROOT: &str = ".cache/unkey-kit/swift-trixie";
const RELEASE: &str = "trixie";
const PACKAGES: [&str; 3] = ["swiftlang", "libc6-dev", "libstdc++-14-dev"];
/// The first version of the language that the package is written in.
const OLDEST: u32 = 6;

/// Whether there is a toolchain.
pub(crate) enum Found {
    Here(Toolchain),
    /// There is none, and this is why none could be made.
    Nowhere(String),
}

/// Something that runs `swift`.
#[derive(Clone, Debug)]
pub(crate) enum Toolchain {
    /// The machine's own.
    Own,
    /// That of the Debian in this folder.
    Root(PathBuf),
}

impl Toolchain {
    /// Finds a toolchain, or makes one if this machine lets us.
    ///
    /// # Errors
    /// If making it fails; in CI also if it cannot be tried.
    pub(crate) fn find(workspace: &Workspace) -> Result<Found> {
        if version(workspace.command("swift")).is_some_and(|version| version >= OLDEST) {
            return Ok(Found::Here(Self::Own));
        }
        let root = match env::var_os(ROOT).filter(|value| !value.is_empty()) {
            Some(folder) => workspace.path(PathBuf::from(folder)),
            None => Path::new(&env::var_os("HOME").context("HOME is not set")?).join(DEFAULT_ROOT),
        };
        if let Some(reason) = hindrance() {
            let in_ci = env::var("CI").is_ok_and(|value| value == "true" || value == "1");
            ensure!(!in_ci, "{reason}, and in CI nothing is skipped for want of a tool");
            return Ok(Found::Nowhere(reason));
        }
        let toolchain = Self::Root(root.clone());
        if version(toolchain.swift(workspace, &[])).is_none_or(|version| version < OLDEST) {
            make(workspace, &root)?;
            let made = version(toolchain.swift(workspace, &[]));
            ensure!(
                made.is_some_and(|version| version >= OLDEST),
                "swift does not run in {}",
                root.display()
            );
        }
        Ok(Found::Here(toolchain))
    }

    /// Prints where it is, and its version.
    pub(crate) fn describe(&self, workspace: &Workspace) -> Result<()> {
        if let Self::Root(folder) = self {
            println!("in {}", folder.display());
        }
        process::run(self.swift(workspace, &[]).arg("--version"))
    }

    /// `swift`, which sees the checkout, what cargo builds, and these environment variables.
    pub(crate) fn swift(&self, workspace: &Workspace, environment: &[(&str, &str)]) -> Command {
        self.command(workspace, Path::new("swift"), environment)
    }

    /// A program of the toolchain, or one that it built.
    pub(crate) fn command(
        &self,
        workspace: &Workspace,
        program: &Path,
        environment: &[(&str, &str)],
    ) -> Command {
        match self {
            Self::Own => {
                let mut command = workspace.command(program);
                command.envs(environment.iter().copied());
                command
            }
            Self::Root(root) => {
                let checkout = workspace.path("");
                let mut command = inside(root, &[checkout.clone(), workspace.target()]);
                command.arg("env").arg("--ignore-environment").arg("--chdir").arg(checkout);
                command.args(["PATH=/usr/bin:/bin", "HOME=/tmp", "LANG=C.UTF-8"]);
                command.args(environment.iter().map(|(name, value)| format!("{name}={value}")));
                command.arg(program);
                command
            }
        }
    }
}

/// A program in the root, before whose name stands all of this. Its mounts are in a namespace of its own, so they are
/// gone when it ends, however it ends, and two runs at a time do not take each other's away.
fn inside(root: &Path, seen: &[PathBuf]) -> Command {
    let mut command = Command::new("unshare");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/swift/inside.sh");
    command.args(["--mount", "--", "sh"]).arg(script).arg(root);
    command.args(seen.iter().filter(|folder| folder.exists())).arg("--");
    command
}

/// The main version that `swift` tells, if it runs.
fn version(mut swift: Command) -> Option<u32> {
    let output = swift.arg("--version").stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (_, after) = text.split_once("Swift version ")?;
    after.split('.').next()?.parse().ok()
}

/// What keeps us from making a root on this machine.
fn hindrance() -> Option<String> {
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    if !cfg!(target_os = "linux") || !process::exists("apt-get") {
        return Some("there is no swift, and this is no Debian, where one could be installed".to_owned());
    }
    (!is_root).then(|| format!("there is no swift, and only root can make a Debian with one (see {ROOT})"))
}

/// Makes the root, or goes on where an earlier attempt ended.
fn make(workspace: &Workspace, root: &Path) -> Result<()> {
    println!("making a Debian {RELEASE} with Swift in {}: once, a few minutes", root.display());
    if !root.join("usr/bin/apt-get").exists() {
        bootstrap(workspace, root)?;
    }
    let apt = |words: &[&str]| {
        let mut command = inside(root, &[]);
        command.args(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", "--yes"]);
        process::run(command.args(words))
    };
    // What an interruption left half installed.
    process::run(inside(root, &[]).args(["dpkg", "--configure", "-a"]))?;
    apt(&["update"])?;
    let install = ["install", "--fix-broken", "--no-install-recommends"];
    apt(&[&install, PACKAGES.as_slice()].concat())?;
    apt(&["clean"])
}

/// Makes the bare system. Aside first: what has the final name is whole.
fn bootstrap(workspace: &Workspace, root: &Path) -> Result<()> {
    if !process::exists("debootstrap") {
        process::run(workspace.command("apt-get").args(["--quiet", "update"]))?;
        let mut install = workspace.command("apt-get");
        install.env("DEBIAN_FRONTEND", "noninteractive");
        process::run(install.args([
            "--quiet",
            "--yes",
            "install",
            "--no-install-recommends",
            "debootstrap",
        ]))?;
    }
    if root.exists() {
        bail!("{} is there and is no Debian: name another folder in {ROOT}", root.display());
    }
    let partial = root.with_extension("partial");
    if partial.exists() {
        let mounts = fs::read_to_string("/proc/self/mounts")?;
        let name = partial.to_string_lossy();
        ensure!(!mounts.contains(&*name), "something is mounted in {name}: unmount it first");
        fs::remove_dir_all(&partial).with_context(|| format!("cannot remove {name}"))?;
    }
    fs::create_dir_all(&partial)?;
    let mut debootstrap = workspace.command("unshare");
    debootstrap.args(["--mount", "--", "debootstrap", "--variant=minbase", RELEASE]);
    process::run(debootstrap.arg(&partial))?;
    fs::rename(&partial, root).with_context(|| format!("cannot name it {}", root.display()))
}
