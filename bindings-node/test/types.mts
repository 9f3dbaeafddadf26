// What the types know and refuse. Only the compiler reads this: `types.test.mjs`.

import type { CallOptions, ErrorKind, Events, KnownCode, Plan, Run, UnkeyError, WaitOptions } from "unkey-kit";

export const aKindIsOneOfAFewTexts: string extends ErrorKind ? false : true = true;

export function misspelt(error: UnkeyError, known: KnownCode): boolean[] {
  return [
    // @ts-expect-error: there is no such kind
    error.kind === "notfound",
    // @ts-expect-error: there is no such kind
    known.kind === "notfound",
  ];
}

export function everyKindIsHandled(error: UnkeyError): string {
  switch (error.kind) {
    case "rate_limited":
    case "server":
    case "connection":
    case "timeout":
      return "later";
    case "configuration":
    case "bad_request":
    case "authentication":
    case "permission_denied":
    case "not_found":
    case "conflict":
    case "precondition_failed":
    case "unexpected_answer":
    case "nothing_matched":
    case "refused":
      return "otherwise";
  }
}

export function waits(plan: Plan, run: Run, options: WaitOptions): readonly [Promise<unknown>[], Events<unknown>[]] {
  return [[plan.summary(options), run.report(options)], [plan.events(options), plan.plannedKeys(options), run.events(options), run.outcomes(options)]];
}

export const aSignalServesBoth: WaitOptions = { signal: AbortSignal.timeout(1) } satisfies CallOptions;

export function tooMuch(plan: Plan, run: Run): unknown[] {
  return [
    // @ts-expect-error: the requests are the plan's
    plan.summary({ timeoutMs: 1 }),
    // @ts-expect-error: the requests are the plan's
    plan.plannedKeys({ maxAttempts: 1 }),
    // @ts-expect-error: the requests are the run's
    run.events({ deadlineMs: 1 }),
    // @ts-expect-error: the requests are the run's
    run.report({ safeToRepeat: true }),
  ];
}
