// Times and durations as the parameters of the API take them. What they mean is read by the server.

import { Type } from 'typebox';

export const DurationText = Type.String({
  description: 'a duration with a unit: ns, us (µs), ms, s, m, h. Example: 1.5s',
  examples: ['100ms', '1.5s'],
});

export const TimeText = Type.String({
  description:
    'a point in time: RFC 3339, epoch (s, ms, µs or ns by size), "now", or "now-1h" with s, m, h, d',
  examples: ['now-1h', '2026-01-31T12:00:00Z'],
});
