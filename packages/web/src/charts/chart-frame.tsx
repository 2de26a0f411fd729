// What every chart has around it: a title, a readout, the way to its values as a table, and what
// stands in its place while there is nothing to draw.

import type { ReactNode } from 'react';
import './charts.css';
import { TableIcon } from '../widgets/icons.tsx';
import { LoadingText } from '../widgets/message.tsx';
import type { ChartStatus } from './chart-types.ts';

interface ChartFrameProps extends ChartStatus {
  readonly title: string;
  readonly readout?: ReactNode;
  readonly actions?: ReactNode;
  readonly height: number;
  readonly isEmpty: boolean;
  readonly isTable: boolean;
  readonly onTable: (isTable: boolean) => void;
  /** The chart. */
  readonly children: ReactNode;
  readonly table: () => ReactNode;
}

export function ChartFrame(props: ChartFrameProps) {
  const { title, readout, actions, isEmpty, isTable, onTable, incomplete, isLoading } = props;
  return (
    <figure className="chart" aria-label={title} aria-busy={isLoading}>
      <figcaption className="chart-head">
        <span className="chart-title">{title}</span>
        {incomplete !== undefined && (
          <span className="chart-incomplete" title={incomplete}>
            Incomplete<span className="visually-hidden">: {incomplete}</span>
          </span>
        )}
        <span className="chart-readout">{readout}</span>
        {actions}
        {!isEmpty && (
          <button
            type="button"
            className="button button-quiet button-small button-icon chart-table-button"
            aria-pressed={isTable}
            aria-label={`${title} as a table`}
            title={isTable ? 'Show the chart' : 'Show the values as a table'}
            onClick={() => onTable(!isTable)}
          >
            <TableIcon />
          </button>
        )}
      </figcaption>
      <ChartBody {...props} />
    </figure>
  );
}

function ChartBody(props: ChartFrameProps) {
  const {
    height,
    isEmpty,
    isTable,
    isLoading = false,
    error,
    onRetry,
    emptyText,
    children,
  } = props;
  if (error !== undefined) {
    return (
      <div className="chart-state" style={{ minHeight: height }} role="alert">
        <p className="chart-error">{error.message}</p>
        {onRetry !== undefined && (
          <button type="button" className="button" onClick={onRetry}>
            Try again
          </button>
        )}
      </div>
    );
  }
  if (isEmpty) {
    return (
      <div className="chart-state" style={{ minHeight: height }}>
        {isLoading ? <LoadingText>Counting…</LoadingText> : <p>{emptyText ?? 'No values'}</p>}
      </div>
    );
  }
  if (isTable) {
    return (
      <div className="chart-table" style={{ height }}>
        {props.table()}
      </div>
    );
  }
  return <div className={isLoading ? 'chart-body chart-stale' : 'chart-body'}>{children}</div>;
}
