// The flame graph added up: spans that are reached by the same operations are one box, the widest at the left.
// It has a zoom of its own, of added up time; the window of time chooses what is added up.

import { NO_PARENT } from '@throughline/analysis/tree/assemble-tree';
import { useMemo, useState } from 'react';
import { formatQuantity, formatShare } from '../../../base/format-count.ts';
import { formatDuration } from '../../../base/format-duration.ts';
import { levelOfSlot } from '../../../data/flame-model.ts';
import { buildLeftHeavy, type LeftHeavy } from '../../../data/left-heavy.ts';
import { nameOf, serviceOf } from '../../../data/trace-model.ts';
import type { TimeWindow } from '../../../state/trace-state.ts';
import { rowsOfSubtree } from '../../../state/visible-rows.ts';
import { clampWindow, isWhole, wholeTrace } from '../../../state/zoom.ts';
import { useTracePage } from '../trace-context.ts';
import { useMatches } from '../use-matches.ts';
import { FlameCanvas, type FlameStep } from './flame-canvas.tsx';

export function FlameLeftHeavy() {
  const { trace, view } = useTracePage();
  const { focusRow, selectedRow, window } = view;
  const heavy = useMemo(
    () => buildLeftHeavy(trace, rowsOfSubtree(trace.tree, focusRow), window),
    [trace, focusRow, window],
  );
  const { flame, wholeNs } = heavy;
  const [zoom, setZoom] = useState<{ readonly of: LeftHeavy; readonly window: TimeWindow }>();
  const shown = zoom?.of === heavy ? zoom.window : wholeTrace(wholeNs);
  const zoomTo = (next: TimeWindow): void =>
    setZoom({ of: heavy, window: clampWindow(next, wholeNs) });
  const isMatch = useMatches();
  const matched = useMemo(() => {
    const nodes = new Uint8Array(heavy.parent.length);
    for (let row = 0; row < trace.rowCount; row++) {
      const node = heavy.nodeOf[row] ?? NO_PARENT;
      if (node !== NO_PARENT && isMatch(row)) nodes[node] = 1;
    }
    return nodes;
  }, [trace, heavy, isMatch]);
  const parts = useMemo(() => {
    const nodeOf = (slot: number): number => flame.item[slot] ?? 0;
    const rowOf = (slot: number): number => Math.max(heavy.worstRow[nodeOf(slot)] ?? 0, 0);
    return {
      rowOf,
      nodeOf,
      serviceOf: (slot: number) => trace.service[rowOf(slot)] ?? 0,
      labelOf: (slot: number) => `${serviceOf(trace, rowOf(slot))} ${nameOf(trace, rowOf(slot))}`,
      isError: (slot: number) => (heavy.errors[nodeOf(slot)] ?? 0) > 0,
      stepFrom: (slot: number, step: FlameStep) => stepBetweenBoxes(heavy, slot, step),
    };
  }, [trace, heavy, flame]);
  const { rowOf, nodeOf } = parts;
  const isSlotMatch = useMemo(
    () => (slot: number) => matched[flame.item[slot] ?? 0] === 1,
    [matched, flame],
  );
  const describe = (slot: number): string => {
    const node = nodeOf(slot);
    const work = heavy.workNs[node] ?? 0;
    const errors = heavy.errors[node] ?? 0;
    return [
      `${serviceOf(trace, rowOf(slot))} ${nameOf(trace, rowOf(slot))}: ${formatQuantity(heavy.spans[node] ?? 0, 'span')}`,
      `${formatDuration(work)} with all below, ${formatShare(wholeNs > 0 ? work / wholeNs : 0)}`,
      `${formatDuration(heavy.selfNs[node] ?? 0)} of its own`,
      ...(errors > 0 ? [formatQuantity(errors, 'error')] : []),
    ].join('; ');
  };
  const selectedNode = selectedRow === undefined ? -1 : (heavy.nodeOf[selectedRow] ?? -1);
  const selectedSlot = selectedNode < 0 ? -1 : (flame.slotOf[selectedNode] ?? -1);
  return (
    <FlameCanvas
      label={`Flame graph of ${flame.item.length} paths of operations, added up`}
      {...parts}
      {...{ flame, wholeNs, describe, zoomTo }}
      window={shown}
      isMatch={isSlotMatch}
      zoomToSlot={(slot) =>
        zoomTo({ fromNs: flame.fromNs[slot] ?? 0, toNs: flame.toNs[slot] ?? 0 })
      }
      onEscape={isWhole(shown, wholeNs) ? undefined : () => setZoom(undefined)}
      selectedSlot={selectedSlot < 0 ? undefined : selectedSlot}
      onSelect={(slot) => view.select(rowOf(slot))}
    />
  );
}

function stepBetweenBoxes(heavy: LeftHeavy, slot: number, step: FlameStep): number | undefined {
  const { flame, parent } = heavy;
  const level = levelOfSlot(flame, slot);
  if (step === 'above') {
    const above = parent[flame.item[slot] ?? 0] ?? NO_PARENT;
    return above === NO_PARENT ? undefined : flame.slotOf[above];
  }
  if (step === 'below') {
    // The first box below begins where this one does, if there is one.
    const first = flame.levelStart[level + 1] ?? 0;
    const end = flame.levelStart[level + 2] ?? first;
    for (let below = first; below < end; below++) {
      if (parent[flame.item[below] ?? 0] === flame.item[slot]) return below;
    }
    return undefined;
  }
  const next = step === 'before' ? slot - 1 : slot + 1;
  const isOnLevel =
    next >= (flame.levelStart[level] ?? 0) && next < (flame.levelStart[level + 1] ?? 0);
  return isOnLevel ? next : undefined;
}
