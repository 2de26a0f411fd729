// The merged tree: every operation of either side with what it costs on both, and what changed.

import {
  type CompareRow,
  differs,
  listOperations,
} from '@throughline/analysis/compare/list-operations';
import type {
  ChangeName,
  CompareAnswer,
  ComparedOperationAnswer,
  OperationSide,
} from '@throughline/model/api/compare';
import { useMemo } from 'react';
import { formatCount, formatQuantity, formatShare } from '../../base/format-count.ts';
import { formatDuration } from '../../base/format-duration.ts';
import { useHues } from '../../data/use-usual-hues.ts';
import { type CompareState, readCompareState } from '../../state/compare-state.ts';
import { ErrorIcon } from '../../widgets/icons.tsx';
import { Segments } from '../../widgets/segments.tsx';
import { ServiceDot } from '../../widgets/service-dot.tsx';

interface CompareTableProps {
  readonly answer: CompareAnswer;
  readonly state: CompareState;
  readonly selected: number | undefined;
  readonly onSelect: (index: number) => void;
  readonly onChange: (state: CompareState) => void;
}

const LISTS = [
  ['tree', 'Tree'],
  ['effect', 'By effect'],
] as const;

const SHOWN = [
  ['differences', 'Differences'],
  ['all', 'All operations'],
] as const;

export function CompareTable(props: CompareTableProps) {
  const { answer, state, selected, onSelect, onChange } = props;
  const { list, show } = state;
  const rows = useMemo(
    () => listOperations(answer, { asTree: list !== 'effect', withSame: show === 'all' }),
    [answer, list, show],
  );
  const hues = useHues(useServices(answer));
  const most = rows.reduce((max, { operation }) => Math.max(max, Math.abs(operation.deltaNs)), 1);
  const { operationCount, deeperSpans, operations } = answer;
  const different = operations.filter(differs).length;
  return (
    <section className="compare-operations" aria-label="Operations">
      <div className="compare-bar">
        <Segments
          label="List as"
          options={LISTS}
          value={list ?? 'tree'}
          onChange={(next) => onChange(readCompareState({ ...state, list: next }))}
        />
        <Segments
          label="Show"
          options={SHOWN}
          value={show ?? 'differences'}
          onChange={(next) => onChange(readCompareState({ ...state, show: next }))}
        />
        <p className="muted" role="status">
          {formatQuantity(different, 'difference')} in {formatQuantity(operationCount, 'operation')}
          {operations.length < operationCount &&
            `; of these the ${formatCount(operations.length)} that differ most`}
          {deeperSpans > 0 &&
            `; ${formatQuantity(deeperSpans, 'span')} not compared, too deep or too many`}
        </p>
      </div>
      <div className="compare-scroll">
        <table className="plain-table compare-table" data-testid="compare-table">
          <CompareHead />
          <tbody>
            {rows.map((row) => (
              <OperationRow
                key={row.index}
                row={row}
                hue={hues.get(row.operation.service) ?? 0}
                most={most}
                isSelected={row.index === selected}
                onSelect={() => onSelect(row.index)}
              />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && (
          <p className="compare-none muted">Nothing differs by more than 1 ms and 20 %.</p>
        )}
      </div>
    </section>
  );
}

function useServices({ operations }: CompareAnswer): readonly string[] {
  return useMemo(() => [...new Set(operations.map(({ service }) => service))], [operations]);
}

function CompareHead() {
  return (
    <thead>
      <tr>
        <th scope="col">Operation</th>
        <th scope="col">Change</th>
        <th scope="col" className="number" title="Own time on the critical path: left minus right">
          Difference
        </th>
        <th scope="col" className="number" title="Own time on the critical path">
          Left
        </th>
        <th scope="col" className="number" title="Own time on the critical path">
          Right
        </th>
        <th scope="col" className="number" title="Left and right">
          Calls
        </th>
        <th scope="col" className="number" title="Left and right, of the calls">
          Errors
        </th>
      </tr>
    </thead>
  );
}

interface OperationRowProps {
  readonly row: CompareRow;
  readonly hue: number;
  readonly most: number;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

const INDENT_PX = 14;
const MAX_INDENT = 12;

function OperationRow({ row, hue, most, isSelected, onSelect }: OperationRowProps) {
  const { depth, operation } = row;
  const { left, right, change } = operation;
  return (
    <tr
      data-testid="compare-row"
      data-change={change}
      data-selected={isSelected || undefined}
      onClick={onSelect}
    >
      <th
        scope="row"
        className="compare-name"
        style={{ paddingLeft: 16 + Math.min(depth, MAX_INDENT) * INDENT_PX }}
      >
        <button
          type="button"
          className="link-button"
          aria-pressed={isSelected}
          title={`${operation.service} ${operation.operation}`}
        >
          <ServiceDot hue={hue} />
          <span className="ellipsis">
            <span className="muted">{operation.service}</span> {operation.operation}
          </span>
        </button>
      </th>
      <td>
        <ChangeWord operation={operation} />
      </td>
      <td className="number compare-delta">
        <DeltaBar share={operation.deltaNs / most} />
        {formatDelta(operation.deltaNs)}
      </td>
      <td className="number">{formatPath(left)}</td>
      <td className="number">{formatPath(right)}</td>
      <td className="number">{formatPair(left, right, ({ calls }) => formatCount(calls))}</td>
      <td className="number">
        {formatPair(left, right, ({ errorShare }) =>
          errorShare === 0 ? '0' : formatShare(errorShare),
        )}
      </td>
    </tr>
  );
}

const WORDS: Readonly<Record<ChangeName, string>> = {
  same: '',
  slower: 'slower',
  faster: 'faster',
  new: 'new',
  missing: 'missing',
};

function ChangeWord({ operation }: { readonly operation: ComparedOperationAnswer }) {
  const { change, left, right } = operation;
  const fails = (left?.errorShare ?? 0) > (right?.errorShare ?? 0);
  return (
    <span className="compare-changes">
      {change !== 'same' && <span className={`change change-${change}`}>{WORDS[change]}</span>}
      {fails && (
        <span className="change change-failing">
          <ErrorIcon /> fails
        </span>
      )}
    </span>
  );
}

/** Right of the middle what costs more, left of it what costs less. */
function DeltaBar({ share }: { readonly share: number }) {
  const width = `${Math.min(Math.abs(share), 1) * 50}%`;
  return (
    <span className="delta-track" aria-hidden="true">
      <span
        className="delta-bar"
        data-less={share < 0 || undefined}
        style={share < 0 ? { right: '50%', width } : { left: '50%', width }}
      />
    </span>
  );
}

function formatDelta(ns: number): string {
  if (Math.round(ns) === 0) return '';
  return ns > 0 ? `+${formatDuration(Math.round(ns))}` : formatDuration(Math.round(ns));
}

function formatPath(side: OperationSide | undefined): string {
  return side === undefined ? '–' : formatDuration(Math.round(side.pathNs));
}

function formatPair(
  left: OperationSide | undefined,
  right: OperationSide | undefined,
  format: (side: OperationSide) => string,
): string {
  const one = left === undefined ? '–' : format(left);
  const other = right === undefined ? '–' : format(right);
  return one === other ? one : `${one} · ${other}`;
}
