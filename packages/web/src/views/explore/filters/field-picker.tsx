// A list of the fields that spans have: attributes by scope with their counts, and the intrinsic ones.

import { useState } from 'react';
import { formatCount } from '../../../base/format-count.ts';
import { attributesQuery } from '../../../data/completion-queries.ts';
import { attributeField } from '../../../query/simple-condition.ts';
import type { ResolvedRange } from '../../../state/time-range.ts';
import type { ListOption } from '../../../widgets/option-list.tsx';
import { PickList } from '../../../widgets/pick-list.tsx';
import { ESTIMATE_HINT } from './estimate-hint.ts';
import { useLongList } from './use-long-list.ts';

/** Of every span; those that have a control of their own are not among them. */
const INTRINSICS: readonly (readonly [field: string, about: string])[] = [
  ['name', 'of the span'],
  ['kind', 'server, client, …'],
  ['status', 'error, ok, unset'],
  ['statusMessage', 'said with the status'],
  ['rootName', 'of the trace'],
  ['rootServiceName', 'of the trace'],
  ['event:name', 'of an event'],
  ['instrumentation:name', 'of the library'],
];

interface FieldPickerProps {
  readonly label: string;
  /** Only what spans have that this query takes. */
  readonly text: string;
  readonly range: ResolvedRange;
  readonly onChoose: (field: string) => void;
}

export function FieldPicker({ label, text, range, onChoose }: FieldPickerProps) {
  const [typed, setTyped] = useState('');
  const { data, error, isPending } = useLongList(
    (prefix) => attributesQuery({ q: text, range, prefix }),
    typed.replace(/^(span|resource|event|link|instrumentation)\.|^\./, ''),
  );
  const options: readonly ListOption[] = [
    ...(data?.names ?? []).map(({ scope, name, count }) => ({
      value: attributeField(scope, name),
      note: formatCount(count),
    })),
    ...INTRINSICS.map(([value, note]) => ({ value, note })),
  ];
  return (
    <PickList
      label={label}
      placeholder="Find an attribute"
      options={options}
      emptyText={isPending ? 'Loading…' : 'No attribute is known here'}
      hint={
        error === null
          ? data?.isEstimate === true
            ? ESTIMATE_HINT
            : undefined
          : `Attributes could not be listed: ${error.message}`
      }
      onText={setTyped}
      onChoose={onChoose}
    />
  );
}
