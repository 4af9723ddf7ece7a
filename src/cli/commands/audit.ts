import type { Command } from 'commander';
import type { ReceiptOutcome } from '../../audit/log/receipts.ts';
import { type AuditReport, renderReport } from '../../audit/report.ts';
import { httpLog } from '../../audit/source/http-log.ts';
import { ledgerSource } from '../../audit/source/ledger-source.ts';
import type { LogSource } from '../../audit/source/sources.ts';
import { audit } from '../../audit/verifier.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import type { LedgerReader } from '../../ledger/reader.ts';
import { type Context, checkUrl } from '../context.ts';
import { ownCommand } from '../own-command.ts';
import { readReceipt } from '../receipt-files.ts';
import type { ExitCode, Run } from '../run.ts';
import { standingAt } from '../standing.ts';
import { addTrustOptions, openTrusted, type TrustOptions, trustLines } from '../trust.ts';

interface AuditCommandOptions extends TrustOptions {
  readonly log?: string[];
  readonly receipt: string[];
  readonly witness: string[];
}

/** Roles to which a gateway opens the evidence of its entries. */
const AUDITS: ReadonlySet<string> = new Set(['auditor', 'holder']);
const EXIT: Readonly<Record<AuditReport['verdict'], ExitCode>> = { clean: 0, findings: 1, 'could-not': 2 };

export function auditCommand(program: Command, run: Run): void {
  const command = program
    .command('audit')
    .description('verify logs against the ledger alone: 0 clean, 1 findings, 2 could not. As an auditor it sees more')
    .option('--log <url...>', 'base URLs of the gateways whose logs are read; --gateway unless said')
    .option('--receipt <file...>', 'receipts (tlog-proof) that must be in the logs', [])
    .option('--witness <key...>', 'verifier keys of witnesses that you trust', []);
  run.verdict(addTrustOptions(command), async (context, _, options: AuditCommandOptions) => {
    const urls = options.log?.map((url) => checkUrl(url, '--log')) ?? [await context.gateway()];
    const [first = ''] = urls;
    const ledger = await openTrusted(context, options, await context.anonymous(first));
    const { reader, trust } = ledger;
    try {
      const logs = await Promise.all(urls.map((url) => logAt(context, url)));
      for (const { closed } of logs) if (closed) context.output.remark(closed);
      const report = await auditLogs(context, reader, logs, options);
      const isPinned = trust !== 'first contact';
      context.output.result({ ...report, isPinned }, () => [
        ...renderReport(report).split('\n'),
        ...options.receipt.map((file, i) => `Receipt ${file}: ${receiptWords(report.receipts[i])}.`),
        ...trustLines(ledger, first),
      ]);
      return EXIT[report.verdict];
    } finally {
      reader.close();
    }
  });
}

async function auditLogs(
  context: Context,
  reader: LedgerReader,
  logs: readonly OpenedLog[],
  { receipt, witness }: AuditCommandOptions,
): Promise<AuditReport> {
  const { output } = context;
  const receipts = await Promise.all(receipt.map(readReceipt));
  const sources = logs.map(({ source }) => source);
  const onProgress = (log: string, entries: number, size: number) =>
    output.progress(`log ${log.slice(0, 10)}: ${entries} of ${size} entries`);
  const report = await audit(ledgerSource(reader), sources, { receipts, witnesses: witness, onProgress });
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
async function logAt(context: Context, url: string): Promise<OpenedLog> {
  if (!context.isSomebody) return { source: httpLog(url, (await (await context.anonymous(url)).identity()).logId) };
  const client = await context.client(url);
  await client.signIn();
  const { logId } = await client.identity();
  const source = httpLog(url, logId, { authorize: (_, target) => client.authorize(target) });
  const { roles } = await standingAt(client);
  if (roles.some((role) => AUDITS.has(role))) return { source };
  const denied = async () => ({ kind: 'denied', reason: 'the account is no auditor' }) as const;
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
