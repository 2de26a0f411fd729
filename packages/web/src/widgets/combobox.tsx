// A text field with a list to choose from: type to narrow, arrows and Enter to choose, or free text
// for a value the list does not know (yet). Follows the ARIA combobox pattern.

import { type KeyboardEvent, useCallback, useId, useRef, useState } from 'react';
import { CloseIcon } from './icons.tsx';
import {
  fittingOptions,
  type ListOption,
  MAX_SHOWN,
  movedOption,
  OptionList,
  optionId,
} from './option-list.tsx';
import { useDismiss } from './use-dismiss.ts';

interface ComboboxProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly ListOption[];
  readonly placeholder: string;
  /** What the list says when it has nothing to offer. */
  readonly emptyText: string;
  readonly onChoose: (value: string | undefined) => void;
}

export function Combobox(props: ComboboxProps) {
  const { label, value, options, placeholder, onChoose } = props;
  const id = useId();
  const listId = `${id}-list`;
  const rootRef = useRef<HTMLDivElement>(null);
  const inputRef = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState<string>();
  const [moved, setMoved] = useState<number>();
  const isOpen = draft !== undefined;
  const close = useCallback(() => {
    setDraft(undefined);
    setMoved(undefined);
  }, []);
  useDismiss(rootRef, isOpen, close);

  const { found, first } = fittingOptions(options, draft ?? '');
  const shown = found.slice(0, MAX_SHOWN);
  const active = moved ?? first;

  const choose = (next: string | undefined): void => {
    close();
    if (next !== value) onChoose(next);
  };
  const open = (): void => setDraft((now) => now ?? '');
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = movedOption(event.key, listId, active, shown.length);
    if (next !== undefined) {
      event.preventDefault();
      open();
      setMoved(next);
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      const typed = draft.trim() === '' ? value : draft.trim();
      choose(found[active]?.value ?? typed);
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
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && active >= 0 ? optionId(listId, active) : undefined}
        placeholder={value ?? placeholder}
        value={draft ?? value ?? ''}
        title={value}
        onChange={(event) => {
          setDraft(event.target.value);
          setMoved(undefined);
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
          <OptionList
            {...{ id: listId, label, value, options: shown, active }}
            onChoose={(option) => choose(option.value)}
            onPoint={setMoved}
          />
          <ComboboxHint {...props} found={found.length} shown={shown.length} draft={draft} />
        </div>
      )}
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
