// One trace of the results: a row whose link covers it.

import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TraceSummary } from '@throughline/model/api/search';
import { assertNever } from '@throughline/model/base/assert';
import type { PointerEvent, ReactNode } from 'react';
import { formatCount, formatQuantity } from '../../../base/format-count.ts';
import { formatDuration, formatDurationExact } from '../../../base/format-duration.ts';
import { formatAgo, formatTimeFull, formatTimeShort } from '../../../base/format-time.ts';
import { assignHues, type Hues } from '../../../base/service-hue.ts';
import { traceQuery } from '../../../data/queries.ts';
import { ErrorIcon } from '../../../widgets/icons.tsx';
import { ServiceDot } from '../../../widgets/service-dot.tsx';
import { isToldWhole, type TableColumn, valuesOf } from './columns.ts';
import { CompareBox } from './compare-choice.tsx';
import { findingInShort } from './finding-in-short.ts';
import { SPANS_FOR_COLUMNS } from './search-parameters.ts';

interface ResultRowProps {
  readonly trace: TraceSummary;
  readonly columns: readonly TableColumn[];
  readonly index: number;
  readonly topPx: number;
  readonly heightPx: number;
  readonly longestNs: number;
  readonly nowMs: number;
  readonly usualHues: Hues;
}

const MAX_DOTS = 10;
/** Until then a missing root is more likely on its way than lost: senders gather for some seconds. */
const ARRIVING_MS = 30_000;

export function ResultRow(props: ResultRowProps) {
  const { trace, columns, index, topPx, heightPx, usualHues } = props;
  const names = trace.services.map((service) => service.name);
  const hues = assignHues([trace.rootService, ...names], usualHues);
  const own = columns.filter(({ id }) => id !== 'field');
  const fields = columns.flatMap(({ field }) => (field === undefined ? [] : [field]));
  return (
    // biome-ignore lint/a11y/useSemanticElements: the table is made of roles (results-table.tsx)
    // biome-ignore lint/a11y/useFocusableInteractive: the row's link takes the focus
    <div
      role="row"
      aria-rowindex={index + 2}
      className="results-columns result-row"
      data-testid="trace-row"
      data-trace-id={trace.traceId}
      style={{ transform: `translateY(${topPx}px)`, height: heightPx }}
    >
      {own.map(({ id }) => (
        <OwnCell key={id} id={id} hues={hues} {...props} />
      ))}
      {fields.length > 0 && (
        <div className="cells-fields">
          {fields.map((field) => (
            <FieldCell key={field} trace={trace} field={field} />
          ))}
        </div>
      )}
    </div>
  );
}

interface OwnCellProps extends ResultRowProps {
  readonly id: TableColumn['id'];
  readonly hues: Hues;
}

function OwnCell({ id, trace, hues, longestNs, nowMs }: OwnCellProps) {
  const durationNs = Number(trace.durationNano);
  switch (id) {
    case 'start':
      return <StartCell trace={trace} nowMs={nowMs} />;
    case 'root':
      return <RootCell trace={trace} hue={hues.get(trace.rootService) ?? 0} nowMs={nowMs} />;
    case 'duration':
      return (
        <Cell className="cell-duration number">
          <span data-hint={formatDurationExact(durationNs)}>{formatDuration(durationNs)}</span>
        </Cell>
      );
    case 'bar':
      return (
        <Cell className="cell-bar">
          <span className="duration-bar" style={{ width: `${(durationNs / longestNs) * 100}%` }} />
        </Cell>
      );
    case 'spans':
      return <Cell className="cell-spans number">{formatCount(trace.spanCount)}</Cell>;
    case 'errors':
      return (
        <Cell className="cell-errors number">
          {trace.errorCount === 0 ? (
            <span className="muted">0</span>
          ) : (
            <span className="error-count">
              <ErrorIcon />
              {formatCount(trace.errorCount)}
            </span>
          )}
        </Cell>
      );
    case 'services':
      return (
        <Cell className="cell-services">
          <ServiceDots trace={trace} hues={hues} />
        </Cell>
      );
    case 'finding':
      return <FindingCell trace={trace} />;
    case 'field':
      return null;
    default:
      return assertNever(id);
  }
}

function StartCell({ trace, nowMs }: Pick<ResultRowProps, 'trace' | 'nowMs'>) {
  const startNs = BigInt(trace.startTimeUnixNano);
  return (
    <Cell className="cell-start muted">
      <time data-hint={`${formatTimeFull(startNs)}, ${formatAgo(startNs, nowMs)}`}>
        {formatTimeShort(startNs, nowMs)}
      </time>
    </Cell>
  );
}

interface RootCellProps extends Pick<ResultRowProps, 'trace' | 'nowMs'> {
  readonly hue: number;
}

function RootCell({ trace, hue, nowMs }: RootCellProps) {
  const startMs = Number(BigInt(trace.startTimeUnixNano) / 1_000_000n);
  const client = useQueryClient();
  // A click takes a tenth of a second from here to its end.
  const onPointerDown = (event: PointerEvent): void => {
    if (beginsClick(event)) void client.prefetchQuery(traceQuery(trace.traceId));
  };
  return (
    <Cell className="cell-root" hint={`${trace.rootService} ${trace.rootName}`}>
      <CompareBox traceId={trace.traceId} name={`${trace.rootService} ${trace.rootName}`} />
      <ServiceDot hue={hue} />
      <Link
        to="/trace/$traceId"
        params={{ traceId: trace.traceId }}
        className="result-link ellipsis"
        onPointerMove={showHint}
        onPointerDown={onPointerDown}
      >
        <span className="result-service">{trace.rootService}</span> {trace.rootName}
      </Link>
      {!trace.hasRoot && <MissingRoot isRecent={nowMs - startMs < ARRIVING_MS} />}
    </Cell>
  );
}

/** One that opens the trace here: not in another tab, and not a finger, which may begin to scroll. */
function beginsClick({ button, pointerType, ctrlKey, metaKey, shiftKey }: PointerEvent): boolean {
  return pointerType === 'mouse' && button === 0 && !ctrlKey && !metaKey && !shiftKey;
}

/** What the analysis of arriving traces has found: in short, and in its sentences on hover. */
function FindingCell({ trace }: Pick<ResultRowProps, 'trace'>) {
  const found = findingInShort(trace);
  return (
    <Cell
      className="cell-finding ellipsis"
      {...(found === undefined ? {} : { hint: found.sentences.join(' ') })}
    >
      {found?.text}
    </Cell>
  );
}

interface FieldCellProps {
  readonly trace: TraceSummary;
  readonly field: string;
}

/** A trace may have many values of a field: the first, and how many others. */
function FieldCell({ trace, field }: FieldCellProps) {
  const [first, ...others] = valuesOf(trace, field);
  const asked = isToldWhole(trace)
    ? 'No span that matches has it'
    : `None of the first ${SPANS_FOR_COLUMNS} spans that match has it`;
  const all = [first, ...others].join(', ');
  return (
    <Cell className="cell-field ellipsis" hint={first === undefined ? asked : `${field}: ${all}`}>
      {first === undefined ? <span className="muted">–</span> : first}
      {others.length > 0 && <span className="muted"> +{others.length}</span>}
    </Cell>
  );
}

/**
 * The link lies over the whole row, so that every click on the row, with whatever key or button, is a
 * click on a link. It says what the pointer is on by the hints of what lies beneath it.
 */
function showHint(event: PointerEvent<HTMLElement>): void {
  const beneath = document.elementsFromPoint(event.clientX, event.clientY);
  const hinted = beneath.find(
    (element): element is HTMLElement =>
      element instanceof HTMLElement && element.dataset['hint'] !== undefined,
  );
  event.currentTarget.title = hinted?.dataset['hint'] ?? '';
}

/** A trace that has just begun has no root yet, since a span is sent when it ends. */
function MissingRoot({ isRecent }: { readonly isRecent: boolean }) {
  return (
    <span
      className={`no-root ${isRecent ? 'muted' : ''}`}
      data-hint="No span without a parent has arrived yet"
    >
      {isRecent ? 'arriving' : 'root missing'}
    </span>
  );
}

interface CellProps {
  readonly className: string;
  readonly hint?: string;
  readonly children: ReactNode;
}

function Cell({ className, hint, children }: CellProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: the table is made of roles (results-table.tsx)
    <div role="cell" className={className} data-hint={hint}>
      {children}
    </div>
  );
}

interface ServiceDotsProps {
  readonly trace: TraceSummary;
  readonly hues: Hues;
}

function ServiceDots({ trace, hues }: ServiceDotsProps) {
  const shown = trace.services.slice(0, MAX_DOTS);
  const hidden = trace.services.slice(MAX_DOTS);
  return (
    <span className="service-dots">
      {shown.map((service) => (
        <span
          key={service.name}
          className="service-dot-target"
          data-hint={`${service.name}: ${formatQuantity(service.spanCount, 'span')}, ${formatQuantity(service.errorCount, 'error')}`}
        >
          <ServiceDot hue={hues.get(service.name) ?? 0} />
        </span>
      ))}
      {hidden.length > 0 && (
        <span className="more-services muted" data-hint={namesOf(hidden)}>
          +{hidden.length}
        </span>
      )}
      <span className="service-names" data-hint={namesOf(trace.services)}>
        {namesOf(trace.services)}
      </span>
    </span>
  );
}

function namesOf(services: TraceSummary['services']): string {
  return services.map((service) => service.name).join(', ');
}
