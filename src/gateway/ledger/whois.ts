import type { Address, Pseudonym } from '../../core/ids.ts';
import { accountOf } from '../../core/signer.ts';
import { SIGNER_KIND } from '../../ledger/words.ts';
import type { Role, Whois } from '../auth/caller.ts';
import type { Directory } from './directory.ts';
import type { MemberRecord } from './directory-records.ts';

/** Roles of a signer at the gateway of one holder; `blockTime`, in ms, is that of the directory's newest block. */
export function createWhois(directory: Directory, holder: Address, blockTime: () => number): Whois {
  return (signer) => {
    const account = accountOf(signer);
    const member = account === undefined ? undefined : directory.memberOfAccount(account);
    const [block, now] = [blockTime(), Math.max(Date.now(), blockTime())].map((ms) => Math.floor(ms / 1000));
    const subject = directory.signers.subjectOf(signer, block ?? 0, now ?? 0);
    const withdraws = directory.signers.withdrawsFor(signer, block ?? 0, now ?? 0);
    const isHere = (one: Pseudonym | undefined) => one !== undefined && directory.enrolled.get(one) === holder;
    const roles = new Set<Role>();
    if (account !== undefined && directory.isAdministrator(account)) roles.add('administrator');
    if (isHere(subject)) roles.add('subject');
    if (isHere(withdraws)) roles.add('withdrawer');
    if (member && directory.isActive(member)) {
      roles.add('member');
      if (member.identity === holder) roles.add('holder');
      for (const name of ['requester', 'environment', 'authority', 'clinician', 'auditor'] as const) {
        if (member.roles.includes(name)) roles.add(name);
      }
    }
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
  };
}

function inactivity({ status }: MemberRecord): 'suspended' | 'removed' | 'principal-inactive' {
  return status === 'active' ? 'principal-inactive' : status;
}
