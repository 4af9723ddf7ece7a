import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { keepNotice, listNotices, type Notice, readNotice } from '../../client/notices.ts';
import { standingAt } from '../../client/standing.ts';
import type { Bytes } from '../../core/bytes.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import { fileTrouble } from '../../core/file-trouble.ts';
import { MAX_NOTICE_BYTES, NOTICE_TYPES, type NoticeType, noticeDigest } from '../../core/notice.ts';
import { readFileWithin } from '../bounded-file.ts';
import { noticeLines, noticeNamed, shownNotice } from '../notices.ts';
import { table } from '../output.ts';
import type { Run } from '../run.ts';
import { transact } from '../transaction.ts';

const TYPE_OF: Readonly<Record<string, NoticeType>> = {
  '.txt': 'text/plain',
  '.md': 'text/markdown',
  '.html': 'text/html',
  '.htm': 'text/html',
  '.pdf': 'application/pdf',
};

export function noticeCommands(program: Command, run: Run): void {
  const notice = program.command('notice').description('information texts that patients are shown before they consent');
  run(
    notice
      .command('publish <file>')
      .description(
        'put the digest of a text on chain, so that consents can name it, and hand the text to the gateway (holder, administrator)',
      )
      .addOption(
        new Option('--type <type>', 'of the text; by the ending of its name unless said').choices(NOTICE_TYPES),
      ),
    async (context, [file = ''], options: { readonly type?: NoticeType }) => {
      const text = await readText(file);
      const type = options.type ?? TYPE_OF[extname(file).toLowerCase()] ?? 'text/plain';
      const gateway = await context.client();
      const digest = await keepNotice(gateway, type, text);
      const standing = (await listNotices(gateway)).find((one) => one.notice === digest && one.withdrawnAt === 0);
      if (standing?.mediaType !== undefined && (await isMine(gateway, standing))) {
        return context.output.result({ notice: digest, stood: true }, () => [
          `notice ${digest} is published already, ${dateWords(standing.publishedAt)}. Its text is kept by the gateway.`,
        ]);
      }
      await transact(
        context,
        ({ membership }) => membership.publishNotice(digest),
        `notice ${digest} is published, and its text kept by the gateway`,
      );
    },
  );
  run(
    notice.command('list').description('list the texts that were published, and whether they can be shown'),
    async ({ client, output }) => {
      const all = await listNotices(await client());
      const ids = all.map(({ notice }) => notice);
      output.result(all, () =>
        table(
          ['notice', 'title', 'published', 'by', 'withdrawn', 'text'],
          all.map((one) => [
            shownNotice(one.notice, ids),
            one.title ?? '',
            dateWords(one.publishedAt),
            one.by,
            one.withdrawnAt === 0 ? 'no' : dateWords(one.withdrawnAt),
            one.mediaType === undefined ? 'not kept here' : 'kept',
          ]),
        ),
      );
    },
  );
  run(
    notice
      .command('show <digest>')
      .description('show a text, by its digest or 16 digits of it, compared with that')
      .option('--out <file>', 'write it there, byte for byte, instead'),
    async ({ client, output }, [typed = ''], { out }: { readonly out?: string }) => {
      const gateway = await client();
      const text = await readNotice(gateway, await noticeNamed(gateway, typed));
      const { notice: digest, bytes } = text;
      if (out !== undefined) {
        await writeFile(out, bytes, { flag: 'wx' });
        return output.result({ notice: digest, out }, () => `${out} has the text of ${digest}.`);
      }
      const lines = noticeLines(text);
      if (lines === undefined)
        throw new CustosError(
          'INPUT_INVALID',
          'It is a PDF or another file that is no text: write it with --out FILE.',
        );
      output.result({ notice: digest, text: lines.join('\n') }, () => lines);
    },
  );
  run(
    notice.command('digest <file>').description('the digest of a text, to compare'),
    async ({ output }, [file = '']) => {
      const digest = noticeDigest(await readText(file));
      output.result({ digest }, () => digest);
    },
  );
  run(
    notice
      .command('withdraw <digest>')
      .description('let no new consent name a text, by its digest or 16 digits of it (whoever published it)'),
    async (context, [typed = '']) => {
      const id = await noticeNamed(await context.client(), typed);
      await transact(context, ({ membership }) => membership.withdrawNotice(id), `notice ${id} is withdrawn`);
    },
  );
}

async function readText(file: string): Promise<Bytes> {
  const bytes = await readFileWithin(file, MAX_NOTICE_BYTES).catch((cause: NodeJS.ErrnoException) => {
    throw new CustosError('INPUT_INVALID', `${file} cannot be read: ${fileTrouble(cause)}.`, { cause });
  });
  if (bytes === undefined || bytes.length === 0) {
    throw new CustosError('INPUT_INVALID', `${file} must have between 1 byte and 16 MiB.`);
  }
  return bytes;
}

/** Whether it was published by whoever calls: the holder's and the consortium's are two. */
async function isMine(gateway: GatewayClient, { by }: Notice): Promise<boolean> {
  const { roles } = await standingAt(gateway);
  return roles.includes('holder') === (by === 'holder');
}
