// The package as npm would publish it: what it exports is what types and both module systems find.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

const run = promisify(execFile);
const home = new URL("..", import.meta.url).pathname;
const tool = (...path) => join(home, "node_modules", ...path);

test("publint finds nothing wrong", { timeout: 60_000 }, async () => {
  const { stdout } = await run(process.execPath, [tool("publint", "src", "cli.js"), "--strict"], { cwd: home });
  assert.match(stdout, /All good/);
});

test("the types resolve in every way that Node has", { timeout: 60_000 }, async () => {
  // Without the native library, whose size says nothing about types.
  const folder = mkdtempSync(join(tmpdir(), "unkey-kit-"));
  try {
    for (const path of ["package.json", "dist", "bin"]) cpSync(join(home, path), join(folder, path), { recursive: true });
    const attw = [tool("@arethetypeswrong", "cli", "dist", "index.js"), "--pack", folder, "--profile", "node16", "--format", "ascii"];
    const { stdout } = await run(process.execPath, attw, { cwd: folder });
    // A problem in this profile is an exit code, and so a rejection.
    assert.match(stdout, /from ESM\): 🟢/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a native library of another version is refused", async () => {
  const folder = mkdtempSync(join(tmpdir(), "unkey-kit-"));
  try {
    cpSync(join(home, "dist"), join(folder, "dist"), { recursive: true });
    symlinkSync(join(home, "native"), join(folder, "native"));
    const facade = join(folder, "dist/native.js");
    writeFileSync(facade, readFileSync(facade, "utf8").replace(/LAYOUT = \d+n/, "LAYOUT = 1n"));
    const loading = run(process.execPath, ["-e", 'require("./dist/index.js")'], { cwd: folder });
    await assert.rejects(loading, ({ stderr }) => stderr.includes("the native library of unkey-kit is of another version"));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("nothing but what a user needs is packed", async () => {
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: home });
  const files = JSON.parse(stdout)[0].files.map((file) => file.path);
  const needed = /^(bin|dist|native)\/|^(README\.md|package\.json|LICENSE-(MIT|APACHE))$/;
  assert.deepEqual(files.filter((path) => !needed.test(path)), []);
  assert.ok(files.some((path) => path.endsWith(".node")) && existsSync(join(home, "bin/unkey-kit.js")));
});
