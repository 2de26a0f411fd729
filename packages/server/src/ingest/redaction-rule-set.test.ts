// The rule set of docs/redaction.md, read from the page itself, over secrets in every place a span has:
// the bytes that go to disk, in the spool and to the engine, hold none of them. And the options that
// docs/retention.md shows.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { encodeTraceJson } from '@throughline/model/otlp/json-encode';
import { encodeTraceProtobuf } from '@throughline/model/otlp/protobuf-encode';
import { batchOf } from '@throughline/model/otlp/testing/full-trace';
import { DETECTOR_NAMES, DETECTORS } from '@throughline/model/redact/detectors';
import { batchRecord, createBlockWriters } from '@throughline/storage/write/batch-record';
import { StoredOrigins } from '@throughline/storage/write/origin-rows';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resolveOptions } from '../config/resolve-options.ts';
import { decodeExport, type TraceEncoding } from './decode-export.ts';
import { createRedaction } from './redaction.ts';

function page(name: string): string {
  return readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8');
}

/** The options that a page shows, as a server reads them. */
function optionsOf(name: string) {
  const [, yaml] = /```yaml\n([\s\S]*?)```/.exec(page(name)) ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'throughline-rules-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'throughline.yaml');
  writeFileSync(path, yaml ?? 'nothing found');
  return resolveOptions({
    args: ['--config', path],
    workingDir: folder,
    env: {},
    platform: 'linux',
    home: folder,
    isTerminal: false,
  }).values;
}

// In two parts each, so that no scanner of repositories takes them for real.
const SECRETS = {
  password: `hunter2-${'password'}`,
  token: `tok-${'1f3870be274f6c49'}`,
  jwt: `eyJ${'hbGciOiJIUzI1NiJ9'}.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N`,
  bearer: `Zm9v${'YmFyYmF6cXV4'}`,
  stripe: `sk_${'live'}_4eC39HqLyjWDarjtT1zdp7dc`,
  card: '4111111111111111',
  spacedCard: '5500 0000 0000 0004',
  email: 'jane.doe@shop.example',
  userId: 'user-8812-of-many',
  address: '203.0.113.77',
  pem: 'MIIEowIBAAKCAQEAtSecretKey',
  query: 'pa55-in-a-query',
};

const KEPT = [
  'checkout',
  'GET /cart/{id}',
  'gen_ai.usage.output_tokens',
  '8675',
  'postgres://shop:',
  'SELECT * FROM orders',
  'card was declined',
];

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

const MESSAGE = {
  resourceSpans: [
    {
      resource: {
        attributes: [
          text('service.name', 'checkout'),
          text('process.command_line', `run --password=${SECRETS.password}`),
          text('deployment.secret', SECRETS.token),
        ],
      },
      scopeSpans: [
        {
          scope: { name: 'http', attributes: [text('scope.token', SECRETS.token)] },
          spans: [
            {
              traceId: 'ab'.repeat(16),
              spanId: 'cd'.repeat(8),
              name: 'GET /cart/{id}',
              startTimeUnixNano: '1700000000000000000',
              endTimeUnixNano: '1700000000000000001',
              attributes: [
                text('http.request.header.authorization', `Bearer ${SECRETS.bearer}`),
                text('http.request.header.cookie', `session=${SECRETS.token}`),
                text('db.password', SECRETS.password),
                text('enduser.id', SECRETS.userId),
                text('client.address', SECRETS.address),
                text('gen_ai.usage.output_tokens', '8675'),
                text('url.full', `https://shop.example/?token=${SECRETS.query}&page=2`),
                text('db.connection_string', `postgres://shop:${SECRETS.password}@db/x`),
                text('db.query.text', `SELECT * FROM orders WHERE mail = '${SECRETS.email}'`),
                text('note', `paid with ${SECRETS.spacedCard}`),
                { key: 'card.number', value: { intValue: SECRETS.card } },
                {
                  key: 'request',
                  value: {
                    kvlistValue: {
                      values: [
                        text('apikey', SECRETS.token),
                        {
                          key: 'headers',
                          value: { arrayValue: { values: [{ stringValue: SECRETS.stripe }] } },
                        },
                      ],
                    },
                  },
                },
              ],
              events: [
                {
                  name: `login of ${SECRETS.email}`,
                  attributes: [
                    text('exception.message', `card was declined: ${SECRETS.card}`),
                    text(
                      'exception.stacktrace',
                      `at login (authorization: Bearer ${SECRETS.bearer})`,
                    ),
                  ],
                },
              ],
              links: [
                {
                  traceId: 'ef'.repeat(16),
                  spanId: 'ef'.repeat(8),
                  attributes: [text('jwt', SECRETS.jwt)],
                },
              ],
              status: { code: 2, message: `user ${SECRETS.email}: bad ${SECRETS.jwt}` },
            },
            {
              traceId: 'ab'.repeat(16),
              spanId: 'ce'.repeat(8),
              name: `reset password of ${SECRETS.email}`,
              attributes: [
                text(
                  'key.text',
                  `-----BEGIN PRIVATE ${'KEY'}-----\n${SECRETS.pem}\n-----END PRIVATE KEY-----`,
                ),
              ],
            },
          ],
        },
      ],
    },
  ],
};

/** Every byte that becomes of the message, on disk and to the engine. */
function stored(encoding: TraceEncoding, body: Uint8Array, withRules: boolean) {
  const secret = new Uint8Array(32);
  const rules = optionsOf('redaction.md').redact;
  const redact = createRedaction({ rules, secret, count: () => {} });
  const batch = new SpanBatch();
  const decode = (into: SpanBatch) => decodeExport(body, encoding, into, 1_700_000_000_000);
  (withRules ? redact(decode) : decode)(batch);
  const { record } = batchRecord(batch, new StoredOrigins(), createBlockWriters());
  const bytes = Buffer.concat(Object.values(record.bodies)).toString('latin1');
  return { bytes, json: encodeTraceJson(batch) };
}

const BODIES: readonly [TraceEncoding, Uint8Array][] = [
  ['json', Buffer.from(JSON.stringify(MESSAGE))],
  ['protobuf', encodeTraceProtobuf(batchOf(MESSAGE))],
];

describe('the rule set of docs/redaction.md', () => {
  it.each(BODIES)('keeps every secret off the disk, and what is none on it (%s)', (...message) => {
    const { bytes, json } = stored(...message, true);
    for (const [name, secret] of Object.entries(SECRETS)) {
      expect(bytes.includes(secret), name).toBe(false);
      expect(json.includes(secret), name).toBe(false);
    }
    for (const kept of KEPT) expect(json, kept).toContain(kept);
  });

  it('is what does it: without it they are all there', () => {
    const [json] = BODIES;
    if (json === undefined) throw new Error('no body');
    const plain = stored(...json, false);
    for (const secret of Object.values(SECRETS)) {
      expect(plain.bytes).toContain(secret);
      expect(plain.json).toContain(secret);
    }
  });
});

describe('the pages', () => {
  it('list every detector, in its own words', () => {
    for (const name of DETECTOR_NAMES) {
      expect(page('redaction.md')).toMatch(new RegExp(`\\| \`${name}\` *\\| .+ \\|`));
      expect(DETECTORS[name].finds).not.toBe('');
    }
  });

  it('show retention options that are taken', () => {
    const { retention, retentionRule } = optionsOf('retention.md');
    expect(retention).toBe(14 * 86_400_000);
    expect(retentionRule.map(({ subject }) => subject.kind)).toEqual([
      'errors',
      'root-operation',
      'root-service',
      'service',
    ]);
  });
});
