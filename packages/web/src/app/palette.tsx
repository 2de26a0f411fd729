// The palette: type a trace id, a query, or some letters of a service or a page, and Enter goes there. Follows the
// ARIA combobox pattern; the list is always open.

import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { hueOfService } from '../base/service-hue.ts';
import { useUsualHues } from '../data/use-usual-hues.ts';
import { ModalDialog } from '../widgets/modal-dialog.tsx';
import { ServiceDot } from '../widgets/service-dot.tsx';
import './palette.css';
import { type PaletteEntry, type RankedEntries, rankEntries } from './rank-entries.ts';
import { usePaletteEntries } from './use-palette-entries.ts';

interface PaletteProps {
  readonly onClose: () => void;
  readonly showHelp: () => void;
  readonly chooseFiles: () => void;
}

const PAGE_STEP = 8;

export function Palette({ onClose, ...actions }: PaletteProps) {
  const id = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const offer = usePaletteEntries(text, actions);
  const ranked = rankEntries(offer.entries, text);
  const rows = withTyped(ranked.shown, offer.typed, offer.isSurelyTyped);
  const open = (entry: PaletteEntry | undefined): void => {
    if (entry === undefined) return;
    onClose();
    entry.open();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextActive(event.key, active, rows.length);
    if (next !== undefined) {
      event.preventDefault();
      setActive(next);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      open(rows[active]);
    }
  };
  return (
    <ModalDialog title="Jump to" hasHiddenTitle className="palette" onClose={onClose}>
      <input
        // The dialog gives its focus to this.
        // biome-ignore lint/a11y/noAutofocus: a dialog's focus belongs to its field
        autoFocus
        className="palette-input"
        data-testid="palette-input"
        role="combobox"
        aria-label="Jump to a trace id, a service or a page"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={rows.length > 0 ? `${id}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder="Trace id, { query }, service, page…"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <Rows id={id} rows={rows} active={active} onOpen={open} onPoint={setActive} />
      <Foot text={text} ranked={ranked} rowCount={rows.length} />
    </ModalDialog>
  );
}

function withTyped(
  shown: readonly PaletteEntry[],
  typed: PaletteEntry | undefined,
  isSure: boolean,
): readonly PaletteEntry[] {
  if (typed === undefined) return shown;
  return isSure ? [typed, ...shown] : [...shown, typed];
}

function nextActive(key: string, active: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return active + 1 >= count ? 0 : active + 1;
    case 'ArrowUp':
      return active === 0 ? Math.max(0, count - 1) : active - 1;
    case 'PageDown':
      return Math.max(0, Math.min(count - 1, active + PAGE_STEP));
    case 'PageUp':
      return Math.max(0, active - PAGE_STEP);
    default:
      return undefined;
  }
}

interface RowsProps {
  readonly id: string;
  readonly rows: readonly PaletteEntry[];
  readonly active: number;
  readonly onOpen: (entry: PaletteEntry) => void;
  readonly onPoint: (index: number) => void;
}

function Rows({ id, rows, active, onOpen, onPoint }: RowsProps) {
  const hues = useUsualHues();
  const activeRef = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ref is of the row that is active now
  useEffect(() => {
    // What it returns is no way to undo it.
    activeRef.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div className="palette-list" role="listbox" id={`${id}-list`} aria-label="Where to">
      {rows.map((entry, index) => (
        // The keyboard is handled by the input, as the combobox pattern asks.
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above
        <div
          key={entry.id}
          ref={index === active ? activeRef : undefined}
          id={`${id}-${index}`}
          className={`option ${index === active ? 'option-active' : ''}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          onPointerMove={() => onPoint(index)}
          onClick={() => onOpen(entry)}
        >
          <span className="palette-kind">{entry.kind}</span>
          {entry.kind === 'Service' && (
            <ServiceDot hue={hues?.get(entry.label) ?? hueOfService(entry.label)} />
          )}
          <span className={`ellipsis ${entry.isCode === true ? 'mono' : ''}`}>{entry.label}</span>
          {entry.note !== undefined && <span className="option-note ellipsis">{entry.note}</span>}
        </div>
      ))}
    </div>
  );
}

interface FootProps {
  readonly text: string;
  readonly ranked: RankedEntries;
  readonly rowCount: number;
}

function Foot({ text, ranked, rowCount }: FootProps) {
  return (
    <p className="palette-foot muted" role="status">
      {rowCount === 0
        ? `Nothing is called “${text.trim()}”. A trace id has 1 to 32 digits 0–9 and a–f; a traceparent header will do too.`
        : ranked.found > ranked.shown.length
          ? `${ranked.shown.length} of ${ranked.found}; type to narrow`
          : '↑ ↓ to choose, Enter to go, Esc to close'}
    </p>
  );
}
