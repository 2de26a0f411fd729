// What has been started, to be stopped in the opposite order. One failure does not keep the rest from
// being stopped.

import type { Logger } from 'pino';

export class Lifetime {
  readonly #logger: Logger;
  readonly #started: { readonly name: string; readonly stop: () => Promise<void> }[] = [];
  #stopped: Promise<boolean> | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  add(name: string, stop: () => Promise<void>): void {
    this.#started.push({ name, stop });
  }

  /** True when everything stopped without an error. Further calls wait for the first. */
  stopAll(): Promise<boolean> {
    this.#stopped ??= this.#stopInOrder();
    return this.#stopped;
  }

  async #stopInOrder(): Promise<boolean> {
    let isClean = true;
    for (let part = this.#started.pop(); part !== undefined; part = this.#started.pop()) {
      try {
        await part.stop();
        this.#logger.debug({ part: part.name }, 'stopped');
      } catch (error) {
        isClean = false;
        this.#logger.error({ err: error, part: part.name }, 'did not stop in order');
      }
    }
    return isClean;
  }
}
