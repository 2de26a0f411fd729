// Everything a span holds, in sections; one search over all attributes.

import { useQuery } from '@tanstack/react-query';
import type { SpanDetails } from '@throughline/model/api/trace';
import { type ReactNode, useState } from 'react';
import { formatDurationExact } from '../../base/format-duration.ts';
import { formatTimeExact } from '../../base/format-time.ts';
import { fillLinks } from '../../data/fill-link.ts';
import { type Attribute, type FullSpan, readSpan, valueToText } from '../../data/otlp-json.ts';
import { linkTemplatesQuery } from '../../data/queries.ts';
import type { TraceModel } from '../../data/trace-model.ts';
import { CopyButton } from '../../widgets/copy-button.tsx';
import { ErrorIcon } from '../../widgets/icons.tsx';
import { AttributeTable } from './attribute-table.tsx';
import { EventList } from './event-list.tsx';
import { LinkList } from './link-list.tsx';
import { LinkingSpans } from './linking-spans.tsx';
import { Section } from './section.tsx';

interface SpanDetailsViewProps {
  readonly trace: TraceModel;
  readonly row: number;
  readonly details: SpanDetails;
  /** More than one: other spans arrived under the same id. */
  readonly sameIdCount: number;
}

const KINDS = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'];
const STATUSES = ['Unset', 'Ok', 'Error'];

export function SpanDetailsView({ trace, row, details, sameIdCount }: SpanDetailsViewProps) {
  const [search, setSearch] = useState('');
  const span = readSpan(details);
  const wanted = search.trim().toLowerCase();
  const matches = (attributes: readonly Attribute[]): readonly Attribute[] =>
    attributes.filter(
      ({ key, value }) =>
        key.toLowerCase().includes(wanted) || valueToText(value).toLowerCase().includes(wanted),
    );
  return (
    <>
      <OutsideLinks span={span} />
      <Facts trace={trace} row={row} span={span} sameIdCount={sameIdCount} />
      <div className="panel-search">
        <input
          className="input"
          type="search"
          aria-label="Search attributes"
          placeholder="Search attributes"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <CopyButton text={() => JSON.stringify(details, undefined, 2)} what="the span as OTLP JSON">
          JSON
        </CopyButton>
      </div>
      <Section title="Attributes" count={span.attributes.length} dropped={span.droppedAttributes}>
        <AttributeTable
          attributes={matches(span.attributes)}
          isFiltered={wanted !== ''}
          scope="span"
        />
      </Section>
      <Section title="Events" count={span.events.length} dropped={span.droppedEvents}>
        <EventList events={span.events} spanStartNs={span.startNs} />
      </Section>
      <Section title="Links" count={span.links.length} dropped={span.droppedLinks}>
        <LinkList links={span.links} traceId={trace.traceId} />
        <LinkingSpans trace={trace} spanId={span.spanId} />
      </Section>
      <Section
        title="Process (resource)"
        count={span.resourceAttributes.length}
        dropped={span.resourceDroppedAttributes}
      >
        <AttributeTable
          attributes={matches(span.resourceAttributes)}
          isFiltered={wanted !== ''}
          scope="resource"
        />
      </Section>
      <Section
        title="Scope"
        count={span.scopeAttributes.length}
        dropped={span.scopeDroppedAttributes}
      >
        <FactTable
          facts={[
            ['name', span.scopeName],
            ['version', span.scopeVersion],
          ]}
        />
        <AttributeTable
          attributes={matches(span.scopeAttributes)}
          isFiltered={wanted !== ''}
          scope="instrumentation"
        />
      </Section>
      <Section title="Identity">
        <FactTable
          facts={[
            ['trace id', span.traceId],
            ['span id', span.spanId],
            ['parent span id', span.parentSpanId],
            ['trace state', span.traceState],
            ['flags', describeFlags(span.flags)],
            ['resource schema', span.resourceSchemaUrl],
            ['scope schema', span.scopeSchemaUrl],
            ['received', describeReceived(span.receivedAt)],
          ]}
        />
      </Section>
    </>
  );
}

/** To logs, runbooks and the like, as the server was told. */
function OutsideLinks({ span }: { readonly span: FullSpan }) {
  const { data } = useQuery(linkTemplatesQuery());
  const links = fillLinks(data?.templates ?? [], span);
  if (links.length === 0) return null;
  return (
    <ul className="outside-links" aria-label="Links of this span" data-testid="outside-links">
      {links.map(({ title, url }) => (
        <li key={`${title} ${url}`}>
          <a className="button button-small" href={url} target="_blank" rel="noreferrer">
            {title} ↗
          </a>
        </li>
      ))}
    </ul>
  );
}

const FLAG_SAMPLED = 0x1;
const FLAG_HAS_REMOTE = 0x100;
const FLAG_IS_REMOTE = 0x200;

/** The W3C flags in the low byte, and what OTLP says of the parent. */
function describeFlags(flags: number): string {
  if (flags === 0) return '';
  const words: string[] = [(flags & FLAG_SAMPLED) === 0 ? 'not sampled' : 'sampled'];
  if ((flags & FLAG_HAS_REMOTE) !== 0) {
    words.push((flags & FLAG_IS_REMOTE) === 0 ? 'parent is local' : 'parent is remote');
  }
  return `0x${flags.toString(16).padStart(2, '0')} · ${words.join(', ')}`;
}

function describeReceived(receivedAt: string): string {
  const ms = Date.parse(receivedAt);
  return Number.isNaN(ms) ? receivedAt : formatTimeExact(BigInt(ms) * 1_000_000n);
}

interface FactsProps {
  readonly trace: TraceModel;
  readonly row: number;
  readonly span: FullSpan;
  readonly sameIdCount: number;
}

function Facts({ trace, row, span, sameIdCount }: FactsProps) {
  const durationNs = trace.spanDurationNs[row] ?? 0;
  const offsetNs = trace.startOffsetNs[row] ?? 0;
  const selfNs = trace.self.selfNs[row] ?? 0;
  return (
    <dl className="facts">
      <Fact label="Kind">{KINDS[span.kind] ?? `Kind ${span.kind}`}</Fact>
      <Fact label="Status">
        <Status span={span} />
      </Fact>
      <Fact label="Start">{formatTimeExact(span.startNs)}</Fact>
      <Fact label="Offset">{formatDurationExact(offsetNs)} into the trace</Fact>
      <Fact label="End">{formatTimeExact(span.endNs)}</Fact>
      <Fact label="Duration">{formatDurationExact(durationNs)}</Fact>
      <Fact label="Self time">{formatDurationExact(selfNs)}</Fact>
      {sameIdCount > 1 && (
        <Fact label="Same id">{sameIdCount} different spans arrived under this span id</Fact>
      )}
    </dl>
  );
}

function Status({ span }: { readonly span: FullSpan }) {
  const name = STATUSES[span.statusCode] ?? `Code ${span.statusCode}`;
  const message = span.statusMessage === '' ? '' : `: ${span.statusMessage}`;
  if (span.statusCode !== 2) return `${name}${message}`;
  return (
    <span className="status-error">
      <ErrorIcon />
      <span>
        {name}
        {message}
      </span>
    </span>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Names and plain texts, each to copy; empty ones are left out. */
function FactTable({ facts }: { readonly facts: readonly (readonly [string, string])[] }) {
  return (
    <dl className="attributes">
      {facts
        .filter(([, text]) => text !== '')
        .map(([key, text]) => (
          <div className="attribute" key={key}>
            <dt className="attribute-key fact-key">{key}</dt>
            <dd className="attribute-value">
              <div>{text}</div>
              <CopyButton text={text} what={key} small />
            </dd>
          </div>
        ))}
    </dl>
  );
}
