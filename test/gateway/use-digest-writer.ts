import type { Pseudonym } from '../../src/core/ids.ts';
import { NotificationQueue } from '../../src/gateway/notifications/queue.ts';
import { UseDigests } from '../../src/gateway/notifications/use-digests.ts';
import { gatewayRecords } from '../../src/gateway/records/gateway-records.ts';
import { Vault } from '../../src/vault/vault.ts';

/** Keeps two uses of one patient after the other, tells what is over at once, and says so, until it is killed. Arguments: data
 *  directory, root key, first number, time of the uses in ms. */
const [, , directory = '', file = '', first = '0', time = '0'] = process.argv;
const vault = await Vault.open({ directory: `${directory}/vault`, rootKey: { file }, create: true });
const queue = new NotificationQueue(gatewayRecords(vault).notifications, vault.records, () => false);
const digests = new UseDigests(queue);
for (let number = Number(first); ; number++) {
  const subject = (await vault.subjects.enroll(`urn:mrn|${number}`)) as Pseudonym;
  const contact = { language: 'en', email: `p${number}@example.org`, digest: 'weekly' } as const;
  await queue.tables.contacts.put(subject, contact, subject);
  for (const later of [0, 60_000]) await queue.write([digests.kept(subject, Number(time) + later, 'weekly')]);
  process.send?.(number);
  await digests.tellUpTo(Number(time) + 14 * 86_400_000);
}
