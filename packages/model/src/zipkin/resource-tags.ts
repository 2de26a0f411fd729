// The tags of a span that say where its service runs, kept as the bytes that they are on the wire: they come again with
// every span, so that the resource is found by them, and read only once.

import { textToUtf8 } from '../base/utf8.ts';
import type { Resource } from '../batch/origin.ts';
import type { SpanBatch } from '../batch/span-batch.ts';
import { WireMemo } from '../batch/wire-memo.ts';
import { newResource } from './zipkin-origin.ts';

/** Of one span; more is not kept, but read anew. */
const MAX_BYTES = 64 * 1024;
const FIRST_BYTES = 1024;
const NO_BYTES = new Uint8Array(0);

export class ResourceTags {
  private readonly known = new WireMemo<Resource>();
  private readonly tagsOf: (bytes: Uint8Array) => readonly string[];
  private bytes = new Uint8Array(FIRST_BYTES);
  private size = 0;
  private serviceName = '';
  private serviceNameBytes: Uint8Array = NO_BYTES;
  private lastResource = -1;

  /** `tagsOf`: key and value in turn, of all that was kept of a span. */
  constructor(tagsOf: (bytes: Uint8Array) => readonly string[]) {
    this.tagsOf = tagsOf;
  }

  clear(): void {
    this.size = 0;
  }

  /** False when it is too much. */
  keep(source: Uint8Array, start: number, end: number): boolean {
    const size = this.size + end - start;
    if (size > MAX_BYTES) return false;
    if (size > this.bytes.length) {
      const larger = new Uint8Array(2 * size);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes.set(source.subarray(start, end), this.size);
    this.size = size;
    return true;
  }

  /** Codes begin anew with the batch, hence the look at what the code stands for. */
  code({ resources }: SpanBatch, serviceName: string): number {
    const kept = this.bytes.subarray(0, this.size);
    if (serviceName !== this.serviceName) {
      this.serviceName = serviceName;
      this.serviceNameBytes = textToUtf8(serviceName);
    }
    const resource = this.known.find(this.serviceNameBytes, kept, () =>
      newResource(serviceName, this.tagsOf(kept)),
    );
    if (resources.entries[this.lastResource] !== resource) {
      this.lastResource = resources.intern(resource);
    }
    return this.lastResource;
  }
}
