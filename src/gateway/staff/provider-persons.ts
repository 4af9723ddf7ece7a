import { createHmac, randomBytes } from 'node:crypto';
import { fromHex, toHex, utf8 } from '../../core/bytes.ts';
import { canonicalBytes } from '../../core/canonical.ts';
import type { Duty } from '../../core/duties.ts';
import { CustosError, ifReadable } from '../../core/errors.ts';
import type { Digest } from '../../core/ids.ts';
import { checkName } from '../../core/spoken-name.ts';
import type { KeptPerson, StaffTables } from '../records/gateway-records.ts';
import type { Claims } from './identity-provider.ts';
import type { Persons } from './persons.ts';

/** Which claim says what somebody may do, and what its values are worth here. */
export interface RolesOptions {
  /** Names of members, each within the one before: `['realm_access', 'roles']`. */
  readonly rolesClaim: readonly string[];
  readonly roles: Readonly<Record<string, readonly Duty[]>>;
}

/** Roles of one person that are looked at. */
const MAX_ROLES = 1_000;
const KEY_BYTES = 32;
const BY_SIGN_IN = { by: 'sign-in' } as const;

/** Persons whom the organisation's own sign-in tells of. Each has one pseudonym for ever, which nobody can make of its name
 *  or account without the key that this node keeps. */
export class ProviderPersons {
  readonly #persons: Persons;
  readonly #options: RolesOptions;
  readonly #key: Uint8Array;

  private constructor(persons: Persons, options: RolesOptions, key: Uint8Array) {
    this.#persons = persons;
    this.#options = options;
    this.#key = key;
  }

  /** The key is drawn at the first start, and kept with the other records. */
  static async open(persons: Persons, kept: StaffTables['keys'], options: RolesOptions): Promise<ProviderPersons> {
    const known = await kept.get('pseudonyms');
    const key = known?.key ?? toHex(randomBytes(KEY_BYTES));
    if (known === undefined) await kept.put('pseudonyms', { key });
    return new ProviderPersons(persons, options, fromHex(key, KEY_BYTES));
  }

  /** The person that the claims are of, as it is kept from now on: its name and duties are what they say. FORBIDDEN where
   *  they give no duty, which it then has no more, and for one who was ended here. */
  async take(claims: Claims): Promise<KeptPerson> {
    const account = { issuer: claims.iss, subject: claims.sub };
    const person = this.#pseudonym(account);
    const known = this.#persons.known(person);
    if (known?.ended !== undefined) {
      throw new CustosError('FORBIDDEN', 'You do not act for this organisation any more. Ask a staff administrator.');
    }
    const duties = this.#duties(claims);
    if (duties.length === 0) {
      if (known !== undefined) await this.#persons.change(person, { duties }, BY_SIGN_IN);
      throw new CustosError(
        'FORBIDDEN',
        'The organisation’s sign-in gives you nothing to do here. Ask whoever manages its accounts.',
      );
    }
    const [name, ...rather] = namesFor(claims, person, known?.name);
    if (known === undefined) return this.#persons.add({ person, name, origin: 'oidc', duties, account }, rather);
    return this.#persons.change(person, { name, duties }, BY_SIGN_IN, rather);
  }

  #pseudonym({ issuer, subject }: NonNullable<KeptPerson['account']>): Digest {
    const hmac = createHmac('sha256', this.#key).update(utf8('custos/person/v1\0'));
    return `0x${hmac.update(canonicalBytes([issuer, subject])).digest('hex')}` as Digest;
  }

  #duties(claims: Claims): Duty[] {
    const { rolesClaim, roles } = this.#options;
    const held = new Set(valuesAt(claims, rolesClaim));
    return [...new Set(Object.entries(roles).flatMap(([role, duties]) => (held.has(role) ? duties : [])))];
  }
}

/** Texts of a claim, which may be one or a list. */
function valuesAt(claims: unknown, path: readonly string[]): readonly string[] {
  const value = path.reduce<unknown>((within, name) => {
    const isObject = typeof within === 'object' && within !== null && Object.hasOwn(within, name);
    return isObject ? (within as Readonly<Record<string, unknown>>)[name] : undefined;
  }, claims);
  const all: readonly unknown[] = Array.isArray(value) ? value.slice(0, MAX_ROLES) : [value];
  return all.filter((one) => typeof one === 'string');
}

/** What the person is called there, if people can read it; then what tells it from somebody else who is called so: the provider
 *  may know two of that name, and this node one of its own. The last one is nobody else's. */
function namesFor(
  { name, preferred_username: account }: Claims,
  person: Digest,
  before: string | undefined,
): [string, ...string[]] {
  const number = `account ${person.slice(2, 10)}`;
  const [called = before, ...more] = [name, account].flatMap(readable);
  if (called === undefined) return [`A${number.slice(1)}`];
  const marks = [...more, number].flatMap((mark) => readable(`${called} (${mark})`));
  return [called, ...marks, `A${number.slice(1)}`];
}

function readable(name: unknown): string[] {
  const read = typeof name === 'string' ? ifReadable(() => checkName(name, 'The name')) : undefined;
  return read === undefined ? [] : [read];
}
