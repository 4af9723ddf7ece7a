import type { AuditReport } from '../audit/report.ts';
import type { Gap, Unseen } from '../audit/source/coverage.ts';
import type { Address } from '../core/ids.ts';
import { ownCommand, sameCommand, shellWord } from './own-command.ts';

/** How an audit was asked for. */
export interface AuditAsked {
  /** Base URLs whose logs were read; empty where a file was. */
  readonly urls: readonly string[];
  readonly bundle?: string | undefined;
  /** What a member goes by here; absent where nobody signed in. */
  readonly isSomebody: boolean;
  /** What members are called to whoever asked. */
  readonly member: (identity: Address) => string;
}

type Next = (gaps: readonly Gap[], asked: AuditAsked) => readonly string[];

const NEWER = 'A newer version of this program may know them: install it, and audit again.';

/** What to do about each kind of gap: a command that would tell, or who could, or that nobody can. */
const NEXT: Readonly<Record<keyof Unseen, Next>> = {
  blocks: () => [`Compare the ledger with what another of its nodes says: ${sameCommand('--rpc URL')}`],
  cells: () => [
    `Ask a node of the ledger that keeps its state and proves it (eth_getProof, an archive): ${sameCommand('--rpc URL')}`,
  ],
  logs: logSteps,
  checkpoints: ([gap], { bundle }) =>
    bundle === undefined
      ? [`Audit again when ${gap?.url ?? 'the gateway'} serves its checkpoint: ${sameCommand('')}`]
      : exportSteps(bundle),
  entries: (gaps, asked) => fetchSteps(gaps, asked, 'as a member of the consortium'),
  receipts: (_, { urls }) => [
    `Name the gateways that gave the receipts as well: ${sameCommand(logOption([...urls, 'URL']))}. ${ownCommand('receipt verify FILE')} says which log one is of.`,
  ],
  unknownKinds: () => [NEWER],
  evidence: (gaps, asked) => fetchSteps(gaps, asked, 'as an auditor'),
  sessions: () => [NEWER],
  rejections: () => [
    `Ask a node that keeps the ledger’s state of every block (an archive): ${sameCommand('--rpc URL')}. What then stays open, ask those who withdrew: their receipts say what was acknowledged.`,
  ],
  openings: (gaps, asked) => fetchSteps(gaps, asked, 'as an auditor'),
  erasedRows: () => [
    'Rows of people who were erased open to nobody any more. What an audit saw before stays in its report; the erasures themselves were checked above.',
  ],
  unrootedRows: () => [
    'What stands beside erased rows in the same release cannot be proven any more, by anybody. Requesters hold the receipts and items of these releases: ask them.',
  ],
  sources: () => [
    `What an item was made from is told by its holder: ${ownCommand('dataset lineage DATASET')}, then audit the log of the dataset that it came from.`,
  ],
  parameters: () => [
    `Give what the conditions are compared with, as the holder published it: ${sameCommand('--parameters FILE --diseases FILE')}. docs/operating.md says how they are written.`,
  ],
  declaredLost: () => [
    `Whoever asked for something then holds its receipt: collect them from requesters and patients, and hold them to the log: ${sameCommand('--receipt FILE')}`,
  ],
};

/** What to do next about all that an audit could not tell, in the order of its checks; empty where it could tell all. */
export function nextLines(report: AuditReport, asked: AuditAsked): string[] {
  const gaps = report.checks.filter(({ state }) => state === 'could-not').flatMap((check) => check.gaps);
  const byKind = Map.groupBy(gaps, ({ kind }) => kind);
  const steps = [...byKind].flatMap(([kind, own]) => NEXT[kind](own, asked));
  const all = [...new Set([...steps, ...emptySteps(report, asked)])];
  return all.length === 0 ? [] : ['', 'To learn what could not be told:', ...all.map((step) => `  ${step}`)];
}

/** Where nothing was in the way, and there was nothing to judge. */
function emptySteps({ verdict, counts, range, logs }: AuditReport, { urls }: AuditAsked): string[] {
  if (verdict !== 'could-not') return [];
  if (counts.newer > 0) return [`Audit again in a minute: ${sameCommand('')}`];
  if (logs.length === 0 && urls.length === 0)
    return [`Audit the gateways themselves: ${ownCommand('audit --log URL')}`];
  if (range === undefined || counts.within > 0) return [];
  return [
    `Choose another range, of entries 0 to ${Math.max(counts.entries - 1, 0)}: ${sameCommand('--from ENTRY --to ENTRY')}`,
  ];
}

/** Logs of others that the ledger names, by the addresses that it has of them; what one was asked for in vain is asked again. */
function logSteps(gaps: readonly Gap[], { urls, bundle, member }: AuditAsked): string[] {
  const known = gaps.flatMap(({ endpoint }) => (endpoint !== undefined && isPlainUrl(endpoint) ? [endpoint] : []));
  const [homeless] = gaps.flatMap(({ endpoint, holder }) =>
    holder === undefined || (endpoint !== undefined && isPlainUrl(endpoint)) ? [] : [holder],
  );
  const strange = gaps.some(({ endpoint, holder }) => endpoint === undefined && holder === undefined);
  const command = (more: readonly string[]) =>
    bundle === undefined
      ? sameCommand(logOption([...urls, ...more]))
      : ownCommand(`audit ${logOption([...urls, ...more])}`);
  return [
    ...(known.length === 0
      ? []
      : [`Read the logs of the others as well, where the ledger says that they are: ${command(known)}`]),
    ...(homeless === undefined
      ? []
      : [
          `The ledger has no address that can be used for the log of ${member(homeless)}: ask that organisation where its gateway is, and name it: ${command(['URL'])}`,
        ]),
    ...(strange
      ? [
          `A gateway that was named is of another ledger, or new to this one. Compare which ledger is meant: ${ownCommand('gateway list')}`,
        ]
      : []),
  ];
}

/** What a gateway did not give: to somebody else, or at another time. */
function fetchSteps(gaps: readonly Gap[], { bundle, isSomebody }: AuditAsked, as: string): string[] {
  if (bundle !== undefined) return exportSteps(bundle);
  const [first] = gaps;
  const isDenied = gaps.some(({ denied }) => denied === true);
  if (!isDenied) return [`Audit again when ${first?.url ?? 'the gateway'} answers: ${sameCommand('')}`];
  const who = isSomebody ? 'with the key of another who may see it' : 'with your key';
  return [
    `Audit ${as}, ${who}: ${sameCommand('--as NAME')}. The administrator gives the role: ${ownCommand('member list')} shows who has it.`,
  ];
}

function exportSteps(bundle: string): string[] {
  return [
    `The file does not hold it. An auditor writes one that does: ${ownCommand(`evidence export ${shellWord(bundle)} --as AUDITOR`)}`,
  ];
}

/** Whether what stands on the ledger, where each writes its own, is the URL of a gateway and nothing that a shell, an option or a
 *  reader takes for more. */
function isPlainUrl(text: string): boolean {
  const url = URL.parse(text);
  const isPlace = url !== null && ['http:', 'https:'].includes(url.protocol) && url.username === '';
  return isPlace && url.href.replace(/\/+$/, '') === text && shellWord(text) === text;
}

function logOption(urls: readonly string[]): string {
  return `--log ${[...new Set(urls)].map(shellWord).join(' ')}`;
}
