/** How answers come: values by their position, in the form that `positional/mod.rs` describes. @internal */

import type { Page, Response } from "./runtime.js";
import { KeySecret } from "./values.js";

/** Reads one value of an answer. */
export type Read<T> = (from: Reader) => T;

/** An object that is being read. */
export type Open<T> = { -readonly [Name in keyof T]: T[Name] };

/** Reads the values of an answer one after another. */
export class Reader {
  readonly #values: readonly unknown[];
  #at = 0;

  constructor(values: readonly unknown[]) {
    this.#values = values;
  }

  /** Takes the next value, which JSON gives as it is. */
  next<T>(): T {
    return this.#values[this.#at++] as T;
  }

  /** Passes over what tells a struct from nothing. */
  begin(): void {
    this.#at++;
  }

  /** Whether the next value is absent, which then passes over it. */
  absent(): boolean {
    if (this.#values[this.#at] !== null) return false;
    this.#at++;
    return true;
  }

  /** Takes a list; one that is left out is empty. */
  list<T>(): T[] {
    return this.next<T[] | null>() ?? [];
  }

  /** Takes a list whose items JSON cannot give. */
  listOf<T>(read: Read<T>): T[] {
    const values = new Reader(this.list());
    const items = [];
    while (values.#at < values.#values.length) items.push(read(values));
    return items;
  }

  /** Takes a map; one that is left out is empty. */
  mapOf<T>(read: Read<T>): Record<string, T> {
    return this.#map((value) => read(new Reader([value])));
  }

  /** Takes a map of structs, which have brackets in it where they are not absent. */
  mapOfStructs<T>(read: Read<T>): Record<string, T> {
    return this.#map((value) => read(new Reader((value as unknown[] | null) ?? [null])));
  }

  #map<T>(read: (value: unknown) => T): Record<string, T> {
    const entries = Object.entries(this.next<object | null>() ?? {});
    return Object.fromEntries(entries.map(([name, value]) => [name, read(value)]));
  }

  /** Takes an integer that is a `bigint` beyond 2^53 - 1. */
  wide(): number | bigint {
    const value = this.next<number | { $int: string }>();
    return typeof value === "object" ? BigInt(value.$int) : value;
  }

  /** Takes the plain text of a key. */
  secret(): KeySecret {
    return new KeySecret(this.next());
  }

  /** Takes an answer of one value. */
  response<T>(read: Read<T>): Response<T> {
    this.begin();
    return { meta: this.#meta(), data: read(this) };
  }

  /** Takes a page of a listing. */
  page<T>(read: Read<T>): Page<T> {
    this.begin();
    const [meta, data] = [this.#meta(), this.listOf(read)];
    this.begin();
    const cursor = this.next<string | null>();
    const hasMore = this.next<boolean>();
    return { meta, data, pagination: cursor === null ? { hasMore } : { cursor, hasMore } };
  }

  #meta(): { requestId: string } {
    this.begin();
    return { requestId: this.next() };
  }
}
