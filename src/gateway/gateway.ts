import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { pino } from 'pino';
import { AccessLog } from '../access-log/access-log.ts';
import type { BlockRef } from '../access-log/ports.ts';
import { type Language, ownLines } from '../core/consent-text/consent-text.ts';
import type { CustosError } from '../core/errors.ts';
import { type Address, type Digest, formatLedger, type GrantId, type LogId, type Pseudonym } from '../core/ids.ts';
import type { OrganisationOpening } from '../core/organisation.ts';
import { passkeyObstacle } from '../core/relying-party.ts';
import { termsFromJson } from '../core/terms.ts';
import { Turns } from '../core/turns.ts';
import type { AccountKey } from '../ledger/account-key.ts';
import { openLedger } from '../ledger/reader.ts';
import type { RootKeySource } from '../vault/root-key.ts';
import { Vault } from '../vault/vault.ts';
import type { Authenticator } from './auth/authenticate.ts';
import { Challenges } from './auth/challenges.ts';
import { dutiesElsewhere, rolesOfPerson } from './auth/duties.ts';
import { EndedStatements } from './auth/ended-statements.ts';
import { Passkeys } from './auth/passkeys.ts';
import { type SessionLimits, Sessions } from './auth/sessions.ts';
import { Statements } from './auth/statements.ts';
import { Agreements } from './consents/agreements.ts';
import { ConsentTexts } from './consents/consent-texts.ts';
import { NoticeVersions } from './consents/notice-versions.ts';
import { Notices } from './consents/notices.ts';
import { whyNotRecordable } from './consents/recordable.ts';
import { RecordedGrants } from './consents/recorded-grants.ts';
import { Bindings } from './holder/bindings.ts';
import { knownAs } from './holder/found-subjects.ts';
import { Groups } from './holder/groups.ts';
import { Guardians } from './holder/guardians.ts';
import { Imports } from './holder/imports.ts';
import { Invitations } from './holder/invitations.ts';
import { MergedRecords } from './holder/merged-records.ts';
import { NarrowingCodes } from './holder/narrowing-codes.ts';
import { NarrowingsByCode } from './holder/narrowings-by-code.ts';
import type { UploadLimits } from './holder/open-upload.ts';
import { OwnDatasets } from './holder/own-datasets.ts';
import { PaperSwitch } from './holder/paper-switch.ts';
import { PatientList } from './holder/patient-list.ts';
import { Publications, reconcileVersions } from './holder/publications.ts';
import { Uploads } from './holder/uploads.ts';
import { createHttp, type HttpLimits } from './http/http.ts';
import { Idempotency } from './http/idempotency.ts';
import { loggedError } from './http/logged-error.ts';
import { createMetrics } from './http/metrics.ts';
import type { Route } from './http/route.ts';
import { type ConnectionLimits, createBoundedServer, listen, stopServer } from './http/server.ts';
import { Endings } from './ledger/endings.ts';
import { hasSay } from './ledger/has-say.ts';
import { ledgerCheckpoints } from './ledger/ledger-checkpoints.ts';
import { LedgerSnapshots } from './ledger/ledger-snapshots.ts';
import { LedgerState } from './ledger/ledger-state.ts';
import { anchorOf } from './ledger/log-anchor.ts';
import { relayOf } from './ledger/log-relay.ts';
import { MemberNames } from './ledger/member-names.ts';
import { PermitPersons } from './ledger/permit-persons.ts';
import { Revocations } from './ledger/revocations.ts';
import { Signatures } from './ledger/signed-message.ts';
import { Vouching } from './ledger/vouching.ts';
import { createWhois, vouchingOf } from './ledger/whois.ts';
import { type NotificationOptions, Notifications } from './notifications/notifications.ts';
import { IncompleteForms } from './paper/incomplete-forms.ts';
import { RecordedActs } from './paper/recorded-acts.ts';
import { Scans } from './paper/scans.ts';
import { dropExpired } from './records/expired-records.ts';
import { gatewayRecords } from './records/gateway-records.ts';
import { PaperOnly } from './records/paper-only.ts';
import { Access } from './release/access.ts';
import { Coverages } from './release/coverages.ts';
import { logSealer } from './release/log-sealer.ts';
import type { QuestionLimits } from './release/questions.ts';
import { ageOf, readinessOf } from './release/readiness.ts';
import { StoredVersions } from './release/stored-versions.ts';
import { accessRoutes } from './routes/access.ts';
import { actRoutes } from './routes/acts.ts';
import { agreementRoutes } from './routes/agreements.ts';
import { bindingRoutes } from './routes/bindings.ts';
import { choiceRoutes } from './routes/choices.ts';
import { consentRoutes } from './routes/consents.ts';
import { coverageRoutes } from './routes/coverage.ts';
import { datasetRoutes } from './routes/datasets.ts';
import { enrolmentRoutes } from './routes/enrolments.ts';
import { groupRoutes } from './routes/groups.ts';
import { incompleteFormRoutes } from './routes/incomplete-forms.ts';
import { invitationRoutes } from './routes/invitations.ts';
import { keptConsentRoutes } from './routes/kept-consents.ts';
import { ledgerRoutes } from './routes/ledger.ts';
import { ledgerNodeRoutes } from './routes/ledger-node.ts';
import { logRoutes } from './routes/log.ts';
import { narrowingCodeRoutes } from './routes/narrowing-codes.ts';
import { noticeRoutes } from './routes/notices.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { documentRoutes, operationsRoutes } from './routes/operations.ts';
import { ownPasskeyRoutes } from './routes/own-passkeys.ts';
import { ownSignerRoutes } from './routes/own-signers.ts';
import { paperOnlyRoutes } from './routes/paper-only.ts';
import { passkeySessionRoutes } from './routes/passkey-session.ts';
import { patientRoutes } from './routes/patients.ts';
import { permitRoutes } from './routes/permits.ts';
import { personSessionRoutes } from './routes/person-session.ts';
import { recordedActRoutes } from './routes/recorded-acts.ts';
import { recordedChoiceRoutes } from './routes/recorded-choices.ts';
import { recordedConsentRoutes } from './routes/recorded-consents.ts';
import { resolutionRoutes } from './routes/resolutions.ts';
import { type SamplePerson, sampleRoutes } from './routes/sample.ts';
import { scanRoutes } from './routes/scans.ts';
import { sessionRoutes } from './routes/session.ts';
import { signerEndingRoutes } from './routes/signer-endings.ts';
import { signerRoutes } from './routes/signers.ts';
import { staffRoutes } from './routes/staff.ts';
import { staffPasskeyRoutes } from './routes/staff-passkeys.ts';
import { staffSessionRoutes } from './routes/staff-session.ts';
import { subjectSignerRoutes } from './routes/subject-signers.ts';
import { subjectRoutes } from './routes/subjects.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { withdrawalRoutes } from './routes/withdrawals.ts';
import { ActLog } from './staff/act-log.ts';
import { Acts } from './staff/acts.ts';
import { namingOf } from './staff/naming.ts';
import { type OidcOptions, openSignIns } from './staff/open-sign-ins.ts';
import { openStaff } from './staff/open-staff.ts';
import { Resolutions } from './staff/resolutions.ts';
import { WaitingActs } from './staff/waiting-acts.ts';

/** How the ledger is reached, and this gateway's log on it. */
export interface GatewayLedger {
  readonly url: string;
  readonly membership: Address;
  readonly logId: LogId;
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
}

export interface GatewayOptions {
  /** The node's data directory: `vault/`, `log/` and `uploads/` are made in it. */
  readonly directory: string;
  /** Base URL as registered on chain; what sign-ins and proofs name. */
  readonly endpoint: string;
  readonly host: string;
  readonly port: number;
  /** Account that relays and pays; a gateway of `holder`. */
  readonly account: AccountKey;
  /** Ed25519 seed, 32 bytes. */
  readonly logKey: Uint8Array;
  readonly rootKey: RootKeySource;
  readonly holder: Address;
  readonly mode: 'disclosed' | 'heads-only';
  /** Directory of the web pages as they were built; none are served without. */
  readonly pages?: string;
  /** Of a sample consortium alone: gives its invented people's keys to whoever opens its pages. */
  readonly sample?: () => Promise<readonly SamplePerson[]>;
  /** Directories below which imports may read. */
  readonly imports: readonly string[];
  /** How much may be sent for one import; what is left out is as `uploads.ts` has it. */
  readonly uploads?: { readonly [Bound in keyof UploadLimits]?: number | undefined } | undefined;
  readonly logLevel: string;
  readonly software: string;
  /** Those left out are the safe defaults. */
  readonly limits?: Partial<HttpLimits & SessionLimits & ConnectionLimits & QuestionLimits & StopLimits>;
  /** Addresses and CIDR ranges of proxies in front, whose X-Forwarded-For is believed; none unless said. */
  readonly trustedProxies?: readonly string[];
  /** Relying party of passkeys: the endpoint's domain unless said, or one above it. */
  readonly rpId?: string | undefined;
  /** Takes paper forms with a checklist alone. */
  readonly paperChecklist?: boolean | undefined;
  /** Origins of web pages that may call it from a browser; none unless said. */
  readonly origins?: readonly string[];
  /** How long one-time codes bind; 30 unless said. */
  readonly invitationDays?: number | undefined;
  /** How patients are told; what is to be told is kept and listed unless said. */
  readonly notifications?: NotificationOptions | undefined;
  /** Seed of the Ed25519 key by which the node vouches for its holder's persons, asked for at each statement; undefined, or left
   *  out, where it has none. */
  readonly sessionSeed?: (() => Promise<Uint8Array | undefined>) | undefined;
  /** Kinds of acts that take two of the holder's persons; none unless said. */
  readonly secondPerson?: readonly string[];
  /** Whom patients ask about their data; nobody is named unless said. */
  readonly officer?:
    | { readonly name: string; readonly telephone?: string | undefined; readonly email?: string | undefined }
    | undefined;
  /** Where the quick exit of patients' pages leads; they choose unless said. */
  readonly quickExit?: string | undefined;
  /** The organisation's own sign-in, where it has one. */
  readonly oidc?: OidcOptions | undefined;
  /** What the founding called its members, to be kept from the first start on. */
  readonly organisations?: readonly OrganisationOpening[] | undefined;
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

interface StopLimits {
  /** How long requests under way may take to end once the gateway stops, in ms. */
  readonly graceMs: number;
}

const LIMITS: HttpLimits & ConnectionLimits & QuestionLimits & StopLimits = {
  anonymousPerMinute: 600,
  signInsPerMinute: 6_000,
  logReadsPerMinute: 6_000,
  codesAnHour: 60,
  accountPerMinute: 60_000,
  openANetwork: 512,
  streamsAnAccount: 128,
  streams: 1_024,
  connections: 4_096,
  connectionsANetwork: 1_024,
  stallMs: 60_000,
  requestMs: 60_000,
  graceMs: 5_000,
  questionsAnHour: 600,
  differentQuestionsADay: 20,
};
const INVITATION_DAYS = 30;
const DAY_MS = 86_400_000;
const SWEEP_MS = 3_600_000;
const UPLOAD_SWEEP_MS = 600_000;
const RESUME_MS = 60_000;

/** Opens store, ledger and log, catches up, and listens. The store opens while the engine of the ledger still starts. What was
 *  opened is closed again where another part fails. */
export async function openGateway(options: GatewayOptions, connecting: Promise<GatewayLedger>): Promise<Gateway> {
  await using opened = new AsyncDisposableStack();
  const logger = pino({
    level: options.logLevel,
    serializers: { err: loggedError },
  });
  const { directory, rootKey } = options;
  const openVault = () => Vault.open({ directory: join(directory, 'vault'), rootKey, create: true });
  // A start that the ledger's word stops leaves no new store behind.
  const isFounded = existsSync(join(directory, 'vault'));
  const opening = (isFounded ? openVault() : connecting.then(openVault)).then((one) => opened.use(one));
  // Neither is left behind where the other fails.
  await Promise.allSettled([opening, connecting]);
  const [vault, connection] = [await opening, await connecting];
  const records = gatewayRecords(vault);
  const { url, membership, logId, token, fromHeight, advertise, chainId, confirmations, believe } = connection;
  const reader = await openLedger({ url, membership, token, chainId, confirmations });
  const checkpoints = ledgerCheckpoints(records);
  const owner = { software: options.software, ledger: reader.ledger, contracts: reader.contracts, from: fromHeight };
  const { holder } = options;
  const paperOnly = await PaperOnly.open(records.paperOnly);
  const merged = await MergedRecords.open(records.merged);
  // Under a pseudonym that it went by before, a person must not be let in either.
  const isOnPaper = (subject: Pseudonym): boolean => paperOnly.has(subject) || paperOnly.has(merged.goesBy(subject));
  const notifications = await Notifications.open({
    isOnPaper,
    tables: records.notifications,
    records: vault.records,
    holder,
    logger,
  });
  const state = await LedgerState.open({
    reader,
    key: options.account,
    terms: records.terms,
    from: fromHeight,
    checkpoints,
    // On its engine's word alone there is no chain that a snapshot could be compared with.
    snapshots: believe ? undefined : await LedgerSnapshots.open({ directory: options.directory, vault, owner, logger }),
    believe,
    follower: notifications.follower,
  });
  const { terms } = state;
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
      logId,
      key: options.logKey,
      sealer: logSealer(vault),
      latestBlock: () => blockRef(state.index.block),
      relay: relayOf(state, logger),
      anchor: anchorOf(state, { logId, mode: options.mode }),
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
  const names = await MemberNames.open(records.names, state.directory);
  await names.begin(options.organisations ?? []);
  const groups = await Groups.open({ kept: records.groups, state, members: names, holder: options.holder });
  const versions = new StoredVersions(vault, records.parameters);
  const texts = new ConsentTexts({ records, state, names, holder });
  const sources = {
    ...{ state, log, versions },
    name: () => names.called(holder)?.name,
    consentLines: async (grant: GrantId, language: Language) => {
      const opening = terms.get(grant);
      return opening && ownLines(await texts.compose(termsFromJson({ ...opening.terms }), language));
    },
  };
  await notifications.start(sources, options.notifications);
  opened.defer(() => notifications.close());
  const decided = (subject: Pseudonym): boolean => hasSay(state, subject);
  const uploads = await Uploads.open({
    directory: join(options.directory, 'uploads'),
    kept: records.uploads,
    limits: options.uploads,
    logger,
  });
  const sweepUploads = () =>
    void uploads.sweep().catch((error) => logger.warn({ err: error }, 'uploads were not swept'));
  const sweepingUploads = setInterval(sweepUploads, UPLOAD_SWEEP_MS).unref();
  opened.defer(() => clearInterval(sweepingUploads));
  const imports = new Imports(vault, records.imports, {
    roots: options.imports,
    uploads,
    logger,
    hasSay: decided,
    isMerged: (subject) => merged.has(subject),
  });
  opened.defer(() => imports.close());
  const revocations = new Revocations(log, state, metrics);
  const narrowings = await NarrowingsByCode.open({
    tables: records.narrowings,
    records: vault.records,
    state,
    log,
    revocations,
    byCode: (subject, form) => notifications.byCode(subject, form),
    told: (subject) => notifications.changesFor(subject, 'narrowed-by-code'),
    logger,
  });
  const codes = new NarrowingCodes({
    tables: records.narrowings,
    records: vault.records,
    find: (identifier) => knownAs({ vault, state, holder, merged }, identifier),
    canMail: () => notifications.canMail,
    mail: (subject) => notifications.codeMail(subject),
    narrowings,
    logger,
  });
  opened.defer(() => codes.close());
  const endings = await Endings.open(records.endings, state, logger);
  const ledger = formatLedger(reader.ledger);
  const gateway = state.directory.memberOfAccount(options.account.address)?.identity ?? options.account.address;
  // Proofs name it without a slash at its end, as auditors read it from the chain.
  const endpoint = options.endpoint.replace(/\/+$/, '');
  const challenges = new Challenges();
  const site = {
    rpId: options.rpId ?? new URL(endpoint).hostname,
    name: () => names.called(holder)?.name ?? 'Custos',
    origin: new URL(endpoint).origin,
    verifier: reader.contracts.passkeyVerifier,
    obstacle: passkeyObstacle(endpoint),
  };
  const onUnnoted = (error: unknown) => logger.warn({ err: error }, 'the use of a passkey was not noted');
  const ended = await EndedStatements.open(records.staff.ended);
  const leadElsewhere = () => dutiesElsewhere(state.directory.members.get(holder)?.roles ?? []);
  const staff = await openStaff({
    ...{ tables: records, records: vault.records, challenges, site, gateway, leadElsewhere, onUnnoted, ended },
  });
  const sessions = new Sessions(options.limits);
  const resolutions = await Resolutions.open(staff.persons, records.staff.resolutions);
  const signIns = options.oidc && (await openSignIns(options.oidc, endpoint, staff.persons, records.staff));
  const seed = options.sessionSeed ?? (async () => undefined);
  const vouching = new Vouching({ ledger: reader.ledger, holder, directory: state.directory, seed });
  const dutiesOf = (person: Digest) => staff.persons.dutiesOf(person);
  const ownStaff = { member: holder, dutiesOf };
  const authenticator: Authenticator = {
    sessions,
    whois: createWhois(
      state.directory,
      holder,
      () => state.index.block.time,
      (person, all) => rolesOfPerson(dutiesOf(person), all),
      isOnPaper,
    ),
    staff: ownStaff,
    endpoint,
    clockSkew: () => state.policy.clockSkew * 1000,
  };
  const persons = await PermitPersons.open(records.recipients);
  const access = new Access({
    persons,
    vault,
    versions,
    state,
    log,
    logId,
    metrics,
    ledger,
    gateway,
    authenticator,
  });
  sessions.subscribe(() => access.recheck());
  staff.persons.subscribe(() => access.recheck());
  log.start();

  const limits = { ...LIMITS, ...options.limits };
  const { whois, clockSkew } = authenticator;
  const acceptsSignature = state.accounts.accepts.bind(state.accounts);
  const target = { endpoint, chainId: reader.ledger.chainId, clockSkew, acceptsSignature };
  const datasets = new OwnDatasets({ vault, names: records.datasets, state, holder });
  const kept = { vault, state, imports, versions, datasets };
  const publications = await Publications.open({
    ...kept,
    kept: records.publications,
    logger,
    holder,
    merged,
    hasSay: decided,
  });
  opened.defer(() => publications.close());
  const self = () => {
    const { name: organisation } = names.called(holder) ?? {};
    const provider = signIns !== undefined;
    const [sample, codes] = [options.sample !== undefined, notifications.canMail];
    const said = { software: options.software, holder, provider, sample, codes, ledger };
    return {
      ...said,
      ...(organisation === undefined ? {} : { organisation }),
      ...(options.officer === undefined ? {} : { officer: options.officer }),
      ...(options.quickExit === undefined ? {} : { quickExit: options.quickExit }),
    };
  };
  const agreements = new Agreements(records.agreements, state);
  const statements = new Statements({
    ledger,
    gateway,
    vouches: (vouched) => vouchingOf(state.directory, vouched),
    isEnded: ({ member, person }, notAfter) => member === holder && ended.has(person, notAfter),
  });
  const guardians = await Guardians.open(records.guardians, state, logger);
  opened.defer(() => guardians.close());
  const invitations = new Invitations({
    tables: records.invitations,
    records: vault.records,
    admit: (invited) => merged.refuse(invited),
    isOnPaper,
    lifetime: (options.invitationDays ?? INVITATION_DAYS) * DAY_MS,
  });
  const patients = new PatientList({ vault, state, holder, invitations, paperOnly });
  const passkeys = new Passkeys(records.passkeys, challenges, site, {
    isStaffs: (passkey) => staff.passkeys.has(passkey),
    onTrouble: onUnnoted,
    isUnknown: isOnPaper,
    onFallen: (subject) => notifications.tell(subject, 'passkey-copied'),
  });
  const signatures = new Signatures(state.domain, state.accounts, passkeys);
  const bindings = await Bindings.open({
    tables: records.bindings,
    records: vault.records,
    state,
    holder,
    invitations,
    guardians,
    signatures,
    toldOfWaiting: (subject) => notifications.changesFor(subject, 'binding-waits'),
    logger,
  });
  opened.defer(() => bindings.close());
  const paperSwitch = new PaperSwitch({
    ...{ paperOnly, sessions, invitations, codes, isOnPaper },
    subjectOf: (signer) => state.directory.signers.find(signer)?.subject,
    leaveEmail: (subject) => notifications.leaveEmail(subject),
  });
  const noticeVersions = await NoticeVersions.open({ kept: records.noticeFacts, state, holder });
  const notices = new Notices({ tables: records.notices, state, holder, versions: noticeVersions });
  const scans = new Scans(records.paper);
  const recordedActs = await RecordedActs.open({
    ...{ state, terms, log, tables: records.paper, records: vault.records },
    onLost: (error) => logger.error({ err: error }, 'by whom something was recorded was not kept'),
  });
  const recorded = new RecordedGrants({ state, terms }, recordedActs);
  const refusal = (subject: Pseudonym) => whyNotRecordable({ state, holder, merged }, subject);
  const forms = new IncompleteForms({
    state,
    terms,
    holder,
    recorded,
    refusal,
    tables: records.paper,
    records: vault.records,
  });
  const idempotency = new Idempotency(records.requests, (error) =>
    logger.error({ err: error }, 'an answer was not kept'),
  );
  const acts = new Acts({
    log: new ActLog({ log, authenticator, gateway }),
    waiting: await WaitingActs.open(records.staff.acts),
    persons: staff.persons,
    idempotency,
    member: holder,
    account: () => state.directory.members.get(holder)?.account ?? holder,
    secondPerson: new Set(options.secondPerson ?? []),
    routes: () => routes,
  });
  const named = namingOf({ names, groups, datasets: records.datasets, staff: staff.persons, subjects: vault.subjects });
  const routes: Route[] = [
    ...sessionRoutes({ challenges, sessions, target, statements, whois, ledger }),
    ...passkeySessionRoutes({ challenges, sessions, whois, passkeys, ledgerId: reader.ledger, gateway }),
    ...personSessionRoutes({ staff, vouching, signIns, holder }),
    ...staffPasskeyRoutes({ staff, vouching, gateway }),
    ...staffSessionRoutes({ staff, vouching, challenges, ledgerId: reader.ledger, gateway }),
    ...ownPasskeyRoutes({ staff, sessions }),
    ...staffRoutes({ staff, sessions, member: holder }),
    ...resolutionRoutes({ resolutions }),
    ...actRoutes({ acts, persons: staff.persons, named }),
    ...ledgerRoutes({ state, names, holder, gateway, rpc: advertise ? url : undefined, staff: ownStaff }),
    ...ledgerNodeRoutes({ state }),
    ...groupRoutes({ groups }),
    ...datasetRoutes({ state, datasets, publications, imports, endings }),
    ...coverageRoutes({ datasets, coverages: new Coverages(state, versions), staff: authenticator.staff }),
    ...uploadRoutes({ datasets, uploads }),
    ...enrolmentRoutes({ vault, state, merged, turns: new Turns() }),
    ...subjectRoutes({ vault, invitations, paperOnly, state, holder, merged }),
    ...patientRoutes({
      ...{ vault, invitations, paperOnly, state, holder, merged, patients },
      queue: notifications.queue,
    }),
    ...paperOnlyRoutes({
      ...{ paperOnly, paperSwitch, state, holder },
      called: (person) => staff.persons.known(person)?.name,
    }),
    ...signerRoutes({ state, terms, invitations, bindings, names, passkeys, signatures }),
    ...bindingRoutes({ bindings, signatures }),
    ...invitationRoutes({ invitations, patients }),
    ...ownSignerRoutes({ state, passkeys, guardians, signatures }),
    ...signerEndingRoutes({ state, signatures }),
    ...subjectSignerRoutes({ state, passkeys, guardians, holder }),
    ...consentRoutes({ state, terms, versions, holder, signatures, texts, noticeVersions }),
    ...recordedConsentRoutes({
      ...{ state, terms, versions, holder, merged, noticeVersions, recorded, forms },
      needsChecklist: options.paperChecklist === true,
    }),
    ...incompleteFormRoutes({ state, forms, scans }),
    ...scanRoutes({ state, holder, scans }),
    ...recordedActRoutes({ state, holder, acts: recordedActs, scans }),
    ...notificationRoutes({ notifications, state, holder }),
    ...noticeRoutes({ notices, versions: noticeVersions }),
    ...keptConsentRoutes({ state, terms, signatures }),
    ...withdrawalRoutes({ state, terms, revocations, holder, signatures, acts: recordedActs }),
    ...choiceRoutes({ state, terms, revocations, signatures }),
    ...recordedChoiceRoutes({ state, terms, revocations, holder, acts: recordedActs }),
    ...narrowingCodeRoutes({ codes, narrowings }),
    ...permitRoutes({ state, endings, agreements, persons, holder, revocations: records.revocations }),
    ...agreementRoutes({ agreements }),
    ...accessRoutes({ access, limits, metrics }),
    ...logRoutes({ log, logId, vault, versions, persons, directory: state.directory, terms }),
    ...(options.sample === undefined ? [] : sampleRoutes({ endpoint, people: options.sample })),
    ...documentRoutes({ endpoint, self, routes: () => routes, hasPages: options.pages !== undefined }),
  ];
  const operations = operationsRoutes({ metrics, readiness: () => readinessOf(state, log) });
  if (options.operations === undefined) routes.push(...operations);
  const http = {
    authenticator,
    idempotency,
    acts,
    metrics,
    logger,
    limits,
    trustedProxies: options.trustedProxies ?? [],
  };
  const app = createHttp({
    ...http,
    routes,
    origins: options.origins ?? [],
    ...(options.pages === undefined ? {} : { pages: options.pages }),
  });
  const server = createBoundedServer(app, limits, (address) => app.get('trust proxy fn')(address, 0));
  await listen(server, options.host, options.port);
  opened.defer(() => stop(server, access, limits));
  if (options.operations !== undefined) {
    const aside = createBoundedServer(createHttp({ ...http, routes: operations }), limits);
    await listen(aside, options.operations.host, options.operations.port);
    opened.defer(async () => void aside.close().closeAllConnections());
  }
  const resume = () =>
    void acts.resume((error) => logger.error({ err: error }, 'an act that was confirmed is not carried out yet'));
  resume();
  const resuming = setInterval(resume, RESUME_MS).unref();
  opened.defer(() => clearInterval(resuming));
  const resources = opened.move();
  return {
    url: endpoint,
    failed: failure.promise,
    close: () => resources.disposeAsync(),
  };
}

/** What entries name of a block. */
function blockRef({ height, hash }: BlockRef): BlockRef {
  return { height, hash };
}

async function stop(server: Server, access: Access, { graceMs }: StopLimits): Promise<void> {
  await stopServer(server, graceMs, () => access.interrupt());
  await access.settled();
}
