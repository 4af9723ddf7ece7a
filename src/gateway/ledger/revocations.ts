import type { AccessLog } from '../../access-log/access-log.ts';
import type { Revocation } from '../../consent/acknowledged.ts';
import { type Hex, utf8Decode } from '../../core/bytes.ts';
import { decodeEntry } from '../../core/entry.ts';
import { CustosError } from '../../core/errors.ts';
import { decodeEvidence, type RevocationEvidence } from '../../core/evidence.ts';
import type { Metrics } from '../http/metrics.ts';
import { type LedgerState, revocationOf } from './ledger-state.ts';

export interface Acknowledgement {
  readonly seq: number;
  /** tlog-proof@v1 of the entry. */
  readonly receipt: string;
}

/** With signatures that only the ledger can judge, of one signer for one grant or all: nobody fills the log with them. */
const MAX_UNCHECKED = 4;

/** Takes revocations: they count from their entry on, and the log relays them until the chain has them (G3). */
export class Revocations {
  readonly #log: AccessLog;
  readonly #metrics: Metrics;

  constructor(log: AccessLog, state: LedgerState, metrics: Metrics) {
    this.#log = log;
    this.#metrics = metrics;
    const standing = new Map<number, Revocation>();
    const stand = (revocation: { mark: number } & Pick<RevocationEvidence, 'subject' | 'grant' | 'scope'>) => {
      const overlaid = revocationOf(revocation);
      standing.set(revocation.mark, overlaid);
      state.acknowledged.add(overlaid);
    };
    for (const pending of log.pendingRevocations()) stand(pending);
    log.subscribe({
      sequenced: stand,
      settled: ({ mark }) => {
        const overlaid = standing.get(mark);
        if (overlaid === undefined) return;
        standing.delete(mark);
        state.acknowledged.settle(overlaid);
      },
    });
  }

  /** Resolves when the revocation is durable. The caller has checked that the call will hold on chain, or says that it
   *  could not. RATE_LIMITED for an unchecked one where several for the same wait already, all of which count. */
  async acknowledge(evidence: Omit<RevocationEvidence, 'v' | 'kind'>): Promise<Acknowledgement> {
    if (evidence.unchecked && this.#waiting(evidence) >= MAX_UNCHECKED) throw enough();
    const result = await this.#log.acknowledgeRevocation({ v: 1, kind: 'revocation', ...evidence });
    if (result.kind !== 'appended') throw new CustosError('INTERNAL', 'A revocation was not appended.');
    this.#metrics.revocations.inc();
    return { seq: result.seq, receipt: utf8Decode(result.receipt) };
  }

  #waiting({ subject, scope, grant }: Pick<RevocationEvidence, 'subject' | 'scope' | 'grant'>): number {
    const pending = this.#log.pendingRevocations();
    return pending.filter((one) => one.subject === subject && one.scope === scope && one.grant === grant).length;
  }
}

/** The entry by which the log acknowledged a call, among those from `from` on, where it did. */
export async function acknowledgedAs(
  log: Pick<AccessLog, 'pendingRevocations' | 'read' | 'size'>,
  data: Hex,
  from: number,
): Promise<Acknowledgement | undefined> {
  const pending = log.pendingRevocations().find(({ call }) => call.data === data)?.seq;
  const seq = pending ?? (await acknowledgedBefore(log, data, from));
  return seq === undefined ? undefined : { seq, receipt: utf8Decode(await log.read.receipt(seq)) };
}

async function acknowledgedBefore({ read, size }: Pick<AccessLog, 'read' | 'size'>, data: Hex, from: number) {
  for (let seq = from; seq < size; seq++) {
    if (decodeEntry(await read.entry(seq)).kind !== 'revocation') continue;
    const evidence = decodeEvidence(await read.evidence(seq));
    if (evidence.kind === 'revocation' && evidence.call.data === data) return seq;
  }
  return undefined;
}

function enough(): CustosError {
  return new CustosError(
    'RATE_LIMITED',
    'This was withdrawn several times, and counts as withdrawn until the ledger answers. Wait until it does.',
    { details: { seconds: 60 } },
  );
}
