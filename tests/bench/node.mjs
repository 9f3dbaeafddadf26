// What calls cost in Node: `node node.mjs URL` prints one line of JSON, times in microseconds of CPU, starts in milliseconds.
// It is run from a folder that has both packages: `unkey-kit` and the official `@unkey/api`.

import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

const [url] = process.argv.slice(2);
const require = createRequire(join(process.cwd(), "package.json"));

const ROUNDS = 5;
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** The CPU time of a call in microseconds: the median of several rounds. */
async function cpu(times, call) {
  for (let i = 0; i < times / 5; i++) await call();
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < times; i++) await call();
    const { user, system } = process.cpuUsage(before);
    rounds.push((user + system) / times);
  }
  return median(rounds);
}

/** How long a program takes from its start to its end, in milliseconds: the median of several starts. */
function start(program) {
  const starts = Array.from({ length: 15 }, () => {
    const before = performance.now();
    execFileSync(process.execPath, ["-e", program]);
    return performance.now() - before;
  });
  return median(starts);
}

const { Unkey: Ours } = require("unkey-kit");
const { Unkey: Official } = require("@unkey/api");
const ours = new Ours({ rootKey: "bench_root_key", baseUrl: url });
const official = new Official({ rootKey: "bench_root_key", serverURL: url });

const firstPage = async (listing) => {
  for await (const page of listing) return page;
};

const told = {
  call: {
    ours: await cpu(1000, () => ours.keys.delete({ keyId: "key_1" })),
    official: await cpu(300, () => official.keys.deleteKey({ keyId: "key_1" })),
  },
  page: {
    ours: await cpu(200, () => firstPage(ours.keys.list({ apiId: "api_1" }).pages())),
    official: await cpu(100, () => official.apis.listKeys({ apiId: "api_1" }).then(firstPage)),
  },
};
const bare = start("0");
told.start = {
  ours: start(`const { Unkey } = require("unkey-kit"); new Unkey({ rootKey: "bench_root_key", baseUrl: "${url}" })`) - bare,
  official: start(`const { Unkey } = require("@unkey/api"); new Unkey({ rootKey: "bench_root_key" })`) - bare,
};
console.log(JSON.stringify(told));
