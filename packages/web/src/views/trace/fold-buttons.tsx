// Folding of the whole tree: everything, or level by level.

import type { SpanTree } from '@throughline/analysis/tree/assemble-tree';
import {
  type FoldedRows,
  foldAll,
  foldOneLevel,
  unfoldOneLevel,
} from '../../state/visible-rows.ts';
import { LevelsIcon } from '../../widgets/icons.tsx';

interface FoldButtonsProps {
  readonly tree: SpanTree;
  readonly folded: FoldedRows;
  readonly onFold: (folded: FoldedRows) => void;
}

export function FoldButtons({ tree, folded, onFold }: FoldButtonsProps) {
  const button = (name: string, kind: 'none' | 'less' | 'more' | 'all', fold: () => FoldedRows) => (
    <button
      type="button"
      className="button button-quiet button-small button-icon"
      aria-label={name}
      title={name}
      onClick={() => onFold(fold())}
    >
      <LevelsIcon kind={kind} />
    </button>
  );
  return (
    <div className="fold-buttons">
      {button('Collapse all', 'none', () => foldAll(tree))}
      {button('Collapse one level', 'less', () => foldOneLevel(tree, folded))}
      {button('Expand one level', 'more', () => unfoldOneLevel(tree, folded))}
      {button('Expand all', 'all', () => new Uint8Array(tree.rowCount))}
    </div>
  );
}
