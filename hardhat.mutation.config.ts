import config from './hardhat.config.ts';

const slot = process.env['CUSTOS_MUTATION_SLOT'] ?? 'cache/mutation/slot-0';
const unlimited = { allowUnlimitedContractSize: true };

// Reads the artifacts that scripts/mutation/worker.ts wrote, which are compiled fast and so are large.
export default {
  ...config,
  paths: { ...config.paths, artifacts: `${slot}/artifacts`, cache: `${slot}/cache` },
  networks: {
    ...config.networks,
    default: { ...config.networks?.['default'], ...unlimited },
    osaka: { ...config.networks?.['osaka'], ...unlimited },
  },
};
