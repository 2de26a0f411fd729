// One field that sets the selection apart: its values with their shares on either side as bars, and what can be
// done with them.

import type { CohortField, CohortValue } from '@throughline/model/api/cohorts';
import { formatCount, formatShare } from '../../../base/format-count.ts';
import { showValue } from '../../../query/show-value.ts';
import type { Explore } from '../use-explore.ts';

/** More are behind "more values"; a value that hardly differs is not worth a line. */
const SHOWN_VALUES = 3;
const LEAST_EFFECT = 0.01;

interface DifferFieldProps {
  readonly field: CohortField;
  /** Those that say the same of the same spans. */
  readonly alike: readonly CohortField[];
  readonly explore: Explore;
}

export function DifferField({ field, alike, explore }: DifferFieldProps) {
  const { values, valueCount } = field;
  const telling = values.filter(({ effect }) => Math.abs(effect) >= LEAST_EFFECT);
  const isByPresence = Math.abs(field.selectionShare - field.baselineShare) >= field.effect - 1e-9;
  const shown = telling.slice(0, SHOWN_VALUES);
  const rest = valueCount - shown.length;
  return (
    <li className="differ-field">
      <div className="differ-field-head">
        <h3 className="mono">{field.field}</h3>
        <span>differs by {formatShare(field.effect)}</span>
      </div>
      <ul>
        {isByPresence && valueCount > 1 && (
          <Line
            text="any value"
            shares={field}
            condition={`${field.field} != nil`}
            explore={explore}
          />
        )}
        {shown.map((value) => (
          <Line
            key={`${value.type} ${String(value.value)}`}
            text={showValue(value)}
            shares={value}
            condition={value.condition}
            explore={explore}
          />
        ))}
      </ul>
      {rest > 0 && <p className="muted">{sayRest(rest)}</p>}
      {alike.length > 0 && (
        <p className="muted differ-alike">
          With it: <span className="mono">{alike.map(sayField).join(', ')}</span>
        </p>
      )}
    </li>
  );
}

function sayRest(rest: number): string {
  return rest === 1 ? '1 more value' : `${formatCount(rest)} more values`;
}

function sayField({ field, values: [only] }: CohortField): string {
  return only === undefined ? field : `${field} = ${showValue(only)}`;
}

type Shares = Pick<CohortValue, 'selection' | 'baseline' | 'selectionShare' | 'baselineShare'>;

interface LineProps {
  readonly text: string;
  readonly shares: Shares;
  readonly condition: string | undefined;
  readonly explore: Explore;
}

function Line({ text, shares, condition, explore }: LineProps) {
  return (
    <li className="differ-value">
      <span className="differ-text mono" title={text}>
        {text}
      </span>
      <Share name="selected" share={shares.selectionShare} count={shares.selection} isSelection />
      <Share name="others" share={shares.baselineShare} count={shares.baseline} />
      {condition !== undefined && <Actions text={text} condition={condition} explore={explore} />}
    </li>
  );
}

interface ShareProps {
  readonly name: string;
  readonly share: number;
  readonly count: number;
  readonly isSelection?: boolean;
}

function Share({ name, share, count, isSelection = false }: ShareProps) {
  return (
    <span className="differ-share" title={`${formatCount(count)} ${name} spans`}>
      <span className="visually-hidden">{name}: </span>
      <span className="differ-track">
        <i
          className={isSelection ? 'differ-bar differ-bar-selection' : 'differ-bar'}
          style={{ width: `${share * 100}%` }}
        />
      </span>
      <b>{formatShare(share)}</b>
    </span>
  );
}

interface ActionsProps {
  readonly text: string;
  readonly condition: string;
  readonly explore: Explore;
}

function Actions({ text, condition, explore }: ActionsProps) {
  const { query, addCondition, setQuery } = explore;
  const add = (next: string): void => {
    if (!addCondition(next)) setQuery(`${query} | { ${next} }`);
  };
  return (
    <span className="differ-actions">
      <button
        type="button"
        className="button button-small"
        aria-label={`Filter by this: ${condition}`}
        title={`Only spans with ${text}`}
        onClick={() => add(condition)}
      >
        Filter by this
      </button>
      <button
        type="button"
        className="button button-small"
        aria-label={`Without this: ${condition}`}
        title={`Only spans without ${text}`}
        onClick={() => add(`!(${condition})`)}
      >
        Without this
      </button>
    </span>
  );
}
