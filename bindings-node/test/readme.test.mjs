// The README holds: its way of installing, and every TypeScript block, type-checked in both module systems and run against an
// emulator.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";

import { startEmulator } from "unkey-kit/testing";

const run = promisify(execFile);
const home = new URL("..", import.meta.url).pathname;
const readme = readFileSync(join(home, "README.md"), "utf8");
const blocks = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map((found) => found[1]);

// Below the package itself, so that it finds itself by its name.
const folder = mkdtempSync(join(home, "test", "readme-"));
after(() => rmSync(folder, { recursive: true }));
const files = blocks.map((block, i) => {
  const path = join(folder, `block${i}.mts`);
  writeFileSync(path, block);
  return path;
});

test("the README has its blocks", () => assert.ok(blocks.length >= 5));

test("a checkout is installed as the README says", { timeout: 60_000 }, async () => {
  const [build, install] = readme.match(/^```sh\n(.*?)^```/ms)[1].trimEnd().split("\n");
  const { scripts } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  // The build has been made: these are what it was made with.
  for (const [, name] of build.matchAll(/npm run ([\w:]+)/g)) assert.ok(name in scripts, name);
  const project = mkdtempSync(join(tmpdir(), "unkey-kit-"));
  try {
    writeFileSync(join(project, "package.json"), "{}");
    const options = { cwd: project, env: { ...process.env, npm_config_offline: "true" } };
    await run("sh", ["-c", install.replace("CHECKOUT", join(home, ".."))], options);
    const program = 'import { Unkey } from "unkey-kit"; console.log(Unkey.name);';
    assert.equal((await run(process.execPath, ["--input-type=module", "-e", program], options)).stdout, "Unkey\n");
    assert.match((await run("npx", ["unkey-kit", "--version"], options)).stdout, /^unkey-kit \d/);
  } finally {
    rmSync(project, { recursive: true });
  }
});

for (const [module, resolution] of [["nodenext", "nodenext"], ["esnext", "bundler"]]) {
  test(`every block is strictly typed with ${resolution} resolution`, { timeout: 60_000 }, async () => {
    const options = ["--strict", "--noEmit", "--target", "es2022", "--module", module, "--moduleResolution", resolution];
    const compiler = join(home, "node_modules", "typescript", "bin", "tsc");
    const checked = await run(process.execPath, [compiler, ...options, "--types", "node", ...files], { cwd: home }).catch((e) => e);
    assert.equal(checked.stdout, "");
  });
}

for (const [i, block] of blocks.entries()) {
  test(`block ${i} runs against the emulator`, { timeout: 30_000 }, async () => {
    const emulator = await startEmulator();
    const program = join(folder, `block${i}.mjs`);
    // The examples need no types to run, only to be checked.
    writeFileSync(program, block);
    const env = { ...process.env, UNKEY_ROOT_KEY: emulator.rootKey, UNKEY_BASE_URL: emulator.url };
    await run(process.execPath, [program], { env });
    emulator.stop();
  });
}
