// Connections set up while a request waits: names looked up, TCP and TLS handshakes, log-ins to databases.
// Known by the names that instrumentations give them.

import { sayCount, sayDuration, sayShare } from '../text/say.ts';
import { operationOf, serviceOf } from '../trace/trace.ts';
import { byStart } from './calls.ts';
import { defineRule } from './finding.ts';

/** `dns.lookup`, `tcp.connect`, `tls.connect`, `pg.connect`, `pg-pool.connect`, `TLS handshake`. */
const SET_UP = /^(?:[\w-]+[.\s])?(?:connect|handshake)$|^dns(?:[.\s]\w+)?$/i;

export const slowConnection = defineRule({
  name: 'slow-connection',
  summary: 'setting up connections took a good part of the trace',
  limits: 'Seen only where an instrumentation makes spans for it.',
  thresholds: {
    minMs: { value: 50, meaning: 'milliseconds of the critical path' },
    minPercent: { value: 20, meaning: 'of the critical path' },
  },
  find: ({ trace, path, pathNs }, threshold) => {
    const wholeNs = path.toNs - path.fromNs;
    const isSetUp = trace.operations.map((operation) => SET_UP.test(operation));
    const byService = new Map<number, number[]>();
    for (let row = 0; row < trace.rowCount; row++) {
      if (isSetUp[trace.operation[row] ?? 0] !== true) continue;
      const service = trace.service[row] ?? 0;
      const rows = byService.get(service);
      if (rows === undefined) byService.set(service, [row]);
      else rows.push(row);
    }
    return [...byService.values()].flatMap((rows) => {
      const costNs = rows.reduce((sum, row) => sum + (pathNs[row] ?? 0), 0);
      const isLong = costNs * 100 >= threshold('minPercent') * wholeNs;
      if (costNs < threshold('minMs') * 1e6 || !isLong) return [];
      const first = rows[0] ?? 0;
      return [
        {
          name: 'slow-connection',
          service: serviceOf(trace, first),
          operation: operationOf(trace, first),
          sentence:
            `${serviceOf(trace, first)} spent ${sayDuration(costNs)} on ${sayCount(rows.length)} ` +
            `${rows.length === 1 ? 'connection' : 'connections'}, ${sayShare(costNs / wholeNs)} of the critical path`,
          rows: byStart(trace, rows),
          costNs,
        },
      ];
    });
  },
});
