import type { AssertionOptionsJson, CreationOptionsJson } from '../../src/core/webauthn-json.ts';
import type { Authenticator } from '../gateway/authenticator.ts';

/** Puts in place what a page finds of passkeys in a browser: its device is an authenticator of the tests. */
export function standAsBrowser(authenticator: Authenticator): void {
  const asJson = (credential: object) => ({ toJSON: () => credential });
  const credentials = {
    create: async ({ publicKey }: { publicKey: CreationOptionsJson }) => asJson(await authenticator.create(publicKey)),
    get: async ({ publicKey }: { publicKey: AssertionOptionsJson }) => asJson(await authenticator.get(publicKey)),
  };
  const PublicKeyCredential = {
    parseCreationOptionsFromJSON: (options: CreationOptionsJson) => options,
    parseRequestOptionsFromJSON: (options: AssertionOptionsJson) => options,
  };
  Object.defineProperties(globalThis, {
    navigator: { value: { credentials }, configurable: true },
    PublicKeyCredential: { value: PublicKeyCredential, configurable: true },
  });
}
