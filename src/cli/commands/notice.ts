import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { keepNotice, listNotices, publishNotice, publishNoticeFacts, readNotice } from '../../client/notices.ts';
import { standingAt } from '../../client/standing.ts';
import type { Bytes } from '../../core/bytes.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import { fileTrouble } from '../../core/file-trouble.ts';
import { MAX_NOTICE_BYTES, NOTICE_TYPES, type NoticeType, noticeDigest } from '../../core/notice.ts';
import { readFileWithin } from '../bounded-file.ts';
import {
  addFactsOptions,
  type FactsOptions,
  factsLines,
  namedFacts,
  typedFacts,
  versionWords,
} from '../notice-facts.ts';
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
    addFactsOptions(
      notice
        .command('publish <file>')
        .description(
          'put the digest of a text on chain, so that consents can name it, and hand the text to the gateway (holder, administrator)',
        )
        .addOption(
          new Option('--type <type>', 'of the text; by the ending of its name unless said').choices(NOTICE_TYPES),
        ),
    ),
    async (context, [file = ''], options: FactsOptions & { readonly type?: NoticeType }) => {
      const said = typedFacts(options);
      const text = await readText(file);
      const type = options.type ?? TYPE_OF[extname(file).toLowerCase()] ?? 'text/plain';
      const gateway = await context.client();
      const digest = await keepNotice(gateway, type, text);
      const own = (await listNotices(gateway)).filter((one) => one.notice === digest && one.withdrawnAt === 0);
      const by = await publisherAt(gateway);
      const standing = own.find((one) => one.by === by);
      if (said !== undefined) {
        if (standing === undefined) await publishNotice(gateway, digest);
        const facts = await publishNoticeFacts(gateway, digest, await namedFacts(gateway, options, said), by);
        return context.output.result({ notice: digest, stood: standing !== undefined, facts }, () => [
          `notice ${digest} is published, and its text kept by the gateway.`,
          ...factsLines(digest, facts),
        ]);
      }
      if (standing?.mediaType !== undefined) {
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
          ['notice', 'title', 'language', 'published', 'by', 'withdrawn', 'text', 'version'],
          all.map((one) => [
            shownNotice(one.notice, ids),
            one.title ?? '',
            one.facts?.language ?? '',
            dateWords(one.publishedAt),
            one.by,
            one.withdrawnAt === 0 ? 'no' : dateWords(one.withdrawnAt),
            one.mediaType === undefined ? 'not kept here' : 'kept',
            versionWords(one, (of) => shownNotice(of, ids)),
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
      .command('confirm <digest>')
      .description(
        'confirm, as the second person, that a text is the correction that it is said to be (holder, administrator)',
      ),
    async (context, [typed = '']) => {
      const gateway = await context.client();
      const id = await noticeNamed(gateway, typed);
      const { facts } = (await listNotices(gateway)).find((one) => one.notice === id) ?? {};
      if (facts === undefined)
        throw new CustosError('NOT_FOUND', 'Nothing is said of this text that could be confirmed.');
      const { digest: _, counts: __, publishedBy: ___, ...said } = facts;
      const stored = await publishNoticeFacts(gateway, id, said, await publisherAt(gateway));
      context.output.result({ notice: id, facts: stored }, () => factsLines(id, stored));
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

/** As whom whoever calls publishes: the holder's and the consortium's are two. */
async function publisherAt(gateway: GatewayClient): Promise<'holder' | 'consortium'> {
  const { roles } = await standingAt(gateway);
  return roles.includes('holder') ? 'holder' : 'consortium';
}
