// Where the server listens, and which sampling it tells clients.

import type { StatusAnswer } from '@throughline/model/api/status';
import { SortTable } from '../../widgets/sort-table.tsx';
import { agoOf } from './ago-of.ts';

export function SamplingPanel({ sampling }: { readonly sampling: StatusAnswer['sampling'] }) {
  const { source, file, readAt, problem, warnings } = sampling;
  return (
    <>
      <p data-testid="sampling">
        {source === 'default'
          ? 'Clients that ask for their sampling are told to take one trace in 1,000: nothing else was said'
          : source === 'file'
            ? `Clients that ask for their sampling are told what ${file ?? 'the file'} says`
            : 'Clients that ask for their sampling are told what was put through the API'}
        {readAt === undefined ? '.' : `, read ${agoOf(readAt)}.`}
      </p>
      {problem !== undefined && <p className="status-problem">{problem}</p>}
      {warnings.map((warning) => (
        <p key={warning} className="notice">
          <span className="notice-mark">Not followed</span> {warning}
        </p>
      ))}
    </>
  );
}

export function Listeners({ status }: { readonly status: StatusAnswer }) {
  return (
    <>
      <SortTable
        label="Addresses"
        testId="listeners"
        rows={status.listeners}
        rowKey={({ name }) => name}
        columns={[
          { key: 'name', title: 'Name', isWide: true, cell: ({ name }) => name },
          {
            key: 'url',
            title: 'Listens on',
            cell: ({ url }) => <span className="mono">{url}</span>,
          },
          {
            key: 'purpose',
            title: 'For',
            cell: ({ purpose }) => <span className="status-reason">{purpose}</span>,
          },
        ]}
      />
      <p className="muted status-note">
        Data in <span className="mono">{status.dataDir}</span>
      </p>
    </>
  );
}
