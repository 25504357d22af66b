/** The names in a zip archive's central directory. Enough for a .vsix: no zip64, no encryption. */
import { readFileSync } from 'node:fs';

const END_SIGNATURE = Buffer.from('PK\x05\x06', 'latin1');
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46; // without name, extra field and comment

export function zipEntries(file: string): string[] {
  const zip = readFileSync(file);
  const end = zip.lastIndexOf(END_SIGNATURE);
  if (end < 0) throw new Error(`${file} is not a zip archive.`);

  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== ENTRY_SIGNATURE) throw new Error(`${file} has a broken central directory.`);
    const nameEnd = at + ENTRY_BYTES + zip.readUInt16LE(at + 28);
    names.push(zip.toString('utf8', at + ENTRY_BYTES, nameEnd));
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return names;
}
