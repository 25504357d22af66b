/**
 * Largest file that is opened in an editor, in bytes: the server's route gives whole files only, and VS Code keeps
 * all of it in memory, more than once.
 */
export const OPENED_BYTES = 25e6;
