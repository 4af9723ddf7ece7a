import { dateWords } from '../core/date-words.ts';
import type { AuditReport } from './report.ts';
import type { Check, CheckResult, Gap, Level, Unseen } from './source/coverage.ts';
import type { Bound, Range } from './source/range.ts';

const CHECK_WORDS: Readonly<Record<Check, string>> = {
  blocks: 'blocks of the ledger, hashed anew and compared with its events',
  cells: 'values of the contracts, read back by proof where receipts prove no events',
  erasures: 'erasures of people, each at their own word or announced in time',
  logs: 'logs that the ledger names',
  checkpoints: 'published checkpoints',
  heads: 'heads on chain, compared with the entries',
  entries: 'entries, read and hashed',
  disclosed: 'entries, compared with their events on chain',
  receipts: 'receipts and checkpoints of others',
  permits: 'releases, held to dataset, permit and membership',
  evidence: 'entries, their evidence opened',
  requests: 'requests, with proof of who asked',
  withdrawals: 'acknowledged withdrawals, mined',
  openings: 'releases, opened',
  rows: 'rows, which give the roots of their releases',
  items: 'items, found in the manifests on chain',
  consents: 'rows of patients, their consent decided anew',
  purposes: 'comparisons of purposes and conditions',
};

const STATE_WORDS: Readonly<Record<CheckResult['state'], string>> = {
  done: 'done',
  nothing: 'nothing to check',
  open: 'under way',
  'could-not': 'could not be done in full',
  'not-asked': 'not looked at',
};

const GAP_WORDS: Readonly<Record<keyof Unseen, string>> = {
  blocks: 'blocks of the ledger that no hash proves: what they say is their node’s word',
  cells: 'slots of the ledger’s contracts that releases rested on, and that no proof of its state showed',
  logs: 'logs without a source',
  checkpoints: 'logs without a checkpoint',
  entries: 'entries that were not served',
  receipts: 'receipts or checkpoints that none of these logs signed',
  unknownKinds: 'entries of an unknown kind',
  evidence: 'entries without their evidence',
  sessions: 'sessions of a kind that this auditor cannot verify',
  rejections: 'withdrawals rejected on chain, for reasons that could not be checked',
  openings: 'releases without their openings',
  erasedRows: 'rows of erased subjects',
  unrootedRows: 'rows beside erased ones, without their root',
  sources: 'items made from others, which no opening shows',
  parameters: 'decisions that hang on a parameter that was not at hand',
  declaredLost: 'entries that a restore declared lost',
};

const SHOWN = 50;

/** Which ledger was read: one that somebody else than the gateway named, the one that the gateway named, or the copy that a
 *  bundle brings along. */
export type LedgerRead = 'pinned' | 'unpinned' | 'copy';

const LEDGER_WORDS: Readonly<Record<LedgerRead, string>> = {
  pinned: ' The ledger was pinned: it is the one that was named beforehand.',
  unpinned: ' The ledger was not pinned: that it is the right one is the gateway’s word.',
  copy: ' The ledger itself was not asked: all this was judged by the copy of it in the file.',
};

/** What those are called whom a report is about. Where it is left out they go by their ids. */
export interface ReportNames {
  readonly member: (identity: string) => string;
  /** A person of a member's, by its pseudonym. */
  readonly person: (pseudonym: string) => string;
  readonly subject: (pseudonym: string) => string;
}

const IDS: ReportNames = {
  member: (identity) => identity,
  person: (pseudonym) => `the person ${pseudonym}`,
  subject: (pseudonym) => pseudonym,
};

/** The report for people, in plain text: what was checked, found and not seen in plain words; then the record. `ledger` is
 *  left out where it is not known. */
export function renderReport(report: AuditReport, ledger?: LedgerRead, names: ReportNames = IDS): string {
  return [
    verdictLine(report) + (ledger === undefined ? '' : LEDGER_WORDS[ledger]),
    '',
    plainWords(report, ledger),
    '',
    'What was checked:',
    ...report.checks.flatMap(checkLines),
    '',
    'The record:',
    ...recordLines(report),
    ...logLines(report, names),
    ...erasureLines(report, names),
    ...staffLines(report, names),
    ...findingLines(report),
  ].join('\n');
}

function verdictLine({ verdict, level, asked, range, counts }: AuditReport): string {
  const of = range === undefined ? '' : ` for ${rangeWords(range)}`;
  const words = {
    clean: `clean at level ${level}${of}: no promise was seen broken`,
    findings:
      counts.findings === 1
        ? `1 finding${of}: a promise was broken`
        : `${counts.findings} findings${of}: promises were broken`,
    'could-not': `could not tell at level ${asked}${of}: nothing was seen broken, but not all could be seen`,
  };
  return `Verdict: ${words[verdict]}.`;
}

const LOOKED: Readonly<Record<Level, string>> = {
  log: 'whether the logs are whole and as they were signed, and whether each release had a permit. Who asked, and whose data left, was not looked at.',
  evidence:
    'whether the logs are whole and as they were signed, who asked for each release, and what became of each withdrawal. Whose data left was not looked at.',
  openings:
    'whether the logs are whole and as they were signed, who asked for each release, whose data left, what each of these people had agreed to, and what became of each withdrawal.',
};

const MORE = 'an audit by a member that is an auditor looks at more.';
const SEEN: Readonly<Record<Level, string>> = {
  log: `All that this level looks at could be seen; ${MORE}`,
  evidence: `All that this level looks at could be seen; ${MORE}`,
  openings: 'All of it could be seen.',
};

/** One paragraph that needs no training. */
function plainWords(report: AuditReport, from: LedgerRead | undefined): string {
  const { asked, logs, counts, range, ledger } = report;
  const source =
    from === 'copy' ? 'a copy of the ledger, which the file brings along' : 'the ledger that the consortium shares';
  const read = `This audit read ${source}, up to block ${ledger.height}, and ${many(logs.length, 'log')} of accesses with ${many(counts.entries, 'entry')}.`;
  const within = range === undefined ? '' : ` of ${rangeWords(range)}`;
  const judged = `Without believing the gateway it checked ${many(counts.releases, 'release')} of ${many(counts.rows, 'item')}${within}: ${LOOKED[asked]}`;
  return [read, judged, foundWords(report), unseenWords(report)].join(' ');
}

function foundWords({ findings, counts }: AuditReport): string {
  const [first] = findings;
  if (first === undefined) return 'Nothing was found that breaks a promise.';
  if (counts.findings === 1) return `A promise was broken: ${first.message}`;
  return `Promises were broken ${counts.findings} times; the first: ${first.message} All are listed below.`;
}

/** Why no entry was decided. */
function nothingWords(range: Range | undefined, newer: number): string {
  const which = range === undefined ? 'No entry' : 'No entry of that range';
  if (newer > 0) return `${which} is on a block that this audit knows, so that nothing was audited. Audit again.`;
  return 'No entry falls into that range, so that nothing was audited.';
}

function unseenWords({ verdict, asked, checks, range, counts }: AuditReport): string {
  const short = checks.filter(({ state }) => state === 'could-not');
  const gaps = short.flatMap((check) => check.gaps);
  if (counts.within === 0 && (range !== undefined || counts.newer > 0)) return nothingWords(range, counts.newer);
  if (gaps.length === 0 && short.length > 0) return 'What was found kept it from the rest, as listed below.';
  if (gaps.length === 0) return verdict === 'could-not' ? 'There was no log to read.' : SEEN[asked];
  const told = gaps.slice(0, 3).map((gap) => gapWords(gap));
  const more = gaps.length > told.length ? '; and more, as listed below' : '';
  return `Not all of it could be seen: ${told.join('; ')}${more}.`;
}

function checkLines({ check, state, level, done, of, gaps }: CheckResult): string[] {
  const words = CHECK_WORDS[check];
  if (state === 'not-asked') return [`  ${STATE_WORDS[state]} (it is of level ${level}): ${words}`];
  if (state === 'nothing') return [`  ${STATE_WORDS[state]}: ${words}`];
  return [
    `  ${STATE_WORDS[state]}: ${figure(done)} of ${figure(of)} ${words}`,
    ...gaps.map((gap) => `    ${gapWords(gap)}${placeOf(gap)}`),
  ];
}

function gapWords({ kind, count, reason }: Gap): string {
  return `${figure(count)} ${GAP_WORDS[kind]}, since ${reason}`;
}

function placeOf({ logId, entry, url }: Gap): string {
  const places = [
    ...(logId === undefined ? [] : [`log ${logId.slice(0, 10)}`]),
    ...(entry === undefined ? [] : [`from entry ${entry} on`]),
    ...(url === undefined ? [] : [url]),
  ];
  return places.length === 0 ? '' : ` (${places.join(', ')})`;
}

function rangeWords({ from, to }: Range): string {
  const ends = [...(from ? [`from ${boundWords(from)}`] : []), ...(to ? [`to ${boundWords(to)}`] : [])];
  return `the entries ${ends.join(' ')}`;
}

function boundWords(bound: Bound): string {
  return 'entry' in bound ? `number ${bound.entry}` : dateWords(bound.time);
}

function recordLines({ level, asked, witnessed, ledger, counts, range }: AuditReport): string[] {
  return [
    `Level reached: ${level}, of ${asked}; ${witnessed ? 'witnessed' : 'not witnessed'}.`,
    `Ledger: chain ${ledger.chainId}, Membership ${ledger.membership}, up to block ${ledger.height} (${ledger.hash}).`,
    proofLine(ledger.proof),
    ...stateLines(ledger),
    `Seen: ${counts.entries} entries, ${counts.releases} releases of ${counts.rows} items.`,
    ...(range === undefined ? [] : [rangeLine(range, counts.within)]),
    ...(counts.newer > 0 ? [`Left to the next audit: ${counts.newer} entries on later blocks.`] : []),
    ...openLines(counts),
  ];
}

function rangeLine(range: Range, within: number): string {
  return `Range: ${within} of them are ${rangeWords(range)}; the others were hashed, so that the heads can be compared, and withdrawals are followed through all.`;
}

function proofLine(proof: AuditReport['ledger']['proof']): string {
  if (!proof) return 'Its events: as the source gives them; compare the block with the chain.';
  const { hashed, empty, received, unproven } = proof;
  const word = unproven > 0 ? `; ${unproven} blocks on their node’s word` : '';
  return `Its events: ${hashed} headers hashed anew, ${empty} blocks proved empty by their bloom, receipts of ${received} recomputed${word}.`;
}

function stateLines({ proof, state }: AuditReport['ledger']): string[] {
  if (!proof || proof.stated === 0) return [];
  const { cells, blocks } = state ?? { cells: 0, blocks: 0 };
  const why = `Receipts of ${proof.stated} blocks do not give the root: what its node encodes otherwise is its word`;
  return [`${why}, but for what releases rested on: state of ${cells} cells read back by proof at ${blocks} blocks.`];
}

function openLines(counts: AuditReport['counts']): string[] {
  const open = [
    [counts.openEmergencies, 'emergencies wait for a review on chain'],
    [counts.openWithdrawals, 'withdrawals are not on chain yet'],
    [counts.rejectedWithdrawals, 'withdrawals were acknowledged and rejected on chain: ask those who made them'],
    [
      counts.lateWithdrawals,
      'withdrawals were signed for what had been withdrawn already, while later consents stood, and ended none of them: ask those who made them',
    ],
    [
      counts.overdueWithdrawals,
      'withdrawals reached the chain later than the policy allows, or were lost by it: ask their gateway why',
    ],
  ] as const;
  return open.filter(([count]) => count > 0).map(([count, what]) => `Open: ${count} ${what}.`);
}

function logLines({ logs }: AuditReport, names: ReportNames): string[] {
  return logs.map(({ logId, holder, entries, anchored, unanchored, mode }) => {
    const waiting = unanchored > 0 ? `, ${unanchored} not yet anchored` : '';
    return `Log ${logId} of ${names.member(holder)} (${mode}): ${entries} entries read, ${anchored} on chain${waiting}.`;
  });
}

/** Who did what in the holders' names, by pseudonyms: their organisations can say who they are. */
function staffLines({ staff }: AuditReport, names: ReportNames): string[] {
  if (staff.length === 0) return [];
  const lines = staff.slice(0, SHOWN).map(({ holder, person, acts, bound, boundAgain }) => {
    const who = person === undefined ? 'its account, or nobody who is shown' : names.person(person);
    const done = Object.entries(acts).map(([kind, times]) => `${kind} ${times}`);
    const bindings = bound === 0 ? [] : [`signers bound by its codes ${bound}, of them anew ${boundAgain}`];
    return `  for ${names.member(holder)}, ${who}: ${[...done, ...bindings].join(', ')}`;
  });
  const more = staff.length > SHOWN ? [`  and ${staff.length - SHOWN} more`] : [];
  return ['', 'What persons did in the holders’ names:', ...lines, ...more];
}

function erasureLines({ announcedErasures: announced }: AuditReport, names: ReportNames): string[] {
  if (announced.length === 0) return [];
  const lines = announced.slice(0, SHOWN).map(({ subject, executableAt }) => {
    return `  ${names.subject(subject)} from ${dateWords(executableAt)} (--executable-at ${executableAt})`;
  });
  const more = announced.length - lines.length;
  return [
    'Erasures announced; object with `subject object` to what an audit still needs:',
    ...lines,
    ...(more > 0 ? [`  … and ${more} more.`] : []),
  ];
}

function findingLines({ findings, counts }: AuditReport): string[] {
  const lines = findings.slice(0, SHOWN).map(({ rule, code, message, entry, logId }) => {
    const place =
      logId === undefined ? '' : ` log ${logId.slice(0, 10)}${entry === undefined ? '' : ` entry ${entry}`}:`;
    return `  ${rule} ${code}${place} ${message}`;
  });
  const more = counts.findings - lines.length;
  return [...(lines.length > 0 ? ['Findings:'] : []), ...lines, ...(more > 0 ? [`  … and ${more} more.`] : [])];
}

function many(count: number, noun: string): string {
  const plural = noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${figure(count)} ${count === 1 ? noun : plural}`;
}

function figure(count: number): string {
  return count.toLocaleString('en-US');
}
