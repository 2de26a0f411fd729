// What the query benchmark asks of the canonical workload, in the order of its table.

import { randomBytes } from 'node:crypto';
import {
  figuresQuestion,
  metricsQuestion,
  namesQuestion,
  searchQuestion,
  valuesQuestion,
} from './api-questions.ts';
import { NEEDLE_ATTRIBUTE, NEEDLE_VALUE } from './load-canonical.ts';
import type { Question } from './question.ts';
import type { StoredData } from './stored-data.ts';

const HOUR_MS = 3_600_000;
/** One page of the UI. */
const PAGE = 20;

export function canonicalQuestions(data: StoredData): readonly Question[] {
  const lastHour = { startMs: Math.max(data.startMs, data.endMs - HOUR_MS), endMs: data.endMs };
  return [
    ...byIdQuestions(data),
    ...searchQuestions(data),
    searchQuestion({
      name: 'regex-hour',
      title: 'regular expression on an attribute, one hour',
      query: () => '{ span.url.path =~ "/orders/[1-4].*7" }',
      range: lastHour,
      limit: PAGE,
      atLeast: PAGE,
    }),
    searchQuestion({
      name: 'regex-hour-absent',
      title: '… that nothing matches',
      query: () => '{ span.url.path =~ "/orders/.*[a-z]+.*7" }',
      range: lastHour,
      limit: PAGE,
      atLeast: 0,
    }),
    searchQuestion({
      name: 'structure-hour',
      title: '`{ A } >> { B }`, one hour',
      query: () => '{ name = "POST /checkout" } >> { status = error }',
      range: lastHour,
      limit: PAGE,
      atLeast: PAGE,
    }),
    searchQuestion({
      name: 'structure-hour-rare',
      title: '… that no trace has',
      query: () => '{ name = "POST /checkout" && status = error } >> { name = "needle" }',
      range: lastHour,
      limit: PAGE,
      atLeast: 0,
    }),
    ...metricsQuestions(data),
    ...figuresQuestions(data),
    ...completionQuestions(data),
  ];
}

function byIdQuestions({ traceIds }: StoredData): readonly Question[] {
  return [
    {
      name: 'by-id',
      title: 'trace by id, present',
      url: ({ httpUrl }, run) => `${httpUrl}/api/v1/traces/${traceIds[run % traceIds.length]}`,
      found: (body) => (body.includes('"spans"') ? 1 : 0),
      atLeast: 1,
    },
    {
      name: 'by-id-absent',
      title: 'trace by id, absent',
      url: ({ httpUrl }) => `${httpUrl}/api/v1/traces/${randomBytes(16).toString('hex')}`,
      status: 404,
      found: () => 0,
      atLeast: 0,
    },
  ];
}

function searchQuestions(range: StoredData): readonly Question[] {
  const { users } = range;
  const newest = { range, limit: PAGE, atLeast: PAGE };
  return [
    searchQuestion({
      ...newest,
      name: 'service-duration',
      title: '20 newest traces by service and duration',
      query: () => '{ resource.service.name = "payment" && duration > 30ms }',
    }),
    searchQuestion({
      ...newest,
      name: 'equal-frequent',
      title: "20 newest traces by an attribute's equality: one that many have",
      query: () => '{ span.http.route = "/checkout" }',
    }),
    searchQuestion({
      ...newest,
      name: 'equal-seldom',
      title: '… one of 2,500 traces',
      query: (run) => `{ span.app.user.id = "${users[run % users.length]}" }`,
      atLeast: 1,
    }),
    searchQuestion({
      ...newest,
      name: 'equal-needle',
      title: '… one trace, the oldest',
      query: () => `{ span.${NEEDLE_ATTRIBUTE} = "${NEEDLE_VALUE}" }`,
      atLeast: 1,
    }),
    searchQuestion({
      ...newest,
      name: 'equal-absent',
      title: '… no trace',
      query: (run) => `{ span.app.user.id = "nobody-${run}" }`,
      atLeast: 0,
    }),
  ];
}

function metricsQuestions(range: StoredData): readonly Question[] {
  return [
    metricsQuestion({
      name: 'quantiles',
      title: '`quantile_over_time(duration, .5, .95, .99) by (resource.service.name)`, everything',
      query: '{ } | quantile_over_time(duration, .5, .95, .99) by (resource.service.name)',
      range,
      atLeast: 36,
    }),
    metricsQuestion({
      name: 'error-rate',
      title: '`{ status = error } | rate() by (name)`, everything',
      query: '{ status = error } | rate() by (name)',
      range,
      atLeast: 10,
    }),
  ];
}

function figuresQuestions(range: StoredData): readonly Question[] {
  return [
    figuresQuestion({
      name: 'services',
      title: 'rate, errors and duration of every service, everything',
      path: 'services',
      list: 'services',
      range,
      atLeast: 12,
    }),
    figuresQuestion({
      name: 'service',
      title: '… of one service and its operations, everything',
      path: 'services/cart',
      list: 'operations',
      range,
      atLeast: 1,
    }),
    figuresQuestion({
      name: 'dependencies',
      title: 'who calls whom, everything',
      path: 'dependencies',
      list: 'edges',
      range,
      atLeast: 10,
    }),
  ];
}

function completionQuestions(range: StoredData): readonly Question[] {
  const narrowedBy = '{ resource.service.name = "payment" }';
  return [
    namesQuestion({ name: 'names', title: 'completion: names', range, atLeast: 20 }),
    namesQuestion({
      name: 'names-narrowed',
      title: 'completion: names, narrowed by a query',
      range,
      narrowedBy,
      atLeast: 20,
    }),
    valuesQuestion({
      name: 'values',
      title: 'completion: values',
      field: 'span.http.route',
      range,
      atLeast: 6,
    }),
    valuesQuestion({
      name: 'values-many',
      title: 'completion: values of an attribute with thousands',
      field: 'span.app.user.id',
      range,
      atLeast: 20,
    }),
    valuesQuestion({
      name: 'values-narrowed',
      title: 'completion: values, narrowed by a query',
      field: 'span.http.route',
      range,
      narrowedBy,
      atLeast: 6,
    }),
  ];
}
