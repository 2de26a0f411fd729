// The rows of the tree that are in view, as text: fold mark, service, operation, error mark.

import { Link } from '@tanstack/react-router';
import { STATUS_ERROR } from '@throughline/model/span/span-kind';
import { formatQuantity } from '../../base/format-count.ts';
import { formatDuration } from '../../base/format-duration.ts';
import { spanIdOf } from '../../data/span-ids.ts';
import type { LostEdge } from '../../data/trace-analysis.ts';
import { nameOf, serviceOf, type TraceModel } from '../../data/trace-model.ts';
import { ROW_HEIGHT } from '../../draw/bar-layout.ts';
import { runOfItem, toggleRow } from '../../state/timeline-items.ts';
import { hasChildren } from '../../state/visible-rows.ts';
import { ErrorIcon, FoldIcon } from '../../widgets/icons.tsx';
import { ServiceDot } from '../../widgets/service-dot.tsx';
import { INDENT_PX, maxIndentPx } from './indentation.ts';
import { RunRow } from './run-row.tsx';
import type { TraceView } from './use-trace-view.ts';

export interface SpanTreeRowsProps {
  readonly trace: TraceModel;
  readonly view: TraceView;
  readonly hues: readonly number[];
  readonly first: number;
  readonly end: number;
  readonly scrollTop: number;
  readonly treeWidth: number;
  readonly hoveredItem: number | undefined;
  /** Lines of this level are not indented. */
  readonly baseLevel: number;
  readonly isMatch: Uint8Array | undefined;
  readonly runHasMatch: Uint8Array | undefined;
  readonly lost: ReadonlyMap<number, LostEdge> | undefined;
}

export function SpanTreeRows(props: SpanTreeRowsProps) {
  const { view, first, end } = props;
  const items = view.shownItems.items.subarray(first, end);
  return Array.from(items, (item, i) => {
    const run = runOfItem(item);
    return run === undefined ? (
      <SpanRow key={item} {...props} row={item} index={first + i} />
    ) : (
      <RunRow key={item} {...props} run={run} index={first + i} />
    );
  });
}

interface SpanRowProps extends SpanTreeRowsProps {
  readonly row: number;
  readonly index: number;
}

function SpanRow(props: SpanRowProps) {
  const { trace, view, hues, row, index, scrollTop, treeWidth, hoveredItem, baseLevel } = props;
  const { tree } = trace;
  const level = view.shownItems.level[index] ?? 0;
  const service = serviceOf(trace, row);
  const name = nameOf(trace, row);
  const durationNs = trace.spanDurationNs[row] ?? 0;
  const isError = trace.status[row] === STATUS_ERROR;
  const isParent = hasChildren(tree, row);
  const isFolded = view.folding.folded[row] === 1;
  const isSelected = row === view.selectedRow;
  // As it is seen, so that it can be said to who controls a computer by voice.
  const seen = [
    ...[service, name],
    ...(isFolded ? [`+${(tree.subtreeSize[row] ?? 1) - 1}`] : []),
    ...(props.lost?.has(row) ? [lostWords(props.lost.get(row)?.side)] : []),
    ...(trace.placedByLink[row] === 1 ? ['by link'] : []),
    ...(trace.parentMissing[row] === 1 ? ['parent missing'] : []),
  ];
  const indentPx = Math.min((level - baseLevel) * INDENT_PX, maxIndentPx(treeWidth));
  const isMatch = props.isMatch?.[row] === 1;
  const state = `${isSelected ? 'span-row-selected' : ''} ${row === hoveredItem ? 'span-row-hovered' : ''} ${isMatch ? 'span-row-match' : ''}`;
  return (
    <div
      id={`span-${row}`}
      // The tree holds the focus and names the active row (aria-activedescendant).
      role="treeitem"
      tabIndex={-1}
      className={`span-row ${state}`}
      data-testid="span-row"
      data-span-id={spanIdOf(trace, row)}
      data-service={service}
      data-name={name}
      data-duration-ns={durationNs}
      aria-level={level + 1}
      aria-selected={isSelected}
      aria-expanded={isParent ? !isFolded : undefined}
      aria-label={`${seen.join(' ')}, ${formatDuration(durationNs)}${isError ? ', error' : ''}`}
      style={{ transform: `translateY(${index * ROW_HEIGHT - scrollTop}px)` }}
    >
      <span className="span-guides" style={{ width: indentPx }} />
      {isParent ? (
        <button
          type="button"
          tabIndex={-1}
          className="fold-mark"
          aria-label={isFolded ? 'Expand' : 'Collapse'}
          onClick={(event) => {
            event.stopPropagation();
            view.setFolding(toggleRow(view.folding, row));
          }}
        >
          <FoldIcon folded={isFolded} />
        </button>
      ) : (
        <span className="fold-mark" />
      )}
      <ServiceDot hue={hues[trace.service[row] ?? 0] ?? 0} />
      <span className="span-text ellipsis" title={`${service} · ${name}`}>
        <span className="span-service">{service}</span> {name}
      </span>{' '}
      {isFolded && <FoldedNote trace={trace} row={row} />} <LostNote edge={props.lost?.get(row)} />{' '}
      {trace.placedByLink[row] === 1 && (
        <span className="span-note" title="Without a parent; it links to the span above it">
          by link
        </span>
      )}{' '}
      {trace.parentMissing[row] === 1 && (
        <span className="span-orphan" title="The parent of this span has not arrived">
          parent missing
        </span>
      )}
      {isError && <ErrorIcon />}
    </div>
  );
}

function FoldedNote({ trace, row }: { readonly trace: TraceModel; readonly row: number }) {
  const spans = (trace.tree.subtreeSize[row] ?? 1) - 1;
  const own = trace.status[row] === STATUS_ERROR ? 1 : 0;
  const errors = (trace.errorsBelow[row] ?? 0) - own;
  const words = `${formatQuantity(spans, 'span')} below, ${formatQuantity(errors, 'error')}`;
  return (
    <span className={errors > 0 ? 'span-folded span-folded-error' : 'span-folded'} title={words}>
      {errors > 0 && <ErrorIcon />}+{spans}
    </span>
  );
}

function lostWords(side: LostEdge['side'] | undefined): string {
  return side === 'out' ? 'goes on elsewhere' : 'caller probable';
}

/** Where the context was lost: the way to where the trace probably goes on. */
function LostNote({ edge }: { readonly edge: LostEdge | undefined }) {
  if (edge === undefined) return null;
  const { side, sentence, otherTrace } = edge;
  const words = lostWords(side);
  if (otherTrace === undefined) {
    return (
      <span className="span-note" title={sentence}>
        {words}
      </span>
    );
  }
  const { traceId, span } = otherTrace;
  return (
    <Link
      to="/trace/$traceId"
      params={{ traceId }}
      search={{ span }}
      className="span-note"
      title={sentence}
      tabIndex={-1}
    >
      {words}
    </Link>
  );
}
