// A button that copies a text and says so for a moment.

import { type ReactNode, useEffect, useState } from 'react';
import { copyText } from './copy-text.ts';
import { CheckIcon, CopyIcon } from './icons.tsx';

const CONFIRM_MS = 1500;

interface CopyButtonProps {
  readonly text: string | (() => string);
  /** What is copied, for the accessible name: "trace ID". */
  readonly what: string;
  readonly children?: ReactNode;
  readonly small?: boolean;
}

export function CopyButton({ text, what, children, small = false }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), CONFIRM_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = (): void => {
    copyText(typeof text === 'string' ? text : text()).then(
      () => setOutcome('copied'),
      () => setOutcome('failed'),
    );
  };
  const shape = `${small ? 'button-small' : ''} ${children === undefined ? 'button-icon' : ''}`;
  return (
    <button
      type="button"
      className={`button button-quiet copy-button ${shape}`}
      aria-label={children === undefined ? `Copy ${what}` : undefined}
      title={outcome === 'failed' ? 'The browser did not allow to copy' : `Copy ${what}`}
      onClick={(event) => {
        event.stopPropagation();
        copy();
      }}
    >
      {outcome === 'copied' ? <CheckIcon /> : <CopyIcon />}
      {children}
      <span className="visually-hidden" role="status">
        {outcome === 'copied' ? 'Copied' : outcome === 'failed' ? 'Not copied' : ''}
      </span>
    </button>
  );
}
