// Explore before anything has arrived: how to send the first trace. The page asks again by itself and
// turns into the results as soon as there are any.

import { useQuery } from '@tanstack/react-query';
import type { ListenerStatus } from '@throughline/model/api/status';
import { useState } from 'react';
import { statusQuery } from '../../data/queries.ts';
import { CodeBlock } from '../../widgets/code-block.tsx';
import { Message } from '../../widgets/message.tsx';
import { otlpEndpoint, testSpanCommand } from './otlp-endpoint.ts';

const NO_LISTENERS: readonly ListenerStatus[] = [];

export function FirstTrace() {
  const { data } = useQuery(statusQuery());
  const [openedMs] = useState(Date.now);
  const endpoint = otlpEndpoint(data?.listeners ?? NO_LISTENERS, location.hostname);
  return (
    <Message title="Send your first trace" level={1} testId="first-trace">
      <p className="muted">
        Throughline is running and waits for spans. This page shows them as soon as they arrive.
      </p>
      <h2 className="step">Point an application at it</h2>
      <p className="muted">
        Every OpenTelemetry SDK and collector reads this variable. Nothing else has to change.
      </p>
      <CodeBlock text={`export OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}`} what="command" />
      <h2 className="step">Or send one span by hand, to see that it works</h2>
      <CodeBlock text={testSpanCommand(endpoint, openedMs)} what="command" />
    </Message>
  );
}
