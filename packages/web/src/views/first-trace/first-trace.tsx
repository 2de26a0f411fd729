// What stands where traces would, before anything has arrived: how to send the first one, and the demo traces. Whoever
// shows it asks again by itself, and shows the traces as soon as there are any.

import { useQuery } from '@tanstack/react-query';
import './first-trace.css';
import { formatQuantity } from '../../base/format-count.ts';
import { activityQuery } from '../../data/status-queries.ts';
import { DemoButton } from './demo-button.tsx';
import { SendTraces } from './send-traces.tsx';

interface FirstTraceProps {
  /** 1 where it is the page. */
  readonly level?: 1 | 2;
}

export function FirstTrace({ level = 1 }: FirstTraceProps) {
  const Heading = level === 1 ? 'h1' : 'h2';
  const { data } = useQuery(activityQuery());
  const refused = data?.protocols.reduce((sum, { refusedRequests }) => sum + refusedRequests, 0);
  return (
    <div className="first-trace" data-testid="first-trace">
      <Heading className="first-trace-title">Send your first trace</Heading>
      <p className="waiting" role="status">
        <span className="waiting-mark" aria-hidden="true" />
        <span>
          Waiting for data… This page shows it as soon as it arrives.
          {refused !== undefined &&
            refused > 0 &&
            ` ${formatQuantity(refused, 'request')} came and could not be taken: Status says why.`}
        </span>
      </p>
      <h2>Point an application at it</h2>
      <SendTraces />
      {data?.demo.isOffered === true && (
        <>
          <h2>Or look around first</h2>
          <p className="muted">
            Some hundred traces of a small made-up shop, over the last hour and a half, under names
            that begin with “demo-”.
          </p>
          <DemoButton hasData={false} />
        </>
      )}
    </div>
  );
}
