/** Names of the engines, as settings and the command line have them. */
export const ENGINES = ['stage-files', 'upload-chunk', 'version-chunks', 'version-uploads'] as const;
export type EngineName = (typeof ENGINES)[number];
