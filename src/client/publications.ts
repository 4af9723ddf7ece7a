import { CustosError } from '../core/errors.ts';
import type { DatasetId, Digest } from '../core/ids.ts';
import type { Publication } from '../core/publication.ts';
import { create } from './creation.ts';
import type { LineageEdge } from './datasets.ts';
import type { GatewayClient } from './gateway-client.ts';
import { type FollowOptions, jobFailure, statesOf } from './imports.ts';

/** How a draft is published. */
export interface PublicationOrder {
  /** The draft. */
  readonly import: string;
  /** What the version may be used for at most: the code of a DUO permission, such as HMB. */
  readonly permission: string;
  /** Codes of its modifiers, such as NCU. */
  readonly modifiers?: readonly string[];
  /** What modifiers are compared with, such as the disease of DS. */
  readonly parameters?: { readonly [name: string]: unknown };
  /** Whether items may identify people. */
  readonly identifiable: boolean;
  /** The versions that it came from, and how; `processDigest` is that of a description of what was done. */
  readonly edges?: readonly (Pick<LineageEdge, 'relation' | 'parentDataset' | 'parentVersion'> & {
    readonly processDigest: Digest;
  })[];
  /** `ask-each-time`: only grants that name the dataset and the requester count. */
  readonly policy?: 'standing-consent' | 'ask-each-time';
  /** Publishes although it holds less than the last version, or gives anything to somebody else. */
  readonly acceptShrink?: boolean;
  /** Publishes as data that identifies nobody although it says patients by name. */
  readonly acceptNamed?: boolean;
  /** Publishes although files of nobody seem to tell of patients. */
  readonly acceptShared?: boolean;
}

/** Orders that a draft becomes the next version of its dataset, as the holder. Resolves when it is ordered;
 *  `followPublication` waits for it. The same order again, also after a cut connection or a restart of the gateway, goes on
 *  with the same publication. VERSION_SHRINKS where it holds less than the last version and that was not accepted,
 *  CONFLICT where it says patients by name and is said to identify nobody, or where files of nobody seem to tell of patients. */
export async function publishVersion(
  gateway: GatewayClient,
  dataset: DatasetId,
  order: PublicationOrder,
): Promise<void> {
  await create(gateway, `/v1/datasets/${dataset}/versions`, order, {});
}

/** Gives how the publication of a draft stands until it is on chain: at last as `published`, with what it came to. Throws as
 *  the publication fails; else as `followImport`. */
export async function* followPublication(
  gateway: GatewayClient,
  draft: string,
  options: FollowOptions = {},
): AsyncGenerator<Publication, void, undefined> {
  for await (const { publication } of statesOf(gateway, draft, options)) {
    if (publication === undefined || publication.state === 'failed') throw unpublished(publication);
    yield publication;
    if (publication.published !== undefined) return;
  }
}

function unpublished(publication: Publication | undefined): CustosError {
  const failure = jobFailure(publication?.error, 'INTERNAL', 'The draft was not published.');
  const message = `${failure.message} The same order again goes on with it.`;
  return new CustosError(failure.code, message, { cause: failure, details: failure.details });
}
