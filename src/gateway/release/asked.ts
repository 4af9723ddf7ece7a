import type { Asker } from '../../consent/decide.ts';
import { CustosError } from '../../core/errors.ts';
import type { AccessRequest } from '../../core/request.ts';
import type { Caller } from '../auth/caller.ts';
import type { OpenVersion } from './stored-versions.ts';

/** Who asks for what of a version that is held. */
export interface Asked {
  readonly caller: Caller;
  readonly request: AccessRequest;
  readonly version: OpenVersion;
  /** Numbers of the items; undefined for all. */
  readonly candidates: readonly number[] | undefined;
  /** Those below it were released or withheld before. */
  readonly from: number;
  /** Until the request has an entry in the log. */
  readonly isFirst: boolean;
}

/** A subject that names no purpose and no permit reads its own data; all else is asked as a member. */
export function askerOf(caller: Caller, request: AccessRequest): Asker {
  if (caller.subject !== undefined && request.purpose === undefined && request.permit === undefined)
    return { subject: caller.subject };
  if (caller.member !== undefined) return { member: caller.member, person: caller.person };
  throw new CustosError('FORBIDDEN', 'Only members ask for others’ data; a patient’s own is at `/v1/me/data`.');
}

/** FORBIDDEN where the request names a person, and another one than whose session it is. */
export function requireOwnPerson({ person }: Caller, request: AccessRequest): void {
  if (request.person === undefined || request.person === person) return;
  throw new CustosError(
    'FORBIDDEN',
    'The request names another person than the one who signed in. Nothing was logged.',
  );
}
