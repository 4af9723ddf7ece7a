import manifest from '../../package.json' with { type: 'json' };

export const VERSION: string = manifest.version;
/** Names itself in the log's `start` entries. */
export const SOFTWARE = `custos/${VERSION}`;
