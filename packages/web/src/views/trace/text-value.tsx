// A text of a span: laid out when it is JSON or SQL, folded when it is long, fetched when only its beginning
// has come.

import { useEffect, useState } from 'react';
import { formatCount } from '../../base/format-count.ts';
import { formatValue, languageOf } from '../../data/format-value.ts';
import { useWholeValues } from './whole-values.ts';

interface TextValueProps {
  readonly name: string;
  readonly text: string;
  readonly cutFromChars: number | undefined;
}

/** About six lines of the panel. */
const FOLDED_CHARS = 400;

export function TextValue({ name, text, cutFromChars }: TextValueProps) {
  const language = cutFromChars === undefined ? languageOf(name, text) : undefined;
  const formatted = useFormatted(text, language);
  const [isRaw, setRaw] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const whole = useWholeValues();
  const shown = formatted !== undefined && !isRaw ? formatted : text;
  const isLong = shown.length > FOLDED_CHARS;
  const isFolded = isLong && !isOpen;
  const visible = isFolded ? `${shown.slice(0, FOLDED_CHARS)}…` : shown;
  if (text === '') return <span className="muted">(empty string)</span>;
  return (
    <>
      {visible.includes('\n') ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
        <pre className="value-block" tabIndex={0}>
          {visible}
        </pre>
      ) : (
        <span>{visible}</span>
      )}
      <span className="value-actions">
        {formatted !== undefined && (
          <button type="button" className="link-button" onClick={() => setRaw(!isRaw)}>
            {isRaw ? 'Formatted' : 'As sent'}
          </button>
        )}
        {isLong && (
          <button
            type="button"
            className="link-button"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? 'Less' : `All ${formatCount(shown.length)} characters`}
          </button>
        )}
        {cutFromChars !== undefined && (
          <button
            type="button"
            className="link-button"
            data-testid="fetch-whole"
            disabled={whole.isLoading}
            onClick={whole.fetch}
          >
            {whole.isLoading
              ? 'Fetching…'
              : `The first ${formatCount(text.length)} of ${formatCount(cutFromChars)} characters: fetch all`}
          </button>
        )}
      </span>
    </>
  );
}

/** undefined until it is there, and when it cannot be laid out. */
function useFormatted(text: string, language: 'json' | 'sql' | undefined): string | undefined {
  const [formatted, setFormatted] = useState<string>();
  useEffect(() => {
    let isCurrent = true;
    setFormatted(undefined);
    if (language === undefined) return;
    formatValue(text, language).then(
      (result) => {
        if (isCurrent && result !== text) setFormatted(result);
      },
      // A dialect that the library does not know is shown as it was sent.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [text, language]);
  return formatted;
}
