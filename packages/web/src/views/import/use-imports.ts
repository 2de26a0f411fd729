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

const WAITING: ImportState = { kind: 'waiting' };

/** `given` may grow while it goes on: what is new waits for its turn. */
export function useImports(given: readonly File[]): Imports {
  const askAgain = useAskAgain();
  const [states, setStates] = useState<ReadonlyMap<File, ImportState>>(() => new Map());
  const taken = useRef(new Set<File>());
  const last = useRef(Promise.resolve());
  const controller = useRef(new AbortController());
  const cancel = useCallback(() => {
    controller.current.abort();
    controller.current = new AbortController();
  }, []);
  useEffect(() => {
    const { signal } = controller.current;
    const set = (file: File, state: ImportState): void =>
      setStates((before) => new Map(before).set(file, state));
    const added = given.filter((file) => !taken.current.has(file));
    for (const file of added) {
      taken.current.add(file);
      last.current = last.current.then(async () =>
        set(file, await importOne(file, signal, (share) => set(file, { kind: 'sending', share }))),
      );
    }
    if (added.length > 0) last.current = last.current.then(askAgain);
  }, [given, askAgain]);
  useEffect(() => {
    const begun = taken.current;
    return () => {
      cancel();
      begun.clear();
    };
  }, [cancel]);
  const files = given.map((file) => ({ name: file.name, state: states.get(file) ?? WAITING }));
  return {
    files,
    isRunning: files.some(({ state }) => state.kind === 'waiting' || state.kind === 'sending'),
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
