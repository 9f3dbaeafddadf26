// The official TypeScript SDK parses every success of the emulator.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { Unkey } from "@unkey/api";
import { NotFoundErrorResponse } from "@unkey/api/models/errors";

import { startEmulator } from "./emulator.mjs";

const FAR = 4_000_000_000_000; // in 2096

let emulator, unkey, apiId;

before(async () => { emulator = await startEmulator(); });
after(() => emulator.stop());
beforeEach(async () => {
  unkey = (await emulator.workspace()).client();
  apiId = (await unkey.apis.createApi({ name: "payments" })).data.apiId;
});

const create = async (fields = {}) => (await unkey.keys.createKey({ apiId, ...fields })).data;
const verdict = async (key, fields = {}) => (await unkey.keys.verifyKey({ key, ...fields })).data;

async function pages(first) {
  const found = [];
  for await (const page of await first) found.push(page.result.data);
  return found;
}

test("a key is created, verified, disabled and deleted once", async () => {
  const { url, rootKey } = emulator.ready;
  unkey = new Unkey({ rootKey, serverURL: url });
  apiId = (await unkey.apis.createApi({ name: "payments" })).data.apiId;
  const { keyId, key } = await create();
  const seen = await verdict(key);
  assert.deepEqual([seen.valid, seen.code, seen.keyId], [true, "VALID", keyId]);
  await unkey.keys.updateKey({ keyId, enabled: false });
  assert.equal((await verdict(key)).code, "DISABLED");
  await unkey.keys.deleteKey({ keyId });
  await assert.rejects(unkey.keys.deleteKey({ keyId }), (error) =>
    error instanceof NotFoundErrorResponse && error.statusCode === 404
    && error.error.type.endsWith("/unkey/data/key_not_found"));
});

test("every field of a key is read back", async () => {
  await unkey.permissions.createRole({ name: "editor", permissions: ["documents.edit"] });
  const made = await create({
    prefix: "prod", name: "ci", externalId: "user_123", meta: { plan: "pro" }, expires: FAR,
    roles: ["editor"], permissions: ["documents.read"],
    credits: { remaining: 10, refill: { interval: "monthly", amount: 5, refillDay: 3 } },
    ratelimits: [{ name: "requests", limit: 7, duration: 60_000, autoApply: true }],
  });
  const { data: key } = await unkey.keys.getKey({ keyId: made.keyId });
  assert.deepEqual([key.keyId, key.name, key.enabled, key.expires], [made.keyId, "ci", true, FAR]);
  assert.ok(made.key.startsWith("prod_") && made.key.startsWith(key.start));
  assert.deepEqual([key.meta, key.identity.externalId], [{ plan: "pro" }, "user_123"]);
  assert.deepEqual([key.roles, key.permissions.toSorted()], [["editor"], ["documents.edit", "documents.read"]]);
  assert.deepEqual(key.credits, { remaining: 10, refill: { interval: "monthly", amount: 5, refillDay: 3 } });
  assert.deepEqual(key.ratelimits.map(({ name, limit }) => [name, limit]), [["requests", 7]]);
});

test("a plain key is read without its optional fields", async () => {
  const made = await create();
  const { data: key } = await unkey.keys.getKey({ keyId: made.keyId });
  assert.deepEqual([key.name, key.expires, key.credits, key.identity], Array(4).fill(undefined));
  assert.equal((await unkey.keys.whoami({ key: made.key })).data.keyId, made.keyId);
});

test("a list goes over several pages", async () => {
  const made = [];
  for (let i = 0; i < 25; i++) made.push((await create({ externalId: "user_123" })).keyId);
  await create({ externalId: "user_456" });
  const found = await pages(unkey.apis.listKeys({ apiId, limit: 10, externalId: "user_123" }));
  assert.deepEqual(found.map((page) => page.length), [10, 10, 5]);
  assert.deepEqual(found.flat().map((key) => key.keyId).toSorted(), made.toSorted());
});

test("an update changes, clears and keeps", async () => {
  const { keyId } = await create({ name: "old", externalId: "user_123", meta: { plan: "pro" } });
  await unkey.keys.updateKey({ keyId, name: "new", meta: null });
  const { data: key } = await unkey.keys.getKey({ keyId });
  assert.deepEqual([key.name, key.meta, key.identity.externalId], ["new", undefined, "user_123"]);
});

test("a rerolled key gives way to a new one", async () => {
  const old = await create({ name: "ci" });
  const fresh = (await unkey.keys.rerollKey({ keyId: old.keyId, expiration: 0 })).data;
  assert.notEqual(fresh.keyId, old.keyId);
  assert.deepEqual([(await verdict(fresh.key)).code, (await verdict(old.key)).code], ["VALID", "EXPIRED"]);
});

test("every verdict is known", async () => {
  assert.equal((await verdict((await create({ credits: { remaining: 0 } })).key)).code, "USAGE_EXCEEDED");
  assert.equal((await verdict((await create({ expires: 1_000 })).key)).code, "EXPIRED");
  assert.equal((await verdict((await create()).key, { permissions: "admin" })).code, "INSUFFICIENT_PERMISSIONS");
  assert.equal((await verdict("no_such_key")).code, "NOT_FOUND");
  const limited = (await create({ ratelimits: [{ name: "requests", limit: 1, duration: 3_600_000, autoApply: true }] })).key;
  assert.deepEqual((await verdict(limited)).ratelimits.map((limit) => limit.exceeded), [false]);
  assert.equal((await verdict(limited)).code, "RATE_LIMITED");
});

test("credits, permissions and roles of a key are changed", async () => {
  const { keyId } = await create({ credits: { remaining: 5 } });
  const credits = async (operation, value) =>
    (await unkey.keys.updateCredits({ keyId, operation, value })).data.remaining;
  assert.deepEqual([await credits("increment", 5), await credits("decrement", 3)], [10, 7]);
  assert.equal(await credits("set", null), null);

  await unkey.permissions.createRole({ name: "editor" });
  const slugs = async (answer) => (await answer).data.map((permission) => permission.slug).toSorted();
  const names = async (answer) => (await answer).data.map((role) => role.name);
  assert.deepEqual(await slugs(unkey.keys.addPermissions({ keyId, permissions: ["a", "b"] })), ["a", "b"]);
  assert.deepEqual(await slugs(unkey.keys.removePermissions({ keyId, permissions: ["a"] })), ["b"]);
  assert.deepEqual(await slugs(unkey.keys.setPermissions({ keyId, permissions: ["c"] })), ["c"]);
  assert.deepEqual(await names(unkey.keys.addRoles({ keyId, roles: ["editor"] })), ["editor"]);
  assert.deepEqual(await names(unkey.keys.setRoles({ keyId, roles: ["editor"] })), ["editor"]);
  assert.deepEqual(await names(unkey.keys.removeRoles({ keyId, roles: ["editor"] })), []);
});

test("apis, identities, permissions and roles are made, read, listed and deleted", async () => {
  assert.equal((await unkey.apis.getApi({ apiId })).data.name, "payments");
  await unkey.apis.deleteApi({ apiId });

  const { identityId } = (await unkey.identities.createIdentity({ externalId: "user_123" })).data;
  assert.equal((await unkey.identities.getIdentity({ identity: identityId })).data.externalId, "user_123");
  const ratelimits = [{ name: "requests", limit: 5, duration: 60_000, autoApply: false }];
  const changed = await unkey.identities.updateIdentity({ identity: "user_123", ratelimits });
  assert.deepEqual(changed.data.ratelimits.map((limit) => limit.name), ["requests"]);
  for (const externalId of ["a", "b", "c"]) await unkey.identities.createIdentity({ externalId });
  assert.deepEqual((await pages(unkey.identities.listIdentities({ limit: 3 }))).map((p) => p.length), [3, 1]);
  await unkey.identities.deleteIdentity({ identity: "user_123" });

  const { permissionId } =
    (await unkey.permissions.createPermission({ name: "Read", slug: "documents.read" })).data;
  assert.equal(
    (await unkey.permissions.getPermission({ permission: permissionId })).data.slug, "documents.read");
  const { roleId } = (await unkey.permissions.createRole({ name: "reader", permissions: ["documents.read"] })).data;
  assert.equal((await unkey.permissions.getRole({ role: "reader" })).data.permissions.length, 1);
  assert.equal((await pages(unkey.permissions.listPermissions({}))).flat().length, 1);
  assert.equal((await pages(unkey.permissions.listRoles({}))).flat().length, 1);
  await unkey.permissions.deleteRole({ role: roleId });
  await unkey.permissions.deletePermission({ permission: "documents.read" });
});

test("rate limits and overrides work", async () => {
  const take = async (identifier) =>
    (await unkey.ratelimit.limit({ namespace: "mail", identifier, limit: 1, duration: 3_600_000 })).data;
  assert.deepEqual([(await take("a")).success, (await take("a")).success], [true, false]);
  const vip = { namespace: "mail", identifier: "vip" };
  const { overrideId } = (await unkey.ratelimit.setOverride({ ...vip, limit: 9, duration: 3_600_000 })).data;
  assert.equal((await unkey.ratelimit.getOverride(vip)).data.limit, 9);
  assert.equal((await take("vip")).overrideId, overrideId);
  assert.equal((await pages(unkey.ratelimit.listOverrides({ namespace: "mail" }))).flat().length, 1);
  await unkey.ratelimit.deleteOverride(vip);
  const several = ["x", "y"].map((identifier) => ({ namespace: "mail", identifier, limit: 3, duration: 60_000 }));
  const { data } = await unkey.ratelimit.multiLimit(several);
  assert.deepEqual([data.passed, data.limits.length], [true, 2]);
});
