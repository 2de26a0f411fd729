// The filters. What is chosen from a list applies at once; what is typed applies with Enter or Run.

import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { formatQuantity } from '../../base/format-count.ts';
import { operationsQuery, servicesQuery } from '../../data/queries.ts';
import { useUsualHues } from '../../data/use-usual-hues.ts';
import {
  checkAttribute,
  checkDuration,
  type DurationField,
  type ExploreState,
  readExploreState,
} from '../../state/explore-state.ts';
import { Combobox, type ComboboxOption } from '../../widgets/combobox.tsx';
import { ServiceDot } from '../../widgets/service-dot.tsx';
import { AttributeChips } from './attribute-chips.tsx';

interface FilterFormProps {
  readonly state: ExploreState;
  readonly onChange: (state: ExploreState) => void;
  readonly onRun: (state: ExploreState) => void;
}

type Durations = Readonly<Record<DurationField, string>>;

function durationsOf(state: ExploreState): Durations {
  return {
    minDuration: state.minDuration ?? '',
    maxDuration: state.maxDuration ?? '',
    minSpanDuration: state.minSpanDuration ?? '',
    maxSpanDuration: state.maxSpanDuration ?? '',
  };
}

export function FilterForm({ state, onChange, onRun }: FilterFormProps) {
  const [durations, setDurations] = useState(() => durationsOf(state));
  const [attributeText, setAttributeText] = useState('');
  const [isChecked, setChecked] = useState(false);
  const attributes = state.attribute ?? [];

  // With a new address (run, back, forward) what was typed and not run belongs to the old one.
  const address = JSON.stringify(state);
  const [shownAddress, setShownAddress] = useState(address);
  if (shownAddress !== address) {
    setShownAddress(address);
    setDurations(durationsOf(state));
    setAttributeText('');
    setChecked(false);
  }

  const durationErrors = new Set(
    Object.values(durations)
      .map(checkDuration)
      .filter((error) => error !== undefined),
  );
  const attributeError = attributeText.trim() === '' ? undefined : checkAttribute(attributeText);
  const errors =
    attributeError === undefined ? [...durationErrors] : [attributeError, ...durationErrors];

  /** The state with what is typed, as an address would give it back: empty fields left out. */
  const withTyped = (changes: Readonly<Record<string, unknown>>): ExploreState => {
    const attribute =
      attributeText.trim() === '' ? attributes : [...attributes, attributeText.trim()];
    return readExploreState({ ...state, ...durations, attribute, ...changes });
  };
  const choose = (changes: Readonly<Record<string, unknown>>): void => {
    if (errors.length === 0) onChange(withTyped(changes));
    else onChange(readExploreState({ ...state, ...changes }));
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    setChecked(true);
    if (errors.length === 0) onRun(withTyped({}));
  };
  const durationRange = (label: string, min: DurationField, max: DurationField) => (
    <DurationRange
      label={label}
      min={durations[min]}
      max={durations[max]}
      showErrors={isChecked}
      onMin={(text) => setDurations({ ...durations, [min]: text })}
      onMax={(text) => setDurations({ ...durations, [max]: text })}
    />
  );
  return (
    <form className="filters" data-testid="filters" onSubmit={onSubmit} noValidate>
      <ServiceFilter
        value={state.service}
        onChoose={(service) => choose({ service, operation: undefined })}
      />
      <OperationFilter
        service={state.service}
        value={state.operation}
        onChoose={(operation) => choose({ operation })}
      />
      <StatusFilter value={state.status} onChoose={(status) => choose({ status })} />
      <AttributeChips
        attributes={attributes}
        text={attributeText}
        isInvalid={isChecked && attributeError !== undefined}
        onText={setAttributeText}
        onAdd={onSubmit}
        onRemove={(index) => choose({ attribute: attributes.filter((_, at) => at !== index) })}
      />
      {durationRange('Trace duration', 'minDuration', 'maxDuration')}
      {durationRange('Span duration', 'minSpanDuration', 'maxSpanDuration')}
      <button type="submit" className="button button-primary run" data-testid="run">
        Run
      </button>
      {isChecked && errors.length > 0 && (
        <div className="filters-errors" role="alert">
          {errors.map((error) => (
            <p key={error} className="field-error">
              {error}
            </p>
          ))}
        </div>
      )}
    </form>
  );
}

interface ChoiceProps {
  readonly value: string | undefined;
  readonly onChoose: (value: string | undefined) => void;
}

function ServiceFilter({ value, onChoose }: ChoiceProps) {
  const { data, error } = useQuery(servicesQuery());
  const hues = useUsualHues();
  const options = (data?.services ?? []).map((service) => ({
    value: service.name,
    note: formatQuantity(service.spanCount, 'span'),
    mark: <ServiceDot hue={hues?.get(service.name) ?? 0} />,
  }));
  return (
    <Combobox
      label="Service"
      value={value}
      options={options}
      placeholder="All services"
      emptyText={error === null ? 'Loading services…' : `No list: ${error.message}`}
      onChoose={onChoose}
    />
  );
}

interface OperationFilterProps extends ChoiceProps {
  readonly service: string | undefined;
}

function OperationFilter({ service, value, onChoose }: OperationFilterProps) {
  const { data, error, isPending } = useQuery(operationsQuery(service));
  const spanCounts = new Map<string, number>();
  for (const operation of data?.operations ?? []) {
    const before = spanCounts.get(operation.name) ?? 0;
    spanCounts.set(operation.name, before + operation.spanCount);
  }
  const options: ComboboxOption[] = [...spanCounts].map(([name, count]) => ({
    value: name,
    note: formatQuantity(count, 'span'),
  }));
  const emptyText = isPending ? 'Loading operations…' : 'No operation is known here';
  return (
    <Combobox
      label="Operation"
      value={value}
      options={options}
      placeholder={service === undefined ? 'All operations' : `All of ${service}`}
      emptyText={error === null ? emptyText : `No list: ${error.message}`}
      onChoose={onChoose}
    />
  );
}

function StatusFilter({ value, onChoose }: ChoiceProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        Status
      </label>
      <select
        id={id}
        className="input select"
        value={value ?? ''}
        onChange={(event) => onChoose(event.target.value === '' ? undefined : event.target.value)}
      >
        <option value="">Any</option>
        <option value="error">Error</option>
        <option value="ok">Ok</option>
        <option value="unset">Unset</option>
      </select>
    </div>
  );
}

interface DurationRangeProps {
  readonly label: string;
  readonly min: string;
  readonly max: string;
  readonly showErrors: boolean;
  readonly onMin: (text: string) => void;
  readonly onMax: (text: string) => void;
}

function DurationRange({ label, min, max, showErrors, onMin, onMax }: DurationRangeProps) {
  const input = (which: 'at least' | 'at most', text: string, onText: (text: string) => void) => (
    <input
      className="input"
      aria-label={`${label}, ${which}`}
      aria-invalid={showErrors && checkDuration(text) !== undefined}
      placeholder={which === 'at least' ? '≥ 100ms' : '≤ 5s'}
      autoComplete="off"
      spellCheck={false}
      value={text}
      onChange={(event) => onText(event.target.value)}
    />
  );
  return (
    <div className="field">
      <span className="field-label">{label}</span>
      <div className="duration-range">
        {input('at least', min, onMin)}
        <span className="muted" aria-hidden="true">
          –
        </span>
        {input('at most', max, onMax)}
      </div>
    </div>
  );
}
