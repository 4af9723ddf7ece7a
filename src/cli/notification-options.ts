import { resolve } from 'node:path';
import type { NotificationOptions } from '../gateway/notifications/notifications.ts';
import type { NodeConfig } from './node-config.ts';
import { readSecret } from './passphrase.ts';

/** How patients are told, with the mail server's password from its file; undefined where `config.json` says nothing of it. Fails as
 *  `readSecret`. */
export async function notificationOptions(
  directory: string,
  { notifications }: NodeConfig,
): Promise<NotificationOptions | undefined> {
  if (notifications === undefined) return undefined;
  const { link, from, smtp, outbox, letters } = notifications;
  const inDirectory = (path: string) => resolve(directory, path);
  return {
    link,
    ...(from === undefined ? {} : { from }),
    ...(smtp === undefined ? {} : { smtp: await withPassword(smtp, inDirectory) }),
    ...(outbox === undefined ? {} : { outbox: inDirectory(outbox) }),
    ...(letters === undefined ? {} : { letters: inDirectory(letters) }),
  };
}

async function withPassword(
  { passwordFile, ...server }: NonNullable<NonNullable<NodeConfig['notifications']>['smtp']>,
  inDirectory: (path: string) => string,
): Promise<NonNullable<NotificationOptions['smtp']>> {
  if (passwordFile === undefined) return server;
  return { ...server, password: await readSecret(inDirectory(passwordFile), 'password') };
}
