// What calls cost in Node: `node node.mjs URL ours|official`, from a folder that has both packages. Each line of input is a turn,
// `call 300` or `page 80`, and its answer a line with the CPU time of one of so many calls in microseconds. Each client has a
// process of its own, so that none collects another's garbage.

import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

const [url, client] = process.argv.slice(2);
const require = createRequire(join(process.cwd(), "package.json"));
const rootKey = "bench_root_key";

const clients = {
  ours() {
    const { Unkey } = require("unkey-kit");
    const unkey = new Unkey({ rootKey, baseUrl: url });
    return {
      call: () => unkey.keys.delete({ keyId: "key_1" }),
      page: () => first(unkey.keys.list({ apiId: "api_1" }).pages()),
    };
  },
  official() {
    const { Unkey } = require("@unkey/api");
    const unkey = new Unkey({ rootKey, serverURL: url });
    return {
      call: () => unkey.keys.deleteKey({ keyId: "key_1" }),
      page: () => unkey.apis.listKeys({ apiId: "api_1" }).then(first),
    };
  },
};

async function first(pages) {
  for await (const page of pages) return page;
}

/** The CPU time of a call in microseconds, every thread counted. A few calls go first: the other programs had the caches. */
async function cpu(times, call) {
  for (let i = 0; i < times / 10; i++) await call();
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) await call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

const calls = clients[client]();
for await (const line of createInterface({ input: process.stdin })) {
  const [what, times] = line.split(" ");
  if (!Object.hasOwn(calls, what)) throw new Error(`there is no turn ${line}`);
  console.log(await cpu(Number(times), calls[what]));
}
