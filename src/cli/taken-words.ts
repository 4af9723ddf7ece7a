import type { GatewayClient } from '../client/gateway-client.ts';
import type { Withdrawal as TakenAnswer } from '../client/withdrawals.ts';
import type { Language } from '../core/consent-text/consent-text.ts';
import { decisionSentences } from '../core/consent-text/decision-sentences.ts';
import { dateWords } from '../core/date-words.ts';
import type { Entry } from '../core/entry.ts';
import { CustosError } from '../core/errors.ts';
import type { EntryNames } from './entry-words.ts';
import { type OpenedEvidence, openEvidence } from './opened-evidence.ts';
import { shortId } from './pick.ts';

/** What an entry of the log took, by its evidence. */
export type TakenWithdrawal = Extract<OpenedEvidence, { kind: 'revocation' }>['withdrawal'];

/** What was taken: a withdrawal, an opt-out, a pause, an erasure. */
export function takenWords({ scope, grant, value, announces }: TakenWithdrawal, language: Language = 'en'): string {
  const { taken } = decisionSentences(language);
  switch (scope) {
    case 'grant':
      return taken.grant(shortId(grant ?? '', []));
    case 'epoch':
      return taken.all;
    case 'opt-out':
      return taken.optOut[value === 1 ? 'research' : 'all'];
    case 'pause':
      return taken.pause(dateWords(value));
    case 'erasure':
      return announces ? taken.announced : taken.erasure;
  }
}

/** What the answer to a narrowing says was taken: its evidence is that of this very act. */
export async function takenBy(gateway: GatewayClient, { entry, evidence }: TakenAnswer): Promise<TakenWithdrawal> {
  const { contracts } = await gateway.identity();
  const opened = openEvidence(entry, evidence, contracts.consents);
  if (opened.kind === 'revocation') return opened.withdrawal;
  throw new CustosError('PROOF_INVALID', 'The receipt is of no withdrawal, opt-out or pause. Tell an auditor.');
}

/** As which entry of the log it was taken, when, and what. */
export function takenLine(
  { seq, logId, time }: Entry,
  withdrawal: TakenWithdrawal,
  names: Pick<EntryNames, 'log'>,
  language: Language,
): string {
  const entry = decisionSentences(language).entry(seq, names.log(logId), dateWords(time));
  return `${entry}: ${takenWords(withdrawal, language)}`;
}
