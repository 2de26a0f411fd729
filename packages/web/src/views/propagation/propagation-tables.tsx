// Services by what becomes of the context of their calls, calls that are seen from one side only, and all hops.

import { Link } from '@tanstack/react-router';
import type {
  OneSidedHop,
  PropagationHop,
  ServicePropagation,
} from '@throughline/model/api/propagation';
import type { ReactNode } from 'react';
import { formatCount, formatQuantity, formatShare } from '../../base/format-count.ts';
import { HiddenText } from '../../widgets/hidden-text.tsx';
import { SortTable, type TableColumn } from '../../widgets/sort-table.tsx';
import { ServiceLink } from '../services/service-link.tsx';

interface SectionProps {
  readonly title: string;
  readonly note: string;
  readonly children: ReactNode;
}

function Section({ title, note, children }: SectionProps) {
  return (
    <section aria-label={title}>
      <div className="section-head">
        <h2>{title}</h2>
        <span className="muted">{note}</span>
      </div>
      {children}
    </section>
  );
}

/** Nothing is quiet: what is there stands out. */
function Count({ of, isBad = false }: { readonly of: number; readonly isBad?: boolean }) {
  if (of === 0) return <span className="muted">0</span>;
  return <span className={isBad ? 'error-mark' : undefined}>{formatCount(of)}</span>;
}

const SERVICE_COLUMNS: readonly TableColumn<ServicePropagation>[] = [
  { key: 'name', title: 'Service', cell: ({ service }) => <ServiceLink name={service} /> },
  {
    key: 'share',
    title: 'Forwards',
    about: 'Of the calls whose other side was seen',
    isNumber: true,
    cell: ({ forwarded, notForwarded }) => {
      const calls = forwarded + notForwarded;
      return calls === 0 ? <span className="muted">–</span> : formatShare(forwarded / calls);
    },
  },
  {
    key: 'forwarded',
    title: 'Forwarded',
    about: 'Calls that are joined with what they caused',
    isNumber: true,
    isWide: true,
    cell: ({ forwarded }) => <Count of={forwarded} />,
  },
  {
    key: 'not',
    title: 'Not forwarded',
    about: 'Calls that probably began another trace',
    isNumber: true,
    cell: ({ notForwarded }) => <Count of={notForwarded} isBad />,
  },
  {
    key: 'one-sided',
    title: 'One side only',
    about: 'Calls whose other side has no spans: outside services, or such that send none',
    isNumber: true,
    cell: ({ oneSided }) => <Count of={oneSided} />,
  },
  {
    key: 'begun',
    title: 'Begun here',
    about: 'Requests that came without context, of no call that is known: traces begin here',
    isNumber: true,
    isWide: true,
    cell: ({ begun }) => <Count of={begun} />,
  },
];

export function ServicesTable({ services }: { readonly services: readonly ServicePropagation[] }) {
  if (services.length === 0) return null;
  return (
    <Section title="Services" note="what becomes of the context of their calls">
      <SortTable
        label="Services"
        testId="propagation-services"
        rows={services}
        rowKey={({ service }) => service}
        columns={SERVICE_COLUMNS}
      />
    </Section>
  );
}

const ONE_SIDED_COLUMNS: readonly TableColumn<OneSidedHop>[] = [
  { key: 'caller', title: 'Caller', cell: ({ caller }) => <ServiceLink name={caller} /> },
  {
    key: 'peer',
    title: 'Called',
    cell: ({ peer, callee }) => (
      <>
        {peer === undefined ? (
          <span className="muted">calls do not say whom</span>
        ) : (
          <span className="mono">{peer}</span>
        )}
        {callee !== undefined && <span className="muted"> {callee}, else with spans</span>}
      </>
    ),
  },
  { key: 'calls', title: 'Calls', isNumber: true, cell: ({ calls }) => formatCount(calls) },
  {
    key: 'example',
    title: 'Example',
    isNumber: true,
    cell: ({ examples: [example], caller, peer }) =>
      example === undefined ? null : (
        <Link
          to="/trace/$traceId"
          params={{ traceId: example.traceId }}
          search={{ span: example.span }}
        >
          trace
          <HiddenText>{` in which ${caller} calls ${peer ?? 'somebody'}`}</HiddenText>
        </Link>
      ),
  },
];

interface OneSidedTableProps {
  readonly hops: readonly OneSidedHop[];
  readonly count: number;
}

export function OneSidedTable({ hops, count }: OneSidedTableProps) {
  if (hops.length === 0) return null;
  return (
    <Section title="Seen from one side only" note={placesText(hops.length, count)}>
      <SortTable
        label="Calls seen from one side only"
        testId="one-sided"
        rows={hops}
        rowKey={({ caller, peer }) => `${caller} ${peer}`}
        columns={ONE_SIDED_COLUMNS}
      />
    </Section>
  );
}

function placesText(shown: number, count: number): string {
  const all = formatQuantity(count, 'place called', 'places called');
  return shown < count ? `the first ${formatCount(shown)} of ${all}` : all;
}

const HOP_COLUMNS: readonly TableColumn<PropagationHop>[] = [
  {
    key: 'hop',
    title: 'Hop',
    cell: ({ caller, callee }) => (
      <span>
        {caller ?? <span className="muted">not known</span>} → {callee}
      </span>
    ),
  },
  { key: 'calls', title: 'Calls', isNumber: true, cell: ({ calls }) => formatCount(calls) },
  {
    key: 'not',
    title: 'Not forwarded',
    isNumber: true,
    cell: ({ notForwarded }) => <Count of={notForwarded} isBad />,
  },
  {
    key: 'export',
    title: 'Lost on export',
    about: 'The context came through, but the caller’s span never arrived',
    isNumber: true,
    cell: ({ lostOnExport }) => <Count of={lostOnExport} />,
  },
  {
    key: 'sampled',
    title: 'Sampled away',
    isNumber: true,
    isWide: true,
    cell: ({ sampled }) => <Count of={sampled} />,
  },
  {
    key: 'late',
    title: 'Not here yet',
    about: 'The trace got a span within the last half minute: more may come',
    isNumber: true,
    isWide: true,
    cell: ({ late }) => <Count of={late} />,
  },
];

interface HopsTableProps {
  readonly hops: readonly PropagationHop[];
  readonly count: number;
}

export function HopsTable({ hops, count }: HopsTableProps) {
  if (hops.length === 0) return null;
  const all = formatQuantity(count, 'pair of services', 'pairs of services');
  return (
    <Section
      title="All hops"
      note={hops.length < count ? `the first ${formatCount(hops.length)} of ${all}` : all}
    >
      <SortTable
        label="All hops"
        testId="hops"
        rows={hops}
        rowKey={({ caller, callee }) => `${caller} ${callee}`}
        columns={HOP_COLUMNS}
      />
    </Section>
  );
}
