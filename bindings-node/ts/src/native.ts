/** The native library, and what it looks like from here. @internal */

import { target } from "./target.js";

/** What a call gave: one of the two. */
export interface Outcome {
  json?: string;
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
  next(cancel?: NativeCancel): Promise<Outcome>;
}

export interface NativeHandle {
  call(method: string, values: string, options?: NativeCallOptions, cancel?: NativeCancel): Promise<Outcome>;
  open(method: string, values: string): { handle?: NativeHandle; error?: string };
  openLater(method: string, values: string): Promise<{ handle?: NativeHandle; error?: string }>;
  pages(method: string, values: string, options?: NativeCallOptions): { stream?: NativeStream; error?: string };
  events(method: string, values: string): { stream?: NativeStream; error?: string };
  get(method: string, values: string): Outcome;
  finished(): Promise<void>;
}

export interface NativeEmulator {
  addresses(): string | null;
  stop(): void;
}

interface Library {
  Cancel: new () => NativeCancel;
  connect(options: object, provider?: () => Promise<string>): { handle?: NativeHandle; error?: string };
  explain(text: string): string;
  runCommand(values: readonly string[]): number;
  startEmulator(nodes: number): Promise<NativeEmulator>;
}

function load(): Library {
  const path = `../native/unkey-kit.${target()}.node`;
  try {
    return require(path) as Library;
  } catch (cause) {
    throw new Error(`unkey-kit has no native library for ${target()} here: run its build, or install the package again`, { cause });
  }
}

export const native = load();
