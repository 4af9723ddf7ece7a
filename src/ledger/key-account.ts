import { signTransaction, type Transaction } from '../core/transaction.ts';
import { type TypedDataName, type TypedDomain, type TypedMessage, typedDigest } from '../core/typed-data.ts';
import type { AccountKey } from './account-key.ts';

/** A key as the client's account: it signs in, and signs typed data and transactions, without asking anybody. */
export function keyAccount(key: AccountKey) {
  return {
    address: key.address,
    signMessage: async (text: string) => key.signMessage(text),
    signTypedData: async <Name extends TypedDataName>(domain: TypedDomain, name: Name, message: TypedMessage<Name>) =>
      key.sign(typedDigest(domain, name, message)),
    signTransaction: async (transaction: Transaction) => signTransaction(transaction, key.sign),
  };
}
