import { isCustosError } from '../core/errors.ts';
import { type Digest, type Pseudonym, ZERO_DIGEST } from '../core/ids.ts';
import { agreementDigest, decisionDigest, formDigest, reasonDigest } from './digests.ts';
import type { GatewayClient } from './gateway-client.ts';
import type { LedgerActKind } from './ledger-act-forms.ts';
import { type LedgerAct, ledgerActs } from './ledger-acts.ts';
import { type IncompleteForm, listIncompleteForms, listRecordedActs, type RecordedAct } from './paper.ts';

/** What was recorded for one patient from a form or a call. */
export type RecordedFor = Pick<RecordedAct, 'what' | 'form' | 'at' | 'by' | 'grant' | 'seq'> & {
  readonly subject: Pseudonym;
};

export interface RecordedActsOptions {
  readonly signal?: AbortSignal;
  /** How many patients were asked about. */
  readonly onLooked?: (done: number, of: number) => void;
}

export interface FindReferenceOptions extends RecordedActsOptions {
  /** Asked with the number of patients who would be asked about one by one, before the first; where it says no, what ledger and
   *  incomplete forms say is found alone. They are asked about unless it is there. */
  readonly mayAsk?: (patients: number) => boolean;
}

/** Where the digest of a text stands. */
export type FoundReference =
  | { readonly as: 'recorded'; readonly act: RecordedFor }
  | { readonly as: 'incomplete'; readonly form: IncompleteForm }
  | { readonly as: 'ledger'; readonly act: LedgerAct };

const RECORDED = ['consent', 'withdrawal', 'withdrawal-of-all', 'opt-out', 'pause'] as const;
/** Patients that are asked about at once. */
const AT_ONCE = 4;

/** All that staff recorded from forms and calls, patient by patient, as an auditor or the holder: for whom, says the ledger; by whom and
 *  from which form, the gateway. Of a patient who is not here any more, what the ledger alone says. */
export async function* recordedActs(
  gateway: GatewayClient,
  options: RecordedActsOptions = {},
): AsyncGenerator<RecordedFor, void, undefined> {
  yield* recordedActsIf(gateway, options);
}

async function* recordedActsIf(
  gateway: GatewayClient,
  { signal, onLooked, mayAsk }: FindReferenceOptions,
): AsyncGenerator<RecordedFor, void, undefined> {
  const acts = await recordedOnLedger(gateway, RECORDED);
  const patients = [...Map.groupBy(acts, ({ subject }) => subject)];
  if (mayAsk?.(patients.length) === false) return;
  for (let at = 0; at < patients.length; at += AT_ONCE) {
    signal?.throwIfAborted();
    const some = patients.slice(at, at + AT_ONCE);
    for (const one of await Promise.all(some.map((each) => recordedFor(gateway, ...each)))) yield* one;
    onLooked?.(Math.min(at + AT_ONCE, patients.length), patients.length);
  }
}

type OfPatient = LedgerAct & { readonly subject: Pseudonym };

/** What patients signed themselves has no form, and is not recorded. */
async function recordedOnLedger(gateway: GatewayClient, kinds: readonly LedgerActKind[]): Promise<OfPatient[]> {
  const acts = await Array.fromAsync(ledgerActs(gateway, { kinds }));
  return acts.filter((act): act is OfPatient => act.subject !== undefined && act.form !== ZERO_DIGEST);
}

async function recordedFor(
  gateway: GatewayClient,
  subject: Pseudonym,
  acts: readonly OfPatient[],
): Promise<RecordedFor[]> {
  try {
    return (await listRecordedActs(gateway, subject)).map((act) => ({ ...act, subject }));
  } catch (error) {
    if (!isCustosError(error, 'NOT_FOUND', 'KEY_SHREDDED')) throw error;
    return acts.map(({ what, at, form = ZERO_DIGEST }) => ({ what: spoken(what), at, form, subject }));
  }
}

function spoken(what: LedgerActKind): RecordedAct['what'] {
  return what === 'consent' || what === 'opt-out' || what === 'pause' ? what : 'withdrawal';
}

/** Where a reference or a reason is found whose text somebody has: its digests are compared with those of forms, calls, ended permits and
 *  datasets, and agreements, as an auditor or the holder. The text counts to the letter. */
export async function findReference(
  gateway: GatewayClient,
  text: string,
  options: FindReferenceOptions = {},
): Promise<FoundReference[]> {
  const digests = new Set<Digest>([formDigest, reasonDigest, agreementDigest, decisionDigest].map((of) => of(text)));
  const found: FoundReference[] = [];
  const recorded = new Set<string>();
  for await (const act of recordedActsIf(gateway, options)) {
    if (!digests.has(act.form)) continue;
    recorded.add(`${act.subject}${act.form}`);
    found.push({ as: 'recorded', act });
  }
  for (const form of (await listIncompleteForms(gateway)).forms)
    if (digests.has(form.form)) found.push({ as: 'incomplete', form });
  for await (const act of ledgerActs(gateway)) {
    const { form, subject = '' } = act;
    // Who recorded it is said already, with its entry.
    if (form !== undefined && digests.has(form) && !recorded.has(`${subject}${form}`))
      found.push({ as: 'ledger', act });
  }
  return found;
}
