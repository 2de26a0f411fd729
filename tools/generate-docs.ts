// Writes the generated pages of docs/reference. With --check it writes nothing and fails when one of
// them is not what the tables say.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { referencePages } from '@throughline/server/reference/reference-pages';

const folder = join(import.meta.dirname, '..', 'docs', 'reference');
const isCheck = process.argv.includes('--check');

for (const [name, content] of referencePages()) {
  const path = join(folder, name);
  if (!isCheck) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, content);
  } else if (contentOf(path) !== content) {
    process.stderr.write(
      `docs/reference/${name} is not current; run: npx tsx tools/generate-docs.ts\n`,
    );
    process.exitCode = 1;
  }
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
