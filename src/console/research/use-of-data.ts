import { attestedCodes, decisionDigest, type Facts, type Permit } from '../../client/index.ts';
import { isNoDisease } from '../parts/mondo.ts';

/** What somebody says that it wants data for, as addresses of pages have it. What is left out is not declared. */
export interface UseOfData {
  /** Code of the research purpose. */
  readonly purpose?: number | undefined;
  readonly commercial?: 'yes' | 'no' | undefined;
  readonly nonprofit?: 'yes' | 'no' | undefined;
  readonly ai?: 'yes' | 'no' | undefined;
  readonly publishes?: 'yes' | 'no' | undefined;
  /** Reference of the ethics approval. */
  readonly ethics?: string | undefined;
  readonly country?: string | undefined;
  readonly disease?: string | undefined;
  /** Day on which the use ends. */
  readonly ends?: string | undefined;
}

export const ANSWERED = ['commercial', 'nonprofit', 'ai', 'publishes'] as const;
export const COUNTRY = /^[A-Za-z]{2}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Of an address, whatever else stands there. */
export function declaredIn(search: Record<string, unknown>): UseOfData {
  const answer = (name: string) => {
    const { [name]: given } = search;
    return given === 'yes' || given === 'no' ? given : undefined;
  };
  const written = (name: string) => {
    const { [name]: given } = search;
    return typeof given === 'string' && given !== '' ? given.slice(0, 200) : undefined;
  };
  const purpose = Number(search['purpose']);
  const country = written('country')?.toUpperCase();
  return {
    purpose: Number.isInteger(purpose) && purpose > 0 && purpose < 256 ? purpose : undefined,
    commercial: answer('commercial'),
    nonprofit: answer('nonprofit'),
    ai: answer('ai'),
    publishes: answer('publishes'),
    ethics: written('ethics'),
    country: country !== undefined && COUNTRY.test(country) ? country : undefined,
    disease: written('disease'),
    ends: written('ends'),
  };
}

/** What a permit rests on says the same of the use that it is for: its disease, and what the hospital attested that was declared to it.
 *  References and days, which no permit names, are left to whoever asks. */
export function declaredByPermit(permit: Pick<Permit, 'attested' | 'disease'>): UseOfData {
  const attested = new Set(attestedCodes(permit));
  const has = (...codes: readonly string[]) => codes.some((code) => attested.has(code));
  return {
    ...(permit.disease === undefined ? {} : { disease: permit.disease }),
    ...(has('NCU', 'NPUNCU', 'NCOM') ? { commercial: 'no' as const } : {}),
    ...(has('NPU', 'NPUNCU') ? { nonprofit: 'yes' as const } : {}),
    ...(has('NAI') ? { ai: 'no' as const } : {}),
    ...(has('PUB') ? { publishes: 'yes' as const } : {}),
  };
}

/** Whether all that was written can be declared as it stands. */
export function isDeclarable({ country, disease }: UseOfData): boolean {
  return (country === undefined || COUNTRY.test(country)) && (disease === undefined || !isNoDisease(disease));
}

/** As it is declared. What is no country, disease or day is left out: its field says so. */
export function factsOf({ commercial, nonprofit, ai, publishes, ethics, country, disease, ends }: UseOfData): Facts {
  return {
    ...(commercial === undefined ? {} : { commercial: commercial === 'yes' }),
    ...(nonprofit === undefined ? {} : { notForProfitOrganisation: nonprofit === 'yes' }),
    ...(ai === undefined ? {} : { aiTraining: ai === 'yes' }),
    ...(publishes === undefined ? {} : { publishes: publishes === 'yes' }),
    ...(ethics === undefined ? {} : { ethicsApproval: decisionDigest(ethics) }),
    ...(country !== undefined && COUNTRY.test(country) ? { country: country.toUpperCase() } : {}),
    ...(disease !== undefined && disease !== '' && !isNoDisease(disease) ? { disease: disease.trim() } : {}),
    ...(ends !== undefined && DAY.test(ends) ? { usesUntil: endOfDay(ends) } : {}),
  };
}

/** As the command takes it: `--until` a day means to its end, in UTC. */
function endOfDay(day: string): number {
  return Date.parse(`${day}T23:59:59Z`);
}

/** Which fields declare what a condition asks for. */
export const DECLARES: Readonly<Record<string, readonly (keyof UseOfData)[]>> = {
  DS: ['disease'],
  NPUNCU: ['nonprofit', 'commercial'],
  PUB: ['publishes'],
  IRB: ['ethics'],
  GS: ['country'],
  NTX: ['country'],
  TS: ['ends'],
  NPU: ['nonprofit'],
  NCU: ['commercial'],
  NCOM: ['commercial'],
  NAI: ['ai'],
};
