/** The client and its options. */

import { inspect } from "node:util";

import { Resources } from "./generated/resources.js";
import { mailbox } from "./mailbox.js";
import { native } from "./native.js";
import { CALL_OPTIONS, checked, type Known } from "./options.js";
import { Provider } from "./provider.js";
import { Native, errorOf } from "./runtime.js";

/** The options of a client. What is not set comes from the environment, then from the defaults. */
export interface ClientOptions {
  /**
   * The root key, or a function that gives it when it is needed, and another one when it was refused. Default: the
   * environment variable `UNKEY_ROOT_KEY`.
   *
   * The function must not wait for calls of this client, which wait for the function. Calls that it begins until it has
   * given the key are refused with a `ConfigurationError`, also those after an `await`. Other ways round cannot be told
   * apart from ordinary use and last until a deadline ends them: awaiting a call that other code has begun, and two
   * clients whose functions use each other.
   */
  readonly rootKey?: string | (() => string | Promise<string>) | undefined;
  /** Scheme, host and port of the service. Default: `UNKEY_BASE_URL`, then `https://api.unkey.com`. */
  readonly baseUrl?: string | undefined;
  /** Whether plain http to another machine is allowed: the root key then crosses the network in the clear. */
  readonly allowPlainHttp?: boolean | undefined;
  /** The longest time for one request, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** The longest time for a whole call, with its repeats and waits, in milliseconds. Default 60,000. */
  readonly deadlineMs?: number | undefined;
  /** The longest time for connecting, in milliseconds. Default 10,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** How many requests one call may send. Default 4. */
  readonly maxAttempts?: number | undefined;
  /** Whether repeats wait; `false` is for tests. Default true. */
  readonly backOff?: boolean | undefined;
  /** How many requests may be in flight at once; further calls wait their turn. Default 256. */
  readonly maxInFlight?: number | undefined;
  /** The longest answer to accept, in bytes. Default 16 MB. */
  readonly maxAnswerBytes?: number | undefined;
  /** Headers for every request; for a gateway in between, for example. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The proxy for all requests, as a URL. Default: the proxies of the environment, but none for this machine. */
  readonly proxy?: string | undefined;
  /** Certificate authorities to trust too, as PEM text. */
  readonly caCertificates?: string | undefined;
  /** The user agent. */
  readonly userAgent?: string | undefined;
}

const KNOWN: Known = {
  rootKey: "root key",
  baseUrl: "string",
  allowPlainHttp: "boolean",
  timeoutMs: "positive integer",
  deadlineMs: "positive integer",
  connectTimeoutMs: "positive integer",
  maxAttempts: "positive integer",
  backOff: "boolean",
  maxInFlight: "positive integer",
  maxAnswerBytes: "positive integer",
  headers: "headers",
  proxy: "string",
  caCertificates: "string",
  userAgent: "string",
} satisfies Record<keyof ClientOptions, Known[string]>;

/** A client of the Unkey API. */
export class Unkey extends Resources {
  /** Builds a client. Sends nothing and connects to nothing. */
  constructor(options: ClientOptions = {}) {
    const { rootKey, headers, ...rest } = checked("the options of a client", options, KNOWN) ?? {};
    const provider = typeof rootKey === "function" ? new Provider(rootKey) : undefined;
    const crossing = { ...rest, rootKey: provider ? undefined : rootKey, headers: headers && Object.entries(headers) };
    const { handle, error } = native.connect(mailbox, crossing, provider && (() => provider.ask()));
    if (handle === undefined) throw errorOf(error ?? "{}");
    super(new Native(handle, CALL_OPTIONS, provider));
  }

  /** What printing shows: no root key. @internal */
  [inspect.custom](): string {
    return "Unkey { keys, apis, revoke, ... }";
  }

  /** What serialising shows: no root key. @internal */
  toJSON(): object {
    return {};
  }
}
