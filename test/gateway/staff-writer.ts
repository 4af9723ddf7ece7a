import { randomBytes } from 'node:crypto';
import { toHex } from '../../src/core/bytes.ts';
import type { Digest } from '../../src/core/ids.ts';
import { newCode } from '../../src/gateway/auth/one-time-code.ts';
import { gatewayRecords } from '../../src/gateway/records/gateway-records.ts';
import { PersonChanges } from '../../src/gateway/staff/person-changes.ts';
import { Persons } from '../../src/gateway/staff/persons.ts';
import { StaffInvitations } from '../../src/gateway/staff/staff-invitations.ts';
import { Vault } from '../../src/vault/vault.ts';

/** Takes one person in after the other and uses each code up with a passkey, telling first the code and then that it was used, until it is
 *  killed. Arguments: data directory, root key, first number. */
const [, , directory = '', file = '', first = '0'] = process.argv;
const vault = await Vault.open({ directory: `${directory}/vault`, rootKey: { file }, create: true });
const { staff } = gatewayRecords(vault);
const persons = await Persons.open(staff.persons, await PersonChanges.open(staff.changes, vault.records));
const invitations = await StaffInvitations.open(staff.invitations, vault.records);
for (let number = Number(first); ; number++) {
  const person = toHex(randomBytes(32)) as Digest;
  const code = newCode();
  await persons.add({ person, name: `Person ${person}`, origin: 'local', duties: ['reviewer'] });
  await invitations.make(person, code);
  process.send?.({ number, code, person });
  const passkey = {
    person,
    signer: '0x00' as const,
    credential: `credential-${number}`,
    transports: [],
    name: 'telephone',
    rpId: 'localhost',
    created: 1,
    counter: 0,
  };
  const key = String(number).padStart(64, '0');
  await invitations.use(code, (used) => vault.records.write([staff.passkeys.change(key, passkey), used]));
  process.send?.({ number, used: true });
}
