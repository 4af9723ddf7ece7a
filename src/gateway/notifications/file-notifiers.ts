import { createTransport } from 'nodemailer';
import { directoryFiles } from '../../access-log/log-files.ts';
import { utf8 } from '../../core/bytes.ts';
import { fileTrouble } from '../../core/file-trouble.ts';
import { letterPage } from './letter.ts';
import { mailOf } from './mail.ts';
import type { Notifier, OutgoingNotification } from './notifier.ts';
import type { MailSender } from './smtp-notifier.ts';

/** Writes a message (RFC 5322) for each notification, `ID.eml`, for a system of the holder's that sends them on. */
export function mailFileNotifier(directory: string, { from, name }: MailSender): Notifier {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return filesIn(directory, 'eml', async (notification) => {
    const { message } = await composer.sendMail(mailOf(notification, from, name()));
    if (message instanceof Uint8Array) return message;
    throw new TypeError('The message is no bytes.');
  });
}

/** Writes a page for each letter, `ID.html`, to be printed and posted. */
export function letterNotifier(directory: string, name: () => string | undefined): Notifier {
  return filesIn(directory, 'html', async (notification) => utf8(letterPage(notification, name(), new Date())));
}

/** Each whole or not at all, under a name of its own: written again, it takes the place of what was written before. */
function filesIn(
  directory: string,
  suffix: string,
  contentOf: (notification: OutgoingNotification) => Promise<Uint8Array>,
): Notifier {
  return {
    deliver: async (notification) => {
      try {
        const files = await directoryFiles(directory);
        await files.replace(`${notification.id}.${suffix}`, await contentOf(notification));
        return { outcome: 'delivered' };
      } catch (error) {
        return { outcome: 'failed', why: `It could not be written below ${directory}: ${fileTrouble(error)}.` };
      }
    },
    close: async () => undefined,
  };
}
