import type { StaffTables } from '../records/gateway-records.ts';
import { IdentityProvider, type ProviderOptions } from './identity-provider.ts';
import type { Persons } from './persons.ts';
import { ProviderPersons, type RolesOptions } from './provider-persons.ts';
import { ProviderSignIns } from './provider-sign-ins.ts';

/** The organisation's own sign-in by OpenID Connect. */
export interface OidcOptions extends ProviderOptions, RolesOptions {
  /** Pages that may begin a sign-in, by the address to which the browser comes back. */
  readonly redirectUris: readonly string[];
}

/** The provider is first asked when somebody signs in: a node starts without it. */
export async function openSignIns(
  options: OidcOptions,
  persons: Persons,
  { keys }: Pick<StaffTables, 'keys'>,
): Promise<ProviderSignIns> {
  const known = await ProviderPersons.open(persons, keys, options);
  return new ProviderSignIns(new IdentityProvider(options), known, options.redirectUris);
}
