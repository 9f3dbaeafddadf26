/** How answers come: values by their position, in the form that `positional/mod.rs` describes. @internal */

import type { Page, Response } from "./runtime.js";
import { KeySecret } from "./values.js";

/** Reads one value of an answer. */
export type Read<T> = (from: Reader) => T;

/** An object that is being read. */
export type Open<T> = { -readonly [Name in keyof T]: T[Name] };

/** Reads the values of an answer one after another. */
export class Reader {
  readonly #answer: string;
  #at: number;
  readonly #json: readonly unknown[];
  #value = 0;
  readonly #secrets: readonly string[];
  #secret = 0;

  /** Takes the text of an answer, and its secrets, which stand beside it. */
  constructor(answer: string, secrets: readonly string[] | null | undefined) {
    const end = answer.indexOf("\0");
    this.#answer = answer;
    this.#at = end + 1;
    this.#json = end === 0 ? [] : JSON.parse(answer.slice(0, end));
    this.#secrets = secrets ?? [];
  }

  /** Takes which of the optional fields of a struct are there. */
  bits(): number {
    return this.#count();
  }

  /** Takes whether a value that may be absent is there. */
  present(): boolean {
    return this.#next() !== 0;
  }

  bool(): boolean {
    return this.#next() !== 0;
  }

  /** Takes an integer of at most 2^53 - 1. */
  integer(): number {
    const first = this.#next();
    const magnitude = first > 63 ? (first & 31) + this.#digits(32) : first & 31;
    return (first & 32) === 0 ? magnitude : -magnitude;
  }

  /** Takes an integer that is a `bigint` beyond 2^53 - 1. */
  wide(): number | bigint {
    return this.#next() === 0 ? this.integer() : BigInt(this.text());
  }

  float(): number {
    return Number(this.text());
  }

  text<T extends string>(): T {
    const length = this.#count();
    const from = this.#at;
    this.#at = from + length;
    return this.#answer.slice(from, this.#at) as T;
  }

  /** Takes the plain text of a key. */
  secret(): KeySecret {
    return new KeySecret(this.#secrets[this.#secret++]!);
  }

  json<T>(): T {
    return this.#json[this.#value++] as T;
  }

  list<T>(read: Read<T>): T[] {
    const items: T[] = [];
    for (let left = this.#count(); left > 0; left--) items.push(read(this));
    return items;
  }

  map<T>(read: Read<T>): Record<string, T> {
    const entries: [string, T][] = [];
    for (let left = this.#count(); left > 0; left--) entries.push([this.text(), read(this)]);
    return Object.fromEntries(entries);
  }

  /** Takes an answer of one value. */
  response<T>(read: Read<T>): Response<T> {
    return { meta: { requestId: this.text() }, data: read(this) };
  }

  /** Takes a page of a listing. */
  page<T>(read: Read<T>): Page<T> {
    const [meta, data] = [{ requestId: this.text() }, this.list(read)];
    const cursor = this.present() ? this.text() : undefined;
    const hasMore = this.bool();
    return { meta, data, pagination: cursor === undefined ? { hasMore } : { cursor, hasMore } };
  }

  #next(): number {
    return this.#answer.charCodeAt(this.#at++);
  }

  #count(): number {
    const first = this.#next();
    return first > 63 ? (first & 63) + this.#digits(64) : first;
  }

  /** The digits after the first, of which the lowest counts so much. Bits would end at 32. */
  #digits(scale: number): number {
    for (let sum = 0; ; scale *= 64) {
      const digit = this.#next();
      sum += (digit & 63) * scale;
      if (digit < 64) return sum;
    }
  }
}
