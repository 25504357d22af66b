export interface ContentDisposition {
  readonly name: string | undefined;
  readonly filename: string | undefined;
}

/**
 * Reads `form-data; name="…"; filename="…"` as the server does: raw UTF-8 with backslash escapes,
 * nothing percent-decoded, `filename*` ignored (docs/protocol/staging.md#file-names).
 */
export function parseContentDisposition(header: string): ContentDisposition {
  const parameters = new Map<string, string>();
  const parameter = /;\s*([^=;\s]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/gsu;
  for (const [, key = '', quoted, token] of header.matchAll(parameter)) {
    const value = quoted === undefined ? (token ?? '') : quoted.replace(/\\(.)/gsu, '$1');
    parameters.set(key.toLowerCase(), value);
  }
  return { name: parameters.get('name'), filename: parameters.get('filename') };
}
