import { none } from '../column.ts'
import type { Stored } from '../results.ts'

export type Cells = Readonly<Record<string, Stored>>

/** A contestant's figure by its name; undefined if it was not measured. */
export function numberOf(cells: Cells, contestant: string, name: string): number | undefined {
  const cell = cells[contestant]?.cell
  const value = cell?.kind === 'measured' ? cell.figures[name] : undefined
  return typeof value === 'number' ? value : undefined
}

/** Why a part of a suite has no figures. */
export function errorOf(cells: Cells, contestant: string, part: string): string | undefined {
  const cell = cells[contestant]?.cell
  if (cell?.kind === 'failed') return cell.error
  const value = cell?.kind === 'measured' ? cell.figures[`${part}.error`] : undefined
  return typeof value === 'string' ? value.replace(/\s+/g, ' ').replaceAll('|', '\\|') : undefined
}

/** Two digits are what such figures are worth. */
export function roughly(value: number | undefined): string {
  if (value === undefined) return none
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 })
}
