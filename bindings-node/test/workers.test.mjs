// Worker threads: each has clients of its own, and may end whenever it likes.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";

import { startEmulator } from "unkey-kit/testing";

const emulator = await startEmulator();
after(() => emulator.stop());
const workerData = { rootKey: emulator.rootKey, baseUrl: emulator.url };

/** Runs a program whose main thread never loads the library, and gives what it prints. */
async function printed(program) {
  const options = { cwd: new URL("..", import.meta.url), timeout: 10_000 };
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], options);
  return stdout;
}

test("worker threads have clients of their own", async () => {
  const program = `const { Unkey } = require("unkey-kit");
    const { parentPort, workerData } = require("node:worker_threads");
    new Unkey(workerData).liveness().then((answer) => parentPort.postMessage(answer.data.message));`;
  const told = [1, 2, 3].map(() => {
    const worker = new Worker(program, { eval: true, workerData });
    return new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  });
  assert.deepEqual(await Promise.all(told), Array(3).fill("The emulator is up."));
});

/** A worker that is in the middle of a call, for as long as the server takes. */
const CALLING = `const inWorker = \`const { Unkey } = require("unkey-kit");
    new Unkey(require("node:worker_threads").workerData).liveness();
    require("node:worker_threads").parentPort.postMessage("called");\`;
  const calling = () => new Worker(inWorker, { eval: true, workerData: ${JSON.stringify(workerData)} });`;

test("a thread that alone had loaded the library may end in the middle of a call", async () => {
  await emulator.faults.add("liveness", { delay: 30_000, count: 1 });
  const program = `const { Worker } = require("node:worker_threads");
    ${CALLING}
    const worker = calling();
    worker.once("message", () => worker.terminate().then(() => setTimeout(() => console.log("on it goes"), 50)));`;
  assert.equal(await printed(program), "on it goes\n");
  await emulator.faults.clear();
});

test("threads may load the library one after another, in the place of one that has ended", async () => {
  await emulator.faults.add("liveness", { delay: 30_000 });
  const program = `const { Worker } = require("node:worker_threads");
    const { once } = require("node:events");
    ${CALLING}
    (async () => {
      for (let count = 0; count < 10; count++) {
        const worker = calling();
        await once(worker, "message");
        await worker.terminate();
      }
      console.log("all were there");
    })();`;
  assert.equal(await printed(program), "all were there\n");
  await emulator.faults.clear();
});
