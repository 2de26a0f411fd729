// What a user gets: the tarball of "npm pack", installed in an empty folder, started by npx, fed with a
// trace, and looked at.

import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { getJson, untilStored } from './support/api.ts';
import { launchBrowser, openPage, rowsInSight, takeScreenshot } from './support/browser.ts';
import { groupGone, runChild } from './support/child.ts';
import { comparable, randomTraceId, sendTraces, simpleTrace } from './support/otlp-json.ts';
import { ROOT, startThroughline, temporaryFolder } from './support/throughline.ts';

it('runs in an empty folder elsewhere, with the UI inside', async () => {
  const folder = temporaryFolder();
  await runChild({ command: 'npm', args: ['pack', '--pack-destination', folder], cwd: ROOT });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  expect(tarball).toMatch(/^throughline-\d+\.\d+\.\d+\.tgz$/);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const install = ['install', `./${tarball}`, '--no-audit', '--no-fund', '--prefer-offline'];
  await runChild({ command: 'npm', args: install, cwd: folder });
  const installed = join(folder, 'node_modules/throughline');
  expect(readdirSync(installed)).not.toContain('packages');
  expect(existsSync(join(installed, 'dist/.build-stamp'))).toBe(false);

  const throughline = await startThroughline({
    command: { file: 'npx', args: ['throughline'] },
    dataDir: join(folder, 'data'),
    cwd: folder,
  });
  const trace = simpleTrace(randomTraceId(), 'packed');
  const traceId = trace.resourceSpans?.[0]?.scopeSpans?.[0]?.spans?.[0]?.['traceId'];
  expect((await sendTraces(throughline.otlpHttp, trace)).status).toBe(200);
  await untilStored(throughline.http);
  const stored = await getJson<object>(throughline.http, `/api/v1/traces/${traceId}`);
  expect(comparable(stored)).toEqual(comparable(trace));

  const { page, complaints } = await openPage(await launchBrowser());
  await page.goto(`${throughline.http}/trace/${traceId}`);
  await page.getByTestId('span-row').nth(2).waitFor();
  expect(await rowsInSight(page)).toBe(3);
  await takeScreenshot(page, 'packed');
  expect(complaints).toEqual([]);

  throughline.child.signalGroup('SIGINT');
  await throughline.child.ended;
  await groupGone(throughline.child.pid);
});
