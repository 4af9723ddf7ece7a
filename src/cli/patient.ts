import type { GatewayClient } from '../client/gateway-client.ts';
import { categoriesOf } from '../core/categories.ts';
import { type Address, isAddress, ZERO_DIGEST } from '../core/ids.ts';
import { purposesOf } from '../core/purposes.ts';
import { FUTURE_GROUP_MEMBERS, IDENTIFIABLE_ITEMS, memberGrantee } from '../core/terms.ts';
import type { AccountKey } from '../ledger/account-key.ts';
import { signTypedData, type TypedData } from './typed-data.ts';

/** The choice of a patient, as the gateway takes it. */
export interface Choice {
  readonly grantee?: string;
  readonly dataset?: string;
  readonly permission: string;
  readonly modifiers: readonly string[];
  readonly excluded: readonly string[];
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  readonly notice: string;
  readonly identifiable: boolean;
  readonly futureMembers: boolean;
}

export interface Receipt {
  readonly seq: number;
  /** tlog-proof@v1. */
  readonly receipt: string;
}

/** Binds the account as the own signer of whoever was handed the code. */
export async function bindSigner(
  gateway: GatewayClient,
  key: AccountKey,
  code: string,
): Promise<{ readonly subject: string }> {
  const claim = { code, signer: key.address };
  const prepared = await gateway.json<{ typedData: TypedData }>('POST', '/v1/signers/prepare', { json: claim });
  const signature = signTypedData(key, prepared.typedData, 'BindSigner', { signer: key.address });
  return gateway.json('POST', '/v1/signers', { json: { ...claim, signature } });
}

/** Signs a grant whose terms are exactly the choice, and gives it. */
export async function giveConsent(
  gateway: GatewayClient,
  key: AccountKey,
  choice: Choice,
): Promise<{ readonly grant: string; readonly height: number }> {
  const prepared = await gateway.json<{ terms: unknown; deadline: number; typedData: TypedData }>(
    'POST',
    '/v1/consents/prepare',
    { json: choice },
  );
  const signature = signTypedData(key, prepared.typedData, 'Grant', {
    deadline: prepared.deadline,
    ...Object.fromEntries(Object.entries(termsOf(choice)).map(([name, value]) => [`terms.${name}`, value])),
  });
  const { terms, deadline } = prepared;
  return gateway.json('POST', '/v1/consents', { json: { terms, deadline, signature } });
}

/** Withdraws one grant, or all of the caller's; gives the receipt of the acknowledgement. */
export async function withdrawConsent(
  gateway: GatewayClient,
  key: AccountKey,
  grant: string | undefined,
): Promise<Receipt> {
  const which = grant === undefined ? {} : { grant };
  const { typedData, epoch } = await gateway.json<{ typedData: TypedData; epoch?: number }>(
    'POST',
    '/v1/consents/revocation/prepare',
    { json: which },
  );
  const signature =
    grant === undefined
      ? signTypedData(key, typedData, 'RevokeAll', { epoch })
      : signTypedData(key, typedData, 'Revoke', { grant });
  return gateway.json('POST', '/v1/consents/revocation', {
    json: { ...which, ...(grant === undefined ? { epoch } : {}), signature },
  });
}

/** The terms as they are signed, but for the salt that the gateway draws. */
function termsOf(choice: Choice): Readonly<Record<string, unknown>> {
  return {
    notice: choice.notice,
    grantee: granteeOf(choice.grantee),
    scope: choice.dataset ?? ZERO_DIGEST,
    purposes: purposesOf([choice.permission, ...choice.modifiers]),
    excluded: categoriesOf(choice.excluded),
    from: choice.fromSeconds,
    until: choice.untilSeconds,
    options: (choice.futureMembers ? FUTURE_GROUP_MEMBERS : 0) | (choice.identifiable ? IDENTIFIABLE_ITEMS : 0),
  };
}

function granteeOf(grantee: string | undefined): string {
  if (grantee === undefined) return ZERO_DIGEST;
  return isAddress(grantee) ? memberGrantee(grantee as Address) : grantee;
}
