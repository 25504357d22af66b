/** The README as the package has it. */

/** A picture in a paragraph of its own. */
const PICTURE = /^!\[[^\]]*\]\([^):]+\)\n\n?/gm;

/**
 * Without its pictures: the Details page of VS Code shows only those that lie on a web server, neither files of the
 * package nor data in the text (its sanitizer takes them out).
 */
export function packedReadme(readme: string): string {
  return readme.replaceAll(PICTURE, '');
}
