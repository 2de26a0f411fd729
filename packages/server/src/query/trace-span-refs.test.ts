import { drawTrace } from '@throughline/analysis/testing/draw-trace';
import { readTraces } from '@throughline/analysis/trace/trace';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { expect, it } from 'vitest';
import { spanRefOf } from './trace-span-refs.ts';

const DRAWING = ['web  GET /  server |####|', '  web  GET  client |  - |'];

it('names spans within their trace, though another one has the same ids', () => {
  const batch = new SpanBatch();
  drawTrace(DRAWING, 1e6, 1, batch);
  drawTrace(DRAWING, 1e6, 2, batch);
  const [one, two] = readTraces(batch);
  if (one === undefined || two === undefined) throw new Error('two traces were drawn');
  const refs = [one, two].map((trace) => [spanRefOf(trace, 0), spanRefOf(trace, 1)]);
  expect(refs[0]).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), refs[1]?.[1]]);
  expect(refs[0]).toEqual(refs[1]);
  expect(refs[0]?.[0]).not.toBe(refs[0]?.[1]);
  expect(spanRefOf(one, 2)).toBe('');
});
