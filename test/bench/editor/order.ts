import * as v from 'valibot';

/** What is to be measured inside the extension host, as it comes in its environment. */
export const Order = v.strictObject({
  origin: v.string(),
  namespace: v.string(),
  name: v.string(),
  key: v.string(),
  /** What is uploaded. */
  content: v.string(),
  /** What goes on at first while the extension does nothing: how late the thread is then is not its doing. */
  beside: v.strictObject({
    command: v.array(v.string()),
    env: v.record(v.string(), v.optional(v.string())),
  }),
  /** Where the findings go. */
  findings: v.string(),
});
export type Order = v.InferOutput<typeof Order>;

/** The event loop during a stage, in ms: how late a timer of one ms was. */
const Stage = v.strictObject({
  stage: v.string(),
  seconds: v.number(),
  p99: v.number(),
  max: v.number(),
  /** The longest turn without what the thread waited for a core: its own work, and that of other extensions. */
  held: v.number(),
  /** The longest time for which the garbage collector stopped the thread, in ms. */
  collector: v.number(),
  /** Resident at the end of the stage, in bytes: of the whole process, with all its extensions. */
  memory: v.number(),
  /** The same of the process that uploads; 0 while there is none. */
  uploading: v.number(),
});
export type Stage = v.InferOutput<typeof Stage>;

export const Findings = v.strictObject({
  /** Of the extension as it was built, in ms. */
  loaded: v.number(),
  activated: v.number(),
  /** What became of the upload. */
  result: v.string(),
  stages: v.array(Stage),
});
export type Findings = v.InferOutput<typeof Findings>;

/** The stage in which the extension does nothing, and another process does the same. */
export const BESIDE = 'another process uploads';

export const ORDER_VARIABLE = 'OXEN_BENCH_ORDER';
