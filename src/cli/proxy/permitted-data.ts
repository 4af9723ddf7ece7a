import { createHash } from 'node:crypto';
import { checkAccess, download, type Permitted } from '../../client/download.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import type { AccessRequest } from '../../core/request.ts';
import { downloadTrust } from '../../ledger/download-trust.ts';
import type { LedgerReader } from '../../ledger/reader.ts';
import { type Keeping, type VerifiedItem, verifiedItems } from './verified-items.ts';

/** What one request may have of one version of a dataset, asked for as one account under one permit. */
export class PermittedData {
  readonly request: AccessRequest;
  readonly #client: GatewayClient;
  readonly #reader: LedgerReader;
  readonly #keeping: Keeping;
  #manifestSize: number | undefined;

  constructor(client: GatewayClient, request: AccessRequest, reader: LedgerReader, keeping: Keeping) {
    this.request = request;
    this.#client = client;
    this.#reader = reader;
    this.#keeping = {
      ...keeping,
      release: async (release) => {
        await keeping.release(release);
        // All releases of a version are held to one number of items.
        this.#manifestSize ??= release.manifestSize;
      },
    };
  }

  /** Which items that are at this moment; looking is no entry of the log. */
  permitted(signal: AbortSignal): Promise<Permitted> {
    return checkAccess(this.#client, this.request, signal);
  }

  /** One item, or all; nothing where it may not be had. */
  async *items(signal: AbortSignal, item?: number): AsyncGenerator<VerifiedItem, void, undefined> {
    const request = item === undefined ? this.request : { ...this.request, items: [item] };
    const trust = await downloadTrust(this.#reader, await this.#client.asking(), this.request);
    const known = this.#manifestSize === undefined ? trust : { ...trust, manifestSize: this.#manifestSize };
    const options = { signal, sha256: () => createHash('sha256') };
    yield* verifiedItems(download(this.#client, request, known, options), this.#keeping);
  }
}
