// A choice of few, side by side.

interface SegmentsProps<Value extends string> {
  /** Names the choice; not shown. */
  readonly label: string;
  readonly options: readonly (readonly [value: Value, text: string, title?: string])[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

export function Segments<Value extends string>(props: SegmentsProps<Value>) {
  const { label, options, value, onChange } = props;
  return (
    <fieldset className="segments segments-group">
      <legend className="visually-hidden">{label}</legend>
      {options.map(([each, text, title]) => (
        <button
          key={each}
          type="button"
          className="segment"
          aria-pressed={each === value}
          title={title}
          onClick={() => onChange(each)}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}
