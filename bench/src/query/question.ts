// One question of the query benchmark: what is asked over HTTP, and what has to be in the answer, so that no
// error and no empty page is ever measured as a fast one.

import type { Product } from '../ingest/product.ts';

export interface Question {
  readonly name: string;
  /** In words, for the tables. */
  readonly title: string;
  /** Of run number `run`; runs need not ask for the same. */
  url(product: Product, run: number): string;
  /** 200 when not given. */
  readonly status?: number;
  /** How many things were found; what is not an answer throws. */
  found(body: string): number;
  /** At least so many must be. */
  readonly atLeast: number;
}
