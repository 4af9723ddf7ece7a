import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { differences, type GatewayIdentity, identityOf } from '../client/gateway-identity.ts';
import type { EarlierIdentity, Met, Pin, PinStore } from '../client/pins.ts';
import type { Hex } from '../core/bytes.ts';
import { CustosError, ifReadable, isCustosError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';
import { type Pseudonym, toId } from '../core/ids.ts';
import { parseSigner, type Signer } from '../core/signer.ts';
import { createFact, readFact, replaceFact, whereAbsent } from './fact-files.ts';

const GATEWAY = z.strictObject({
  format: z.literal(1),
  endpoint: z.string(),
  identity: z.record(z.string(), z.unknown()),
  since: z.int(),
});
const EARLIER = GATEWAY.extend({ until: z.int() });
const SUBJECT = z.strictObject({ format: z.literal(1), subject: z.string() });

const IDENTITY_FILE = 'gateway.json';
const EARLIER_FILE = /^earlier-\d+-[0-9a-f]{16}\.json$/;
const UNWRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTSUP']);

/** Whom the user of a data directory met: `<data>/gateways/<one directory each>`. Each fact is a file of its own that
 *  is made once, so that two commands at a time cannot overwrite what the other one believes. */
export interface KnownGateways extends PinStore {
  list(): Promise<Pin[]>;
  /** Puts another identity in the place of the one that is kept, which becomes one of the earlier; persons stay. The same
   *  one again changes nothing. */
  replace(endpoint: string, identity: GatewayIdentity): Promise<void>;
  /** Whether it was known. */
  forget(endpoint: string): Promise<boolean>;
}

/** `unkept` is told where a gateway cannot be kept: then each command meets it anew. */
export function knownGateways(
  dataDir: string,
  unkept: (directory: string, trouble: string) => void = () => {},
): KnownGateways {
  const root = join(dataDir, 'gateways');
  const create = async (directory: string, name: string, content: object) => {
    try {
      return await createFact(directory, name, content);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!UNWRITABLE.has(code)) throw error;
      unkept(root, fileTrouble(error));
      return true;
    }
  };
  const read = (endpoint: string) => readPin(join(root, slugOf(endpoint)));
  return {
    read,
    add: async (met) => {
      const directory = join(root, slugOf(met.endpoint));
      const pin = { ...met, subjects: {}, earlier: [] };
      if (await create(directory, IDENTITY_FILE, gatewayFile(met))) return pin;
      return (await read(met.endpoint)) ?? pin;
    },
    addSubject: async (endpoint, account, subject) => {
      const directory = join(root, slugOf(endpoint));
      if (await create(directory, `${account}.json`, { format: 1, subject })) return subject;
      return (await read(endpoint))?.subjects[account] ?? subject;
    },
    list: async () => {
      const names = await readdir(root).catch(whereAbsent([]));
      const pins = await Promise.all(names.sort().map((name) => readPin(join(root, name))));
      return pins.filter((pin) => pin !== undefined);
    },
    replace: async (endpoint, identity) => {
      const directory = join(root, slugOf(endpoint));
      const [before, now] = [await read(endpoint), Date.now()];
      if (before !== undefined && differences(before.identity, identity).length === 0) return;
      // First, so that no crash between the two loses what receipts of before are held to.
      if (before) await createFact(directory, earlierName(before), { ...gatewayFile(before), until: now });
      await replaceFact(directory, IDENTITY_FILE, gatewayFile({ endpoint, identity, since: now }));
    },
    forget: async (endpoint) => {
      const known = (await read(endpoint)) !== undefined;
      await rm(join(root, slugOf(endpoint)), { recursive: true, force: true });
      return known;
    },
  };
}

function gatewayFile({ endpoint, identity, since }: Met): z.output<typeof GATEWAY> {
  return { format: 1, endpoint, identity: { ...identity }, since };
}

/** One file for each identity and the moment since which it counted: what is kept twice is kept once. */
function earlierName({ identity, since }: Met): string {
  const digest = createHash('sha256').update(JSON.stringify(identity)).digest('hex');
  return `earlier-${since}-${digest.slice(0, 16)}.json`;
}

/** A name that people recognise, and that no other address has. */
function slugOf(endpoint: string): string {
  const words = endpoint.replace(/^https?:\/\//, '').replace(/[^A-Za-z0-9.-]+/g, '_');
  return `${words.slice(0, 60)}-${createHash('sha256').update(endpoint).digest('hex').slice(0, 12)}`;
}

async function readPin(directory: string): Promise<Pin | undefined> {
  const file = join(directory, IDENTITY_FILE);
  const kept = await readFact(file, GATEWAY, damaged);
  if (kept === undefined) return undefined;
  const names = await readdir(directory);
  const accounts = names
    .map((name) => name.replace(/\.json$/, ''))
    .filter((name) => ifReadable(() => parseSigner(name as Hex)));
  const subjects = await Promise.all(
    accounts.map(async (account) => {
      const found = await readFact(join(directory, `${account}.json`), SUBJECT, damaged);
      return [account, toId<Pseudonym>(found?.subject ?? '', `The person in ${join(directory, account)}.json`)];
    }),
  );
  const earlier = await Promise.all(names.filter((name) => EARLIER_FILE.test(name)).map(readEarlier(directory)));
  const { endpoint, since } = kept;
  return {
    endpoint,
    since,
    identity: identityIn(file, kept.identity),
    subjects: Object.fromEntries(subjects) as Record<Signer, Pseudonym>,
    earlier: earlier.flat().sort((one, other) => one.until - other.until),
  };
}

function readEarlier(directory: string): (name: string) => Promise<EarlierIdentity[]> {
  return async (name) => {
    const file = join(directory, name);
    const kept = await readFact(file, EARLIER, damaged);
    if (kept === undefined) return [];
    return [{ identity: identityIn(file, kept.identity), since: kept.since, until: kept.until }];
  };
}

function identityIn(file: string, identity: object): GatewayIdentity {
  try {
    return identityOf(identity);
  } catch (cause) {
    if (!isCustosError(cause)) throw cause;
    throw damaged(file, cause);
  }
}

/** What is believed must never be guessed: a file that cannot be understood stops the command. */
function damaged(path: string, cause: unknown): CustosError {
  return new CustosError(
    'CONFIG_INVALID',
    `${path} is damaged: it says which gateway you know. Remove it only if the holder confirms who its gateway is.`,
    { cause },
  );
}
