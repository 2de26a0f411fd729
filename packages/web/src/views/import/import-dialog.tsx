// What becomes of trace files that were dropped on the page: progress, then the traces to open and what was wrong.

import { Link } from '@tanstack/react-router';
import type { ImportAnswer } from '@throughline/model/api/import';
import './import.css';
import { formatCount, formatQuantity } from '../../base/format-count.ts';
import { ANY_TIME, absoluteRange } from '../../state/time-range.ts';
import { ModalDialog } from '../../widgets/modal-dialog.tsx';
import { type FileImport, useImports } from './use-imports.ts';

interface ImportDialogProps {
  readonly files: readonly File[];
  readonly onClose: () => void;
}

export function ImportDialog({ files, onClose }: ImportDialogProps) {
  const imports = useImports(files);
  return (
    <ModalDialog title="Trace files" className="import" onClose={onClose}>
      <ul data-testid="imports">
        {imports.files.map((file, at) => (
          // The same name may come twice.
          // biome-ignore lint/suspicious/noArrayIndexKey: files of one dialog only become more
          <li key={at} className="import-file">
            <h3 className="ellipsis">{file.name}</h3>
            <ImportOutcome file={file} onClose={onClose} />
          </li>
        ))}
      </ul>
      <div className="message-actions">
        {imports.isRunning ? (
          <button type="button" className="button" onClick={imports.cancel}>
            Cancel
          </button>
        ) : (
          <button type="button" className="button button-primary" onClick={onClose}>
            Close
          </button>
        )}
      </div>
    </ModalDialog>
  );
}

interface OutcomeProps {
  readonly file: FileImport;
  readonly onClose: () => void;
}

function ImportOutcome({ file: { name, state }, onClose }: OutcomeProps) {
  switch (state.kind) {
    case 'waiting':
      return <p className="muted">Waits for its turn.</p>;
    case 'sending':
      return (
        <>
          <progress
            className="import-progress"
            aria-label={`Import of ${name}`}
            value={state.share}
          />
          <p className="muted" role="status">
            {state.share < 1 ? `${Math.round(state.share * 100)} % sent` : 'Sent; being stored…'}
          </p>
        </>
      );
    case 'failed':
      return (
        <p className="field-error" role="alert">
          {state.error.message}
        </p>
      );
    default:
      return <Brought answer={state.answer} onClose={onClose} />;
  }
}

/** Links that are of use; all of them are a search away. */
const SHOWN_TRACES = 8;

function Brought({
  answer,
  onClose,
}: {
  readonly answer: ImportAnswer;
  readonly onClose: () => void;
}) {
  const { spans, rejectedSpans, traces, traceIds, forms, errors, errorCount, complete } = answer;
  const shown = traceIds.slice(0, SHOWN_TRACES);
  return (
    <div role="status">
      <p>
        {formatQuantity(spans, 'span')} in {traces.isExact ? '' : 'more than '}
        {formatQuantity(traces.count, 'trace')}
        {forms.length > 0 && `, from ${forms.map((form) => FORMS[form]).join(' and ')} JSON`}
        {rejectedSpans > 0 && `; ${formatQuantity(rejectedSpans, 'span')} left out as not valid`}.
      </p>
      <ul className="import-traces">
        {shown.map((traceId) => (
          <li key={traceId}>
            <Link to="/trace/$traceId" params={{ traceId }} className="mono" onClick={onClose}>
              {traceId}
            </Link>
          </li>
        ))}
      </ul>
      {traces.count > shown.length && (
        <p>
          <Link to="/" search={rangeOfImport(answer)} onClick={onClose}>
            Look at all {formatCount(traces.count)} of their time
          </Link>
        </p>
      )}
      {errorCount > 0 && (
        <>
          <p className="field-error">
            {formatQuantity(errorCount, 'part')} of the file could not be read
            {complete ? '; the rest is stored.' : ', and nothing after that.'}
          </p>
          <ul className="import-errors" data-testid="import-errors">
            {errors.map(({ message, line, byte }) => (
              <li key={`${byte} ${message}`}>
                <span className="mono">
                  line {formatCount(line)}, byte {formatCount(byte)}
                </span>{' '}
                {message}
              </li>
            ))}
          </ul>
          {errorCount > errors.length && (
            <p className="muted">and {formatQuantity(errorCount - errors.length, 'more')}</p>
          )}
        </>
      )}
    </div>
  );
}

const FORMS = { jaeger: 'Jaeger’s', zipkin: 'Zipkin’s', otlp: 'OTLP' } as const;

const NS_PER_MS = 1_000_000n;

function rangeOfImport({ startTimeUnixNano, endTimeUnixNano }: ImportAnswer) {
  if (startTimeUnixNano === undefined || endTimeUnixNano === undefined) return { start: ANY_TIME };
  const ms = (nanos: string): number => Number(BigInt(nanos) / NS_PER_MS);
  return absoluteRange(ms(startTimeUnixNano), ms(endTimeUnixNano) + 1);
}
