import {
  type Dataset,
  type Duty,
  type GatewayClient,
  isCustosError,
  judgeReceipt,
  listDatasets,
  listEntries,
  listMembers,
  listPermits,
  listStaff,
  logState,
  type Member,
  type OpenedReceipt,
  type Permit,
  type ReceiptVerdict,
  type StaffMember,
  type Subject,
  searchSubjects,
} from '../../client/index.ts';
import type { May } from '../session/may.tsx';

type Entry = OpenedReceipt['entry'];

/** What somebody's text stands for, each as what it was recognised. */
export type Found =
  | { readonly as: 'patient'; readonly subject: Subject }
  | { readonly as: 'dataset'; readonly dataset: Dataset }
  | { readonly as: 'member'; readonly member: Member }
  | { readonly as: 'person'; readonly person: StaffMember }
  | { readonly as: 'permit'; readonly permit: Permit }
  | { readonly as: 'entry'; readonly entry: Entry }
  | { readonly as: 'receipt'; readonly judged: ReceiptVerdict | { readonly verdict: 'unreadable' } };

const MOST = 8;
/** Letters that no number of a patient's goes beyond. */
const LONGEST = 200;
const RECEIPT = 'c2sp.org/tlog-proof@v1';

/** What a text is tried as, and which duties show it; none where everybody of the house sees it. */
const KINDS = {
  patient: ['data-manager'],
  dataset: [],
  member: [],
  person: ['administrator', 'auditor'],
  permit: ['reviewer', 'auditor', 'researcher'],
  entry: ['auditor'],
  receipt: [],
} as const satisfies Record<Found['as'], readonly Duty[]>;

type Kind = keyof typeof KINDS;

/** What somebody's texts are tried as. */
export function kindsTried(may: May): Kind[] {
  const kinds = Object.keys(KINDS) as Kind[];
  return kinds.filter((kind) => KINDS[kind].length === 0 || may(...KINDS[kind]));
}

/** Tries a text as everything that the holder has, and that one of somebody's duties shows. */
export async function searchFor(gateway: GatewayClient, typed: string, may: May): Promise<readonly Found[]> {
  const text = typed.trim();
  if (text.includes(RECEIPT)) return [await receiptOf(gateway, typed)];
  const wanted = text.toLowerCase();
  const tried = kindsTried(may);
  const [patients, datasets, members, people, permits, entry] = await Promise.all([
    tried.includes('patient') ? searchSubjects(gateway, { text: text.slice(0, LONGEST), limit: MOST }) : undefined,
    listDatasets(gateway),
    listMembers(gateway),
    tried.includes('person') ? listStaff(gateway) : [],
    tried.includes('permit') ? listPermits(gateway) : [],
    tried.includes('entry') ? entryNumbered(gateway, text) : undefined,
  ]);
  const has = (...names: readonly (string | undefined)[]) => names.some((name) => name?.toLowerCase().includes(wanted));
  return [
    ...(patients?.subjects ?? []).map((subject) => ({ as: 'patient', subject }) as const),
    ...datasets
      .filter(({ name, dataset }) => has(name) || dataset.startsWith(wanted))
      .slice(0, MOST)
      .map((dataset) => ({ as: 'dataset', dataset }) as const),
    ...members
      .filter(({ name, identity, account }) => has(name) || identity === wanted || account === wanted)
      .slice(0, MOST)
      .map((member) => ({ as: 'member', member }) as const),
    ...people
      .filter(({ name }) => has(name))
      .slice(0, MOST)
      .map((person) => ({ as: 'person', person }) as const),
    ...permits.filter(({ permit }) => String(permit) === text).map((permit) => ({ as: 'permit', permit }) as const),
    ...(entry === undefined ? [] : [{ as: 'entry', entry } as const]),
  ];
}

/** The entry of that number, if the log has it. */
async function entryNumbered(gateway: GatewayClient, text: string): Promise<Entry | undefined> {
  if (!/^\d{1,12}$/.test(text)) return undefined;
  const number = Number(text);
  const { size } = await logState(gateway);
  if (number >= size) return undefined;
  for await (const entry of listEntries(gateway, number)) return entry;
  return undefined;
}

/** As it is judged everywhere: whoever copies a receipt out of a letter has words around it. */
async function receiptOf(gateway: GatewayClient, typed: string): Promise<Found> {
  const { endpoint } = gateway;
  const pin = { endpoint, identity: await gateway.identity(), since: 0, subjects: {}, earlier: [] };
  try {
    return { as: 'receipt', judged: judgeReceipt(new TextEncoder().encode(typed), [pin]) };
  } catch (error) {
    if (!isCustosError(error)) throw error;
    return { as: 'receipt', judged: { verdict: 'unreadable' } };
  }
}
