/**
 * The options of calls, and checks of options before anything native sees them: a misspelt one must not pass for one that
 * was left out.
 */

import { ConfigurationError } from "./generated/errors.js";

/** What an option may be. */
type Kind = "string" | "boolean" | "positive integer" | "unsigned integer" | "object" | "headers" | "signal" | "root key";

/** The options that something takes. @internal */
export type Known = Readonly<Record<string, Kind>>;

/** The options of waiting for work that goes on by itself, such as a plan. */
export interface WaitOptions {
  /** Ends the waiting, and stops nothing: the work goes on. */
  readonly signal?: AbortSignal | undefined;
}

/** The options of one call. */
export interface CallOptions extends WaitOptions {
  /** Gives the call up, also while it waits to be repeated. The request is then closed. */
  readonly signal?: AbortSignal | undefined;
  /** The longest time for one request, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** The longest time for the whole call, with its repeats and waits, in milliseconds. */
  readonly deadlineMs?: number | undefined;
  /** How many requests the call may send. */
  readonly maxAttempts?: number | undefined;
  /** Whether a raw call may be repeated although it may have been applied. */
  readonly safeToRepeat?: boolean | undefined;
}

/** What the methods of a handle take: the requests of its work are not theirs. @internal */
export const WAIT_OPTIONS: Known = { signal: "signal" } satisfies Record<keyof WaitOptions, Known[string]>;

/** What the methods of a client take. @internal */
export const CALL_OPTIONS: Known = {
  signal: "signal",
  timeoutMs: "positive integer",
  deadlineMs: "positive integer",
  maxAttempts: "positive integer",
  safeToRepeat: "boolean",
} satisfies Record<keyof CallOptions, Known[string]>;

/** What messages call either of them. @internal */
export const OF_A_CALL = "the options of this call";

/** The error of something that was called wrongly. @internal */
export function misuse(detail: string): ConfigurationError {
  return new ConfigurationError({ kind: "configuration", detail, message: `configuration: ${detail}` });
}

/** Whether something is a plain object: a signal, a `Map` or `Headers` would pass for one without any option. */
function isPlain(value: unknown): value is object {
  return Object.prototype.toString.call(value) === "[object Object]";
}

const CHECKS: Record<Kind, (value: unknown) => boolean> = {
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  // Larger ones do not fit what crosses; 2^32 - 1 milliseconds are 49 days.
  "positive integer": (value) => Number.isInteger(value) && (value as number) > 0 && (value as number) < 2 ** 32,
  // Of 64 bits; a number that is no safe integer has lost digits already.
  "unsigned integer": (value) =>
    typeof value === "bigint" ? BigInt.asUintN(64, value) === value : Number.isSafeInteger(value) && (value as number) >= 0,
  object: isPlain,
  headers: (value) => isPlain(value) && Object.values(value).every((text) => typeof text === "string"),
  signal: (value) => value instanceof AbortSignal,
  "root key": (value) => typeof value === "string" || typeof value === "function",
};

const WANTED: Record<Kind, string> = {
  string: "a text",
  boolean: "true or false",
  "positive integer": "a whole number above 0",
  "unsigned integer": "a whole number from 0 on, of 64 bits at most, and a bigint from 2^53 on",
  object: "a plain object",
  headers: "a plain object of texts",
  signal: "an AbortSignal",
  "root key": "a text, or a function that gives one",
};

/**
 * Checks that these are the options that something takes. Values are never quoted, since one may be a secret.
 *
 * @internal
 */
export function checked<T extends object>(what: string, given: T | undefined, known: Known): T | undefined {
  if (given === undefined) return undefined;
  if (!isPlain(given)) throw misuse(`${what} must be a plain object`);
  for (const [name, value] of Object.entries(given)) {
    const kind = known[name];
    if (kind === undefined) {
      const names = Object.keys(known);
      throw misuse(`${what} have no \`${name}\`; there ${names.length === 1 ? "is only" : "are"} ${names.join(", ")}`);
    }
    if (value !== undefined && !CHECKS[kind](value)) throw misuse(`the option \`${name}\` must be ${WANTED[kind]}`);
  }
  return given;
}
