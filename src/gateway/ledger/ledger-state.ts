import { AcknowledgedRevocations, type Revocation } from '../../consent/acknowledged.ts';
import { ConsentIndex } from '../../consent/consent-index.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import type { RevocationEvidence } from '../../core/evidence.ts';
import { ZERO_ADDRESS } from '../../core/ids.ts';
import type { GrantOpening } from '../../core/openings.ts';
import { type TypedDomain, typedDomain } from '../../core/typed-data.ts';
import type { Policy } from '../../ledger/abi.ts';
import type { Block } from '../../ledger/block.ts';
import { type LedgerCalls, ledgerCalls } from '../../ledger/calls.ts';
import type { EventCheckpoint } from '../../ledger/event-checkpoint.ts';
import { EventIndex } from '../../ledger/event-index.ts';
import type { LedgerEvent } from '../../ledger/events.ts';
import type { Header } from '../../ledger/header.ts';
import type { LedgerReader } from '../../ledger/reader.ts';
import type { Sent } from '../../ledger/receipt.ts';
import { type StateCell, stateCells } from '../../ledger/state-cells.ts';
import { StateCheck } from '../../ledger/state-check.ts';
import { type LedgerWriter, openWriter } from '../../ledger/writer.ts';
import { Directory } from './directory.ts';
import type { GrantTermsStore } from './grant-terms.ts';
import type { LedgerFollower } from './ledger-follower.ts';
import type { Capture, LedgerSnapshots } from './ledger-snapshots.ts';
import { Policies, type WaitingPolicy } from './policies.ts';
import { SmartAccounts } from './smart-accounts.ts';
import { type Begun, nothingYet, restored, type StateOptions } from './state-beginning.ts';

/** The ledger as this gateway sees it: projections of the finalized events, the revocations that it acknowledged and
 *  the chain has not mined, and a lane to write. */
export class LedgerState {
  readonly reader: LedgerReader;
  readonly writer: LedgerWriter;
  readonly calls: LedgerCalls;
  readonly index: ConsentIndex;
  readonly directory: Directory;
  readonly acknowledged: AcknowledgedRevocations;
  readonly accounts: SmartAccounts;
  readonly terms: GrantTermsStore;
  /** For everything that subjects sign. */
  readonly domain: TypedDomain;
  #events: EventIndex | undefined;
  #header: Header | undefined;
  readonly #stateCheck: StateCheck;
  readonly #policies: Policies;
  readonly #snapshots: LedgerSnapshots | undefined;
  readonly #follower: LedgerFollower | undefined;

  private constructor({ reader, snapshots, follower }: StateOptions, writer: LedgerWriter, begun: Begun) {
    this.reader = reader;
    this.writer = writer;
    this.calls = ledgerCalls(reader.contracts);
    this.terms = begun.terms;
    this.index = new ConsentIndex((grant) => begun.terms.get(grant)?.terms, begun.index);
    // What came to be kept since the snapshot, of grants that it has.
    for (const { subject, grant } of begun.index ? begun.terms.others() : []) this.index.learnTerms(subject, grant);
    this.acknowledged = new AcknowledgedRevocations(this.index);
    this.directory = new Directory(begun.directory);
    this.accounts = new SmartAccounts(reader);
    this.#stateCheck = new StateCheck(reader);
    this.domain = typedDomain(reader.ledger.chainId, reader.contracts.consents);
    this.#policies = new Policies(begun.policies);
    this.#header = begun.header;
    this.#snapshots = snapshots;
    this.#follower = follower;
  }

  /** Resolves when the projections have caught up with the chain, from the last snapshot on where there is one that
   *  stands on it. */
  static async open(options: StateOptions): Promise<LedgerState> {
    try {
      return await LedgerState.#open(options, await restored(options));
    } catch (error) {
      // The engine gives another past than the one that was proven: all of it is proven again, which says where.
      if (!isCustosError(error, 'LEDGER_INCOMPLETE') || error.details.fault !== 'history') throw error;
      const { read: _, ...checkpoints } = options.checkpoints;
      return await LedgerState.#open({ ...options, checkpoints: { ...checkpoints, read: async () => undefined } });
    }
  }

  static async #open(options: StateOptions, begun?: Begun): Promise<LedgerState> {
    const { reader, key } = options;
    const writer = await openWriter({ reader, key });
    try {
      const state = new LedgerState(options, writer, begun ?? (await nothingYet(options)));
      await state.#follow(options, begun?.reached);
      return state;
    } catch (error) {
      await writer.close();
      throw error;
    }
  }

  async #follow({ from, checkpoints, believe }: StateOptions, resume: EventCheckpoint | undefined): Promise<void> {
    let isWhole: boolean | undefined = resume ? true : undefined;
    this.#events = await EventIndex.open({
      reader: this.reader,
      from,
      checkpoints,
      resume,
      believe,
      apply: ({ events, head, header }) => {
        this.#snapshots?.applied(events.length, head.height - this.index.block.height);
        this.#header = header;
        if (events.length > 0) isWhole ??= beginsLedger(events);
        for (const event of events) {
          this.#follower?.see(event, this.directory);
          this.directory.apply(event);
          this.#policies.apply(event);
        }
        const { height, hash, time } = head;
        this.index.apply(
          events.map((event) => ({ ...event, type: event.name, position: event.at })),
          { height, hash, time },
        );
        this.#follower?.reached(height);
      },
    });
    if (isWhole) {
      await this.#requireProofs();
      this.#snapshots?.follow((...begun) => this.#capture(...begun));
      return;
    }
    await this.#events.close();
    throw new CustosError(
      'CONFIG_INVALID',
      `The ledger does not begin at block ${from} or later, as fromHeight in config.json says: what came before it would never be seen. Put config.json back as it was, or set fromHeight to 0.`,
    );
  }

  /** Nothing is applied while it is taken; what others change meanwhile is the terms of grants, each as a whole. */
  #capture(...[erased, encode]: Parameters<Capture>): ReturnType<Capture> {
    return this.#running().still(async (reached) => {
      await this.#follower?.settled();
      const directory = await this.directory.snapshot();
      const isOnChain = ({ subject, grant }: GrantOpening) => this.directory.consent(subject, grant) !== undefined;
      const openings = await this.terms.snapshot((one) => !erased.has(one.subject) && isOnChain(one));
      const [index, policies] = [this.index.snapshot(erased), this.#policies.snapshot()];
      return encode({ reached, policies, index, directory, openings });
    });
  }

  /** Says at the start, and not at the first release, that an engine proves neither events nor state. */
  async #requireProofs(): Promise<void> {
    try {
      await this.confirm(() => stateCells(this.reader.keccak, 'membership', '_accounts', [ZERO_ADDRESS], { value: 0 }));
    } catch (error) {
      await this.#events?.close();
      throw error;
    }
  }

  /** Whether the engine's receipts do not prove its events, so that each release must be confirmed by the state. */
  get restsOnState(): boolean {
    return this.#running().restsOnState;
  }

  /** Compares what a decision rests on with the state of its block, where receipts do not prove the events. `cells` are
   *  asked for at once, in the same state as the decision. Throws LEDGER_INCOMPLETE where they differ, or where the
   *  engine gives no proof. */
  async confirm(cells: () => readonly StateCell[]): Promise<void> {
    const header = this.#header;
    if (!header || !this.restsOnState) return;
    try {
      await this.#stateCheck.confirm(header, cells());
    } catch (error) {
      await this.#doubted(error);
      throw error;
    }
  }

  /** What an engine hid is not in the projections: a snapshot of them would leave it out for ever. */
  async #doubted(error: unknown): Promise<void> {
    if (!isCustosError(error, 'LEDGER_INCOMPLETE') || error.details.fault !== 'state') return;
    await this.#snapshots?.discard('the state of the chain contradicts what it would hold', error);
  }

  /** The policy in force in the block that decisions rest on. */
  get policy(): Policy {
    return this.#policies.at(this.index.block);
  }

  /** The policy in force in an earlier block, which is how an auditor judges what rests on it. LEDGER_INCOMPLETE where
   *  the engine does not show the block of that hash: its time says which of two policies counted. */
  async policyIn({ height, hash }: Pick<Block, 'height' | 'hash'>): Promise<Policy> {
    const header = await this.reader.header(height);
    if (header?.isHashed && header.hash === hash) return this.#policies.at(header);
    const message = `The ledger’s engine does not show block ${height} as it was, so that the policy of then is not known.`;
    throw new CustosError('LEDGER_INCOMPLETE', message);
  }

  /** The one that was announced and is not in force yet. */
  get waitingPolicy(): WaitingPolicy | undefined {
    return this.#policies.waitingAt(this.index.block);
  }

  /** The block whose state decisions rest on. */
  get block(): Block {
    return this.#running().head().block;
  }

  get lagMs(): number {
    return this.#running().head().ageMs;
  }

  /** Resolves when the index stopped for good: the gateway must stop too. */
  get failed(): Promise<CustosError> {
    return this.#running().failed;
  }

  /** Throws LEDGER_LAGGING, LEDGER_UNREACHABLE, LEDGER_FORKED or LEDGER_INCOMPLETE where nothing may be released (G9). */
  checkFresh(): void {
    const { ageMs, reachable, fault } = this.#running().head();
    if (fault) throw fault;
    const { maxLag } = this.policy;
    if (ageMs <= maxLag * 1000) return;
    if (!reachable)
      throw new CustosError(
        'LEDGER_UNREACHABLE',
        'The ledger cannot be reached, so nothing is released. Try again later.',
      );
    const seconds = Math.round(ageMs / 1000);
    throw new CustosError(
      'LEDGER_LAGGING',
      `The ledger’s newest block is ${seconds} s old, more than the ${maxLag} s allowed, so nothing is released. Try again later.`,
    );
  }

  /** Whether the ledger takes anything of this gateway: it, and its holder, are active members. */
  get isActing(): boolean {
    return this.directory.isActive(this.directory.memberOfAccount(this.writer.account));
  }

  /** As the writer sends; FORBIDDEN where the ledger refused it because this gateway is suspended. */
  async send(...call: Parameters<LedgerWriter['send']>): Promise<Sent> {
    return await this.writer.send(...call).catch((error) => this.#refused(error));
  }

  /** As `send`, for calls in the order given. */
  async sendAll(...calls: Parameters<LedgerWriter['sendAll']>): Promise<Sent[]> {
    return await this.writer.sendAll(...calls).catch((error) => this.#refused(error));
  }

  #refused(error: unknown): never {
    if (isCustosError(error, 'LEDGER_REJECTED') && !this.isActing) throw suspended(error);
    throw error;
  }

  /** Resolves when the projections hold everything up to the height. */
  async reached(height: number): Promise<void> {
    await this.#running().reached(height, 30_000);
  }

  /** As `reached`, for the block that is the latest now. */
  async caughtUp(): Promise<void> {
    await this.reached((await this.reader.head('latest')).height);
  }

  /** Runs work of some turns at one block: none is taken in before it ends. What is acknowledged meanwhile counts from its own
   *  moment on, as ever. */
  async paused<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#running().paused(work);
  }

  async close(): Promise<void> {
    await this.#snapshots?.close();
    await this.#events?.close();
    await this.writer.close();
    this.reader.close();
  }

  #running(): EventIndex {
    if (this.#events) return this.#events;
    throw new CustosError('UNAVAILABLE', 'The ledger is not open yet.');
  }
}

/** What the ledger takes nothing of this gateway is called. */
export function suspended(cause?: unknown): CustosError {
  return new CustosError(
    'FORBIDDEN',
    'This gateway or its holder is suspended on the ledger, or was removed, and nothing can be recorded. Ask the consortium’s administrator; keep what is on paper until then.',
    { cause },
  );
}

/** Membership's constructor names its administrator and its policy, before anything else can be. */
function beginsLedger([first, second]: readonly LedgerEvent[]): boolean {
  return (
    first?.name === 'RoleGranted' && second?.name === 'PolicySet' && first.at.transaction === second.at.transaction
  );
}

/** An acknowledged revocation as decisions see it. What the evidence leaves open is read as the widest withdrawal: it
 *  holds for seconds only, until the chain has mined the call. */
export function revocationOf({
  subject,
  grant,
  scope,
}: Pick<RevocationEvidence, 'subject' | 'grant' | 'scope'>): Revocation {
  switch (scope) {
    case 'grant':
      if (grant === undefined) return { subject, scope: 'epoch' };
      return { subject, scope, grant };
    case 'opt-out':
      return { subject, scope, level: 'all' };
    case 'pause':
      return { subject, scope, until: 0xffff_ffff };
    default:
      return { subject, scope };
  }
}
