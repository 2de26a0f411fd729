// Both timelines above each other, on one scale from their starts: the same width is the same time. Drawn as
// flame graphs, which need no tree beside them.

import { useQuery } from '@tanstack/react-query';
import type { CompareAnswer, ComparedOperationAnswer } from '@throughline/model/api/compare';
import { useCallback, useMemo, useRef, useState } from 'react';
import { formatDuration } from '../../base/format-duration.ts';
import { buildIcicle } from '../../data/icicle.ts';
import { traceQuery } from '../../data/queries.ts';
import { rowOfSpanRef } from '../../data/span-ids.ts';
import type { TraceModel } from '../../data/trace-model.ts';
import { useHues } from '../../data/use-usual-hues.ts';
import { makeFlameScale } from '../../draw/flame-layout.ts';
import { listTicks } from '../../draw/time-scale.ts';
import { useTheme } from '../../state/theme.ts';
import type { TimeWindow } from '../../state/trace-state.ts';
import { isWhole, wholeTrace } from '../../state/zoom.ts';
import { LoadingText } from '../../widgets/message.tsx';
import { useElementSize } from '../../widgets/use-element-size.ts';
import { readDrawTheme } from '../trace/draw-theme.ts';
import { Ruler } from '../trace/ruler.tsx';
import { TimelinePicture } from './timeline-picture.tsx';

interface CompareTimelinesProps {
  readonly answer: CompareAnswer;
  /** Its spans are marked. */
  readonly operation: ComparedOperationAnswer | undefined;
}

export function CompareTimelines({ answer, operation }: CompareTimelinesProps) {
  const { left, right } = answer;
  const leftTrace = useQuery(traceQuery(left.traceId));
  const rightTrace = useQuery({
    ...traceQuery(right.kind === 'trace' ? right.traceId : left.traceId),
    enabled: right.kind === 'trace',
  });
  const sides = [
    { name: 'Left', trace: leftTrace.data, error: leftTrace.error, span: operation?.left?.span },
    ...(right.kind === 'trace'
      ? [
          {
            ...{ name: 'Right', trace: rightTrace.data, error: rightTrace.error },
            span: operation?.right?.span,
          },
        ]
      : []),
  ];
  const wholeNs = Math.max(
    right.durationNs,
    ...sides.map(({ trace }) => trace?.durationNs ?? 0),
    left.durationNs,
  );
  const usualNs =
    right.kind === 'usual' && right.traces >= right.neededTraces ? right.durationNs : undefined;
  return <Timelines sides={sides} wholeNs={wholeNs} usualNs={usualNs} />;
}

interface Side {
  readonly name: string;
  readonly trace: TraceModel | undefined;
  readonly error: Error | null;
  readonly span: string | undefined;
}

interface TimelinesProps {
  readonly sides: readonly Side[];
  readonly wholeNs: number;
  readonly usualNs: number | undefined;
}

function Timelines({ sides, wholeNs, usualNs }: TimelinesProps) {
  const ref = useRef<HTMLElement>(null);
  const { width } = useElementSize(ref);
  const [zoom, setZoom] = useState<TimeWindow>();
  const window = zoom ?? wholeTrace(wholeNs);
  const scale = useMemo(() => makeFlameScale(window, width), [window, width]);
  const ticks = useMemo(() => listTicks(scale), [scale]);
  const colorOf = useColors(sides);
  return (
    <section className="compare-timelines" aria-label="Timelines on one scale" ref={ref}>
      <div className="compare-ruler">
        <Ruler scale={scale} ticks={ticks} onZoom={setZoom} />
        {!isWhole(window, wholeNs) && (
          <button
            type="button"
            className="button button-small compare-whole"
            onClick={() => setZoom(undefined)}
          >
            All of it
          </button>
        )}
      </div>
      {sides.map(({ name, trace, error, span }) =>
        trace === undefined ? (
          <div key={name} className="compare-timeline-note">
            {error === null ? (
              <LoadingText>Loading the trace…</LoadingText>
            ) : (
              <p className="field-error">{`${name}: ${error.message}`}</p>
            )}
          </div>
        ) : (
          <SideTimeline
            key={name}
            {...{ name, trace, span, scale, wholeNs, colorOf }}
            onZoom={setZoom}
          />
        ),
      )}
      {usualNs !== undefined && scale.toX(usualNs) <= width && (
        <div
          className="usual-line"
          style={{ left: scale.toX(usualNs) }}
          data-at-end={scale.toX(usualNs) > width - 140 || undefined}
        >
          <span>usually {formatDuration(Math.round(usualNs))}</span>
        </div>
      )}
    </section>
  );
}

/** One colour per service on both sides. */
function useColors(sides: readonly Side[]): (service: string) => number {
  const [one, other] = sides.map(({ trace }) => trace?.services);
  const services = useMemo(() => [...(one ?? []), ...(other ?? [])], [one, other]);
  const hues = useHues(services);
  return useCallback((service) => hues.get(service) ?? 0, [hues]);
}

interface SideTimelineProps {
  readonly name: string;
  readonly trace: TraceModel;
  readonly span: string | undefined;
  readonly scale: ReturnType<typeof makeFlameScale>;
  readonly wholeNs: number;
  readonly colorOf: (service: string) => number;
  readonly onZoom: (window: TimeWindow) => void;
}

function SideTimeline({ name, trace, span, scale, wholeNs, colorOf, onZoom }: SideTimelineProps) {
  const themeName = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tokens change with the theme
  const theme = useMemo(readDrawTheme, [themeName]);
  const flame = useMemo(
    () =>
      buildIcicle(
        trace,
        Int32Array.from({ length: trace.rowCount }, (_, row) => row),
      ),
    [trace],
  );
  const row = useMemo(
    () => (span === undefined ? undefined : rowOfSpanRef(trace, span)),
    [trace, span],
  );
  return (
    <TimelinePicture
      {...{ name, trace, flame, scale, wholeNs, theme, onZoom }}
      hueOf={colorOf}
      selectedSlot={row === undefined ? undefined : flame.slotOf[row]}
    />
  );
}
