/** The SDK: talks to a gateway as a patient, a requester, a holder or an auditor, and believes nothing that the gateway
 *  says where it can be verified. Runs in Node and in browsers. docs/sdk.md has an example of each call. */
export { CustosError, type ErrorCode, isCustosError } from '../core/errors.ts';
export {
  type Address,
  type DatasetId,
  type Digest,
  type GrantId,
  type LogId,
  type Pseudonym,
  parseLedger,
  toAddress,
  toId,
} from '../core/ids.ts';
export { researchPurpose } from '../core/purpose-names.ts';
export type { AccessRequest, Facts } from '../core/request.ts';
export { type ContentEvent, type ContentItem, readContent, type Trust } from './content-reader.ts';
export {
  checkAccess,
  type DownloadEvent,
  type DownloadOptions,
  download,
  type Permitted,
} from './download.ts';
export {
  type Account,
  type CallOptions,
  GatewayClient,
  type GatewayClientOptions,
  type KnownGateway,
} from './gateway-client.ts';
export type { GatewayIdentity } from './gateway-identity.ts';
export { bindSigner, type Choice, type GivenConsent, giveConsent, keepConsent } from './patient.ts';
export { memoryPins, type Pin, type PinStore } from './pins.ts';
export { judgeReceipt, type ReceiptVerdict } from './receipt-verdict.ts';
export { type OpenedReceipt, openReceipt } from './receipts.ts';
export type { NewSha256, Sha256 } from './sha256.ts';
export { type WalletProvider, walletAccount } from './wallet-account.ts';
export { type RemainingGrant, type Withdrawal, withdrawConsent, withdrawRecorded } from './withdrawals.ts';
