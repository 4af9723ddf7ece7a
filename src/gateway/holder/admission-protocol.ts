import { toHex, utf8 } from '../../core/bytes.ts';
import { domainHash } from '../../core/hash.ts';
import type { Digest } from '../../core/ids.ts';

/** How this software admits data to a dataset. Each version names the digest of the protocol that it was admitted
 *  under, which the administrator approved, and of the report of its import. */
export const ADMISSION_PROTOCOL_TEXT = `Custos admission protocol 1
Records of one person form items of that person alone, by the Patient compartment of FHIR R4 4.0.1.
Records of several persons, and records that should have a person and have none, are left out and reported.
Records of nobody are shared only if their type is Organization, Location or Medication, or staff by choice of the holder.
Records that cannot be read refuse the import, unless the holder chose to leave them out; each is reported.
Items are labelled with HL7 sensitivity categories by their codes.
`;

export const ADMISSION_PROTOCOL: Digest = toHex(domainHash('report', utf8(ADMISSION_PROTOCOL_TEXT))) as Digest;
