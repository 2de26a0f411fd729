// The search of Tempo's early days (`tags`, minDuration, maxDuration) as the TraceQL query that stands for it: each
// tag is to be on some span of the trace, not all on one.

import type { Attribute, Field } from '@throughline/traceql/syntax/ast';
import { printDuration, printField, printValue } from '@throughline/traceql/syntax/print-value';

/** Tags that were columns, whose values match when they hold the text. The others have to be equal. */
const CONTAINED: ReadonlySet<string> = new Set([
  'service.name',
  'cluster',
  'namespace',
  'pod',
  'container',
  'k8s.cluster.name',
  'k8s.namespace.name',
  'k8s.pod.name',
  'k8s.container.name',
  'http.method',
  'http.url',
]);

const INTRINSICS: Readonly<Record<string, string>> = {
  name: 'name',
  'root.name': 'rootName',
  'root.service.name': 'rootServiceName',
};

export interface TagSearch {
  readonly tags: ReadonlyMap<string, string>;
  /** 0: none. */
  readonly minDurationMs: number;
  readonly maxDurationMs: number;
}

export function tagsQuery({ tags, minDurationMs, maxDurationMs }: TagSearch): string {
  const filters = [...tags].map(([key, value]) => `{ ${tagCondition(key, value)} }`);
  const durations = [
    ...(minDurationMs === 0 ? [] : [`traceDuration >= ${durationText(minDurationMs)}`]),
    ...(maxDurationMs === 0 ? [] : [`traceDuration <= ${durationText(maxDurationMs)}`]),
  ];
  if (durations.length > 0) filters.push(`{ ${durations.join(' && ')} }`);
  return filters.length === 0 ? '{ }' : filters.join(' && ');
}

function durationText(ms: number): string {
  return printDuration(BigInt(ms) * 1_000_000n);
}

function tagCondition(key: string, value: string): string {
  if (key === 'status.code') return statusCondition(value);
  if (key === 'error') return value === 'true' ? 'status = error' : 'status != error';
  const intrinsic = Object.hasOwn(INTRINSICS, key) ? INTRINSICS[key] : undefined;
  if (intrinsic !== undefined) return contains(intrinsic, value);
  const field = printField(attribute(key));
  return CONTAINED.has(key) ? contains(field, value) : isEqual(field, value);
}

/** What is no status finds what no span has. */
function statusCondition(value: string): string {
  return ['ok', 'error', 'unset'].includes(value) ? `status = ${value}` : 'false';
}

function contains(field: string, text: string): string {
  const pattern = `.*${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}.*`;
  return `${field} =~ ${printValue({ type: 'string', value: pattern })}`;
}

/** A tag is text, and what is meant may be a number or a truth value. */
function isEqual(field: string, text: string): string {
  const readings = [printValue({ type: 'string', value: text })];
  if (/^-?[0-9]{1,18}$/.test(text)) readings.push(String(BigInt(text)));
  else if (/^-?[0-9]+\.[0-9]+$/.test(text)) readings.push(text);
  if (text === 'true' || text === 'false') readings.push(text);
  return readings.map((reading) => `${field} = ${reading}`).join(' || ');
}

function attribute(name: string): Attribute & Field {
  return { kind: 'attribute', scope: 'any', ofParent: false, name, range: { start: 0, end: 0 } };
}
