// The ruler over the bars: ticks, and a drag that zooms to what was dragged over.

import './ruler.css';
import type { Tick, TimeScale } from '../../draw/time-scale.ts';
import type { TimeWindow } from '../../state/trace-state.ts';
import { useRangeDrag } from './use-range-drag.ts';

interface RulerProps {
  readonly scale: TimeScale;
  readonly ticks: readonly Tick[];
  readonly onZoom: (window: TimeWindow) => void;
}

export function Ruler({ scale, ticks, onZoom }: RulerProps) {
  const { range, ...handlers } = useRangeDrag(({ from, to }) =>
    onZoom({ fromNs: scale.toNs(from), toNs: scale.toNs(to) }),
  );
  return (
    <div
      className="ruler"
      data-testid="ruler"
      title="Drag to zoom to a part of the time"
      {...handlers}
    >
      {ticks.map((tick) => (
        <span key={tick.ns} className="ruler-tick" style={{ left: tick.x }} aria-hidden="true">
          {tick.label}
        </span>
      ))}
      {range !== undefined && (
        <div className="drag-range" style={{ left: range.from, width: range.to - range.from }} />
      )}
    </div>
  );
}
