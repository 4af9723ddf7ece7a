import auditorUrl from '../../audit/page-worker.ts?worker&url';
import entriesUrl from './entries-worker.ts?worker&url';

/** As far as a page's policy asks for it (Trusted Types). */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): {
    createScriptURL(url: string): string;
  };
}

/** Lets the two workers of these pages in, by the addresses that they were built under, and nothing else. */
function admitted(url: string): string {
  if (url === auditorUrl || url === entriesUrl) return url;
  throw new TypeError('The auditor’s pages start no other worker.');
}

let addressOf: ((url: string) => string) | undefined;

/** The verifier, which waits for its order. */
export function startVerifier(): Worker {
  return start(auditorUrl);
}

/** What reads pages of entries. */
export function startEntriesReader(): Worker {
  return start(entriesUrl);
}

function start(url: string): Worker {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  // A policy of one name may be made once.
  const policy = addressOf ? undefined : trustedTypes?.createPolicy('custos-worker', { createScriptURL: admitted });
  addressOf ??= policy ? (one) => policy.createScriptURL(one) : admitted;
  return new Worker(addressOf(url), { type: 'module' });
}
