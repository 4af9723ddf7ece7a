import type { Duty } from '../../core/duties.ts';
import { isCustosError } from '../../core/errors.ts';
import type { Address } from '../../core/ids.ts';
import { signerId } from '../../core/signer.ts';
import type { SealedRecords } from '../../vault/sealed-records.ts';
import type { Challenges } from '../auth/challenges.ts';
import type { EndedStatements } from '../auth/ended-statements.ts';
import { credentialKey, type NewPasskey, type PasskeySite } from '../auth/webauthn.ts';
import type { GatewayRecords } from '../records/gateway-records.ts';
import { PersonChanges } from './person-changes.ts';
import { Persons } from './persons.ts';
import { Staff } from './staff.ts';
import { StaffInvitations } from './staff-invitations.ts';
import { StaffPasskeys } from './staff-passkeys.ts';

interface StaffOptions {
  readonly tables: Pick<GatewayRecords, 'staff' | 'passkeys'>;
  readonly records: Pick<SealedRecords, 'write'>;
  readonly challenges: Challenges;
  readonly site: PasskeySite;
  /** Identity of this gateway. */
  readonly gateway: Address;
  readonly leadElsewhere: () => ReadonlySet<Duty>;
  readonly onUnnoted: (error: unknown) => void;
  readonly ended: EndedStatements;
}

/** Who acts for the organisation, as it was kept. */
export async function openStaff(options: StaffOptions): Promise<Staff> {
  const { tables, records, challenges, site, gateway, leadElsewhere, onUnnoted, ended } = options;
  const changes = await PersonChanges.open(tables.staff.changes, records);
  const [persons, invitations, passkeys] = await Promise.all([
    Persons.open(tables.staff.persons, changes),
    StaffInvitations.open(tables.staff.invitations, records),
    StaffPasskeys.open({
      kept: tables.staff.passkeys,
      records,
      challenges,
      site,
      isPatients: (passkey) => isPatients(tables.passkeys, passkey),
      ended,
      onTrouble: onUnnoted,
    }),
  ]);
  return new Staff({ persons, invitations, passkeys, changes, gateway, leadElsewhere });
}

async function isPatients(
  kept: GatewayRecords['passkeys'],
  { credential, signer }: Pick<NewPasskey, 'credential'> & Partial<NewPasskey>,
): Promise<boolean> {
  const byCredential = isThere(kept.credentials.get(credentialKey(credential)));
  return (await byCredential) || (signer !== undefined && (await isThere(kept.signers.get(signerId(signer)))));
}

/** One of a patient who was erased was a patient's all the same. */
async function isThere(read: Promise<unknown>): Promise<boolean> {
  try {
    return (await read) !== undefined;
  } catch (error) {
    if (isCustosError(error, 'KEY_SHREDDED')) return true;
    throw error;
  }
}
