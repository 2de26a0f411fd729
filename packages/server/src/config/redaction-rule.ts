// A redaction rule as people write it: `mask key *password*`, `hash value email`, `drop value /re/i`.
// Regular expressions run in RE2JS, whose time is linear in the text whatever the expression.

import { DETECTOR_NAMES, DETECTORS } from '@throughline/model/redact/detectors';
import { keyGlob } from '@throughline/model/redact/key-glob';
import {
  KEY_ACTIONS,
  type KeyRule,
  type TextFinder,
  type TextRange,
  VALUE_ACTIONS,
  type ValueRule,
} from '@throughline/model/redact/redaction-rules';
import { RE2JS } from 're2js';
import { linesType } from './option-types.ts';

export type RedactionRule = { readonly text: string } & (
  | { readonly subject: 'key'; readonly rule: KeyRule }
  | { readonly subject: 'value'; readonly rule: ValueRule }
);

/** A longer one is a list; several rules are quicker and easier to read. */
const MAX_EXPRESSION_LENGTH = 500;
/** Instructions of the compiled expression: each may cost its part of time at each character. */
const MAX_EXPRESSION_SIZE = 2_000;

export const redactionRulesType = linesType<RedactionRule>(
  {
    placeholder: '<rule>',
    expected:
      '"drop|hash|mask|keep key <pattern with *>" or "drop|hash|mask value <what>", where <what> is ' +
      `one of ${DETECTOR_NAMES.join(', ')} or a regular expression of RE2 such as /token=\\w+/i`,
  },
  parseRedactionRule,
  ({ text }) => text,
);

/** undefined when the text is not a rule. */
export function parseRedactionRule(text: string): RedactionRule | undefined {
  const match = /^(\w+)\s+(key|value)\s+(\S.*)$/.exec(text);
  if (match === null) return undefined;
  const [, actionText = '', subject = '', pattern = ''] = match;
  if (subject === 'key') {
    const action = KEY_ACTIONS.find((known) => known === actionText);
    if (action === undefined) return undefined;
    return { text, subject, rule: { action, matches: keyGlob(pattern) } };
  }
  const action = VALUE_ACTIONS.find((known) => known === actionText);
  const find = textFinder(pattern);
  if (action === undefined || find === undefined) return undefined;
  return { text, subject: 'value', rule: { action, find } };
}

function textFinder(pattern: string): TextFinder | undefined {
  const detector = DETECTOR_NAMES.find((name) => name === pattern);
  if (detector !== undefined) return DETECTORS[detector].find;
  const match = /^\/(.+)\/([ims]*)$/.exec(pattern);
  return match === null ? undefined : expressionFinder(match[1] ?? '', match[2] ?? '');
}

const FLAGS: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
};

/** undefined for what RE2 does not take, for what is too large, and for what finds nothing at all. */
function expressionFinder(source: string, flagText: string): TextFinder | undefined {
  if (source.length > MAX_EXPRESSION_LENGTH) return undefined;
  const flags = [...flagText].reduce((sum, flag) => sum | (FLAGS[flag] ?? 0), 0);
  let expression: RE2JS;
  try {
    expression = RE2JS.compile(source, flags);
  } catch {
    return undefined;
  }
  if (expression.programSize() > MAX_EXPRESSION_SIZE) return undefined;
  if (expression.matcher('').find()) return undefined;
  return (text) => {
    const found: TextRange[] = [];
    const matcher = expression.matcher(text);
    while (matcher.find()) found.push({ start: matcher.start(), end: matcher.end() });
    return found;
  };
}
