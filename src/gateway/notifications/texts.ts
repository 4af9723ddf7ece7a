import type { NotificationKind, NotificationLanguage } from '../../core/notification.ts';
import { plainText } from '../../core/plain-text.ts';
import { ENGLISH } from './texts/en.ts';
import { PORTUGUESE } from './texts/pt.ts';
import type { NotificationTexts } from './texts/template.ts';

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

/** What somebody is told, in its language: that something happened, and where to look; never what, by whom, or with which data. */
export function notificationText(
  kind: NotificationKind,
  language: NotificationLanguage,
  { name, link }: NotificationSender,
): NotificationText {
  const texts = TEXTS[language];
  const sender = name === undefined ? texts.sender : plainText(name);
  return {
    subject: texts.subject(sender),
    paragraphs: [texts.greeting, texts.kinds[kind](sender), texts.link(link), texts.doubt(sender)],
  };
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
