import { fileURLToPath } from 'node:url';
import hardhatEthers from '@nomicfoundation/hardhat-ethers';
import { defineConfig } from 'hardhat/config';

const compiler = (runs: number) => ({
  version: '0.8.37',
  path: fileURLToPath(import.meta.resolve('solc/soljson.js')),
  settings: {
    evmVersion: 'cancun',
    viaIR: true,
    optimizer: { enabled: true, runs },
    metadata: { bytecodeHash: 'none' },
    // Where each state variable lies: scripts/storage-layout.ts.
    outputSelection: { '*': { '*': ['storageLayout'] } },
  },
});

// The compiler is the `solc` package, so that nothing is downloaded. `cancun` is what existing
// permissioned networks run.
export default defineConfig({
  plugins: [hardhatEthers],
  paths: { sources: 'contracts', tests: 'test/contracts' },
  solidity: {
    compilers: [compiler(10_000)],
    // Optimized for size, because it is the largest: see docs/decisions/contracts-one-consent-contract.md.
    overrides: { 'contracts/ConsentRegistry.sol': compiler(200) },
  },
  networks: {
    default: { type: 'edr-simulated', chainType: 'l1', hardfork: 'cancun' },
    // Has the P-256 precompile.
    osaka: { type: 'edr-simulated', chainType: 'l1', hardfork: 'osaka' },
    // Instrumented contracts are larger.
    coverage: { type: 'edr-simulated', chainType: 'l1', hardfork: 'cancun', allowUnlimitedContractSize: true },
  },
});
