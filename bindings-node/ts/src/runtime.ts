/** What every call goes through: the native library, cancellation, streams. */

import { BY_CODE, BY_KIND } from "./generated/errors.js";
import { whenAborted } from "./cancel.js";
import { UnkeyError, type ErrorFields } from "./errors.js";
import { checked, type Known } from "./options.js";
import { answered, type Letter } from "./mailbox.js";
import { native, type NativeCancel, type NativeHandle, type NativeStream } from "./native.js";
import { Reader, type Read } from "./reader.js";
import { written } from "./values.js";

/** About an answer. */
export interface Meta {
  /** The id by which Unkey's support finds the request. */
  readonly requestId: string;
}

/** An answer of one value. */
export interface Response<T> {
  /** About the answer. */
  readonly meta: Meta;
  /** The value. */
  readonly data: T;
}

/** Where the next page of a listing begins. */
export interface Pagination {
  /** What to pass as `cursor` for the next page; absent on the last one. */
  readonly cursor?: string;
  /** Whether there is another page. */
  readonly hasMore: boolean;
}

/** One page of a listing. */
export interface Page<T> {
  /** About the answer. */
  readonly meta: Meta;
  /** The items. */
  readonly data: T[];
  /** Where the next page begins. */
  readonly pagination: Pagination;
}

/** The options of one call. */
export interface CallOptions {
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

const KNOWN: Known = {
  signal: "signal",
  timeoutMs: "positive integer",
  deadlineMs: "positive integer",
  maxAttempts: "positive integer",
  safeToRepeat: "boolean",
} satisfies Record<keyof CallOptions, Known[string]>;

/** What a root-key provider threw last. @internal */
export interface ProviderFailure {
  cause?: unknown;
}

/** Makes the error that crossed as JSON text. @internal */
export function errorOf(json: string, failure?: ProviderFailure): UnkeyError {
  const fields = JSON.parse(json) as ErrorFields;
  const Class = BY_CODE[fields.code ?? ""] ?? BY_KIND[fields.kind] ?? UnkeyError;
  const error = new Class(fields);
  // Without an answer of the service, only the provider can be at fault for the root key.
  if (fields.kind === "authentication" && fields.status === undefined && failure?.cause !== undefined) {
    error.cause = failure.cause;
  }
  return error;
}

type Start = (call: number, cancel?: NativeCancel) => void;

/** Runs a call and gives what it gave, unless a signal gives it up. */
async function cancellable(signal: AbortSignal, start: Start): Promise<Letter> {
  signal.throwIfAborted();
  const cancel = new native.Cancel();
  const forget = whenAborted(signal, cancel);
  try {
    const letter = await answered((call) => start(call, cancel));
    if (letter.error !== null) signal.throwIfAborted();
    return letter;
  } finally {
    forget();
  }
}

/** Runs a call and gives its answer, if there is one. */
async function exchanged(signal: AbortSignal | undefined, start: Start, failure: ProviderFailure): Promise<Reader | undefined> {
  const { answer, error } = await (signal === undefined ? answered(start) : cancellable(signal, start));
  if (error !== null) throw errorOf(error, failure);
  return answer === null ? undefined : new Reader(JSON.parse(answer));
}

/** Gives what opened, or throws. */
function opened<T>(outcome: { error?: string }, value: T | undefined): T {
  if (value === undefined) throw errorOf(outcome.error ?? "{}");
  return value;
}

/** The native side of a client or of a handle. @internal */
export class Native {
  readonly #handle: NativeHandle;
  readonly #failure: ProviderFailure;

  constructor(handle: NativeHandle, failure: ProviderFailure) {
    this.#handle = handle;
    this.#failure = failure;
  }

  async call<T>(method: string, values: readonly unknown[], options: CallOptions | undefined, read: Read<T>): Promise<T> {
    const [crossing, given] = [plain(options), written(values)];
    const start: Start = (call, cancel) => this.#handle.call(call, method, given, crossing, cancel);
    return read((await exchanged(options?.signal, start, this.#failure))!);
  }

  open(method: string, values: readonly unknown[]): Native {
    const outcome = this.#handle.open(method, written(values));
    const handle = opened(outcome, outcome.handle);
    // Its work goes on by itself, and a process that has begun a revocation must not exit in the middle of it.
    void answered((call) => handle.finished(call));
    return new Native(handle, this.#failure);
  }

  async openLater(method: string, values: readonly unknown[]): Promise<Native> {
    const given = written(values);
    const { handle, error } = await answered((call) => this.#handle.openLater(call, method, given));
    if (handle === null) throw errorOf(error ?? "{}", this.#failure);
    return new Native(handle, this.#failure);
  }

  pages<T>(method: string, values: readonly unknown[], options: CallOptions | undefined, read: Read<T>): Items<T> {
    const [crossing, given, signal] = [plain(options), written(values), options?.signal];
    const open = () => {
      const outcome = this.#handle.pages(method, given, crossing);
      return opened(outcome, outcome.stream);
    };
    return new Items(new Stream(open, signal, (from) => from.page(read), this.#failure), signal);
  }

  events<T>(method: string, values: readonly unknown[], options: CallOptions | undefined, read: Read<T>): Events<T> {
    const signal = checked("the options of a call", options, KNOWN)?.signal;
    const given = written(values);
    const open = () => {
      const outcome = this.#handle.events(method, given);
      return opened(outcome, outcome.stream);
    };
    return new Events(new Stream(open, signal, read, this.#failure));
  }

  get<T>(method: string, values: readonly unknown[], read: Read<T>): T {
    const outcome = this.#handle.get(method, written(values));
    return read(new Reader(JSON.parse(opened(outcome, outcome.answer))));
  }
}

/** The options that the native side reads. */
function plain(options: CallOptions | undefined) {
  if (checked("the options of a call", options, KNOWN) === undefined) return undefined;
  const { timeoutMs, deadlineMs, maxAttempts, safeToRepeat } = options!;
  return { timeoutMs, deadlineMs, maxAttempts, safeToRepeat };
}

/** One value after another, until the stream ends or the loop is left. Every loop begins anew. */
class Stream<T> {
  readonly #open: () => NativeStream;
  #opened: NativeStream | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #read: Read<T>;
  readonly #failure: ProviderFailure;

  constructor(open: () => NativeStream, signal: AbortSignal | undefined, read: Read<T>, failure: ProviderFailure) {
    this.#open = open;
    // For the first loop already now: wrong arguments are refused where they are given, and no event is missed.
    this.#opened = open();
    this.#signal = signal;
    this.#read = read;
    this.#failure = failure;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const native = this.#opened ?? this.#open();
    this.#opened = undefined;
    for (;;) {
      const value = await exchanged(this.#signal, (call, cancel) => native.next(call, cancel), this.#failure);
      if (value === undefined) return;
      yield this.#read(value);
    }
  }
}

/**
 * The items of a listing across its pages, fetched as they are asked for. Making one sends nothing; every loop over it
 * begins with the first page.
 */
export class Items<T> implements AsyncIterable<T> {
  readonly #pages: Stream<Page<T>>;
  readonly #signal: AbortSignal | undefined;

  /** @internal */
  constructor(pages: Stream<Page<T>>, signal: AbortSignal | undefined) {
    this.#pages = pages;
    this.#signal = signal;
  }

  /** Gives whole pages instead, with their request ids and cursors. */
  pages(): AsyncGenerator<Page<T>, void, undefined> {
    return this.#pages[Symbol.asyncIterator]();
  }

  /** Gives the items one by one. The signal of the listing ends the loop in the middle of a page, too. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const page of this.#pages) {
      for (const item of page.data) {
        this.#signal?.throwIfAborted();
        yield item;
      }
    }
  }
}

/** A stream of what happens. Several listeners may each have one, and every loop over it begins with what is then so. */
export class Events<T> implements AsyncIterable<T> {
  readonly #events: Stream<T>;

  /** @internal */
  constructor(events: Stream<T>) {
    this.#events = events;
  }

  /** Gives the events one by one. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return this.#events[Symbol.asyncIterator]();
  }
}
