// Which attributes spans have, as a query over the stored spans: the names and values that
// write/attributes-block.ts counts, each time a row. Part of migration 0006: another schema needs another query.

/** The type of a canonical text, and its value (model/span/attribute-value.ts). */
const TYPE_OF_TEXT = `multiIf(startsWith(text, '"'), 'string', startsWith(text, '{'), 'other',
    text IN ('true', 'false'), 'bool', match(text, '[.e]'), 'double', 'int')`;
const VALUE_OF_TEXT = `if(startsWith(text, '"'), JSONExtractString(text), text)`;

/** Values of these types are kept, and none that is longer. */
const VALUE_TYPES = "'string', 'int', 'bool'";
const MAX_VALUE_BYTES = 256;

const NO_PARENT = "parent_span_id = toFixedString('', 8)";

/** Names, by day, scope and type, and how often each occurs. `condition` on the spans is ours. */
export function namesOfSpans(condition: string): string {
  return `
  SELECT day, scope, name, type, sum(times) AS total
  FROM (${occurrences(condition)})
  WHERE scope != 'intrinsic'
  GROUP BY day, scope, name, type`;
}

/** Values, the same; `filter` is a condition on day, scope, name, type and value. */
export function valuesOfSpans(condition: string, filter = '1'): string {
  return `
  SELECT day, scope, name, type, value, sum(times) AS total
  FROM (${occurrences(condition)})
  WHERE type IN (${VALUE_TYPES}) AND length(value) <= ${MAX_VALUE_BYTES}
    AND (scope != 'intrinsic' OR value != '') AND ${filter}
  GROUP BY day, scope, name, type, value`;
}

/** Rows of day, scope, name, type, value and how many times. */
function occurrences(condition: string): string {
  const where = `WHERE ${condition}`;
  return [
    ofSpans('string', 'attr_string', where),
    ofSpans('int', 'attr_int', where),
    ofSpans('double', 'attr_double', where),
    ofTexts('span', 'attr_other', 'attr_other', where),
    ofTexts('event', 'attributes', 'arrayJoin(`events.attributes`) AS attributes', where),
    ofTexts('link', 'attributes', 'arrayJoin(`links.attributes`) AS attributes', where),
    ofIntrinsic('statusMessage', 'status_message', where),
    ofIntrinsic('rootName', 'spans.name', `${where} AND ${NO_PARENT}`),
    ofIntrinsic('rootServiceName', 'service_name', `${where} AND ${NO_PARENT}`),
    ofIntrinsic('event:name', 'arrayJoin(`events.name`)', where),
    ofOrigins('resource', 'resource', where),
    ofOrigins('instrumentation', 'scope', where),
    ofScopes('instrumentation:name', 'name', where),
    ofScopes('instrumentation:version', 'version', where),
  ].join('\n    UNION ALL ');
}

function ofSpans(type: string, column: string, where: string): string {
  return `SELECT toDate(received_at) AS day, 'span' AS scope, toString(key) AS name,
      '${type}' AS type, toString(single) AS value, toUInt64(1) AS times
    FROM spans ARRAY JOIN mapKeys(${column}) AS key, mapValues(${column}) AS single
    ${where}`;
}

/** A map of canonical texts; `selected` names it for the spans. */
function ofTexts(scope: string, column: string, selected: string, where: string): string {
  return `SELECT day, '${scope}' AS scope, toString(key) AS name, ${TYPE_OF_TEXT} AS type,
      ${VALUE_OF_TEXT} AS value, toUInt64(1) AS times
    FROM (SELECT toDate(received_at) AS day, ${selected} FROM spans ${where})
    ARRAY JOIN mapKeys(${column}) AS key, mapValues(${column}) AS text`;
}

function ofIntrinsic(name: string, column: string, where: string): string {
  return `SELECT toDate(received_at) AS day, 'intrinsic' AS scope, '${name}' AS name,
      'string' AS type, toString(${column}) AS value, toUInt64(1) AS times
    FROM spans ${where}`;
}

/** Resources or scopes, as many times as there are spans of each. */
function withOrigins(origin: string, columns: string, where: string): string {
  return `(
      SELECT toDate(received_at) AS day, ${origin}_id, count() AS spans FROM spans ${where}
      GROUP BY day, ${origin}_id
    ) AS counted INNER JOIN (
      SELECT day, ${origin}_id, ${columns} FROM ${origin}s LIMIT 1 BY day, ${origin}_id
    ) AS origins USING (day, ${origin}_id)`;
}

function ofOrigins(scope: string, origin: string, where: string): string {
  return `SELECT day, '${scope}' AS scope, toString(key) AS name, ${TYPE_OF_TEXT} AS type,
      ${VALUE_OF_TEXT} AS value, spans AS times
    FROM (SELECT day, attributes, spans FROM ${withOrigins(origin, 'attributes', where)})
    ARRAY JOIN mapKeys(attributes) AS key, mapValues(attributes) AS text`;
}

function ofScopes(name: string, column: string, where: string): string {
  return `SELECT day, 'intrinsic' AS scope, '${name}' AS name, 'string' AS type,
      ${column}_text AS value, spans AS times
    FROM ${withOrigins('scope', `${column} AS ${column}_text`, where)}`;
}
