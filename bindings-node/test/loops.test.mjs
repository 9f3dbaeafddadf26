// Loops over listings and events: what ends them, and that every one begins anew; signals that many calls share.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { startEmulator } from "unkey-kit/testing";

const emulator = await startEmulator();
after(() => emulator.stop());
const unkey = emulator.client();
const apiId = (await unkey.apis.create({ name: "billing" })).data.apiId;
for (let i = 0; i < 5; i++) await unkey.keys.create({ apiId });

async function collected(stream, most = Infinity) {
  const all = [];
  for await (const one of stream) if (all.push(one) === most) break;
  return all;
}

test("every loop over a listing begins with its first page", async () => {
  const listing = unkey.keys.list({ apiId, limit: 2 });
  const ids = async (most) => (await collected(listing, most)).map((key) => key.keyId);
  const begun = await ids(3);
  const [whole, again] = await Promise.all([ids(), ids()]);
  assert.deepEqual([whole.length, whole, whole.slice(0, 3)], [5, again, begun]);
  assert.equal((await collected(listing.pages())).length, 3);
  assert.equal((await collected(listing.pages())).length, 3);
});

test("a signal ends a loop in the middle of a page", async () => {
  const controller = new AbortController();
  const seen = [];
  const loop = async () => {
    for await (const key of unkey.keys.list({ apiId, limit: 5 }, { signal: controller.signal })) {
      if (seen.push(key) === 2) controller.abort();
    }
  };
  await assert.rejects(loop(), { name: "AbortError" });
  assert.equal(seen.length, 2);
});

test("items that are asked for at once come one after another", async () => {
  const items = unkey.keys.list({ apiId, limit: 2 })[Symbol.asyncIterator]();
  const asked = await Promise.all(Array.from({ length: 7 }, () => items.next()));
  assert.deepEqual(asked.map((one) => one.done), [false, false, false, false, false, true, true]);
});

test("every loop over the events and outcomes of a run begins with what is then so", async () => {
  const plan = unkey.revoke.plan({ selector: { kind: "api", apiId } });
  const run = plan.apply();
  await run.report();
  const [events, outcomes, planned] = [run.events(), run.outcomes(), plan.plannedKeys()];
  for (let i = 0; i < 2; i++) {
    assert.equal((await collected(events)).at(-1).phase, "finished");
    assert.deepEqual([(await collected(outcomes)).length, (await collected(planned)).length], [5, 5]);
  }
});

test("a signal that many calls share has one listener, gives them all up, and causes no warning", async () => {
  const warnings = [];
  const warned = (warning) => warnings.push(warning);
  process.on("warning", warned);
  const controller = new AbortController();
  let [listeners, most] = [0, 0];
  const { signal } = controller;
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (...given) => ((most = Math.max(most, ++listeners)), add(...given));
  signal.removeEventListener = (...given) => (listeners--, remove(...given));
  const calls = () => Array.from({ length: 50 }, () => unkey.liveness({ signal }));
  await Promise.all(calls());
  await Promise.all(calls());
  assert.deepEqual([listeners, most], [0, 1]);
  await emulator.faults.add("liveness", { delay: 30_000 });
  const ended = Promise.allSettled(calls());
  controller.abort();
  assert.deepEqual(new Set((await ended).map((call) => call.reason?.name)), new Set(["AbortError"]));
  // A warning is told in the next turn.
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(warnings, []);
  process.off("warning", warned);
  await emulator.faults.clear();
});
