/** Where the native library hands over the results of calls, and who waits for which. @internal */

import { native, type NativeHandle, type NativeMailbox } from "./native.js";

/** What a call gave: an answer with its secrets, or an error, or a handle, or nothing. */
export interface Letter {
  readonly answer: string | null;
  readonly secrets: readonly string[] | null;
  readonly error: string | null;
  readonly handle: NativeHandle | null;
}

const waiting = new Map<number, (letter: Letter) => void>();
let last = 0;

/** The mailbox of this thread; every client hands its results to it. */
export const mailbox: NativeMailbox = new native.Mailbox((call, answer, secrets, error, handle) => {
  const deliver = waiting.get(call);
  waiting.delete(call);
  deliver?.({ answer, secrets, error, handle });
});

/** Starts a call under a number of its own and waits for its result. The process stays alive until it is there. */
export function answered(start: (call: number) => void): Promise<Letter> {
  return new Promise((deliver) => {
    // A number is free again long before the count comes round.
    last = (last + 1) % 2 ** 32;
    // Results come in a later turn at the earliest; what does not start is not waited for.
    start(last);
    waiting.set(last, deliver);
  });
}
