// Conditions on attributes: one chip each, and a field for the next.

import { type FormEvent, type KeyboardEvent, useId } from 'react';
import { CloseIcon } from '../../widgets/icons.tsx';

interface AttributeChipsProps {
  readonly attributes: readonly string[];
  readonly text: string;
  readonly isInvalid: boolean;
  readonly onText: (text: string) => void;
  readonly onAdd: (event: FormEvent) => void;
  readonly onRemove: (index: number) => void;
}

export function AttributeChips(props: AttributeChipsProps) {
  const { attributes, text, isInvalid, onText, onAdd, onRemove } = props;
  const id = useId();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && text.trim() !== '') onAdd(event);
    if (event.key === 'Backspace' && text === '' && attributes.length > 0) {
      onRemove(attributes.length - 1);
    }
  };
  return (
    <div className="field filter-attributes">
      <label className="field-label" htmlFor={id}>
        Attributes
      </label>
      <div className="chips">
        {attributes.map((condition, index) => (
          <span className="chip" key={condition}>
            <span className="ellipsis" title={condition}>
              {condition}
            </span>
            <button
              type="button"
              className="button button-quiet button-small button-icon"
              aria-label={`Remove ${condition}`}
              onClick={() => onRemove(index)}
            >
              <CloseIcon />
            </button>
          </span>
        ))}
        <input
          id={id}
          className="chips-input"
          placeholder={attributes.length === 0 ? 'key=value, then Enter' : 'key=value'}
          aria-invalid={isInvalid}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
    </div>
  );
}
