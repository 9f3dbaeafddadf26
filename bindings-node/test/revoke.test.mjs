// Bulk revocation in Node, held against the emulator's own state.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, test } from "node:test";
import { promisify } from "node:util";

import { ConfigurationError, NothingMatchedError, RefusedError } from "unkey-kit";
import { startEmulator } from "unkey-kit/testing";

const emulator = await startEmulator();
after(() => emulator.stop());

const ALL = ["api.*.read_api", "api.*.read_key", "api.*.update_key", "api.*.delete_key", "identity.*.read_identity"];

/** A fresh workspace of `count` keys of one user, with its client and the emulator's word on each key. */
async function workspace(count, user = "user_0") {
  const made = await emulator.workspace({
    rootKeys: { root: { permissions: ALL } },
    apis: { payments: {} },
    keys: Array.from({ length: count }, (_, i) => ({ api: "payments", externalId: user, enabled: i % 5 !== 4 })),
  });
  const truth = async () => new Map((await emulator.keys(made.ids.workspace)).map((key) => [key.keyId, key]));
  const client = { rootKey: made.rootKeys.root, baseUrl: emulator.url };
  return { unkey: emulator.client(client), client, truth, apiId: made.ids.payments, id: made.ids.workspace };
}

async function collected(stream) {
  const all = [];
  for await (const one of stream) all.push(one);
  return all;
}

test("a user's keys are planned, disabled, followed, told and restored", async () => {
  const { unkey, truth, apiId } = await workspace(20);
  const before = await truth();
  const plan = unkey.revoke.plan({ selector: { kind: "user", externalId: "user_0", apis: [apiId] } });
  const summary = await plan.summary();
  assert.deepEqual([summary.total, summary.counts.active, summary.counts.disabled], [20, 16, 4]);

  const run = plan.apply({ action: "disable", expect: summary.total });
  const events = await collected(run.events());
  const report = await run.report();
  assert.equal(report.ok, true);
  assert.equal(events.at(-1).phase, "finished");
  assert.equal(run.status.phase, "finished");

  const outcomes = await collected(run.outcomes());
  assert.equal(outcomes.length, 20);
  const disabled = await truth();
  for (const { keyId, outcome } of outcomes) {
    assert.equal(disabled.get(keyId).enabled, false);
    assert.equal(outcome, before.get(keyId).enabled ? "revoked" : "already_revoked");
  }

  const restored = await plan.restore().report();
  assert.equal(restored.ok, true);
  for (const [keyId, key] of await truth()) assert.equal(key.enabled, before.get(keyId).enabled);
});

test("guards refuse before anything is changed", async () => {
  const { unkey, truth, apiId } = await workspace(3);
  const plan = unkey.revoke.plan({ selector: { kind: "api", apiId } });
  await assert.rejects(plan.apply({ expect: 2 }).report(), RefusedError);
  await assert.rejects(plan.apply({ maxKeys: 2 }).report(), RefusedError);
  const nobody = unkey.revoke.plan({ selector: { kind: "user", externalId: "nobody", apis: [apiId] } });
  await assert.rejects(nobody.apply({}).report(), NothingMatchedError);
  for (const key of (await truth()).values()) assert.equal(key.operations["keys.updateKey"]?.applied ?? 0, 0);
});

test("waiting takes a signal, which stops nothing, and no option of a call, which would do nothing", async () => {
  const { unkey, apiId } = await workspace(3);
  const plan = unkey.revoke.plan({ selector: { kind: "api", apiId } });
  await assert.rejects(plan.summary({ signal: AbortSignal.abort() }), { name: "AbortError" });
  const run = plan.apply({ expect: 3 });
  const calls = [plan.summary, plan.events, plan.plannedKeys].map((call) => call.bind(plan));
  calls.push(...[run.report, run.events, run.outcomes].map((call) => call.bind(run)));
  for (const call of calls) {
    for (const options of [{ timeoutMs: 1_000 }, { deadlineMs: 1_000 }, { maxAttempts: 1 }, { safeToRepeat: true }]) {
      const [name] = Object.keys(options);
      await assert.rejects(async () => call(options), (error) => {
        assert.ok(error instanceof ConfigurationError, String(error));
        return error.message.endsWith(`have no \`${name}\`; there is only signal`);
      });
    }
  }
  assert.equal((await run.report({ signal: new AbortController().signal })).ok, true);
});

test("stop leaves no key in doubt", async () => {
  const { unkey, truth, apiId, id } = await workspace(200);
  await emulator.faults.add("keys.deleteKey", { delay: 300 }, id);
  const run = unkey.revoke.plan({ selector: { kind: "api", apiId } }).apply({ action: "delete" });
  for await (const event of run.events()) if (event.phase === "applying" && event.done > 0) run.stop();
  const report = await run.report();
  assert.equal(report.ok, false);
  const state = await truth();
  const outcomes = await collected(run.outcomes());
  assert.equal(outcomes.length, 200);
  for (const { keyId, outcome } of outcomes) {
    assert.ok(outcome === "revoked" || outcome === "skipped", outcome);
    assert.equal(state.get(keyId).deleted !== undefined, outcome === "revoked", keyId);
  }
});

test("a run goes on when its handle is dropped, and the process ends when the run does", async () => {
  const { client, truth, apiId, id } = await workspace(60);
  await emulator.faults.add("keys.deleteKey", { delay: 30 }, id);
  const program = `const { Unkey } = require("unkey-kit");
    const unkey = new Unkey(JSON.parse(process.env.CLIENT));
    unkey.revoke.plan({ selector: { kind: "api", apiId: process.env.API } }).apply({ action: "delete" });`;
  const env = { ...process.env, CLIENT: JSON.stringify(client), API: apiId };
  const options = { cwd: new URL("..", import.meta.url), env, timeout: 20_000 };
  await promisify(execFile)(process.execPath, ["-e", program], options);
  for (const key of (await truth()).values()) assert.equal(key.deleted, "soft");
});
