import { besideOf, median, type Series } from '../results';
import { seconds, tableOf } from './markdown';
import { percent, secondsOf, spread } from './raceTable';

/** Ours again: unchanged, and with one file in a hundred changed; and how soon the question stands. */
export function followsTable(series: readonly Series[]): readonly string[] {
  const ours = series.filter(({ uploader }) => uploader === 'ours' || uploader === 'before');
  const firsts = ours.filter(({ step }) => step === 'first');
  if (firsts.length === 0) return [];
  const rows = firsts.map((first) => {
    const follow = (step: Series['step']) => {
      const one = besideOf(first, ours, { step, uploader: first.uploader });
      return one === undefined
        ? ''
        : `${spread(one, (run) => run.seconds)}, ${percent(secondsOf(one) / secondsOf(first))}`;
    };
    const prepared = first.runs.flatMap((run) => run.prepared ?? []);
    return [
      `${first.title}${first.uploader === 'before' ? ' (before)' : ''}`,
      prepared.length === 0 ? '' : seconds(median(prepared)),
      spread(first, (run) => run.seconds),
      follow('again'),
      follow('changed'),
    ];
  });
  const head = ['', 'To `prepared`', 'First', 'Again, unchanged', '1 % changed'];
  return ['### Before, and again', tableOf(head, rows)];
}
