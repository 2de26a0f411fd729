// The theme's tokens as colours for charts that draw on a canvas, which knows no custom properties.

import { degreesOfHue } from '../base/service-hue.ts';
import type { ChartColor } from './chart-types.ts';

export interface ChartTheme {
  readonly surface: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  readonly accentMark: string;
  readonly accentSoft: string;
  readonly error: string;
  readonly warning: string;
  readonly font: string;
  /** Lightness and chroma of services. */
  readonly serviceTone: string;
}

export function readChartTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    surface: token('surface'),
    line: token('line'),
    lineStrong: token('line-strong'),
    text: token('text'),
    muted: token('text-muted'),
    accent: token('accent'),
    accentMark: token('accent-mark'),
    accentSoft: token('accent-soft'),
    error: token('error'),
    warning: token('warning'),
    font: `11px ${token('font-text')}`,
    serviceTone: `${token('service-l')} ${token('service-c')}`,
  };
}

export function colorOf(theme: ChartTheme, color: ChartColor): string {
  if (typeof color === 'object') return `oklch(${theme.serviceTone} ${degreesOfHue(color.hue)})`;
  return color === 'accent' ? theme.accentMark : theme[color];
}

/** As CSS, for what is not drawn on a canvas: the theme changes it without a redraw. */
export function cssColorOf(color: ChartColor): string {
  if (typeof color === 'object') {
    return `oklch(var(--service-l) var(--service-c) ${degreesOfHue(color.hue)})`;
  }
  if (color === 'accent') return 'var(--accent-mark)';
  return color === 'muted' ? 'var(--text-muted)' : `var(--${color})`;
}

/** The colour, let through: for areas. */
export function paler(color: string, share: number): string {
  return color.startsWith('oklch(') ? `${color.slice(0, -1)} / ${share})` : color;
}
