/** Which calls a signal gives up. @internal */

import type { NativeCancel } from "./native.js";

interface Watched {
  readonly cancels: Set<NativeCancel>;
  readonly abort: () => void;
}

const watched = new WeakMap<AbortSignal, Watched>();

/**
 * Gives a call up when the signal aborts, until the function that this gives is called. However many calls share the
 * signal, it has one listener, since Node takes more than ten for a leak and warns of it.
 */
export function whenAborted(signal: AbortSignal, cancel: NativeCancel): () => void {
  const { cancels, abort } = watched.get(signal) ?? watch(signal);
  cancels.add(cancel);
  return () => {
    cancels.delete(cancel);
    if (cancels.size > 0) return;
    signal.removeEventListener("abort", abort);
    watched.delete(signal);
  };
}

function watch(signal: AbortSignal): Watched {
  const cancels = new Set<NativeCancel>();
  const abort = () => cancels.forEach((cancel) => cancel.cancel());
  signal.addEventListener("abort", abort, { once: true });
  watched.set(signal, { cancels, abort });
  return { cancels, abort };
}
