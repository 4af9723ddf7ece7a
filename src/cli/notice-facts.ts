import type { Command } from 'commander';
import type { GatewayClient } from '../client/gateway-client.ts';
import type { Notice, StoredNoticeFacts } from '../client/notices.ts';
import { CustosError } from '../core/errors.ts';
import type { Digest } from '../core/ids.ts';
import { checkNoticeFacts, type NoticeFacts, type NoticeKind } from '../core/notice-facts.ts';
import { noticeNamed, typedNotice } from './notices.ts';
import { ownCommand } from './own-command.ts';

export interface FactsOptions {
  readonly language?: string;
  readonly corrects?: string;
  readonly changes?: string;
  readonly translates?: string;
  readonly reason?: string;
  readonly study?: string;
  readonly controller?: string;
  readonly ethics?: string;
}

const RELATIONS = { corrects: 'correction', changes: 'change', translates: 'translation' } as const;

export function addFactsOptions(command: Command): Command {
  return command
    .option('--language <language>', 'of the text, such as pt or en-GB: with it, the text is a version among others')
    .option(
      '--corrects <digest>',
      'the text of which this is a correction: nobody is asked again, a second person confirms',
    )
    .option('--changes <digest>', 'the text that this one changes: who consented under it is asked again')
    .option('--translates <digest>', 'the text of which this is the same version, in another language')
    .option('--reason <text>', 'why it was corrected or changed')
    .option('--study <text>', 'the study that it is about')
    .option('--controller <text>', 'who answers for the data')
    .option('--ethics <text>', 'reference of the ethics committee’s approval');
}

/** What was typed of a text, before anything is sent; undefined where nothing was. INPUT_INVALID for what cannot be. */
export function typedFacts(options: FactsOptions): { readonly kind: NoticeKind; readonly of?: string } | undefined {
  const { language, reason, study, controller, ethics } = options;
  const related = (Object.keys(RELATIONS) as (keyof typeof RELATIONS)[]).filter((name) => options[name] !== undefined);
  const isSaid = [language, reason, study, controller, ethics].some((one) => one !== undefined) || related.length > 0;
  if (!isSaid) return undefined;
  if (related.length > 1)
    throw invalid('A text corrects, changes or translates another one: give one of these options.');
  if (language === undefined) throw invalid('Say in which language the text is: --language pt, say.');
  const [relation] = related;
  const of = relation && options[relation];
  if (of !== undefined) typedNotice(of);
  const kind = relation === undefined ? 'first' : RELATIONS[relation];
  checkNoticeFacts(factsOf(options, kind, of === undefined ? undefined : (`0x${'0'.repeat(64)}` as Digest)));
  return of === undefined ? { kind } : { kind, of };
}

/** The facts, with the text that they name. */
export async function namedFacts(
  gateway: GatewayClient,
  options: FactsOptions,
  { kind, of }: { readonly kind: NoticeKind; readonly of?: string },
): Promise<NoticeFacts> {
  return factsOf(options, kind, of === undefined ? undefined : await noticeNamed(gateway, of));
}

/** What is still to be done for facts that do not count yet; nothing where they do. */
export function factsLines(notice: Digest, { kind, counts, publishedBy }: StoredNoticeFacts): string[] {
  if (counts) return [`It counts as a ${kind === 'first' ? 'first version' : kind}.`];
  const by = publishedBy.includes('holder') ? 'an administrator' : 'the data holder';
  return [`It counts as a ${kind} once ${by} has confirmed it: ${ownCommand(`notice confirm ${notice}`)}.`];
}

/** What a text is among its versions, in words. `shown` gives the beginning of a digest. */
export function versionWords({ facts, version, newest }: Notice, shown: (notice: Digest) => string): string {
  const words = {
    newest: '',
    corrected: `corrected by ${shown(newest)}`,
    changed: `changed by ${shown(newest)}`,
    withdrawn: '',
  };
  return [facts === undefined ? '' : factsWords(facts, shown), words[version]].filter((one) => one !== '').join('; ');
}

function factsWords({ kind, of, reason, counts }: StoredNoticeFacts, shown: (notice: Digest) => string): string {
  if (of === undefined) return 'first version';
  const said = `${kind} of ${shown(of)}${reason === undefined ? '' : ` (${reason})`}`;
  return counts ? said : `${said}, not confirmed yet`;
}

function factsOf(options: FactsOptions, kind: NoticeKind, of: Digest | undefined): NoticeFacts {
  const { language = '', reason, study, controller, ethics: ethicsApproval } = options;
  const said = { of, reason, study, controller, ethicsApproval };
  return { kind, language, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) };
}

function invalid(message: string): CustosError {
  return new CustosError('INPUT_INVALID', message);
}
