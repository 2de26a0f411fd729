// The button of a filter: its name, and what it is set to; a cross beside it takes that away.

import type { ReactNode } from 'react';
import { CloseIcon } from '../../../widgets/icons.tsx';
import { PopupButton } from '../../../widgets/popup-button.tsx';

interface FilterButtonProps {
  readonly label: string;
  /** What it is set to, in words. */
  readonly value: string | undefined;
  readonly onClear: () => void;
  readonly children: (close: () => void) => ReactNode;
}

export function FilterButton({ label, value, onClear, children }: FilterButtonProps) {
  return (
    <div className={`filter ${value === undefined ? '' : 'filter-set'}`}>
      <PopupButton
        label={
          <span className="ellipsis">
            {label}
            {value !== undefined && <span className="filter-value"> {value}</span>}
          </span>
        }
        className={`button filter-button ${value === undefined ? 'button-chevron' : ''}`}
        {...(value === undefined ? {} : { title: `${label}: ${value}` })}
      >
        {children}
      </PopupButton>
      {value !== undefined && (
        <button
          type="button"
          className="button button-quiet button-small button-icon"
          aria-label={`Clear ${label.toLowerCase()}`}
          onClick={onClear}
        >
          <CloseIcon />
        </button>
      )}
    </div>
  );
}
