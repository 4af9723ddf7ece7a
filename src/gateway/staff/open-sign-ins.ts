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

/** Of the node's own pages, the one to which a window comes back that showed the provider's sign-in. */
const OWN_PAGE = '/enter/back';

/** The provider is first asked when somebody signs in: a node starts without it. `endpoint` is where the node's own pages are. */
export async function openSignIns(
  options: OidcOptions,
  endpoint: string,
  persons: Persons,
  { keys }: Pick<StaffTables, 'keys'>,
): Promise<ProviderSignIns> {
  const known = await ProviderPersons.open(persons, keys, options);
  return new ProviderSignIns(new IdentityProvider(options), known, [`${endpoint}${OWN_PAGE}`, ...options.redirectUris]);
}
