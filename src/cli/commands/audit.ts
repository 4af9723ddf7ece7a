import type { Command } from 'commander';
import type { ReceiptOutcome } from '../../audit/log/receipts.ts';
import type { AuditReport } from '../../audit/report.ts';
import { type LedgerRead, type ReportNames, renderReport } from '../../audit/report-text.ts';
import { httpLog } from '../../audit/source/http-log.ts';
import { ledgerSource } from '../../audit/source/ledger-source.ts';
import type { LedgerSource, LogSource } from '../../audit/source/sources.ts';
import { audit } from '../../audit/verifier.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { standingAt } from '../../client/standing.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import { type Digest, formatLedger, type Ledger } from '../../core/ids.ts';
import { readDiseases, readParameters, unmatchedWords } from '../audit-knowledge.ts';
import { type AuditAsked, nextLines } from '../audit-next.ts';
import { auditRange } from '../audit-range.ts';
import { type Context, checkUrl } from '../context.ts';
import { ledgerBeside, readBundle } from '../evidence-bundle.ts';
import { memberNames } from '../member-names.ts';
import { namedTexts } from '../named-text.ts';
import { ownCommand } from '../own-command.ts';
import { personNames } from '../person-names.ts';
import { shortId } from '../pick.ts';
import { readReceipt } from '../receipt-files.ts';
import type { ExitCode, Run } from '../run.ts';
import { addTrustOptions, ledgerOf, openTrusted, requireLedger, type TrustOptions, trustLines } from '../trust.ts';

interface AuditCommandOptions extends TrustOptions {
  readonly log?: string[];
  readonly bundle?: string;
  readonly receipt: string[];
  readonly witness: string[];
  readonly from?: string;
  readonly to?: string;
  readonly parameters?: string;
  readonly diseases?: string;
}

/** Roles to which a gateway opens the evidence of its entries. */
const AUDITS: ReadonlySet<string> = new Set(['auditor', 'holder']);
const EXIT: Readonly<Record<AuditReport['verdict'], ExitCode>> = { clean: 0, findings: 1, 'could-not': 2 };

export function auditCommand(program: Command, run: Run): void {
  const command = program
    .command('audit')
    .description(
      'verify logs against the ledger alone: 0 clean, 1 findings, 2 could not tell. As an auditor it sees more',
    )
    .option('--log <url...>', 'base URLs of the gateways whose logs are read; --gateway unless said')
    .option(
      '--bundle <file>',
      'audit this file of evidence export; with --rpc against that ledger, else against its own copy',
    )
    .option('--receipt <file...>', 'receipts (tlog-proof) that must be in the logs', [])
    .option('--witness <key...>', 'verifier keys of witnesses that you trust', [])
    .option('--from <entry|day>', 'audit from this entry on, or from this day (YYYY-MM-DD, UTC)')
    .option('--to <entry|day>', 'audit up to this entry, or to the end of this day')
    .option(
      '--parameters <file>',
      'JSON with what the datasets’ conditions of use are compared with (docs/operating.md)',
    )
    .option('--diseases <file>', 'JSON with all MONDO ids above each disease (docs/operating.md)');
  run.verdict(addTrustOptions(command), async (context, _, options: AuditCommandOptions) => {
    if (options.bundle !== undefined) return await auditBundle(context, options.bundle, options);
    const urls = options.log?.map((url) => checkUrl(url, '--log')) ?? [await context.gateway()];
    const [first = ''] = urls;
    auditRange(options.from, options.to);
    const ledger = await openTrusted(context, options, await context.anonymous(first));
    const { reader, trust } = ledger;
    try {
      const given = options.ledger === undefined ? undefined : ledgerOf(options.ledger);
      const logs = await Promise.all(urls.map((url) => logAt(context, url, given)));
      for (const { closed } of logs) if (closed) context.output.remark(await namedTexts(context, [closed]));
      const sources = logs.map(({ source }) => source);
      const report = await auditLogs(context, ledgerSource(reader), sources, options);
      const names = await reportNames(context, report, first);
      return show(context, report, options, {
        read: trust === 'first contact' ? 'unpinned' : 'pinned',
        names,
        asked: { urls, isSomebody: context.isSomebody, member: names.member },
        lines: trustLines(ledger, first),
      });
    } finally {
      reader.close();
    }
  });
}

/** Without network, unless a ledger is named: what the file holds of the ledger is the word of whoever wrote it. */
async function auditBundle(context: Context, file: string, options: AuditCommandOptions): Promise<ExitCode> {
  const bundle = await readBundle(file);
  if (options.ledger !== undefined) requireSame(file, bundle.ledger.ledger, ledgerOf(options.ledger));
  const beside = options.rpc === undefined ? undefined : await ledgerBeside(bundle, options.rpc, options);
  try {
    const report = await auditLogs(context, beside?.source ?? bundle.ledger, bundle.logs, options);
    const { height, hash } = await bundle.ledger.head();
    const names = await reportNames(context, report);
    const word = `The ledger is the file’s own copy: compare block ${height} (${hash}) with the chain, or give --rpc.`;
    return show(context, report, options, {
      read: beside ? 'pinned' : 'copy',
      names,
      asked: { urls: [], bundle: file, isSomebody: context.isSomebody, member: names.member },
      lines: beside ? [] : [word],
    });
  } finally {
    beside?.reader.close();
  }
}

function requireSame(file: string, held: Ledger, given: Ledger): void {
  if (formatLedger(held) === formatLedger(given)) return;
  const message = `${file} is of the ledger ${formatLedger(held)}, not of ${formatLedger(given)}. Nothing was audited.`;
  throw new CustosError('LEDGER_MISMATCH', message);
}

interface Shown {
  readonly read: LedgerRead;
  readonly names: ReportNames;
  readonly asked: AuditAsked;
  readonly lines: readonly string[];
}

/** What whom a report is about is called to people: what the gateway calls them to the caller, else by what people can type. Names are
 *  of help, and no part of what is audited. */
async function reportNames(context: Context, report: AuditReport, url?: string): Promise<ReportNames> {
  const persons = report.staff.flatMap(({ person }) => person ?? []);
  const subjects = report.announcedErasures.map(({ subject }) => subject);
  const holders = [...report.logs, ...report.staff].map(({ holder }) => holder);
  const short: ReportNames = {
    member: (identity) => shortId(identity, holders),
    person: (person) => `the person ${shortId(person, persons)}`,
    subject: (subject) => shortId(subject, subjects),
  };
  if (url === undefined || !context.isSomebody) return short;
  try {
    const gateway = await context.client(url);
    const member = await memberNames(gateway);
    const person = await personNames(gateway, persons, member);
    const named = (one: string) => person(one as Digest);
    return { ...short, member, person: (one) => (named(one).startsWith('0x') ? short.person(one) : named(one)) };
  } catch (error) {
    if (isCustosError(error)) return short;
    throw error;
  }
}

function show(
  { output }: Context,
  report: AuditReport,
  { receipt, parameters }: AuditCommandOptions,
  { read, names, asked, lines }: Shown,
): ExitCode {
  output.result({ ...report, isPinned: read === 'pinned' }, () => [
    ...renderReport(report, read, names).split('\n'),
    ...unmatchedWords(parameters, report.unmatchedParameters),
    ...receipt.map((file, i) => `Receipt ${file}: ${receiptWords(report.receipts[i])}.`),
    ...lines,
    ...nextLines(report, asked),
  ]);
  return EXIT[report.verdict];
}

async function auditLogs(
  context: Context,
  ledger: LedgerSource,
  logs: readonly LogSource[],
  { receipt, witness, from, to, parameters, diseases }: AuditCommandOptions,
): Promise<AuditReport> {
  const { output } = context;
  const knowledge = {
    ...(parameters === undefined ? {} : { parameters: await readParameters(parameters) }),
    ...(diseases === undefined ? {} : { diseases: await readDiseases(diseases) }),
  };
  const receipts = await Promise.all(receipt.map(readReceipt));
  const onProgress = (log: string, entries: number, size: number) =>
    output.progress(`log ${shortId(log, [])}: ${entries} of ${size} entries`);
  const range = auditRange(from, to);
  const asked = { receipts, witnesses: witness, onProgress, ...knowledge, ...(range ? { range } : {}) };
  const report = await audit(ledger, logs, asked);
  output.done();
  return report;
}

interface OpenedLog {
  readonly source: LogSource;
  /** Why its evidence stays closed to the caller. */
  readonly closed?: string;
}

/** With an account it asks for evidence and openings as well. Who may not see them is told so, and nothing is asked in
 *  vain: the report then says that not all was seen. */
export async function logAt(context: Context, url: string, given?: Ledger): Promise<OpenedLog> {
  const stranger = await context.anonymous(url);
  await requireLedger(stranger, given);
  const { logId } = await stranger.identity();
  if (!context.isSomebody) return { source: httpLog(url, logId) };
  const client = await context.client(url);
  await client.signIn();
  let signedIn: Promise<GatewayClient> = Promise.resolve(client);
  const source = httpLog(url, logId, {
    authorize: async (_, target) => (await signedIn).authorize(target),
    renew: () => {
      signedIn = context.client(url);
    },
  });
  const { roles } = await standingAt(client);
  if (roles.some((role) => AUDITS.has(role))) return { source };
  const reason = `it takes the role auditor or holder there, which ${client.address} has not`;
  const denied = async () => ({ kind: 'denied', reason, url }) as const;
  return { source: { ...source, evidence: denied, openings: denied }, closed: closedWords(client) };
}

function closedWords({ address, endpoint }: GatewayClient): string {
  return `${address} is no auditor at ${endpoint}: evidence and openings stay closed to it. What ledger and log alone show, anybody can audit: run it without --as or --key. Your own receipts are judged with --receipt FILE, or by ${ownCommand('receipt verify FILE')}. For all else, ask the administrator for the role auditor.`;
}

const RECEIPT_WORDS: Readonly<Record<ReceiptOutcome, string>> = {
  confirmed: 'confirmed',
  contradicted: 'CONTRADICTED: the log does not have what it signed for',
  'not-read': 'not confirmed: its entry was not read',
  altered: 'NOT VERIFIED: the log signed its checkpoint, and that does not lead to the entry in it. It was changed',
  unknown: 'not confirmed: no log that was read signed it',
};

function receiptWords(result: AuditReport['receipts'][number] | undefined): string {
  const { outcome = 'unknown', logId, seq } = result ?? {};
  return logId === undefined || seq === undefined
    ? RECEIPT_WORDS[outcome]
    : `${RECEIPT_WORDS[outcome]}, entry ${seq} of log ${logId}`;
}
