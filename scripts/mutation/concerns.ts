type Concern = readonly [contracts: readonly string[], tests: readonly string[]];

/** Contracts that hold a source's code, and the tests that concern it, those that fail first before. */
const CONCERNS: Readonly<Record<string, Concern>> = {
  Membership: [['Membership'], ['membership', 'permits', 'access-log', 'datasets', 'consents', 'subjects']],
  Policies: [['Membership'], ['membership']],
  AccessLog: [['AccessLog'], ['access-log', 'attacks']],
  DatasetRegistry: [['DatasetRegistry'], ['datasets', 'permits']],
  PermitRegistry: [['PermitRegistry'], ['permits', 'attacks']],
  Purposes: [
    ['DatasetRegistry', 'PermitRegistry', 'ConsentLens'],
    ['datasets', 'permits', 'consents'],
  ],
  MembershipBound: [
    ['AccessLog', 'DatasetRegistry', 'PermitRegistry'],
    ['access-log', 'datasets', 'permits', 'membership'],
  ],
  Seat: [
    ['Membership', 'AccessLog', 'DatasetRegistry', 'PermitRegistry'],
    ['membership', 'access-log', 'datasets', 'permits'],
  ],
  ConsentRegistry: [['ConsentRegistry'], ['consents', 'attacks', 'stages', 'recovery', 'subjects', 'typed-data']],
  SubjectRegistry: [['ConsentRegistry'], ['subjects', 'stages', 'recovery', 'consents', 'attacks', 'typed-data']],
  SignerWord: [['ConsentRegistry'], ['subjects', 'recovery', 'stages', 'consents']],
  ConsentLens: [['ConsentLens'], ['consents']],
  Signatures: [['ConsentRegistry'], ['consents', 'subjects', 'attacks']],
  PasskeyVerifier: [['PasskeyVerifier'], ['consents', 'subjects']],
};

const OTHERS: Concern = [['ConsentRegistry'], ['consents', 'subjects', 'attacks']];

/** Every test that concerns any source. */
export const ALL_TESTS: readonly string[] = [
  ...new Set([...Object.values(CONCERNS), OTHERS].flatMap(([, tests]) => tests)),
];

export function concernsOf(path: string): Concern {
  const name = path.slice(path.lastIndexOf('/') + 1, -'.sol'.length);
  return CONCERNS[name] ?? OTHERS;
}
