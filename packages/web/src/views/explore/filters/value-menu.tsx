// A filter for one value of a field: a list of those that the rest of the query leaves, with their counts.

import { useState } from 'react';
import { formatQuantity } from '../../../base/format-count.ts';
import { valuesQuery } from '../../../data/completion-queries.ts';
import { useUsualHues } from '../../../data/use-usual-hues.ts';
import { SERVICE_FIELD } from '../../../query/simple-condition.ts';
import type { ResolvedRange } from '../../../state/time-range.ts';
import type { ListOption } from '../../../widgets/option-list.tsx';
import { PickList } from '../../../widgets/pick-list.tsx';
import { ServiceDot } from '../../../widgets/service-dot.tsx';
import { ESTIMATE_HINT } from './estimate-hint.ts';
import { FilterButton } from './filter-button.tsx';
import { useLongList } from './use-long-list.ts';

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
  const { data, error, isPending } = useLongList(
    (typed) => valuesQuery(field, { q: narrowedBy, range, prefix: typed }),
    prefix,
  );
  const hues = useUsualHues();
  const options = (data?.values ?? []).map(
    ({ value: of, count }): ListOption => ({
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
