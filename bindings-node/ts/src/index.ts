/** Client of the Unkey API: typed calls, typed errors, bulk revocation. */

export { Unkey, type ClientOptions } from "./client.js";
export { UnkeyError, type Effect, type FieldError } from "./errors.js";
export { explain, type KnownCode } from "./explain.js";
export { ErrorCode } from "./generated/codes.js";
export * from "./generated/errors.js";
export * from "./generated/resources.js";
export type * from "./generated/types.js";
export type { CallOptions, WaitOptions } from "./options.js";
export { Events, Items, type Meta, type Page, type Pagination, type Response } from "./runtime.js";
export { KeySecret, type JsonObject, type JsonValue } from "./values.js";
