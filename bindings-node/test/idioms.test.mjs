// Node's own manners: cancellation, inspection, streams, exits, both module systems.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { after, test } from "node:test";
import { inspect, promisify } from "node:util";

import * as unkeyKit from "unkey-kit";
import { startEmulator } from "unkey-kit/testing";

const { ErrorCode, KeySecret, Unkey, explain } = unkeyKit;

const emulator = await startEmulator();
after(() => emulator.stop());
const unkey = emulator.client();
const api = await unkey.apis.create({ name: "billing" });
const apiId = api.data.apiId;

async function keyOf(externalId) {
  return (await unkey.keys.create({ apiId, externalId })).data;
}

/** What the journal says of the last request for an operation, once it is settled. */
async function lastRequest(operation) {
  for (;;) {
    const requests = (await emulator.requests()).filter((request) => request.operation === operation);
    const last = requests.at(-1);
    if (last !== undefined && (last.status !== undefined || last.hungUp)) return last;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("both module systems have the same classes", () => {
  const required = createRequire(import.meta.url)("unkey-kit");
  for (const [name, value] of Object.entries(required)) assert.equal(value, unkeyKit[name], name);
});

test("an aborted call rejects with the signal's reason and closes its request", async () => {
  await emulator.faults.add("keys.getKey", { delay: 30_000, count: 1 });
  const { keyId } = await keyOf("user_abort");
  const controller = new AbortController();
  const call = unkey.keys.get({ keyId }, { signal: controller.signal });
  while (!(await emulator.requests()).some((request) => request.operation === "keys.getKey")) continue;
  const reason = new Error("enough");
  controller.abort(reason);
  await assert.rejects(call, (error) => error === reason);
  assert.equal((await lastRequest("keys.getKey")).hungUp, true);
});

test("a signal that is aborted already sends nothing", async () => {
  const before = (await emulator.requests()).length;
  await assert.rejects(unkey.keys.get({ keyId: "key_1" }, { signal: AbortSignal.abort() }), { name: "AbortError" });
  assert.equal((await emulator.requests()).length, before);
});

test("a signal ends the wait before a repeat", async () => {
  const error = { code: "workspace_rate_limited", retryAfter: 30 };
  await emulator.faults.add("identities.getIdentity", { count: 1, effect: { error } });
  const call = unkey.identities.get({ identity: "nobody" }, { signal: AbortSignal.timeout(100) });
  await assert.rejects(call, { name: "TimeoutError" });
});

test("one signal serves many calls and keeps no listener", async () => {
  const controller = new AbortController();
  let listeners = 0;
  const add = controller.signal.addEventListener.bind(controller.signal);
  const remove = controller.signal.removeEventListener.bind(controller.signal);
  controller.signal.addEventListener = (...given) => (listeners++, add(...given));
  controller.signal.removeEventListener = (...given) => (listeners--, remove(...given));
  for (let i = 0; i < 20; i++) await unkey.liveness({ signal: controller.signal });
  assert.equal(listeners, 0);
});

test("the four 403s and both key_not_found are classes of their own", async () => {
  const made = await emulator.workspace({
    rootKeys: { none: {}, off: { enabled: false }, old: { expires: 1_700_000_000_000 }, reader: { permissions: ["api.*.read_api"] } },
    apis: { payments: {} },
  });
  const as = (rootKey) => emulator.client({ rootKey });
  const asked = (client) => client.apis.get({ apiId: made.ids.payments });
  await assert.rejects(asked(as(made.rootKeys.off)), unkeyKit.KeyDisabledError);
  await assert.rejects(asked(as(made.rootKeys.old)), unkeyKit.ForbiddenError);
  await assert.rejects(asked(as(made.rootKeys.none)), (error) => {
    assert.ok(error instanceof unkeyKit.InsufficientPermissionsError && error instanceof unkeyKit.PermissionDeniedError);
    assert.deepEqual(error.missing, ["api.*.read_api", `api.${made.ids.payments}.read_api`]);
    return true;
  });
  await assert.rejects(asked(as("unkey_unknown")), unkeyKit.RootKeyNotFoundError);
  await assert.rejects(unkey.keys.get({ keyId: "key_unknown" }), (error) => {
    assert.ok(error instanceof unkeyKit.KeyNotFoundError);
    assert.deepEqual([error.code, error.status, error.name], [ErrorCode.KEY_NOT_FOUND, 404, "KeyNotFoundError"]);
    return true;
  });
});

test("nothing that is printed shows a secret", async () => {
  const made = await unkey.keys.create({ apiId });
  const plain = made.data.key.reveal();
  const error = await unkey.keys.whoami({ key: new KeySecret(`${plain}x`) }).catch((caught) => caught);
  for (const shown of [made, made.data.key, unkey, error, [new Map([[1, made]])]]) {
    const texts = [inspect(shown, { depth: 9, showHidden: true }), JSON.stringify(shown), String(shown)];
    for (const text of texts) assert.ok(!text.includes(plain) && !text.includes(emulator.rootKey), text);
  }
  assert.equal((await unkey.keys.verify({ key: made.data.key })).data.code, "VALID");
});

test("a listing gives items across pages, or pages", async () => {
  for (let i = 0; i < 5; i++) await keyOf("user_pages");
  const listing = () => unkey.keys.list({ apiId, externalId: "user_pages", limit: 2 });
  const ids = [];
  for await (const key of listing()) ids.push(key.keyId);
  const sizes = [];
  for await (const page of listing().pages()) sizes.push(page.data.length);
  assert.deepEqual([new Set(ids).size, sizes], [5, [2, 2, 1]]);
});

test("undefined keeps a field, null clears it, a value sets it", async () => {
  const { keyId } = (await unkey.keys.create({ apiId, name: "first" })).data;
  const name = async () => (await unkey.keys.get({ keyId })).data.name;
  await unkey.keys.update({ keyId, name: undefined });
  assert.equal(await name(), "first");
  await unkey.keys.update({ keyId, name: "second" });
  assert.equal(await name(), "second");
  await unkey.keys.update({ keyId, name: null });
  assert.equal(await name(), undefined);
});

test("a wide integer is a bigint only where a number cannot hold it", async () => {
  const most = 9_223_372_036_854_775_807n;
  const { keyId } = (await unkey.keys.create({ apiId, credits: { remaining: most } })).data;
  assert.equal((await unkey.keys.get({ keyId })).data.credits.remaining, most);
  await unkey.keys.update({ keyId, credits: { remaining: 5 } });
  assert.equal((await unkey.keys.get({ keyId })).data.credits.remaining, 5);
});

test("a misspelt field is refused before anything is sent", async () => {
  const before = (await emulator.requests()).length;
  const listing = unkey.keys.list.bind(unkey.keys, { apiId, externalID: "user_1" });
  assert.throws(listing, (error) => error instanceof unkeyKit.ConfigurationError && error.message.includes("externalID"));
  assert.equal((await emulator.requests()).length, before);
});

test("a root-key provider is asked again when its key is refused", async () => {
  const given = ["unkey_rotated_out", emulator.rootKey];
  const client = emulator.client({ rootKey: async () => given.shift() });
  assert.equal((await client.apis.get({ apiId })).data.name, "billing");
  assert.deepEqual(given, []);
});

test("a provider that fails is the cause of an error that says nothing of it itself", async () => {
  const cause = new Error("hunter2");
  const client = emulator.client({ rootKey: () => Promise.reject(cause) });
  await assert.rejects(client.apis.get({ apiId }), (error) => {
    assert.ok(error instanceof unkeyKit.AuthenticationError);
    assert.equal(error.cause, cause);
    return !`${error.message} ${JSON.stringify(error)}`.includes("hunter2");
  });
  await assert.rejects(client.keys.list({ apiId }).pages().next(), (error) => error.cause === cause);
});

test("options are checked before anything is sent, and never quoted", async () => {
  const before = (await emulator.requests()).length;
  const refused = (call, word) =>
    assert.throws(call, (error) => {
      assert.ok(error instanceof unkeyKit.ConfigurationError, inspect(error));
      return error.message.includes(word) && !error.message.includes("hunter2");
    });
  refused(() => new Unkey("hunter2"), "object");
  refused(() => new Unkey({ rootkey: "hunter2" }), "rootkey");
  refused(() => new Unkey({ rootKey: 5 }), "rootKey");
  refused(() => new Unkey({ rootKey: "k", timeoutMs: 0 }), "timeoutMs");
  refused(() => new Unkey({ rootKey: "k", maxAttempts: -1 }), "maxAttempts");
  for (const options of [{ timeout: 5 }, { timeoutMs: "5" }, { deadlineMs: Number.NaN }, { signal: {} }]) {
    await assert.rejects(unkey.keys.get({ keyId: "key_1" }, options), unkeyKit.ConfigurationError);
    assert.throws(() => unkey.keys.list({ apiId }, options), unkeyKit.ConfigurationError);
  }
  for (const options of [{ keyz: 1 }, { setup: "hunter2" }, { setup: [] }, { seed: -1 }, { seed: 2 ** 53 }, { seed: 2n ** 64n }, { nodes: 0 }]) {
    await assert.rejects(startEmulator(options), (error) => {
      assert.ok(error instanceof unkeyKit.ConfigurationError, inspect(error));
      return error.message.includes(Object.keys(options)[0]) && !error.message.includes("hunter2");
    });
  }
  assert.equal((await emulator.requests()).length, before);
});

test("the first workspace is as the setup says, and tells what its aliases have become", async () => {
  const local = await startEmulator({
    setup: {
      rootKeys: { reader: { permissions: ["api.{payments}.read_api"] } },
      apis: { payments: {}, refunds: undefined },
      keys: [{ externalId: "user_1" }, { key: new KeySecret("sk_planted"), credits: { remaining: 9_007_199_254_740_993n } }],
    },
    nodes: 2,
  });
  try {
    const { urls, ids, rootKeys, keys } = local.firstWorkspace;
    assert.deepEqual([urls, ids.workspace, rootKeys.root], [local.urls, local.workspaceId, local.rootKey]);
    const reader = local.client({ rootKey: rootKeys.reader });
    assert.equal((await reader.apis.get({ apiId: ids.payments })).data.name, "payments");
    await assert.rejects(reader.apis.create({ name: "new" }), unkeyKit.InsufficientPermissionsError);
    assert.deepEqual(keys.map(({ keyId, apiId }) => [keyId, apiId]), (await local.keys()).map(({ keyId, apiId }) => [keyId, apiId]));
    const { keyId, credits } = (await local.client().keys.verify({ key: new KeySecret("sk_planted"), credits: { cost: 0 } })).data;
    assert.deepEqual([keyId, credits], [keys[1].keyId, 9_007_199_254_740_993n]);
    // Another workspace is described in the same way.
    const [other] = (await local.workspace({ apis: { refunds: {} }, keys: [{ key: new KeySecret("sk_other") }] })).keys;
    assert.equal(other.key, "sk_other");
  } finally {
    local.stop();
  }
});

test("a setup that cannot be read or made is refused, and says why", async () => {
  const refusals = [
    [{ kees: [] }, "the setup cannot be read: unknown field `kees`"],
    [{ apis: { a: {} }, keys: [{ externalID: "user_1" }] }, "at `keys[0].externalID`"],
    [{ keys: [{ api: "payments" }] }, "the setup cannot be made: there is no API payments"],
    [{ apis: () => {} }, "`apis`"],
  ];
  for (const [setup, words] of refusals) {
    await assert.rejects(startEmulator({ setup }), (error) => {
      assert.ok(error instanceof unkeyKit.ConfigurationError && error.message.includes(words), inspect(error));
      return true;
    });
  }
});

test("everything of an emulator follows from its seed", async () => {
  const made = async (seed) => {
    const local = await startEmulator({ seed });
    const { apiId } = (await local.client().apis.create({ name: "billing" })).data;
    local.stop();
    return [local.rootKey, local.workspaceId, apiId];
  };
  assert.deepEqual(await made(7), await made(7n));
  assert.notDeepEqual(await made(7), await made(2n ** 64n - 1n));
  assert.notDeepEqual(await made(), await made());
});

test("lists of an answer are there, even when they are empty", async () => {
  const { keyId } = (await unkey.keys.create({ apiId })).data;
  const { roles, permissions, ratelimits } = (await unkey.keys.get({ keyId })).data;
  assert.deepEqual([roles, permissions, ratelimits], [[], [], []]);
});

test("codes are explained", () => {
  assert.deepEqual(explain("key_not_found").map((known) => known.status), [401, 404]);
  assert.deepEqual(explain("no_such_code"), []);
});

test("a process that is idle exits, though a client with a provider stands", async () => {
  const program = `const { Unkey } = require("unkey-kit");
    const unkey = new Unkey({ rootKey: async () => ${JSON.stringify(emulator.rootKey)}, baseUrl: ${JSON.stringify(emulator.url)} });
    unkey.liveness().then((answer) => console.log(answer.data.message));`;
  const options = { cwd: new URL("..", import.meta.url), timeout: 10_000 };
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], options);
  assert.equal(stdout, "The emulator is up.\n");
});
