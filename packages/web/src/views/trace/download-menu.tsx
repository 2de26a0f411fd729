// The trace as a file, in a form that others can load: a button with the three forms below it.

import { traceAddress } from '../../data/api-client.ts';
import { DownloadIcon } from '../../widgets/icons.tsx';
import { PopupButton } from '../../widgets/popup-button.tsx';

/** Jaeger and Zipkin tell microseconds; OTLP tells all that there is. */
const FORMS = [
  { form: 'otlp', name: 'OTLP JSON', use: 'everything, to the nanosecond' },
  { form: 'jaeger', name: 'Jaeger JSON', use: "for Jaeger's page" },
  { form: 'zipkin', name: 'Zipkin JSON', use: "for Zipkin's page" },
] as const;

export function DownloadMenu({ traceId }: { readonly traceId: string }) {
  return (
    <PopupButton
      className="button button-quiet"
      name="Download the trace"
      alignRight
      label={
        <>
          <DownloadIcon />
          <span className="action-text">Download</span>
        </>
      }
    >
      {(close) => (
        <ul className="download-forms">
          {FORMS.map(({ form, name, use }) => (
            <li key={form}>
              <a
                className="button button-quiet"
                href={`${traceAddress(traceId)}?form=${form}`}
                download={`trace-${traceId}${form === 'otlp' ? '' : `.${form}`}.json`}
                onClick={close}
                data-testid={`download-${form}`}
              >
                {name}
                <span className="muted">{use}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </PopupButton>
  );
}
