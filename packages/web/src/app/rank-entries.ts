// Which entries of the palette fit what is typed, best first. Pure; what opening one does is not its matter.

import { fuzzyScore } from '../base/fuzzy-match.ts';

export interface PaletteEntry {
  readonly id: string;
  /** Said before the entry: "Page", "Service". */
  readonly kind: string;
  readonly label: string;
  /** Shown small; found by it too, but the label counts more. */
  readonly note?: string;
  /** An id or a query, as it is written. */
  readonly isCode?: boolean;
  readonly open: () => void;
}

export interface RankedEntries {
  readonly shown: readonly PaletteEntry[];
  readonly found: number;
}

/** More are narrowed by typing; the palette says how many it leaves out. */
const MAX_SHOWN = 50;
/** A note that fits is worth less than any label that does. */
const NOTE_DISCOUNT = 2000;

export function rankEntries(entries: readonly PaletteEntry[], text: string): RankedEntries {
  const ranked = entries
    .flatMap((entry) => {
      const score = scoreOf(entry, text);
      return score === undefined ? [] : [{ entry, score }];
    })
    .sort((a, b) => b.score - a.score);
  return {
    shown: ranked.slice(0, MAX_SHOWN).map(({ entry }) => entry),
    found: ranked.length,
  };
}

function scoreOf({ label, note, kind }: PaletteEntry, text: string): number | undefined {
  const ofLabel = fuzzyScore(text, label);
  if (ofLabel !== undefined) return ofLabel;
  const about = `${kind} ${label} ${note ?? ''}`;
  const isThere = text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => about.toLowerCase().includes(word));
  return isThere ? -NOTE_DISCOUNT : undefined;
}
