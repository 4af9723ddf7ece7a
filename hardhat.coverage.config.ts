import config from './hardhat.config.ts';
import { branchProbes } from './scripts/branch-probes.ts';

// Instrumented contracts must not overwrite the artifacts that everything else runs.
export default {
  ...config,
  plugins: [...(config.plugins ?? []), branchProbes],
  paths: { ...config.paths, artifacts: 'coverage/artifacts', cache: 'coverage/cache' },
};
