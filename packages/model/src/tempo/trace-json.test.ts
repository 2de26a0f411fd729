import { expect, it } from 'vitest';
import { SpanBatch } from '../batch/span-batch.ts';
import { allRows } from '../otlp/group-rows.ts';
import { decodeTracesJson } from '../otlp/json-decode.ts';
import { resourceSpansJson } from './trace-json.ts';

it('has base64 ids, names of enums, and what Grafana takes for granted', () => {
  const batch = new SpanBatch();
  decodeTracesJson(
    {
      resourceSpans: [
        {
          resource: {},
          scopeSpans: [
            {
              spans: [
                {
                  traceId: '5b8efff798038103d269b633813fc60c',
                  spanId: 'eee19b7ec3c1b174',
                  name: 'pay',
                  kind: 3,
                  startTimeUnixNano: '1544712660000000000',
                  endTimeUnixNano: '1544712661000000000',
                  status: { code: 2, message: 'no' },
                },
                {
                  traceId: '5b8efff798038103d269b633813fc60c',
                  spanId: 'eee19b7ec3c1b175',
                  parentSpanId: 'eee19b7ec3c1b174',
                  startTimeUnixNano: '1544712660000000000',
                  endTimeUnixNano: '1544712661000000000',
                  links: [
                    { traceId: '000000000000000000000000000000ff', spanId: '00000000000000ff' },
                  ],
                },
              ],
            },
          ],
        },
      ],
    },
    batch,
    0,
  );
  const times = {
    startTimeUnixNano: '1544712660000000000',
    endTimeUnixNano: '1544712661000000000',
  };
  expect(JSON.parse(resourceSpansJson(batch, allRows(batch)))).toEqual([
    {
      resource: {
        attributes: [{ key: 'service.name', value: { stringValue: 'unknown_service' } }],
      },
      scopeSpans: [
        {
          scope: {},
          spans: [
            {
              traceId: 'W47/95gDgQPSabYzgT/GDA==',
              spanId: '7uGbfsPBsXQ=',
              name: 'pay',
              kind: 'SPAN_KIND_CLIENT',
              ...times,
              status: { message: 'no', code: 'STATUS_CODE_ERROR' },
            },
            {
              traceId: 'W47/95gDgQPSabYzgT/GDA==',
              spanId: '7uGbfsPBsXU=',
              parentSpanId: '7uGbfsPBsXQ=',
              ...times,
              links: [{ traceId: 'AAAAAAAAAAAAAAAAAAAA/w==', spanId: 'AAAAAAAAAP8=' }],
              status: {},
            },
          ],
        },
      ],
    },
  ]);
});
