import hre from 'hardhat';
import { CHAIN_ID, GAS_LIMIT } from './chain-world.ts';

/** Hardhat's node in a process of its own: mines at once, at price zero. Tells its port to its parent. */
const server = await hre.network.createServer({
  network: 'default',
  override: {
    chainId: CHAIN_ID,
    hardfork: 'cancun',
    blockGasLimit: BigInt(GAS_LIMIT),
    initialBaseFeePerGas: 0n,
    loggingEnabled: false,
  },
});
const { port } = await server.listen();
process.send?.({ port });
process.once('disconnect', () => process.exit(0));
