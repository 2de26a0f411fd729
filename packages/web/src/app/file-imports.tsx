// Trace files dropped anywhere on the page, or chosen by the keyboard: where they go.

import { lazy, type RefObject, Suspense, useCallback, useState } from 'react';
import { useFileDrop } from './use-file-drop.ts';

const ImportDialog = lazy(async () => {
  const { ImportDialog: component } = await import('../views/import/import-dialog.tsx');
  return { default: component };
});

const NO_FILES: readonly File[] = [];

/** `inputRef`: a click on it lets a person choose files. */
export function FileImports({
  inputRef,
}: {
  readonly inputRef: RefObject<HTMLInputElement | null>;
}) {
  const [files, setFiles] = useState<readonly File[]>(NO_FILES);
  const close = useCallback(() => setFiles(NO_FILES), []);
  const add = useCallback(
    (added: readonly File[]) => setFiles((before) => [...before, ...added]),
    [],
  );
  const isOver = useFileDrop(add);
  return (
    <>
      <input
        ref={inputRef}
        type="file"
        multiple
        hidden
        data-testid="trace-files"
        aria-label="Trace files"
        onChange={({ target }) => {
          add([...(target.files ?? [])]);
          // The same file may be chosen again.
          target.value = '';
        }}
      />
      {isOver && (
        <div className="drop-target" aria-hidden="true">
          Drop trace files: Jaeger’s, Zipkin’s or OTLP JSON, compressed or not
        </div>
      )}
      {files.length > 0 && (
        <Suspense>
          <ImportDialog files={files} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
