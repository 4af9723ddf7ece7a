import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logVerifierKey } from '../../src/access-log/log-key.ts';
import type { AuditReport } from '../../src/audit/report.ts';
import { httpLog } from '../../src/audit/source/http-log.ts';
import { ledgerSource } from '../../src/audit/source/ledger-source.ts';
import { audit } from '../../src/audit/verifier.ts';
import { type ChainProcess, startChainProcess } from '../../src/chain/process.ts';
import { clientOf } from '../../src/cli/context.ts';
import { writeSamplePatients } from '../../src/cli/sample-patients.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { toHex, utf8 } from '../../src/core/bytes.ts';
import { domainHash } from '../../src/core/hash.ts';
import { type Address, type Digest, type LogId, logOrigin, ZERO_DIGEST } from '../../src/core/ids.ts';
import { type Gateway, openGateway } from '../../src/gateway/gateway.ts';
import { ADMISSION_PROTOCOL } from '../../src/gateway/holder/admission-protocol.ts';
import { type AccountKey, randomAccountKey } from '../../src/ledger/account-key.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import type { Deployment } from '../../src/ledger/deploy.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { APPROVAL, LOG_MODE, ROLE } from '../../src/ledger/words.ts';
import { openWriter } from '../../src/ledger/writer.ts';
import { createRootKeyFile } from '../../src/vault/root-key.ts';
import { freePort } from '../free-port.ts';
import { deployedChain } from './deployed-chain.ts';
import { type Documented, watchReplies } from './documented.ts';

export const MEMBERS = [
  'holder',
  'gateway',
  'requester',
  'other',
  'auditor',
  'clinician',
  'authority',
  'environment',
] as const;
export type MemberName = (typeof MEMBERS)[number];

const ROLES: Record<MemberName, number> = {
  holder: ROLE.holder,
  gateway: ROLE.gateway,
  requester: ROLE.requester,
  other: ROLE.holder | ROLE.requester,
  auditor: ROLE.auditor,
  clinician: ROLE.clinician,
  authority: ROLE.authority,
  environment: ROLE.environment,
};

/** A consortium of one hospital in a temporary directory: a real chain in its own process, a real gateway in this one. */
export interface Consortium {
  readonly directory: string;
  readonly chain: ChainProcess;
  readonly deployment: Deployment;
  readonly keys: Readonly<Record<MemberName | 'administrator', AccountKey>>;
  readonly endpoint: string;
  readonly logId: LogId;
  readonly notice: Digest;
  /** Every reply is held to the gateway's own document: `close` fails where one was not as it says. */
  readonly documented: Documented;
  gateway: Gateway;
  client(key: AccountKey): GatewayClient;
  /** What its auditor finds from the ledger and the log's address alone, by the chain's own node unless said. */
  audited(options?: Parameters<typeof audit>[2], rpc?: string): Promise<AuditReport>;
  /** `between` runs while the gateway is down. */
  restart(between?: () => Promise<void>, rpc?: { readonly believe?: boolean }): Promise<void>;
  close(): Promise<void>;
}

export async function foundConsortium(
  options: {
    mode?: 'disclosed' | 'heads-only';
    patients?: number;
    imports?: readonly string[];
    limits?: NonNullable<Parameters<typeof openGateway>[0]['limits']>;
    trustedProxies?: readonly string[];
    origins?: readonly string[];
    secondPerson?: readonly string[];
    notifications?: NonNullable<Parameters<typeof openGateway>[0]['notifications']>;
    oidc?: NonNullable<Parameters<typeof openGateway>[0]['oidc']>;
    /** Where the built web pages are. */
    pages?: string;
    /** By which the hospital vouches for its persons. */
    sessionSeed?: Uint8Array;
    operations?: { readonly host: string; readonly port: number };
    /** May be changed between a stop and a start. */
    paperChecklist?: () => boolean;
    /** Of the endpoint; an IP address unless said, for which no browser keeps a passkey. */
    hostname?: 'localhost';
    /** `silent` where a test makes parts of the gateway fail. */
    logLevel?: string;
    /** Those that a test has in files; others are drawn. */
    keys?: Partial<Record<MemberName | 'administrator', AccountKey>>;
    /** Gives the URL under which the gateway reaches the chain. */
    link?: (url: string) => Promise<string>;
  } = {},
): Promise<Consortium> {
  const directory = await mkdtemp(join(tmpdir(), 'custos-gateway-'));
  const data = join(directory, 'chain');
  const { deployment, administrator } = await deployedChain(data, options.keys?.administrator);
  const chain = await startChainProcess({
    data,
    senders: [administrator.address],
    membership: deployment.membership,
    blockIntervalMs: 50,
    idleIntervalMs: 1000,
  });
  const keys = {
    administrator,
    ...Object.fromEntries(MEMBERS.map((name) => [name, options.keys?.[name] ?? randomAccountKey()])),
  } as Consortium['keys'];
  const port = await freePort();
  const endpoint = `http://${options.hostname ?? '127.0.0.1'}:${port}`;
  const mode = options.mode ?? 'disclosed';
  const logKey = randomBytes(32);
  const reader = await openLedger({ url: chain.url, membership: deployment.membership });
  const calls = ledgerCalls(reader.contracts);
  const founder = await openWriter({ reader, key: administrator });
  const notice = toHex(domainHash('notice', utf8('You decide what your data is used for.'))) as Digest;
  const add = (name: MemberName) => {
    const principal = name === 'gateway' ? keys.holder.address : keys[name].address;
    return calls.membership.add(
      keys[name].address,
      ROLES[name],
      principal,
      ZERO_DIGEST,
      name === 'gateway' ? endpoint : '',
    );
  };
  await founder.send(add('holder'));
  const others = MEMBERS.filter((name) => name !== 'holder').map(add);
  await founder.sendAll([
    ...others,
    calls.membership.publishNotice(notice),
    calls.membership.setApproval(APPROVAL.admissionProtocol, ADMISSION_PROTOCOL, true),
  ]);
  await founder.close();
  const logId = await reader.views.accessLog.logIdAt(keys.holder.address, 0);
  const writer = await openWriter({ reader, key: keys.gateway });
  const verifierKey = logVerifierKey(logOrigin(reader.ledger, logId), logKey);
  await writer.send(
    calls.accessLog.openLog(
      logId,
      verifierKey,
      mode === 'disclosed' ? LOG_MODE.disclosed : LOG_MODE.headsOnly,
      ZERO_DIGEST as string as LogId,
      0,
      ZERO_DIGEST,
    ),
  );
  await writer.close();
  reader.close();
  await writeSamplePatients(join(directory, 'export'), options.patients ?? 4);
  await createRootKeyFile(join(directory, 'root.key'));
  const rpcUrl = (await options.link?.(chain.url)) ?? chain.url;
  const open = (rpc: { readonly believe?: boolean } = {}) =>
    openGateway(
      {
        directory,
        endpoint,
        host: '127.0.0.1',
        port,
        account: keys.gateway,
        logKey,
        rootKey: { file: join(directory, 'root.key') },
        holder: keys.holder.address as Address,
        mode,
        imports: [join(directory, 'export'), ...(options.imports ?? [])],
        logLevel: options.logLevel ?? 'error',
        software: 'custos/test',
        ...(options.limits ? { limits: options.limits } : {}),
        trustedProxies: options.trustedProxies ?? [],
        origins: options.origins ?? [],
        notifications: options.notifications,
        paperChecklist: options.paperChecklist?.(),
        secondPerson: options.secondPerson ?? [],
        oidc: options.oidc,
        ...(options.pages === undefined ? {} : { pages: options.pages }),
        sessionSeed: async () => options.sessionSeed,
        ...(options.operations ? { operations: options.operations } : {}),
      },
      Promise.resolve({
        url: rpcUrl,
        token: chain.token,
        membership: deployment.membership,
        logId,
        fromHeight: deployment.height,
        advertise: true,
        ...rpc,
      }),
    );
  const gateway = await open();
  const documented = await watchReplies(endpoint);
  const consortium: Consortium = {
    directory,
    chain,
    deployment,
    keys,
    endpoint,
    logId,
    notice,
    documented,
    gateway,
    client: (key) => clientOf(endpoint, key),
    audited: async (options, rpc = chain.url) => {
      const reader = await openLedger({ url: rpc, membership: deployment.membership });
      const auditor = clientOf(endpoint, keys.auditor);
      const log = httpLog(endpoint, logId, { authorize: (_, url) => auditor.authorize(url) });
      return audit(ledgerSource(reader), [log], options).finally(() => reader.close());
    },
    restart: async (between, rpc) => {
      await consortium.gateway.close();
      await between?.();
      consortium.gateway = await open(rpc);
    },
    close: async () => {
      await consortium.gateway.close();
      await chain.close();
      await rm(directory, { recursive: true, force: true });
      documented.close();
      if (documented.faults.size > 0) throw new Error(`Not as documented:\n${[...documented.faults].join('\n')}`);
    },
  };
  return consortium;
}
