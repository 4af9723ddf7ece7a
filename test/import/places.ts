import { fatesOf, type Resource } from './fates.ts';

export const V3 = 'http://terminology.hl7.org/CodeSystem/v3-RoleCode';
export const PHYSICAL = 'http://terminology.hl7.org/CodeSystem/location-physical-type';

export function patient(id: string, more: object = {}): Resource {
  const identifier = [{ type: { coding: [{ code: 'MR' }] }, system: 'urn:mrn', value: `MRN-${id}` }];
  return { resourceType: 'Patient', id, identifier, ...more };
}

export const named = patient('a', {
  name: [{ family: 'Müller-Testperson', given: ['Quirin', 'X.'] }],
  address: [{ line: ['12 Example Row'], city: 'Nowhere', postalCode: '00001' }],
});

export function encounter(id: string, of: string, location: string | object): Resource {
  const reference = typeof location === 'string' ? { reference: location } : location;
  return {
    resourceType: 'Encounter',
    id,
    subject: { reference: `Patient/${of}` },
    location: [{ location: reference }],
  };
}

export const concept = (system: string | undefined, code: string): object => ({
  coding: [{ ...(system && { system }), code }],
});

/** Whether a Location or Organization, by its members, is shared in an import with two patients. */
export async function isShared(resourceType: string, members: object, ...others: Resource[]): Promise<boolean> {
  const { fates } = await fatesOf([named, patient('b'), { resourceType, id: 'x', ...members }, ...others]);
  return fates.get(`${resourceType}/x`) === 'nobody';
}
