import type { Command } from 'commander';
import { ledgerSource } from '../../audit/source/ledger-source.ts';
import { checkUrl } from '../context.ts';
import { writeBundle } from '../evidence-bundle.ts';
import { namedTexts } from '../named-text.ts';
import { ownCommand, shellWord } from '../own-command.ts';
import type { Run } from '../run.ts';
import { addTrustOptions, openTrusted, type TrustOptions, trustLines } from '../trust.ts';
import { logAt } from './audit.ts';

interface ExportOptions extends TrustOptions {
  readonly log?: string[];
}

export function evidenceCommands(program: Command, run: Run): void {
  const evidence = program.command('evidence').description('the trail in one file, to be audited without network');
  const command = evidence
    .command('export <file>')
    .description('write ledger and logs into a new file. As an auditor with evidence and openings')
    .option('--log <url...>', 'base URLs of the gateways whose logs are read; --gateway unless said');
  run(addTrustOptions(command), async (context, [path = ''], options: ExportOptions) => {
    const urls = options.log?.map((url) => checkUrl(url, '--log')) ?? [await context.gateway()];
    const [first = ''] = urls;
    const ledger = await openTrusted(context, options, await context.anonymous(first));
    try {
      const logs = await Promise.all(urls.map((url) => logAt(context, url)));
      for (const { closed } of logs) if (closed) context.output.remark(await namedTexts(context, [closed]));
      const sources = logs.map(({ source }) => source);
      const lines = await writeBundle(path, ledgerSource(ledger.reader), sources);
      context.output.result({ file: path, lines, logs: sources.map(({ logId }) => logId) }, () => [
        `${path} holds ${lines} lines of ${sources.length === 1 ? 'one log' : `${sources.length} logs`} and the ledger. Audit it with ${ownCommand(`audit --bundle ${shellWord(path)}`)}.`,
        'It may hold what was asked and given out: keep it as you keep patients’ data.',
        ...trustLines(ledger, first),
      ]);
    } finally {
      ledger.reader.close();
    }
  });
}
