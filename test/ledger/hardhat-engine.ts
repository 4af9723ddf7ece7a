import hre from 'hardhat';
import { ACCOUNTS, ask, type Engine } from './engine.ts';

/** Hardhat's node, in this process: blocks at once, gas that costs, data in memory. */
export async function startHardhat(): Promise<Engine> {
  const server = await hre.network.createServer('default', '127.0.0.1', 0);
  const { address, port } = await server.listen();
  const url = `http://${address}:${port}`;
  for (const { address: account } of ACCOUNTS)
    await ask(url, 'hardhat_setBalance', [account, `0x${(10n ** 24n).toString(16)}`]);
  return { url, close: () => server.close() };
}
