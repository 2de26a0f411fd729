// How far the analysis has come, in words.

import { describe, expect, it } from 'vitest';
import { analysisFigures } from './analysis-panel.tsx';

const NOW_MS = Date.parse('2026-01-02T12:00:00Z');

describe('analysisFigures', () => {
  it('says which share was looked at, and how far behind it is', () => {
    const coverage = { isOn: true, traces: 1500, analysedTraces: 1200 };
    expect(analysisFigures({ ...coverage, analysedUntil: '2026-01-02T11:59:46Z' }, NOW_MS)).toEqual(
      [
        { name: 'Analysed', text: '80 % of 1,500 traces' },
        { name: 'Behind', text: '14.0 s', isProblem: false },
      ],
    );
    const late = analysisFigures({ ...coverage, analysedUntil: '2026-01-02T11:00:00Z' }, NOW_MS);
    expect(late[1]?.isProblem).toBe(true);
  });

  it('says that nothing came, and that nothing was due', () => {
    const nothing = { isOn: true, traces: 0, analysedTraces: 0 };
    expect(analysisFigures(nothing, NOW_MS).map(({ text }) => text)).toEqual([
      'no trace came',
      'nothing was due yet',
    ]);
  });
});
