// Pieces of a trace file that are decoded and stored together: one body in their form, such as a receiver takes.

import type { TraceFileForm } from '@throughline/model/api/import';
import { assertNever } from '@throughline/model/base/assert';
import type { AppendOutcome } from '@throughline/model/batch/append-outcome';
import { decodeJaegerTraceJson, JaegerJsonError } from '@throughline/model/jaeger/json-decode';
import { decodeExport } from '../ingest/decode-export.ts';
import type { DecodeBody } from '../ingest/export-traces.ts';
import { checkJsonOutline } from '../ingest/json-outline.ts';
import { decodeZipkinJsonBody } from '../zipkin/decode-json-body.ts';
import { type FilePiece, PIECE_BYTES } from './split-part.ts';

export class PieceGroup {
  readonly form: TraceFileForm;
  private readonly pieces: FilePiece[] = [];
  private bytes = 0;

  constructor(form: TraceFileForm) {
    this.form = form;
  }

  /** Whether it is of this form and has room. */
  takes({ form, bytes }: FilePiece): boolean {
    return form === this.form && (this.bytes === 0 || this.bytes + bytes.length <= PIECE_BYTES);
  }

  /** Keeps a copy: the bytes of a piece are those of the file's buffer. */
  add({ form, bytes, place }: FilePiece): void {
    this.pieces.push({ form, place, bytes: bytes.slice() });
    this.bytes += bytes.length;
  }

  body(): Uint8Array {
    const [open, close] = FRAMES[this.form];
    const parts: Uint8Array[] = [];
    for (const { bytes } of this.pieces) parts.push(parts.length === 0 ? open : COMMA, bytes);
    return Buffer.concat([...parts, close]);
  }

  /** Each piece by itself, to find out which of them is wrong. */
  single(): readonly { readonly group: PieceGroup; readonly piece: FilePiece }[] {
    return this.pieces.map((piece) => {
      const group = new PieceGroup(this.form);
      group.add(piece);
      return { group, piece };
    });
  }
}

const COMMA = Buffer.from(',');
const LIST = [Buffer.from('['), Buffer.from(']')] as const;
const FRAMES = {
  jaeger: LIST,
  zipkin: LIST,
  otlp: [Buffer.from('{"resourceSpans":['), Buffer.from(']}')],
} as const;

export function decoderOf(form: TraceFileForm): DecodeBody {
  switch (form) {
    case 'jaeger':
      return decodeJaegerTraces;
    case 'zipkin':
      return (body, batch, receivedMs) => decodeZipkinJsonBody(body, 'JSON_V2', batch, receivedMs);
    case 'otlp':
      return (body, batch, receivedMs) => decodeExport(body, 'json', batch, receivedMs);
    default:
      return assertNever(form);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

const decodeJaegerTraces: DecodeBody = (body, batch, receivedMs) => {
  checkJsonOutline(body);
  let acceptedSpans = 0;
  let rejectedSpans = 0;
  let message = '';
  for (const trace of parsedList(body)) {
    const outcome: AppendOutcome = decodeJaegerTraceJson(trace, batch, receivedMs);
    acceptedSpans += outcome.acceptedSpans;
    rejectedSpans += outcome.rejectedSpans;
    message ||= outcome.message;
  }
  return { acceptedSpans, rejectedSpans, message };
};

function parsedList(body: Uint8Array): readonly unknown[] {
  try {
    return JSON.parse(utf8.decode(body));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new JaegerJsonError(`it is not JSON: ${reason}`, 'the trace');
  }
}
