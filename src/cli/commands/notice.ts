import type { Command } from 'commander';
import { toHex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import { fileTrouble } from '../../core/file-trouble.ts';
import { domainHash } from '../../core/hash.ts';
import { type Digest, toId } from '../../core/ids.ts';
import { readFileWithin } from '../bounded-file.ts';
import type { Run } from '../run.ts';
import { transact } from '../transaction.ts';

const MAX_BYTES = 16 * 1024 * 1024;

export function noticeCommands(program: Command, run: Run): void {
  const notice = program.command('notice').description('information texts that patients are shown before they consent');
  run(
    notice
      .command('publish <file>')
      .description('put the digest of a text on chain, so that consents can name it (holder, administrator)'),
    async (context, [file]) => {
      const digest = await digestOf(file ?? '');
      await transact(context, ({ membership }) => membership.publishNotice(digest), `notice ${digest} is published`);
    },
  );
  run(notice.command('digest <file>').description('the digest of a text, to compare'), async ({ output }, [file]) => {
    const digest = await digestOf(file ?? '');
    output.result({ digest }, () => digest);
  });
  run(
    notice.command('withdraw <digest>').description('let no new consent name a text (who published it)'),
    async (context, [digest]) => {
      const id = toId<Digest>(digest ?? '', 'The digest');
      await transact(context, ({ membership }) => membership.withdrawNotice(id), `notice ${id} is withdrawn`);
    },
  );
}

async function digestOf(file: string): Promise<Digest> {
  const bytes = await readFileWithin(file, MAX_BYTES).catch((cause: NodeJS.ErrnoException) => {
    throw new CustosError('INPUT_INVALID', `${file} cannot be read: ${fileTrouble(cause)}.`, { cause });
  });
  if (bytes === undefined || bytes.length === 0) {
    throw new CustosError('INPUT_INVALID', `${file} must have between 1 byte and 16 MiB.`);
  }
  return toHex(domainHash('notice', bytes)) as Digest;
}
