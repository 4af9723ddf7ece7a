import type { GatewayClient } from '../client/gateway-client.ts';
import { listSubjects } from '../client/subjects.ts';
import { isCustosError } from '../core/errors.ts';
import { shortId } from './pick.ts';

/** A patient for the holder: the number that the holder knows it by, else the beginning of its pseudonym. */
export interface PatientNames {
  (subject: string): string;
  /** Undefined where no number is known. */
  called(subject: string): string | undefined;
}

/** Names are of help, and nothing rests on them: whoever may not see numbers sees pseudonyms. */
export async function patientNames(client: GatewayClient): Promise<PatientNames> {
  const subjects = await listSubjects(client).catch((error: unknown) => {
    if (isCustosError(error)) return [];
    throw error;
  });
  const numbers = new Map(subjects.map(({ subject, identifiers: [first] }) => [subject as string, first]));
  const called = (subject: string) => numbers.get(subject);
  return Object.assign((subject: string) => called(subject) ?? shortId(subject, numbers.keys()), { called });
}
