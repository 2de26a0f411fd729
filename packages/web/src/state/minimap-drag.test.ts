// Dragging on the minimap: which part is taken, and what becomes of the window.

import { describe, expect, it } from 'vitest';
import { dragWindow, gripAt } from './minimap-drag.ts';

const DURATION_NS = 1000;
const PART = { fromNs: 200, toNs: 600 };
const WHOLE = { fromNs: 0, toNs: DURATION_NS };

describe('gripAt', () => {
  const grip = (atNs: number) => gripAt(PART, DURATION_NS, atNs, 10);

  it('finds edges, inside and outside', () => {
    expect([100, 192, 208, 400, 595, 609, 700].map(grip)).toEqual(
      ['outside', 'from', 'from', 'inside', 'to', 'to', 'outside'], //
    );
  });

  it('makes a new window within the whole trace, and resizes it at its ends', () => {
    expect(gripAt(WHOLE, DURATION_NS, 500, 10)).toBe('outside');
    expect(gripAt(WHOLE, DURATION_NS, 3, 10)).toBe('from');
    expect(gripAt(WHOLE, DURATION_NS, 997, 10)).toBe('to');
  });

  it('takes the nearer edge of a narrow window', () => {
    expect(gripAt({ fromNs: 500, toNs: 505 }, DURATION_NS, 501, 10)).toBe('from');
    expect(gripAt({ fromNs: 500, toNs: 505 }, DURATION_NS, 506, 10)).toBe('to');
  });
});

describe('dragWindow', () => {
  it('moves by as much as the pointer, and stops at the ends with its size kept', () => {
    expect(dragWindow('inside', PART, 400, 450, DURATION_NS)).toEqual({ fromNs: 250, toNs: 650 });
    expect(dragWindow('inside', PART, 400, 990, DURATION_NS)).toEqual({ fromNs: 600, toNs: 1000 });
    expect(dragWindow('inside', PART, 400, 0, DURATION_NS)).toEqual({ fromNs: 0, toNs: 400 });
  });

  it('resizes at an edge, also over the other edge', () => {
    expect(dragWindow('from', PART, 205, 305, DURATION_NS)).toEqual({ fromNs: 300, toNs: 600 });
    expect(dragWindow('to', PART, 600, 5000, DURATION_NS)).toEqual({ fromNs: 200, toNs: 1000 });
    expect(dragWindow('from', PART, 200, 900, DURATION_NS)).toEqual({ fromNs: 600, toNs: 900 });
  });

  it('makes a window in either direction', () => {
    expect(dragWindow('outside', PART, 900, 700, DURATION_NS)).toEqual({ fromNs: 700, toNs: 900 });
  });
});
