// The theme's tokens as colours for a canvas, which knows no custom properties.

import { degreesOfHue } from '../../base/service-hue.ts';
import type { DrawTheme } from '../../draw/draw-waterfall.ts';

export function readDrawTheme(): DrawTheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    background: token('surface'),
    grid: token('line'),
    text: token('text'),
    mutedText: token('text-muted'),
    error: token('error'),
    path: token('text'),
    accent: token('accent'),
    match: token('warning'),
    selectedRow: token('accent-soft'),
    hoveredRow: token('hover'),
    matchGround: token('warning-soft'),
    font: `500 12px ${token('font-text')}`,
    serviceTone: `${token('service-l')} ${token('service-c')}`,
  };
}

export function serviceColor(theme: DrawTheme, hue: number): string {
  return `oklch(${theme.serviceTone} ${degreesOfHue(hue)})`;
}
