// How many traces of the healthy shop have a finding, which should be none: its real processes, with its own customers.
// `npx tsx packages/analysis/src/testing/measure-healthy.ts 10000 20`, requests and how many a
// second: some minutes, which is why it is no test.

import { findAll } from '../findings/find-all.ts';
import { buildOperationTree } from '../operations/operation-tree.ts';
import { findCriticalPath } from '../path/critical-path.ts';
import { durationOf, readTraces } from '../trace/trace.ts';
import { runShop } from './run-shop.ts';

const requests = Number(process.argv[2] ?? 10_000);
/** Per second: a shop on two cores bears more, but not beside other work; one that is overloaded is not healthy. */
const RATE = Number(process.argv[3] ?? 20);

const shop = await runShop({ requests, rate: RATE });
await shop.finished();
const batch = await shop.stop();
let traces = 0;
let found = 0;
for (const trace of readTraces(batch)) {
  traces++;
  const path = findCriticalPath(trace);
  for (const finding of findAll(trace, path, buildOperationTree(trace, path))) {
    found++;
    const ms = Math.round(durationOf(trace, trace.rootRow) / 1e6);
    process.stdout.write(`${trace.traceId} (${ms} ms): ${finding.name}: ${finding.sentence}\n`);
  }
}
process.stdout.write(`${traces} traces, ${batch.rowCount} spans, ${found} findings\n`);
