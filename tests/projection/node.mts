// The made-up operation and handle, typed: compiled strictly, then run against a stub at the URL of the argument.

import assert from "node:assert/strict";

import { ConfigurationError, Unkey, type Frobnicate } from "unkey-kit";

const unkey = new Unkey({ rootKey: "conformance_root_key", baseUrl: process.argv[2] });

const request: Frobnicate = {
  keyId: "key_7fTq2XbRn",
  manner: "VERY_GENTLY",
  dial: { halfTurns: 3 },
  label: null,
  strength: 9_223_372_036_854_775_807n,
};
const { data } = await unkey.keys.frobnicate(request);
const strength: number | bigint = data.strength;
assert.deepEqual([data.manner, strength], ["NEVER_HEARD_OF", 9_223_372_036_854_775_807n]);

const metronome = unkey.revoke.metronome();
const url: string = metronome.baseUrl;
assert.equal(url, process.argv[2]);
const beats: string[] = [];
for await (const beat of metronome.beats(2)) {
  beats.push(beat.kind === "tick" ? `tick ${beat.number} of ${beat.weight}` : `rest after ${beat.after}`);
}
assert.deepEqual(beats, ["tick 1 of 9223372036854775807", "tick 2 of 9223372036854775807", "rest after 2"]);

// @ts-expect-error: of the options of a call, streams of events have the signal alone
assert.throws(() => metronome.beats(2, { timeoutMs: 1_000 }), ConfigurationError);
