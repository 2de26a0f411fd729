// What is on disk, by service and by attribute: which of them costs how much.

import { useQuery } from '@tanstack/react-query';
import type { StorageAnswer } from '@throughline/model/api/activity';
import { formatCount, formatQuantity, formatShare } from '../../base/format-count.ts';
import { formatValue } from '../../charts/format-value.ts';
import { storageQuery } from '../../data/status-queries.ts';
import type { LongTable } from '../../state/status-state.ts';
import { LoadingText } from '../../widgets/message.tsx';
import { SortTable, type TableColumn } from '../../widgets/sort-table.tsx';
import { FigureList } from './figure-list.tsx';

interface StoragePanelProps {
  readonly all: readonly LongTable[];
  readonly onShowAll: (table: LongTable) => void;
}

const SHOWN = 8;
const bytes = (count: number): string => formatValue('bytes', count);

export function StoragePanel({ all, onShowAll }: StoragePanelProps) {
  const { data, error } = useQuery(storageQuery());
  if (data === undefined) {
    return error === null ? (
      <LoadingText>Weighing a sample of the spans…</LoadingText>
    ) : (
      <p className="muted">What is on disk could not be read: {error.message}</p>
    );
  }
  return <Storage storage={data} all={all} onShowAll={onShowAll} />;
}

function Storage(props: StoragePanelProps & { readonly storage: StorageAnswer }) {
  const { storage, all, onShowAll } = props;
  const { tables, storedSpans, sampledSpans, otherServices, otherAttributes } = storage;
  const total = tables.reduce((sum, table) => sum + table.bytes, 0);
  const spanBytes = tables.find(({ name }) => name === 'spans')?.bytes ?? 0;
  if (storedSpans === 0) return <p className="muted">No span is stored.</p>;
  return (
    <>
      <FigureList
        figures={[
          { name: 'All tables', text: bytes(total) },
          { name: 'Spans', text: `${formatCount(storedSpans)} in ${bytes(spanBytes)}` },
          { name: 'One span', text: bytes(spanBytes / storedSpans) },
          { name: 'Counts, names and bounds', text: bytes(total - spanBytes) },
        ]}
      />
      <p className="muted status-note">
        {sampledSpans === storedSpans
          ? 'Shares of the spans’ bytes, by what values take uncompressed.'
          : `Estimated from ${formatCount(sampledSpans)} of the spans.`}
      </p>
      <div className="status-halves">
        <div>
          <SortTable
            label="On disk by service"
            testId="storage-services"
            rows={storage.services}
            rowKey={({ name }) => name}
            {...(all.includes('services') ? {} : { limit: SHOWN })}
            onShowAll={() => onShowAll('services')}
            columns={columnsOf<StorageAnswer['services'][number]>(
              'Service',
              ({ name }) => name,
              spanBytes,
            )}
          />
          <Rest kind="service" {...otherServices} />
        </div>
        <div>
          <SortTable
            label="On disk by attribute"
            testId="storage-attributes"
            rows={storage.attributes}
            rowKey={({ kind, name }) => `${kind} ${name}`}
            {...(all.includes('attributes') ? {} : { limit: SHOWN })}
            onShowAll={() => onShowAll('attributes')}
            columns={columnsOf('Attribute', attributeName, spanBytes)}
          />
          <Rest kind="attribute" {...otherAttributes} />
        </div>
      </div>
    </>
  );
}

function attributeName({ kind, name }: StorageAnswer['attributes'][number]): string {
  switch (kind) {
    case 'attribute':
      return name;
    case 'columns':
      return 'ids, times, names';
    default:
      return kind;
  }
}

interface Weighed {
  readonly bytes: number;
  readonly spans: number;
}

function columnsOf<Row extends Weighed>(
  title: string,
  nameOf: (row: Row) => string,
  total: number,
): readonly TableColumn<Row>[] {
  const share = (row: Row): number => row.bytes / Math.max(1, total);
  return [
    {
      key: 'name',
      title,
      cell: (row) => (
        <span className="status-weighed">
          <span className="ellipsis">{nameOf(row)}</span>
          <span className="status-bar" aria-hidden="true">
            <span style={{ width: `${share(row) * 100}%` }} />
          </span>
        </span>
      ),
    },
    { key: 'bytes', title: 'On disk', isNumber: true, cell: (row) => bytes(row.bytes) },
    { key: 'share', title: 'Share', isNumber: true, cell: (row) => formatShare(share(row)) },
    {
      key: 'spans',
      title: 'Spans',
      isNumber: true,
      isWide: true,
      cell: (row) => formatCount(row.spans),
    },
  ];
}

interface RestProps {
  readonly kind: string;
  readonly count: number;
  readonly bytes: number;
}

function Rest({ kind, count, bytes: size }: RestProps) {
  if (count === 0) return null;
  return (
    <p className="muted status-note">
      {formatQuantity(count, `more ${kind}`)} with {bytes(size)} together
    </p>
  );
}
