// What stands where data would: an empty page, an error with its retry, a notice in a line, and the
// word "loading" that appears only when loading takes long enough to be noticed.

import type { ReactNode } from 'react';
import { useLate } from './use-late.ts';

interface MessageProps {
  readonly title: string;
  /** 1 where the message is the page. */
  readonly level?: 1 | 2;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly testId?: string;
}

export function Message({ title, level = 2, children, actions, testId }: MessageProps) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className="message" data-testid={testId}>
      <Heading>{title}</Heading>
      {children}
      {actions !== undefined && <div className="message-actions">{actions}</div>}
    </div>
  );
}

interface ErrorMessageProps {
  readonly title: string;
  readonly level?: 1 | 2;
  readonly error: Error;
  /** Undefined: asking again would be answered the same. */
  readonly onRetry: (() => void) | undefined;
}

export function ErrorMessage({ title, level = 2, error, onRetry }: ErrorMessageProps) {
  const retry = onRetry !== undefined && (
    <button type="button" className="button button-primary" onClick={onRetry}>
      Try again
    </button>
  );
  return (
    <div role="alert">
      <Message
        title={title}
        level={level}
        testId="error-message"
        {...(retry === false ? {} : { actions: retry })}
      >
        <p>{error.message}</p>
      </Message>
    </div>
  );
}

export function Notice({ children }: { readonly children: ReactNode }) {
  return (
    <p className="notice">
      <span className="notice-mark">Incomplete</span>
      <span>{children}</span>
    </p>
  );
}

export function LoadingText({ children }: { readonly children: ReactNode }) {
  const isLate = useLate(true);
  return (
    <p className="muted" role="status">
      {isLate ? children : ''}
    </p>
  );
}
