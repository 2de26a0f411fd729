// What may be done about a secret, as data: rules about keys and rules about what stands in values. Where
// they come from (text, files) and how a hash is made is the business of whoever builds them.

/**
 * `drop`: the attribute is not kept. `hash`: a keyed hash stands in its place, the same for the same
 * text. `mask`: MASK stands in its place. `keep`: rules about keys further down do not apply.
 */
export const KEY_ACTIONS = ['drop', 'hash', 'mask', 'keep'] as const;
export type KeyAction = (typeof KEY_ACTIONS)[number];

export const VALUE_ACTIONS = ['drop', 'hash', 'mask'] as const;
export type ValueAction = (typeof VALUE_ACTIONS)[number];

export const MASK = '[redacted]';

/** A part of a text, as `slice` takes it. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Finds what must not be kept. Time must be linear in the text, whatever the text. */
export type TextFinder = (text: string) => readonly TextRange[];

export interface KeyRule {
  readonly action: KeyAction;
  readonly matches: (key: string) => boolean;
}

export interface ValueRule {
  readonly action: ValueAction;
  readonly find: TextFinder;
}

export interface RedactionRules {
  /** The first that matches decides. */
  readonly keys: readonly KeyRule[];
  /** All apply, to values that no rule about keys has replaced. */
  readonly values: readonly ValueRule[];
  /** Text that tells nothing of `text` to whoever lacks the secret. */
  readonly hash: (text: string) => string;
}

/** How many values were dropped, hashed and masked. */
export interface RedactionCounts {
  drop: number;
  hash: number;
  mask: number;
}
