// The colour of a service as a dot. Never alone: the name stands beside it or on the element.

import type { CSSProperties } from 'react';
import { degreesOfHue } from '../base/service-hue.ts';

/** Sets the hue that `oklch(var(--service-l) var(--service-c) var(--hue))` takes. */
export function hueStyle(hue: number): CSSProperties {
  return { '--hue': degreesOfHue(hue) } as CSSProperties;
}

export function ServiceDot({ hue }: { readonly hue: number }) {
  return <span className="service-dot" style={hueStyle(hue)} aria-hidden="true" />;
}
