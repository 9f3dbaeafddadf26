// Errors of the emulator arrive as the classes that the official TypeScript SDK has for them.
//
// A typed class needs a status and a media type that the API's description declares for the operation. The SDK asks for
// `application/json` and gets it, while 429 is declared as a problem document only, and some reachable statuses are not
// declared at all: those arrive as the generic class, with status and body intact.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import * as errors from "@unkey/api/models/errors";

import { PERMISSIONS, startEmulator } from "./emulator.mjs";

// What the description declares for reading a key with media type application/json.
const DECLARED = {
  400: errors.BadRequestErrorResponse,
  401: errors.UnauthorizedErrorResponse,
  403: errors.ForbiddenErrorResponse,
  404: errors.NotFoundErrorResponse,
  500: errors.InternalServerErrorResponse,
};
const GENERIC = errors.APIError;

let emulator;
before(async () => { emulator = await startEmulator(); });
after(() => emulator.stop());

/** Awaits the call's error, of exactly this class, and checks status and body. */
async function raised(call, kind, status, code) {
  const error = await call.then(() => assert.fail("the call succeeded"), (error) => error);
  assert.equal(error.constructor.name, kind.name, `${error}`);
  assert.ok(error instanceof errors.UnkeyError);
  assert.equal(error.statusCode, status);
  const body = JSON.parse(error.body);
  assert.equal(body.error.status, status);
  assert.ok(body.error.type.endsWith(`/${code}`), body.error.type);
  assert.match(body.meta.requestId, /^req_/);
  if (kind !== GENERIC) {
    assert.deepEqual([error.meta.requestId, error.error.type], [body.meta.requestId, body.error.type]);
  }
  return error;
}

test("refused root keys", async () => {
  const workspace = await emulator.workspace({
    rootKeys: {
      disabled: { permissions: PERMISSIONS, enabled: false },
      expired: { permissions: PERMISSIONS, expires: 86_400_000 },
      poor: { permissions: ["api.*.read_api"] },
      homeless: { permissions: PERMISSIONS, workspace: "missing" },
    },
  });
  const get = (rootKey) => workspace.client(rootKey).apis.getApi({ apiId: "api_12345678" });
  const create = (rootKey) => workspace.client(rootKey).apis.createApi({ name: "payments" });
  await raised(get("unkey_unknown"), errors.UnauthorizedErrorResponse, 401, "unkey/authentication/key_not_found");
  await raised(get("disabled"), errors.ForbiddenErrorResponse, 403, "unkey/authorization/key_disabled");
  await raised(get("expired"), errors.ForbiddenErrorResponse, 403, "unkey/authorization/forbidden");
  await raised(get("homeless"), errors.NotFoundErrorResponse, 404, "unkey/data/workspace_not_found");
  const denied = await raised(
    create("poor"), errors.ForbiddenErrorResponse, 403, "unkey/authorization/insufficient_permissions");
  assert.ok(denied.error.detail.includes("Missing permission: 'api.*.create_api'"));
  // Creating declares no 404.
  await raised(create("homeless"), GENERIC, 404, "unkey/data/workspace_not_found");
});

test("a disabled workspace", async () => {
  const workspace = await emulator.workspace({ workspace: { enabled: false } });
  const call = workspace.client().apis.createApi({ name: "payments" });
  await raised(call, errors.ForbiddenErrorResponse, 403, "unkey/authorization/workspace_disabled");
});

test("a used up workspace arrives as the generic class", async () => {
  const workspace = await emulator.workspace({ workspace: { limitPerMinute: 1 } });
  const get = () => workspace.client().keys.getKey({ keyId: "key_missing" });
  await raised(get(), errors.NotFoundErrorResponse, 404, "unkey/data/key_not_found");
  const error = await raised(get(), GENERIC, 429, "user/too_many_requests/workspace_rate_limited");
  assert.equal(error.headers.get("ratelimit-limit"), "1");
  assert.match(error.headers.get("retry-after"), /^[0-9]+$/);
});

test("bad requests", async () => {
  const unkey = (await emulator.workspace()).client();
  const short = await raised(
    unkey.keys.getKey({ keyId: "k" }), errors.BadRequestErrorResponse, 400, "unkey/application/invalid_input");
  assert.ok(short.error.errors[0].location);
  const { apiId } = (await unkey.apis.createApi({ name: "payments" })).data;
  const { key } = (await unkey.keys.createKey({ apiId })).data;
  const query = unkey.keys.verifyKey({ key, permissions: "a AND" });
  await raised(query, errors.BadRequestErrorResponse, 400, "user/bad_request/permissions_query_syntax_error");
});

test("missing, conflicting and protected things", async () => {
  const workspace = await emulator.workspace({ apis: { safe: { name: "payments", deleteProtection: true } } });
  const unkey = workspace.client();
  const apiId = workspace.ids.safe;
  const missing = (call, name) => raised(call, errors.NotFoundErrorResponse, 404, `unkey/data/${name}_not_found`);
  await missing(unkey.keys.deleteKey({ keyId: "key_missing" }), "key");
  await missing(unkey.apis.listKeys({ apiId: "api_missing" }), "api");
  await missing(unkey.keys.createKey({ apiId, roles: ["none"] }), "role");
  await missing(unkey.permissions.getPermission({ permission: "none" }), "permission");
  await missing(unkey.identities.getIdentity({ identity: "none" }), "identity");
  // Deleting an identity declares its errors as problem documents alone.
  await raised(unkey.identities.deleteIdentity({ identity: "none" }), GENERIC, 404, "data/identity_not_found");
  await raised(
    unkey.apis.deleteApi({ apiId }), errors.PreconditionFailedErrorResponse, 412, "application/protected_resource");
  // Encrypted keys need a vault, which the emulator does not have; the description declares no 412 here.
  await raised(unkey.keys.createKey({ apiId, recoverable: true }), GENERIC, 412, "application/precondition_failed");

  await unkey.identities.createIdentity({ externalId: "user_123" });
  const twice = unkey.identities.createIdentity({ externalId: "user_123" });
  await raised(twice, errors.ConflictErrorResponse, 409, "unkey/data/identity_already_exists");
});

test("every code arrives as its declared class or the generic one", async () => {
  const text = await readFile(new URL("../../../docs/errors.md", import.meta.url), "utf8");
  const codes = [...new Set(text.match(/\berr:[a-z]+:[a-z_]+:[a-z_]+/g))];
  assert.equal(codes.length, 89);
  for (const code of codes) {
    const workspace = await emulator.workspace();
    await workspace.fail("keys.getKey", code);
    const get = () => workspace.client().keys.getKey({ keyId: "key_any" });
    const status = await get().then(() => assert.fail(code), (error) => error.statusCode);
    await raised(get(), DECLARED[status] ?? GENERIC, status, code.replace("err:", "").replaceAll(":", "/"));
  }
});
