import type { GatewayClient } from '../client/gateway-client.ts';
import { CustosError, type ErrorCode, isCustosError } from '../core/errors.ts';
import { within } from '../core/patience.ts';
import type { Context } from './context.ts';
import { datasetNames } from './dataset-names.ts';
import { groupNames } from './group-names.ts';
import { accountKeys, type KeyFile } from './key-files.ts';
import { memberNames } from './member-names.ts';
import { patientNames } from './patient-names.ts';
import { shortId } from './pick.ts';

const ID = /\b0x(?:[0-9a-f]{64}|[0-9a-f]{40})\b/g;
/** A command, which is typed as it stands. */
const COMMAND = /(`[^`]*`)/;
/** How long anybody waits for names. */
const NAMES_MS = 3_000;
/** Errors of a gateway that is not there or not believed: it is not asked for names. */
const UNASKED: ReadonlySet<ErrorCode> = new Set(['GATEWAY_UNREACHABLE', 'GATEWAY_CHANGED', 'PROOF_INVALID']);

type Called = (id: string) => string | undefined;

/** Sentences with the names that whoever reads them knows for the ids in them, and the beginning of each id beside its name: of
 *  datasets, members, groups, the holder's patients and the reader's own keys. What has no name stays as it is, and so does all where
 *  JSON is printed. */
export async function namedTexts(context: Context, texts: readonly string[]): Promise<string[]> {
  const ids = new Set(texts.flatMap((text) => text.match(ID) ?? []));
  if (context.output.json || ids.size === 0) return [...texts];
  const shown = await within(NAMES_MS, shownIds(context, [...ids]).catch(unlessKnown));
  return texts.map((text) => named(text, (id) => shown?.(id)));
}

/** As `namedTexts`, of what an error says. */
export async function namedError(context: Context, error: unknown): Promise<unknown> {
  if (!isCustosError(error) || UNASKED.has(error.code)) return error;
  const { code, message, details } = error;
  const [text = message] = await namedTexts(context, [message]);
  return text === message ? error : new CustosError(code, text, { cause: error.cause, details });
}

/** What an id goes by, and how it is shown beside that. */
type Shown = { readonly name: string; readonly short: string };

/** What is named already in a sentence is not named twice there; commands stay as they are typed. */
function named(text: string, shown: (id: string) => Shown | undefined): string {
  const said = (id: string, isFirst: boolean): string => {
    const found = shown(id);
    if (found === undefined) return id;
    const { name, short } = found;
    if (text.includes(name)) return id;
    if (isFirst) return `${name.charAt(0).toUpperCase()}${name.slice(1)} (${short})`;
    // What an account is called goes behind it: the sentence speaks of the account.
    return short === id ? `${id} (${name})` : `${name} (${short})`;
  };
  const parts = text.split(COMMAND);
  return parts
    .map((part, i) =>
      part.startsWith('`') ? part : part.replace(ID, (id, at: number) => said(id, i === 0 && at === 0)),
    )
    .join('');
}

/** The account of one's own key is shown whole: others are told it. */
async function shownIds({ dataDir, spokenTo }: Context, ids: readonly string[]) {
  const client = spokenTo();
  const [called, keys] = await Promise.all([
    client === undefined ? () => undefined : calledAt(client, ids),
    accountKeys(dataDir).catch((): KeyFile[] => []),
  ]);
  const keyOf = new Map(keys.map(({ name, account }) => [account as string | undefined, name]));
  return (id: string): Shown | undefined => {
    const name = called(id);
    if (name !== undefined) return { name, short: shortId(id, ids) };
    const key = keyOf.get(id);
    return key === undefined ? undefined : { name: `your key ${key}`, short: id };
  };
}

async function calledAt(client: GatewayClient, ids: readonly string[]): Promise<Called> {
  const names = await Promise.all([datasetNames(client), memberNames(client), groupNames(client)]);
  const called = (id: string) => names.map((name) => name.called(id)).find((name) => name !== undefined);
  const others = ids.filter((id) => id.length === 66 && called(id) === undefined);
  const patient = others.length === 0 ? undefined : await patientNames(client);
  return (id) => called(id) ?? patient?.called(id);
}

/** Nothing rests on names: what keeps us from them keeps nobody from the sentence. */
function unlessKnown(error: unknown): undefined {
  if (!isCustosError(error)) throw error;
}
