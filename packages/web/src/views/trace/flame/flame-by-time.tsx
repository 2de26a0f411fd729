// The flame graph over time: every span below its parent, over the window that all views share.

import { STATUS_ERROR } from '@throughline/model/span/span-kind';
import { useMemo } from 'react';
import { formatDuration } from '../../../base/format-duration.ts';
import { buildIcicle } from '../../../data/icicle.ts';
import { nameOf, serviceOf } from '../../../data/trace-model.ts';
import { rowsOfSubtree } from '../../../state/visible-rows.ts';
import { useTracePage } from '../trace-context.ts';
import { useMatches } from '../use-matches.ts';
import { FlameCanvas, type FlameStep } from './flame-canvas.tsx';
import { stepInTree } from './step-in-tree.ts';

export function FlameByTime() {
  const { trace, view } = useTracePage();
  const { focusRow, selectedRow } = view;
  const isMatch = useMatches();
  const parts = useMemo(() => {
    const rows = rowsOfSubtree(trace.tree, focusRow).toSorted();
    const flame = buildIcicle(trace, rows);
    const rowOf = (slot: number): number => flame.item[slot] ?? 0;
    return {
      flame,
      rowOf,
      serviceOf: (slot: number) => trace.service[rowOf(slot)] ?? 0,
      labelOf: (slot: number) => `${serviceOf(trace, rowOf(slot))} ${nameOf(trace, rowOf(slot))}`,
      isError: (slot: number) => trace.status[rowOf(slot)] === STATUS_ERROR,
      stepFrom: (slot: number, step: FlameStep) => {
        const row = stepInTree(trace.tree, rowOf(slot), step);
        const next = row === undefined ? -1 : (flame.slotOf[row] ?? -1);
        return next < 0 ? undefined : next;
      },
    };
  }, [trace, focusRow]);
  const { flame, rowOf } = parts;
  const isSlotMatch = useMemo(() => (slot: number) => isMatch(rowOf(slot)), [isMatch, rowOf]);
  const describe = (slot: number): string => {
    const row = rowOf(slot);
    const duration = formatDuration(trace.spanDurationNs[row] ?? 0);
    const self = formatDuration(trace.self.selfNs[row] ?? 0);
    const error = trace.status[row] === STATUS_ERROR ? ', error' : '';
    return `${serviceOf(trace, row)} ${nameOf(trace, row)}: ${duration}, ${self} of its own${error}`;
  };
  const selectedSlot = selectedRow === undefined ? undefined : flame.slotOf[selectedRow];
  return (
    <FlameCanvas
      label={`Flame graph of ${flame.item.length} spans over time`}
      {...parts}
      isMatch={isSlotMatch}
      describe={describe}
      window={view.window}
      wholeNs={trace.durationNs}
      zoomTo={view.zoomTo}
      zoomToSlot={(slot) => view.zoomToRow(rowOf(slot))}
      selectedSlot={selectedSlot === -1 ? undefined : selectedSlot}
      onSelect={(slot) => view.select(rowOf(slot))}
    />
  );
}
