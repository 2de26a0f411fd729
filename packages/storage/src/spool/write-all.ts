// Writes all of several pieces to a file: the system may take only part of them at a time.

import type { FileHandle } from 'node:fs/promises';

export async function writeAll(
  file: Pick<FileHandle, 'writev'>,
  pieces: readonly Uint8Array[],
  position: number,
): Promise<void> {
  let at = position;
  let rest = pieces.filter((piece) => piece.length > 0);
  while (rest.length > 0) {
    const { bytesWritten } = await file.writev(rest, at);
    // The system says why when it is asked again for nothing but the same; this would be for ever.
    if (bytesWritten === 0) throw new Error('nothing more could be written');
    at += bytesWritten;
    rest = behind(rest, bytesWritten);
  }
}

/** What is left of the pieces after so many bytes. */
function behind(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skip = bytes;
  const rest: Uint8Array[] = [];
  for (const piece of pieces) {
    if (skip >= piece.length) skip -= piece.length;
    else {
      rest.push(piece.subarray(skip));
      skip = 0;
    }
  }
  return rest;
}
