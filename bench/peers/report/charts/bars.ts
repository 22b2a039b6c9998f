import { init } from 'echarts'
import { font, ownColor, peerColor, portable, textColor } from './style.ts'

export interface Bars {
  readonly title: string
  readonly rows: readonly {
    readonly label: string
    readonly value: number
    readonly own: boolean
  }[]
  /** Which end is good: that stands on top. */
  readonly best: 'least' | 'most'
  readonly digits: number
}

/** Bars to the right, each with its name and its figure. */
export function bars({ title, rows, best, digits }: Bars): string {
  const height = 60 + 24 * rows.length
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 760, height })
  // The last of the list is on top.
  const sorted = rows.toSorted((a, b) => (best === 'least' ? b.value - a.value : a.value - b.value))
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: font, color: textColor },
    title: { text: title, left: 0, textStyle: { fontSize: 15, fontWeight: 600, color: textColor } },
    grid: { left: 290, right: 50, top: 36, bottom: 8 },
    xAxis: { type: 'value', show: false, min: 0 },
    yAxis: {
      type: 'category',
      data: sorted.map(({ label }) => label),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: textColor, fontSize: 13 },
    },
    series: [
      {
        type: 'bar',
        barWidth: 14,
        data: sorted.map(({ value, own }) => ({
          value,
          itemStyle: { color: own ? ownColor : peerColor, borderRadius: [0, 3, 3, 0] },
        })),
        label: {
          show: true,
          position: 'right',
          color: textColor,
          fontSize: 13,
          formatter: ({ value }: { value?: unknown }) => Number(value).toFixed(digits),
        },
      },
    ],
  })
  return portable(chart.renderToSVGString())
}
