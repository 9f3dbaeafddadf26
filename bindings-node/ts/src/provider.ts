/** A root-key provider: a function of the caller that gives the root key. @internal */

import { AsyncLocalStorage } from "node:async_hooks";

import { native } from "./native.js";
import { misuse } from "./options.js";
import { errorOf } from "./runtime.js";

/** One time that a provider is asked. */
interface Asking {
  readonly provider: Provider;
  isOver: boolean;
}

/**
 * On whose behalf code runs, also after its waits. Off while no provider is asked: where it is on, Node before 24 watches
 * every promise of the process, which takes four times as long with each.
 */
const asking = new AsyncLocalStorage<Asking>();
let underWay = 0;

/** A root-key provider of one client. */
export class Provider {
  readonly #give: () => string | Promise<string>;
  /** What it threw last. */
  cause: unknown;

  constructor(give: () => string | Promise<string>) {
    this.#give = give;
  }

  /** Asks for the root key. */
  async ask(): Promise<string> {
    this.cause = undefined;
    const asked: Asking = { provider: this, isOver: false };
    underWay += 1;
    try {
      const given: unknown = await asking.run(asked, this.#give);
      if (typeof given !== "string") throw misuse("the function that gives the root key must give a text");
      const refusal = native.rootKeyRefusal(given);
      if (refusal !== null) throw errorOf(refusal);
      return given;
    } catch (error) {
      this.cause = error;
      throw error;
    } finally {
      asked.isOver = true;
      underWay -= 1;
      if (underWay === 0) asking.disable();
    }
  }

  /** Refuses what the provider's own code begins while it is asked: it would wait for that code in turn. */
  refuseItsOwn(): void {
    const asked = asking.getStore();
    if (asked?.provider === this && !asked.isOver) {
      throw misuse("the root-key provider uses the client that asks it for the root key");
    }
  }
}
