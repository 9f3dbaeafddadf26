/** The emulator, for tests of software that uses this package: no account, no network. */

import { Unkey, type ClientOptions } from "./client.js";
import { native, type NativeEmulator } from "./native.js";
import { checked, misuse, type Known } from "./options.js";
import { written } from "./values.js";

/** How an emulator is started. */
export interface EmulatorOptions {
  /** What its first workspace has besides a root key that may do everything, as the emulator's guide describes it. */
  readonly setup?: object | undefined;
  /** Makes every id and secret follow from this number, which has 64 bits at most. Default: random. */
  readonly seed?: number | bigint | undefined;
  /** How many nodes answer, each with a cache of its own. Default 1. */
  readonly nodes?: number | undefined;
}

const KNOWN: Known = {
  setup: "object",
  seed: "unsigned integer",
  nodes: "positive integer",
} satisfies Record<keyof EmulatorOptions, Known[string]>;

/** What a client gets in place of an answer. */
export type FaultEffect =
  /** A connection closed without a byte. */
  | "close"
  /** The headers, so many bytes of the body (half of them if left out), then a closed connection. */
  | { readonly cut: { readonly bytes?: number } }
  /** Any error of the service, by its code; `retryAfter` is in seconds. */
  | { readonly error: { readonly code: string; readonly detail?: string; readonly retryAfter?: number } }
  /** A page of HTML, as a proxy sends. */
  | { readonly html: { readonly status: number } }
  /** Bytes that are neither JSON nor UTF-8. */
  | { readonly garbage: { readonly status: number } }
  /** An answer of your own. */
  | { readonly answer: { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string } };

/** Which requests go wrong, and how. */
export interface Fault {
  /** A header that the request must carry. */
  readonly header?: { readonly name: string; readonly value?: string };
  /** How many matching requests are let through first. Default 0. */
  readonly skip?: number;
  /** How many requests it strikes before it is spent; all, if left out. */
  readonly count?: number;
  /** The share of matching requests that it strikes, from 0 to 1. Default 1. */
  readonly probability?: number;
  /** What `probability` draws from. */
  readonly seed?: number;
  /** How long the request waits, in milliseconds. */
  readonly delay?: number;
  /** `after_commit`: the change is applied, and only the answer is lost or late. Default `before`. */
  readonly when?: "before" | "after_commit";
  /** What the client gets; if left out, its answer after the delay. */
  readonly effect?: FaultEffect;
}

/** The true state of a key. */
export interface KeyState {
  readonly keyId: string;
  readonly apiId: string;
  readonly externalId?: string;
  readonly enabled: boolean;
  readonly createdAt: number;
  readonly updatedAt?: number;
  /** How it was deleted; absent of a key that lives. */
  readonly deleted?: "soft" | "permanent";
  /** Requests that named it, and changes that were carried out, by operation. */
  readonly operations: Readonly<Record<string, { readonly seen: number; readonly applied: number }>>;
}

/** A request that the emulator has seen. */
export interface JournalEntry {
  readonly number: number;
  readonly time: number;
  readonly operation: string;
  readonly rootKeyId?: string;
  readonly connection?: number;
  readonly node: number;
  /** Absent while the request is under way, and if a fault closed the connection. */
  readonly status?: number;
  /** Whether an effect struck. */
  readonly fault: boolean;
  /** Whether the client left before it had its answer. */
  readonly hungUp: boolean;
}

/** What a fresh workspace has. */
export interface FreshWorkspace {
  /** One URL for each node. */
  readonly urls: readonly string[];
  /** Root keys by the aliases of the setup. */
  readonly rootKeys: Readonly<Record<string, string>>;
  /** Ids by the aliases of the setup; `workspace` is that of the workspace. */
  readonly ids: Readonly<Record<string, string>>;
  /** The keys of the setup's list. */
  readonly keys?: readonly { readonly keyId: string; readonly key: string; readonly apiId: string }[];
}

/** A running emulator. */
export class Emulator {
  /** The base URL of the API. */
  readonly url: string;
  /** The base URL of each node. */
  readonly urls: readonly string[];
  /** The base URL of the admin calls. */
  readonly adminUrl: string;
  /** A root key that may do everything. */
  readonly rootKey: string;
  /** The id of its first workspace. */
  readonly workspaceId: string;
  /** What the setup of its first workspace has become. The root key that may do everything has the alias `root`. */
  readonly firstWorkspace: FreshWorkspace;
  /** What goes wrong on demand. */
  readonly faults: Faults;
  readonly #native: NativeEmulator;

  /** @internal */
  constructor(running: NativeEmulator) {
    const addresses = JSON.parse(running.addresses() ?? "{}") as Emulator;
    this.url = addresses.url;
    this.urls = addresses.urls;
    this.adminUrl = addresses.adminUrl;
    this.rootKey = addresses.rootKey;
    this.workspaceId = addresses.workspaceId;
    this.firstWorkspace = { ...addresses.firstWorkspace, urls: addresses.urls };
    this.faults = new Faults(this);
    this.#native = running;
  }

  /** Builds a client of this emulator. */
  client(options: ClientOptions = {}): Unkey {
    return new Unkey({ rootKey: this.rootKey, baseUrl: this.url, ...options });
  }

  /** Makes a fresh workspace; the setup is described in the emulator's guide. */
  workspace(setup: object = {}): Promise<FreshWorkspace> {
    return this.admin("POST", "/workspaces", setup);
  }

  /** Tells the true state of every key of a workspace, deleted ones too. */
  async keys(workspaceId: string = this.workspaceId): Promise<KeyState[]> {
    const keys: KeyState[] = [];
    let cursor = "";
    do {
      const query = cursor && `?cursor=${encodeURIComponent(cursor)}`;
      const page = await this.admin<{ keys: KeyState[]; cursor?: string }>("GET", `/workspaces/${workspaceId}/keys${query}`);
      keys.push(...page.keys);
      cursor = page.cursor ?? "";
    } while (cursor);
    return keys;
  }

  /** Tells which requests a workspace has seen, the oldest first. */
  async requests(workspaceId: string = this.workspaceId): Promise<JournalEntry[]> {
    const { requests } = await this.admin<{ requests: JournalEntry[] }>("GET", `/workspaces/${workspaceId}/requests`);
    return requests;
  }

  /** Moves the clock forward, in milliseconds. */
  async advance(ms: number): Promise<void> {
    await this.admin("POST", "/clock", { advance: ms });
  }

  /** Makes any admin call. */
  async admin<T>(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<T> {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(this.adminUrl + path, { method, headers, ...(body && { body: described(body) }) });
    const told = (await answer.json()) as T & { error?: string };
    if (!answer.ok) throw new Error(`the emulator refused ${method} ${path}: ${told.error ?? answer.status}`);
    return told;
  }

  /** Stops the emulator and closes every connection. */
  stop(): void {
    this.#native.stop();
  }
}

/** What goes wrong on demand. */
export class Faults {
  readonly #emulator: Emulator;

  /** @internal */
  constructor(emulator: Emulator) {
    this.#emulator = emulator;
  }

  /** Arms a fault for an operation, named as the API names it. */
  async add(operation: string, fault: Fault, workspaceId: string = this.#emulator.workspaceId): Promise<void> {
    await this.#emulator.admin("POST", `/workspaces/${workspaceId}/faults`, { operation, ...fault });
  }

  /** Disarms every fault. */
  async clear(workspaceId: string = this.#emulator.workspaceId): Promise<void> {
    await this.#emulator.admin("DELETE", `/workspaces/${workspaceId}/faults`);
  }
}

/** Writes a description as the arguments of calls are written, secrets in plain text. */
function described(what: object): string {
  // One argument, without the brackets around all of them.
  return written([what]).slice(1, -1);
}

/**
 * Starts an emulator on free ports of the loopback address. Rejects with a `ConfigurationError` if the setup cannot be read
 * or made.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { setup = {}, seed, nodes = 1 } = checked("the options of an emulator", options, KNOWN) ?? {};
  try {
    return new Emulator(native.startEmulator(described(setup), seed === undefined ? undefined : BigInt(seed), nodes));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "InvalidArg") throw misuse(error.message);
    throw error;
  }
}
