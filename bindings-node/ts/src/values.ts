/** The values that every resource shares: secrets, JSON, wide integers. */

import { inspect } from "node:util";

import { UnkeyError } from "./errors.js";
import { misuse } from "./options.js";

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
    if (typeof text !== "string") throw misuse("a secret must be made of a text");
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
 * Writes the arguments of a call: secrets in plain text, since the native side wraps them again; a `bigint` as a number.
 * What JSON would leave out or write as `null` is refused, since both have a meaning of their own.
 *
 * @internal
 */
export function written(values: readonly unknown[]): string {
  // Without a function that is asked for every value, JSON is written ten times as fast.
  if (values.every((value) => isPlain(value, 8))) return JSON.stringify(values);
  // Stands before the digits of a `bigint`, which JSON.stringify writes as a text only.
  let mark: string | undefined;
  const one = function (this: Record<string, unknown>, name: string, value: unknown) {
    const original = this[name];
    switch (typeof value) {
      case "bigint":
        if (BigInt.asIntN(64, value) !== value) throw misuse(`the argument \`${name}\` must be an integer of 64 bits`);
        mark ??= crypto.randomUUID();
        return mark + value;
      case "number":
        if (!Number.isFinite(value)) throw misuse(`the argument \`${name}\` must be a finite number`);
        return value;
      case "function":
      case "symbol":
        throw misuse(`the argument \`${name}\` must be a value, not a ${typeof value}`);
    }
    // Also a secret of another copy of this module, of which `instanceof` does not know.
    if (value === REDACTED && value !== original) return (original as KeySecret).reveal();
    // An invalid date writes itself as `null`, which would clear a field.
    if (value === null && value !== original) throw misuse(`the argument \`${name}\` must be a value that has a form in JSON`);
    return value;
  };
  try {
    const text = JSON.stringify(values, one);
    return mark === undefined ? text : text.replaceAll(new RegExp(`"${mark}(-?\\d+)"`, "g"), "$1");
  } catch (cause) {
    if (cause instanceof UnkeyError) throw cause;
    throw Object.assign(misuse("the arguments cannot be written as JSON; the cause of this error says why"), { cause });
  }
}

/** Whether JSON writes a value as it is; not if it is deeper than most, so that one that holds itself comes to an end. */
function isPlain(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "undefined":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      return value === null || (depth > 0 && !("toJSON" in value) && Object.values(value).every((one) => isPlain(one, depth - 1)));
    default:
      return false;
  }
}
