// The lines that the log writes: their fields, one per storm, and never a secret.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from './logger.ts';
import { WINDOW_MS } from './repeated-lines.ts';

const SECRET = 'hunter2\\"quoted';

function recordingLogger(level = 'info') {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ level, format: 'json', secrets: [SECRET, 'x'], destination });
  return { logger, lines, parsed: () => lines.map((line) => JSON.parse(line)) };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a line', () => {
  it('has a time, a level by name, what happened, and its details', () => {
    const { logger, parsed } = recordingLogger();
    logger.warn({ requestId: 'r-1', reason: 'the disk has 3 MiB left' }, 'refused');
    expect(parsed()).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        requestId: 'r-1',
        reason: 'the disk has 3 MiB left',
        msg: 'refused',
      },
    ]);
  });
});

describe('a storm of one line', () => {
  it('is one line, and one with the count of the others', () => {
    const { logger, parsed } = recordingLogger();
    for (let index = 0; index < 1000; index++) {
      logger.child({ requestId: `r-${index}` }).warn({ reason: `${index} bytes wait` }, 'refused');
    }
    expect(parsed()).toHaveLength(1);
    vi.advanceTimersByTime(WINDOW_MS);
    expect(parsed()).toHaveLength(2);
    expect(parsed()[1]).toMatchObject({ msg: 'refused', repeated: 999, reason: '999 bytes wait' });
  });

  it('hides no other line: another reason, another level, debug, the last words', () => {
    const { logger, parsed } = recordingLogger('debug');
    logger.warn({ reason: 'disk' }, 'refused');
    logger.warn({ reason: 'engine' }, 'refused');
    logger.error({ err: new Error('disk') }, 'refused');
    logger.error(new Error('engine'), 'refused');
    logger.info('refused');
    for (const level of ['debug', 'fatal'] as const) {
      logger[level]('twice');
      logger[level]('twice');
    }
    expect(parsed()).toHaveLength(9);
  });
});

describe('a secret', () => {
  it.each([
    ['of the configuration', { detail: `rejected ${SECRET}` }],
    ['in a URL', { url: 'https://ada:hunter2%5Cx@db.example:8443/?q=1' }],
    [
      'in a header',
      { headers: { authorization: 'Bearer hunter2.abc', cookie: 'sid=hunter2; b=1' } },
    ],
    ['in a query', { url: '/api?password=hunter2&a=1' }],
    ['in a field', { options: { clickhousePassword: 'hunter2', apiKey: 'hunter2' } }],
    ['in the message of an error', { err: new Error(`cannot reach http://ada:hunter2@db/`) }],
    ['in quoted headers', { err: new Error('sent {"x-clickhouse-key":"hunter2"} and more') }],
  ])('%s is masked', (_where, details) => {
    const { logger, lines } = recordingLogger();
    logger.error(details, 'with Authorization: Basic hunter2==');
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('hunter2');
    expect(lines[0]).toContain('***');
    expect(() => JSON.parse(lines[0] ?? '')).not.toThrow();
  });

  it('takes nothing else with it', () => {
    const { logger, parsed } = recordingLogger();
    logger.warn({ url: 'http://127.0.0.1:8123', reason: 'x: a:b@c, 1 passed' }, 'no answer');
    expect(parsed()[0]).toMatchObject({
      url: 'http://127.0.0.1:8123',
      reason: 'x: a:b@c, 1 passed',
    });
  });
});
