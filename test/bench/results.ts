import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';

const RunSchema = v.strictObject({
  seconds: v.number(),
  cpuSeconds: v.number(),
  /** Peak, in bytes. */
  memory: v.number(),
  /** CPU of the server meanwhile, in seconds. */
  serverCpuSeconds: v.number(),
  /** To its disk meanwhile, in bytes. */
  serverWrittenBytes: v.number(),
  engine: v.exactOptional(v.string()),
  prepared: v.exactOptional(v.number()),
});
export type Run = v.InferOutput<typeof RunSchema>;

/** One uploader's runs of one step of one case. */
const SeriesSchema = v.strictObject({
  server: v.string(),
  case: v.string(),
  /** What is uploaded. */
  title: v.string(),
  step: v.picklist(['first', 'again', 'changed']),
  uploader: v.picklist(['ours', 'before', 'official', 'floor']),
  files: v.number(),
  bytes: v.number(),
  /** What the line would take for the bytes, in seconds. */
  lineSeconds: v.exactOptional(v.number()),
  runs: v.array(RunSchema),
});
export type Series = v.InferOutput<typeof SeriesSchema>;

/** Something that is no race: its table as it stands on the page. */
const TableSchema = v.strictObject({
  server: v.string(),
  case: v.string(),
  title: v.string(),
  notes: v.array(v.string()),
  head: v.array(v.string()),
  rows: v.array(v.array(v.string())),
  broken: v.array(v.string()),
});
export type Table = v.InferOutput<typeof TableSchema>;

const ResultsSchema = v.strictObject({
  /** By server and case: when, at which commit and on what. */
  measured: v.array(v.strictObject({ server: v.string(), case: v.string(), fact: v.string() })),
  series: v.array(SeriesSchema),
  tables: v.array(TableSchema),
});
export type Results = v.InferOutput<typeof ResultsSchema>;

const NONE: Results = { measured: [], series: [], tables: [] };

/** Those of an older form are left behind: what was just measured must not be lost for them. */
export function readResults(path: string): Results {
  if (!existsSync(path)) return NONE;
  const { success, output } = v.safeParse(ResultsSchema, JSON.parse(readFileSync(path, 'utf8')));
  if (success) return output;
  console.log(`${path} is of an older form, and begun anew.`);
  return NONE;
}

export function writeResults(path: string, results: Results): void {
  writeFileSync(path, `${JSON.stringify(v.parse(ResultsSchema, results), undefined, 1)}\n`);
}

/** What was measured together with `one`, of the same content: another case may have the same title. */
export function besideOf(
  one: Series,
  all: readonly Series[],
  { step, uploader }: Pick<Series, 'step' | 'uploader'>,
): Series | undefined {
  return all.find(
    (other) =>
      other.server === one.server &&
      other.case === one.case &&
      other.title === one.title &&
      other.step === step &&
      other.uploader === uploader,
  );
}

/** `all` with one case on one server measured again; the others stay as they are. */
export function withCase(all: Results, found: CaseResults): Results {
  const isOther = (one: { readonly server: string; readonly case: string }) =>
    one.server !== found.server || one.case !== found.case;
  const { server, case: name, fact } = found;
  return {
    measured: [...all.measured.filter(isOther), { server, case: name, fact }],
    series: [...all.series.filter(isOther), ...found.series],
    tables: [...all.tables.filter(isOther), ...found.tables],
  };
}

export interface CaseResults {
  readonly server: string;
  readonly case: string;
  readonly fact: string;
  readonly series: readonly Series[];
  readonly tables: readonly Table[];
}

export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}
