// Forms of answers that no operation has yet, and a new one may have.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { readKey } from "../ts/build/generated/readers.js";
import { Reader } from "../ts/build/reader.js";

const read = (answer, take, secrets) => take(new Reader(answer, secrets));
const text = (from) => from.text();

test("the values of a map may be texts, lists, structs and nothing", () => {
  assert.deepEqual(read("\0\x02\x01a\x01x\x01b\0", (from) => from.map(text)), { a: "x", b: "" });
  assert.deepEqual(read("\0\x01\x01a\x02\x01x\x01y", (from) => from.map((from) => from.list(text))), { a: ["x", "y"] });
  const limit = (from) => ({ max: from.integer() });
  assert.deepEqual(read("\0\x01\x01a\x05", (from) => from.map(limit)), { a: { max: 5 } });
  const perhaps = (from) => (from.present() ? limit(from) : undefined);
  assert.deepEqual(read("\0\x02\x01a\0\x01b\x01\x05", (from) => from.map(perhaps)), { a: undefined, b: { max: 5 } });
  // A name like any other, not the object's prototype.
  const odd = read("\0\x01\x09__proto__\x01x", (from) => from.map(text));
  assert.deepEqual(Object.entries(odd), [["__proto__", "x"]]);
});

test("integers have a sign and up to 53 bits, and beyond that are a bigint", () => {
  // As `positional/tests.rs` writes them.
  for (const [form, value] of [["\0", 0], ["\x1f", 31], ["@\x01", 32], ["!", -1], ["`\x01", -32], ["\x5fA\x01", 2111]]) {
    assert.equal(read(`\0${form}`, (from) => from.integer()), value);
  }
  const largest = `\0\x5f${"\x7f".repeat(7)}\x3f`;
  assert.equal(read(largest, (from) => from.integer()), Number.MAX_SAFE_INTEGER);
  assert.equal(read(`\0${largest}`, (from) => from.wide()), Number.MAX_SAFE_INTEGER);
  assert.equal(read("\0\x01\x11-9007199254740992", (from) => from.wide()), -9007199254740992n);
  assert.equal(read("\0\x061e-300", (from) => from.float()), 1e-300);
});

test("texts are counted in JavaScript's characters", () => {
  assert.deepEqual(read("\0\x03😀\0\x01é\x01a", (from) => [text(from), text(from), text(from)]), ["😀\0", "é", "a"]);
  assert.equal(read(`\0@\x01${"x".repeat(64)}`, text), "x".repeat(64));
});

test("JSON and secrets are taken in their order from beside the rest", () => {
  const both = (from) => [from.json(), from.secret().reveal(), text(from), from.json(), from.secret().reveal()];
  assert.deepEqual(read('[{"a":"\\u0000"},null]\0\x01x', both, ["s", "t"]), [{ a: "\0" }, "s", "x", null, "t"]);
});

test("an id that is kept keeps nothing else of its answer", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  const held = (kept) => {
    collect();
    const before = process.memoryUsage().heapUsed;
    const all = Array.from({ length: 500 }, (_, number) => {
      // An id, lists of nothing, and a name of 20,000 characters.
      const answer = `["key_of_some_length_${number}",[],[]]\0\x01\x01s\x01\x60\x78\x04${"n".repeat(20_000)}\0\0`;
      return kept(readKey(new Reader(answer)));
    });
    collect();
    return [process.memoryUsage().heapUsed - before, all][0];
  };
  assert.ok(held((key) => key.name) > 9e6, "what is cut out keeps the whole");
  assert.ok(held((key) => key.keyId) < 1e6);
});
