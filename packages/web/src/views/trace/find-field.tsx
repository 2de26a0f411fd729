// Find in the trace: text or TraceQL, how many, the next and the one before. `/` comes here from anywhere.

import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { formatCount } from '../../base/format-count.ts';
import { nextMatch } from '../../data/span-matches.ts';
import { isTyping } from '../../widgets/is-typing.ts';
import { useTracePage } from './trace-context.ts';
import type { FoundSpans } from './use-found-spans.ts';

/** Longer than between two strokes of who types. */
const PAUSE_MS = 350;

export function FindField() {
  const { trace, view, matches } = useTracePage();
  const { find, setFind, selectedRow, select } = view;
  const ref = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(find);
  useEffect(() => setText(find), [find]);
  useEffect(() => {
    if (text === find) return;
    const timer = setTimeout(() => setFind(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, find, setFind]);
  const go = (step: 1 | -1): void => {
    if (matches === undefined) return;
    const row = nextMatch(trace, matches, selectedRow, step);
    if (row !== undefined) select(row);
  };
  useFindKeys(ref, go);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') {
      event.preventDefault();
      if (text !== find) setFind(text);
      else go(event.shiftKey ? -1 : 1);
    }
    if (event.key === 'Escape') {
      if (text !== '') {
        setText('');
        setFind('');
      } else ref.current?.blur();
      event.stopPropagation();
    }
  };
  return (
    <search className="find" data-testid="find">
      <input
        ref={ref}
        className="input find-input"
        type="search"
        aria-label="Find in trace"
        aria-describedby="find-count"
        placeholder="Find: text or { TraceQL }"
        title="Text in names and values, or TraceQL in braces  ( / )"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <FindCount matches={matches} selectedRow={selectedRow} />
      <StepButton label="Previous match" mark="↑" onStep={() => go(-1)} matches={matches} />
      <StepButton label="Next match" mark="↓" onStep={() => go(1)} matches={matches} />
    </search>
  );
}

interface FindCountProps {
  readonly matches: FoundSpans | undefined;
  readonly selectedRow: number | undefined;
}

function FindCount({ matches, selectedRow }: FindCountProps) {
  return (
    <span
      id="find-count"
      className={matches?.trouble === undefined ? 'find-count muted' : 'find-count find-trouble'}
      role="status"
      title={matches?.trouble}
      data-testid="find-count"
    >
      {describe(matches, selectedRow)}
    </span>
  );
}

function describe(matches: FoundSpans | undefined, selectedRow: number | undefined): string {
  if (matches === undefined) return '';
  const { rows, trouble, isSearching } = matches;
  if (trouble !== undefined && rows.length === 0) return trouble;
  const at = selectedRow === undefined ? -1 : rows.indexOf(selectedRow);
  const count = formatCount(rows.length);
  const more = trouble === undefined ? '' : ' +';
  if (rows.length === 0) return isSearching ? 'searching…' : 'none';
  return `${at < 0 ? '' : `${formatCount(at + 1)} of `}${count}${more}${isSearching ? '…' : ''}`;
}

interface StepButtonProps {
  readonly label: string;
  readonly mark: string;
  readonly onStep: () => void;
  readonly matches: FoundSpans | undefined;
}

function StepButton({ label, mark, onStep, matches }: StepButtonProps) {
  return (
    <button
      type="button"
      className="button button-quiet button-small button-icon"
      aria-label={label}
      title={label}
      disabled={(matches?.rows.length ?? 0) === 0}
      onClick={onStep}
    >
      <span aria-hidden="true">{mark}</span>
    </button>
  );
}

function useFindKeys(
  ref: { readonly current: HTMLInputElement | null },
  go: (step: 1 | -1) => void,
): void {
  const latest = useRef(go);
  latest.current = go;
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent): void => {
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest('[role=menu]')) return;
      if (event.key === '/') {
        event.preventDefault();
        ref.current?.focus();
        ref.current?.select();
      } else if (event.key === 'n' || event.key === 'N') {
        event.preventDefault();
        latest.current(event.shiftKey ? -1 : 1);
      }
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [ref]);
}
