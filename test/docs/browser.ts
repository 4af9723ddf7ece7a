// What the examples of docs/sdk.md find where they run: the package under its name, from its sources, and of a browser a wallet,
// a store, and passkeys.
import { registerHooks } from 'node:module';
import { toUtf8String, Wallet } from 'ethers';
import { Authenticator } from '../gateway/authenticator.ts';
import { standAsBrowser } from './passkey-browser.ts';

const DOORS: Readonly<Record<string, string>> = {
  custos: new URL('../../src/client/index.ts', import.meta.url).href,
  'custos/ledger': new URL('../../src/ledger/index.ts', import.meta.url).href,
  'custos/audit': new URL('../../src/audit/index.ts', import.meta.url).href,
};

registerHooks({
  resolve: (specifier, context, next) => {
    const url = DOORS[specifier];
    return url === undefined ? next(specifier, context) : { url, shortCircuit: true };
  },
});

const wallet = Wallet.createRandom();

/** A wallet by another library than this project's: it signs what its owner was shown. */
const ethereum = {
  request: async ({ method, params }: { readonly method: string; readonly params: readonly string[] }) => {
    if (method === 'eth_requestAccounts') return [wallet.address];
    if (method === 'personal_sign') return wallet.signMessage(toUtf8String(params[0] ?? ''));
    if (method !== 'eth_signTypedData_v4') throw new Error(`There is no ${method}.`);
    const { domain, types, message } = JSON.parse(params[1] ?? '');
    const { EIP712Domain: _, ...shown } = types;
    return wallet.signTypedData(domain, shown, message);
  },
};

const kept = new Map<string, string>();
const localStorage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, text: string) => void kept.set(key, text),
};

Object.defineProperties(globalThis, {
  ethereum: { value: ethereum },
  localStorage: { value: localStorage },
});
standAsBrowser(new Authenticator(process.env['GATEWAY'] ?? ''));
