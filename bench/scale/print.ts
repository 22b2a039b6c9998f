import { table } from '../table.ts'

/** Two figures that count, no more. */
export function figure(value: number): string {
  if (value < 0.001) return value === 0 ? '0' : '< 0.001'
  if (value >= 100) return Math.round(value).toLocaleString('en-US')
  return value.toLocaleString('en-US', { maximumSignificantDigits: 2 })
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

export function print(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  console.log(`\n${title}\n`)
  for (const line of table([head, ...rows])) console.log(`  ${line}`)
}
