import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type GatewayIdentity, identityOf } from '../client/gateway-identity.ts';
import type { Pin, PinStore } from '../client/pins.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { type Address, isAddress, type Pseudonym, toId } from '../core/ids.ts';

const GATEWAY = z.strictObject({
  format: z.literal(1),
  endpoint: z.string(),
  identity: z.record(z.string(), z.unknown()),
  since: z.int(),
});
const SUBJECT = z.strictObject({ format: z.literal(1), subject: z.string() });

const IDENTITY_FILE = 'gateway.json';
const UNWRITABLE = new Set(['EACCES', 'EPERM', 'EROFS']);

/** Whom the user of a data directory met: `<data>/gateways/<one directory each>`. Each fact is a file of its own that
 *  is made once, so that two commands at a time cannot overwrite what the other one believes. */
export interface KnownGateways extends PinStore {
  list(): Promise<Pin[]>;
  /** Puts another identity in the place of the one that is kept; persons stay. */
  replace(endpoint: string, identity: GatewayIdentity): Promise<void>;
  /** Whether it was known. */
  forget(endpoint: string): Promise<boolean>;
}

/** `unkept` is told where a gateway cannot be kept: then each command meets it anew. */
export function knownGateways(
  dataDir: string,
  unkept: (directory: string, code: string) => void = () => {},
): KnownGateways {
  const root = join(dataDir, 'gateways');
  const create = async (directory: string, name: string, content: object) => {
    try {
      return await createFile(directory, name, content);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!UNWRITABLE.has(code)) throw error;
      unkept(root, code);
      return true;
    }
  };
  const read = (endpoint: string) => readPin(join(root, slugOf(endpoint)));
  return {
    read,
    add: async (pin) => {
      const directory = join(root, slugOf(pin.endpoint));
      if (await create(directory, IDENTITY_FILE, gatewayFile(pin))) return pin;
      return (await read(pin.endpoint)) ?? pin;
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
      const pin = { endpoint, identity, since: Date.now() };
      const path = await writeBeside(directory, IDENTITY_FILE, gatewayFile(pin));
      await rename(path, join(directory, IDENTITY_FILE));
    },
    forget: async (endpoint) => {
      const known = (await read(endpoint)) !== undefined;
      await rm(join(root, slugOf(endpoint)), { recursive: true, force: true });
      return known;
    },
  };
}

function gatewayFile({ endpoint, identity, since }: Omit<Pin, 'subjects'>): z.output<typeof GATEWAY> {
  return { format: 1, endpoint, identity: { ...identity }, since };
}

/** A name that people recognise, and that no other address has. */
function slugOf(endpoint: string): string {
  const words = endpoint.replace(/^https?:\/\//, '').replace(/[^A-Za-z0-9.-]+/g, '_');
  return `${words.slice(0, 60)}-${createHash('sha256').update(endpoint).digest('hex').slice(0, 12)}`;
}

async function readPin(directory: string): Promise<Pin | undefined> {
  const kept = await readJson(join(directory, IDENTITY_FILE), GATEWAY);
  if (kept === undefined) return undefined;
  const names = (await readdir(directory)).map((name) => name.replace(/\.json$/, '')).filter((name) => isAddress(name));
  const subjects = await Promise.all(
    names.map(async (account) => {
      const file = await readJson(join(directory, `${account}.json`), SUBJECT);
      return [account, toId<Pseudonym>(file?.subject ?? '', `The person in ${join(directory, account)}.json`)];
    }),
  );
  const { endpoint, since } = kept;
  const known = Object.fromEntries(subjects) as Record<Address, Pseudonym>;
  return { endpoint, since, identity: identityIn(directory, kept.identity), subjects: known };
}

function identityIn(directory: string, identity: object): GatewayIdentity {
  try {
    return identityOf(identity);
  } catch (cause) {
    if (!isCustosError(cause)) throw cause;
    throw damaged(join(directory, IDENTITY_FILE), cause);
  }
}

async function readJson<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema> | undefined> {
  const text = await readFile(path, 'utf8').catch(whereAbsent(undefined));
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw damaged(path, cause);
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

function whereAbsent<Value>(value: Value): (cause: NodeJS.ErrnoException) => Value {
  return (cause) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return value;
    throw new CustosError('IO_FAILED', `${cause.path ?? 'A file'} cannot be read (${cause.code}).`, { cause });
  };
}

/** Whether the file was made now; false where it was there already. It is whole or absent, whatever happens. */
async function createFile(directory: string, name: string, content: object): Promise<boolean> {
  const path = await writeBeside(directory, name, content);
  try {
    await link(path, join(directory, name));
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  } finally {
    await rm(path, { force: true });
  }
}

async function writeBeside(directory: string, name: string, content: object): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `.${name}.${randomUUID()}`);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return path;
}
