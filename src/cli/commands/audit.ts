import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { httpLog } from '../../audit/http-log.ts';
import { ledgerSource } from '../../audit/ledger-source.ts';
import { type AuditReport, renderReport } from '../../audit/report.ts';
import { audit } from '../../audit/verifier.ts';
import { GatewayClient } from '../../client/gateway-client.ts';
import { CustosError } from '../../core/errors.ts';
import type { LogId } from '../../core/ids.ts';
import { parseProof } from '../../core/proof.ts';
import type { LedgerReader } from '../../ledger/reader.ts';
import { type Context, checkUrl, clientOf } from '../context.ts';
import type { ExitCode, Run } from '../run.ts';
import type { LedgerAnswer } from '../transaction.ts';
import { addTrustOptions, openTrusted, type TrustOptions } from '../trust.ts';

interface AuditCommandOptions extends TrustOptions {
  readonly log?: string[];
  readonly receipt: string[];
  readonly witness: string[];
}

const EXIT: Readonly<Record<AuditReport['verdict'], ExitCode>> = { clean: 0, findings: 1, 'could-not': 2 };

/** A gateway could name a ledger of its own making, on which all is well. */
const UNPINNED = 'The ledger is the one that the gateway named. Name it yourself with --membership.';

export function auditCommand(program: Command, run: Run): void {
  const command = program
    .command('audit')
    .description('verify logs against the ledger alone: 0 clean, 1 findings, 2 could not. As an auditor it sees more')
    .option('--log <url...>', 'base URLs of the gateways whose logs are read; --gateway unless said')
    .option('--receipt <file...>', 'receipts (tlog-proof) that must be in the logs', [])
    .option('--witness <key...>', 'verifier keys of witnesses that you trust', []);
  run(addTrustOptions(command), async (context, _, options: AuditCommandOptions) => {
    const urls = options.log?.map((url) => checkUrl(url, '--log')) ?? [await context.gateway()];
    const answer = async () => new GatewayClient({ endpoint: urls[0] ?? '' }).json<LedgerAnswer>('GET', '/v1/ledger');
    const reader = await openTrusted(context, options, answer);
    try {
      const report = await auditLogs(context, reader, urls, options);
      const isPinned = options.membership !== undefined || (await context.node()) !== undefined;
      context.output.result({ ...report, isPinned }, () =>
        [renderReport(report), ...(isPinned ? [] : [UNPINNED])].join('\n'),
      );
      return EXIT[report.verdict];
    } finally {
      reader.close();
    }
  });
}

async function auditLogs(
  context: Context,
  reader: LedgerReader,
  urls: readonly string[],
  { receipt, witness }: AuditCommandOptions,
): Promise<AuditReport> {
  const { output } = context;
  const receipts = await Promise.all(receipt.map(readReceipt));
  const logs = await Promise.all(urls.map((url) => logAt(context, url)));
  const onProgress = (log: string, entries: number, size: number) =>
    output.progress(`log ${log.slice(0, 10)}: ${entries} of ${size} entries`);
  const report = await audit(ledgerSource(reader), logs, { receipts, witnesses: witness, onProgress });
  output.done();
  return report;
}

/** With an account it asks for evidence and openings as well. */
async function logAt(context: Context, url: string) {
  const { logId } = await new GatewayClient({ endpoint: url }).json<{ logId: LogId }>('GET', '/v1/log');
  if (!context.isSomebody) return httpLog(url, logId);
  const client = clientOf(url, await context.account());
  await client.signIn();
  return httpLog(url, logId, { authorize: (_, target) => client.authorize(target) });
}

/** A file that is no receipt must not pass for one that convicts nobody. */
async function readReceipt(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new CustosError('INPUT_INVALID', `The receipt ${file} cannot be read (${cause.code}).`, { cause });
  });
  try {
    parseProof(bytes);
    return bytes;
  } catch (cause) {
    throw new CustosError('INPUT_INVALID', `${file} is no receipt: it is not of the form tlog-proof@v1.`, { cause });
  }
}
