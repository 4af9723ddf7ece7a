import type { Address, Digest, Pseudonym } from '../../core/ids.ts';
import { accountOf, type Signer } from '../../core/signer.ts';
import { SIGNER_KIND } from '../../ledger/words.ts';
import type { Role, Whois } from '../auth/caller.ts';
import type { Vouched } from '../auth/signed-in.ts';
import type { Directory } from './directory.ts';
import type { MemberRecord } from './directory-records.ts';

const MEMBER_ROLES = ['requester', 'environment', 'authority', 'clinician', 'auditor'] as const;

/** What the holder leaves of its own roles to one of its persons; undefined for one that it knows nothing of. */
export type Narrowing = (person: Digest, roles: ReadonlySet<Role>) => ReadonlySet<Role>;

/** Whether nobody is to be known here as somebody who signs for the patient. */
export type Unknown = (subject: Pseudonym) => boolean;

/** Roles of who signed in at the gateway of one holder; `blockTime`, in ms, is that of the directory's newest block. Persons of
 *  the holder have what `narrow` leaves them, those of other members all that their member has, but for the administrator's
 *  part: that is an account's alone. Signers of patients that are `unknown` are strangers, as far as they are no members. */
export function createWhois(
  directory: Directory,
  holder: Address,
  blockTime: () => number,
  narrow: Narrowing = (_, roles) => roles,
  unknown: Unknown = () => false,
): Whois {
  const isHere = (one: Pseudonym | undefined) =>
    one !== undefined && directory.enrolled.get(one) === holder && !unknown(one);
  return ({ signer, vouched }) => {
    if (vouched === undefined) return signerRoles(directory, holder, blockTime(), signer, isHere);
    return personRoles(directory, holder, vouched, narrow);
  };
}

function signerRoles(
  directory: Directory,
  holder: Address,
  blockMs: number,
  signer: Signer,
  isHere: (subject: Pseudonym | undefined) => boolean,
): ReturnType<Whois> {
  const account = accountOf(signer);
  const member = account === undefined ? undefined : directory.memberOfAccount(account);
  const [block, now] = [blockMs, Math.max(Date.now(), blockMs)].map((ms) => Math.floor(ms / 1000));
  const subject = directory.signers.subjectOf(signer, block ?? 0, now ?? 0);
  const withdraws = directory.signers.withdrawsFor(signer, block ?? 0, now ?? 0);
  const roles = new Set<Role>(memberRoles(directory, holder, member));
  if (account !== undefined && directory.isAdministrator(account)) roles.add('administrator');
  if (isHere(subject)) roles.add('subject');
  if (isHere(withdraws)) roles.add('withdrawer');
  const known = directory.signers.find(signer);
  const waits = known !== undefined && isHere(known.subject) && known.removedAt === 0 && known.from > (block ?? 0);
  return {
    roles,
    ...(roles.has('member') && member ? { member: member.identity } : {}),
    ...(member && !roles.has('member') ? { inactive: inactivity(member) } : {}),
    ...(known !== undefined && (roles.has('subject') || roles.has('withdrawer'))
      ? { signsAs: known.kind === SIGNER_KIND.guardian ? ('guardian' as const) : ('self' as const) }
      : {}),
    ...(waits ? { signsFrom: known.from } : {}),
    ...(roles.has('subject') && subject !== undefined ? { subject } : {}),
    ...(roles.has('withdrawer') && withdraws !== undefined ? { withdraws } : {}),
  } satisfies ReturnType<Whois>;
}

function personRoles(directory: Directory, holder: Address, vouched: Vouched, narrow: Narrowing): ReturnType<Whois> {
  const member = directory.members.get(vouched.member);
  if (member !== undefined && !directory.isActive(member)) return { roles: new Set(), inactive: inactivity(member) };
  if (directory.sessionKey(vouched.member, vouched.keyHash) === undefined) {
    return { roles: new Set(), keyEnded: true };
  }
  const all = memberRoles(directory, holder, member);
  const roles = vouched.member === holder ? narrow(vouched.person, all) : all;
  return { roles, member: vouched.member, person: vouched.person };
}

function memberRoles(directory: Directory, holder: Address, member: MemberRecord | undefined): Set<Role> {
  if (member === undefined || !directory.isActive(member)) return new Set();
  const own = member.identity === holder ? (['holder'] as const) : [];
  return new Set<Role>(['member', ...own, ...MEMBER_ROLES.filter((name) => member.roles.includes(name))]);
}

function inactivity({ status }: MemberRecord): 'suspended' | 'removed' | 'principal-inactive' {
  return status === 'active' ? 'principal-inactive' : status;
}

/** What the ledger has now of the organisation that vouched: its account, and the last second of the key; undefined where
 *  either counts no more. */
export function vouchingOf(
  directory: Directory,
  { member, keyHash }: Vouched,
): { readonly account: Address; readonly until: number } | undefined {
  const organisation = directory.members.get(member);
  const key = directory.sessionKey(member, keyHash);
  if (organisation === undefined || key === undefined || !directory.isActive(organisation)) return undefined;
  return { account: organisation.account, until: key.until };
}
