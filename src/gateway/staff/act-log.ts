import { createHash } from 'node:crypto';
import type { AccessLog } from '../../access-log/access-log.ts';
import { type Bytes, toHex } from '../../core/bytes.ts';
import { decodeEntry } from '../../core/entry.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import { encodeEvidence, evidenceDigest, MAX_ACT_SUBJECTS } from '../../core/evidence.ts';
import type { Address, Digest, Pseudonym } from '../../core/ids.ts';
import { type Authenticator, checkTime, rolesFor } from '../auth/authenticate.ts';
import { requireDuty } from '../auth/duties.ts';
import type { OrderedCall } from '../http/act-gate.ts';

export interface ActLogDeps {
  readonly log: AccessLog;
  readonly authenticator: Authenticator;
  /** Identity of this gateway. */
  readonly gateway: Address;
}

/** An act's place in the log. */
export interface LoggedAct {
  readonly seq: number;
  /** Digest of its evidence: nothing else than this session's request has it. */
  readonly evidence: Digest;
}

/** What of an act the log says. */
export type ActOutcome = 'ordered' | 'proposed' | 'confirmed' | 'declined';

const ENTRIES_AT_ONCE = 1_000;
const PATH = /^\/[\x21-\x7e]{0,4095}$/;

/** Writes who orders what into the access log, before it is done: as evidence that whoever audits can verify. */
export class ActLog {
  readonly #deps: ActLogDeps;

  constructor(deps: ActLogDeps) {
    this.#deps = deps;
  }

  /** Resolves once the entry is on stable storage. Throws where the session, the duty or the time of the proof does not count
   *  when the entry gets its place, and as `AccessLog.append` does: then nothing MUST be done. `of`: what it answers. */
  async write(call: OrderedCall, outcome: ActOutcome, of?: number): Promise<LoggedAct> {
    const { log, authenticator } = this.#deps;
    const { session, proof } = call.caller;
    const { params, body } = call;
    const concerned = (await call.route.concerns?.({ params, body })) ?? [];
    const evidence = this.#evidenceOf(call, concerned);
    const appended = await log.append({
      build: (_, time) => {
        authenticator.sessions.check(session, time);
        requireDuty(authenticator.staff, session, call.route.duties);
        // The key that vouched may have been removed while it waited: an auditor takes nothing by it from then on.
        rolesFor(authenticator, session, ['holder']);
        checkTime(authenticator, proof, time);
        return { entry: { kind: 'act', outcome, ...(of === undefined ? {} : { of }) }, evidence };
      },
    });
    if (appended.kind === 'appended') {
      return { seq: appended.seq, evidence: toHex(evidenceDigest(evidence)) as Digest };
    }
    throw new CustosError('UNAVAILABLE', 'The log changes faster than the act can be written into it. Try again.');
  }

  /** Where the next entry comes to stand, at the earliest. */
  get size(): number {
    return this.#deps.log.size;
  }

  /** Whether an entry from number `from` on gives this answer to the entry `of`. UNAVAILABLE where the log itself cannot tell
   *  before it is opened again: what was written last may have reached the disk, or not. */
  async hasAnswer(of: number, outcome: ActOutcome, from: number): Promise<boolean> {
    const { log } = this.#deps;
    if (log.failure !== undefined) {
      throw new CustosError('UNAVAILABLE', 'The log has failed, and tells only at the next start what it holds.');
    }
    for (let seq = from; seq < log.size; seq += ENTRIES_AT_ONCE) {
      const bytes = await log.read.entries(seq, Math.min(ENTRIES_AT_ONCE, log.size - seq));
      if (bytes.map(decodeEntry).some((entry) => entry.of === of && entry.outcome === outcome)) return true;
    }
    return false;
  }

  /** As `write`, for what takes back or withholds: it MUST NOT wait for a journal of which a part is damaged. */
  async writeIfSound(call: OrderedCall, outcome: ActOutcome): Promise<void> {
    await this.write(call, outcome).catch((error) => {
      if (!isCustosError(error, 'LOG_CORRUPT')) throw error;
    });
  }

  #evidenceOf({ caller, method, url, bytes, body }: OrderedCall, concerned: readonly Pseudonym[]): Bytes {
    if (!PATH.test(url))
      throw new CustosError('INPUT_INVALID', 'The path of an act has at most 4,096 visible ASCII characters.');
    const { session, proof } = caller;
    const subjects = subjectsIn(body, concerned);
    return encodeEvidence({
      v: 1,
      kind: 'act',
      session: session.evidenceOf.session,
      dpop: proof.jws,
      gateway: this.#deps.gateway,
      method,
      path: url,
      body: toHex(createHash('sha256').update(bytes).digest()) as Digest,
      ...(subjects.length === 0 ? {} : { subjects }),
    });
  }
}

/** Patients whom a body names, by their pseudonyms, wherever in it, after those whom it is about besides; of many the first ones. */
function subjectsIn(body: unknown, concerned: readonly Pseudonym[]): Pseudonym[] {
  const found = new Set<Pseudonym>(concerned);
  const look = (value: unknown): void => {
    if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return;
    for (const [name, member] of Object.entries(value)) {
      if (name === 'subject' && typeof member === 'string') found.add(member as Pseudonym);
      else look(member);
    }
  };
  look(body);
  return [...found].filter((one) => /^0x[0-9a-f]{64}$/.test(one)).slice(0, MAX_ACT_SUBJECTS);
}
