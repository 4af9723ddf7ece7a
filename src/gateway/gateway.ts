import type { Server } from 'node:http';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { AccessLog } from '../access-log/access-log.ts';
import type { Anchor, BlockRef, Relay } from '../access-log/ports.ts';
import { utf8, utf8Decode } from '../core/bytes.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { type Address, formatLedger, type LogId, type Pseudonym } from '../core/ids.ts';
import type { AccountKey } from '../ledger/account-key.ts';
import { openLedger } from '../ledger/reader.ts';
import { OPT_OUT_LEVEL } from '../ledger/words.ts';
import type { RootKeySource } from '../vault/root-key.ts';
import { Vault } from '../vault/vault.ts';
import { Access, datedAhead } from './access.ts';
import type { Authenticator } from './auth/authenticate.ts';
import { Challenges } from './auth/challenges.ts';
import { type SessionLimits, Sessions } from './auth/sessions.ts';
import { createWhois } from './directory.ts';
import { Endings } from './endings.ts';
import { dropExpired } from './expired-records.ts';
import { GrantTermsStore } from './grant-terms.ts';
import { createHttp, type HttpLimits } from './http.ts';
import { Idempotency } from './idempotency.ts';
import { Imports } from './imports.ts';
import { ledgerCheckpoints } from './ledger-checkpoints.ts';
import { LedgerState } from './ledger-state.ts';
import { logSealer } from './log-sealer.ts';
import { loggedError } from './logged-error.ts';
import { MergedRecords } from './merged-records.ts';
import { createMetrics } from './metrics.ts';
import type { QuestionLimits } from './questions.ts';
import { mayBeRefused, showsEffect } from './relayed-call.ts';
import { Revocations } from './revocations.ts';
import { requireReleasing } from './rights.ts';
import type { Route } from './route.ts';
import { accessRoutes } from './routes/access.ts';
import { consentRoutes } from './routes/consents.ts';
import { datasetRoutes, reconcileVersions } from './routes/datasets.ts';
import { keptConsentRoutes } from './routes/kept-consents.ts';
import { ledgerRoutes } from './routes/ledger.ts';
import { logRoutes } from './routes/log.ts';
import { documentRoutes, operationsRoutes, type Readiness } from './routes/operations.ts';
import { permitRoutes } from './routes/permits.ts';
import { sessionRoutes } from './routes/session.ts';
import { subjectRoutes } from './routes/subjects.ts';
import { withdrawalRoutes } from './routes/withdrawals.ts';
import { type ConnectionLimits, createBoundedServer, listen } from './server.ts';
import { StoredVersions } from './stored-versions.ts';

export interface GatewayOptions {
  /** The node's data directory: `vault/` and `log/` are made in it. */
  readonly directory: string;
  /** Base URL as registered on chain; what sign-ins and proofs name. */
  readonly endpoint: string;
  readonly host: string;
  readonly port: number;
  readonly rpc: {
    readonly url: string;
    readonly membership: Address;
    /** First block that holds anything of the ledger. */
    readonly fromHeight: number;
    /** Bearer token of the embedded node: its gateway's calls go before all others. */
    readonly token?: string;
    /** Whether to name the URL to clients. */
    readonly advertise: boolean;
    /** Refuses (LEDGER_MISMATCH) any other chain. */
    readonly chainId?: number | undefined;
    /** For engines without the tag `finalized`; 0 where the latest block is final. */
    readonly confirmations?: number | undefined;
    /** Takes the engine's word for the events, instead of proof from its headers. */
    readonly believe?: boolean | undefined;
  };
  /** Account that relays and pays; a gateway of `holder`. */
  readonly account: AccountKey;
  /** Ed25519 seed, 32 bytes. */
  readonly logKey: Uint8Array;
  readonly rootKey: RootKeySource;
  readonly holder: Address;
  readonly logId: LogId;
  readonly mode: 'disclosed' | 'heads-only';
  /** Directories below which imports may read. */
  readonly imports: readonly string[];
  readonly logLevel: string;
  readonly software: string;
  /** Those left out are the safe defaults. */
  readonly limits?: Partial<HttpLimits & SessionLimits & ConnectionLimits & QuestionLimits>;
  /** Addresses and CIDR ranges of proxies in front, whose X-Forwarded-For is believed; none unless said. */
  readonly trustedProxies?: readonly string[];
  /** Where health, readiness and metrics are served, and nowhere else; at the endpoint unless said. */
  readonly operations?: { readonly host: string; readonly port: number };
}

export interface Gateway {
  /** Where it listens. */
  readonly url: string;
  /** Resolves when the gateway cannot go on (journal or index failed): the process must stop and recover. */
  readonly failed: Promise<CustosError>;
  /** Lets running requests end for a few seconds, then closes everything. */
  close(): Promise<void>;
}

const LIMITS: HttpLimits & ConnectionLimits & QuestionLimits = {
  anonymousPerMinute: 600,
  signInsPerMinute: 6_000,
  accountPerMinute: 60_000,
  openANetwork: 512,
  streamsAnAccount: 128,
  streams: 1_024,
  connections: 4_096,
  connectionsANetwork: 1_024,
  stallMs: 60_000,
  requestMs: 60_000,
  questionsAnHour: 600,
  differentQuestionsADay: 20,
};
const GRACE_MS = 5_000;
const SWEEP_MS = 3_600_000;

/** Opens store, ledger and log, catches up, and listens. What was opened is closed again where a later part fails. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  await using opened = new AsyncDisposableStack();
  const logger = pino({
    level: options.logLevel,
    serializers: { err: loggedError },
  });
  const vault = opened.use(
    await Vault.open({ directory: join(options.directory, 'vault'), rootKey: options.rootKey, create: true }),
  );
  const terms = await GrantTermsStore.load(vault);
  const { url, membership, token, fromHeight, advertise, chainId, confirmations, believe } = options.rpc;
  const reader = await openLedger({ url, membership, token, chainId, confirmations });
  const checkpoints = ledgerCheckpoints(vault);
  const state = await LedgerState.open({ reader, key: options.account, terms, from: fromHeight, checkpoints, believe });
  opened.defer(() => state.close());
  await reconcileVersions({ vault, state });
  // Beside the requests, from the start on: the more was kept, the longer it takes.
  const sweep = () => {
    // A clock that is ahead must not end for good what would count again when it is set right.
    dropExpired(vault, Math.min(Date.now(), state.block.time)).catch((error) =>
      logger.warn({ err: error }, 'expired records were not removed'),
    );
  };
  sweep();
  const sweeping = setInterval(sweep, SWEEP_MS).unref();
  opened.defer(() => clearInterval(sweeping));

  const failure = Promise.withResolvers<CustosError>();
  const log = opened.use(
    await AccessLog.open({
      directory: join(options.directory, 'log'),
      ledger: reader.ledger,
      logId: options.logId,
      key: options.logKey,
      sealer: logSealer(vault),
      latestBlock: () => blockRef(state.index.block),
      relay: relayOf(state, logger),
      anchor: anchorOf(state, options),
      maxUnanchored: () => state.policy.maxUnanchored * 1000,
      software: options.software,
      onFailure: failure.resolve,
      onDamage: (error) => logger.error({ err: error }, 'the log is damaged'),
    }),
  );
  void state.failed.then(failure.resolve);

  const metrics = createMetrics({
    unanchoredMs: () => ageOf(log.oldestUnanchored()),
    ledgerLagMs: () => state.lagMs,
  });
  const versions = new StoredVersions(vault);
  const merged = await MergedRecords.open(vault);
  const decided = (subject: Pseudonym): boolean => hasSay(state, subject);
  const imports = new Imports(vault, {
    roots: options.imports,
    logger,
    hasSay: decided,
    isMerged: (subject) => merged.has(subject),
  });
  opened.defer(() => imports.close());
  const revocations = new Revocations(log, state, metrics);
  const endings = await Endings.open(vault, state, logger);
  const ledger = formatLedger(reader.ledger);
  const { holder } = options;
  const gateway = state.directory.memberOfAccount(options.account.address)?.identity ?? options.account.address;
  // Proofs name it without a slash at its end, as auditors read it from the chain.
  const endpoint = options.endpoint.replace(/\/+$/, '');
  const sessions = new Sessions(options.limits);
  const authenticator: Authenticator = {
    sessions,
    whois: createWhois(state.directory, holder, () => state.index.block.time),
    endpoint,
    clockSkew: () => state.policy.clockSkew * 1000,
  };
  const access = new Access({
    vault,
    versions,
    state,
    log,
    logId: options.logId,
    metrics,
    ledger,
    gateway,
    authenticator,
  });
  log.start();

  const limits = { ...LIMITS, ...options.limits };
  const { whois, clockSkew } = authenticator;
  const acceptsSignature = state.accounts.accepts.bind(state.accounts);
  const target = { endpoint, chainId: reader.ledger.chainId, clockSkew, acceptsSignature };
  const routes: Route[] = [
    ...sessionRoutes({ challenges: new Challenges(), sessions, target, whois, ledger }),
    ...ledgerRoutes({ state, holder, gateway, rpc: advertise ? url : undefined }),
    ...datasetRoutes({ vault, state, imports, versions, endings, holder, merged, hasSay: decided }),
    ...subjectRoutes({ vault, state, terms, holder, merged }),
    ...consentRoutes({ state, terms, versions, holder, merged }),
    ...keptConsentRoutes({ state }),
    ...withdrawalRoutes({ state, terms, revocations, holder }),
    ...permitRoutes({ state, endings, holder }),
    ...accessRoutes({ access, limits, metrics }),
    ...logRoutes({ log, logId: options.logId, vault, versions, directory: state.directory, terms }),
    ...documentRoutes({ endpoint, routes: () => routes }),
  ];
  const operations = operationsRoutes({ metrics, readiness: () => readinessOf(state, log) });
  if (options.operations === undefined) routes.push(...operations);
  const http = {
    authenticator,
    idempotency: new Idempotency(answersOf(vault), (error) => logger.error({ err: error }, 'an answer was not kept')),
    metrics,
    logger,
    limits,
    trustedProxies: options.trustedProxies ?? [],
  };
  const app = createHttp({ ...http, routes });
  const server = createBoundedServer(app, limits, (address) => app.get('trust proxy fn')(address, 0));
  await listen(server, options.host, options.port);
  opened.defer(() => stop(server, access));
  if (options.operations !== undefined) {
    const aside = createBoundedServer(createHttp({ ...http, routes: operations }), limits);
    await listen(aside, options.operations.host, options.operations.port);
    opened.defer(async () => void aside.close().closeAllConnections());
  }
  const resources = opened.move();
  return {
    url: endpoint,
    failed: failure.promise,
    close: () => resources.disposeAsync(),
  };
}

/** What the engine says became of a withdrawal is believed only as far as the proven events bear it out: else it could
 *  end one by a lie. The log sends again, and the withdrawal counts meanwhile. */
function relayOf(state: LedgerState, logger: Pick<Logger, 'error'>): Relay {
  const contradicted = (what: string): CustosError => {
    const message = `The ledger’s engine says that a withdrawal was ${what}, and the chain’s events do not show why it could be so. It counts, and is sent again.`;
    const error = new CustosError('LEDGER_INCOMPLETE', message);
    logger.error({ err: error }, 'a withdrawal is sent again');
    return error;
  };
  return {
    send: async ({ time, to, data }) => {
      try {
        const { transaction, block } = await state.writer.send({ to, data });
        await state.reached(block.height);
        if (!showsEffect(state, data)) throw contradicted('mined');
        return { outcome: 'mined', transaction, height: block.height };
      } catch (error) {
        // Only a contract's own refusal is for good; what the engine refuses is sent again.
        if (!isCustosError(error, 'LEDGER_REJECTED') || error.details['error'] === undefined) throw error;
        // The entry that says so must rest on a block that shows why: an auditor looks for the reason there.
        await state.caughtUp();
        if (!mayBeRefused(state, data, time)) throw contradicted('rejected');
        return { outcome: 'rejected', code: String(error.details['error']) };
      }
    },
  };
}

function anchorOf(state: LedgerState, { logId, mode }: GatewayOptions): Anchor {
  const { accessLog } = state.calls;
  const { views } = state.reader;
  const send = async (call: Parameters<typeof state.writer.send>[0]) => {
    const { block } = await state.writer.send(call);
    return { height: block.height, time: block.time };
  };
  return {
    mode,
    head: async () => {
      const { size } = await views.accessLog.logOf(logId);
      const seen = state.directory.heads.get(logId);
      return seen?.size === size ? seen : { size };
    },
    record: (size, root, entries) => send(accessLog.record(logId, size, root, entries)),
    checkpoint: (size, root) => send(accessLog.checkpoint(logId, size, root)),
  };
}

function answersOf(vault: Vault): ConstructorParameters<typeof Idempotency>[0] {
  const key = (id: string) => utf8(`answer/${id}`);
  return {
    get: async (id) => {
      const bytes = await vault.records.get('operation', key(id));
      return bytes === null ? undefined : utf8Decode(bytes);
    },
    put: (id, value) => vault.records.put('operation', key(id), utf8(value)),
    delete: (id) => vault.records.delete('operation', key(id)),
  };
}

function readinessOf(state: LedgerState, log: AccessLog): Readiness {
  const obstacles: string[] = [];
  try {
    requireReleasing(state);
  } catch (error) {
    obstacles.push(error instanceof CustosError ? error.message : 'The ledger’s state is unknown.');
  }
  if (log.damage) obstacles.push(log.damage.message);
  if (log.failure) obstacles.push(log.failure.message);
  if (log.aheadMs > state.policy.clockSkew * 1000) obstacles.push(datedAhead(log.aheadMs).message);
  if (ageOf(log.oldestUnanchored()) > state.policy.maxUnanchored * 1000) {
    obstacles.push('Entries wait too long to be anchored on chain, so nothing is released.');
  }
  return { ready: obstacles.length === 0, obstacles };
}

/** Whether anybody decided anything under the pseudonym: bound a signer, consented once, objected. */
function hasSay({ directory, index }: LedgerState, subject: Pseudonym): boolean {
  const decided = directory.bound.has(subject) || (directory.consents.get(subject)?.length ?? 0) > 0;
  return decided || index.subjects.optOut(index.subjects.find(subject)) !== OPT_OUT_LEVEL.none;
}

/** What entries name of a block. */
function blockRef({ height, hash }: BlockRef): BlockRef {
  return { height, hash };
}

function ageOf(time: number | undefined): number {
  return time === undefined ? 0 : Math.max(0, Date.now() - time);
}

async function stop(server: Server, access: Access): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => {
    access.interrupt();
    server.closeAllConnections();
  }, GRACE_MS);
  await closed;
  clearTimeout(timer);
  await access.settled();
}
