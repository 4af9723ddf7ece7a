import { type Bytes, fromHex, utf8 } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { type Address, formatLedger, type LogId, ZERO_ADDRESS } from '../core/ids.ts';
import { checkReceipt } from '../core/log-receipt.ts';
import type { AccessRequest } from '../core/request.ts';
import { findMember } from './find-member.ts';
import { logKeys } from './log-keys.ts';
import { nativeEd25519 } from './native-ed25519.ts';
import type { LedgerReader } from './reader.ts';

/** Who asks, and by which log it will be answered. */
export interface Asking {
  /** Log of the gateway that is asked. */
  readonly logId: LogId;
  /** Account that signs in; undefined where nobody does. */
  readonly account: Address | undefined;
  /** Member for which a person asks; undefined where none does. */
  readonly member?: Address | undefined;
}

/** What a download is verified against, from the chain alone. */
export interface DownloadTrust {
  /** Root of the version's manifest. */
  readonly manifestRoot: Bytes;
  /** Verifies a release's receipt by the keys that the chain names for the log; gives the entry's bytes. Throws
   *  PROOF_INVALID, NOTE_INVALID or SIGNATURE_INVALID, and PROOF_INVALID where the entry is of another request. */
  readonly openReceipt: (receipt: string) => Bytes;
}

/** Reads what a download of the request is to be verified against: the manifest's root and the keys of the gateway's log.
 *  PROOF_INVALID where that log is not one of the dataset's own holder. */
export async function downloadTrust(reader: LedgerReader, by: Asking, request: AccessRequest): Promise<DownloadTrust> {
  const { dataset, version } = request;
  const { logId, account } = by;
  const [published, log, { holder }, keys, found] = await Promise.all([
    reader.views.datasets.versionOf(dataset, version),
    reader.views.accessLog.logOf(logId),
    reader.views.datasets.datasetOf(dataset),
    logKeys(reader, logId),
    account === undefined ? undefined : findMember(reader, account),
  ]);
  if (log.holder !== holder) {
    throw new CustosError(
      'PROOF_INVALID',
      'The gateway’s log is not one of the dataset’s holder. Nothing was fetched.',
    );
  }
  const { ledger } = reader;
  // A member keeps its identity when its account is rotated; entries name the identity. A patient is no member: the
  // ledger answers with the zero address, and the entry names nobody.
  const requester = by.member ?? (found?.identity === ZERO_ADDRESS ? undefined : found?.identity);
  const wanted = [formatLedger(ledger), logId, dataset, version, request.purpose, requester];
  return {
    manifestRoot: fromHex(published.manifestRoot, 32),
    openReceipt: (receipt) => {
      const { entry, decoded: logged } = checkReceipt(utf8(receipt), { ledger, logId, keys, ed25519: nativeEd25519 });
      const said = [logged.ledger, logged.logId, logged.dataset, logged.version, logged.purpose, logged.requester];
      if (wanted.every((value, i) => value === said[i])) return entry;
      throw new CustosError('PROOF_INVALID', 'A receipt is for another request. Keep it and tell an auditor.');
    },
  };
}
