// What the analysis has found in the traces of the time range: which finding, in whose operation, in how many traces,
// at which cost, with the traces that show it.

import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type {
  AnalysisCoverage,
  FindingGroup,
  FindingRuleState,
  FindingsAnswer,
} from '@throughline/model/api/findings';
import { useEffect, useMemo } from 'react';
import '../services/services.css';
import './findings.css';
import { formatCount, formatQuantity } from '../../base/format-count.ts';
import { findingsQuery } from '../../data/service-queries.ts';
import { type FindingsState, readFindingsState } from '../../state/findings-state.ts';
import type { Changes } from '../../state/search-params.ts';
import { rangeOf } from '../../state/time-range.ts';
import { ErrorMessage, LoadingText, Message } from '../../widgets/message.tsx';
import { useTimeRange } from '../range/use-time-range.ts';
import { FoundGroup } from './found-group.tsx';
import { RuleList } from './rule-list.tsx';

const route = getRouteApi('/findings');

export function FindingsPage() {
  const state = route.useSearch();
  const navigate = route.useNavigate();
  const { resolved } = useTimeRange();
  const { data, error, isFetching, refetch } = useQuery(findingsQuery(resolved));
  useEffect(() => {
    document.title = 'Findings · Throughline';
  }, []);
  const choose = (changes: Choice): void =>
    void navigate({
      to: '/findings',
      search: (previous) => readFindingsState({ ...previous, ...changes }),
    });
  return (
    <div className="services-page">
      <header className="page-head">
        <h1>Findings</h1>
        {data !== undefined && <CoverageText coverage={data.coverage} />}
        {data !== undefined && <ServiceChoice answer={data} state={state} onChoose={choose} />}
      </header>
      {error !== null && data === undefined ? (
        <ErrorMessage
          title="The findings could not be read"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : data === undefined ? (
        <LoadingText>Counting…</LoadingText>
      ) : (
        <div className="findings" aria-busy={isFetching} data-testid="findings">
          <RuleList
            rules={data.rules}
            chosen={state.name}
            range={rangeOf(state)}
            onChoose={(name) => choose({ name })}
          />
          <Groups answer={data} state={state} onChoose={choose} />
        </div>
      )}
    </div>
  );
}

function CoverageText({ coverage }: { readonly coverage: AnalysisCoverage }) {
  const { isOn, traces, analysedTraces, analysedUntil } = coverage;
  const of = formatQuantity(traces, 'trace');
  const text = !isOn
    ? 'Arriving traces are not analysed'
    : analysedTraces >= traces
      ? `All ${of} of this time range were looked at`
      : `${formatCount(analysedTraces)} of ${of} of this time range were looked at`;
  return (
    <p className="muted" role="status" data-testid="coverage" title={analysedUntil}>
      {text}
    </p>
  );
}

type Choice = Changes<Pick<FindingsState, 'name' | 'service'>>;

interface ChoiceProps {
  readonly answer: FindingsAnswer;
  readonly state: FindingsState;
  readonly onChoose: (changes: Choice) => void;
}

function ServiceChoice({ answer, state, onChoose }: ChoiceProps) {
  const services = useMemo(
    () => [...new Set(answer.findings.map(({ service }) => service))].toSorted(),
    [answer],
  );
  if (services.length === 0 && state.service === undefined) return null;
  const isThere = state.service === undefined || services.includes(state.service);
  return (
    <select
      className="input select page-filter"
      aria-label="Only findings of the service"
      value={state.service ?? ''}
      onChange={({ currentTarget: { value } }) => onChoose({ service: value })}
    >
      <option value="">All services</option>
      {[...services, ...(isThere ? [] : [state.service])].map((service) => (
        <option key={service} value={service}>
          {service}
        </option>
      ))}
    </select>
  );
}

function Groups({ answer, state, onChoose }: ChoiceProps) {
  const { findings, groupCount, coverage, rules } = answer;
  const rule = rules.find(({ name }) => name === state.name);
  const shown = findings.filter((group) => isChosen(group, state));
  if (findings.length === 0) {
    return (
      <Message title={titleOfNothing(coverage)} testId="no-findings">
        <p className="muted">
          {coverage.isOn
            ? 'Traces are looked at when no span of them has come for a while: ten seconds, unless --analysis-rest says otherwise.'
            : 'Start Throughline with --analysis on to have arriving traces looked at.'}
        </p>
      </Message>
    );
  }
  if (shown.length === 0) {
    return (
      <Message
        title="Nothing of this kind was found"
        testId="no-match"
        actions={
          <button
            type="button"
            className="button"
            onClick={() => onChoose({ name: undefined, service: undefined })}
          >
            Show all {formatQuantity(findings.length, 'finding')}
          </button>
        }
      >
        {rule !== undefined && <RuleText rule={rule} />}
      </Message>
    );
  }
  return (
    <section aria-label="Found" className="found">
      {rule !== undefined && <RuleText rule={rule} />}
      {findings.length < groupCount && (
        <p className="muted">
          The {formatCount(findings.length)} in most traces, of {formatCount(groupCount)}
        </p>
      )}
      <ul data-testid="found-groups">
        {shown.map((group) => (
          <FoundGroup key={`${group.name} ${group.service} ${group.operation}`} group={group} />
        ))}
      </ul>
    </section>
  );
}

/** What the chosen kind is, and what it cannot tell. */
function RuleText({ rule: { name, summary, limits } }: { readonly rule: FindingRuleState }) {
  return (
    <p className="rule-text">
      <strong>{name}</strong>: {summary}. <span className="muted">{limits}</span>
    </p>
  );
}

function isChosen({ name, service }: FindingGroup, state: FindingsState): boolean {
  return (
    (state.name === undefined || state.name === name) &&
    (state.service === undefined || state.service === service)
  );
}

function titleOfNothing({ isOn, traces, analysedTraces }: AnalysisCoverage): string {
  if (!isOn) return 'Arriving traces are not analysed';
  if (traces === 0) return 'No trace started in this time range';
  return analysedTraces === 0 ? 'No trace was looked at yet' : 'Nothing was found';
}
