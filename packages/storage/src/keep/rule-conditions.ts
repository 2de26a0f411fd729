// Retention rules as SQL over the table `spans`: which spans a rule is about, how old a trace may get,
// and which traces of a day are too old. Values travel as query parameters.

import { SqlParameters } from '../read/sql-parameters.ts';
import type { RetentionPolicy, RetentionRule } from './retention-policy.ts';

/** Longer than anything is kept: what "for ever" is in a sum with a time in milliseconds. */
const FOR_EVER_MS = 2 ** 52;

const IS_ROOT = `parent_span_id = toFixedString('', 8)`;

/** Whether a span makes its trace one that the rule is about. */
export function ruleCondition({ subject }: RetentionRule, parameters: SqlParameters): string {
  if (subject.kind === 'errors') return 'status_code = 2';
  const pattern = parameters.bind('String', likePattern(subject.pattern));
  const isRooted = subject.kind === 'root-service' || subject.kind === 'root-operation';
  const isService = subject.kind === 'service' || subject.kind === 'root-service';
  const matches = `${isService ? 'service_name' : 'name'} LIKE ${pattern}`;
  return isRooted ? `(${IS_ROOT} AND ${matches})` : matches;
}

/** `*` is any text; what LIKE would take for a wildcard stands for itself. */
function likePattern(pattern: string): string {
  return pattern.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%');
}

export interface Query {
  readonly sql: string;
  readonly parameters: SqlParameters;
}

/**
 * The traces with a span received on `day` (2026-01-31) whose age is over. A trace counts by its last
 * span and by all its spans of that day and its neighbours: what crosses midnight stays in one piece.
 */
export function expiredTraces(policy: RetentionPolicy, day: string, nowMs: number): Query {
  const parameters = new SqlParameters();
  const ruleAges = policy.rules.map((rule) => {
    return `if(${ruleCondition(rule, parameters)}, ${age(rule.ageMs, parameters)}, 0)`;
  });
  const longest = ruleAges.length === 0 ? '0' : `max(greatest(${ruleAges.join(', ')}, 0))`;
  const general = age(policy.ageMs ?? FOR_EVER_MS, parameters);
  const onDay = parameters.bind('Date', day);
  const now = parameters.bind('UInt64', String(nowMs));
  const sql = `SELECT trace_id
  FROM spans
  WHERE toDate(received_at) BETWEEN ${onDay} - 1 AND ${onDay} + 1
    ${candidates(policy, parameters, onDay, now, nowMs - Date.parse(day))}
  GROUP BY trace_id
  HAVING countIf(toDate(received_at) = ${onDay}) > 0
    AND toUnixTimestamp64Milli(max(received_at))
      + if(${longest} > 0, ${longest}, ${general}) <= ${now}`;
  return { sql, parameters };
}

function age(ageMs: number, parameters: SqlParameters): string {
  return parameters.bind('UInt64', String(ageMs));
}

/** While the day is too young for the general age, only what a rule shortens need be looked at. */
function candidates(
  policy: RetentionPolicy,
  parameters: SqlParameters,
  onDay: string,
  now: string,
  oldestMs: number,
): string {
  if (policy.ageMs !== undefined && oldestMs >= policy.ageMs) return '';
  const over = policy.rules.filter((rule) => rule.ageMs <= oldestMs);
  if (over.length === 0) return 'AND 0';
  const matches = over.map((rule) => {
    const end = `toUnixTimestamp64Milli(received_at) + ${age(rule.ageMs, parameters)}`;
    return `(${ruleCondition(rule, parameters)} AND ${end} <= ${now})`;
  });
  return `AND trace_id IN (SELECT trace_id FROM spans
      WHERE toDate(received_at) = ${onDay} AND (${matches.join(' OR ')}))`;
}
