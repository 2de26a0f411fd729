// A typed value of an answer as a person reads it.

import type { NamedValue } from '@throughline/model/api/traceql';
import { formatDuration } from '../base/format-duration.ts';

export function showValue({ type, value }: Pick<NamedValue, 'type' | 'value'>): string {
  if (type === 'duration') return formatDuration(Number(value));
  if (value === null) return 'nil';
  if (value === '') return '(empty)';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
