import { describe, expect, test } from 'vitest';
import { SensitivityLabels } from '../../src/interop/fhir-labels.ts';
import { type ParsedResource, readResource } from '../../src/interop/fhir-resource.ts';
import { TextMemory } from '../../src/interop/text-memory.ts';

const UUID = '0b9875ba-9310-313d-93d4-bf552585d527';

function read(text: string, memory: TextMemory): ParsedResource & { ok: true } {
  const parsed = readResource(text, new SensitivityLabels(), memory);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed;
}

function observation(...texts: string[]): string {
  return JSON.stringify({ resourceType: 'Observation', id: 'x', note: texts.map((text) => ({ text })) });
}

describe('texts that come again', () => {
  test.each([
    ['an id of a patient', 'see Patient/80002', 'Patient/80002'],
    ['a UUID', `see ${UUID} for more`, `uuid:${UUID}`],
    ['a labelled number', 'MRN: 80002', '*80002'],
    ['a token', 'from http://hospital.example/mrn|80002', '=http://hospital.example/mrn|80002'],
    ['what base64 packs', Buffer.from('see Patient/80002').toString('base64'), 'Patient/80002'],
  ])('name in each resource by %s whom they named in the first', (_, text, mark) => {
    const memory = new TextMemory();
    for (let time = 0; time < 3; time++) expect([...read(observation(text, text), memory).marks]).toContain(mark);
  });

  test('make a resource unread each time', () => {
    const memory = new TextMemory();
    const damaged = Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.from('no gzip of anything')]).toString('base64');
    for (let time = 0; time < 3; time++) expect(read(observation(damaged), memory).unread).toBe(true);
  });

  test('are a number where a label says so, whatever they were elsewhere', () => {
    const memory = new TextMemory();
    expect(read(observation('A80002'), memory).marks.size).toBe(0);
    const value = { code: { text: 'Mother' }, valueString: 'A80002' };
    const labelled = JSON.stringify({ resourceType: 'Observation', id: 'x', component: [value] });
    expect([...read(labelled, memory).marks]).toContain('*a80002');
  });
});

describe('members of an object', () => {
  const body = (members: string) => `{"resourceType":"Observation","id":"x",${members}}`;

  test.each([
    '"a":1,"a":2',
    '"a" : 1, "a" : 2',
    '"a":{"b":1,"c":"x","b":2}',
    '"a\\"":1,"a\\"":2',
    '"a\\\\":1,"a\\\\":2',
    '"":1,"":2',
    '"é":1,"é":2',
    '"a":":b","a":"\\":b"',
  ])('are refused where one repeats: %s', (members) => {
    expect(readResource(body(members), new SensitivityLabels())).toMatchObject({
      ok: false,
      problem: 'repeats a member of an object',
    });
  });

  test.each(['"a":":b","c":"d"', '"a":"x\\":1","c":"y\\\\"', '"a":["k",":v","w\\":"]', '"a":"b : c","d" :\t"\\":"'])(
    'are told from what texts hold: %s',
    (members) => {
      expect(readResource(body(members), new SensitivityLabels())).toMatchObject({ ok: true });
    },
  );
});
