import auditorUrl from '../../audit/page-worker.ts?worker&url';

/** As far as a page's policy asks for it (Trusted Types). */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): {
    createScriptURL(url: string): string;
  };
}

/** Lets the one worker of these pages in, by the address that it was built under, and nothing else. */
function admitted(url: string): string {
  if (url === auditorUrl) return url;
  throw new TypeError('The auditor’s pages start no other worker.');
}

let addressOf: ((url: string) => string) | undefined;

/** The verifier, which waits for its order. */
export function startVerifier(): Worker {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  // A policy of one name may be made once.
  const policy = addressOf ? undefined : trustedTypes?.createPolicy('custos-worker', { createScriptURL: admitted });
  addressOf ??= policy ? (url) => policy.createScriptURL(url) : admitted;
  return new Worker(addressOf(auditorUrl), { type: 'module' });
}
