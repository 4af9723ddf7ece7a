import hardhatEthers from '@nomicfoundation/hardhat-ethers';
import { defineConfig } from 'hardhat/config';

// The compiler is the `solc` package, so that nothing is downloaded. `cancun` is what existing
// permissioned networks run.
export default defineConfig({
  plugins: [hardhatEthers],
  paths: { sources: 'contracts', tests: 'test/contracts' },
  solidity: {
    compilers: [
      {
        version: '0.8.37',
        path: 'node_modules/solc/soljson.js',
        settings: {
          evmVersion: 'cancun',
          viaIR: true,
          optimizer: { enabled: true, runs: 10_000 },
          metadata: { bytecodeHash: 'none' },
        },
      },
    ],
  },
  networks: {
    default: { type: 'edr-simulated', chainType: 'l1', hardfork: 'cancun' },
  },
});
