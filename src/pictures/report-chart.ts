// Draws the report: a timeline above, and counts by class, outcome and approver below.

import { BarChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { type OutcomeGroup, outcomeGroups, type Picture } from '../command/display/picture.ts'
import type { ReportWords } from '../conversation/picture-words.ts'

const pictureWidth = 1000
const pictureHeight = 760
/** The family of the only font that is loaded (raster.ts). */
export const fontFamily = 'Atkinson Hyperlegible'

const colours: Readonly<Record<OutcomeGroup, string>> = {
  done: '#2e7d52',
  failed: '#c0392b',
  refused: '#8a8f98',
  open: '#d99a1c',
}
const ink = '#22262b'
const quiet = '#5b626b'
const blue = '#3b6ea8'

/** The drawing as SVG text. */
export function drawReport(picture: Picture, words: ReportWords): string {
  use([BarChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer])
  const size = { width: pictureWidth, height: pictureHeight }
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption(optionsOf(picture, words))
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}

function optionsOf(picture: Picture, words: ReportWords) {
  const panels = [classesOf(picture), outcomesOf(picture, words), approversOf(picture)]
  return {
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily, color: ink, fontSize: 15 },
    legend: { data: outcomeGroups.map((one) => words.groups[one]), right: 30, top: 62 },
    title: [
      titleAt(words.title, 30, 18, 26),
      titleAt(words.about, 30, 52, 15, quiet),
      titleAt(words.timeline, 30, 92, 17),
      ...[words.classes, words.outcomes, approversTitle(words)].map((text, index) =>
        titleAt(text, 30 + index * panelStep, 432, 17),
      ),
    ],
    grid: [
      { left: 60, right: 30, top: 130, height: 230 },
      ...panels.map((_, index) => ({
        left: 30 + index * panelStep + labelWidth,
        width: panelStep - labelWidth - 60,
        top: 468,
        height: 250,
      })),
    ],
    xAxis: [
      { type: 'category' as const, gridIndex: 0, data: [...words.times], ...lines },
      ...panels.map((_, index) => ({
        ...{ type: 'value' as const, gridIndex: index + 1, show: false, minInterval: 1 },
      })),
    ],
    yAxis: [
      { type: 'value' as const, gridIndex: 0, minInterval: 1, ...lines },
      ...panels.map((panel, index) => ({
        ...{ type: 'category' as const, gridIndex: index + 1, inverse: true },
        data: panel.rows.map((row) => row.name),
        axisLabel: { width: labelWidth - 12, overflow: 'truncate' as const, color: ink },
        axisLine: { show: false },
        axisTick: { show: false },
      })),
    ],
    series: [
      ...outcomeGroups.map((group) => ({
        ...{ type: 'bar' as const, stack: 'timeline', name: words.groups[group] },
        data: picture.timeline.map((part) => part[group]),
        itemStyle: { color: colours[group] },
        barMaxWidth: 60,
      })),
      ...panels.flatMap((panel, index) => barsOf(panel, index + 1)),
    ],
  }
}

const panelStep = 320
const labelWidth = 100
const lines = {
  axisLine: { lineStyle: { color: '#c8ccd2' } },
  axisLabel: { color: quiet, fontSize: 13 },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: '#eceef1' } },
}

function titleAt(text: string, left: number, top: number, fontSize: number, color = ink) {
  const textStyle = { fontSize, fontFamily, color, fontWeight: 'normal' as const }
  return { text, left, top, padding: 0, textStyle }
}

interface Panel {
  readonly rows: readonly {
    readonly name: string
    readonly parts: readonly { readonly count: number; readonly colour: string }[]
  }[]
}

function classesOf({ classes }: Picture): Panel {
  const row = ({ name, count }: Picture['classes'][number]) => ({
    ...{ name, parts: [{ count, colour: blue }] },
  })
  return { rows: classes.map(row) }
}

function outcomesOf({ totals }: Picture, words: ReportWords): Panel {
  const row = (group: OutcomeGroup) => ({
    name: words.groups[group],
    parts: [{ count: totals[group], colour: colours[group] }],
  })
  return { rows: outcomeGroups.map(row) }
}

function approversOf({ approvers }: Picture): Panel {
  const row = ({ name, granted, denied }: Picture['approvers'][number]) => ({
    name,
    parts: [
      { count: granted, colour: colours.done },
      { count: denied, colour: colours.failed },
    ],
  })
  return { rows: approvers.map(row) }
}

/** Explains the two colours; the legend above belongs to the timeline. */
function approversTitle(words: ReportWords): string {
  return `${words.approvers} (${words.granted} / ${words.denied})`
}

/** The second part of a row is stacked on the first; each shows its number. */
function barsOf(panel: Panel, gridIndex: number) {
  const most = Math.max(0, ...panel.rows.map((row) => row.parts.length))
  return Array.from({ length: most }, (_, part) => ({
    ...{ type: 'bar' as const, stack: `panel ${gridIndex}`, barMaxWidth: 26 },
    ...{ xAxisIndex: gridIndex, yAxisIndex: gridIndex },
    data: panel.rows.map((row) => {
      const { count, colour } = row.parts[part] ?? { count: 0, colour: quiet }
      const inside = { position: 'insideLeft' as const, color: '#ffffff' }
      const beside = { position: 'right' as const, color: ink }
      const label = { show: count > 0, ...(most === 1 ? beside : inside) }
      return { value: count, itemStyle: { color: colour }, label }
    }),
  }))
}
