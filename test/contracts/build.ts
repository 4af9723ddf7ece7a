import hre from 'hardhat';

/** Builds the artifacts once before any test file, since two workers building at a time would collide. */
export default async function build(): Promise<void> {
  await hre.tasks.getTask('build').run({ quiet: true });
}
