// A retention rule as people write it: `errors=30d`, `root-operation:GET /health*=1h`.

import {
  MAX_RETENTION_MS,
  MIN_RETENTION_MS,
  NAMED_SUBJECTS,
  type RetentionRule,
  type RuleSubject,
} from '@throughline/storage/keep/retention-policy';
import { durationType, linesType, type OptionType, showDuration } from './option-types.ts';

const ageType = durationType(MIN_RETENTION_MS, MAX_RETENTION_MS);

/** An age, or `off`: for ever. */
export const retentionType: OptionType<number | 'off'> = {
  placeholder: ageType.placeholder,
  expected: `${ageType.expected}, or off`,
  parse: (text, context) => (text === 'off' ? 'off' : ageType.parse(text, context)),
  show: (value) => (value === 'off' ? value : ageType.show(value)),
};

export const retentionRulesType = linesType<RetentionRule>(
  {
    placeholder: '<rule>',
    expected:
      `"errors=<age>" or "<${NAMED_SUBJECTS.join('|')}>:<name, * for any text>=<age>", an age being ` +
      ageType.expected,
  },
  (line, context) => {
    // A name may have an equals sign in it, an age has none.
    const equals = line.lastIndexOf('=');
    const subject = parseSubject(line.slice(0, Math.max(equals, 0)).trim());
    const ageMs = ageType.parse(line.slice(equals + 1).trim(), context);
    return subject === undefined || ageMs === undefined ? undefined : { subject, ageMs };
  },
  showRule,
);

function parseSubject(text: string): RuleSubject | undefined {
  if (text === 'errors') return { kind: 'errors' };
  const colon = text.indexOf(':');
  const kind = NAMED_SUBJECTS.find((known) => known === text.slice(0, Math.max(colon, 0)));
  const pattern = text.slice(colon + 1).trim();
  return kind === undefined || pattern === '' ? undefined : { kind, pattern };
}

function showRule({ subject, ageMs }: RetentionRule): string {
  const name = subject.kind === 'errors' ? 'errors' : `${subject.kind}:${subject.pattern}`;
  return `${name}=${showDuration(ageMs)}`;
}
