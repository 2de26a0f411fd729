// GET /api/v1/status/activity from what the parts of the server say of themselves.

import type { ActivityAnswer } from '@throughline/model/api/activity';
import type { ReadyAnswer } from '@throughline/model/api/status';
import type { EngineFigures } from '@throughline/storage/contract/engine-figures';
import type { WriteStats } from '@throughline/storage/contract/span-store';
import {
  BIN_SECONDS,
  type IngestActivity,
  type ProtocolActivity,
  type RefusalReason,
} from '../telemetry/ingest-activity.ts';

export interface ActivityParts {
  readonly activity: Pick<IngestActivity, 'protocols' | 'timesMs'>;
  readonly readiness: ReadyAnswer;
  readonly writes: WriteStats;
  /** undefined: the engine did not answer. */
  readonly engine: EngineFigures | undefined;
  readonly isDemoOffered: boolean;
}

const MEANINGS: Readonly<Record<RefusalReason, string>> = {
  invalid: 'The body could not be read as what it was said to be.',
  invalid_span:
    'A span was not valid, such as one without ids; the others of its request were taken.',
  unsupported: 'The media type or the encoding is not known.',
  too_large: 'The body was larger than --max-request-bytes.',
  unavailable:
    'The disk was full, or the engine away for too long. Senders were asked to come again.',
  overloaded: 'More was in flight than memory is set aside for. Senders were asked to come again.',
  cancelled: 'The sender went away before the answer.',
  error: 'A fault of Throughline itself; its log has the details.',
  unknown_path: 'Nothing is taken under the path that was asked for.',
  wrong_method: 'Spans are sent with POST.',
};

export function activityAnswer(parts: ActivityParts): ActivityAnswer {
  const { activity, readiness, writes, engine, isDemoOffered } = parts;
  const { spool, spansStored, insertFailures, bytesInFlight, maxBytesInFlight } = writes;
  return {
    ready: readiness.ready,
    reasons: readiness.reasons,
    binSeconds: BIN_SECONDS,
    timesMs: [...activity.timesMs()],
    protocols: activity.protocols().map(protocolAnswer),
    store: {
      ...{ spansStored, insertFailures, bytesInFlight, maxBytesInFlight },
      spool: {
        bytes: spool.bytes,
        maxBytes: spool.maxBytes,
        files: spool.segments,
        oldestAgeMs: Math.round(spool.oldestAgeMs),
        rejectedFiles: spool.rejectedSegments,
        rejectedBytes: spool.rejectedBytes,
      },
    },
    ...(engine === undefined ? {} : { engine: { ...engine } }),
    demo: { isOffered: isDemoOffered },
  };
}

function protocolAnswer(activity: ProtocolActivity) {
  const { protocol, requests, spans, bytes, refusedRequests, refusedSpans, lastMs } = activity;
  return {
    ...{ protocol, requests, spans, bytes, refusedRequests, refusedSpans },
    ...(lastMs === undefined ? {} : { lastAt: new Date(lastMs).toISOString() }),
    refusals: activity.refusals.map((refusal) => ({
      reason: refusal.reason,
      meaning: MEANINGS[refusal.reason],
      requests: refusal.requests,
      spans: refusal.spans,
      lastAt: new Date(refusal.lastMs).toISOString(),
    })),
    spansPerBin: [...activity.spansPerBin],
    refusedPerBin: [...activity.refusedPerBin],
  };
}
