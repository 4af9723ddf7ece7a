import { anyDutyWords, type Duty, dutyWords } from '../../core/duties.ts';
import { CustosError } from '../../core/errors.ts';
import type { Address, Digest } from '../../core/ids.ts';
import type { Role } from './caller.ts';
import type { SignedIn } from './signed-in.ts';

/** Duties that open a route to persons of the organisation that the node is of; `any`: whoever stands, whatever it does. */
export type RouteDuties = readonly Duty[] | 'any';

/** The organisation's own persons, as its node knows them. */
export interface OwnStaff {
  /** Identity of the organisation. */
  readonly member: Address;
  /** Undefined for nobody here, and for one who ended. */
  readonly dutiesOf: (person: Digest) => readonly Duty[] | undefined;
}

/** Roles of the organisation that lead to data or to the log of others go with a duty alone. */
const LEFT_TO: Readonly<Partial<Record<Role, Duty>>> = {
  requester: 'researcher',
  environment: 'researcher',
  clinician: 'researcher',
  auditor: 'auditor',
  authority: 'reviewer',
};

/** Which duties, all of them, a person has who goes to gateways of others: there it has all that its organisation has, and is told
 *  from nobody else of it. */
export function dutiesElsewhere(roles: Iterable<string>): ReadonlySet<Duty> {
  const needed = [...roles].flatMap((role) => LEFT_TO[role as Role] ?? []);
  return new Set(needed.length === 0 ? ['researcher'] : needed);
}

/** What of its organisation's roles a person has at its own node. */
export function rolesOfPerson(duties: readonly Duty[] | undefined, roles: ReadonlySet<Role>): ReadonlySet<Role> {
  if (duties === undefined) return new Set();
  const left = [...roles].filter((role) => {
    const duty = LEFT_TO[role];
    return duty === undefined || duties.includes(duty);
  });
  return new Set([...left, 'person']);
}

/** Whether somebody whom `requireDuty` let in still would be: it has the duty, or needs none. */
export function hasDuty(staff: OwnStaff, { vouched }: SignedIn, wanted: readonly Duty[]): boolean {
  if (vouched === undefined || vouched.member !== staff.member) return true;
  return staff.dutiesOf(vouched.person)?.some((duty) => wanted.includes(duty)) === true;
}

/** Throws where a person of the organisation itself asks for what none of its duties opens: SESSION_INVALID for one who acts for
 *  it no more, else FORBIDDEN, also where a route names no duty. Accounts, and persons of others, have roles alone. */
export function requireDuty(staff: OwnStaff, { vouched }: SignedIn, wanted: RouteDuties | undefined): void {
  if (vouched === undefined || vouched.member !== staff.member) return;
  const duties = staff.dutiesOf(vouched.person);
  if (duties === undefined) {
    throw new CustosError(
      'SESSION_INVALID',
      'You do not act for this organisation here, or not any more. Ask a staff administrator to take you in.',
    );
  }
  if (wanted === 'any' || wanted?.some((duty) => duties.includes(duty))) return;
  throw new CustosError(
    'FORBIDDEN',
    wanted === undefined
      ? `No duty opens this to a person: it is done with an account. You are ${dutyWords(duties)} here.`
      : `Only ${anyDutyWords(wanted)} of the organisation may do this; you are ${dutyWords(duties)}. Ask a staff administrator.`,
    { details: { duties: [...duties], ...(wanted === undefined ? {} : { wanted: [...wanted] }) } },
  );
}
