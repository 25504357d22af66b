import { sectionOf, type Table } from './table';

/** What can be measured alone, in the order of the page. */
export const PARTS = ['interrupted', 'memory', 'secondPlan', 'speed'] as const;
export type Part = (typeof PARTS)[number];

const HEAD = [
  '# Measurements',
  'Written by `npm run measure`. Times are of the machine named with them: read them as ratios.',
].join('\n\n');

/** Stands before each part; invisible in what a reader sees. */
const MARK = /^<!-- (\w+) -->$/m;

/** `page` with one part measured again; the others stay as they are. */
export function withPart(page: string, part: Part, { facts, tables }: Measured): string {
  const [, ...marked] = page.split(MARK);
  const texts = new Map<string, string>();
  for (let at = 0; at < marked.length; at += 2) texts.set(marked[at] ?? '', (marked[at + 1] ?? '').trim());
  texts.set(part, [...tables.map(sectionOf), facts.join('\n')].join('\n\n'));
  const parts = PARTS.flatMap((name) => {
    const text = texts.get(name);
    return text === undefined ? [] : [`<!-- ${name} -->\n\n${text}`];
  });
  return `${[HEAD, ...parts].join('\n\n')}\n`;
}

export interface Measured {
  /** What a reader has to know of where and when. */
  readonly facts: readonly string[];
  readonly tables: readonly Table[];
}
