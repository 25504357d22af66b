export interface Table {
  readonly title: string;
  readonly notes: readonly string[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Limits that are, in a sentence each. */
  readonly broken: readonly string[];
}

/** As a section of a Markdown page. */
export function sectionOf({ title, notes, head, rows, broken }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [line(head), line(head.map(() => '---')), ...rows.map(line)];
  const limits = broken.map((limit) => `**A limit is broken: ${limit}**`);
  return [`## ${title}`, ...notes, table.join('\n'), ...limits].join('\n\n');
}
