import { categoryCodes } from '../../src/core/categories.ts';
import { SensitivityLabels } from '../../src/interop/fhir-labels.ts';
import { readResource } from '../../src/interop/fhir-resource.ts';

export const labels = new SensitivityLabels();
export const SENSITIVE = ['PSY', 'PSYTHPN', 'SUD', 'HIV', 'SEX', 'STD', 'PREGNANT', 'GDIS', 'SCA', 'SDV', 'COGN'];

export function codesOf(resource: object): string[] {
  const parsed = readResource(JSON.stringify({ resourceType: 'Condition', id: 'x', ...resource }), labels);
  if (!parsed.ok) throw new Error(parsed.problem);
  return categoryCodes(parsed.categories);
}

export const coded = (system: string | undefined, code: string): object => ({ code: { coding: [{ system, code }] } });
export const said = (text: string): object => ({ code: { text } });
export const secured = (system: string | undefined, code: string): object => ({
  meta: { security: [{ system, code }] },
});

export function concept(system: string, code: string): object {
  return { coding: [{ system, code }] };
}
