// The size of an element in CSS pixels, kept up to date.

import { type RefCallback, useCallback, useState } from 'react';

export interface ElementSize {
  readonly width: number;
  readonly height: number;
}

const NO_SIZE: ElementSize = { width: 0, height: 0 };

export function useElementSize<T extends HTMLElement>(): readonly [RefCallback<T>, ElementSize] {
  const [size, setSize] = useState(NO_SIZE);
  const ref = useCallback((element: T | null) => {
    if (element === null) return;
    const measure = (): void => {
      const next = { width: element.clientWidth, height: element.clientHeight };
      setSize((now) => (now.width === next.width && now.height === next.height ? now : next));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}
