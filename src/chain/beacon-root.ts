import type { BlockHeader } from '@ethereumjs/block';
import type { StateManagerInterface } from '@ethereumjs/common';
import { bigIntToBytes, createAddressFromString, setLengthLeft } from '@ethereumjs/util';

const CONTRACT = createAddressFromString('0x000f3df6d732807ef1319fb7b8bb8522d0beac02');
const RING = 8191n;

/** The system call of EIP-4788 at a block's start. It does nothing unless the genesis holds the contract, which
 *  this chain's usual genesis does not. */
export async function recordBeaconRoot(state: StateManagerInterface, header: BlockHeader): Promise<void> {
  if ((await state.getCode(CONTRACT)).length === 0) return;
  const slot = header.timestamp % RING;
  await state.putStorage(CONTRACT, slotKey(slot), bigIntToBytes(header.timestamp));
  await state.putStorage(CONTRACT, slotKey(slot + RING), header.parentBeaconBlockRoot ?? new Uint8Array(32));
}

function slotKey(slot: bigint): Uint8Array {
  return setLengthLeft(bigIntToBytes(slot), 32);
}
