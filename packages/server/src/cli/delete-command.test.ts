// `throughline delete` against the real HTTP application over a keeper that the test decides.

import type { AddressInfo } from 'node:net';
import type { DeletionTarget } from '@throughline/storage/contract/trace-keeper';
import { print } from '@throughline/traceql/syntax/print';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppInstance } from '../http/app-instance.ts';
import { createTestApp } from '../http/testing/create-test-app.ts';
import { parseDeleteCommand } from './delete-arguments.ts';
import { deleteCommand } from './delete-command.ts';
import type { Terminal } from './terminal.ts';

const queryOf = (target: DeletionTarget) => ('query' in target ? print(target.query) : undefined);

let app: AppInstance | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

interface Scene {
  readonly traces?: number;
  readonly complete?: boolean;
  /** Typed at the terminal; undefined: nobody is there. */
  readonly answer?: string;
}

async function run(args: readonly string[], scene: Scene = {}) {
  const { traces = 2, complete = true, answer } = scene;
  const calls: [what: 'count' | 'delete', target: DeletionTarget][] = [];
  app = await createTestApp({
    keeper: {
      async countTraces(target) {
        calls.push(['count', target]);
        return { id: undefined, traces, spans: 3 * traces, complete };
      },
      async deleteTraces(target) {
        calls.push(['delete', target]);
        return { id: 'record-1', traces, spans: 3 * traces, complete };
      },
      deletions: async () => [],
    },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const lines: string[] = [];
  const terminal: Terminal = {
    isInteractive: answer !== undefined,
    async ask(question) {
      lines.push(question);
      return answer ?? '';
    },
    print: (line) => lines.push(line),
    complain: (line) => lines.push(`! ${line}`),
  };
  const url = `http://127.0.0.1:${port}`;
  const command = parseDeleteCommand(['--url', `${url}/`, ...args]);
  if (typeof command === 'string') throw new Error(command);
  const code = await deleteCommand(command, terminal);
  return { url, code, lines, calls, done: calls.map(([what]) => what) };
}

describe('throughline delete', () => {
  it('counts, asks and deletes', async () => {
    const { code, lines, done } = await run(['--trace', 'ab'], { traces: 1, answer: 'y' });
    expect(code).toBe(0);
    expect(lines).toEqual([
      'Delete 1 trace with 3 spans for good? [y/N] ',
      'deleted 1 trace with 3 spans; audit record record-1',
    ]);
    expect(done).toEqual(['count', 'delete']);
  });

  it('deletes nothing without a yes', async () => {
    for (const answer of ['', 'n', 'yeah']) {
      const { code, lines, done } = await run(['--trace', 'ab'], { answer });
      expect([code, lines[1], done]).toEqual([0, 'nothing deleted', ['count']]);
      await app?.close();
    }
    const unattended = await run(['--trace', 'ab']);
    expect(unattended.code).toBe(2);
    expect(unattended.lines[0]).toContain('say --yes');
    expect(unattended.done).toEqual(['count']);
  });

  it('sends the conditions of a search', async () => {
    const args = [
      '--query',
      'service=cart',
      '--query',
      'attribute=a=1',
      '--query',
      'attribute=b=2',
    ];
    const { code, calls } = await run([...args, '--yes']);
    expect(code).toBe(0);
    const query =
      '{ resource.service.name = "cart" && (.a = "1" || .a = 1) && (.b = "2" || .b = 2) }';
    expect(calls.map(([, target]) => queryOf(target))).toEqual([query, query]);
  });

  it('sends a query of the language, and shows the place when it is wrong', async () => {
    const { calls } = await run(['--query', 'q={ .a = 1 } >> { .b = 2 }', '--yes']);
    expect(calls.map(([, target]) => queryOf(target))[0]).toBe('{ .a = 1 } >> { .b = 2 }');
    await app?.close();
    const { code, lines } = await run(['--query', 'q={ .a = }', '--yes']);
    expect(code).toBe(1);
    expect(lines.join('\n')).toMatch(
      /^! http.* answers 400: parse error.*\n\n1 \| \{ \.a = \}\n {2}\| {8}\^$/,
    );
  });

  it('only counts with --dry-run, and says when there is nothing', async () => {
    const dry = await run(['--query', 'status=error', '--dry-run', '--yes']);
    expect([dry.code, dry.lines, dry.done]).toEqual([
      0,
      ['would delete 2 traces with 6 spans'],
      ['count'],
    ]);
    await app?.close();
    const none = await run(['--trace', 'ab', '--yes'], { traces: 0 });
    expect([none.code, none.lines, none.done]).toEqual([0, ['nothing to delete'], ['count']]);
  });

  it('fails when something may have been left, when refused, and when nobody answers', async () => {
    const partly = await run(['--trace', 'ab', '--yes'], { complete: false });
    expect(partly.code).toBe(1);
    await app?.close();
    const refused = await run(['--query', 'start=yesterday', '--yes']);
    expect(refused.code).toBe(1);
    expect(refused.lines[0]).toMatch(/^! http.* answers 400: start: "yesterday" is not valid/);
    const { url } = refused;
    await app?.close();
    app = undefined;
    const lines: string[] = [];
    const terminal: Terminal = {
      isInteractive: false,
      ask: async () => '',
      print: () => {},
      complain: (line) => lines.push(line),
    };
    const command = { url, target: { traceId: 'ab' }, dryRun: false, yes: true };
    expect(await deleteCommand(command, terminal)).toBe(1);
    expect(lines).toEqual([`no answer from ${url}; is the server running, and --url right?`]);
  });
});

describe('its arguments', () => {
  it.each([
    [[], 'delete needs either --trace'],
    [['--trace', 'ab', '--query', 'service=a'], 'delete needs either --trace'],
    [['--trace', 'xyz'], '--trace: "xyz" is not an id'],
    [['--query', 'servce=a'], 'did you mean service?'],
    [['--query', 'service'], '"service" is not valid; expected <name>=<value>'],
    [['--query', 'limit=1'], 'known are q, service'],
    [['--query', 'service=a', '--query', 'service=b'], 'service is given twice'],
    [['--trace', 'ab', '--url', 'localhost'], '--url: "localhost" is not valid'],
    [['--force'], "delete: Unknown option '--force'"],
  ])('%j are refused', (args, sentence) => {
    expect(parseDeleteCommand(args)).toContain(sentence);
  });

  it('have the usual server as the default', () => {
    expect(parseDeleteCommand(['--trace', 'AB'])).toEqual({
      url: 'http://127.0.0.1:16686',
      target: { traceId: 'AB' },
      dryRun: false,
      yes: false,
    });
  });
});
