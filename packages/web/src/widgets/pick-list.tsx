// A list to choose from in something that has been opened: type to narrow, arrows and Enter to choose, or free
// text for a value the list does not know. Follows the ARIA combobox pattern; the list is always open.

import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

export interface PickOption {
  readonly value: string;
  /** Shown in place of the value. */
  readonly label?: string;
  /** Shown small at the right: a count, a kind. */
  readonly note?: string;
  readonly mark?: ReactNode;
}

interface PickListProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value?: string | undefined;
  readonly options: readonly PickOption[];
  /** What the list says when it has nothing to offer. */
  readonly emptyText: string;
  /** Stands below the list, such as where its counts come from. */
  readonly hint?: string | undefined;
  /** What Enter does with a text that is not in the list; without it there is no such thing. */
  readonly onTyped?: (text: string) => void;
  /** What has been typed, for a list that is asked for by it. */
  readonly onText?: (text: string) => void;
  readonly onChoose: (value: string) => void;
}

/** Longer lists are narrowed by typing; the list says how many it leaves out. */
const MAX_SHOWN = 200;

export function PickList(props: PickListProps) {
  const { label, placeholder, value, options, onText, onTyped, onChoose } = props;
  const id = useId();
  const inputRef = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [active, setActive] = useState(-1);
  useEffect(() => inputRef.current?.focus(), []);
  const typed = text.trim();
  const wanted = typed.toLowerCase();
  const found = options.filter((option) =>
    (option.label ?? option.value).toLowerCase().includes(wanted),
  );
  const isKnown = options.some((option) => option.value.toLowerCase() === wanted);
  const asTyped = onTyped === undefined || typed === '' || isKnown ? [] : [typedOption(typed)];
  const shown = [...found.slice(0, MAX_SHOWN), ...asTyped];
  const choose = (option: PickOption): void => {
    if (asTyped.includes(option)) onTyped?.(typed);
    else onChoose(option.value);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const next = Math.min(Math.max(active + step, 0), shown.length - 1);
      setActive(next);
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const exact = options.find((option) => option.value.toLowerCase() === wanted);
      const chosen = shown[active] ?? exact;
      if (chosen !== undefined) choose(chosen);
    }
  };
  return (
    <div className="pick-list">
      <input
        ref={inputRef}
        className="input"
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        aria-expanded
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        placeholder={placeholder}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(event.target.value.trim() === '' ? -1 : 0);
          onText?.(event.target.value.trim());
        }}
        onKeyDown={onKeyDown}
      />
      <Options {...{ id, label, value, shown, active, choose, setActive }} />
      <Hint {...props} found={found.length} typed={typed} />
    </div>
  );
}

interface OptionsProps {
  readonly id: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly shown: readonly PickOption[];
  readonly active: number;
  readonly choose: (option: PickOption) => void;
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
          title={option.label ?? option.value}
          onPointerMove={() => setActive(index)}
          onClick={() => choose(option)}
        >
          {option.mark}
          <span className="ellipsis">{option.label ?? option.value}</span>
          {option.note !== undefined && <span className="option-note">{option.note}</span>}
        </div>
      ))}
    </div>
  );
}

interface HintProps extends Pick<PickListProps, 'emptyText' | 'hint' | 'onTyped'> {
  readonly found: number;
  readonly typed: string;
}

function Hint({ emptyText, hint, onTyped, found, typed }: HintProps) {
  const lines: string[] = [];
  if (found === 0 && typed === '') lines.push(emptyText);
  if (found === 0 && typed !== '' && onTyped === undefined) lines.push(`Nothing has “${typed}”`);
  if (found > MAX_SHOWN) lines.push(`${MAX_SHOWN} of ${found}; type to narrow`);
  if (hint !== undefined && found > 0) lines.push(hint);
  return (
    <div className="pick-hint muted" role="status">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}

function typedOption(typed: string): PickOption {
  return { value: `typed ${typed}`, label: `“${typed}”`, note: 'as typed' };
}
