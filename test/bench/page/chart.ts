import { init } from 'echarts';
import { besideOf, median, type Series } from '../results';

const WIDTH = 900;
const ROW_HEIGHT = 54;
const MARGIN = 90;

const UPLOADERS = [
  { name: 'ours', title: 'Oxen Upload', color: '#2f6fde' },
  { name: 'before', title: 'Oxen Upload before', color: '#9db8e8' },
  { name: 'floor', title: 'floor', color: '#bbbbbb' },
] as const;

/** Speed of first uploads against the official client's, as an SVG. */
export function chartOf(series: readonly Series[]): string {
  const rows = series.filter(({ step, uploader }) => step === 'first' && uploader === 'official').reverse();
  const speedOf = (official: Series, name: Series['uploader']) => {
    const one = besideOf(official, series, { step: 'first', uploader: name });
    return one === undefined ? null : Number((secondsOf(official) / secondsOf(one)).toFixed(2));
  };
  const shown = UPLOADERS.filter(({ name }) => rows.some((row) => speedOf(row, name) !== null)).reverse();
  const chart = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: WIDTH,
    height: MARGIN + ROW_HEIGHT * Math.max(1, rows.length),
  });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: { text: 'Speed against the official client (1), by medians', left: 'center' },
    legend: { top: 28, data: shown.map(({ title }) => title) },
    grid: { left: 20, right: 40, top: 56, bottom: 24, containLabel: true },
    xAxis: { type: 'value', min: 0 },
    yAxis: { type: 'category', data: rows.map(({ server, title }) => `${title}\n${server}`) },
    series: shown.map(({ name, title, color }, index) => ({
      type: 'bar',
      name: title,
      color,
      label: { show: true, position: 'right' },
      data: rows.map((row) => speedOf(row, name)),
      ...(index === 0 && {
        markLine: { symbol: 'none', silent: true, lineStyle: { color: '#555' }, data: [{ xAxis: 1 }] },
      }),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function secondsOf({ runs }: Series): number {
  return median(runs.map(({ seconds }) => seconds));
}
