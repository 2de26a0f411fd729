// The filter by the status of a span.

import type { StatusWord } from '@throughline/traceql/syntax/ast';
import { CheckIcon, ErrorIcon } from '../../../widgets/icons.tsx';
import { FilterButton } from './filter-button.tsx';

const STATUSES: readonly (readonly [status: StatusWord, label: string, about: string])[] = [
  ['error', 'Error', 'failed'],
  ['ok', 'Ok', 'said to have gone well'],
  ['unset', 'Unset', 'nothing said'],
];

interface StatusMenuProps {
  readonly value: StatusWord | undefined;
  readonly onChoose: (value: string | undefined) => void;
}

export function StatusMenu({ value, onChoose }: StatusMenuProps) {
  const shown = STATUSES.find(([status]) => status === value)?.[1];
  return (
    <FilterButton label="Status" value={shown} onClear={() => onChoose(undefined)}>
      {(close) => (
        <div className="status-list">
          {STATUSES.map(([status, label, about]) => (
            <button
              key={status}
              type="button"
              className="option"
              aria-pressed={status === value}
              onClick={() => {
                close();
                onChoose(status === value ? undefined : status);
              }}
            >
              {status === 'error' && <ErrorIcon />}
              {label}
              <span className="option-note">{status === value ? <CheckIcon /> : about}</span>
            </button>
          ))}
        </div>
      )}
    </FilterButton>
  );
}
