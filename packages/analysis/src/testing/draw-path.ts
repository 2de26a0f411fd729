// The critical path of a drawn trace, drawn again: the same lines with `#`, `-` and `~` where the
// analysis sees them. A test compares the two texts.

import type { CriticalPath } from '../path/critical-path.ts';
import { WORK_QUEUEING } from '../path/work.ts';
import type { Trace } from '../trace/trace.ts';
import type { Drawing } from './draw-trace.ts';

/** One bar per span of the drawing. */
export function drawPath(drawing: Drawing, trace: Trace, path: CriticalPath): string[] {
  const bars = drawing.spans.map(({ bar }) =>
    bar.replace(/[#-]/g, '-').replace(/~/g, ' ').split(''),
  );
  for (let at = 0; at < path.row.length; at++) {
    const row = path.row[at] ?? 0;
    const cells = bars[trace.batchRow[row] ?? 0] ?? [];
    const shiftNs = trace.clockShiftNs[row] ?? 0;
    const from = Math.round(((path.segmentFromNs[at] ?? 0) - shiftNs) / drawing.unitNs);
    const to = Math.round(((path.segmentToNs[at] ?? 0) - shiftNs) / drawing.unitNs);
    const offset = firstCell(drawing);
    cells.fill(path.work[at] === WORK_QUEUEING ? '~' : '#', from + offset, to + offset);
  }
  return bars.map((bar) => bar.join(''));
}

/** Offsets count from the earliest start. */
function firstCell(drawing: Drawing): number {
  return Math.min(...drawing.spans.map(({ bar }) => bar.search(/[#-]/)));
}
