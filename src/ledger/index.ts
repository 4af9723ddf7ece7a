/** The ledger for those who do not take a gateway's word: what a download is verified against, read from any JSON-RPC of the
 *  chain, and keys that sign. For Node. */
export { type AccountKey, accountKey, randomAccountKey } from './account-key.ts';
export { type Asking, type DownloadTrust, downloadTrust } from './download-trust.ts';
export { keyAccount } from './key-account.ts';
export { createKey, readKey } from './keystore.ts';
export { type LedgerOptions, type LedgerReader, openLedger } from './reader.ts';
