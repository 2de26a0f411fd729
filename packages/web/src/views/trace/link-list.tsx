// Links of a span to spans of other traces, or of this one.

import { Link } from '@tanstack/react-router';
import type { SpanLink } from '../../data/otlp-json.ts';
import { AttributeTable } from './attribute-table.tsx';

interface LinkListProps {
  readonly links: readonly SpanLink[];
  readonly traceId: string;
}

export function LinkList({ links, traceId }: LinkListProps) {
  if (links.length === 0) return null;
  return (
    <ol className="entries">
      {links.map((link, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: equal links may repeat; they never move
        <li key={index} className="entry" data-testid="span-link">
          <Link
            to="/trace/$traceId"
            params={{ traceId: link.traceId }}
            search={{ span: link.spanId }}
            className="mono link-target"
          >
            {link.traceId === traceId ? 'this trace' : link.traceId} · {link.spanId}
          </Link>
          {link.traceState !== '' && (
            <p className="mono muted link-state">trace state {link.traceState}</p>
          )}
          <AttributeTable attributes={link.attributes} isFiltered={false} scope="link" />
          {link.droppedAttributes > 0 && (
            <p className="section-dropped">
              {link.droppedAttributes} attributes dropped by the sender
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}
