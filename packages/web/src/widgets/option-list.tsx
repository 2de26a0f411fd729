// The list below a field in which one types to narrow it: what fits the text, and the rows. The keyboard is the
// field's, as the ARIA combobox pattern asks.

import type { ReactNode } from 'react';

export interface ListOption {
  readonly value: string;
  /** Shown in place of the value. */
  readonly label?: string;
  /** Shown small at the right: a count, a kind. */
  readonly note?: string;
  readonly mark?: ReactNode;
}

/** Longer lists are narrowed by typing; the list says how many it leaves out. */
export const MAX_SHOWN = 200;

export interface FittingOptions {
  readonly found: readonly ListOption[];
  /** What Enter takes before somebody has moved: what was typed to the letter, else the first; -1 without a text. */
  readonly first: number;
  readonly isExact: boolean;
}

export function fittingOptions(options: readonly ListOption[], text: string): FittingOptions {
  const wanted = text.trim().toLowerCase();
  const found = options.filter((option) => shownText(option).toLowerCase().includes(wanted));
  if (wanted === '') return { found, first: -1, isExact: false };
  const exact = found.findIndex((option) => shownText(option).toLowerCase() === wanted);
  return { found, first: Math.max(exact, 0), isExact: exact >= 0 };
}

function shownText({ label, value }: ListOption): string {
  return label ?? value;
}

export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`;
}

/** The row that an arrow key leads to, brought into sight; undefined for other keys. */
export function movedOption(
  key: string,
  listId: string,
  active: number,
  count: number,
): number | undefined {
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined;
  const next = Math.min(Math.max(active + (key === 'ArrowDown' ? 1 : -1), 0), count - 1);
  document.getElementById(optionId(listId, next))?.scrollIntoView({ block: 'nearest' });
  return next;
}

interface OptionListProps {
  readonly id: string;
  readonly label: string;
  /** Of the option that is chosen. */
  readonly value: string | undefined;
  readonly options: readonly ListOption[];
  readonly active: number;
  readonly onChoose: (option: ListOption) => void;
  readonly onPoint: (index: number) => void;
}

export function OptionList(props: OptionListProps) {
  const { id, label, value, options, active, onChoose, onPoint } = props;
  return (
    <div className="listbox" role="listbox" id={id} aria-label={label}>
      {options.map((option, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard is the field's
        <div
          key={option.value}
          id={optionId(id, index)}
          className={`option ${index === active ? 'option-active' : ''}`}
          role="option"
          tabIndex={-1}
          aria-selected={option.value === value}
          title={shownText(option)}
          onPointerMove={() => onPoint(index)}
          onClick={() => onChoose(option)}
        >
          {option.mark}
          <span className="ellipsis">{shownText(option)}</span>
          {option.note !== undefined && <span className="option-note">{option.note}</span>}
        </div>
      ))}
    </div>
  );
}
