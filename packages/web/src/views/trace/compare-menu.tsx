// From a trace to its comparison: with what is usual, or with another trace.

import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import './compare-menu.css';
import { parseTraceId } from '../../base/parse-trace-id.ts';
import { PopupButton } from '../../widgets/popup-button.tsx';

export function CompareMenu({ traceId }: { readonly traceId: string }) {
  return (
    <PopupButton label="Compare" className="button button-quiet button-chevron" alignRight>
      {(close) => (
        <div className="compare-menu">
          <Link to="/compare" search={{ left: traceId }} className="option" onClick={close}>
            With what is usual for its endpoint
          </Link>
          <OtherTrace traceId={traceId} onDone={close} />
        </div>
      )}
    </PopupButton>
  );
}

interface OtherTraceProps {
  readonly traceId: string;
  readonly onDone: () => void;
}

function OtherTrace({ traceId, onDone }: OtherTraceProps) {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const right = parseTraceId(text);
    setWrong(right === undefined);
    if (right === undefined) return;
    onDone();
    void navigate({ to: '/compare', search: { left: traceId, right } });
  };
  return (
    <form className="compare-menu-form" onSubmit={submit}>
      <label className="field">
        <span className="field-label">With another trace</span>
        <input
          className="input mono"
          placeholder="Trace id or address"
          spellCheck={false}
          autoComplete="off"
          aria-invalid={isWrong}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {isWrong && (
          <span className="field-error" role="alert">
            This holds no trace id.
          </span>
        )}
      </label>
      <button type="submit" className="button">
        Compare
      </button>
    </form>
  );
}
