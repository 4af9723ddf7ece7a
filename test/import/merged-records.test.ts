import { describe, expect, test } from 'vitest';
import type { Pseudonym } from '../../src/core/ids.ts';
import { importFhir } from '../../src/import/fhir-import.ts';
import { newDataset, newVault } from '../vault/workspace.ts';
import { condition, exportOf, heldBack, type Resource } from './exports.ts';
import { importInto, link, patient } from './known-persons.ts';

describe('a merge of records', () => {
  const before = [
    patient('s', ['90001']),
    patient('t', ['90002']),
    condition('cs', 'Patient/s'),
    condition('ct', 'Patient/t'),
  ];
  const after = [
    patient('s', ['90002', '90001'], { active: true, link: [link('replaces', 't')] }),
    patient('t', [{ value: '90002', use: 'old' }], { active: false, link: [link('replaced-by', 's')] }),
    condition('cs', 'Patient/s'),
    condition('ct', 'Patient/t'),
  ];

  test('leaves the survivor its pseudonym and holds the other record back: there is never a third one', async () => {
    const { vault } = await newVault();
    const { owners: first } = await importInto(vault, before);
    const { owners, report } = await importInto(vault, after);
    expect(owners).toEqual({ 'Patient/s': first['Patient/s'], 'Condition/cs': first['Patient/s'] });
    expect(heldBack(report)).toEqual({ 'merged-record Patient': 1, 'merged-record Condition': 1 });
    expect(report.records).toMatchObject({ linked: 2, inactive: 1 });
    expect(report.advice).toContainEqual(expect.objectContaining({ reason: 'merged-record' }));
    expect(await Array.fromAsync(vault.subjects.pseudonyms())).toHaveLength(2);
  });

  test('holds the survivor back too, as long as anything was decided under the other pseudonym', async () => {
    const { vault } = await newVault();
    const { owners: first } = await importInto(vault, before);
    const hasSay = (subject: Pseudonym) => subject === first['Patient/t'];
    const next = patient('n', ['5']);
    const { owners, report } = await importInto(vault, [...after, next], { hasSay });
    expect(Object.keys(owners)).toEqual(['Patient/n']);
    expect(heldBack(report)).toEqual({ 'merged-record Patient': 2, 'merged-record Condition': 2 });
    const settled = await importInto(vault, after, { hasSay, acceptMerged: true });
    expect(settled.owners).toEqual({ 'Patient/s': first['Patient/s'], 'Condition/cs': first['Patient/s'] });
  });

  test('leaves a survivor out whose other record was erased (G8)', async () => {
    const { vault } = await newVault();
    const { owners: first } = await importInto(vault, before);
    await vault.shredSubject(first['Patient/t'] as Pseudonym);
    const { owners, report } = await importInto(vault, [...after, patient('n', ['5'])]);
    expect(Object.keys(owners)).toEqual(['Patient/n']);
    expect(report.suppressed).toEqual({ patients: 1, resources: 2 });
  });

  test('goes on with the pseudonym that one of the records had, if the survivor had none', async () => {
    const { vault } = await newVault();
    const { owners: first } = await importInto(vault, [patient('t', ['90002'])]);
    const { owners } = await importInto(vault, after);
    expect(owners['Patient/s']).toBe(first['Patient/t']);
    const { owners: later } = await importInto(vault, [patient('s', ['90001'])]);
    expect(later['Patient/s']).toBe(first['Patient/t']);
  });

  test('lets the number of the record that was replaced find the survivor afterwards', async () => {
    const { vault } = await newVault();
    const { owners } = await importInto(vault, after);
    const { owners: stale } = await importInto(vault, [patient('t', ['90002'])]);
    expect(stale['Patient/t']).toBe(owners['Patient/s']);
  });

  test.each<[string, Resource[]]>([
    [
      'a chain',
      [
        patient('a', ['1'], { link: [link('replaced-by', 'b')] }),
        patient('b', ['2'], { link: [link('replaced-by', 'c')] }),
        patient('c', ['3', '1', '2']),
      ],
    ],
    [
      'a link that only the survivor has',
      [
        patient('a', ['1']),
        patient('b', ['2']),
        patient('c', ['3'], { link: [link('replaces', 'a'), link('replaces', 'b')] }),
      ],
    ],
  ])('is followed through %s', async (_, lines) => {
    const { vault } = await newVault();
    const { owners, report } = await importInto(vault, lines);
    expect(Object.keys(owners)).toEqual(['Patient/c']);
    expect(heldBack(report)).toEqual({ 'merged-record Patient': 2 });
  });

  test.each<[string, Resource[], number]>([
    [
      'a cycle',
      [
        patient('a', ['1'], { link: [link('replaced-by', 'b')] }),
        patient('b', ['2'], { link: [link('replaced-by', 'a')] }),
      ],
      2,
    ],
    ['a record that replaces itself', [patient('a', ['1'], { link: [link('replaces', 'a')] })], 1],
    ['a link out of the export', [patient('a', ['1'], { link: [link('replaces', 'gone')] })], 1],
    ['a link that says nothing', [patient('a', ['1'], { link: [{ type: 'replaces' }] })], 1],
    [
      'two survivors of one record',
      [
        patient('t', ['1'], { link: [link('replaced-by', 'a')] }),
        patient('a', ['2']),
        patient('b', ['3'], { link: [link('replaces', 't')] }),
      ],
      3,
    ],
    ['two records in use', [patient('a', ['1'], { link: [link('seealso', 'b')] }), patient('b', ['2'])], 2],
    [
      'a survivor that is not said to be one',
      [patient('t', [{ value: '1', use: 'old' }], { active: false }), patient('a', ['2', '1'])],
      2,
    ],
  ])('is not guessed from %s', async (what, lines, count) => {
    const { vault } = await newVault();
    const { owners, report } = await importInto(vault, [...lines, patient('other', ['99'])]);
    expect(Object.keys(owners)).toEqual(['Patient/other']);
    expect(heldBack(report)).toEqual({ 'merged-record Patient': count });
    if (what !== 'two survivors of one record') return;
    const accepted = await importInto(vault, lines.concat(patient('other', ['99'])), { acceptMerged: true });
    expect(heldBack(accepted.report)).toEqual({ 'merged-record Patient': count });
    expect(report.advice.map(({ options }) => options)).toEqual([['--accept-merged (acceptMerged)']]);
    expect(accepted.report.advice.map(({ options }) => options)).toEqual([[]]);
    expect(accepted.report.advice[0]?.text).not.toContain('carry');
  });

  test.each<[string, Resource]>([
    [
      'a Linkage',
      {
        resourceType: 'Linkage',
        id: 'l',
        item: [
          { type: 'source', resource: { reference: 'Patient/a' } },
          { type: 'alternate', resource: { identifier: { system: 'urn:mrn', value: '2' } } },
        ],
      },
    ],
    [
      'a Person',
      {
        resourceType: 'Person',
        id: 'p',
        link: [{ target: { reference: 'Patient/a' } }, { target: { reference: 'Patient/b' } }],
      },
    ],
    [
      'a Person, one of whose records is elsewhere',
      {
        resourceType: 'Person',
        id: 'p',
        link: [{ target: { reference: 'Patient/a' } }, { target: { reference: 'Patient/gone' } }],
      },
    ],
  ])('is not guessed from %s either, on several threads as on one', async (what, said) => {
    const count = what.includes('elsewhere') ? 1 : 2;
    const path = await exportOf({
      'a.ndjson': [patient('a', ['1']), patient('b', ['2']), condition('c', 'Patient/a')],
      'b.ndjson': [said, patient('other', ['99'])],
    });
    for (const threads of [1, 2]) {
      const { vault } = await newVault();
      const { report } = await importFhir(vault, { path, dataset: newDataset(), threads });
      expect(heldBack(report)).toMatchObject({ 'merged-record Patient': count, 'merged-record Condition': 1 });
      expect(report.records.linked).toBe(count);
    }
    const { vault } = await newVault();
    const { report } = await importFhir(vault, { path, dataset: newDataset(), acceptMerged: true });
    expect(heldBack(report)['merged-record Patient']).toBeUndefined();
  });

  test('is told by its links where a Person names both records, and not by a Person of one record or out of use', async () => {
    const target = (id: string): object => ({ target: { reference: `Patient/${id}` } });
    const { vault } = await newVault();
    const { owners } = await importInto(vault, [
      ...after,
      { resourceType: 'Person', id: 'p', link: [target('s'), target('t')] },
      patient('a', ['1']),
      patient('b', ['2']),
      { resourceType: 'Person', id: 'q', link: [target('a'), { target: { reference: 'Practitioner/x' } }] },
      { resourceType: 'Person', id: 'r', active: false, link: [target('a'), target('b')] },
    ]);
    expect(Object.keys(owners)).toEqual(expect.arrayContaining(['Patient/s', 'Patient/a', 'Patient/b']));
  });

  test('is not seen in a link to a relative', async () => {
    const { vault } = await newVault();
    const relative = { other: { reference: 'RelatedPerson/r' }, type: 'seealso' };
    const { report } = await importInto(vault, [patient('a', ['1'], { link: [relative], deceasedBoolean: true })]);
    expect(report).toMatchObject({ patients: 1, quarantined: [], records: { linked: 0, deceased: 1 } });
  });
});
