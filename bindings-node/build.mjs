// Builds the native library of this machine into native/: `node build.mjs [--debug]`. Needs Rust.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import { targets } from "./ts/build/target.js";

const home = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const debug = process.argv.includes("--debug");

const cargo = (...options) => {
  const ran = spawnSync("cargo", options, { cwd: home, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8", maxBuffer: 1 << 28 });
  if (ran.status !== 0) process.exit(ran.status ?? 1);
  return ran.stdout;
};

// Cargo itself says where the library is, whatever its target folder.
const messages = cargo("build", "--locked", "--message-format", "json-render-diagnostics", ...(debug ? [] : ["--release"]));
const artifacts = messages.split("\n").filter(Boolean).map((line) => JSON.parse(line));
const library = artifacts.find((made) => made.target?.name === "unkey_kit_node" && made.reason === "compiler-artifact");
const [path] = library.filenames.filter((name) => /\.(so|dylib|dll)$/.test(name));

// Of the two that a Linux may have, the one whose C library runs this.
const { glibcVersionRuntime } = process.report.getReport().header;
const target = targets().at(glibcVersionRuntime === undefined ? -1 : 0);

mkdirSync(join(home, "native"), { recursive: true });
const place = join(home, "native", `unkey-kit.${target}.node`);
// A process that has the old library loaded keeps it: a copy beside it takes its place in one step.
copyFileSync(path, `${place}.new`);
rmSync(place, { force: true });
renameSync(`${place}.new`, place);
