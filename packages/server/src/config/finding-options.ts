// Findings that nobody wants to hear of, and other thresholds, as people write them: `chatty-pair:gateway`,
// `long-gap.minMs=5000`.

import { FINDING_RULES } from '@throughline/analysis/findings/find-all';
import { FINDING_NAMES, type FindingName } from '@throughline/model/span/finding-name';
import { linesType } from './option-types.ts';

export interface FindingMute {
  readonly finding: FindingName;
  /** undefined: of every service. */
  readonly service?: string;
}

export interface FindingThreshold {
  readonly finding: FindingName;
  readonly threshold: string;
  readonly value: number;
}

export const findingMutesType = linesType<FindingMute>(
  {
    placeholder: '<finding>',
    expected: `"<finding>" or "<finding>:<service>", the finding being one of ${FINDING_NAMES.join(', ')}`,
  },
  (line) => {
    const colon = line.indexOf(':');
    const finding = findingOf(colon < 0 ? line : line.slice(0, colon));
    const service = line.slice(colon + 1).trim();
    if (finding === undefined || service === '') return undefined;
    return colon < 0 ? { finding } : { finding, service };
  },
  ({ finding, service }) => (service === undefined ? finding : `${finding}:${service}`),
);

export const findingThresholdsType = linesType<FindingThreshold>(
  {
    placeholder: '<threshold>',
    expected:
      '"<finding>.<threshold>=<number>" with a threshold of docs/analysis.md, such as long-gap.minMs=5000',
  },
  (line) => {
    const match = /^([\w-]+)\.(\w+)\s*=\s*([0-9]{1,12}(?:\.[0-9]{1,6})?)$/.exec(line);
    const finding = findingOf(match?.[1] ?? '');
    const threshold = match?.[2] ?? '';
    const rule = FINDING_RULES.find(({ name }) => name === finding);
    if (finding === undefined || rule === undefined) return undefined;
    if (!Object.hasOwn(rule.thresholds, threshold)) return undefined;
    return { finding, threshold, value: Number(match?.[3]) };
  },
  ({ finding, threshold, value }) => `${finding}.${threshold}=${value}`,
);

function findingOf(text: string): FindingName | undefined {
  return FINDING_NAMES.find((name) => name === text.trim());
}
