import type { Pin } from '../client/pins.ts';
import { isCustosError } from '../core/errors.ts';
import type { LogId } from '../core/ids.ts';
import { within } from '../core/patience.ts';
import { signerId } from '../core/signer.ts';
import type { Context } from './context.ts';
import type { EntryNames, PersonNames } from './entry-words.ts';
import { accountKeys, type KeyFile } from './key-files.ts';
import { namesAt } from './names.ts';
import { patientNames } from './patient-names.ts';
import { shortId } from './pick.ts';

export type ReceiptNames = EntryNames & PersonNames;

/** How long the gateway is waited for. */
const NAMES_MS = 3_000;

/** What the ids in a log's receipts go by. What is kept here says whose keys are meant and which gateway's log; the gateway says
 *  the rest, where it is known here, and the command says as whom it may be asked. Nothing of a verdict rests on it. */
export async function receiptNames(context: Context, logId: LogId): Promise<ReceiptNames> {
  const pins = await context.known.list();
  const pin = pins.find(({ identity }) => identity.logId === logId);
  const own = ownNames(pins, await accountKeys(context.dataDir).catch((): KeyFile[] => []));
  const told =
    pin && context.isSomebody ? await within(NAMES_MS, toldNames(context, pin).catch(unlessKnown)) : undefined;
  return {
    dataset: (of) => told?.dataset(of) ?? of,
    member: (of) => told?.member(of) ?? of,
    log: (of) => told?.log(of) ?? (of === pin?.identity.logId ? `log of ${pin.endpoint}` : `log ${of}`),
    signer: own.signer,
    person: (of) => {
      const name = own.person(of) ?? told?.person(of);
      return name === undefined ? undefined : `${name} (${shortId(of, [])})`;
    },
  };
}

async function toldNames(context: Context, { endpoint }: Pin) {
  const client = await context.client(endpoint);
  const [names, patients] = await Promise.all([namesAt(client), patientNames(client)]);
  return { ...names, person: (of: string) => patients.called(of) };
}

/** Whom the keys of the data directory sign for, as far as was met, and what the ledger calls them. */
function ownNames(pins: readonly Pin[], keys: readonly KeyFile[]): PersonNames {
  const known = keys.flatMap(({ name, account }) => (account === undefined ? [] : [{ name, account }]));
  const subjects = pins.flatMap((pin) => Object.entries(pin.subjects));
  const signers = new Map(known.map(({ name, account }) => [signerId(account) as string, `your key ${name}`]));
  return {
    signer: (of) => signers.get(of),
    person: (of) => {
      const account = subjects.find(([, subject]) => subject === of)?.[0];
      const key = known.find((one) => one.account === account);
      return key && `whom your key ${key.name} signs for`;
    },
  };
}

function unlessKnown(error: unknown): undefined {
  if (!isCustosError(error)) throw error;
}
