// Random queries for series, which speak of what `arbitrarySpans` has. All of them pass the check.

import fc from 'fast-check';
import { arbitraryFilter, arbitrarySearch } from './arbitrary-search.ts';

const label = fc.constantFrom(
  ...[
    'name',
    'status',
    'kind',
    'statusMessage',
    'duration',
    'resource.service.name',
    '.a',
    'span.b',
  ],
  ...['resource.c', '.c', 'event.c', 'event:name', 'event:timeSinceStart', 'link.a', 'link:spanID'],
  ...['instrumentation:name', 'instrumentation.b', 'rootName', 'traceDuration', 'span:childCount'],
  ...['span:id', 'span:parentID', 'trace:id', 'link:traceID'],
);
const number = fc.constantFrom(
  ...['duration', '.a', 'span.b', '.c', 'resource.a', 'instrumentation.b', 'event.c', 'link.a'],
  ...['event:timeSinceStart', 'traceDuration', 'span:childCount'],
);
const by = fc
  .uniqueArray(label, { maxLength: 3 })
  .map((labels) => (labels.length === 0 ? '' : ` by(${labels.join(', ')})`));

const counting = fc.constantFrom('rate()', 'count_over_time()');
const measuring = fc
  .tuple(
    fc.constantFrom('min_over_time', 'max_over_time', 'sum_over_time', 'avg_over_time'),
    number,
  )
  .map(([name, field]) => `${name}(${field})`);
const distributing = fc.oneof(
  number.map((field) => `histogram_over_time(${field})`),
  fc
    .tuple(number, fc.constantFrom('0.5', '0, 1', '.5, .99'))
    .map(([field, quantiles]) => `quantile_over_time(${field}, ${quantiles})`),
);
const aggregate = fc
  .tuple(fc.oneof(counting, measuring, distributing), by)
  .map((parts) => parts.join(''));

const secondStage = fc.constantFrom(
  ...['', '', '', ' | topk(1)', ' | bottomk(2)', ' > 1', ' <= 0.001', ' | topk(2) != 0'],
);
const filter = fc.oneof(
  fc.constant('{ }'),
  { weight: 2, arbitrary: arbitraryFilter },
  arbitrarySearch,
);

const counted = fc
  .tuple(filter, aggregate, secondStage)
  .map(([spans, made, last]) => `${spans} | ${made}${last}`);
const compared = fc
  .tuple(filter, arbitraryFilter, fc.constantFrom('', ', 1', ', 100'))
  .map(([spans, selection, more]) => `${spans} | compare(${selection}${more})`);
const computed = fc
  .tuple(
    counted,
    fc.constantFrom('+', '-', '*', '/'),
    fc.oneof(
      counted.map((other) => `(${other})`),
      fc.constantFrom('2', '0.5'),
    ),
  )
  .map(([left, operator, right]) => `(${left}) ${operator} ${right}`);

const hints = fc.constantFrom('', '', '', ' with (extrapolate=true)', ' with (exemplars=false)');

export const arbitraryMetrics: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: counted },
      { weight: 1, arbitrary: compared },
      { weight: 2, arbitrary: computed },
    ),
    hints,
  )
  .map((parts) => parts.join(''));
