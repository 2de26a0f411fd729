// What charts are given: series of values over one list of times, their colours as names of the
// theme's tokens, their units. Nothing here draws.

export interface TimeRangeMs {
  readonly startMs: number;
  readonly endMs: number;
}

/** A token of the theme, or the hue of a service (base/service-hue.ts). */
export type ChartColor =
  | 'accent'
  | 'error'
  | 'warning'
  | 'muted'
  | 'text'
  | { readonly hue: number };

/** `seconds` are durations, `share` is 0 to 1. */
export type ChartUnit = 'count' | 'perSecond' | 'seconds' | 'share' | 'bytes';

/** area and bars are for what is counted in an interval, line for what is measured. */
export type ChartShape = 'area' | 'line' | 'bars';

export interface ChartSeries {
  readonly label: string;
  /** One per time; null or undefined where there is nothing. */
  readonly values: readonly (number | null | undefined)[];
  readonly color: ChartColor;
  readonly shape?: ChartShape;
  readonly isDashed?: boolean;
}

/** An interval that was clicked, and the series that was nearest. */
export interface ChartPoint {
  readonly index: number;
  readonly range: TimeRangeMs;
  readonly series: ChartSeries | undefined;
  readonly value: number | undefined;
}

/** What stands in the chart's place while there is nothing to draw. */
export interface ChartStatus {
  readonly isLoading?: boolean;
  readonly error?: Error | undefined;
  readonly onRetry?: () => void;
  /** Said where there are no values: what that means, in a sentence. */
  readonly emptyText?: string;
  /** Why the values are not all there is. */
  readonly incomplete?: string | undefined;
}
