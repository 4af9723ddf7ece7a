import type { KnownSigner } from '../client/signers.ts';
import { dateWords } from '../core/date-words.ts';
import type { Digest } from '../core/ids.ts';
import { table } from './output.ts';
import { type Kind, pick, shortId } from './pick.ts';

const AS: Readonly<Record<string, string>> = {
  self: 'the person itself',
  guardian: 'a guardian',
  parent: 'a parent, as guardian',
  'legal-representative': 'a legal representative, as guardian',
};

/** What signs for a person, for people to read. */
export function signerTable(signers: readonly KnownSigner[]): string[] {
  const ids = signers.map(({ signer }) => signer);
  return table(
    ['signer', 'signs as', 'what it is', 'since', 'until', 'now', 'last used'],
    signers.map((one) => [
      shortId(one.signer, ids),
      AS[one.as ?? one.kind] ?? one.kind,
      (one.type === 'account' ? `account ${one.account}` : `passkey ${one.name ?? ''}`.trim()) +
        (one.isThis ? ', this one' : ''),
      dateWords(one.from),
      one.until === undefined ? 'removed' : dateWords(one.until),
      standingWords(one),
      one.used === undefined ? '' : dateWords(one.used),
    ]),
  );
}

/** How far a signer has come. */
function standingWords({ standing, from, leavesAt = 0, endedAt = 0, fell }: KnownSigner): string {
  const copied = fell === undefined ? '' : `; its counter fell ${dateWords(fell)}: somebody may have copied it`;
  switch (standing) {
    case 'waits':
      return `waits until ${dateWords(from)}${copied}`;
    case 'leaves':
      return `reported stolen, ends ${dateWords(leavesAt)}${copied}`;
    case 'ended':
      return endedAt === 0 ? 'ended' : `ended ${dateWords(endedAt)}`;
    default:
      return `signs${copied}`;
  }
}

/** The signer that goes by its id, the beginning of it, its account, or the name of its passkey. */
export function signerAmong(signers: readonly KnownSigner[], wanted: string, look: string): Digest {
  const account = signers.find((one) => one.account === wanted.toLowerCase());
  const kind: Kind<KnownSigner> = {
    one: 'signer',
    id: ({ signer }) => signer,
    name: ({ name }) => name,
    rather: ({ standing }) => standing !== 'ended',
    look,
  };
  return (account ?? pick(wanted, signers, kind)).signer;
}
