import { besideOf, median, type Run, type Series } from '../results';
import { inMiB } from '../sizes';
import { seconds, tableOf } from './markdown';

const TITLES: Readonly<Record<Series['uploader'], string>> = {
  ours: 'ours',
  before: 'before',
  official: 'official',
  floor: 'floor',
};

/** First uploads: each uploader a row, since every figure of it is asked for. */
export function raceTable(series: readonly Series[]): readonly string[] {
  const firsts = series.filter(({ step }) => step === 'first');
  if (firsts.length === 0) return [];
  const rows = firsts.map((one, index) => [
    firsts[index - 1]?.title === one.title ? '' : one.title,
    TITLES[one.uploader],
    spread(one, (run) => run.seconds),
    ratio(one, firsts, 'official'),
    ratio(one, firsts, 'floor'),
    one.lineSeconds === undefined ? '' : percent(one.lineSeconds / secondsOf(one)),
    spread(one, (run) => run.cpuSeconds),
    spread(one, (run) => run.serverCpuSeconds),
    inMiB(median(one.runs.map((run) => run.serverWrittenBytes))),
    inMiB(Math.max(...one.runs.map(({ memory }) => memory))),
    one.runs[0]?.engine ?? '',
  ]);
  const head = [
    ...[
      '',
      '',
      'Time',
      '× official',
      '× floor',
      'of the line',
      'CPU',
      'CPU of the server',
      'Written by it',
      'Memory',
      'Engine',
    ],
  ];
  return ['### First upload', tableOf(head, rows)];
}

export function spread({ runs }: Series, figure: (run: Run) => number): string {
  const figures = runs.map(figure);
  const least = figures.length > 1 ? ` (${seconds(Math.min(...figures))})` : '';
  return `${seconds(median(figures))}${least}`;
}

export function secondsOf({ runs }: Series): number {
  return median(runs.map((run) => run.seconds));
}

export function percent(part: number): string {
  return `${(part * 100).toFixed(part < 0.1 ? 1 : 0)} %`;
}

/** How many times as fast as another one. */
function ratio(one: Series, all: readonly Series[], than: Series['uploader']): string {
  const other = besideOf(one, all, { step: 'first', uploader: than });
  return other === undefined ? '' : (secondsOf(other) / secondsOf(one)).toFixed(2);
}
