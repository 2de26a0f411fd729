// A section of the panel that can be folded. What was dropped by the sender is said beside the count.

import type { ReactNode } from 'react';
import { formatCount } from '../../base/format-count.ts';

interface SectionProps {
  readonly title: string;
  readonly count?: number;
  readonly dropped?: number;
  readonly children: ReactNode;
}

export function Section({ title, count, dropped = 0, children }: SectionProps) {
  return (
    <details className="section" open>
      <summary>
        <h3>{title}</h3>
        {count !== undefined && <span className="muted">{formatCount(count)}</span>}
        {dropped > 0 && (
          <span className="section-dropped">{formatCount(dropped)} dropped by the sender</span>
        )}
      </summary>
      {children}
    </details>
  );
}
