// The command that comes with the package.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { after, test } from "node:test";
import { promisify } from "node:util";

import { startEmulator } from "unkey-kit/testing";

const command = new URL("../bin/unkey-kit.js", import.meta.url).pathname;

/** Starts the command; it is ended with the test, if it has not ended by itself. */
function started(signal, args, env = {}) {
  const options = { env: { ...process.env, ...env }, signal, killSignal: "SIGKILL", stdio: ["ignore", "pipe", "inherit"] };
  return spawn(process.execPath, [command, ...args], options);
}

test("the command comes with the package", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [command, "explain", "key_disabled"]);
  assert.match(stdout, /err:unkey:authorization:key_disabled/);
});

for (const name of ["SIGINT", "SIGTERM"]) {
  test(`${name} ends the emulator that the command runs`, { timeout: 10_000 }, async ({ signal }) => {
    const running = started(signal, ["emulator", "--json"]);
    await once(running.stdout, "data");
    running.kill(name);
    assert.deepEqual(await once(running, "exit"), [0, null]);
  });
}

test("SIGINT stops a revocation, which reports what it did", { timeout: 10_000 }, async ({ signal }) => {
  const emulator = await startEmulator();
  after(() => emulator.stop());
  const unkey = emulator.client();
  const { apiId } = (await unkey.apis.create({ name: "billing" })).data;
  for (let count = 0; count < 30; count++) await unkey.keys.create({ apiId, externalId: "user_1" });
  await emulator.faults.add("keys.updateKey", { delay: 1_000 });
  const args = ["revoke", "apply", "--user", "user_1", "--api", apiId, "--yes", "--expect", "30", "--json"];
  const running = started(signal, args, { UNKEY_ROOT_KEY: emulator.rootKey, UNKEY_BASE_URL: emulator.url });
  let report = "";
  running.stdout.setEncoding("utf8").on("data", (text) => (report += text));
  while (!(await emulator.requests()).some((request) => request.operation === "keys.updateKey")) continue;
  running.kill("SIGINT");
  assert.deepEqual(await once(running, "close"), [130, null]);
  assert.match(report, /"skipped":/);
});
