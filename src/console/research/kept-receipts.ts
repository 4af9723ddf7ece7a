import { createStore, entries, setMany } from 'idb-keyval';
import { SHARED_IDLE_MS, session } from '../session/session.ts';
import type { ReceiptToKeep } from './receipt-to-keep.ts';

const store = createStore('custos-receipts', 'kept');
/** On a device of others, and in a browser that keeps nothing, nothing outlives the page. */
const here: ReceiptToKeep[] = [];

export async function keepReceipt(kept: ReceiptToKeep): Promise<void> {
  if (session.idleMs !== SHARED_IDLE_MS && (await isStored(kept))) return;
  const at = here.findIndex((one) => keyOf(one) === keyOf(kept));
  if (at < 0) here.push(kept);
  else here[at] = kept;
}

/** False where the browser keeps nothing: the download that it is of goes on. */
async function isStored(kept: ReceiptToKeep): Promise<boolean> {
  try {
    await setMany([[keyOf(kept), kept]], store);
    return true;
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}

async function stored(): Promise<ReceiptToKeep[]> {
  try {
    return (await entries<string, ReceiptToKeep>(store)).map(([, one]) => one);
  } catch (error) {
    if (error instanceof DOMException) return [];
    throw error;
  }
}

/** Those of one member, the newest first. */
export async function receiptsOf(member: string | undefined): Promise<ReceiptToKeep[]> {
  return [...(await stored()), ...here]
    .filter(({ entry }) => entry.requester === member)
    .sort((one, other) => other.entry.time - one.entry.time);
}

function keyOf({ entry }: ReceiptToKeep): string {
  return `${entry.logId}/${entry.seq}`;
}
