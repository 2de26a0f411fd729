// The query as plain text, while the editor is on its way.

import type { ReactNode } from 'react';
import { highlights } from './highlights.ts';
import { PLACEHOLDER } from './placeholder.ts';

interface PlainFieldProps {
  readonly text: string;
  readonly describedBy: string | undefined;
  readonly onText: (text: string) => void;
  readonly onRun: (text: string) => void;
  /** Somebody is about to type. */
  readonly onNear: () => void;
}

/** Its colours stand behind it, as a text field has none of its own. */
export function PlainField({ text, describedBy, onText, onRun, onNear }: PlainFieldProps) {
  return (
    <div className="query-plain">
      <div className="query-plain-colours" aria-hidden="true">
        {coloured(text)}
      </div>
      <textarea
        aria-label="Query in TraceQL"
        aria-invalid={describedBy !== undefined}
        aria-describedby={describedBy}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        placeholder={PLACEHOLDER}
        value={text}
        onPointerEnter={onNear}
        onFocus={onNear}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          onRun(text);
        }}
      />
    </div>
  );
}

function coloured(text: string): readonly ReactNode[] {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { from, to, kind } of highlights(text)) {
    parts.push(
      text.slice(at, from),
      <span key={from} className={`tok-${kind}`}>
        {text.slice(from, to)}
      </span>,
    );
    at = to;
  }
  // A line break at the end takes a line of its own only when something follows.
  return [...parts, text.slice(at), '\u200b'];
}
