// Which columns the results have: those of every trace, and any field of the spans that match.

import { useState } from 'react';
import { COLUMNS, MAX_COLUMNS } from '../../../state/explore-state.ts';
import { CheckIcon, CloseIcon, PlusIcon } from '../../../widgets/icons.tsx';
import { PopupButton } from '../../../widgets/popup-button.tsx';
import { FieldPicker } from '../filters/field-picker.tsx';
import type { Explore } from '../use-explore.ts';
import { COLUMN_LABELS } from './columns.ts';

export function ColumnMenu({ explore }: { readonly explore: Explore }) {
  const count = explore.state.column?.length ?? 0;
  return (
    <PopupButton
      label={count === 0 ? 'Columns' : `Columns +${count}`}
      className="button button-chevron"
      alignRight
    >
      {() => <Choice explore={explore} />}
    </PopupButton>
  );
}

function Choice({ explore }: { readonly explore: Explore }) {
  const { state, query, resolved, change } = explore;
  const [isAdding, setAdding] = useState(false);
  const fields = state.column ?? [];
  const hidden = state.hide ?? [];
  if (isAdding) {
    return (
      <FieldPicker
        label="Attribute for a column"
        text={query}
        range={resolved}
        onChoose={(field) => {
          setAdding(false);
          change({ column: [...new Set([...fields, field])] });
        }}
      />
    );
  }
  return (
    <div className="column-menu">
      {COLUMNS.map((column) => {
        const isShown = !hidden.includes(column);
        return (
          <button
            key={column}
            type="button"
            className="option"
            aria-pressed={isShown}
            onClick={() =>
              change({
                hide: isShown ? [...hidden, column] : hidden.filter((other) => other !== column),
              })
            }
          >
            {COLUMN_LABELS[column]}
            {isShown && (
              <span className="option-note">
                <CheckIcon />
              </span>
            )}
          </button>
        );
      })}
      {fields.map((field) => (
        <button
          key={field}
          type="button"
          className="option"
          aria-label={`Remove the column ${field}`}
          onClick={() => change({ column: fields.filter((other) => other !== field) })}
        >
          <span className="mono ellipsis">{field}</span>
          <span className="option-note">
            <CloseIcon />
          </span>
        </button>
      ))}
      <button
        type="button"
        className="option"
        disabled={fields.length >= MAX_COLUMNS}
        onClick={() => setAdding(true)}
      >
        <PlusIcon />
        {fields.length < MAX_COLUMNS ? 'Attribute' : `${MAX_COLUMNS} are the most`}
      </button>
    </div>
  );
}
