// What had to be done to what arrived before it was a forest: said as data, so that a page can say it
// on the trace. Nothing is repaired in silence.

export type RepairKind =
  /** The same span came again: left out. */
  | 'duplicate-span'
  /** Different spans have one id; the children went to the one that fits best. */
  | 'shared-id'
  /** The parent is named and is not there: the span became a root. */
  | 'missing-parent'
  /** A span named itself as its parent: it became a root. */
  | 'self-parent'
  /** Spans were each other's ancestors: the earliest became a root. */
  | 'cycle'
  /** No parent, but a link to a span of the trace: placed below it, as work that nobody waited for. */
  | 'placed-by-link'
  /** More than one root is left. */
  | 'several-roots'
  /** Ended before it began: counted as a moment. */
  | 'reversed-time'
  /** Came long after it ended; what was said of the trace before may have been different. */
  | 'late-span'
  /** A clock was off, which the times show: moved for the analysis, not in the data. */
  | 'clock-moved';

export interface Repair {
  readonly kind: RepairKind;
  readonly rows: readonly number[];
  readonly sentence: string;
}
