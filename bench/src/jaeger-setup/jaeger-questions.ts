// What the public benchmark of Jaeger on ClickHouse asks, asked of the product's own API, with what was published.
// Its durations are those of the SQL statements alone; ours are whole answers over HTTP, of 20 traces.

import type { Range } from '../query/api-questions.ts';
import { searchQuestion } from '../query/api-questions.ts';
import type { Question } from '../query/question.ts';

const HOUR_MS = 3_600_000;
const PAGE = 20;

/** One stored span, whose service, operation and attributes are asked for. */
export interface Sample {
  readonly service: string;
  readonly operation: string;
  readonly key: string;
  readonly value: string;
  readonly durationNs: string;
  readonly startMs: number;
}

export interface PublishedQuestion {
  readonly question: Question;
  readonly publishedMs: number;
}

export function jaegerQuestions(
  everything: Range,
  traceIds: readonly string[],
  samples: readonly Sample[],
): readonly PublishedQuestion[] {
  return [
    {
      publishedMs: 3,
      question: listQuestion('services', 'services', () => '/api/v1/services'),
    },
    {
      publishedMs: 4,
      question: listQuestion('operations', 'operations', (run) => {
        const { service } = sampleOf(samples, run);
        return `/api/v1/operations?service=${encodeURIComponent(service)}`;
      }),
    },
    {
      publishedMs: 101,
      question: {
        name: 'by-id',
        title: 'trace by id (ms)',
        url: ({ httpUrl }, run) => `${httpUrl}/api/v1/traces/${traceIds[run % traceIds.length]}`,
        found: (body) => (body.includes('"spans"') ? 1 : 0),
        atLeast: 1,
      },
    },
    ...searchQuestions(everything, samples),
  ];
}

function searchQuestions(everything: Range, samples: readonly Sample[]): PublishedQuestion[] {
  const asked = (
    publishedMs: number,
    name: string,
    query: (sample: Sample) => string,
    range: Range = everything,
  ): PublishedQuestion => ({
    publishedMs,
    question: searchQuestion({
      name,
      title: `search by ${name} (ms)`,
      query: (run) => `{ ${query(sampleOf(samples, run))} }`,
      range,
      limit: PAGE,
      atLeast: 1,
    }),
  });
  const [first] = samples;
  const aroundMs = first?.startMs ?? everything.startMs;
  const oneHour = { startMs: aroundMs - HOUR_MS / 2, endMs: aroundMs + HOUR_MS / 2 };
  const ofService = ({ service }: Sample) => `resource.service.name = "${service}"`;
  const ofOperation = ({ operation }: Sample) => `name = "${operation}"`;
  const ofAttribute = ({ key, value }: Sample) => `span.${key} = "${value}"`;
  const ofDuration = () => 'duration > 50ms && duration < 60ms';
  return [
    asked(37, 'service', ofService),
    asked(38, 'operation', ofOperation),
    asked(43, 'duration', ofDuration),
    asked(47, 'time', () => 'true', oneHour),
    asked(1_769, 'attribute', ofAttribute),
    {
      publishedMs: 139,
      question: searchQuestion({
        name: 'all-filters',
        title: 'search by all of them together (ms)',
        query: () => {
          const sample = sampleOf(samples, 0);
          const { durationNs } = sample;
          return `{ ${ofService(sample)} && ${ofOperation(sample)} && ${ofAttribute(sample)} && duration >= ${durationNs}ns && duration <= ${durationNs}ns }`;
        },
        range: oneHour,
        limit: PAGE,
        atLeast: 1,
      }),
    },
  ];
}

function listQuestion(name: string, list: string, path: (run: number) => string): Question {
  return {
    name,
    title: `${name} (ms)`,
    url: ({ httpUrl }, run) => `${httpUrl}${path(run)}`,
    found(body) {
      const items = (JSON.parse(body) as Record<string, unknown>)[list];
      return Array.isArray(items) ? items.length : 0;
    },
    atLeast: 10,
  };
}

function sampleOf(samples: readonly Sample[], run: number): Sample {
  const sample = samples[run % samples.length];
  if (sample === undefined) throw new Error('there are no spans to ask for');
  return sample;
}
