// The time range: presets relative to now, or two points in time.

import { type FormEvent, useState } from 'react';
import { formatTimeFull, toLocalInput } from '../../base/format-time.ts';
import { DEFAULT_START, RANGE_PRESETS } from '../../state/explore-state.ts';
import { CheckIcon } from '../../widgets/icons.tsx';
import { PopupButton } from '../../widgets/popup-button.tsx';

interface RangeMenuProps {
  readonly start: string | undefined;
  readonly end: string | undefined;
  readonly onChoose: (range: { start: string | undefined; end: string | undefined }) => void;
}

function presetOf({ start, end }: Pick<RangeMenuProps, 'start' | 'end'>) {
  if (end !== undefined) return undefined;
  return RANGE_PRESETS.find((preset) => preset.start === (start ?? DEFAULT_START));
}

function toDate(text: string | undefined): Date | undefined {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function describePoint(text: string | undefined): string {
  const date = toDate(text);
  if (date === undefined) return text ?? 'now';
  return formatTimeFull(BigInt(date.getTime()) * 1_000_000n).replace(/\.000$/, '');
}

export function RangeMenu({ start, end, onChoose }: RangeMenuProps) {
  const preset = presetOf({ start, end });
  const label = preset?.label ?? `${describePoint(start ?? DEFAULT_START)} – ${describePoint(end)}`;
  return (
    <div className="field">
      <span className="field-label">Started</span>
      <PopupButton
        label={<span className="ellipsis">{label}</span>}
        className="button button-chevron range-button"
        alignRight
      >
        {(close) => (
          <>
            {RANGE_PRESETS.map((option) => (
              <button
                key={option.start}
                type="button"
                className="option"
                aria-pressed={option === preset}
                onClick={() => {
                  close();
                  onChoose({ start: option.start, end: undefined });
                }}
              >
                {option.label}
                {option === preset && (
                  <span className="option-note">
                    <CheckIcon />
                  </span>
                )}
              </button>
            ))}
            <AbsoluteRange
              start={toDate(start)}
              end={toDate(end)}
              onChoose={(range) => {
                close();
                onChoose(range);
              }}
            />
          </>
        )}
      </PopupButton>
    </div>
  );
}

interface AbsoluteRangeProps {
  readonly start: Date | undefined;
  readonly end: Date | undefined;
  readonly onChoose: (range: { start: string; end: string }) => void;
}

const HOUR_MS = 3_600_000;

function AbsoluteRange({ start, end, onChoose }: AbsoluteRangeProps) {
  const [from, setFrom] = useState(() => toLocalInput(start ?? new Date(Date.now() - HOUR_MS)));
  const [to, setTo] = useState(() => toLocalInput(end ?? new Date()));
  const fromDate = toDate(from);
  const toDateValue = toDate(to);
  const isValid =
    fromDate !== undefined &&
    toDateValue !== undefined &&
    fromDate.getTime() < toDateValue.getTime();
  const apply = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    if (!isValid) return;
    onChoose({ start: fromDate.toISOString(), end: toDateValue.toISOString() });
  };
  const input = (label: string, value: string, set: (text: string) => void) => (
    <label className="field">
      <span className="field-label">{label}</span>
      <input
        className="input"
        type="datetime-local"
        step="1"
        value={value}
        onChange={(event: FormEvent<HTMLInputElement>) => set(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') apply(event);
        }}
      />
    </label>
  );
  return (
    <div className="absolute-range">
      {input('From', from, setFrom)}
      {input('To', to, setTo)}
      {!isValid && <p className="field-error">“From” must be before “to”.</p>}
      <button type="button" className="button" disabled={!isValid} onClick={apply}>
        Apply
      </button>
    </div>
  );
}
