// The attributes of one row from one set of columns to another, byte by byte: what is not UTF-8 stays as it
// was. For whoever changes rows, since columns only grow at their end.

import type { AttributeColumns, MapIndex } from './attribute-columns.ts';

/** Ends the row. */
export function copyAttributeRow(
  target: AttributeColumns,
  source: AttributeColumns,
  row: number,
): void {
  copyMap(target, source, source.strings, row, (key, entry) => {
    const bytes = source.stringValues.at(entry);
    target.addString(key, bytes, 0, bytes.length);
  });
  copyMap(target, source, source.ints, row, (key, entry) =>
    target.addInt(key, source.intValues.low(entry), source.intValues.high(entry)),
  );
  copyMap(target, source, source.doubles, row, (key, entry) =>
    target.addDouble(key, source.doubleValues.low(entry), source.doubleValues.high(entry)),
  );
  copyMap(target, source, source.others, row, (key, entry) => {
    const bytes = source.otherValues.at(entry);
    target.others.keys.append(key);
    target.otherValues.append(bytes, 0, bytes.length);
  });
  target.endRow();
}

function copyMap(
  target: AttributeColumns,
  source: AttributeColumns,
  map: MapIndex,
  row: number,
  add: (key: number, entry: number) => void,
): void {
  for (let entry = map.startOf(row); entry < map.endOf(row); entry++) {
    const name = source.keyNames.bytesOf(map.keys.at(entry));
    const key = target.keyCode(name, 0, name.length);
    if (key >= 0) add(key, entry);
  }
}
