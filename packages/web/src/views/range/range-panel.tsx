// What opens below the time range: presets, any length back from now, two points in time, and the zone in which
// times are read.

import { type FormEvent, useId, useState } from 'react';
import { formatTypedTime, parseTypedTime, type TimeZone } from '../../base/format-time.ts';
import {
  absoluteRange,
  DEFAULT_START,
  isRelative,
  RANGE_PRESETS,
  type ResolvedRange,
  type TimeRange,
} from '../../state/time-range.ts';
import { chooseTimeZone, useTimeZone } from '../../state/time-zone.ts';
import { CheckIcon } from '../../widgets/icons.tsx';
import { Segments } from '../../widgets/segments.tsx';

const HOUR_MS = 3_600_000;

interface RangePanelProps {
  readonly range: TimeRange;
  readonly resolved: ResolvedRange;
  readonly onChoose: (range: TimeRange) => void;
}

export function RangePanel({ range, resolved, onChoose }: RangePanelProps) {
  const zone = useTimeZone();
  return (
    <div className="range-panel">
      <div className="range-presets">
        {RANGE_PRESETS.map((preset) => {
          const isChosen =
            range.end === undefined && preset.start === (range.start ?? DEFAULT_START);
          return (
            <button
              key={preset.start}
              type="button"
              className="option"
              aria-pressed={isChosen}
              onClick={() => onChoose({ start: preset.start })}
            >
              {preset.label}
              {isChosen && (
                <span className="option-note">
                  <CheckIcon />
                </span>
              )}
            </button>
          );
        })}
      </div>
      <div className="range-typed">
        <RelativeForm range={range} onChoose={onChoose} />
        {/* Another zone writes the same moments differently. */}
        <AbsoluteForm key={zone} resolved={resolved} onChoose={onChoose} />
        <ZoneChoice zone={zone} />
      </div>
    </div>
  );
}

const UNITS = [
  ['s', 'seconds'],
  ['m', 'minutes'],
  ['h', 'hours'],
  ['d', 'days'],
] as const;

function RelativeForm({ range, onChoose }: Pick<RangePanelProps, 'range' | 'onChoose'>) {
  const now = isRelative(range) ? /(\d+)([smhd])$/.exec(range.start ?? DEFAULT_START) : null;
  const [length, setLength] = useState(now?.[1] ?? '1');
  const [unit, setUnit] = useState(now?.[2] ?? 'h');
  const isValid = /^[1-9]\d{0,5}$/.test(length);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isValid) onChoose({ start: `now-${length}${unit}` });
  };
  return (
    <form className="range-relative" onSubmit={submit}>
      <span className="muted">Last</span>
      <input
        className="input"
        aria-label="Length of the range"
        inputMode="numeric"
        autoComplete="off"
        aria-invalid={!isValid}
        value={length}
        onChange={(event) => setLength(event.target.value.trim())}
      />
      <select
        className="input select"
        aria-label="Unit of the length"
        value={unit}
        onChange={(event) => setUnit(event.target.value)}
      >
        {UNITS.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <button type="submit" className="button" disabled={!isValid}>
        Apply
      </button>
    </form>
  );
}

function AbsoluteForm({ resolved, onChoose }: Pick<RangePanelProps, 'resolved' | 'onChoose'>) {
  const errorId = useId();
  const startMs = resolved.startMs > 0 ? resolved.startMs : resolved.endMs - HOUR_MS;
  const [from, setFrom] = useState(() => formatTypedTime(toSecond(startMs)));
  const [to, setTo] = useState(() => formatTypedTime(toSecond(resolved.endMs)));
  const fromMs = parseTypedTime(from);
  const toMs = parseTypedTime(to);
  const error = problemOf(fromMs, toMs);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (error === undefined && fromMs !== undefined && toMs !== undefined) {
      onChoose(absoluteRange(fromMs, toMs));
    }
  };
  const input = (label: string, text: string, set: (text: string) => void, isWrong: boolean) => (
    <label className="field">
      <span className="field-label">{label}</span>
      <input
        className="input mono"
        autoComplete="off"
        spellCheck={false}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? errorId : undefined}
        value={text}
        onChange={(event) => set(event.target.value)}
      />
    </label>
  );
  return (
    <form className="range-absolute" onSubmit={submit}>
      {input('From', from, setFrom, fromMs === undefined)}
      {input('To', to, setTo, toMs === undefined)}
      {error !== undefined && (
        <p className="field-error" id={errorId} role="alert">
          {error}
        </p>
      )}
      <button type="submit" className="button" disabled={error !== undefined}>
        Apply
      </button>
    </form>
  );
}

function toSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

function problemOf(fromMs: number | undefined, toMs: number | undefined): string | undefined {
  if (fromMs === undefined || toMs === undefined) {
    return 'Write a day, or a day and a time: 2026-01-31 12:00:00';
  }
  return fromMs < toMs ? undefined : '“From” must be before “to”.';
}

const ZONES = [
  ['local', 'Local time', Intl.DateTimeFormat().resolvedOptions().timeZone],
  ['utc', 'UTC'],
] as const;

function ZoneChoice({ zone }: { readonly zone: TimeZone }) {
  return (
    <div className="range-zone">
      <span className="field-label">Times in</span>
      <Segments label="Time zone" options={ZONES} value={zone} onChange={chooseTimeZone} />
    </div>
  );
}
