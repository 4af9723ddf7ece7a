import { describe, expect, test } from 'vitest';
import { condition, exportOf } from './exports.ts';
import { fatesOf, heldBack, type Resource } from './fates.ts';

const UUID = '1c9875ba-9310-413d-93d4-bf552585d527';

function patient(id: string): Resource {
  const identifier = [{ type: { coding: [{ code: 'MR' }] }, system: 'urn:mrn', value: `MRN-${id}` }];
  return { resourceType: 'Patient', id, identifier };
}

const provenance = (...targets: (string | object)[]): Resource => ({
  resourceType: 'Provenance',
  id: 'x',
  target: targets.map((one) => (typeof one === 'string' ? { reference: one } : one)),
});
const audit = (what: string, more: object = {}): Resource => ({
  resourceType: 'AuditEvent',
  id: 'x',
  agent: [{ who: { identifier: { system: 'urn:staff', value: '4711' } } }],
  entity: [{ what: { reference: what } }],
  ...more,
});
const binary = (reference: string, data = ''): Resource => ({
  resourceType: 'Binary',
  id: 'x',
  contentType: 'text/plain',
  securityContext: { reference },
  ...(data && { data: Buffer.from(data).toString('base64') }),
});

const torn = condition('torn', 'Patient/a', { asserter: { reference: 'Patient/b' } });
const export_ = [
  patient('a'),
  patient('b'),
  condition('a1', 'Patient/a'),
  condition(UUID, 'Patient/a'),
  condition('b1', 'Patient/b'),
  torn,
  { resourceType: 'Organization', id: 'o', name: 'Hospital' },
  { resourceType: 'RelatedPerson', id: 'rb', patient: { reference: 'Patient/b' } },
];

async function fateOf(resource: Resource, ...others: Resource[]): Promise<string> {
  const { fates, report } = await fatesOf([resource, ...export_, ...others]);
  const held = Object.keys(
    heldBack({ ...report, quarantined: report.quarantined.filter(({ type }) => type === resource.resourceType) }),
  );
  return fates.get(`${resource.resourceType}/${resource['id']}`) ?? held.join().replace(/ .*/, '');
}

describe('a resource that is about others', () => {
  test.each<readonly [string, Resource]>([
    ['target', provenance('Condition/a1')],
    ['targets', provenance('Condition/a1', `Condition/${UUID}`)],
    ['target and patient', provenance('Condition/a1', 'Patient/a')],
    ['version of a target', provenance('Condition/a1/_history/2')],
    ['target with a UUID on a server', provenance(`https://ehr.invalid/fhir/Condition/${UUID}`)],
    ['target beside an organisation and staff', provenance('Condition/a1', 'Organization/o', 'Practitioner/absent')],
    ['entity', { ...provenance('Condition/a1'), entity: [{ what: { reference: `Condition/${UUID}` } }] }],
    ['entity of an audit', audit('Condition/a1')],
    ['patient of an audit', audit('Patient/a')],
    ['security context', binary('Patient/a', 'a letter')],
    ['security context that is a resource', binary('Condition/a1')],
    ['for', { resourceType: 'Task', id: 'x', for: { reference: 'Patient/a' } }],
    ['subject', { resourceType: 'GuidanceResponse', id: 'x', subject: { reference: 'Patient/a' } }],
  ])('is of the patient whose they all are: %s', async (_, resource) => {
    expect(await fateOf(resource)).toBe('urn:mrn|MRN-a');
  });

  test.each<readonly [string, string, Resource]>([
    ['targets of two patients', 'several-patients', provenance('Condition/a1', 'Condition/b1')],
    ['patient and target of another', 'several-patients', provenance('Patient/a', 'Condition/b1')],
    [
      'entity of another',
      'several-patients',
      { ...provenance('Condition/a1'), entity: [{ what: { reference: 'Condition/b1' } }] },
    ],
    [
      'patient as agent',
      'several-patients',
      { ...provenance('Condition/a1'), agent: [{ who: { reference: 'Patient/b' } }] },
    ],
    [
      'relative of another as agent',
      'several-patients',
      { ...provenance('Condition/a1'), agent: [{ who: { reference: 'RelatedPerson/rb' } }] },
    ],
    [
      'patient as agent of an audit',
      'several-patients',
      audit('Condition/a1', { agent: [{ who: { reference: 'Patient/b' } }] }),
    ],
    [
      'number of another',
      'several-patients',
      audit('Condition/a1', { agent: [{ who: { identifier: { system: 'urn:mrn', value: 'MRN-b' } } }] }),
    ],
    ['target that is held back', 'several-patients', provenance('Condition/torn')],
    ['target that is held back among others', 'several-patients', provenance('Condition/a1', 'Condition/torn')],
    ['target that is not here', 'unknown-patient', provenance('Condition/absent')],
    ['target that is not here among others', 'unknown-patient', provenance('Condition/a1', 'Condition/absent')],
    ['target that is searched for', 'unknown-patient', provenance('Condition?identifier=1')],
    [
      'target by number',
      'unknown-patient',
      provenance('Condition/a1', { identifier: { system: 'urn:x', value: '1' } }),
    ],
    ['target in the resource', 'unknown-patient', provenance('#c')],
    [
      'target on an unknown server',
      'unknown-patient',
      provenance('Condition/a1', 'https://other.invalid/fhir/Condition/a1'),
    ],
    ['itself', 'no-patient', provenance('Provenance/x')],
    ['nobody', 'no-patient', provenance('Organization/o')],
    ['nothing', 'no-patient', provenance()],
    ['document that names another', 'several-patients', binary('Patient/a', 'see Patient/b')],
    ['document of nobody', 'no-patient', { resourceType: 'Binary', id: 'x', contentType: 'text/plain' }],
    [
      'task for one by another',
      'several-patients',
      { resourceType: 'Task', id: 'x', for: { reference: 'Patient/a' }, requester: { reference: 'Patient/b' } },
    ],
  ])('is held back by what does not name one patient: %s (%s)', async (_, reason, resource) => {
    expect(await fateOf(resource)).toBe(reason);
  });

  test('is found through others that are, and not in a circle or an endless row', async () => {
    const row = (length: number, last: string): Resource[] =>
      Array.from({ length }, (_, i) => ({
        resourceType: 'Provenance',
        id: `p${i}`,
        target: [{ reference: i === length - 1 ? last : `Provenance/p${i + 1}` }],
      }));
    expect(await fateOf(provenance('Provenance/p0'), ...row(3, 'Condition/a1'))).toBe('urn:mrn|MRN-a');
    expect(await fateOf(provenance('Provenance/p0'), ...row(3, 'Provenance/p0'))).toBe('no-patient');
    expect(await fateOf(provenance('Provenance/p0'), ...row(20_000, 'Provenance/x'))).toContain('patient');
  });

  test('is told by the line that counts', async () => {
    const at = (resource: Resource, lastUpdated: string): Resource => ({ ...resource, meta: { lastUpdated } });
    const older = at(condition('moved', 'Patient/b'), '2024-01-01T00:00:00Z');
    const newer = at(condition('moved', 'Patient/a'), '2025-01-01T00:00:00Z');
    expect(await fateOf(provenance('Condition/moved'), newer, older)).toBe('urn:mrn|MRN-a');
  });

  test('is found on the export’s server', async () => {
    const lines = [provenance('https://ehr.invalid/fhir/Condition/a1'), ...export_];
    const known = await fatesOf(lines, { baseUrls: ['https://ehr.invalid/fhir/'] });
    expect(known.fates.get('Provenance/x')).toBe('urn:mrn|MRN-a');
    const other = await fatesOf(lines, { baseUrls: ['https://other.invalid/fhir'] });
    expect(other.fates.get('Provenance/x')).toBeUndefined();
  });

  test('is found across files that several threads read', async () => {
    const path = await exportOf({
      'Patient.ndjson': [patient('a'), patient('b')],
      'Provenance.ndjson': [provenance('Condition/a1'), { ...provenance('Condition/b1'), id: 'y' }],
      'Condition.ndjson': [condition('a1', 'Patient/a'), condition('b1', 'Patient/b')],
    });
    const { fates } = await fatesOf([], { path, threads: 3 });
    expect([fates.get('Provenance/x'), fates.get('Provenance/y')]).toEqual(['urn:mrn|MRN-a', 'urn:mrn|MRN-b']);
  });

  test('bears every sensitive category where it is a Binary, whatever it says', async () => {
    const { report } = await fatesOf([...export_, binary('Condition/a1', 'a letter')]);
    expect(Object.keys(report.labelled)).toEqual(expect.arrayContaining(['NOTE', 'PSY', 'SUD', 'HIV', 'SEX']));
  });
});
