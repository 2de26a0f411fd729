// Another filter, in two steps: an attribute (or an intrinsic field), then how it compares with which value. Both
// lists show what there is among the spans that the query takes so far.

import type { BinaryOperator } from '@throughline/traceql/syntax/ast';
import { useState } from 'react';
import { formatCount } from '../../../base/format-count.ts';
import { valuesQuery } from '../../../data/completion-queries.ts';
import { addCondition } from '../../../query/edit-query.ts';
import { conditionText } from '../../../query/simple-condition.ts';
import { staticOfTyped, staticOfWire } from '../../../query/typed-value.ts';
import type { ResolvedRange } from '../../../state/time-range.ts';
import { BackIcon, PlusIcon } from '../../../widgets/icons.tsx';
import { PickList } from '../../../widgets/pick-list.tsx';
import { PopupButton } from '../../../widgets/popup-button.tsx';
import { ESTIMATE_HINT } from './estimate-hint.ts';
import { FieldPicker } from './field-picker.tsx';
import { useLongList } from './use-long-list.ts';

interface AddFilterProps {
  readonly text: string;
  readonly range: ResolvedRange;
  readonly onEdit: (text: string) => void;
}

export function AddFilter({ text, range, onEdit }: AddFilterProps) {
  return (
    <PopupButton
      label={
        <>
          <PlusIcon /> Filter
        </>
      }
      className="button button-quiet filter-add"
    >
      {(close) => (
        <Steps
          text={text}
          range={range}
          onAdd={(condition) => {
            close();
            onEdit(addCondition(text, condition) ?? text);
          }}
        />
      )}
    </PopupButton>
  );
}

interface StepsProps {
  readonly text: string;
  readonly range: ResolvedRange;
  readonly onAdd: (condition: string) => void;
}

function Steps({ text, range, onAdd }: StepsProps) {
  const [field, setField] = useState<string>();
  if (field === undefined) {
    return <FieldPicker label="Attribute" text={text} range={range} onChoose={setField} />;
  }
  return (
    <ValueStep
      field={field}
      text={text}
      range={range}
      onBack={() => setField(undefined)}
      onAdd={onAdd}
    />
  );
}

interface Comparison {
  readonly operator: BinaryOperator;
  readonly label: string;
}

const IS: Comparison = { operator: '=', label: 'is' };
const COMPARISONS: readonly Comparison[] = [
  IS,
  { operator: '!=', label: 'is not' },
  { operator: '=~', label: 'matches' },
  { operator: '!~', label: 'matches not' },
  { operator: '>=', label: 'at least' },
  { operator: '<=', label: 'at most' },
];

interface ValueStepProps extends StepsProps {
  readonly field: string;
  readonly onBack: () => void;
}

function ValueStep({ field, text, range, onBack, onAdd }: ValueStepProps) {
  const [comparison, setComparison] = useState(IS);
  const [prefix, setPrefix] = useState('');
  const { data, error, isPending } = useLongList(
    (typed) => valuesQuery(field, { q: text, range, prefix: typed }),
    prefix,
  );
  const values = (data?.values ?? []).flatMap((value) => {
    const asStatic = staticOfWire(value);
    return asStatic === undefined ? [] : [{ ...value, asStatic }];
  });
  const { operator } = comparison;
  const isPattern = operator === '=~' || operator === '!~';
  const onTyped = (typed: string): void => {
    const types = isPattern ? (['string'] as const) : values.map(({ type }) => type);
    onAdd(conditionText({ field, operator, value: staticOfTyped(typed, types) }));
  };
  const emptyText = isPending ? 'Loading…' : 'No values are listed for it; type one';
  return (
    <div className="filter-value-step">
      <div className="filter-value-head">
        <button
          type="button"
          className="button button-quiet button-small button-icon"
          aria-label="Another attribute"
          onClick={onBack}
        >
          <BackIcon />
        </button>
        <span className="mono ellipsis" title={field}>
          {field}
        </span>
        <select
          className="input select"
          aria-label="Comparison"
          value={operator}
          onChange={(event) =>
            setComparison(COMPARISONS.find((known) => known.operator === event.target.value) ?? IS)
          }
        >
          {COMPARISONS.map((known) => (
            <option key={known.operator} value={known.operator}>
              {known.label}
            </option>
          ))}
        </select>
      </div>
      <PickList
        label={`Value of ${field}`}
        placeholder={isPattern ? 'Regular expression' : 'Value'}
        options={values.map(({ value, count }, index) => ({
          value: String(index),
          label: String(value),
          note: formatCount(count),
        }))}
        emptyText={error === null ? emptyText : `No list: ${error.message}`}
        hint={data?.isEstimate === true ? ESTIMATE_HINT : undefined}
        onText={setPrefix}
        onTyped={onTyped}
        onChoose={(index) => {
          const chosen = values[Number(index)]?.asStatic;
          if (chosen !== undefined) onAdd(conditionText({ field, operator, value: chosen }));
        }}
      />
    </div>
  );
}
