// The button that loads the demo traces, and what came of it. Nothing else in the product shows data that nobody sent.

import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatQuantity } from '../../base/format-count.ts';
import { loadDemo } from '../../data/status-queries.ts';
import { useAskAgain } from '../../data/use-ask-again.ts';

interface DemoButtonProps {
  /** There are traces already, among which the demo's will stand. */
  readonly hasData: boolean;
}

export function DemoButton({ hasData }: DemoButtonProps) {
  const askAgain = useAskAgain();
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () => loadDemo(hasData),
    onSuccess: askAgain,
  });
  return (
    <div className="demo-offer" role="status">
      <button type="button" className="button" disabled={isPending} onClick={() => mutate()}>
        {isPending ? 'Loading the demo traces…' : 'Load the demo traces'}
      </button>
      {data !== undefined && (
        <span>
          {formatQuantity(data.traces, 'trace')} with {formatQuantity(data.spans, 'span')} loaded.{' '}
          <Link to="/trace/$traceId" params={{ traceId: data.slowestTraceId }}>
            Open the slowest
          </Link>
        </span>
      )}
      {error !== null && <span className="field-error">{error.message}</span>}
    </div>
  );
}
