// The query as filters to click: service, operation, status, durations, and one chip for each other condition.
// Always in step with the text: typing changes them, changing them writes the text and runs it.

import './filters.css';
import { removeCondition } from '../../../query/edit-query.ts';
import { SERVICE_FIELD } from '../../../query/simple-condition.ts';
import type { ResolvedRange } from '../../../state/time-range.ts';
import { CloseIcon } from '../../../widgets/icons.tsx';
import { AddFilter } from './add-filter.tsx';
import { DurationMenu } from './duration-menu.tsx';
import { type FilterField, readFilters, setFilter } from './read-filters.ts';
import { StatusMenu } from './status-menu.tsx';
import { useShownText } from './use-shown-text.ts';
import { ValueMenu } from './value-menu.tsx';

interface FilterBarProps {
  /** As it stands in the query bar. */
  readonly text: string;
  readonly range: ResolvedRange;
  readonly onEdit: (text: string) => void;
}

export function FilterBar({ text: typed, range, onEdit }: FilterBarProps) {
  const { text, isWaiting } = useShownText(typed);
  const filters = readFilters(text);
  if (filters === undefined) {
    return (
      <div className="filters" data-testid="filters">
        <p className="filters-note muted" role="status">
          This query begins with no filter in braces, so there is nothing to click here. It runs as
          it is written.
          <button
            type="button"
            className="button button-quiet button-small"
            onClick={() => onEdit('')}
          >
            Clear the query
          </button>
        </p>
      </div>
    );
  }
  const set = (field: FilterField) => (value: string | undefined) =>
    onEdit(setFilter(text, field, value));
  const without = (field: FilterField): string => setFilter(text, field, undefined);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div
      className={`filters ${isWaiting ? 'filters-waiting' : ''}`}
      role="group"
      aria-label="Filters"
      data-testid="filters"
      inert={isWaiting}
    >
      <ValueMenu
        label="Service"
        field={SERVICE_FIELD}
        value={filters.service}
        narrowedBy={without(SERVICE_FIELD)}
        range={range}
        onChoose={set(SERVICE_FIELD)}
      />
      <ValueMenu
        label="Operation"
        field="name"
        value={filters.operation}
        narrowedBy={without('name')}
        range={range}
        onChoose={set('name')}
      />
      <StatusMenu value={filters.status} onChoose={set('status')} />
      <DurationMenu text={text} filters={filters} onEdit={onEdit} />
      {filters.chips.map((chip) => (
        <span className="chip" key={chip.text} data-testid="filter-chip">
          <span className="ellipsis" title={chip.text}>
            {chip.text}
          </span>
          <button
            type="button"
            className="button button-quiet button-small button-icon"
            aria-label={`Remove ${chip.text}`}
            onClick={() => onEdit(removeCondition(text, chip.condition) ?? text)}
          >
            <CloseIcon />
          </button>
        </span>
      ))}
      <AddFilter text={text} range={range} onEdit={onEdit} />
      {filters.isPart && (
        <span
          className="filters-note muted"
          title="What the query says beside its first pair of braces stays as it is when a filter is changed."
        >
          These are the first braces of a longer query
        </span>
      )}
    </div>
  );
}
