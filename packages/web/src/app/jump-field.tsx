// The field in the top bar that opens a trace by its id, in whatever form it was copied.

import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type RefObject, useState } from 'react';
import { parseTraceId } from '../base/parse-trace-id.ts';

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function JumpField({ inputRef }: { readonly inputRef: RefObject<HTMLInputElement | null> }) {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    const traceId = parseTraceId(text);
    if (traceId === undefined) {
      setError(
        text.trim() === ''
          ? undefined
          : 'Not a trace id. It has 1 to 32 digits 0–9 and a–f; a traceparent header will do too.',
      );
      return;
    }
    setText('');
    inputRef.current?.blur();
    void navigate({ to: '/trace/$traceId', params: { traceId } });
  };
  return (
    <form className="jump" onSubmit={onSubmit}>
      <input
        ref={inputRef}
        className="input"
        data-testid="jump-field"
        aria-label="Jump to a trace by its id"
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : 'jump-error'}
        autoComplete="off"
        spellCheck={false}
        placeholder="Jump to trace id"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setError(undefined);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          setError(undefined);
          event.currentTarget.blur();
        }}
        onBlur={() => setError(undefined)}
      />
      <kbd>{isMac ? '⌘ K' : 'Ctrl K'}</kbd>
      {error !== undefined && (
        <p className="field-error" id="jump-error" role="alert">
          {error}
        </p>
      )}
    </form>
  );
}
