// A running emulator for one test file, and fresh workspaces in it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { Unkey } from "@unkey/api";

// What an application that manages keys needs.
export const PERMISSIONS = [
  "api.*.create_api", "api.*.read_api", "api.*.delete_api",
  "api.*.create_key", "api.*.read_key", "api.*.update_key", "api.*.delete_key", "api.*.verify_key",
  "identity.*.create_identity", "identity.*.read_identity", "identity.*.update_identity",
  "identity.*.delete_identity",
  "ratelimit.*.create_namespace", "ratelimit.*.limit", "ratelimit.*.set_override", "ratelimit.*.read_override",
  "ratelimit.*.delete_override",
  "rbac.*.create_permission", "rbac.*.read_permission", "rbac.*.delete_permission",
  "rbac.*.create_role", "rbac.*.read_role", "rbac.*.delete_role", "rbac.*.add_permission_to_role",
  "rbac.*.remove_permission_from_role", "rbac.*.add_permission_to_key", "rbac.*.remove_permission_from_key",
  "rbac.*.add_role_to_key", "rbac.*.remove_role_from_key",
];

/** Starts the emulator of the command that UNKEY_KIT names, `unkey-kit`. */
export async function startEmulator() {
  const process_ = spawn(process.env.UNKEY_KIT, ["emulator", "--json"], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: process_.stdout });
  const [line] = await once(lines, "line");
  return new Emulator(process_, JSON.parse(line));
}

class Emulator {
  constructor(process_, ready) {
    this.process = process_;
    this.ready = ready;
  }

  async workspace(setup = {}) {
    const rootKeys = { root: { permissions: PERMISSIONS } };
    const made = await post(`${this.ready.adminUrl}/workspaces`, { rootKeys, ...setup });
    return new Workspace(this.ready.adminUrl, made);
  }

  async stop() {
    this.process.kill();
    await once(this.process, "close");
  }
}

class Workspace {
  constructor(adminUrl, { urls, ids, rootKeys }) {
    Object.assign(this, { adminUrl, url: urls[0], ids, rootKeys });
  }

  /** The official client with the root key of that alias, or any text. It repeats nothing. */
  client(rootKey = "root") {
    return new Unkey({
      rootKey: this.rootKeys[rootKey] ?? rootKey,
      serverURL: this.url,
      retryConfig: { strategy: "none" },
    });
  }

  /** Answers every call of this operation with that error. */
  fail(operation, code) {
    return post(`${this.adminUrl}/workspaces/${this.ids.workspace}/faults`, { operation, effect: { error: { code } } });
  }
}

async function post(url, body) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text}`);
  return text === "" ? null : JSON.parse(text);
}
