// The queries saved under names: choose one, save what stands in the bar, delete one.

import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { savedQueriesQuery, useChangeSavedQueries } from '../../../data/saved-queries.ts';
import { CloseIcon } from '../../../widgets/icons.tsx';

interface SavedQueriesProps {
  readonly text: string;
  readonly onChoose: (text: string) => void;
}

export function SavedQueries({ text, onChoose }: SavedQueriesProps) {
  const { data, error } = useQuery(savedQueriesQuery());
  const change = useChangeSavedQueries();
  const queries = data?.queries ?? [];
  return (
    <section aria-label="Saved queries">
      <div className="query-menu-head">
        <h2>Saved for everybody</h2>
      </div>
      {error !== null && <p className="field-error query-menu-note">{error.message}</p>}
      {data !== undefined && queries.length === 0 && (
        <p className="muted query-menu-note">None yet. Name the query in the bar to keep it.</p>
      )}
      <ul>
        {queries.map(({ name, q }) => (
          <li key={name} className="saved-query">
            <button
              type="button"
              className="option"
              aria-pressed={q === text.trim()}
              title={q}
              onClick={() => onChoose(q)}
            >
              <span className="saved-name ellipsis">{name}</span>
              <span className="option-note mono ellipsis">{q}</span>
            </button>
            <button
              type="button"
              className="button button-quiet button-small button-icon"
              aria-label={`Delete the saved query ${name}`}
              disabled={change.isPending}
              onClick={() => change.mutate({ name, q: undefined })}
            >
              <CloseIcon />
            </button>
          </li>
        ))}
      </ul>
      <SaveForm text={text} names={queries.map(({ name }) => name)} change={change} />
    </section>
  );
}

interface SaveFormProps {
  readonly text: string;
  readonly names: readonly string[];
  readonly change: ReturnType<typeof useChangeSavedQueries>;
}

function SaveForm({ text, names, change }: SaveFormProps) {
  const errorId = useId();
  const [name, setName] = useState('');
  const q = text.trim();
  const chosen = name.trim();
  const isTaken = names.includes(chosen);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (chosen === '' || q === '') return;
    change.mutate({ name: chosen, q }, { onSuccess: () => setName('') });
  };
  return (
    <form className="save-form" onSubmit={submit}>
      <input
        className="input"
        aria-label="Name for the query in the bar"
        aria-invalid={change.error !== null}
        aria-describedby={change.error === null ? undefined : errorId}
        autoComplete="off"
        placeholder={q === '' ? 'The bar is empty' : 'Name for this query'}
        disabled={q === ''}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <button
        type="submit"
        className="button"
        disabled={q === '' || chosen === '' || change.isPending}
      >
        {isTaken ? 'Replace' : 'Save'}
      </button>
      {change.error !== null && (
        <p className="field-error" id={errorId} role="alert">
          {change.error.message}
        </p>
      )}
    </form>
  );
}
