import type { Command } from 'commander';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { addSigner, cancelSigner, keepSigner, listSigners, removeSigner } from '../../client/signers.ts';
import type { Digest } from '../../core/ids.ts';
import { keyAccount } from '../../ledger/key-account.ts';
import type { Context } from '../context.ts';
import { accountKeyPath, readAccountKey } from '../key-files.ts';
import { ownCommand } from '../own-command.ts';
import type { Run } from '../run.ts';
import { signerAmong, signerTable } from '../signer-words.ts';
import { requirePatient } from '../standing.ts';
import { lastSecondOf } from '../time.ts';

const AS_OTHER = `A holder sees a patient’s by ${ownCommand('subject signers SUBJECT')}.`;

interface AddOptions {
  readonly guardian?: boolean;
  readonly until?: string;
}

/** What signs for a patient, as its own signer or its guardian's sees and changes it. */
export function meSignerCommands(me: Command, run: Run): void {
  run(
    me.command('signers').description('what signs for you: keys and passkeys, guardians’ included (patient)'),
    async ({ client, output }) => {
      const gateway = await client();
      await requirePatient(gateway, AS_OTHER, 'withdraws');
      const signers = await listSigners(gateway);
      output.result({ signers }, () => signerTable(signers));
    },
  );
  run(
    me
      .command('add-key <name>')
      .description('let one more key sign for you: <data>/keys/<name>.key (patient)')
      .option('--guardian', 'it is a guardian’s; a guardian adds no other ones')
      .option('--until <day>', 'its last day; until it is removed unless said'),
    async (context, [name = ''], options: AddOptions) => {
      const until = options.until === undefined ? undefined : lastSecondOf(options.until);
      const key = await readAccountKey(
        context.dataDir,
        accountKeyPath(context.dataDir, name),
        await context.passphrase(),
      );
      const gateway = await ownGateway(context);
      const period = {
        ...(options.guardian ? { kind: 'guardian' as const } : {}),
        ...(until === undefined ? {} : { until }),
      };
      const added = await addSigner(gateway, keyAccount(key), period);
      context.output.result(
        added,
        () => `The key ${name} (account ${key.address}) signs for the same person from now on.`,
      );
    },
  );
  const remove = me
    .command('remove-key <signer>')
    .description('remove a signer for good: it takes back for seven days yet (patient)');
  run(remove, acting(removeSigner, 'is removed'));
  const cancel = me
    .command('cancel-key <signer>')
    .description('cancel a signer that waits, and that you did not ask for (patient)');
  run(cancel, acting(cancelSigner, 'is cancelled'));
  const keep = me
    .command('keep-key <signer>')
    .description('keep a signer that was reported stolen and is not (patient)');
  run(keep, acting(keepSigner, 'stays'));
}

function acting(act: typeof removeSigner, words: string) {
  return async (context: Context, [wanted = '']: readonly string[]) => {
    const gateway = await ownGateway(context);
    const signer = await named(gateway, wanted);
    await act(gateway, signer);
    context.output.result({ signer }, () => `The signer ${words}.`);
  };
}

async function ownGateway({ client }: Context): Promise<GatewayClient> {
  const gateway = await client();
  await requirePatient(gateway, AS_OTHER, 'withdraws');
  return gateway;
}

async function named(gateway: GatewayClient, wanted: string): Promise<Digest> {
  return signerAmong(await listSigners(gateway), wanted, `${ownCommand('me signers')} shows them.`);
}
