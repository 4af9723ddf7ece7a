import type { Hex } from '../core/bytes.ts';
import { members, oneOf, text } from '../core/shape.ts';
import { answerOf, anyText, many } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';

/** Somebody invented of a sample consortium. */
export interface SamplePerson {
  readonly name: string;
  readonly role: 'patient' | 'holder' | 'requester' | 'auditor';
  /** Its private key, for `openKeyFile`. */
  readonly key: Hex;
}

const PERSON = members(
  {
    name: anyText,
    role: oneOf('patient', 'holder', 'requester', 'auditor'),
    key: text(/^0x[0-9a-f]{64}$/, '32 bytes of lowercase hex with 0x'),
  },
  'person',
);

/** The invented people of the quickstart's consortium, as whom anybody may act there. NOT_FOUND everywhere else. */
export async function samplePeople(gateway: GatewayClient): Promise<readonly SamplePerson[]> {
  const shape = { people: many(PERSON) };
  return (await answerOf<{ people: SamplePerson[] }>(gateway, ['GET', '/v1/sample'], shape, { anonymous: true }))
    .people;
}
