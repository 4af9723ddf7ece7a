type Concern = readonly [contracts: readonly string[], tests: readonly string[]];

/** Contracts that hold a source's code, and the tests that concern it, those that fail first before. */
const CONCERNS: Readonly<Record<string, Concern>> = {
  Membership: [
    ['Membership'],
    ['membership', 'permits', 'access-log', 'datasets', 'consents', 'subjects', 'seconds', 'events'],
  ],
  Policies: [['Membership'], ['membership', 'events']],
  AccessLog: [['AccessLog'], ['access-log', 'attacks', 'events']],
  DatasetRegistry: [['DatasetRegistry'], ['datasets', 'permits', 'events']],
  PermitRegistry: [['PermitRegistry'], ['permits', 'attacks', 'seconds', 'events']],
  Purposes: [
    ['DatasetRegistry', 'PermitRegistry', 'ConsentLens'],
    ['datasets', 'permits', 'consents', 'events'],
  ],
  MembershipBound: [
    ['AccessLog', 'DatasetRegistry', 'PermitRegistry'],
    ['access-log', 'datasets', 'permits', 'membership', 'events'],
  ],
  Seat: [
    ['Membership', 'AccessLog', 'DatasetRegistry', 'PermitRegistry'],
    ['membership', 'access-log', 'datasets', 'permits', 'events'],
  ],
  ConsentRegistry: [
    ['ConsentRegistry'],
    ['consents', 'attacks', 'stages', 'recovery', 'subjects', 'typed-data', 'words', 'seconds', 'events'],
  ],
  SubjectRegistry: [
    ['ConsentRegistry'],
    ['subjects', 'stages', 'recovery', 'consents', 'attacks', 'typed-data', 'words', 'seconds', 'events'],
  ],
  SignerWord: [['ConsentRegistry'], ['subjects', 'recovery', 'stages', 'consents', 'words', 'seconds', 'events']],
  ConsentLens: [['ConsentLens'], ['consents', 'seconds']],
  Signatures: [['ConsentRegistry'], ['consents', 'subjects', 'attacks', 'events']],
  PasskeyVerifier: [['PasskeyVerifier'], ['consents', 'subjects']],
};

const OTHERS: Concern = [['ConsentRegistry'], ['consents', 'subjects', 'attacks', 'events']];

/** Every test that concerns any source. */
export const ALL_TESTS: readonly string[] = [
  ...new Set([...Object.values(CONCERNS), OTHERS].flatMap(([, tests]) => tests)),
];

export function concernsOf(path: string): Concern {
  const name = path.slice(path.lastIndexOf('/') + 1, -'.sol'.length);
  return CONCERNS[name] ?? OTHERS;
}
