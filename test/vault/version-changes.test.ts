import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/core/bytes.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { compareVersions, narrows } from '../../src/vault/version-changes.ts';
import { newDataset, newVault, openVault } from './workspace.ts';

/** By origin: whose, of what kind, and what it says. */
type Content = Readonly<Record<string, readonly [Pseudonym | null, string, string?]>>;

async function sealed(vault: Vault, dataset: DatasetId, content: Content): Promise<number> {
  const draft = await vault.createDraft(dataset);
  for (const [origin, [subject, kind, says = origin]] of Object.entries(content)) {
    await draft.putItem([Buffer.from(says)], {
      subject,
      kind,
      mediaType: 'text/plain',
      categories: 0,
      name: 'f',
      origin,
    });
  }
  return (await vault.seal(draft)).summary.volume;
}

async function changes(vault: Vault, before: number, after: number, erased: readonly Pseudonym[] = []) {
  const read = async (volume: number) => ({
    view: await vault.versions.view(volume),
    sources: await vault.versions.sources(volume),
  });
  return compareVersions(await read(before), await read(after), async () => new Set(erased));
}

describe('two versions', () => {
  test('differ by what is lost, new or somebody else’s, of each patient and kind', async () => {
    const { vault, options } = await newVault();
    const [a, b, c] = (await vault.subjects.enrollMany(['urn:a|1', 'urn:a|2', 'urn:a|3'])) as Pseudonym[] as [
      Pseudonym,
      Pseudonym,
      Pseudonym,
    ];
    const dataset = newDataset();
    const before = await sealed(vault, dataset, {
      1: [a, 'Condition'],
      2: [a, 'Condition'],
      3: [a, 'Patient'],
      4: [b, 'Patient'],
      5: [b, 'Observation'],
      6: [c, 'Patient'],
      7: [null, 'Location'],
    });
    const after = await sealed(vault, dataset, {
      1: [a, 'Condition'],
      3: [a, 'Patient'],
      5: [a, 'Observation'],
      8: [b, 'Condition'],
      6: [c, 'Patient'],
    });
    await vault.close();
    const again = await openVault(options);
    const found = await changes(again, before, after);
    expect(found).toEqual({
      exact: true,
      lost: { Condition: 1, Patient: 1, Location: 1 },
      gained: { Condition: 1 },
      moved: { Observation: 1 },
      changed: {},
      erased: 0,
      patients: expect.arrayContaining([
        { subject: a, lost: { Condition: 1 }, gone: false },
        { subject: b, lost: { Patient: 1 }, gone: false },
        { subject: null, lost: { Location: 1 }, gone: false },
      ]),
      patientsLosing: 2,
      moves: [{ from: b, to: a, kind: 'Observation', count: 1 }],
    });
    expect(narrows(found)).toBe(true);
    const reverse = await changes(again, after, before);
    expect(reverse).toMatchObject({ lost: { Condition: 1 }, moved: { Observation: 1 }, patientsLosing: 1 });
  });

  test('differ by what says anything else under the same name', async () => {
    const { vault } = await newVault();
    const a = await vault.subjects.enroll('urn:a|1');
    const dataset = newDataset();
    const before = await sealed(vault, dataset, { x: [a, 'Observation', 'HbA1c 6.1'], y: [a, 'Observation'] });
    const after = await sealed(vault, dataset, { x: [a, 'Observation', 'HbA1c 9.9'], y: [a, 'Observation'] });
    const found = await changes(vault, before, after);
    expect(found).toMatchObject({ lost: {}, moved: {}, gained: {}, changed: { Observation: 1 } });
    expect(narrows(found)).toBe(false);
    const sources = await vault.versions.sources(before);
    const older = { view: await vault.versions.view(before), sources: sources && { ...sources, contents: null } };
    const newer = { view: await vault.versions.view(after), sources: await vault.versions.sources(after) };
    expect(await compareVersions(older, newer, async () => new Set())).not.toHaveProperty('changed');
    await vault.close();
  });

  test('of equal content in another order differ in nothing', async () => {
    const { vault } = await newVault();
    const a = await vault.subjects.enroll('urn:a|1');
    const dataset = newDataset();
    const before = await sealed(vault, dataset, { x: [a, 'file'], y: [null, 'file'] });
    const after = await sealed(vault, dataset, { y: [null, 'file'], x: [a, 'file'] });
    const found = await changes(vault, before, after);
    expect(found).toMatchObject({ lost: {}, moved: {}, gained: {}, patients: [] });
    expect(narrows(found)).toBe(false);
  });

  test('do not count as lost what an erased patient takes along', async () => {
    const { vault } = await newVault();
    const [a, b] = (await vault.subjects.enrollMany(['urn:a|1', 'urn:a|2'])) as [Pseudonym, Pseudonym];
    const dataset = newDataset();
    const before = await sealed(vault, dataset, { 1: [a, 'Patient'], 2: [a, 'Condition'], 3: [b, 'Patient'] });
    const after = await sealed(vault, dataset, { 3: [b, 'Patient'] });
    const found = await changes(vault, before, after, [a]);
    expect(found).toMatchObject({ lost: {}, erased: 2, patients: [], patientsLosing: 0 });
    expect(narrows(found)).toBe(false);
    expect(await changes(vault, before, after)).toMatchObject({ patients: [{ subject: a, gone: true }] });
  });

  test('of which one does not know its sources are compared by kinds of patients', async () => {
    const { vault } = await newVault();
    const [a, b] = (await vault.subjects.enrollMany(['urn:a|1', 'urn:a|2'])) as [Pseudonym, Pseudonym];
    const dataset = newDataset();
    const draft = await vault.createDraft(dataset);
    for (const [subject, kind] of [
      [a, 'Patient'],
      [a, 'Condition'],
      [a, 'Condition'],
      [b, 'Patient'],
    ] as const) {
      await draft.putItem([Buffer.from('x')], { subject, kind, mediaType: 'text/plain', categories: 0, name: 'f' });
    }
    const before = (await vault.seal(draft)).summary.volume;
    expect(await vault.versions.sources(before)).toBeNull();
    const after = await sealed(vault, dataset, { 1: [a, 'Patient'], 2: [b, 'Patient'] });
    expect(await changes(vault, before, after)).toMatchObject({
      exact: false,
      lost: { Condition: 1 },
      gained: {},
      patients: [{ subject: a, lost: { Condition: 1 }, gone: false }],
    });
  });

  test('agree with a plain comparison, whatever they hold', async () => {
    const { vault } = await newVault();
    const subjects = [...((await vault.subjects.enrollMany(['urn:a|1', 'urn:a|2'])) as Pseudonym[]), null];
    const entry = fc.tuple(fc.constantFrom(...subjects), fc.constantFrom('Patient', 'Condition'));
    const content = fc.dictionary(fc.constantFrom(...'abcdefghijkl'), entry, { minKeys: 1, maxKeys: 12 });
    await fc.assert(
      fc.asyncProperty(content, content, async (one, other) => {
        const dataset = toHex(randomBytes(32)) as DatasetId;
        const found = await changes(vault, await sealed(vault, dataset, one), await sealed(vault, dataset, other));
        const sum = (kinds: object): number =>
          Object.values(kinds).reduce((all: number, some: number) => all + some, 0);
        const keys = Object.keys(one);
        expect(sum(found.lost)).toBe(keys.filter((key) => !(key in other)).length);
        expect(sum(found.moved)).toBe(keys.filter((key) => key in other && one[key]?.[0] !== other[key]?.[0]).length);
        expect(sum(found.gained)).toBe(Object.keys(other).filter((key) => !(key in one)).length);
      }),
      { numRuns: 40 },
    );
  });
});
