import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Cell, Suite } from '../contest.ts'
import { importTimeMs } from './footprint/import-time.ts'
import { install } from './footprint/install.ts'
import { footings, type Use } from './footprint/packages.ts'

interface Footprint {
  readonly importMs: number
  readonly megabytes: number
  readonly packages: number
}

async function footprintOf(use: Use): Promise<Footprint> {
  const folder = await mkdtemp(join(tmpdir(), 'fanfold-footprint-'))
  try {
    const installed = await install(folder, use.install)
    return { ...installed, importMs: await importTimeMs(folder, use.imports) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export const footprint: Suite = {
  name: 'footprint',
  title: 'Footprint',
  method:
    'The package by itself, installed by npm into an empty folder without its optional peers (Fanfold: the tarball of npm pack), ' +
    'and again with the package for Anthropic’s API, where it needs another one to speak to a model. How much longer than an empty ' +
    'program a program takes that imports the usual entries: median of fifteen processes each, by turns. What node_modules takes ' +
    'on the disk, and the number of packages in it.',
  timeoutMs: 300_000,
  contestants: Object.keys(footings),
  async measure(contestant): Promise<Cell> {
    const footing = footings[contestant.name]
    if (footing === undefined) return { kind: 'lacks', why: 'It is measured with another name.' }
    const alone = await footprintOf(footing.alone)
    const provided =
      footing.withProvider === undefined ? alone : await footprintOf(footing.withProvider)
    return {
      kind: 'measured',
      figures: {
        'alone.importMs': alone.importMs,
        'alone.megabytes': alone.megabytes,
        'alone.packages': alone.packages,
        'provider.importMs': provided.importMs,
        'provider.megabytes': provided.megabytes,
        'provider.packages': provided.packages,
      },
    }
  },
}
