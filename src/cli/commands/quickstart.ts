import type { Command } from 'commander';
import { CustosError } from '../../core/errors.ts';
import { noticeDigest } from '../../core/notice.ts';
import { ROLE } from '../../ledger/words.ts';
import { chainPortFor, onChainPort } from '../chain-port.ts';
import { type Context, clientOf } from '../context.ts';
import { ownUrl } from '../endpoint.ts';
import { foundNode } from '../founding.ts';
import { ensureKey } from '../key-files.ts';
import { listeningPort } from '../listeners.ts';
import { moveToPort, requireFreePort } from '../move-endpoint.ts';
import type { RunningNode } from '../node.ts';
import { type NodeConfig, requireEmpty, writeNodeConfig } from '../node-config.ts';
import { lockNode } from '../node-lock.ts';
import { writtenLedger } from '../published.ts';
import type { Run } from '../run.ts';
import { NOTICE } from '../sample-notice.ts';
import { keepSessionKey } from '../session-key-renewal.ts';

export function quickstartCommand(program: Command, run: Run): void {
  run(
    program
      .command('quickstart')
      .description('found a consortium of one hospital with sample patients, do the main job once, and keep serving')
      .option(
        '--chain-port <n>',
        'port of the embedded chain’s JSON-RPC, also from then on; at first one above the gateway’s',
        listeningPort,
      ),
    async (context, _, options: { readonly chainPort?: number }) => {
      const { dataDir: directory, output } = context;
      const begun = await context.node();
      if (!begun) await requireEmpty(directory);
      const release = await lockNode(directory);
      try {
        const { port } = context.config;
        await requireFreePort(port);
        const chainPort = await chainPortFor(port, options.chainPort, begun);
        // The gateway is large, and few commands need it.
        const [{ serveNode }, { tellStory }, { nextSteps }] = await Promise.all([
          import('../serve-node.ts'),
          import('../story.ts'),
          import('../next-steps.ts'),
        ]);
        const passphrase = await context.passphrase();
        const founded = await foundNode({ ...(await foundingOf(context)), chainPort });
        const config = await moveToPort(directory, await onChainPort(directory, founded, chainPort), port, passphrase);
        const named = { dataProtectionOfficer: SAMPLE_OFFICER, ...config };
        const serving = { directory, config: named, passphrase, logLevel: context.config.logLevel, isSample: true };
        return await serveNode(serving, output, async (node) => {
          if (config.story === 'told') output.say(`the consortium in ${directory} is as it was left`);
          else await firstTime(context, config, () => tellStory({ directory, passphrase, node, output }));
          await vouchForPersons(directory, passphrase, node);
          const next = await nextSteps(directory, node.url);
          output.result({ ready: node.url, rpc: node.rpc }, () => [
            ...next,
            `ledger ${writtenLedger(node.ledger)} at ${node.rpc}`,
            `ready on ${node.url}`,
          ]);
        });
      } finally {
        await release();
      }
    },
  );
}

/** So that whoever is taken in on the sample's pages can come in: on a real node the organisation renews its key itself. */
async function vouchForPersons(directory: string, passphrase: string | undefined, { url }: RunningNode): Promise<void> {
  const holder = await ensureKey(directory, 'holder', passphrase);
  await keepSessionKey({ client: clientOf(url, holder), member: holder.address, directory, passphrase });
}

/** Invented, as everybody of the sample is: the number is one that is kept for stories. */
const SAMPLE_OFFICER = { name: 'Ana Muñoz-Łęcka', telephone: '+44 20 7946 0123', email: 'privacy@hospital.example' };

/** An interrupted story is told from its beginning, on the same consortium. */
async function firstTime({ dataDir }: Context, config: NodeConfig, tell: () => Promise<void>): Promise<void> {
  await writeNodeConfig(dataDir, { ...config, story: 'begun' });
  await tell();
  await writeNodeConfig(dataDir, { ...config, story: 'told' });
}

async function foundingOf(context: Context) {
  const { config, dataDir, output } = context;
  if (config.port === 0)
    throw new CustosError('CONFIG_INVALID', 'CUSTOS_PORT must name a port: it is registered on chain.');
  return {
    directory: dataDir,
    endpoint: ownUrl(config.port),
    host: '127.0.0.1',
    port: config.port,
    mode: 'disclosed',
    imports: ['import'],
    passphrase: await context.passphrase(),
    members: { researcher: ROLE.requester, auditor: ROLE.auditor },
    organisations: {
      holder: 'Sample Hospital',
      researcher: 'Sample Research Institute',
      auditor: 'Sample Audit Office',
    },
    notices: [noticeDigest(NOTICE)],
    say: (line: string) => output.say(line),
  } as const;
}
