// Whether the critical path is drawn.

import { PathIcon } from '../../widgets/icons.tsx';
import type { TraceView } from './use-trace-view.ts';

interface PathToggleProps {
  readonly view: TraceView;
}

export function PathToggle({ view }: PathToggleProps) {
  return (
    <button
      type="button"
      className="button button-quiet button-small path-toggle"
      aria-pressed={view.showsPath}
      aria-label="Critical path"
      title="Critical path: what held the answer up, moment by moment"
      onClick={view.togglePath}
    >
      <PathIcon />
      <span className="path-toggle-text">Critical path</span>
    </button>
  );
}
