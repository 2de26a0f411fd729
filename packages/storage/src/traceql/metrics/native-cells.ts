// The columns of counted groups, read from Native blocks: numbers as the statement has cast them, texts decoded once
// for each of their values.

import { assert, ensureExists } from '@throughline/model/base/assert';
import { utf8ToText } from '@throughline/model/base/utf8';
import type { NativeBlock } from '../../read/native-reader.ts';
import type { Cell, LabelColumn } from './label-sql.ts';

export function cellsOf(
  block: NativeBlock,
  name: string,
  kind: LabelColumn['kind'],
): (row: number) => Cell {
  if (kind === 'text') return textsOf(block, name);
  const view = viewOf(block, name, 8);
  return kind === 'int'
    ? (row) => view.getBigInt64(8 * row, true)
    : (row) => view.getBigUint64(8 * row, true);
}

/** A Float64 column. */
export function doublesOf(block: NativeBlock, name: string): (row: number) => number {
  const view = viewOf(block, name, 8);
  return (row) => view.getFloat64(8 * row, true);
}

/** A UInt32 column. */
export function wordsOf(block: NativeBlock, name: string): (row: number) => number {
  const view = viewOf(block, name, 4);
  return (row) => view.getUint32(4 * row, true);
}

/** A UInt8 column, or one that is 0 everywhere and has been left out. */
export function bytesOf(block: NativeBlock, name: string): (row: number) => number {
  if (!block.columns.has(name)) return () => 0;
  const view = viewOf(block, name, 1);
  return (row) => view.getUint8(row);
}

function viewOf(block: NativeBlock, name: string, width: number): DataView {
  const column = columnOf(block, name);
  assert(column.kind === 'fixed' && column.width === width, `${name} has ${width} bytes a value`);
  const { bytes } = column;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function columnOf(block: NativeBlock, name: string) {
  return ensureExists(block.columns.get(name), `column ${name} is missing`);
}

export function textsOf(block: NativeBlock, name: string): (row: number) => string {
  const column = columnOf(block, name);
  const isLow = column.kind === 'low';
  const strings = isLow ? column.keys : column;
  assert(strings.kind === 'string', `${name} is a column of texts`);
  const { starts, ends } = strings;
  const texts: string[] = [];
  return (row) => {
    const at = isLow ? (column.indexes[row] ?? 0) : row;
    texts[at] ??= utf8ToText(block.bytes, starts[at] ?? 0, ends[at] ?? 0);
    return texts[at] ?? '';
  };
}
