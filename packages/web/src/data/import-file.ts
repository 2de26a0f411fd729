// Sends a trace file to POST /api/v1/import and tells how far it is. XMLHttpRequest, as fetch tells nothing of uploads.

import type { ImportAnswer } from '@throughline/model/api/import';
import { API, ApiError, errorOf } from './api-client.ts';

/** What a file is, the server finds out; this is a type that no page elsewhere could send unasked. */
const CONTENT_TYPE = 'application/octet-stream';

export interface ImportProgress {
  readonly sentBytes: number;
  readonly totalBytes: number;
}

/** Aborted by the signal: what was stored until then stays. */
export function importFile(
  file: Blob,
  signal: AbortSignal,
  onProgress: (progress: ImportProgress) => void,
): Promise<ImportAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${API}/import`);
    request.setRequestHeader('content-type', CONTENT_TYPE);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) =>
      onProgress({ sentBytes: loaded, totalBytes: total });
    request.onload = () => {
      const body: unknown = request.response;
      if (request.status === 200 && body !== null) resolve(body as ImportAnswer);
      else reject(errorOf(body, request.status));
    };
    request.onerror = () =>
      reject(new ApiError(0, 'NO_ANSWER', `Throughline did not answer at ${location.host}.`));
    request.onabort = () => reject(new ApiError(0, 'CANCELLED', 'The import was cancelled.'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}
