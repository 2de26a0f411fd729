// npm run bench -- profile: the table of a CPU profile, also of one made elsewhere.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Benchmark } from '../benchmark.ts';
import { profileTable } from '../report/result-tables.ts';
import { markdownTable } from '../report/table.ts';
import { type ProfileShare, readProfile, summarizeProfiles } from './profile-summary.ts';

const SUFFIX = '.cpuprofile';

export const profileBenchmark: Benchmark = {
  usage: 'FILE.cpuprofile...',
  async run(files) {
    if (files.length === 0) throw new Error('name at least one .cpuprofile file');
    console.log(markdownTable(profileTable('', summarizeProfiles(files.map(readProfile)))));
  },
};

/** All profiles of a folder as one: a process leaves one for each of its threads. */
export function summarizeFolder(folder: string): ProfileShare[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(SUFFIX));
  if (files.length === 0) throw new Error(`the server left no profile in ${folder}`);
  return summarizeProfiles(files.map((file) => readProfile(join(folder, file))));
}
