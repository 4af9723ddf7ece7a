import { z } from 'zod';
import { CustosError } from '../../core/errors.ts';
import { type Route, route } from '../http/route.ts';
import { hex } from '../http/schemas.ts';

export const SAMPLE_ROLES = ['patient', 'holder', 'requester', 'auditor'] as const;

/** Somebody invented of a sample consortium, with the key that anybody may act with. */
export interface SamplePerson {
  readonly name: string;
  readonly role: (typeof SAMPLE_ROLES)[number];
  /** A private key of secp256k1. */
  readonly key: `0x${string}`;
}

export interface SampleDeps {
  readonly endpoint: string;
  readonly people: () => Promise<readonly SamplePerson[]>;
}

const person = z.object({
  name: z.string().meta({ description: 'Name of the key; nobody is called so.' }),
  role: z.enum(SAMPLE_ROLES),
  key: hex(32).meta({ description: 'Private key of secp256k1, which opens nothing but this sample.' }),
});

/** Of a sample consortium alone, which listens on loopback: who can be entered with one press. */
export function sampleRoutes({ endpoint, people }: SampleDeps): Route[] {
  const { host } = new URL(endpoint);
  return [
    route({
      method: 'get',
      path: '/v1/sample',
      summary: 'The invented people of the sample, with their keys',
      tag: 'operations',
      who: 'anyone',
      sameOrigin: true,
      refuses: ['FORBIDDEN'],
      reply: { status: 200, description: 'The people.', schema: z.object({ people: z.array(person) }) },
      handle: async ({ request }) => {
        // A page from elsewhere whose name was made to lead here has another name in it.
        if (request.get('host') === host) return { people: await people() };
        throw new CustosError('FORBIDDEN', `The sample’s people are given to the page at ${endpoint} alone.`);
      },
    }),
  ];
}
