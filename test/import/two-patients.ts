import type { Resource } from './fates.ts';

export const MRN = 'http://clinic.invalid/mrn';
export const KID = '1c9875ba-9310-413d-93d4-bf552585d527';
export const MUM = '0b9875ba-9310-413d-93d4-bf552585d527';

export function patient(id: string, value: string, more: object = {}): Resource {
  const identifier = [{ type: { coding: [{ code: 'MR' }] }, system: MRN, value }];
  return { resourceType: 'Patient', id, identifier, ...more };
}

export const kid = patient(KID, '80001', { name: [{ family: 'Testperson', given: ['Kim'] }], birthDate: '2020-02-02' });
export const mum = patient(MUM, '80002', {
  name: [
    { use: 'maiden', family: 'Früher' },
    { family: 'von Testperson', given: ['Erika', 'Maria'] },
  ],
  birthDate: '1980-03-12',
  identifier: [
    { type: { coding: [{ code: 'MR' }] }, system: MRN, value: '80002' },
    { system: 'urn:oid:1.2.276.0.76.4.8', value: 'A123456780' },
    { system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.3.80002' },
    { system: 'urn:x', value: 'Ä-4711' },
    { system: 'urn:y', value: 4712345 },
    { system: 'urn:s', value: '123' },
    { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9434765919' },
    { system: 'http://ns.electronichealth.net.au/id/hi/ihi/1.0', value: '8003608833357361' },
  ],
});
export const mumNumber = { system: MRN, value: '80002' };

export function contained(relative: object): object {
  return { contained: [{ resourceType: 'RelatedPerson', id: 'm', birthDate: '1980-03-12', ...relative }] };
}

/** Of the child by the element that says so for each type, and naming the mother in the members given. */
export const OF_CHILD: Readonly<Record<string, object>> = {
  Provenance: { target: [{ reference: `Patient/${KID}` }] },
  Schedule: { actor: [{ reference: `Patient/${KID}` }] },
  Account: { subject: [{ reference: `Patient/${KID}` }] },
};
export const CHILD = { reference: `Patient/${KID}` };
export const MESSAGE = 'MSH|^~\\&|A\rPID|1||80002^^^CLINIC^MR||X^Y';
export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

export function observation(id: string, more: object = {}): Resource {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { text: 'Weight' },
    subject: { reference: `Patient/${KID}` },
    ...more,
  };
}
