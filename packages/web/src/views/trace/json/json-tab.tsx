// The trace as the OTLP JSON that it is, or the selected span alone.

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import './json.css';
import { formatQuantity } from '../../../base/format-count.ts';
import { spanQuery, traceTextQuery } from '../../../data/queries.ts';
import { spanIdOf } from '../../../data/span-ids.ts';
import { ErrorMessage, LoadingText } from '../../../widgets/message.tsx';
import { Segments } from '../../../widgets/segments.tsx';
import { DownloadMenu } from '../download-menu.tsx';
import { useTracePage } from '../trace-context.ts';
import { JsonView } from './json-view.tsx';

/** Its text has some hundred megabytes, which nobody should get by a click on a tab. */
const MAX_UNASKED_SPANS = 250_000;

export function JsonTab() {
  const { trace, view } = useTracePage();
  const { selectedRow, options, setOption } = view;
  const source = options.json === 'span' && selectedRow !== undefined ? 'span' : 'trace';
  const choice = (
    <Segments
      label="JSON of"
      options={
        selectedRow === undefined
          ? [['trace', 'Trace']]
          : [
              ['trace', 'Trace'],
              ['span', 'Selected span'],
            ]
      }
      value={source}
      onChange={(next) => setOption('json', next === 'trace' ? undefined : next)}
    />
  );
  return (
    <section className="view-pane" aria-label="JSON">
      {source === 'span' && selectedRow !== undefined ? (
        <SpanJson traceId={trace.traceId} spanId={spanIdOf(trace, selectedRow)} choice={choice} />
      ) : (
        <TraceJson choice={choice} />
      )}
    </section>
  );
}

interface JsonProps {
  readonly choice: ReactNode;
}

function TraceJson({ choice }: JsonProps) {
  const { trace } = useTracePage();
  const [isWanted, setWanted] = useState(trace.spanCount <= MAX_UNASKED_SPANS);
  const { data, error, refetch } = useQuery({ ...traceTextQuery(trace), enabled: isWanted });
  if (data !== undefined) {
    return (
      <JsonView text={data} choice={choice} what="JSON of the trace">
        <DownloadMenu traceId={trace.traceId} />
      </JsonView>
    );
  }
  return (
    <>
      <div className="view-bar">{choice}</div>
      {error !== null ? (
        <ErrorMessage
          title="The JSON of this trace could not be loaded"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : isWanted ? (
        <div className="json-note">
          <LoadingText>Loading {formatQuantity(trace.spanCount, 'span')} as JSON…</LoadingText>
        </div>
      ) : (
        <div className="json-note">
          <p>
            {formatQuantity(trace.spanCount, 'span')} are some hundred megabytes of JSON, which this
            page would hold in memory.
          </p>
          <div className="message-actions">
            <button type="button" className="button" onClick={() => setWanted(true)}>
              Show it here
            </button>
            <DownloadMenu traceId={trace.traceId} />
          </div>
        </div>
      )}
    </>
  );
}

interface SpanJsonProps extends JsonProps {
  readonly traceId: string;
  readonly spanId: string;
}

function SpanJson({ traceId, spanId, choice }: SpanJsonProps) {
  const { data, error, refetch } = useQuery(spanQuery(traceId, spanId));
  const text = useMemo(() => {
    if (data === undefined) return undefined;
    const [only, ...more] = data.spans;
    return JSON.stringify(more.length === 0 ? only : data.spans);
  }, [data]);
  if (text !== undefined) return <JsonView text={text} choice={choice} what="JSON of the span" />;
  return (
    <>
      <div className="view-bar">{choice}</div>
      {error !== null ? (
        <ErrorMessage
          title="The span could not be loaded"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <div className="json-note">
          <LoadingText>Loading the span…</LoadingText>
        </div>
      )}
    </>
  );
}
