// What was found in arriving traces, in the words of the API: groups with examples, and every rule with its thresholds
// and mutes as they are set.

import { FINDING_RULES, type FindingSettings } from '@throughline/analysis/findings/find-all';
import type { FindingRule } from '@throughline/analysis/findings/finding';
import type {
  FindingExample,
  FindingGroup,
  FindingRuleState,
  FindingsAnswer,
  TraceVerdict,
} from '@throughline/model/api/findings';
import type {
  FoundFindings,
  FindingExample as StoredExample,
  FindingGroup as StoredGroup,
  Verdict,
} from '@throughline/storage/contract/verdict-store';
import type { AnalysisState } from '../http/app-dependencies.ts';

export function findingsAnswer(
  { isOn, settings, analysedUntilMs }: AnalysisState,
  found: FoundFindings,
): FindingsAnswer {
  const untilMs = analysedUntilMs();
  return {
    coverage: {
      isOn,
      traces: found.traces,
      analysedTraces: found.analysedTraces,
      ...(untilMs === undefined ? {} : { analysedUntil: new Date(untilMs).toISOString() }),
    },
    findings: found.groups.map(groupAnswer),
    groupCount: found.groupCount,
    rules: FINDING_RULES.map((rule) => ruleState(rule, settings, found.byName)),
  };
}

function groupAnswer({ firstNs, lastNs, examples, ...group }: StoredGroup): FindingGroup {
  return {
    ...group,
    firstTimeUnixNano: String(firstNs),
    lastTimeUnixNano: String(lastNs),
    examples: examples.map(exampleAnswer),
  };
}

function exampleAnswer({ startNs, ...example }: StoredExample): FindingExample {
  return { ...example, startTimeUnixNano: String(startNs) };
}

function ruleState(
  { name, summary, limits, thresholds }: FindingRule,
  settings: FindingSettings,
  byName: FoundFindings['byName'],
): FindingRuleState {
  const found = byName.find((each) => each.name === name);
  const mutes = settings.muted?.filter(({ finding }) => finding === name) ?? [];
  return {
    ...{ name, summary, limits },
    traces: found?.traces ?? 0,
    costNs: found?.costNs ?? 0,
    thresholds: Object.entries(thresholds).map(([key, { value, meaning }]) => ({
      name: key,
      value: settings.thresholds?.[name]?.[key] ?? value,
      defaultValue: value,
      meaning,
    })),
    isMuted: mutes.some(({ service }) => service === undefined),
    mutedServices: mutes.flatMap(({ service }) => service ?? []),
  };
}

/** For search results. */
export function traceVerdict({ culprit, findings }: Verdict): TraceVerdict {
  return {
    ...(culprit === undefined ? {} : { culprit: { ...culprit } }),
    findings: findings.map(({ name, service, operation, costNs, sentence }) => ({
      ...{ name, service, operation, costNs, sentence },
    })),
  };
}
