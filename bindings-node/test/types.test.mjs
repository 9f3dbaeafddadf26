// The types of the package, as a strict compiler sees them.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

const home = new URL("..", import.meta.url).pathname;

test("types.mts has no error but those that it expects", { timeout: 60_000 }, async () => {
  const compiler = join(home, "node_modules", "typescript", "bin", "tsc");
  const options = ["--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--types", "node"];
  const checked = await promisify(execFile)(process.execPath, [compiler, ...options, "test/types.mts"], { cwd: home }).catch((e) => e);
  assert.equal(checked.stdout, "");
});
