//! Where things are: the checkout, the cache below `target`, and what the environment offers.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::process;

/// The checkout that the task works on.
pub(crate) struct Workspace {
    root: PathBuf,
    /// Where cargo builds, if not where the environment says or it does by itself.
    target: Option<PathBuf>,
}

impl Workspace {
    /// Finds the checkout that this program was built from.
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask has no parent folder")?;
        Ok(Self { root: root.to_owned(), target: None })
    }

    /// A checkout elsewhere, which cargo builds in `target`.
    pub(crate) fn at(root: PathBuf, target: PathBuf) -> Self {
        Self { root, target: Some(target) }
    }

    /// A path below the root.
    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.root.join(below)
    }

    /// Cargo's folder for what it builds.
    pub(crate) fn target(&self) -> PathBuf {
        match (&self.target, std::env::var_os("CARGO_TARGET_DIR")) {
            (Some(target), _) => target.clone(),
            (None, Some(folder)) => self.path(folder),
            (None, None) => self.path("target"),
        }
    }

    /// A folder for tools that outlive one run. Made if it is not there.
    pub(crate) fn cache(&self, name: &str) -> Result<PathBuf> {
        let folder = self.target().join("xtask").join(name);
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(folder)
    }

    /// A command that starts in the root.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        if let Some(target) = &self.target {
            command.env("CARGO_TARGET_DIR", target);
        }
        // What cargo told this program about xtask would reach build scripts of dependencies, and have some of them
        // (ring's) built again at each change between a task and plain cargo.
        for (name, _) in std::env::vars_os() {
            let told = name.to_string_lossy();
            if told.starts_with("CARGO_PKG_") || told.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        command
    }

    /// The cargo that runs this task.
    pub(crate) fn cargo(&self) -> Command {
        self.command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// Every file that is in the repository or would be added to it, relative to the root, in order.
    pub(crate) fn files(&self) -> Result<Vec<PathBuf>> {
        let mut git = self.command("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let listed = process::output(&mut git)?;
        let mut files: Vec<PathBuf> =
            listed.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from).collect();
        // A file that was deleted and not yet committed is still listed.
        files.retain(|file| self.path(file).is_file());
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// The text of a file of the repository, or nothing if it is not text.
    pub(crate) fn text(&self, file: &Path) -> Result<Option<String>> {
        let bytes = fs::read(self.path(file)).with_context(|| format!("cannot read {}", file.display()))?;
        Ok(String::from_utf8(bytes).ok())
    }
}

/// A path from an environment variable, if it is set to something that exists.
pub(crate) fn path_from_environment(name: &str) -> Result<Option<PathBuf>> {
    let Some(value) = std::env::var_os(name).filter(|value| !value.is_empty()) else { return Ok(None) };
    let path = PathBuf::from(value);
    let absolute = path.canonicalize().with_context(|| format!("{name} is set to {}", path.display()))?;
    Ok(Some(absolute))
}

/// Why a step cannot run here, if one of these tools is missing.
///
/// # Errors
/// In CI, where nothing is skipped for want of a tool.
pub(crate) fn lacks(tools: &[&str]) -> Result<Option<String>> {
    let Some(missing) = tools.iter().find(|tool| !process::exists(tool)) else { return Ok(None) };
    let in_ci = std::env::var("CI").is_ok_and(|value| value == "true" || value == "1");
    ensure!(!in_ci, "there is no {missing}, and in CI nothing is skipped for want of a tool");
    Ok(Some(format!("there is no {missing}")))
}
