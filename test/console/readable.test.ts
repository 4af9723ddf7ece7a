import { expect, it } from 'vitest';
import { readItem } from '../../src/console/patient/readable.ts';

const read = (text: string) => readItem(new TextEncoder().encode(text));

it('says all of an item as an outline, and of which type it is', () => {
  const text =
    '{"resourceType":"Patient","birthDate":"1970-01-01","name":[{"family":"Ñuñes-Łódź","given":["Ana"]}],"active":true}';
  expect(read(text)).toEqual({
    type: 'Patient',
    extension: 'json',
    outline: [
      'resource type: Patient',
      'birth date: 1970-01-01',
      ...['name:', '  -', '    family: Ñuñes-Łódź', '    given:', '      - Ana'],
      'active: true',
      '',
    ].join('\r\n'),
  });
});

it('reads an item of several lines as several records', () => {
  const item = read('{"resourceType":"Observation","id":"1"}\n{"resourceType":"Observation","id":"2"}\n');
  expect(item).toMatchObject({ type: 'Observation', extension: 'ndjson' });
  expect(item?.outline).toContain('id: 1\r\n\r\nresource type: Observation\r\nid: 2');
});

it('leaves what is no JSON as it is', () => {
  expect(read('%PDF-1.7')).toBeUndefined();
  expect(readItem(Uint8Array.of(0xff, 0xd8))).toBeUndefined();
});
