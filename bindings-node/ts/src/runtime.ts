/** What every call goes through: the native library, cancellation, streams. */

import { BY_CODE, BY_KIND } from "./generated/errors.js";
import { whenAborted } from "./cancel.js";
import { UnkeyError, type ErrorFields } from "./errors.js";
import { OF_A_CALL, WAIT_OPTIONS, checked, type CallOptions, type Known, type WaitOptions } from "./options.js";
import { answered, type Letter } from "./mailbox.js";
import { native, type NativeCancel, type NativeHandle, type NativeStream } from "./native.js";
import type { Provider } from "./provider.js";
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

/** Makes the error that crossed as JSON text. @internal */
export function errorOf(json: string, provider?: Provider): UnkeyError {
  const fields = JSON.parse(json) as ErrorFields;
  const Class = BY_CODE[fields.code ?? ""] ?? BY_KIND[fields.kind] ?? UnkeyError;
  const error = new Class(fields);
  // Without an answer of the service, only the provider can be at fault for the root key.
  if (fields.kind === "authentication" && fields.status === undefined && provider?.cause !== undefined) {
    error.cause = provider.cause;
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
async function exchanged(signal: AbortSignal | undefined, start: Start, provider?: Provider): Promise<Reader | undefined> {
  provider?.refuseItsOwn();
  const { answer, secrets, error } = await (signal === undefined ? answered(start) : cancellable(signal, start));
  if (error !== null) throw errorOf(error, provider);
  return answer === null ? undefined : new Reader(answer, secrets);
}

/** Gives what opened, or throws. */
function opened<T>(outcome: { error?: string }, value: T | undefined): T {
  if (value === undefined) throw errorOf(outcome.error ?? "{}");
  return value;
}

/** The native side of a client or of a handle. @internal */
export class Native {
  readonly #handle: NativeHandle;
  readonly #known: Known;
  readonly #provider: Provider | undefined;

  /** Takes which options its methods know, and the root-key provider, if there is one. */
  constructor(handle: NativeHandle, known: Known, provider: Provider | undefined) {
    this.#handle = handle;
    this.#known = known;
    this.#provider = provider;
  }

  async call<T>(method: string, values: readonly unknown[], options: CallOptions | undefined, read: Read<T>): Promise<T> {
    const [crossing, given] = [plain(options, this.#known), written(values)];
    const start: Start = (call, cancel) => this.#handle.call(call, method, given, crossing, cancel);
    return read((await exchanged(options?.signal, start, this.#provider))!);
  }

  open(method: string, values: readonly unknown[]): Native {
    this.#provider?.refuseItsOwn();
    const outcome = this.#handle.open(method, written(values));
    const handle = opened(outcome, outcome.handle);
    // Its work goes on by itself, and a process that has begun a revocation must not exit in the middle of it.
    void answered((call) => handle.finished(call));
    return new Native(handle, WAIT_OPTIONS, this.#provider);
  }

  async openLater(method: string, values: readonly unknown[]): Promise<Native> {
    this.#provider?.refuseItsOwn();
    const given = written(values);
    const { handle, error } = await answered((call) => this.#handle.openLater(call, method, given));
    if (handle === null) throw errorOf(error ?? "{}", this.#provider);
    return new Native(handle, WAIT_OPTIONS, this.#provider);
  }

  pages<T>(method: string, values: readonly unknown[], options: CallOptions | undefined, read: Read<T>): Items<T> {
    const [crossing, given, signal] = [plain(options, this.#known), written(values), options?.signal];
    const open = () => {
      const outcome = this.#handle.pages(method, given, crossing);
      return opened(outcome, outcome.stream);
    };
    return new Items(new Stream(open, signal, (from) => from.page(read), this.#provider), signal);
  }

  events<T>(method: string, values: readonly unknown[], options: WaitOptions | undefined, read: Read<T>): Events<T> {
    const signal = checked(OF_A_CALL, options, WAIT_OPTIONS)?.signal;
    const given = written(values);
    const open = () => {
      const outcome = this.#handle.events(method, given);
      return opened(outcome, outcome.stream);
    };
    return new Events(new Stream(open, signal, read, this.#provider));
  }

  get<T>(method: string, values: readonly unknown[], read: Read<T>): T {
    const outcome = this.#handle.get(method, written(values));
    return read(new Reader(opened(outcome, outcome.answer), outcome.secrets));
  }
}

/** The options that the native side reads. */
function plain(options: CallOptions | undefined, known: Known) {
  if (checked(OF_A_CALL, options, known) === undefined) return undefined;
  const { timeoutMs, deadlineMs, maxAttempts, safeToRepeat } = options!;
  return { timeoutMs, deadlineMs, maxAttempts, safeToRepeat };
}

/** One value after another, until the stream ends or the loop is left. Every loop begins anew. */
class Stream<T> {
  readonly #open: () => NativeStream;
  #opened: NativeStream | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #read: Read<T>;
  readonly #provider: Provider | undefined;

  constructor(open: () => NativeStream, signal: AbortSignal | undefined, read: Read<T>, provider: Provider | undefined) {
    this.#open = open;
    // For the first loop already now: wrong arguments are refused where they are given, and no event is missed.
    this.#opened = open();
    this.#signal = signal;
    this.#read = read;
    this.#provider = provider;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const native = this.#opened ?? this.#open();
    this.#opened = undefined;
    for (;;) {
      const value = await exchanged(this.#signal, (call, cancel) => native.next(call, cancel), this.#provider);
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
