import { open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SECOND_PERSON_ACTS } from '../core/acts.ts';
import { DUTIES } from '../core/duties.ts';
import { CustosError } from '../core/errors.ts';
import { fileTrouble, isAbsent } from '../core/file-trouble.ts';
import { type Address, type Digest, isAddress, isDigest, type LogId } from '../core/ids.ts';
import { emailFault } from '../core/notification.ts';
import { relyingPartyFault } from '../core/relying-party.ts';
import { textFault, valueFault } from './config-fault.ts';
import { endpointFault } from './endpoint.ts';
import { ASKING_ROLES } from './joining.ts';
import { CHAIN_HOST, listenerClash } from './listeners.ts';

const address = z.custom<Address>(isAddress, 'must be an address in lowercase hex');
const digest = z.custom<Digest>(isDigest, 'must be 32 bytes of lowercase hex');
const logId = z.custom<LogId>(isDigest, 'must be 32 bytes of lowercase hex');
const range = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], 'must be an IP address or a CIDR range');
const port = z.int().min(0).max(65_535);

/** As browsers send it (RFC 6454): a wildcard, `null` or another spelling would let in nobody, or more than was meant. */
function checkOrigin(text: string, context: z.RefinementCtx): void {
  const url = URL.parse(text);
  const isWeb = url !== null && ['http:', 'https:'].includes(url.protocol) && !url.host.includes('*');
  if (isWeb && url.origin === text) return;
  const written = isWeb ? `: write ${url.origin}` : '';
  const message = `must be one exact origin such as https://portal.example${written}`;
  context.addIssue({ code: 'custom', message });
}

const email = z.string().superRefine((text, context) => {
  const fault = emailFault(text);
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
});

/** A link in every message: one that can be typed, and says nothing of who follows it. */
function checkLink(text: string, context: z.RefinementCtx): void {
  const url = URL.parse(text);
  const isWeb = url !== null && ['http:', 'https:'].includes(url.protocol);
  if (isWeb && url.username === '' && url.search === '' && url.hash === '' && /^[\x21-\x7e]+$/.test(text)) return;
  const message = 'must be an address such as https://hospital.example/my-data, without anything behind ? or #';
  context.addIssue({ code: 'custom', message });
}

const NOTIFICATIONS = z
  .strictObject({
    /** Where people look at what happened. */
    link: z.string().superRefine(checkLink),
    /** Sender of e-mails. */
    from: email.optional(),
    smtp: z
      .strictObject({
        host: z.string().min(1),
        port: port.min(1),
        /** TLS from the first byte on; else by STARTTLS, which only a server on this machine may lack. */
        secure: z.boolean(),
        user: z.string().min(1).optional(),
        /** Of mode 0600; relative ones lie in the data directory. */
        passwordFile: z.string().min(1).optional(),
      })
      .refine(({ user, passwordFile }) => (user === undefined) === (passwordFile === undefined), {
        message: 'user and passwordFile go together',
      })
      .optional(),
    /** Directories into which e-mails, in place of a server, and letters are written; relative ones lie in the data directory. */
    outbox: z.string().min(1).optional(),
    letters: z.string().min(1).optional(),
  })
  .superRefine(({ from, smtp, outbox }, context) => {
    if (smtp && outbox !== undefined) context.addIssue({ code: 'custom', message: 'name smtp or outbox, not both' });
    if ((smtp || outbox !== undefined) && from === undefined) {
      context.addIssue({ code: 'custom', message: 'from is missing: the address that e-mails come from' });
    }
  });

/** Whom patients ask about their data: by name, and reached at once. */
const OFFICER = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    telephone: z
      .string()
      .regex(/^\+?[\d ()./-]{3,40}$/, 'must be a telephone number')
      .optional(),
    email: email.optional(),
  })
  .refine(({ telephone, email }) => telephone !== undefined || email !== undefined, {
    message: 'needs a telephone number or an e-mail address',
  });

const STAFF = z.strictObject({
  /** As `core/acts.ts` names them. What narrows, and what is sent as a file, is done at once by one person. */
  secondPerson: z
    .array(z.enum(SECOND_PERSON_ACTS))
    .max(SECOND_PERSON_ACTS.length)
    .refine((kinds) => new Set(kinds).size === kinds.length, 'must not name a kind twice')
    .refine(
      (kinds) => kinds.length === 0 || kinds.includes('staff'),
      'must name "staff", too: without it one staff administrator takes in a second person, or makes a code for one, and is both. Add "staff" to the list, or leave all of it out',
    ),
});

const UPLOADS = z.strictObject({
  maxBytes: z.int().min(1).optional(),
  /** As many as an import reads, at most. */
  maxFiles: z.int().min(1).max(65_535).optional(),
});

const duties = z.array(z.enum(DUTIES)).min(1).max(DUTIES.length);
const claimName = z.string().min(1).max(256);

const OIDC = z.strictObject({
  /** As the provider's tokens name it. */
  issuer: z.string().superRefine(checkIssuer),
  clientId: z.string().min(1).max(256),
  /** Of mode 0600; relative ones lie in the data directory. Without one the node is a public client. */
  clientSecretFile: z.string().min(1).optional(),
  /** What is asked for beside `openid`; `profile` if absent. */
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/, 'must be a scope, without blanks'))
    .max(32)
    .optional(),
  /** Member of the ID token, or the names of members, each within the one before. */
  rolesClaim: z.union([claimName, z.array(claimName).min(1).max(8)]),
  /** What each value of that is worth here. */
  roles: z.record(z.string().min(1).max(256), duties),
  /** Pages that may begin a sign-in, by the address to which the browser comes back. */
  redirectUris: z
    .array(z.url({ protocol: /^https?$/ }))
    .max(32)
    .optional(),
});

/** Codes and tokens pass there: in clear on this machine alone. */
function checkIssuer(text: string, context: z.RefinementCtx): void {
  const url = URL.parse(text);
  const isLocal = url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  const isPlain = url?.search === '' && url.hash === '' && url.username === '' && !/[?#]/.test(text);
  if (url !== null && isPlain && (url.protocol === 'https:' || isLocal)) return;
  const message = 'must be an https address without anything behind ? or #, or http of this machine';
  context.addIssue({ code: 'custom', message });
}

/** What `config.json` of a data directory holds. Ports and hosts may be edited by hand while the node stands still. */
const SCHEMA = z
  .strictObject({
    format: z.literal(1, 'this Custos knows format 1 alone; a newer one may know this'),
    /** `founding`: `init` was interrupted and goes on where it stopped. */
    state: z.enum(['founding', 'ready']),
    endpoint: z.string().superRefine((text, context) => {
      const fault = endpointFault(text);
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
    }),
    host: z.string().min(1),
    port,
    mode: z.enum(['disclosed', 'heads-only']),
    rootKey: z.enum(['file', 'passphrase']),
    chain: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('embedded'), chainId: z.int().min(1), port }),
      z.strictObject({
        kind: z.literal('network'),
        rpc: z.url(),
        /** What stood behind the URL at the founding; another chain is refused. */
        chainId: z.int().min(1).optional(),
        /** `latest` where the engine never takes a block back and has no tag for it. */
        finality: z.enum(['finalized', 'latest']).optional(),
        /** `believed`: the node's word is taken for the ledger's events, where the engine's headers cannot be hashed. */
        events: z.enum(['proven', 'believed']).optional(),
      }),
    ]),
    /** Of the embedded chain: may write to it besides members. Its key may be kept elsewhere, as the holder's. */
    administrator: address.optional(),
    holder: address.optional(),
    /** What the organisation is in the network beside the holder that runs this node. */
    roles: z.array(z.enum(ASKING_ROLES)).max(ASKING_ROLES.length).optional(),
    /** What members of the embedded chain were called at the founding: the ledger has salted digests of it. */
    organisations: z
      .array(z.strictObject({ identity: address, name: z.string().min(1), salt: digest }))
      .max(100)
      .optional(),
    membership: address.optional(),
    /** First block that holds anything of the ledger. */
    fromHeight: z.int().min(0).optional(),
    logId: logId.optional(),
    imports: z
      .array(z.string().min(1))
      .max(100)
      .describe('directories below which imports may read; relative ones lie in the data directory'),
    uploads: UPLOADS.optional().describe(
      'how much may be sent for one import: `maxBytes`, `maxFiles`; 20 GiB and 65,535 files if absent',
    ),
    // The client's address is the last one that they did not add themselves to X-Forwarded-For. A range of every address
    // would let each client choose its own.
    trustedProxies: z
      .array(range.refine((text) => !/\/0+$/.test(text), 'must not hold every address'))
      .max(100)
      .optional()
      .describe('proxies in front, by address or CIDR range; none if absent'),
    origins: z
      .array(z.string().superRefine(checkOrigin))
      .max(100)
      .optional()
      .describe('origins of web pages that may call the gateway from a browser; none if absent'),
    rpId: z
      .string()
      .optional()
      .describe('the domain that passkeys are made for; the endpoint’s if absent. Another one strands them all'),
    invitationDays: z
      .int()
      .min(1)
      .max(365)
      .optional()
      .describe('days for which the codes that patients are handed bind; 30 if absent'),
    logReadsPerMinute: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('checkpoints, tiles and entries that one network may read in a minute; 6,000 if absent'),
    operations: z
      .strictObject({ host: z.string().min(1), port })
      .optional()
      .describe('where health, readiness and metrics are served, and nowhere else; at the endpoint if absent'),
    notifications: NOTIFICATIONS.optional().describe(
      'how patients are told what happens with their data; what is to be told is kept and listed if absent',
    ),
    dataProtectionOfficer: OFFICER.optional().describe(
      'whom patients ask about their data: `name`, `telephone`, `email`; the pages name nobody if absent',
    ),
    quickExit: z
      .url({ protocol: /^https$/, message: 'must be an https: address' })
      .max(1024)
      .optional()
      .describe(
        'page to which “Leave now” of patients’ pages leads, which anybody may have looked at; a weather page if absent',
      ),
    paperChecklist: z
      .boolean()
      .optional()
      .describe('whether paper forms are recorded with a checklist alone; without one as well if absent'),
    oidc: OIDC.optional().describe(
      'the organisation’s own sign-in (OpenID Connect), by which its persons are vouched for; passkeys alone if absent',
    ),
    staff: STAFF.optional().describe(
      'acts that take two persons of the organisation: `secondPerson`, a list of kinds of acts; none if absent',
    ),
    /** How far `quickstart` has told its story. */
    story: z.enum(['begun', 'told']).optional(),
  })
  .superRefine(({ endpoint, rpId }, context) => {
    const fault = rpId === undefined || !URL.canParse(endpoint) ? undefined : relyingPartyFault(rpId, endpoint);
    if (fault !== undefined) context.addIssue({ code: 'custom', path: ['rpId'], message: fault });
  })
  .superRefine(({ host, port, chain, operations }, context) => {
    const clash = listenerClash([
      { name: 'port', host, port },
      ...(chain.kind === 'embedded' ? [{ name: 'chain.port', host: CHAIN_HOST, port: chain.port }] : []),
      ...(operations ? [{ name: 'operations.port', ...operations }] : []),
    ]);
    if (clash !== undefined) context.addIssue({ code: 'custom', message: clash });
  });

export type NodeConfig = z.output<typeof SCHEMA>;

/** What people set by hand, and its meaning. docs/operating.md holds the same table; a test compares them. @public */
export const SET_BY_HAND: readonly (readonly [name: string, about: string])[] = Object.entries(SCHEMA.shape).flatMap(
  ([name, { description }]) => (description === undefined ? [] : [[name, description] as const]),
);

/** How the ledger of a node is read. */
export function ledgerSettings({ chain }: NodeConfig): {
  readonly chainId: number | undefined;
  readonly confirmations: number | undefined;
  readonly believe: boolean;
} {
  if (chain.kind === 'embedded') return { chainId: chain.chainId, confirmations: undefined, believe: false };
  const { chainId, finality, events } = chain;
  return { chainId, confirmations: confirmationsFor(finality), believe: events === 'believed' };
}

/** See `LedgerOptions`. */
export function confirmationsFor(finality: 'finalized' | 'latest' | undefined): number | undefined {
  return finality === 'latest' ? 0 : undefined;
}

const FILE = 'config.json';
/** At whatever level: their names are different ones. */
const NAMES = [
  ...Object.keys(SCHEMA.shape),
  ...Object.keys(NOTIFICATIONS.shape),
  ...Object.keys(OFFICER.shape),
  ...Object.keys(OIDC.shape),
  ...Object.keys(STAFF.shape),
  ...Object.keys(UPLOADS.shape),
  ...SCHEMA.shape.chain.options.flatMap(({ shape }) => Object.keys(shape)),
];

/** The node of a data directory; undefined where there is none. CONFIG_INVALID if its file cannot be understood. */
export async function readNodeConfig(directory: string): Promise<NodeConfig | undefined> {
  const path = join(directory, FILE);
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    if (isAbsent(cause)) return undefined;
    const advice = cause.code === 'EACCES' ? ' Run it as the user who owns the node.' : '';
    throw new CustosError('CONFIG_INVALID', `${path} cannot be read: ${fileTrouble(cause)}.${advice}`, { cause });
  });
  if (bytes === undefined) return undefined;
  const fault = textFault(bytes);
  if (fault !== undefined) throw new CustosError('CONFIG_INVALID', `${path} ${fault}`);
  const value: unknown = JSON.parse(bytes.toString());
  const result = SCHEMA.safeParse(value);
  if (result.success) return result.data;
  throw new CustosError('CONFIG_INVALID', `${path} ${valueFault(value, result.error.issues, NAMES)}`);
}

/** Whether a directory without `config.json` was a node: keys, vault or log lie in it. */
export async function isWithoutConfig(directory: string): Promise<boolean> {
  const found = await readdir(directory).catch((): string[] => []);
  return ['vault', 'log', 'chain'].some((name) => found.includes(name));
}

/** Replaces the file as a whole; it is on stable storage when this resolves. */
export async function writeNodeConfig(directory: string, config: NodeConfig): Promise<void> {
  const path = join(directory, FILE);
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(config, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  const parent = await open(directory, 'r');
  await parent.sync().finally(() => parent.close());
}

/** Refuses a directory that holds something else: nothing is ever written among the files of others. */
export async function requireEmpty(directory: string): Promise<void> {
  const found = await readdir(directory).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    const why = cause.code === 'ENOTDIR' ? 'is no directory' : `cannot be read: ${fileTrouble(cause)}`;
    throw new CustosError('DATA_DIR_INVALID', `${directory} ${why}. Choose another with --data.`, { cause });
  });
  const own = ['lock', `${FILE}.new`, 'gateways', 'receipts'];
  const others = found.filter((name) => !own.includes(name));
  if (others.length === 0) return;
  if (await isWithoutConfig(directory)) throw configGone(directory);
  throw new CustosError(
    'DATA_DIR_INVALID',
    `${directory} is not empty and holds no node (it has ${others.slice(0, 3).join(', ')}). Choose an empty directory with --data.`,
  );
}

/** A node whose `config.json` is gone: to found another one over its data would lose it. */
export function configGone(directory: string): CustosError {
  const message = `${join(directory, FILE)} is gone, and ${directory} holds the data of a node. Put the file back from a backup.`;
  return new CustosError('CONFIG_INVALID', message);
}
