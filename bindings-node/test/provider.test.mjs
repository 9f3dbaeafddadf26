// Root-key providers that use clients themselves: which of their calls are refused, and that nobody else's are.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, test } from "node:test";
import { promisify } from "node:util";

import { AuthenticationError, ConfigurationError } from "unkey-kit";
import { startEmulator } from "unkey-kit/testing";

const emulator = await startEmulator();
after(() => emulator.stop());
const apiId = (await emulator.client().apis.create({ name: "billing" })).data.apiId;
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** A client whose provider first does this with the client. */
function clientThat(uses) {
  const client = emulator.client({
    // The end of whatever waits for itself.
    deadlineMs: 3_000,
    rootKey: async () => {
      await uses(client);
      return emulator.rootKey;
    },
  });
  return client;
}

/** Something to wait for, and what ends the wait. */
function gate() {
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  return { opened, open };
}

const selector = { kind: "api", apiId };
for (const [what, uses] of Object.entries({
  "a call": (client) => client.apis.get({ apiId }),
  "a call after a wait": (client) => nextTurn().then(() => client.apis.get({ apiId })),
  "a listing": (client) => client.keys.list({ apiId }).pages().next(),
  "a plan": async (client) => client.revoke.plan({ selector }),
})) {
  test(`${what} that a provider begins with the client that asks it is refused at once`, async () => {
    const error = await clientThat(uses).apis.get({ apiId }).catch((caught) => caught);
    assert.ok(error instanceof AuthenticationError, String(error));
    assert.ok(error.cause instanceof ConfigurationError, String(error.cause));
    assert.match(error.cause.message, /the root-key provider uses the client that asks it/);
  });
}

test("a plan that waits for the provider is not waited for by the provider", async () => {
  const client = clientThat(() => plan.summary());
  const plan = client.revoke.plan({ selector });
  await assert.rejects(plan.summary(), (error) => error.cause instanceof ConfigurationError);
});

test("calls of others wait for the provider, however often they are begun meanwhile", async () => {
  const [asked, answers] = [gate(), gate()];
  const client = clientThat(() => (asked.open(), answers.opened));
  const first = client.apis.get({ apiId });
  await asked.opened;
  const more = [client.apis.get({ apiId }), nextTurn().then(() => client.apis.get({ apiId }))];
  await nextTurn();
  answers.open();
  for (const { data } of await Promise.all([first, ...more])) assert.equal(data.name, "billing");
});

test("what a provider has begun may use the client once the key is given", async () => {
  const [given, others] = [gate(), gate()];
  // A provider that is still asked, so that who runs on whose behalf is still known.
  const busy = clientThat(() => others.opened).apis.get({ apiId });
  let later;
  const client = clientThat((client) => void (later = given.opened.then(() => client.apis.get({ apiId }))));
  await client.apis.get({ apiId });
  given.open();
  assert.equal((await later).data.name, "billing");
  others.open();
  await busy;
});

test("a provider may use another client, also one that has a provider", async () => {
  const other = clientThat(nextTurn);
  const client = clientThat(() => other.apis.get({ apiId }));
  assert.equal((await client.apis.get({ apiId })).data.name, "billing");
});

test("promises are as cheap after a provider was asked as before", { timeout: 20_000 }, async () => {
  // A promise has an id where something watches promises, and otherwise none.
  const program = `const { Unkey } = require("unkey-kit");
    const { executionAsyncId } = require("node:async_hooks");
    const id = () => Promise.resolve().then(executionAsyncId);
    const { rootKey, ...rest } = JSON.parse(process.env.CLIENT);
    const unkey = new Unkey({ rootKey: () => Promise.resolve(rootKey), ...rest });
    unkey.liveness().then(id).then((id) => console.log(id));`;
  const CLIENT = JSON.stringify({ rootKey: emulator.rootKey, baseUrl: emulator.url });
  const options = { cwd: new URL("..", import.meta.url), env: { ...process.env, CLIENT }, timeout: 10_000 };
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], options);
  assert.equal(stdout, "0\n");
});
