import { seededBytes } from '../../contract/support/seededTree';

const WORDS = ['ox', 'cat', 'dog', 'bird', 'fish', 'horse', 'sheep', 'goat'];
const ROW_BYTES = 8;

/** A table of measurements as text, of about `bytes`: numbers and words that gzip takes to about a third. */
export function csvText(seed: number, bytes: number): Buffer {
  const rows = ['id,label,score,width,height'];
  const random = seededBytes(seed, bytes);
  for (let length = 0, at = 0; length < bytes; at = (at + ROW_BYTES) % (bytes - ROW_BYTES)) {
    const [label = 0, score = 0, width = 0] = random.subarray(at, at + ROW_BYTES);
    const row = `${rows.length},${WORDS[label % WORDS.length]},0.${score},${width * 4},${label * 2}`;
    rows.push(row);
    length += row.length + 1;
  }
  return Buffer.from(rows.join('\n')).subarray(0, bytes);
}
