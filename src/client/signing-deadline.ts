import { CustosError } from '../core/errors.ts';

/** What is signed can be given for at most so long. */
const MAX_DEADLINE_SECONDS = 86_400;

/** The deadline; PROOF_INVALID for one that is past, or later than a day from now unless said. */
export function soon(deadline: number, within = MAX_DEADLINE_SECONDS): number {
  const now = Math.floor(Date.now() / 1000);
  if (Number.isSafeInteger(deadline) && deadline > now && deadline <= now + within) return deadline;
  throw new CustosError(
    'PROOF_INVALID',
    'The gateway asks for a signature that could be given too long after now, or no more. Nothing was signed; check this machine’s clock.',
  );
}
