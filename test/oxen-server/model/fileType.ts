type DataType = 'text' | 'image' | 'video' | 'audio' | 'tabular' | 'binary';

/** A few types by extension; the real server knows more, and looks into the file where it knows none. */
const TYPES: Readonly<Record<string, readonly [DataType, string]>> = {
  csv: ['tabular', 'text/csv'],
  tsv: ['tabular', 'text/tab-separated-values'],
  parquet: ['tabular', 'application/vnd.apache.parquet'],
  jsonl: ['tabular', 'application/jsonl'],
  txt: ['text', 'text/plain'],
  md: ['text', 'text/markdown'],
  json: ['text', 'application/json'],
  yaml: ['text', 'text/x-yaml'],
  yml: ['text', 'text/x-yaml'],
  html: ['text', 'text/html'],
  py: ['text', 'text/x-python'],
  jpg: ['image', 'image/jpeg'],
  jpeg: ['image', 'image/jpeg'],
  png: ['image', 'image/png'],
  gif: ['image', 'image/gif'],
  mp4: ['video', 'video/mp4'],
  mp3: ['audio', 'audio/mpeg'],
  wav: ['audio', 'audio/wav'],
};
const UNKNOWN: readonly [DataType, string] = ['binary', 'application/octet-stream'];

export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1) : '';
}

function typeOf(name: string): readonly [DataType, string] {
  return TYPES[extensionOf(name).toLowerCase()] ?? UNKNOWN;
}

export function dataTypeOf(name: string): DataType {
  return typeOf(name)[0];
}

export function mimeTypeOf(name: string): string {
  return typeOf(name)[1];
}
