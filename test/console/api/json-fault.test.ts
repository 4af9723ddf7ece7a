import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault } from '../../../src/console/api/json-fault.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('a text that should be JSON', () => {
  it('has no fault exactly where it is JSON, whatever letter of it is taken out, put in or changed', () => {
    const bent = fc
      .tuple(fc.json(), fc.nat(), fc.nat(2), fc.constantFrom(...'{}[],:"\\ \n0-1e.tx\u0001'))
      .map(([text, at, gone, letter]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + letter + text.slice(place + gone);
      });
    fc.assert(
      fc.property(fc.oneof(fc.json(), bent), (text) => (jsonFault(text) === undefined) === isJson(text)),
      {
        numRuns: 2_000,
      },
    );
  });

  it.each([
    ['', 1, 1, 'value'],
    ['{', 1, 2, 'nameOrEnd'],
    ['{\n  "a": 1,\n}', 3, 1, 'name'],
    ['{\n  "a" 1\n}', 2, 7, 'colon'],
    ['{\n  "a": \n}', 3, 1, 'value'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'commaOrBrace'],
    ['[1 2]', 1, 4, 'commaOrBracket'],
    ['[', 1, 2, 'valueOrEnd'],
    ['{} x', 1, 4, 'end'],
    ['{"a": \'b\'}', 1, 7, 'value'],
  ])('says of %j where it stops, and what should stand there', (text, line, column, wanted) => {
    expect(jsonFault(text)).toMatchObject({ line, column, wanted });
  });
});
