// How the engine is, and what waits for it.

import type { ActivityAnswer } from '@throughline/model/api/activity';
import type { StatusAnswer } from '@throughline/model/api/status';
import { formatCount } from '../../base/format-count.ts';
import { formatDuration } from '../../base/format-duration.ts';
import { formatValue } from '../../charts/format-value.ts';
import { FigureList, type NamedFigure } from './figure-list.tsx';

const NS_PER_MS = 1e6;

interface EnginePanelProps {
  readonly activity: ActivityAnswer;
  readonly status: StatusAnswer;
}

export function EnginePanel({ activity, status }: EnginePanelProps) {
  return (
    <>
      <FigureList figures={engineFigures(activity, status)} />
      <FigureList figures={spoolFigures(activity)} />
    </>
  );
}

const bytes = (count: number): string => formatValue('bytes', count);

function engineFigures({ engine }: ActivityAnswer, status: StatusAnswer): readonly NamedFigure[] {
  const { kind, state, version } = status.engine;
  const name = { name: 'Engine', text: `ClickHouse ${version ?? ''}, ${kind}` };
  if (engine === undefined) {
    return [name, { name: 'State', text: 'does not answer', isProblem: true }];
  }
  const { diskFreeBytes, diskTotalBytes } = engine;
  return [
    name,
    { name: 'State', text: state },
    { name: 'Stored', text: bytes(engine.storedBytes) },
    { name: 'Memory', text: bytes(engine.memoryBytes) },
    { name: 'Parts', text: formatCount(engine.parts) },
    { name: 'Merges now', text: formatCount(engine.runningMerges) },
    {
      name: 'Free on its disk',
      text: `${bytes(diskFreeBytes)} of ${bytes(diskTotalBytes)}`,
      used: diskTotalBytes === 0 ? 0 : 1 - diskFreeBytes / diskTotalBytes,
    },
  ];
}

function spoolFigures({ store }: ActivityAnswer): readonly NamedFigure[] {
  const { spool } = store;
  return [
    {
      name: 'Waiting in the spool',
      text: `${bytes(spool.bytes)} of ${bytes(spool.maxBytes)}`,
      used: spool.bytes / Math.max(1, spool.maxBytes),
    },
    {
      name: 'Oldest of it',
      text: spool.files === 0 ? 'nothing waits' : formatDuration(spool.oldestAgeMs * NS_PER_MS),
    },
    {
      name: 'In flight',
      text: `${bytes(store.bytesInFlight)} of ${bytes(store.maxBytesInFlight)}`,
      used: store.bytesInFlight / Math.max(1, store.maxBytesInFlight),
    },
    {
      name: 'Inserts that failed',
      text: formatCount(store.insertFailures),
      isProblem: store.insertFailures > 0,
    },
    {
      name: 'Set aside',
      text: `${formatCount(spool.rejectedFiles)} files, ${bytes(spool.rejectedBytes)}`,
      isProblem: spool.rejectedBytes > 0,
    },
  ];
}
