// The rows of the tree that are in view, as text: fold mark, service, operation, error mark.

import { formatQuantity } from '../../base/format-count.ts';
import { formatDuration } from '../../base/format-duration.ts';
import { spanIdOf } from '../../data/span-ids.ts';
import { nameOf, STATUS_ERROR, serviceOf, type TraceModel } from '../../data/trace-model.ts';
import { ROW_HEIGHT } from '../../draw/bar-layout.ts';
import { hasChildren, toggleFold } from '../../state/visible-rows.ts';
import { ErrorIcon, FoldIcon } from '../../widgets/icons.tsx';
import { ServiceDot } from '../../widgets/service-dot.tsx';
import { INDENT_PX, maxIndentPx } from './indentation.ts';
import type { TraceView } from './use-trace-view.ts';

interface SpanTreeRowsProps {
  readonly trace: TraceModel;
  readonly view: TraceView;
  readonly hues: readonly number[];
  readonly first: number;
  readonly end: number;
  readonly scrollTop: number;
  readonly treeWidth: number;
  readonly hoveredRow: number | undefined;
  /** Rows of this depth are not indented. */
  readonly baseDepth: number;
}

export function SpanTreeRows(props: SpanTreeRowsProps) {
  const { view, first, end } = props;
  const rows = view.visibleRows.subarray(first, end);
  return Array.from(rows, (row, i) => <SpanRow key={row} {...props} row={row} index={first + i} />);
}

interface SpanRowProps extends SpanTreeRowsProps {
  readonly row: number;
  readonly index: number;
}

function SpanRow(props: SpanRowProps) {
  const { trace, view, hues, row, index, scrollTop, treeWidth, hoveredRow, baseDepth } = props;
  const { tree } = trace;
  const depth = tree.depth[row] ?? 0;
  const service = serviceOf(trace, row);
  const name = nameOf(trace, row);
  const durationNs = trace.spanDurationNs[row] ?? 0;
  const isError = trace.status[row] === STATUS_ERROR;
  const isParent = hasChildren(tree, row);
  const isFolded = view.folded[row] === 1;
  const isSelected = row === view.selectedRow;
  const indentPx = Math.min((depth - baseDepth) * INDENT_PX, maxIndentPx(treeWidth));
  const state = `${isSelected ? 'span-row-selected' : ''} ${row === hoveredRow ? 'span-row-hovered' : ''}`;
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
      aria-level={depth + 1}
      aria-selected={isSelected}
      aria-expanded={isParent ? !isFolded : undefined}
      aria-label={`${service} ${name}, ${formatDuration(durationNs)}${isError ? ', error' : ''}`}
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
            view.setFolded(toggleFold(view.folded, row, !isFolded));
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
      </span>
      {isFolded && <FoldedNote trace={trace} row={row} />}
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
