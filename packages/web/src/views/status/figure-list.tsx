// Named figures side by side, some with a bar that says how much of their bound is used.

export interface NamedFigure {
  readonly name: string;
  readonly text: string;
  /** 0 to 1. */
  readonly used?: number;
  readonly isProblem?: boolean;
}

/** From so much a bar is drawn as a warning. */
const ALARMING = 0.8;

export function FigureList({ figures }: { readonly figures: readonly NamedFigure[] }) {
  return (
    <dl className="status-figures">
      {figures.map(({ name, text, used, isProblem }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd data-problem={isProblem || undefined}>{text}</dd>
          {used !== undefined && (
            <dd
              className="status-bar"
              aria-hidden="true"
              data-alarming={used >= ALARMING || undefined}
            >
              <span style={{ width: `${Math.min(1, used) * 100}%` }} />
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}
