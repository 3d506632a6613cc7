// Lines over time, by uPlot.
import { h } from './dom.js';

const PALETTE = { a: '--line-a', b: '--line-b', c: '--line-c' };
const colour = name => getComputedStyle(document.documentElement).getPropertyValue(PALETTE[name] ?? name).trim();

const scaled = (point, line) => {
  const value = point[line.key];
  return value === null || value === undefined ? null : value * (line.scale ?? 1);
};

const clock = seconds => new Date(1000 * seconds).toTimeString();

/** Times of day below a chart, with seconds where its marks are closer than a minute. */
const times = (plot, marks) => marks.map(at => clock(at).slice(0, marks.length > 1 && marks[1] - marks[0] < 60 ? 8 : 5));

/**
 * A chart of lines that share an axis.
 * @param lines [{label, key, colour: 'a'|'b'|'c', scale}] of points {at: ms, …}
 * @param ofTime whether `at` is a time of day, or a number of steps (in thousandths)
 */
export class LineChart {
  constructor(title, unit, lines, ofTime = true) {
    this.lines = lines;
    this.box = h('div', { class: 'plot', role: 'img' });
    this.element = h('figure', { class: 'chart' }, h('figcaption', {}, title, h('span', { class: 'unit' }, unit)), this.box);
    this.title = title;
    this.unit = unit;
    this.height = 150;
    this.ofTime = ofTime;
    this.plot = null;
  }

  show(points) {
    const data = [points.map(point => point.at / 1000), ...this.lines.map(line => points.map(point => scaled(point, line)))];
    const width = Math.max(200, this.box.clientWidth);
    if (!this.plot) {
      const grid = { stroke: colour('--grid'), width: 1 };
      const axis = { stroke: colour('--faint'), grid, ticks: grid, font: '12px system-ui, sans-serif' };
      this.plot = new uPlot({
        width, height: this.height,
        legend: { show: this.lines.length > 1, live: false },
        cursor: { drag: { x: false, y: false } },
        scales: { x: { time: this.ofTime }, y: { range: (plot, low, high) => this.range(low, high) } },
        axes: [this.ofTime ? { ...axis, values: times, space: 70 } : axis, { ...axis, size: 52 }],
        series: [{}, ...this.lines.map(line => ({ label: line.label, stroke: colour(line.colour), width: 2, spanGaps: !this.ofTime, points: { show: false } }))],
      }, data, this.box);
    } else {
      if (this.plot.width !== width) this.plot.setSize({ width, height: this.height });
      this.plot.setData(data);
    }
    const last = points.at(-1);
    this.box.setAttribute('aria-label', `${this.title}: ${last ? this.lines.map(line =>
      `${line.label} ${scaled(last, line) === null ? 'nothing' : scaled(last, line).toFixed(1)} ${this.unit}`).join(', ') : 'nothing yet'}`);
  }

  /** From nothing up, over time; close to the values, over steps. */
  range(low, high) {
    if (this.ofTime) return [0, Math.max(high ?? 0, 1) * 1.08];
    const margin = 0.1 * ((high - low) || Math.abs(high) || 1);
    return [low - margin, high + margin];
  }

  destroy() {
    this.plot?.destroy();
    this.plot = null;
  }
}
