import type { ModifierCode, PurposeParameters } from '../core/purpose-table.ts';
import type { Facts } from '../core/request.ts';

/** What a permit can attest. */
export type Attestable = ModifierCode | 'DS';

/** Stands for an approval, whose digest nothing is compared with. */
const SOME_APPROVAL = `0x${'11'.repeat(32)}` as const;

/** What is declared to meet each, by the parameters of the version. */
const DECLARED: Readonly<
  Record<Attestable, (parameters: PurposeParameters) => { readonly [fact in keyof Facts]: unknown }>
> = {
  DS: ({ disease }) => ({ disease }),
  RS: ({ researchTypes }) => ({ researchType: researchTypes?.[0] }),
  NMDS: () => ({ methodsDevelopment: false }),
  GSO: () => ({ geneticStudy: true }),
  NPUNCU: () => ({ notForProfitOrganisation: true, commercial: false }),
  PUB: () => ({ publishes: true }),
  COL: () => ({ collaborates: true }),
  IRB: () => ({ ethicsApproval: SOME_APPROVAL }),
  GS: ({ countries }) => ({ country: countries?.[0] }),
  MOR: ({ publishableFrom }) => ({ publishesAfter: publishableFrom }),
  TS: ({ usableUntil }) => ({ usesUntil: usableUntil }),
  US: ({ users }) => ({ user: users?.[0] }),
  PS: ({ projects }) => ({ project: projects?.[0] }),
  IS: ({ institutions }) => ({ institution: institutions?.[0] }),
  RTN: () => ({ returnsData: true }),
  CC: () => ({ clinicalCare: true }),
  NPOA: () => ({ populationOrAncestry: false }),
  NPU: () => ({ notForProfitOrganisation: true }),
  NCU: () => ({ commercial: false }),
  NAI: () => ({ aiTraining: false }),
  NCOM: () => ({ commercial: false }),
  NTX: ({ homeCountry }) => ({ country: homeCountry }),
};

/** What a request declares that meets these conditions, as far as one can. One of which the version leaves the parameter open stays
 *  open; where GS and NTX allow no country in common, the one that is met is NTX. */
export function factsMeeting(conditions: readonly Attestable[], parameters: PurposeParameters): Facts {
  const all = conditions.toSorted((one, other) => Number(one === 'NTX') - Number(other === 'NTX'));
  const declared = all.flatMap((code) => Object.entries(DECLARED[code](parameters)));
  return Object.fromEntries(declared.filter(([, value]) => value !== undefined)) as Facts;
}
