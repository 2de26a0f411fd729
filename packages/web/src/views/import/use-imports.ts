// The files of one import, one after another: how far each is, and what came of it.

import type { ImportAnswer } from '@throughline/model/api/import';
import { useCallback, useEffect, useRef, useState } from 'react';
import { importFile } from '../../data/import-file.ts';
import { useAskAgain } from '../../data/use-ask-again.ts';

export type ImportState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'sending'; readonly share: number }
  | { readonly kind: 'done'; readonly answer: ImportAnswer }
  | { readonly kind: 'failed'; readonly error: Error };

export interface FileImport {
  readonly name: string;
  readonly state: ImportState;
}

export interface Imports {
  readonly files: readonly FileImport[];
  readonly isRunning: boolean;
  readonly cancel: () => void;
}

export function useImports(given: readonly File[]): Imports {
  const askAgain = useAskAgain();
  const [states, setStates] = useState<readonly ImportState[]>(() =>
    given.map(() => ({ kind: 'waiting' })),
  );
  const controller = useRef<AbortController>(undefined);
  useEffect(() => {
    const current = new AbortController();
    controller.current = current;
    const set = (at: number, state: ImportState): void => {
      if (current !== controller.current) return;
      setStates((before) => before.map((old, index) => (index === at ? state : old)));
    };
    void (async () => {
      for (const [at, file] of given.entries()) {
        set(
          at,
          await importOne(file, current.signal, (share) => set(at, { kind: 'sending', share })),
        );
      }
      askAgain();
    })();
    return () => {
      controller.current = undefined;
      current.abort();
    };
  }, [given, askAgain]);
  const cancel = useCallback(() => controller.current?.abort(), []);
  return {
    files: given.map(({ name }, at) => ({ name, state: states[at] ?? { kind: 'waiting' } })),
    isRunning: states.some(({ kind }) => kind === 'waiting' || kind === 'sending'),
    cancel,
  };
}

async function importOne(
  file: File,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<ImportState> {
  if (signal.aborted) return { kind: 'failed', error: new Error('The import was cancelled.') };
  onShare(0);
  try {
    const answer = await importFile(file, signal, ({ sentBytes, totalBytes }) =>
      onShare(totalBytes === 0 ? 1 : sentBytes / totalBytes),
    );
    return { kind: 'done', answer };
  } catch (error) {
    return { kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) };
  }
}
