// Pages for an address that leads nowhere and for a page that broke.

import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { ErrorMessage, Message } from '../widgets/message.tsx';
import { MODIFIER } from './key-table.ts';

export function NotFoundPage() {
  return (
    <Message
      title="There is no page at this address"
      level={1}
      testId="not-found"
      actions={
        <Link to="/" className="button button-primary">
          Open Explore
        </Link>
      }
    >
      <p>
        <span className="mono">{location.pathname}</span> is not a page of Throughline. To open a
        trace, press {MODIFIER} K and paste its id.
      </p>
    </Message>
  );
}

export function PageError({ error, reset }: ErrorComponentProps) {
  const shown = error instanceof Error ? error : new Error(String(error));
  return (
    <ErrorMessage title="This page could not be shown" level={1} error={shown} onRetry={reset} />
  );
}
