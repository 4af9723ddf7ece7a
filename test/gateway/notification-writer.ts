import { pino } from 'pino';
import type { Pseudonym } from '../../src/core/ids.ts';
import { Deliverer } from '../../src/gateway/notifications/deliverer.ts';
import { NotificationQueue } from '../../src/gateway/notifications/queue.ts';
import { smtpNotifier } from '../../src/gateway/notifications/smtp-notifier.ts';
import { gatewayRecords } from '../../src/gateway/records/gateway-records.ts';
import { Vault } from '../../src/vault/vault.ts';

/** Puts one notification after the other into the queue, each to an address of its own, tells each that is durable, and delivers them
 *  meanwhile, until it is killed. Arguments: data directory, root key, port of the mail server, first number. */
const [, , directory = '', file = '', port = '', first = '0'] = process.argv;
const vault = await Vault.open({ directory: `${directory}/vault`, rootKey: { file }, create: true });
const queue = new NotificationQueue(gatewayRecords(vault).notifications, vault.records, () => false);
new Deliverer({
  queue,
  notifiers: {
    email: smtpNotifier(
      { host: '127.0.0.1', port: Number(port), secure: false },
      { from: 'no-reply@hospital.example', name: () => undefined },
    ),
  },
  sender: () => ({ name: undefined, link: 'https://hospital.example' }),
  isErased: () => false,
  logger: pino({ level: 'silent' }),
  patience: { poll: 1, first: 10, longest: 20, giveUp: 60_000 },
});
for (let number = Number(first); ; number++) {
  const subject = (await vault.subjects.enroll(`urn:mrn|${number}`)) as Pseudonym;
  const contact = { language: 'en', email: `p${number}@example.org` } as const;
  await queue.tables.contacts.put(subject, contact, subject);
  await queue.write(await queue.changesFor([{ subject, kind: 'binding', since: Date.now() }]));
  process.send?.(number);
}
