import { init } from 'echarts'
import { font, ownColor, palette, portable, textColor } from './style.ts'

export interface Series {
  readonly label: string
  readonly own: boolean
  readonly floor: boolean
  readonly points: readonly (readonly [number, number])[]
}

export interface Lines {
  readonly title: string
  readonly series: readonly Series[]
}

function axis(kind: 'x' | 'y') {
  return {
    type: 'log' as const,
    axisLine: { show: kind === 'x', lineStyle: { color: textColor } },
    axisTick: { show: false },
    axisLabel: {
      color: textColor,
      fontSize: 12,
      formatter: (value: number) => value.toLocaleString('en'),
    },
    splitLine: { show: kind === 'y', lineStyle: { color: textColor, opacity: 0.25 } },
  }
}

/** Lines on logarithmic axes, each with its name at its end. */
export function lines({ title, series }: Lines): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 860, height: 520 })
  let peers = 0
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: font, color: textColor },
    title: { text: title, left: 0, textStyle: { fontSize: 15, fontWeight: 600, color: textColor } },
    grid: { left: 60, right: 220, top: 44, bottom: 32 },
    xAxis: { ...axis('x'), min: 1 },
    yAxis: axis('y'),
    series: series.map(({ label, own, floor, points }) => {
      const color = own ? ownColor : floor ? textColor : palette[peers++ % palette.length]
      return {
        type: 'line',
        name: label,
        data: points.map((point) => [...point]),
        symbol: 'circle',
        symbolSize: own ? 7 : 4,
        lineStyle: { width: own ? 4 : 1.5, type: floor ? 'dashed' : 'solid', color },
        itemStyle: { color },
        z: own ? 10 : 2,
        endLabel: {
          show: true,
          formatter: '{a}',
          color,
          fontSize: 13,
          fontWeight: own ? 700 : 400,
          distance: 8,
        },
        labelLayout: { moveOverlap: 'shiftY' },
      }
    }),
  })
  return portable(chart.renderToSVGString())
}
