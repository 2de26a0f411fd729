// The line of a run of similar siblings: how many, the worst of them, and the way to open it in place.

import { formatCount } from '../../base/format-count.ts';
import { formatDuration } from '../../base/format-duration.ts';
import { nameOf, serviceOf } from '../../data/trace-model.ts';
import { ROW_HEIGHT } from '../../draw/bar-layout.ts';
import { itemOfRun, toggleRun } from '../../state/timeline-items.ts';
import { ErrorIcon, FoldIcon } from '../../widgets/icons.tsx';
import { ServiceDot } from '../../widgets/service-dot.tsx';
import { INDENT_PX, maxIndentPx } from './indentation.ts';
import { selectedItemOf } from './selected-item.ts';
import type { SpanTreeRowsProps } from './span-tree-rows.tsx';

interface RunRowProps extends SpanTreeRowsProps {
  readonly run: number;
  readonly index: number;
}

export function RunRow(props: RunRowProps) {
  const { trace, view, hues, run, index, scrollTop, treeWidth, hoveredItem, baseLevel } = props;
  const { runs } = trace;
  const item = itemOfRun(run);
  const row = runs.rows[runs.start[run] ?? 0] ?? 0;
  const count = (runs.start[run + 1] ?? 0) - (runs.start[run] ?? 0);
  const errors = runs.errors[run] ?? 0;
  const worstRow = runs.worstRow[run] ?? row;
  const isOpen = view.folding.openRuns[run] === 1;
  const isSelected = item === selectedItemOf(view);
  const level = view.shownItems.level[index] ?? 0;
  const worst = formatDuration(trace.spanDurationNs[worstRow] ?? 0);
  const [minNs = 0, medianNs = 0, maxNs = 0] = [
    runs.minNs[run],
    runs.medianNs[run],
    runs.maxNs[run],
  ];
  const times = `shortest ${formatDuration(minNs)}, median ${formatDuration(medianNs)}, longest ${formatDuration(maxNs)}`;
  const worstWords = errors > 0 ? `${formatCount(errors)} failed` : `worst ${worst}`;
  // What is seen comes first, so that it can be said to who controls a computer by voice.
  const label = `×${formatCount(count)} ${serviceOf(trace, row)} ${nameOf(trace, row)} ${worstWords}: ${times}`;
  const state = `${isSelected ? 'span-row-selected' : ''} ${item === hoveredItem ? 'span-row-hovered' : ''} ${props.runHasMatch?.[run] === 1 && !isOpen ? 'span-row-match' : ''}`;
  return (
    <div
      id={`span-${item}`}
      role="treeitem"
      tabIndex={-1}
      className={`span-row run-row ${state}`}
      data-testid="run-row"
      data-count={count}
      aria-level={level + 1}
      aria-selected={isSelected}
      aria-expanded={isOpen}
      aria-label={label}
      style={{ transform: `translateY(${index * ROW_HEIGHT - scrollTop}px)` }}
    >
      <span
        className="span-guides"
        style={{ width: Math.min((level - baseLevel) * INDENT_PX, maxIndentPx(treeWidth)) }}
      />
      <button
        type="button"
        tabIndex={-1}
        className="fold-mark"
        aria-label={isOpen ? 'Fold the run' : 'Open the run'}
        onClick={(event) => {
          event.stopPropagation();
          view.setFolding(toggleRun(view.folding, run));
        }}
      >
        <FoldIcon folded={!isOpen} />
      </button>
      <ServiceDot hue={hues[trace.service[row] ?? 0] ?? 0} />
      <span className="run-count">×{formatCount(count)}</span>{' '}
      <span className="span-text ellipsis" title={label}>
        <span className="span-service">{serviceOf(trace, row)}</span> {nameOf(trace, row)}
      </span>{' '}
      <button
        type="button"
        tabIndex={-1}
        className="run-worst"
        data-testid="run-worst"
        title={errors > 0 ? 'Show the longest that failed' : 'Show the longest'}
        onClick={(event) => {
          event.stopPropagation();
          view.select(worstRow);
        }}
      >
        {errors > 0 && <ErrorIcon />}
        {worstWords}
      </button>
    </div>
  );
}
