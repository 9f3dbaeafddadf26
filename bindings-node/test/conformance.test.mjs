// Runs every conformance case against this package, each as a test of its own name: tests/conformance/README.md.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, describe, test } from "node:test";
import { inspect } from "node:util";

import { KeySecret, Unkey, UnkeyError } from "unkey-kit";

import { CALLS } from "./generated/calls.mjs";

const DEFAULT_ROOT_KEY = "conformance_root_key";

const server = spawn(process.env.UNKEY_CONFORMANCE_SERVER ?? "target/debug/conformance-server", {
  cwd: new URL("../..", import.meta.url),
  stdio: ["pipe", "pipe", "inherit"],
});
after(() => server.stdin.end());
const [line] = await once(createInterface(server.stdout), "line");
const { url: address } = JSON.parse(line);

async function ask(path, body) {
  const answer = await fetch(address + path, body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  assert.equal(answer.status, 200, path);
  return JSON.parse(await answer.text(), exact);
}

/** `{"$int": "..."}` as the integer that it is. */
function exact(_name, value) {
  return typeof value?.$int === "string" ? BigInt(value.$int) : value;
}

const DEAD_ADDRESS = "http://127.0.0.1:1";

function build(client = {}, url, unreachable) {
  const keys = [...(client.rootKeys ?? [])];
  return new Unkey({
    rootKey: client.rootKeys ? () => (keys.length > 1 ? keys.shift() : keys[0]) : (client.rootKey ?? DEFAULT_ROOT_KEY),
    baseUrl: (client.baseUrl ?? "{url}").replace("{url}", unreachable ? DEAD_ADDRESS : url),
    backOff: client.backOff ?? false,
    maxAttempts: client.attempts,
    timeoutMs: client.attemptTimeoutMs,
    deadlineMs: client.deadlineMs,
    maxAnswerBytes: client.maxAnswerBytes,
    headers: client.headers,
    userAgent: client.userAgent,
  });
}

/** Makes the call; a listing is taken to its end, and must then give nothing more. */
async function play(given, url) {
  const outcome = { printed: [] };
  try {
    const unkey = build(given.client, url, given.unreachable);
    const { attempts, attemptTimeoutMs, deadlineMs, safeToRepeat } = given.options ?? {};
    const options = { maxAttempts: attempts, timeoutMs: attemptTimeoutMs, deadlineMs, safeToRepeat };
    const called = CALLS[given.call](unkey, given.arguments, options);
    if (given.take === undefined) {
      outcome.result = await called;
    } else {
      const listing = (given.take === "items" ? called : called.pages())[Symbol.asyncIterator]();
      await drain(listing, outcome);
    }
  } catch (error) {
    assert.ok(error instanceof UnkeyError, inspect(error));
    outcome.error = error;
  }
  return outcome;
}

async function drain(listing, outcome) {
  outcome.result = [];
  try {
    for (let next = await listing.next(); !next.done; next = await listing.next()) outcome.result.push(next.value);
  } finally {
    assert.deepEqual(await listing.next(), { value: undefined, done: true }, "an ended listing gave more");
  }
}

/** A typed answer in the wire's form. */
function wire(value) {
  if (value instanceof KeySecret) return value.reveal();
  if (Array.isArray(value)) return value.map(wire);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, wire(member)]));
}

/** Without the members that some languages show and others leave out. */
function bare(value) {
  if (Array.isArray(value)) return value.map(bare);
  if (value === null || typeof value !== "object") return value;
  const told = Object.entries(value).filter(([, member]) => member !== null && !(Array.isArray(member) && !member.length));
  return Object.fromEntries(told.map(([name, member]) => [name, bare(member)]));
}

const ERROR_FIELDS = ["kind", "code", "status", "requestId", "docsUrl", "operation", "retryAfter", "attempts", "effect"];

function compare(given, { result, error }) {
  if (given.error === undefined) assert.equal(error, undefined, inspect(error));
  if (given.result !== undefined) assert.deepEqual(bare(wire(result)), bare(given.result));
  if (given.error === undefined) return;
  assert.ok(error instanceof UnkeyError, `there was no error, but ${inspect(result)}`);
  for (const field of ERROR_FIELDS) assert.equal(error[field], given.error[field] ?? (field === "attempts" ? 0 : undefined), field);
  assert.deepEqual(error.missing, given.error.missing ?? []);
  assert.deepEqual(error.errors, given.error.errors ?? []);
  for (const field of ["title", "detail"]) if (field in given.error) assert.equal(error[field], given.error[field], field);
}

function hides(given, { result, error }) {
  const secrets = [...(given.hides ?? []), given.client?.rootKey ?? DEFAULT_ROOT_KEY].filter((secret) => secret.length > 3);
  for (const shown of [result, error].filter((value) => value !== undefined)) {
    const printed = [inspect(shown, { depth: 9, showHidden: true }), JSON.stringify(shown, printable), `${shown}`, shown.stack ?? ""];
    for (const secret of secrets) assert.ok(!printed.some((text) => text?.includes(secret)), `shows ${secret}`);
  }
}

function printable(_name, value) {
  return typeof value === "bigint" ? `${value}` : value;
}

const cases = await ask("/cases");
describe("conformance", { concurrency: 8 }, () => {
  for (const given of cases) {
    test(given.name, { timeout: 20_000 }, async () => {
      const { url } = await ask("/begin", { name: given.name });
      const outcome = await play(given, url);
      const { problems } = await ask("/end", { url });
      assert.deepEqual(problems, []);
      compare(given, outcome);
      hides(given, outcome);
    });
  }
});
