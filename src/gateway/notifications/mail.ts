import type { SendMailOptions } from 'nodemailer';
import { plainText } from '../../core/plain-text.ts';
import type { OutgoingNotification } from './notifier.ts';

/** The message of a notification: plain text, which shows and discloses the same everywhere. */
export function mailOf(
  { id, subject, paragraphs, language, email = '' }: OutgoingNotification,
  from: string,
  senderName: string | undefined,
): SendMailOptions {
  return {
    from: senderName === undefined ? from : { name: plainText(senderName), address: from },
    // As an object: nothing in it is read as a list of addresses.
    to: { name: '', address: email },
    subject,
    text: `${paragraphs.join('\n\n')}\n`,
    // The same on each attempt, and of nothing that others know.
    messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    headers: { 'Content-Language': language, 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
