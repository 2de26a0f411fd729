// The pages in docs/reference are what the tables say now.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OPTION_KEYS, OPTIONS } from '../config/option-table.ts';
import { markdownTable } from './markdown-table.ts';
import { referencePages } from './reference-pages.ts';

const FOLDER = join(import.meta.dirname, '../../../../docs/reference');

describe('reference pages', () => {
  it.each([...referencePages()])('docs/reference/%s is current', (name, content) => {
    expect(readFileSync(join(FOLDER, name), 'utf8')).toBe(content);
  });

  it('describe every option, and no flag for a secret', () => {
    const page = referencePages().get('options.md') ?? '';
    for (const key of OPTION_KEYS) expect(page).toContain(`### ${OPTIONS[key].name}\n`);
    expect(page).not.toContain('`--clickhouse-password <');
  });
});

describe('markdownTable', () => {
  it('keeps a bar in a cell from dividing it', () => {
    expect(markdownTable(['a'], [['x|y']])).toBe('| a    |\n| ---- |\n| x\\|y |');
  });
});
