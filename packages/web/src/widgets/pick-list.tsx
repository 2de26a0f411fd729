// A list to choose from in something that has been opened: type to narrow, arrows and Enter to choose, or free
// text for a value the list does not know. Follows the ARIA combobox pattern; the list is always open.

import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import {
  fittingOptions,
  type ListOption,
  MAX_SHOWN,
  movedOption,
  OptionList,
  optionId,
} from './option-list.tsx';

interface PickListProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value?: string | undefined;
  readonly options: readonly ListOption[];
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

export function PickList(props: PickListProps) {
  const { label, placeholder, value, options, onText, onTyped, onChoose } = props;
  const listId = useId();
  const inputRef = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [moved, setMoved] = useState<number>();
  useEffect(() => inputRef.current?.focus(), []);
  const typed = text.trim();
  const { found, first, isExact } = fittingOptions(options, text);
  const active = moved ?? first;
  const asTyped = onTyped === undefined || typed === '' || isExact ? [] : [typedOption(typed)];
  const shown = [...found.slice(0, MAX_SHOWN), ...asTyped];
  const choose = (option: ListOption): void => {
    if (asTyped.includes(option)) onTyped?.(typed);
    else onChoose(option.value);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = movedOption(event.key, listId, active, shown.length);
    if (next === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    if (next !== undefined) {
      setMoved(next);
      return;
    }
    // What was typed to the letter is taken also when it stands too far down to be shown.
    const chosen = shown[active] ?? found[active];
    if (chosen !== undefined) choose(chosen);
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
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? optionId(listId, active) : undefined}
        placeholder={placeholder}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setMoved(undefined);
          onText?.(event.target.value.trim());
        }}
        onKeyDown={onKeyDown}
      />
      <OptionList
        {...{ id: listId, label, value, options: shown, active }}
        onChoose={choose}
        onPoint={setMoved}
      />
      <Hint {...props} found={found.length} typed={typed} />
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

function typedOption(typed: string): ListOption {
  return { value: `typed ${typed}`, label: `“${typed}”`, note: 'as typed' };
}
