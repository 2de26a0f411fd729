// The filters by duration: of the span that matches, and of the whole trace.

import { printDuration } from '@throughline/traceql/syntax/print-value';
import { type FormEvent, useId, useState } from 'react';
import { formatDuration, parseDuration } from '../../../base/format-duration.ts';
import { FilterButton } from './filter-button.tsx';
import { type Bounds, type DurationFilter, type Filters, setDuration } from './read-filters.ts';

interface DurationMenuProps {
  readonly text: string;
  readonly filters: Filters;
  readonly onEdit: (text: string) => void;
}

export function DurationMenu({ text, filters, onEdit }: DurationMenuProps) {
  const spans = inWords(filters.duration);
  const traces = inWords(filters.traceDuration);
  const shown = [
    ...(spans === undefined ? [] : [spans]),
    ...(traces === undefined ? [] : [`trace ${traces}`]),
  ].join(', ');
  const set = (duration: Bounds, traceDuration: Bounds): void =>
    onEdit(setDuration(setDuration(text, 'duration', duration), 'traceDuration', traceDuration));
  return (
    <FilterButton
      label="Duration"
      value={shown === '' ? undefined : shown}
      onClear={() => set({}, {})}
    >
      {(close) => (
        <DurationForm
          filters={filters}
          onSet={(duration, traceDuration) => {
            close();
            set(duration, traceDuration);
          }}
        />
      )}
    </FilterButton>
  );
}

function inWords({ minNs, maxNs }: Bounds): string | undefined {
  const min = minNs === undefined ? '' : `≥ ${formatDuration(Number(minNs))}`;
  const max = maxNs === undefined ? '' : `≤ ${formatDuration(Number(maxNs))}`;
  return min === '' && max === '' ? undefined : `${min} ${max}`.trim();
}

type Typed = Readonly<Record<DurationFilter, Readonly<Record<keyof Bounds, string>>>>;

const FIELDS = [
  ['duration', 'Span duration'],
  ['traceDuration', 'Trace duration'],
] as const;
const SIDES = [
  ['minNs', 'at least', '100ms'],
  ['maxNs', 'at most', '5s'],
] as const;

interface DurationFormProps {
  readonly filters: Filters;
  readonly onSet: (duration: Bounds, traceDuration: Bounds) => void;
}

function DurationForm({ filters, onSet }: DurationFormProps) {
  const errorId = useId();
  const [typed, setTyped] = useState<Typed>(() => ({
    duration: asTyped(filters.duration),
    traceDuration: asTyped(filters.traceDuration),
  }));
  const texts = FIELDS.flatMap(([field]) => SIDES.map(([side]) => typed[field][side].trim()));
  const wrong = texts.find((text) => text !== '' && parseDuration(text) === undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (wrong === undefined) onSet(toBounds(typed.duration), toBounds(typed.traceDuration));
  };
  return (
    <form className="duration-form" onSubmit={submit}>
      {FIELDS.map(([field, label]) => (
        <div className="field" key={field}>
          <span className="field-label">{label}</span>
          <div className="duration-range">
            {SIDES.map(([side, words, example]) => (
              <input
                key={side}
                className="input"
                aria-label={`${label}, ${words}`}
                aria-invalid={wrong !== undefined && typed[field][side].trim() === wrong}
                aria-describedby={wrong === undefined ? undefined : errorId}
                placeholder={`${words} ${example}`}
                autoComplete="off"
                spellCheck={false}
                value={typed[field][side]}
                onChange={(event) =>
                  setTyped({
                    ...typed,
                    [field]: { ...typed[field], [side]: event.target.value },
                  })
                }
              />
            ))}
          </div>
        </div>
      ))}
      {wrong !== undefined && (
        <p className="field-error" id={errorId} role="alert">
          “{wrong}” is not a duration. Write a number and a unit, such as 100ms or 1.5s.
        </p>
      )}
      <button type="submit" className="button" disabled={wrong !== undefined}>
        Apply
      </button>
    </form>
  );
}

function asTyped({ minNs, maxNs }: Bounds): Readonly<Record<keyof Bounds, string>> {
  return {
    minNs: minNs === undefined ? '' : printDuration(minNs),
    maxNs: maxNs === undefined ? '' : printDuration(maxNs),
  };
}

function toBounds(typed: Readonly<Record<keyof Bounds, string>>): Bounds {
  const minNs = parseDuration(typed.minNs);
  const maxNs = parseDuration(typed.maxNs);
  return {
    ...(minNs === undefined ? {} : { minNs: BigInt(Math.round(minNs)) }),
    ...(maxNs === undefined ? {} : { maxNs: BigInt(Math.round(maxNs)) }),
  };
}
