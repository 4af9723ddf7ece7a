import type { Hex } from '../core/bytes.ts';
import { members, text } from '../core/shape.ts';
import { answerOf, anyText, many } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';

/** An invented patient of a sample consortium. */
export interface SamplePatient {
  readonly name: string;
  /** Its private key, for `openKeyFile`. */
  readonly key: Hex;
}

const PATIENT = members(
  {
    name: anyText,
    key: text(/^0x[0-9a-f]{64}$/, '32 bytes of lowercase hex with 0x'),
  },
  'patient',
);

/** The invented patients of the quickstart's consortium, as whom anybody may act there. NOT_FOUND everywhere else. */
export async function samplePatients(gateway: GatewayClient): Promise<readonly SamplePatient[]> {
  const shape = { patients: many(PATIENT) };
  return (await answerOf<{ patients: SamplePatient[] }>(gateway, ['GET', '/v1/sample'], shape, { anonymous: true }))
    .patients;
}
