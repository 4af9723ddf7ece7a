import type { Command } from 'commander';
import { formDigest } from '../../client/digests.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { fromHex, type Hex, toHex } from '../../core/bytes.ts';
import { signerId } from '../../core/signer.ts';
import type { Context } from '../context.ts';
import { accountNamed } from '../find-member.ts';
import { subjectNamed } from '../find-subject.ts';
import { readGiven } from '../given-text.ts';
import type { Run } from '../run.ts';
import { endSeconds, secondsOf } from '../time.ts';
import { transact } from '../transaction.ts';

interface CountersignOptions {
  readonly form: string;
  readonly until: string;
}

interface RemoveOptions {
  readonly form: string;
  readonly deadline: string;
  readonly authority: string;
  readonly signature: string;
}

/** A patient's signer that was stolen or lost, where no other of the patient's can remove it. */
export function signerCommands(program: Command, run: Run): void {
  const signer = program.command('signer').description('a patient’s signer that was stolen or lost');
  run(
    signer
      .command('countersign <subject> <account>')
      .description('agree, as an authority, that the holder removes a signer; send what it prints to the holder')
      .requiredOption(
        '--form <text>',
        'reference of the report, or @FILE or - (standard input); its digest goes on chain',
      )
      .option('--until <date>', 'last day for the holder to do it, or a period of at most 30 days', '7d'),
    async (context, [subject, of], options: CountersignOptions) => {
      const { client, account, output } = context;
      const { address } = await account();
      const deadline = endSeconds(options.until);
      const gateway = await client();
      const message = {
        ...(await target(context, gateway, subject, of)),
        form: formDigest(await readGiven(options.form)),
        deadline,
      };
      const signature = await gateway.sign('EndSigner', message);
      output.result({ authority: address, deadline, signature }, () => [
        `--authority ${address} --deadline ${deadline} --signature ${signature}`,
      ]);
    },
  );
  run(
    signer
      .command('remove <subject> <account>')
      .description('report a signer stolen (holder): it only withdraws from now on, and ends after the policy’s delay')
      .requiredOption('--form <text>', 'reference of the report, as the authority has it, or @FILE or -')
      .requiredOption('--authority <account>', 'the authority that agrees')
      .requiredOption('--deadline <seconds>', 'as the authority signed it')
      .requiredOption('--signature <hex>', 'the authority’s signature'),
    async (context, [subject, of], options: RemoveOptions) => {
      const { subject: pseudonym, signer: id } = await target(context, await context.client(), subject, of);
      const countersignature = {
        account: await accountNamed(context, options.authority, '--authority'),
        signature: toHex(fromHex(options.signature)),
      };
      const deadline = secondsOf(options.deadline, '--deadline');
      const form = formDigest(await readGiven(options.form));
      await transact(
        context,
        ({ consents }) => consents.removeSignerRecorded(pseudonym, id, form, deadline, countersignature),
        'The signer only withdraws from now on, and ends after the delay. Tell the patient',
      );
    },
  );
  run(
    signer
      .command('keep <subject> <account>')
      .description('stop the removal of a signer before it counts (holder, any authority, any auditor)'),
    async (context, [subject, of]) => {
      const { subject: pseudonym, signer: id } = await target(context, await context.client(), subject, of);
      await transact(context, ({ consents }) => consents.keepSignerRecorded(pseudonym, id), 'The signer stays');
    },
  );
}

/** The account may go by the name of its key, where that is at hand. */
async function target(
  context: Context,
  gateway: GatewayClient,
  subject: string | undefined,
  account: string | undefined,
) {
  const bytes: Hex = await accountNamed(context, account ?? '', 'The account');
  return { subject: await subjectNamed(gateway, subject ?? ''), signer: signerId(bytes) };
}
