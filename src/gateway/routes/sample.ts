import { z } from 'zod';
import { CustosError } from '../../core/errors.ts';
import { type Route, route } from '../http/route.ts';
import { hex } from '../http/schemas.ts';

/** An invented patient of a sample consortium, with the key that anybody may act with. */
export interface SamplePatient {
  readonly name: string;
  /** A private key of secp256k1. */
  readonly key: `0x${string}`;
}

export interface SampleDeps {
  readonly endpoint: string;
  readonly patients: () => Promise<readonly SamplePatient[]>;
}

const patient = z.object({
  name: z.string().meta({ description: 'Name of the key; nobody is called so.' }),
  key: hex(32).meta({ description: 'Private key of secp256k1, which opens nothing but this sample.' }),
});

/** Of a sample consortium alone, which listens on loopback: who can be entered with one press. */
export function sampleRoutes({ endpoint, patients }: SampleDeps): Route[] {
  const { host } = new URL(endpoint);
  return [
    route({
      method: 'get',
      path: '/v1/sample',
      summary: 'The invented patients of the sample, with their keys',
      tag: 'operations',
      who: 'anyone',
      sameOrigin: true,
      refuses: ['FORBIDDEN'],
      reply: { status: 200, description: 'The patients.', schema: z.object({ patients: z.array(patient) }) },
      handle: async ({ request }) => {
        // A page from elsewhere whose name was made to lead here has another name in it.
        if (request.get('host') === host) return { patients: await patients() };
        throw new CustosError('FORBIDDEN', `The sample’s patients are given to the page at ${endpoint} alone.`);
      },
    }),
  ];
}
