/** The native library, and what it looks like from here. @internal */

import { LAYOUT } from "./generated/layout.js";
import { targets } from "./target.js";

/** What a property gave: an answer with its secrets, or an error. */
export interface Outcome {
  answer?: string;
  secrets?: readonly string[];
  error?: string;
}

/** The options of one call that cross. */
export interface NativeCallOptions {
  timeoutMs?: number | undefined;
  deadlineMs?: number | undefined;
  maxAttempts?: number | undefined;
  safeToRepeat?: boolean | undefined;
}

export interface NativeCancel {
  cancel(): void;
}

export interface NativeStream {
  next(call: number, cancel?: NativeCancel): void;
}

export interface NativeHandle {
  call(call: number, method: string, values: string, options?: NativeCallOptions, cancel?: NativeCancel): void;
  open(method: string, values: string): { handle?: NativeHandle; error?: string };
  openLater(call: number, method: string, values: string): void;
  pages(method: string, values: string, options?: NativeCallOptions): { stream?: NativeStream; error?: string };
  events(method: string, values: string): { stream?: NativeStream; error?: string };
  get(method: string, values: string): Outcome;
  finished(call: number): void;
}

export interface NativeEmulator {
  addresses(): string | null;
  stop(): void;
}

export interface NativeMailbox {}

/** Takes the number of a call, and its answer with its secrets, or its error, or its handle; none of them if it gave nothing. */
export type Recipient = (
  call: number,
  answer: string | null,
  secrets: readonly string[] | null,
  error: string | null,
  handle: NativeHandle | null,
) => void;

interface Library {
  Cancel: new () => NativeCancel;
  Mailbox: new (recipient: Recipient) => NativeMailbox;
  layout(): bigint;
  connect(mailbox: NativeMailbox, options: object, provider?: () => Promise<string>): { handle?: NativeHandle; error?: string };
  rootKeyRefusal(text: string): string | null;
  explain(text: string): string;
  runCommand(values: readonly string[]): number;
  startEmulator(setup: string, seed: bigint | undefined, nodes: number): NativeEmulator;
}

function load(): Library {
  const advice = "run its build, or install the package again";
  const causes: unknown[] = [];
  for (const target of targets()) {
    let library;
    try {
      library = require(`../native/unkey-kit.${target}.node`) as Library;
    } catch (cause) {
      causes.push(cause);
      continue;
    }
    // Answers cross by position, so both sides must be of one definition.
    if (library.layout?.() !== LAYOUT) throw new Error(`the native library of unkey-kit is of another version: ${advice}`);
    return library;
  }
  const cause = causes.length === 1 ? causes[0] : new AggregateError(causes);
  throw new Error(`unkey-kit has no native library for ${targets().join(" or ")} here: ${advice}`, { cause });
}

export const native = load();
