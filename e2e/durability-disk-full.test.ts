// The disk may be full: senders are asked to come again, nothing acknowledged is lost, what is there can
// be read, and once there is room all goes on by itself. On a small real file system.

import { expect, it } from 'vitest';
import { eventually, statusOf, untilStored } from './support/api.ts';
import { damaged, metric, sendOne, startWriting } from './support/load.ts';
import { randomTraceId } from './support/otlp-json.ts';
import { enginePid } from './support/processes.ts';
import { mountSmallDisk, type SmallDisk } from './support/small-disk.ts';
import { startThroughline, type Throughline } from './support/throughline.ts';

const MEBIBYTE = 1024 ** 2;
const DISK_MEBIBYTES = 400;

async function onSmallDisk(
  skip: (reason: string) => void,
  use: (disk: SmallDisk, throughline: Throughline) => Promise<void>,
): Promise<void> {
  const disk = mountSmallDisk(DISK_MEBIBYTES);
  if (typeof disk === 'string') {
    skip(`no small file system can be mounted here: ${disk}`);
    return;
  }
  const throughline = await startThroughline({ dataDir: disk.path });
  const engine = enginePid(throughline.child.pid);
  await use(disk, throughline);
  // Recovered, not restarted.
  expect(enginePid(throughline.child.pid)).toBe(engine);
  expect((await throughline.stop()).code).toBe(0);
}

async function refusal(otlpHttp: string): Promise<Response> {
  return eventually(async () => {
    const answer = await sendOne(otlpHttp, randomTraceId());
    return answer.ok ? undefined : answer;
  });
}

it('refuses while there is no room but for the engine, and goes on when there is', (context) =>
  onSmallDisk(context.skip, async (disk, { http, otlpHttp }) => {
    const writes = startWriting(() => otlpHttp);
    await writes.more(100);
    disk.fill(100 * MEBIBYTE);
    const answer = await refusal(otlpHttp);
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await (await fetch(`${http}/readyz`)).text()).toMatch(/the disk has \d+ MiB left/);
    await disk.empty();
    await writes.more(100);
    await writes.stop();
    expect([...writes.refused.keys()]).toEqual([503]);
    expect(await statusOf(`${http}/readyz`)).toBe(200);
    await untilStored(http);
    expect(await damaged(http, writes.acknowledged)).toEqual([]);
  }));

it('takes no harm when there is no room at all, for the engine neither', (context) =>
  onSmallDisk(context.skip, async (disk, { http, otlpHttp, child }) => {
    const early = startWriting(() => otlpHttp);
    await early.more(100);
    await early.stop();
    await untilStored(http);
    const writes = startWriting(() => otlpHttp);
    // Spans that are acknowledged, and that the engine will not be able to take.
    const engine = enginePid(child.pid);
    process.kill(engine, 'SIGSTOP');
    await writes.more(100);
    disk.fill(0);
    process.kill(engine, 'SIGCONT');
    await refusal(otlpHttp);
    await eventually(async () =>
      (await metric(http, 'throughline_store_insert_failures_total')) > 2 ? true : undefined,
    );
    // What is there can be read meanwhile.
    expect(await damaged(http, early.acknowledged.slice(0, 50))).toEqual([]);
    expect(await metric(http, 'throughline_spool_rejected_files_total')).toBe(0);
    await disk.empty();
    await writes.more(100);
    await writes.stop();
    await untilStored(http);
    expect(await damaged(http, writes.acknowledged)).toEqual([]);
    expect(await metric(http, 'throughline_store_spans_total')).toBe(
      5 * (early.acknowledged.length + writes.acknowledged.length),
    );
  }));
