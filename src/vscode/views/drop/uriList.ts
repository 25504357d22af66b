/**
 * The entries of a `text/uri-list`. Lines end with CR LF by its specification (RFC 2483), and with LF alone in what
 * some file managers and extensions give; `#` begins a comment.
 */
export function splitUriList(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
