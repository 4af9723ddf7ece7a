import config from './hardhat.config.ts';

// Instrumented contracts must not overwrite the artifacts that everything else runs.
export default {
  ...config,
  paths: { ...config.paths, artifacts: 'coverage/artifacts', cache: 'coverage/cache' },
};
