/** The base of all errors; its classes are in `generated/errors.ts`. */

import type { ErrorCode } from "./generated/codes.js";
import type { ErrorKind } from "./generated/errors.js";

/** What the service may have done by the time the call failed. */
export type Effect = "none" | "unknown" | "applied";

/** One violation of the request's schema. */
export interface FieldError {
  /** Where in the schema, for example `/properties/keyId/minLength`. */
  readonly location: string;
  /** What is wrong, in the service's words. */
  readonly message: string;
  /** How to mend it, where the service says so. */
  readonly fix?: string;
}

/** The fields of an error as they cross. @internal */
export interface ErrorFields {
  readonly kind: ErrorKind;
  readonly code?: string;
  readonly status?: number;
  readonly title?: string;
  readonly detail: string;
  readonly requestId?: string;
  readonly docsUrl?: string;
  readonly operation?: string;
  readonly retryAfter?: number;
  readonly attempts?: number;
  readonly effect?: Effect;
  readonly missing?: readonly string[];
  readonly errors?: readonly FieldError[];
  readonly message: string;
  readonly advice?: string;
}

/** Everything that can go wrong with a call. Holds no body, no header and no secret. */
export class UnkeyError extends Error {
  /** What the caller can do, as one of a closed set. */
  readonly kind: ErrorKind;
  /** What the service said, as one of an open set; see `ErrorCode`. */
  readonly code: ErrorCode | undefined;
  /** The HTTP status; absent if there was no answer. */
  readonly status: number | undefined;
  /** The service's headline. For people. */
  readonly title: string | undefined;
  /** What is wrong, in one or two sentences. For people, and may be empty. */
  readonly detail: string;
  /** The id by which Unkey's support finds the request. */
  readonly requestId: string | undefined;
  /** The page of Unkey's documentation that the service named. */
  readonly docsUrl: string | undefined;
  /** The operation as the API names it. */
  readonly operation: string | undefined;
  /** How long the service asks to wait, in milliseconds: a lower bound. */
  readonly retryAfter: number | undefined;
  /** How many requests were sent for this call. */
  readonly attempts: number;
  /** What the service may have done, over all attempts of the call. */
  readonly effect: Effect;
  /** The permissions of which the root key lacks one or several, as the service named them. */
  readonly missing: readonly string[];
  /** The violations of the request's schema, where the service listed them. */
  readonly errors: readonly FieldError[];
  /** What to do about it, in one line. */
  readonly advice: string | undefined;

  /** @internal */
  constructor(fields: ErrorFields) {
    super(fields.message);
    this.kind = fields.kind;
    this.code = fields.code;
    this.status = fields.status;
    this.title = fields.title;
    this.detail = fields.detail;
    this.requestId = fields.requestId;
    this.docsUrl = fields.docsUrl;
    this.operation = fields.operation;
    this.retryAfter = fields.retryAfter;
    this.attempts = fields.attempts ?? 0;
    this.effect = fields.effect ?? "none";
    this.missing = fields.missing ?? [];
    this.errors = fields.errors ?? [];
    this.advice = fields.advice;
  }

  override get name(): string {
    return this.constructor.name;
  }

  // Names of errors can be set, and tools that wrap errors do so.
  override set name(name: string) {
    Object.defineProperty(this, "name", { value: name, writable: true, configurable: true });
  }
}

/** A class of errors. @internal */
export type ErrorClass = new (fields: ErrorFields) => UnkeyError;
