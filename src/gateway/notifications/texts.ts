import { regardlessText } from '../../core/consent-text/consent-text.ts';
import type { NotificationKind, NotificationLanguage, ReportPeriod } from '../../core/notification.ts';
import { plainText } from '../../core/plain-text.ts';
import { ENGLISH } from './texts/en.ts';
import { PORTUGUESE } from './texts/pt.ts';
import type { NotificationTexts } from './texts/template.ts';
import type { ToldAct } from './told-act.ts';

/** Who tells people, and where they look. */
export interface NotificationSender {
  /** What people call the holder; undefined where it has no name. */
  readonly name: string | undefined;
  readonly link: string;
}

export interface NotificationText {
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

const TEXTS: Readonly<Record<NotificationLanguage, NotificationTexts>> = { en: ENGLISH, pt: PORTUGUESE };

/** What somebody is told, in its language: that something happened, and where to look; never what, by whom, or with which data. In a
 *  letter `said` are the sentences of what staff recorded (`recordedSentences`); `period` is the time whose uses are told together. */
export function notificationText(
  kind: NotificationKind,
  language: NotificationLanguage,
  { name, link }: NotificationSender,
  {
    said = [],
    period,
  }: { readonly said?: readonly string[] | undefined; readonly period?: ReportPeriod | undefined } = {},
): NotificationText {
  const texts = TEXTS[language];
  const sender = name === undefined ? texts.sender : plainText(name);
  const happened = period === undefined ? texts.kinds[kind] : texts.uses[period];
  const own = said.length === 0 ? [] : [...said, texts.recorded.wrong(sender)];
  return {
    subject: texts.subject(sender),
    paragraphs: [texts.greeting, happened(sender), ...own, texts.link(link), texts.doubt(sender)],
  };
}

/** What staff recorded, in the sentences by which the patient consents and withholds. `consent` are those of the consent that the act is
 *  of, without what is the same in each. */
export function recordedSentences(
  act: ToldAct,
  language: NotificationLanguage,
  consent: readonly string[],
): readonly string[] {
  const { recorded } = TEXTS[language];
  switch (act.what) {
    case 'consent':
      return [recorded.consent, ...consent, ...regardlessText('withdrawal', language)];
    case 'withdrawal':
      return [recorded.withdrawal, ...consent, ...regardlessText('withdrawal', language)];
    case 'everything':
      return [recorded.everything, ...regardlessText('withdrawal', language)];
    case 'pause':
      return [recorded.pause(dayWords(act.until, language)), ...regardlessText('pause', language)];
    case 'back-in':
    case 'resumed':
      return [recorded[act.what]];
    default:
      return [recorded[act.what], ...regardlessText(act.what, language)];
  }
}

/** The last day of what ends with that second. */
function dayWords(seconds: number, language: NotificationLanguage): string {
  const locale = language === 'pt' ? 'pt-PT' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(seconds * 1000));
}

/** What whoever asked for a code is sent: the code, and that it only stops. */
export function codeText(code: string, language: NotificationLanguage, { name }: NotificationSender): NotificationText {
  const texts = TEXTS[language];
  const sender = name === undefined ? texts.sender : plainText(name);
  return {
    subject: texts.subject(sender),
    paragraphs: [texts.greeting, texts.code(sender, code), texts.codeUse, texts.codeDoubt(sender)],
  };
}
