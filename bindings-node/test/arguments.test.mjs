// What a caller passes: values that JSON has no form for, options that are none, secrets, root keys that are asked for.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, test } from "node:test";

import { AuthenticationError, ConfigurationError, KeySecret, Unkey } from "unkey-kit";
import { startEmulator } from "unkey-kit/testing";

const emulator = await startEmulator();
after(() => emulator.stop());
const unkey = emulator.client();
const apiId = (await unkey.apis.create({ name: "billing" })).data.apiId;

/** Asserts that a call is refused as a misuse that names the culprit, and that nothing was sent. */
async function refused(call, named) {
  const before = (await emulator.requests()).length;
  const error = await call().then(() => assert.fail("it was taken"), (caught) => caught);
  assert.ok(error instanceof ConfigurationError, String(error));
  assert.ok(error.message.includes(named), error.message);
  assert.equal((await emulator.requests()).length, before);
  return error;
}

test("what JSON would write as null does not clear a field", async () => {
  const expires = Date.now() + 3_600_000;
  const { keyId } = (await unkey.keys.create({ apiId, expires })).data;
  for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, new Date(Number.NaN)]) {
    await refused(() => unkey.keys.update({ keyId, expires: wrong }), "`expires`");
  }
  await refused(() => unkey.keys.update({ keyId, credits: { remaining: Number.NaN } }), "`remaining`");
  assert.equal((await unkey.keys.get({ keyId })).data.expires, expires);
});

test("what JSON would leave out does not pass for a field that was left out", async () => {
  await refused(() => unkey.keys.create({ apiId, expires: Date.now }), "`expires`");
  await refused(() => unkey.keys.create({ apiId, name: Symbol("name") }), "`name`");
});

test("arguments that cannot be written are refused with the reason as the cause", async () => {
  const circle = {};
  circle.circle = circle;
  assert.ok((await refused(() => unkey.keys.create({ apiId, meta: circle }), "JSON")).cause instanceof TypeError);
  const mine = new Error("hunter2");
  const meta = {
    toJSON() {
      throw mine;
    },
  };
  const error = await refused(() => unkey.keys.create({ apiId, meta }), "JSON");
  assert.equal(error.cause, mine);
  assert.ok(!error.message.includes("hunter2"));
});

test("a bigint is a number wherever a number may stand", async () => {
  const expires = BigInt(Date.now() + 3_600_000);
  const meta = { small: 7n, text: "7", most: 9_223_372_036_854_775_807n, mark: { $int: "5" } };
  const { keyId } = (await unkey.keys.create({ apiId, expires, meta, credits: { remaining: 5n } })).data;
  const key = (await unkey.keys.get({ keyId })).data;
  assert.equal(key.expires, Number(expires));
  assert.equal(key.credits.remaining, 5);
  assert.deepEqual(key.meta, { small: 7, text: "7", most: 2 ** 63, mark: { $int: "5" } });
  await refused(() => unkey.keys.create({ apiId, credits: { remaining: 2n ** 63n } }), "`remaining`");
});

test("meta comes back as it went, with names that mean something to JavaScript", async () => {
  const meta = JSON.parse('{"__proto__": {"admin": true}, "constructor": 1, "list": [null, {}, ""], "toJSON": "x"}');
  const { keyId } = (await unkey.keys.create({ apiId, meta })).data;
  const read = (await unkey.keys.get({ keyId })).data.meta;
  assert.deepEqual(Object.entries(read).sort(), Object.entries(meta).sort());
  assert.equal(Object.getPrototypeOf(read), Object.prototype);
});

test("options that are no plain object are refused, not passed over", async () => {
  const { signal } = new AbortController();
  for (const options of [signal, new Map(), null, [], "x"]) await refused(() => unkey.keys.get({ keyId: "key_1" }, options), "plain");
  for (const headers of [new Headers({ a: "b" }), new Map([["a", "b"]]), ["a"]]) {
    assert.throws(() => new Unkey({ rootKey: "k", headers }), ConfigurationError);
  }
  assert.throws(() => new KeySecret(), ConfigurationError);
});

test("a secret of another copy of the package is passed in plain text", async () => {
  const required = createRequire(import.meta.url);
  const path = required.resolve("unkey-kit");
  for (const cached of Object.keys(required.cache)) if (cached.startsWith(path.replace("index.js", ""))) delete required.cache[cached];
  const other = required("unkey-kit");
  assert.notEqual(other.KeySecret, KeySecret);
  const made = await unkey.keys.create({ apiId });
  const client = new other.Unkey({ rootKey: emulator.rootKey, baseUrl: emulator.url });
  assert.equal((await client.keys.verify({ key: made.data.key })).data.code, "VALID");
  assert.equal((await unkey.keys.verify({ key: made.data.key })).data.code, "VALID");
});

test("a provider's error says what is wrong with what it gave this time", async () => {
  const given = [() => Promise.reject(new Error("first")), () => undefined, () => "unkey_1\n", () => emulator.rootKey];
  const client = emulator.client({ rootKey: () => given.shift()() });
  const cause = async () => {
    const error = await client.apis.get({ apiId }).catch((caught) => caught);
    assert.ok(error instanceof AuthenticationError, String(error));
    return error.cause.message;
  };
  assert.equal(await cause(), "first");
  assert.match(await cause(), /must give a text/);
  const text = await cause();
  assert.ok(text.includes("white space") && !text.includes("unkey_1"), text);
  assert.equal((await client.apis.get({ apiId })).data.name, "billing");
});

test("an error can be renamed, as tools that wrap errors do", async () => {
  const error = await unkey.keys.get({ keyId: "key_unknown" }).catch((caught) => caught);
  error.name = "Wrapped";
  assert.deepEqual([error.name, Object.keys(error).includes("name")], ["Wrapped", false]);
});
