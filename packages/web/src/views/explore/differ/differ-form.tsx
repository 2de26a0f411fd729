// Which spans are held against which: two filters, with the usual ones at hand.

import { type FormEvent, useState } from 'react';
import type { ExploreState } from '../../../state/explore-state.ts';
import { type DifferChanges, NO_DIFFER } from './differ-state.ts';

interface DifferFormProps {
  readonly state: ExploreState;
  readonly selection: string;
  readonly onChange: (changes: DifferChanges) => void;
}

const CHOICES = [
  { label: 'Errors', differ: '{ status = error }' },
  { label: 'Slower than 1 s', differ: '{ duration > 1s }' },
] as const;

export function DifferForm({ state, selection, onChange }: DifferFormProps) {
  const [typed, setTyped] = useState(selection);
  const [against, setAgainst] = useState(state.against ?? '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const baseline = against.trim();
    onChange({
      // Another selection is another one in time, too.
      ...(typed.trim() === selection
        ? { differ: selection }
        : { ...NO_DIFFER, differ: typed.trim() === '' ? '{ }' : typed.trim() }),
      against: baseline === '' ? undefined : baseline,
    });
  };
  const isChanged = typed.trim() !== selection || against.trim() !== (state.against ?? '');
  return (
    <form className="differ-form" onSubmit={submit}>
      <label className="field">
        <span className="field-label">Spans that are</span>
        <input
          className="input mono"
          value={typed}
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <label className="field">
        <span className="field-label">against</span>
        <input
          className="input mono"
          value={against}
          placeholder="all others"
          spellCheck={false}
          onChange={(event) => setAgainst(event.target.value)}
        />
      </label>
      <div className="differ-choices">
        {CHOICES.map(({ label, differ }) => (
          <button
            key={label}
            type="button"
            className="button button-small"
            aria-pressed={selection === differ}
            onClick={() => onChange({ ...NO_DIFFER, differ })}
          >
            {label}
          </button>
        ))}
        <button type="submit" className="button button-small differ-run" disabled={!isChanged}>
          Compare
        </button>
      </div>
    </form>
  );
}
