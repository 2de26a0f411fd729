// Events of a span in the order of the span, each with its moment; exceptions with a readable stack.

import { formatDuration } from '../../base/format-duration.ts';
import { formatTimeExact } from '../../base/format-time.ts';
import { type SpanEvent, valueToText } from '../../data/otlp-json.ts';
import { CopyButton } from '../../widgets/copy-button.tsx';
import { AttributeTable } from './attribute-table.tsx';

interface EventListProps {
  readonly events: readonly SpanEvent[];
  readonly spanStartNs: bigint;
}

const STACK_KEY = 'exception.stacktrace';

export function EventList({ events, spanStartNs }: EventListProps) {
  if (events.length === 0) return null;
  return (
    <ol className="entries">
      {events.map((event, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: equal events may repeat; they never move
        <li key={index} className="entry" data-testid="span-event">
          <div className="entry-head">
            <span className="entry-name">{event.name === '' ? '(no name)' : event.name}</span>
            <span className="muted" title={formatTimeExact(event.timeNs)}>
              at {formatDuration(Number(event.timeNs - spanStartNs))}
            </span>
          </div>
          <Stack event={event} />
          <AttributeTable
            attributes={event.attributes.filter(({ key }) => key !== STACK_KEY)}
            isFiltered={false}
            scope="event"
          />
          {event.droppedAttributes > 0 && (
            <p className="section-dropped">
              {event.droppedAttributes} attributes dropped by the sender
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

/** The first line of a stack is what happened; it comes first and stands out. */
function Stack({ event }: { readonly event: SpanEvent }) {
  const stack = event.attributes.find(({ key }) => key === STACK_KEY);
  if (stack === undefined) return null;
  const text = valueToText(stack.value);
  const [first = '', ...rest] = text.split('\n');
  return (
    <div className="stack">
      <pre>
        <strong>{first}</strong>
        {rest.length > 0 && `\n${rest.join('\n')}`}
      </pre>
      <CopyButton text={text} what="the stack trace" small />
    </div>
  );
}
