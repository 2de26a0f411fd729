// A filter for one value of a field: a list of those that the rest of the query leaves, with their counts.

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatQuantity } from '../../../base/format-count.ts';
import { valuesQuery } from '../../../data/completion-queries.ts';
import { useUsualHues } from '../../../data/use-usual-hues.ts';
import { SERVICE_FIELD } from '../../../query/simple-condition.ts';
import type { ResolvedRange } from '../../../state/time-range.ts';
import { PickList, type PickOption } from '../../../widgets/pick-list.tsx';
import { ServiceDot } from '../../../widgets/service-dot.tsx';
import { ESTIMATE_HINT } from './estimate-hint.ts';
import { FilterButton } from './filter-button.tsx';

interface ValueMenuProps {
  readonly label: string;
  readonly field: string;
  readonly value: string | undefined;
  /** The query without this filter. */
  readonly narrowedBy: string;
  readonly range: ResolvedRange;
  readonly onChoose: (value: string | undefined) => void;
}

export function ValueMenu(props: ValueMenuProps) {
  const { label, value, onChoose } = props;
  return (
    <FilterButton label={label} value={value} onClear={() => onChoose(undefined)}>
      {(close) => (
        <Values
          {...props}
          onChoose={(chosen) => {
            close();
            onChoose(chosen);
          }}
        />
      )}
    </FilterButton>
  );
}

function Values({ label, field, value, narrowedBy, range, onChoose }: ValueMenuProps) {
  const [prefix, setPrefix] = useState('');
  const first = useQuery(valuesQuery(field, { q: narrowedBy, range }));
  // A list that is too long to be had at once is asked for by what was typed.
  const isLong = first.data?.hasMore === true;
  const typed = useQuery({
    ...valuesQuery(field, { q: narrowedBy, range, prefix }),
    enabled: isLong && prefix !== '',
  });
  const { data, error, isPending } = isLong && prefix !== '' ? typed : first;
  const hues = useUsualHues();
  const options = (data?.values ?? []).map(
    ({ value: of, count }): PickOption => ({
      value: String(of),
      note: formatQuantity(count, 'span'),
      ...(field === SERVICE_FIELD ? { mark: <ServiceDot hue={hues?.get(String(of)) ?? 0} /> } : {}),
    }),
  );
  const emptyText = isPending ? 'Loading…' : 'No span of this time range has one';
  return (
    <PickList
      label={label}
      placeholder={`Find ${label.toLowerCase()}`}
      value={value}
      options={options}
      emptyText={error === null ? emptyText : `No list: ${error.message}`}
      hint={data?.isEstimate === true ? ESTIMATE_HINT : undefined}
      onText={setPrefix}
      onTyped={onChoose}
      onChoose={onChoose}
    />
  );
}
