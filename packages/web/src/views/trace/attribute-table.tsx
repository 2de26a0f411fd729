// Attributes as they were sent: key, value in the form of its type, the type in words, copy.

import type { AttributeScope } from '@throughline/traceql/syntax/ast';
import { Fragment, type ReactNode } from 'react';
import { formatQuantity } from '../../base/format-count.ts';
import type { Attribute, AttributeValue } from '../../data/otlp-json.ts';
import { AttributeMenu } from './attribute-menu.tsx';
import { TextValue } from './text-value.tsx';

interface AttributeTableProps {
  readonly attributes: readonly Attribute[];
  /** A search hides some: then an empty table says so. */
  readonly isFiltered: boolean;
  readonly scope: AttributeScope;
}

export function AttributeTable({ attributes, isFiltered, scope }: AttributeTableProps) {
  if (attributes.length === 0) {
    return isFiltered ? <p className="section-empty muted">None matches the search</p> : null;
  }
  return (
    <dl className="attributes">
      {attributes.map(({ key, value }, index) => (
        // Keys may repeat in what a sender sends, and the order is part of it.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <div className="attribute" key={index} data-testid="attribute" data-key={key}>
          <dt className="attribute-key">{breakable(key)}</dt>
          <dd className="attribute-value">
            <div>
              <Value name={key} value={value} />
              {value.type !== 'string' && <span className="value-type">{describeType(value)}</span>}
            </div>
            <AttributeMenu scope={scope} attribute={{ key, value }} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Keys are long and have no spaces: a line may end behind a dot, a dash or an underscore. */
function breakable(key: string): ReactNode {
  return key.split(/(?<=[._/-])/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ));
}

function describeType(value: AttributeValue): string {
  switch (value.type) {
    case 'bytes':
      return formatQuantity(value.byteCount, 'byte');
    case 'array':
      return `array of ${value.items.length}`;
    case 'kvlist':
      return formatQuantity(value.entries.length, 'entry', 'entries');
    case 'empty':
      return 'no value';
    case 'unknown':
      return 'unknown type';
    default:
      return value.type;
  }
}

function Value({ name, value }: { readonly name: string; readonly value: AttributeValue }) {
  switch (value.type) {
    case 'string':
      return <TextValue name={name} text={value.text} cutFromChars={value.cutFromChars} />;
    case 'bytes':
      return <span className="value-bytes">{value.base64}</span>;
    case 'array':
      return (
        <ol className="value-items">
          {value.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: items of an array have no other identity
            <li key={index}>
              <Value name={name} value={item} />
            </li>
          ))}
        </ol>
      );
    case 'kvlist':
      return (
        <ul className="value-entries">
          {value.entries.map(({ key, value: entry }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: keys may repeat
            <li key={index}>
              <span className="muted">{key}:</span> <Value name={key} value={entry} />
            </li>
          ))}
        </ul>
      );
    case 'empty':
      return <span className="muted">–</span>;
    default:
      return <span className={`value-${value.type}`}>{value.text}</span>;
  }
}
