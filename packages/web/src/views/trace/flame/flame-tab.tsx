// The flame graph in its two forms.

import './flame.css';
import { Segments } from '../../../widgets/segments.tsx';
import { useTracePage } from '../trace-context.ts';
import { FlameByTime } from './flame-by-time.tsx';
import { FlameLeftHeavy } from './flame-left-heavy.tsx';

const FORMS = [
  ['time', 'By time'],
  ['left-heavy', 'Left heavy'],
] as const;

export function FlameTab() {
  const { view } = useTracePage();
  const form = view.options.flame === 'left-heavy' ? 'left-heavy' : 'time';
  return (
    <section className="view-pane" aria-label="Flame graph">
      <div className="view-bar">
        <Segments
          label="Form of the flame graph"
          options={FORMS}
          value={form}
          onChange={(next) => view.setOption('flame', next === 'time' ? undefined : next)}
        />
        <p className="muted view-said">
          {form === 'time'
            ? 'Every span below its parent, as it ran. What ran at the same time stands below each other.'
            : 'Spans added up by the operations that lead to them. As wide as their own time and all below.'}
        </p>
      </div>
      {form === 'time' ? <FlameByTime /> : <FlameLeftHeavy />}
    </section>
  );
}
