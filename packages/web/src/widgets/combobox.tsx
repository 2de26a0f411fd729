// A text field with a list to choose from: type to narrow, arrows and Enter to choose, or free text
// for a value the list does not know (yet). Follows the ARIA combobox pattern.

import { type KeyboardEvent, type ReactNode, useCallback, useId, useRef, useState } from 'react';
import { CloseIcon } from './icons.tsx';
import { useDismiss } from './use-dismiss.ts';

export interface ComboboxOption {
  readonly value: string;
  /** Shown small at the right: a count, a kind. */
  readonly note?: string;
  readonly mark?: ReactNode;
}

interface ComboboxProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly ComboboxOption[];
  readonly placeholder: string;
  /** What the list says when it has nothing to offer. */
  readonly emptyText: string;
  readonly onChoose: (value: string | undefined) => void;
}

/** Longer lists are narrowed by typing; the list says how many it leaves out. */
const MAX_SHOWN = 200;

export function Combobox(props: ComboboxProps) {
  const { label, value, options, placeholder, onChoose } = props;
  const id = useId();
  const rootRef = useRef<HTMLDivElement>(null);
  const inputRef = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState<string>();
  const [active, setActive] = useState(-1);
  const isOpen = draft !== undefined;
  const close = useCallback(() => {
    setDraft(undefined);
    setActive(-1);
  }, []);
  useDismiss(rootRef, isOpen, close);

  const wanted = (draft ?? '').trim().toLowerCase();
  const found = options.filter((option) => option.value.toLowerCase().includes(wanted));
  const shown = found.slice(0, MAX_SHOWN);

  const choose = (next: string | undefined): void => {
    close();
    if (next !== value) onChoose(next);
  };
  const open = (): void => setDraft((now) => now ?? '');
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      open();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive(Math.min(Math.max(active + step, 0), shown.length - 1));
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      const exact = options.find((option) => option.value.toLowerCase() === wanted)?.value;
      const typed = draft.trim() === '' ? value : draft.trim();
      choose(shown[active]?.value ?? exact ?? typed);
    } else if (event.key === 'Tab') {
      close();
    }
  };
  return (
    <div className="field anchor" ref={rootRef}>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        ref={inputRef}
        className={`input ${value === undefined ? 'input-chevron' : 'input-clearable'}`}
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        placeholder={value ?? placeholder}
        value={draft ?? value ?? ''}
        title={value}
        onChange={(event) => {
          setDraft(event.target.value);
          setActive(event.target.value === '' ? -1 : 0);
        }}
        onClick={open}
        onKeyDown={onKeyDown}
      />
      {value !== undefined && !isOpen && (
        <button
          type="button"
          className="button button-quiet button-small button-icon combobox-clear"
          aria-label={`Clear ${label.toLowerCase()}`}
          onClick={() => {
            choose(undefined);
            inputRef.current?.focus();
          }}
        >
          <CloseIcon />
        </button>
      )}
      {isOpen && (
        <div className="popup">
          <Options {...{ id, label, value, shown, active, choose, setActive }} />
          <ComboboxHint {...props} found={found.length} shown={shown.length} draft={draft} />
        </div>
      )}
    </div>
  );
}

interface OptionsProps {
  readonly id: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly shown: readonly ComboboxOption[];
  readonly active: number;
  readonly choose: (value: string) => void;
  readonly setActive: (index: number) => void;
}

function Options({ id, label, value, shown, active, choose, setActive }: OptionsProps) {
  return (
    <div className="listbox" role="listbox" id={`${id}-list`} aria-label={label}>
      {shown.map((option, index) => (
        // The keyboard is handled by the input, as the combobox pattern asks.
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above
        <div
          key={option.value}
          id={`${id}-${index}`}
          className={`option ${index === active ? 'option-active' : ''}`}
          role="option"
          tabIndex={-1}
          aria-selected={option.value === value}
          onPointerMove={() => setActive(index)}
          onClick={() => choose(option.value)}
        >
          {option.mark}
          <span className="ellipsis">{option.value}</span>
          {option.note !== undefined && <span className="option-note">{option.note}</span>}
        </div>
      ))}
    </div>
  );
}

interface HintProps {
  readonly emptyText: string;
  readonly found: number;
  readonly shown: number;
  readonly draft: string;
}

function ComboboxHint({ emptyText, found, shown, draft }: HintProps) {
  if (found === 0 && draft.trim() !== '') {
    return <div className="option muted">Enter searches for “{draft.trim()}”</div>;
  }
  if (found === 0) return <div className="option muted">{emptyText}</div>;
  if (found > shown) {
    return (
      <div className="option muted">
        {shown} of {found}; type to narrow
      </div>
    );
  }
  return null;
}
