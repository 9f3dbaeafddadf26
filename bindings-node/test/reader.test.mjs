// Forms of answers that no operation has yet, and a new one may have.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Reader } from "../ts/build/reader.js";

const read = (text, take) => take(new Reader(JSON.parse(text)));

test("the values of a map may be texts, lists and structs", () => {
  const next = (from) => from.next();
  assert.deepEqual(read('[{"a":"x","b":"y"}]', (from) => from.mapOf(next)), { a: "x", b: "y" });
  assert.deepEqual(read('[{"a":["x","y"],"b":[]}]', (from) => from.mapOf((from) => from.list())), { a: ["x", "y"], b: [] });
  const limit = (from) => {
    from.begin();
    return { max: from.next() };
  };
  assert.deepEqual(read('[{"a":[1,5]}]', (from) => from.mapOfStructs(limit)), { a: { max: 5 } });
  const perhaps = (from) => (from.absent() ? undefined : limit(from));
  assert.deepEqual(read('[{"a":null,"b":[1,5]}]', (from) => from.mapOfStructs(perhaps)), { a: undefined, b: { max: 5 } });
  assert.deepEqual(read('[{"a":[1,5,1,6]}]', (from) => from.mapOf((from) => from.listOf(limit))), { a: [{ max: 5 }, { max: 6 }] });
  assert.deepEqual(read("[null,true]", (from) => [from.mapOf(next), from.next()]), [{}, true]);
});
