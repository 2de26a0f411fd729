// Which traces to compare, as two fields.

import { type FormEvent, useState } from 'react';
import { parseTraceId } from '../../base/parse-trace-id.ts';
import { type CompareState, USUAL } from '../../state/compare-state.ts';

interface CompareFormProps {
  readonly state: CompareState;
  readonly onChange: (state: CompareState) => void;
}

export function CompareForm({ state, onChange }: CompareFormProps) {
  const [left, setLeft] = useState(state.left ?? '');
  const [right, setRight] = useState(state.right ?? '');
  const [problem, setProblem] = useState<'left' | 'right'>();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const leftId = parseTraceId(left);
    const isUsual = right.trim() === '' || right.trim() === USUAL;
    const rightId = isUsual ? undefined : parseTraceId(right);
    const isRightWrong = !isUsual && rightId === undefined;
    setProblem(leftId === undefined ? 'left' : isRightWrong ? 'right' : undefined);
    if (leftId === undefined || isRightWrong) return;
    onChange({ left: leftId, ...(rightId === undefined ? {} : { right: rightId }) });
  };
  return (
    <form className="compare-form" onSubmit={submit}>
      <IdField
        label="Trace"
        value={left}
        onChange={setLeft}
        placeholder="Trace id"
        isWrong={problem === 'left'}
      />
      <IdField
        label="Held against"
        value={right}
        onChange={setRight}
        placeholder="Trace id, or nothing for the usual"
        isWrong={problem === 'right'}
      />
      <button type="submit" className="button button-primary">
        Compare
      </button>
    </form>
  );
}

interface IdFieldProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  readonly isWrong: boolean;
  readonly onChange: (value: string) => void;
}

function IdField({ label, value, placeholder, isWrong, onChange }: IdFieldProps) {
  return (
    <label className="field compare-field">
      <span className="field-label">{label}</span>
      <input
        className="input mono"
        value={value}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={isWrong}
        onChange={(event) => onChange(event.target.value)}
      />
      {isWrong && (
        <span className="field-error" role="alert">
          This holds no trace id: up to 32 digits, 0 to 9 and a to f.
        </span>
      )}
    </label>
  );
}
