import {
  type GatewayClient,
  type IncompleteForm,
  isCustosError,
  type LedgerAct,
  ledgerActs,
  listIncompleteForms,
  listRecordedActs,
  type Pseudonym,
  type RecordedAct,
  type RecordedBy,
} from '../../client/index.ts';

/** One thing that ledger and hospital say of a patient. */
export interface PatientLine {
  /** What it was: the key of its words. */
  readonly what: string;
  /** In ms since 1970 UTC. */
  readonly at: number;
  /** Of the block; absent for what the hospital alone says. */
  readonly height?: number;
  /** Who signed it for the patient; `recorded` where staff recorded it, `done` where an account did it. */
  readonly how: 'self' | 'guardian' | 'signer' | 'recorded' | 'done';
  /** Account, or who recorded it. */
  readonly who?: string;
  readonly form?: string;
  /** Entry of the log. */
  readonly seq?: number;
}

export interface PatientLines {
  /** The newest first. */
  readonly lines: readonly PatientLine[];
  /** Why the hospital does not say by whom and from which forms things were recorded. */
  readonly unsaid?: 'erased' | 'elsewhere';
}

/** All that the ledger holds of a patient, by whom it was recorded where the hospital says so, and forms that are no consents yet. */
export async function readPatientLines(gateway: GatewayClient, subject: Pseudonym): Promise<PatientLines> {
  const acts = await Array.fromAsync(ledgerActs(gateway, { subject }));
  // Of a pseudonym that nobody was enrolled by, no gateway has records.
  if (acts.length === 0) return { lines: [] };
  const { recorded, forms, unsaid } = await recordsOf(gateway, subject);
  const lines = [...linesOf(acts, recorded), ...forms.map(formLine)];
  return { lines: lines.toSorted((one, other) => other.at - one.at), ...(unsaid === undefined ? {} : { unsaid }) };
}

interface Records extends Pick<PatientLines, 'unsaid'> {
  readonly recorded: readonly RecordedAct[];
  readonly forms: readonly IncompleteForm[];
}

async function recordsOf(gateway: GatewayClient, subject: Pseudonym): Promise<Records> {
  try {
    const recorded = await listRecordedActs(gateway, subject);
    const { forms } = await listIncompleteForms(gateway, { subject });
    return { recorded, forms: forms.filter(({ state }) => state !== 'completed') };
  } catch (error) {
    if (!isCustosError(error, 'NOT_FOUND', 'KEY_SHREDDED')) throw error;
    return { recorded: [], forms: [], unsaid: error.code === 'NOT_FOUND' ? 'elsewhere' : 'erased' };
  }
}

/** Of what no form was given for. */
const NO_FORM = `0x${'0'.repeat(64)}`;

/** In the order of the ledger. */
export function linesOf(acts: readonly LedgerAct[], recorded: readonly RecordedAct[]): PatientLine[] {
  const kinds = new Map(acts.flatMap(({ signer, as }) => (signer && as ? [[signer, as] as const] : [])));
  return acts.map((act) => {
    const { at, height, by, actor } = act;
    const form = act.form === NO_FORM ? undefined : act.form;
    const line = { what: wordsKeyOf(act), at, height };
    // Of an addition the ledger says of which kind the new one is, and not who signed.
    const signedAs = act.signer === undefined ? act.as : undefined;
    if (by !== undefined) return { ...line, how: kinds.get(by) ?? signedAs ?? 'signer' };
    const known = recorded.find((one) => isOf(one, act));
    if (known === undefined && form === undefined && act.what !== 'consent')
      return { ...line, how: 'done', ...(actor ? { who: actor } : {}) };
    const who = known?.by === undefined ? actor : recorderOf(known.by);
    return {
      ...{ ...line, how: 'recorded' },
      ...(who === undefined ? {} : { who }),
      ...(form === undefined && known === undefined ? {} : { form: form ?? known?.form ?? '' }),
      ...(known?.seq === undefined ? {} : { seq: known.seq }),
    };
  });
}

/** A consent on paper is told by its grant, as the ledger says no form of it; all else by form and kind. */
function isOf({ what, form, grant }: RecordedAct, act: LedgerAct): boolean {
  if (act.what === 'consent') return what === 'consent' && grant === act.grant;
  return form === act.form && RECORDED_AS[what].includes(act.what);
}

const RECORDED_AS: Readonly<Record<RecordedAct['what'], readonly LedgerAct['what'][]>> = {
  consent: [],
  withdrawal: ['withdrawal', 'withdrawal-of-all'],
  'opt-out': ['opt-out'],
  'opt-in': ['opt-out'],
  pause: ['pause'],
  resumption: ['pause'],
};

function wordsKeyOf({ what, ends, as }: LedgerAct): string {
  if (ends) return `${what}-ends`;
  return as === 'guardian' && (what === 'signer-bound' || what === 'signer-added') ? `${what}-guardian` : what;
}

function formLine({ state, at, by, form }: IncompleteForm): PatientLine {
  return { what: state === 'discarded' ? 'aside' : 'incomplete', at, how: 'recorded', who: recorderOf(by), form };
}

function recorderOf(by: RecordedBy['by']): string {
  return by.person ?? by.member;
}
