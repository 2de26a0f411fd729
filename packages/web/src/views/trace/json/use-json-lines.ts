// Makes lines of a JSON text, in turns, so that the page answers meanwhile.

import { useEffect, useState } from 'react';
import { type JsonLines, scanJson } from '../../../data/json-lines.ts';

/** undefined while the text is read. */
export function useJsonLines(text: string): JsonLines | undefined {
  const [lines, setLines] = useState<JsonLines>();
  useEffect(() => {
    const steps = scanJson(text);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const goOn = (): void => {
      const step = steps.next();
      if (step.done === true) setLines(step.value);
      else timer = setTimeout(goOn);
    };
    goOn();
    return () => clearTimeout(timer);
  }, [text]);
  return lines?.text === text ? lines : undefined;
}
