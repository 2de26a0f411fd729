// Folding of the whole tree: everything, or level by level.

import {
  type Folding,
  foldAll,
  foldOneLevel,
  unfoldAll,
  unfoldOneLevel,
} from '../../state/timeline-items.ts';
import { LevelsIcon } from '../../widgets/icons.tsx';
import { useTracePage } from './trace-context.ts';

export function FoldButtons() {
  const { trace, view } = useTracePage();
  const { tree, runs } = trace;
  const button = (name: string, kind: 'none' | 'less' | 'more' | 'all', fold: () => Folding) => (
    <button
      type="button"
      className="button button-quiet button-small button-icon"
      aria-label={name}
      title={name}
      onClick={() => view.setFolding(fold())}
    >
      <LevelsIcon kind={kind} />
    </button>
  );
  return (
    <div className="fold-buttons">
      {button('Collapse all', 'none', () => foldAll(tree, runs))}
      {button('Collapse one level', 'less', () => foldOneLevel(tree, runs, view.shownItems))}
      {button('Expand one level', 'more', () => unfoldOneLevel(tree, runs, view.shownItems))}
      {button('Expand all', 'all', () => unfoldAll(tree, runs))}
    </div>
  );
}
