/** The values that every resource shares: secrets, JSON, wide integers. */

import { inspect } from "node:util";

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue };

/** A JSON object, such as the `meta` of a key. */
export type JsonObject = { [name: string]: JsonValue };

/** What a secret reads as when it is printed or serialised by accident. */
const REDACTED = "[redacted: call reveal()]";

/**
 * The plain text of a key: what `keys.create` answers once, and what `keys.verify` takes.
 *
 * Printing, inspecting and serialising it give a redacted text; `reveal()` gives the plain one.
 */
export class KeySecret {
  readonly #text: string;

  /** Takes the plain text of a key. */
  constructor(text: string) {
    this.#text = text;
  }

  /** Gives the plain text. */
  reveal(): string {
    return this.#text;
  }

  /** The redacted text. */
  toString(): string {
    return REDACTED;
  }

  /** The redacted text. */
  toJSON(): string {
    return REDACTED;
  }

  /** @internal */
  [inspect.custom](): string {
    return REDACTED;
  }
}

/**
 * Writes the arguments of a call: secrets in plain text, since the native side wraps them again; a `bigint` as the
 * text that the native side reads exactly.
 *
 * @internal
 */
export function written(values: readonly unknown[]): string {
  return JSON.stringify(values, function (this: Record<string, unknown>, name: string, value: unknown) {
    // What `toJSON` of a secret gives is redacted, so the holder is asked for the secret itself.
    const original = this[name];
    if (original instanceof KeySecret) return original.reveal();
    return typeof value === "bigint" ? { $int: value.toString() } : value;
  });
}
