import { describe, expect, it } from 'vitest';
import type { Attribute } from '../span/attribute-value.ts';
import { makeResource, makeScope, OriginTable, type Resource, UNKNOWN_SERVICE } from './origin.ts';

const text = (key: string, value: string): Attribute => ({ key, value: { type: 'string', value } });

function resourceOf(attributes: readonly Attribute[], schemaUrl = ''): Resource {
  return makeResource({ attributes, droppedAttributesCount: 0, schemaUrl });
}

describe('makeResource', () => {
  it.each<[string, readonly Attribute[]]>([
    ['cart', [text('host', 'a'), text('service.name', 'cart')]],
    [UNKNOWN_SERVICE, []],
    [UNKNOWN_SERVICE, [text('service.name', '')]],
    [UNKNOWN_SERVICE, [{ key: 'service.name', value: { type: 'empty' } }]],
    ['{"intValue":"5"}', [{ key: 'service.name', value: { type: 'int', value: 5n } }]],
    ['first', [text('service.name', 'first'), text('service.name', 'second')]],
  ])('names the service %s', (serviceName, attributes) => {
    expect(resourceOf(attributes).serviceName).toBe(serviceName);
  });

  it('has an id for what it says, all of it', () => {
    const cart = resourceOf([text('service.name', 'cart')]);
    expect(resourceOf([text('service.name', 'cart')]).id).toBe(cart.id);
    const others = [
      resourceOf([text('service.name', 'cart')], 'schema'),
      resourceOf([text('service.name', 'carT')]),
      resourceOf([]),
      makeResource({ attributes: cart.attributes, droppedAttributesCount: 1, schemaUrl: '' }),
    ];
    expect(new Set([cart, ...others].map(({ id }) => id)).size).toBe(5);
  });

  it('keeps the first of two attributes with one key', () => {
    expect(resourceOf([text('a', '1'), text('b', '2'), text('a', '3')]).json).toBe(
      '{"attributes":[{"key":"a","value":{"stringValue":"1"}},{"key":"b","value":{"stringValue":"2"}}]}',
    );
  });
});

describe('makeScope', () => {
  it('writes what it has, in the order of the protocol', () => {
    const fields = { name: 'lib "x"', version: '1', attributes: [], schemaUrl: 'u' };
    expect(makeScope({ ...fields, droppedAttributesCount: 2 })).toMatchObject({
      json: '{"name":"lib \\"x\\"","version":"1","droppedAttributesCount":2}',
      schemaUrl: 'u',
      droppedAttributesCount: 2,
    });
  });
});

describe('OriginTable', () => {
  it('gives equal origins one code', () => {
    const table = new OriginTable<Resource>();
    const names = ['a', 'b', 'a'].map((name) => resourceOf([text('service.name', name)]));
    expect(names.map((resource) => table.intern(resource))).toEqual([0, 1, 0]);
    expect(table.at(1).serviceName).toBe('b');
    expect(() => table.at(2)).toThrow(RangeError);
  });
});
