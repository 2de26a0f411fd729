// The whole of a stream, and streams that do not come to their end.

import { PassThrough, Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { isConnectionError } from './clickhouse.ts';
import { readBytes } from './read-bytes.ts';

it.each([[[]], [[[1, 2, 3]]], [[[1], [2, 3], [4]]]])('has the bytes of %j', async (chunks) => {
  const stream = Readable.from(
    chunks.map((bytes) => Buffer.from(bytes)),
    { objectMode: false },
  );
  const bytes = await readBytes(stream);
  expect([...bytes]).toEqual(chunks.flat());
  // A copy of a part, not a view: numbers are read from it.
  expect(bytes).not.toBeInstanceOf(Buffer);
});

it('rejects with what ended the stream', async () => {
  const failed = new PassThrough();
  const read = readBytes(failed);
  failed.destroy(new Error('engine gone'));
  await expect(read).rejects.toThrow('engine gone');
});

it('rejects as a connection does that was cut, when nothing says why', async () => {
  const cut = new PassThrough();
  const read = readBytes(cut).catch((error: unknown) => error);
  cut.write(Buffer.from([1]));
  cut.destroy();
  expect(isConnectionError((await read) as Error)).toBe(true);
});
