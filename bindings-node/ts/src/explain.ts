/** What the known error codes mean. */

import type { ErrorCode } from "./generated/codes.js";
import type { ErrorKind } from "./generated/errors.js";
import { native } from "./native.js";

/** A known code: what it means, and what to do about it. */
export interface KnownCode {
  /** The code. */
  readonly code: ErrorCode;
  /** The name of its constant in `ErrorCode`. */
  readonly constant: string;
  /** The HTTP status that it usually comes with. */
  readonly status: number;
  /** What the caller can do: an error's `kind`. */
  readonly kind: ErrorKind;
  /** Whether the same request can succeed later, all else unchanged. */
  readonly retry: boolean;
  /** What it means, in one line. */
  readonly meaning: string;
  /** What to do about it, in one line. */
  readonly advice: string;
}

/**
 * Finds the known codes that a text means: a whole code, the URL of an answer's `type`, or the last segment.
 *
 * Several where the last segment occurs twice; none for an unknown code.
 */
export function explain(code: string): KnownCode[] {
  return JSON.parse(native.explain(String(code))) as KnownCode[];
}
