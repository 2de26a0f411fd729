// Every body that is kept in testdata/fuzz/ because it once showed a fault, or is hostile in a way of its
// own: none shows a fault any more.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkAlone } from '../testing/fuzz/decode-checker.ts';

const FOLDER = join(import.meta.dirname, '../../../../testdata/fuzz');

const files = readdirSync(FOLDER).filter((name) => /^(protobuf|json)-.*\.bin$/.test(name));

describe('the corpus', () => {
  it('is there', () => {
    expect(files.length).toBeGreaterThan(5);
  });

  it.each(files)('%s', (name) => {
    const encoding = name.startsWith('json') ? 'json' : 'protobuf';
    checkAlone([{ body: readFileSync(join(FOLDER, name)), encoding }]);
  });
});
