// Values and fields as a query writes them: what is printed here is read back as the same.

import { assertNever } from '@throughline/model/base/assert';
import type { Attribute, Field, StaticValue } from './ast.ts';

const MIN_INT = -(2n ** 63n);

export function printValue(value: StaticValue): string {
  switch (value.type) {
    case 'string':
      return quoted(value.value);
    case 'int':
      return value.value === MIN_INT ? 'minInt' : String(value.value);
    case 'float':
      return printFloat(value.value);
    case 'duration':
      return printDuration(value.value);
    case 'bool':
      return String(value.value);
    case 'status':
    case 'kind':
      return value.value;
    case 'nil':
      return 'nil';
    default:
      return assertNever(value);
  }
}

/** With a point or an exponent, so that it is not read as an integer. */
function printFloat(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) || !Number.isFinite(value) ? text : `${text}.0`;
}

const NS_PER_SECOND = 1_000_000_000n;

/** As Go writes durations: `1h2m3.5s`, `1.5ms`, `300ns`, `0s`. */
export function printDuration(ns: bigint): string {
  if (ns < 0n) return `-${printDuration(-ns)}`;
  if (ns === 0n) return '0s';
  if (ns < 1_000n) return `${ns}ns`;
  if (ns < 1_000_000n) return `${withFraction(ns, 1_000n)}µs`;
  if (ns < NS_PER_SECOND) return `${withFraction(ns, 1_000_000n)}ms`;
  const seconds = ns / NS_PER_SECOND;
  const hours = seconds / 3600n;
  const minutes = (seconds / 60n) % 60n;
  const rest = `${withFraction(ns % (60n * NS_PER_SECOND), NS_PER_SECOND)}s`;
  if (hours > 0n) return `${hours}h${minutes}m${rest}`;
  return minutes > 0n ? `${minutes}m${rest}` : rest;
}

/** `unitNs` is a power of ten. */
function withFraction(ns: bigint, unitNs: bigint): string {
  const digits = String(unitNs).length - 1;
  const fraction = String(ns % unitNs)
    .padStart(digits, '0')
    .replace(/0+$/, '');
  return fraction === '' ? String(ns / unitNs) : `${ns / unitNs}.${fraction}`;
}

/** JSON's escapes are Go's but for control characters, which JSON writes with four digits as Go may. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('\\/', '/');
}

/** What can stand without quotes. */
const PLAIN_NAME = /^[^\s\u0085{}()=~!<>&|^,"\\]+$/;

/** As it is called in labels and in results: `span.http.method`, `."with space"`, `rootName`. */
export function printField(field: Field): string {
  return field.kind === 'intrinsic' ? field.name : printAttribute(field);
}

function printAttribute({ scope, ofParent, name }: Attribute): string {
  const prefix = `${ofParent ? 'parent.' : ''}${scope === 'any' ? '' : `${scope}.`}`;
  const dot = prefix === '' ? '.' : '';
  // Unscoped, a digit would make it a number, and after "parent." a scope would be taken for one.
  const isMisread =
    (scope === 'any' && /^[0-9]/.test(name)) || (ofParent && /^(?:span|resource)\./.test(name));
  const isPlain = PLAIN_NAME.test(name) && !isMisread;
  return `${prefix}${dot}${isPlain ? name : `"${name.replace(/["\\]/g, '\\$&')}"`}`;
}
