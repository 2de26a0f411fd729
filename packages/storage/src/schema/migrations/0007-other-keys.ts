// Finds out quickly that no span of a granule has a list, a boolean or another value that is kept as text under a
// key: a search for a text value has to look for lists with it, too, and the index on texts is of no use
// when everything has to be read for the lists.

import type { Migration } from './migration.ts';

export const otherKeysMigration: Migration = {
  version: 7,
  name: 'other keys',
  statements: [
    `ALTER TABLE spans ADD INDEX IF NOT EXISTS attr_other_keys_bloom mapKeys(attr_other)
      TYPE bloom_filter(0.01) GRANULARITY 1`,
    // For spans of an earlier version; it goes on in the background.
    'ALTER TABLE spans MATERIALIZE INDEX attr_other_keys_bloom',
  ],
};
