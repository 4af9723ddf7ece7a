import { resolve } from 'node:path';
import type { OidcOptions } from '../gateway/staff/open-sign-ins.ts';
import type { NodeConfig } from './node-config.ts';
import { readSecret } from './passphrase.ts';

/** The organisation's own sign-in, with the client's secret from its file; undefined where `config.json` says nothing of it.
 *  Fails as `readSecret`. */
export async function oidcOptions(directory: string, { oidc }: NodeConfig): Promise<OidcOptions | undefined> {
  if (oidc === undefined) return undefined;
  const { clientSecretFile, scopes = ['profile'], rolesClaim, redirectUris = [], ...rest } = oidc;
  const secret = clientSecretFile && (await readSecret(resolve(directory, clientSecretFile), 'client secret'));
  return {
    ...rest,
    scopes,
    redirectUris,
    rolesClaim: [rolesClaim].flat(),
    ...(secret ? { clientSecret: secret } : {}),
  };
}
