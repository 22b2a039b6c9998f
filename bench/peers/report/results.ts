import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cell } from '../contest.ts'

/** A cell, and under what it was measured. */
export interface Stored {
  readonly cell: Cell
  /** Of the contestant's package. */
  readonly version: string | null
  /** Fewer rounds than usual. */
  readonly quick: boolean
  /** How many processes wanted to run just before, on average over a minute. More than the cores means noise. */
  readonly load: number
}

/** The machine of the last run, in words. */
export interface Machine {
  readonly cores: number
  readonly processor: string
  readonly memoryGb: number
  readonly platform: string
  readonly node: string
}

/** All cells that were ever measured, the newest of each: by suite, then by contestant. */
export interface Results {
  machine: Machine | undefined
  readonly cells: Record<string, Record<string, Stored>>
}

const path = join(import.meta.dirname, '..', 'results.json')

export function loadResults(): Results {
  if (!existsSync(path)) return { machine: undefined, cells: {} }
  return JSON.parse(readFileSync(path, 'utf8')) as Results
}

export function saveResults(results: Results): void {
  writeFileSync(path, `${JSON.stringify(results, shorten, 2)}\n`)
}

/** Four digits are more than any of these figures are worth. */
function shorten(_key: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isInteger(value)) return value
  return Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(4))
}
